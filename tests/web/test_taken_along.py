"""An article in other forms: what is cited, downloaded and printed."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from pypdf import PdfReader

from citewell.model.article import ReviewStatus
from citewell.publish.ledger import ledger_from_json
from citewell.web.articles import citing, pdf
from citewell.web.articles.models import Article
from exports import needs_pango
from site_world import QUESTION, TREATMENT, ledger, make_article

ADDRESS = "http://localhost:8000/articles/what-are-the-symptoms-and-treatment-of-frobnitis/"


@pytest.fixture
def article(reader: Client) -> Article:
    return make_article()


def test_the_citation_names_title_publisher_status_and_address(article: Article, reader: Client) -> None:
    """As a reader copies it."""
    line = citing.citation_text(article)
    assert line.startswith(f"{QUESTION} Citewell; approved 3 May 2026, updated ")
    assert line.endswith(f"Available from: {ADDRESS}")
    assert line in reader.get(article.get_absolute_url()).content.decode().replace("&#x27;", "'")


def test_what_is_not_approved_is_not_cited_as_if_it_were(reader: Client) -> None:
    """The citation of a submitted article says that nobody has reviewed it."""
    article = make_article(ReviewStatus.SUBMITTED)
    assert "not reviewed" in citing.citation_text(article)
    assert "Submitted; not approved by the medical board" in citing.ris(article)
    assert "not approved by the medical board" in citing.bibtex(article)


def test_ris_is_one_record_of_tags(article: Article, reader: Client) -> None:
    """Each line is a tag of two signs; the record begins with its type and ends with ER."""
    answer = reader.get(article.get_absolute_url(), {"cite": "ris"})
    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert answer["Content-Disposition"].endswith('.ris"')
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert f"UR  - {ADDRESS}" in lines


def test_bibtex_escapes_what_would_be_a_command(reader: Client) -> None:
    """Signs of TeX in a title are text."""
    article = make_article(question="Is 5% of {frob} & \\zanolol #1_a $x^2~ safe?", of=ledger(TREATMENT))
    answer = reader.get(article.get_absolute_url(), {"cite": "bibtex"}).content.decode()
    assert (
        r"title = {{Is 5\% of \textbraceleft{}frob\textbraceright{} \& \textbackslash{}zanolol \#1\_a \$x\textasciicircum{}2\textasciitilde{} safe?}}"
        in answer
    )
    assert answer.count("{") == answer.count("}")


def test_a_line_break_in_a_title_begins_no_tag(db: None, site_library: None) -> None:
    """Nothing of a title can add a line to a record."""
    article = make_article(question="Is frobnitis\r\nER  - \r\nTY  - BOOK treated?", of=ledger(TREATMENT))
    assert citing.ris(article).count("\r\nER  - ") == 1


def test_the_ledger_that_is_taken_along_is_the_ledger(article: Article, reader: Client) -> None:
    """Whoever takes it along can check every sentence again."""
    answer = reader.get(article.get_absolute_url(), {"as": "ledger"})
    assert ledger_from_json(answer.json()) == article.shown.ledger


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("text/markdown", "text/markdown"),
        ("application/vnd.citewell.ledger+json", "application/vnd.citewell.ledger+json"),
        ("text/markdown;q=0.4, text/html;q=0.9", "text/html"),
        ("image/png", "text/html"),
        ("", "text/html"),
    ],
)
def test_a_program_gets_the_form_that_it_accepts(
    article: Article, reader: Client, accept: str, media_type: str
) -> None:
    """The same address serves people and programs; caches are told that it does."""
    answer = reader.get(article.get_absolute_url(), HTTP_ACCEPT=accept)
    assert answer["Content-Type"].split(";")[0] == media_type
    assert "Accept" in answer["Vary"]


@pytest.mark.parametrize("query", [{"as": "exe"}, {"cite": "word"}, {"as": "../../etc/passwd"}])
def test_a_form_that_does_not_exist_is_not_found(article: Article, reader: Client, query: dict[str, str]) -> None:
    """A mistyped form is not answered with another one."""
    assert reader.get(article.get_absolute_url(), query).status_code == 404


@needs_pango
def test_the_pdf_holds_the_article_its_status_and_its_structure(article: Article, reader: Client) -> None:
    """A tagged file with title and language, in which every sentence and the day of approval can be read."""
    answer = reader.get(article.get_absolute_url(), {"as": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    document = PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    assert "Approved by the medical board on 3 May 2026." in text
    for claim in article.shown.ledger.draft.claims:
        assert claim.text[:40] in text
    assert document.metadata is not None
    assert QUESTION in str(document.metadata.title)
    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "Challenge this sentence" not in text


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/static/../settings.py",
        "http://localhost:8000/articles/",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "https://localhost:8000/static/article.css",
    ],
)
def test_making_a_pdf_reads_the_theme_and_nothing_else(address: str) -> None:
    """Whatever stood in a page, no other file and no other address is opened for it."""
    with pytest.raises((ValueError, OSError, Exception), match=r"nothing is fetched|no file|outside|component"):
        pdf._theme_file(address)

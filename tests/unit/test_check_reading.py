"""How the audit reads marks, identifiers, references and layouts."""

from __future__ import annotations

import io

import pytest
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from citewell.check import read
from citewell.check.document import MarkKind, Place, Sentence
from citewell.check.identifiers import identifiers_in
from citewell.check.live import query_for
from citewell.check.markers import Style, marked, numbers_of
from citewell.check.read import Form, read_address
from citewell.check.references import year_of
from citewell.check.tokens import LINK, RAISED, bare, token
from citewell.errors import SourceError
from citewell.model.identifiers import DOI, PMCID, PMID
from citewell.sources.http import Limits, Web
from services import serve


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("1", "1"),
        ("1,3", "1 3"),
        ("2-5", "2 3 4 5"),
        ("1, 3–5; 9", "1 3 4 5 9"),
        ("5-2", "5 2"),
        ("1-900", "1 900"),
    ],
)
def test_a_range_names_all_of_its_numbers(written: str, numbers: str) -> None:
    """One that runs backwards, or over hundreds, is no range."""
    assert list(numbers_of(written)) == numbers.split()


@pytest.mark.parametrize(
    ("text", "clean", "kinds"),
    [
        ("It helps [1, 2].", "It helps.", ["number"]),
        ("It helps (Quill 2020).", "It helps.", ["author_year"]),
        ("It helps (see Quill & Frobisher, 2020a; Quill et al., 2019).", "It helps.", ["author_year"] * 2),
        ("Quill et al. (2020) saw it.", "Quill et al. saw it.", ["author_year"]),
        ("It helps (PMID: 90000001).", "It helps ().", ["identifier"]),
        ("It helps (n = 20).", "It helps (n = 20).", []),
        ("It rose to 10⁹ per cm³.", "It rose to 10⁹ per cm³.", []),
        (f"It helps.{token(RAISED, '1,2')} It does.", "It helps. It does.", ["number"]),
        (f"It [{token(LINK, '1', '#a')}–{token(LINK, '3', '#c')}] helps.", "It helps.", ["anchor", "anchor", "number"]),
        (f"See {token(LINK, 'the trial', 'https://doi.org/10.5555/frob.3')}.", "See the trial.", ["identifier"]),
        (f"See {token(LINK, 'Treatment', '#treatment')}.", "See Treatment.", []),
    ],
)
def test_a_sentence_is_read_without_its_marks(text: str, clean: str, kinds: list[str]) -> None:
    """And each mark is kept with its kind."""
    read_ = marked(text, Style())
    assert (read_.text, [mark.kind.value for _, mark in read_.marks]) == (clean, kinds)


def test_round_brackets_and_glued_numbers_are_marks_where_the_list_bears_it_out() -> None:
    """Elsewhere they are counts."""
    assert not marked("It helps adults (12).", Style()).marks
    assert marked("It helps adults (12).", Style(parens=True)).marks[0][1].names == ("12",)
    assert not marked("It helps.3 And so on.", Style()).marks
    assert marked("It helps.3 And so on.", Style(glued=True)).marks[0][1].names == ("3",)


@pytest.mark.parametrize(
    ("text", "identifiers", "malformed"),
    [
        ("PMID: 90000001. PMCID: PMC99000003.", {"pmid": "90000001", "pmcid": "PMC99000003"}, []),
        ("doi:10.5555/Frob.1. Epub.", {"doi": "10.5555/frob.1"}, []),
        ("https://doi.org/10.5555/frob(1)2.", {"doi": "10.5555/frob(1)2"}, []),
        ("https://pubmed.ncbi.nlm.nih.gov/90000001/", {"pmid": "90000001"}, []),
        ("https://frob.example/doi/10.5555/frob.1", {"doi": "10.5555/frob.1"}, []),
        ("PMID: 123456789", {}, [("PMID", "123456789")]),
        ("doi: 11.5555/frob", {}, [("DOI", "11.5555/frob")]),
        ("PMID not given; doi to come", {}, []),
    ],
)
def test_identifiers_are_read_and_those_that_are_none_are_named(
    text: str, identifiers: dict[str, str], malformed: list[tuple[str, str]]
) -> None:
    """By their names, in addresses, and bare."""
    named = identifiers_in(text)
    assert (named.identifiers.to_json(), list(named.malformed)) == (identifiers, malformed)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Quill BC. Frobs. Ann Imag Med. 2019;12:2001-2010. doi:10.5555/2020", 2019),
        ("Quill BC (2018). The frobs of 1999. Ann Imag Med.", 2018),
        ("Frob Society. Guideline for 2021 and after. 2020.", 2020),
        ("Quill BC. Frobs at sea.", None),
    ],
)
def test_the_year_of_a_reference(text: str, year: int | None) -> None:
    """Not one of its title, of its pages, or of its address."""
    assert year_of(text) == year


def test_raised_marks_of_a_pdf_are_citations() -> None:
    """By their height, as print shows them."""
    styles = getSampleStyleSheet()
    held = io.BytesIO()
    story = [Paragraph(text, styles["BodyText"]) for text in (
        "Zanolol relieves the pain of the frob in most adults.<super size=6>1,2</super> Quibrex is preferred by some.<super size=6>3</super>",
        "Nothing more is known of it by those who have looked for it with care.",
    )]  # fmt: skip
    SimpleDocTemplate(held).build(story)
    sentences = read(held.getvalue()).sentences
    assert [[name for mark in s.own for name in mark.names] for s in sentences] == [["1", "2"], ["3"], []]
    assert sentences[0].text.endswith("in most adults.")


def test_later_marks_of_a_paragraph_are_told_apart_from_a_sentences_own() -> None:
    """The place of a mark after a full stop is the sentence before it."""
    first, second = read(b"The frob\n\nIt hums.[1] It glows [2].").sentences
    assert ([m.names for m in first.own], [m.names for m in first.later]) == ([("1",)], [("2",)])
    assert ([m.names for m in second.own], second.later) == ([("2",)], ())


def test_lines_and_headings_of_plain_text() -> None:
    """A heading is a short line that ends as no sentence does."""
    text = read(
        b"Frobnitis\n=========\n\nTreatment\n\nIt hums at night\nand by day.\n- It glows.\n\nReferences\n1. Quill BC. Frobs. 2019.\n2. Quill BC. More\n   frobs. 2020.\n"
    )
    assert text.title == "Frobnitis"
    assert text.sentences == (
        Sentence("It hums at night and by day.", Place(3, 6, 0, "Treatment")),
        Sentence("It glows.", Place(4, 8, 0, "Treatment")),
    )
    assert [(e.number, e.text, e.place.line) for e in text.entries] == [
        (1, "Quill BC. Frobs. 2019.", 11),
        (2, "Quill BC. More frobs. 2020.", 12),
    ]


def test_front_matter_counts_as_lines_and_is_not_read() -> None:
    """So that a finding's line is the file's."""
    (sentence,) = read(b"---\ntitle: x\n---\n\n# The frob\n\nIt hums.\n", form=Form.MARKDOWN).sentences
    assert (sentence.text, sentence.place.line) == ("It hums.", 7)


def test_a_token_cannot_be_forged_and_shows_nothing() -> None:
    """What is put into one is cleaned of the characters that make one."""
    held = token(LINK, "a\ue000s\ue0011\ue002b", "#x")
    assert bare(f"see {held} there") == "see as1b there"
    assert marked(held, Style()).marks == ()


def test_an_address_is_read_by_what_the_server_says_it_is() -> None:
    """HTML by its type; what is too large or not there is refused; and addresses within a network are never asked."""
    with serve() as service, Web(trusted=[service.url], limits=Limits(attempts=1)) as web:
        service.answers("/frob", b"<p>It hums.</p>", headers={"Content-Type": "text/html; charset=utf-8"})
        service.answers("/frob.md", b"# The frob\n\nIt *hums*.", headers={"Content-Type": "text/plain"})
        assert read_address(f"{service.url}/frob", web).sentences[0].text == "It hums."
        assert read_address(f"{service.url}/frob.md", web).sentences[0].text == "It hums."
        with pytest.raises(SourceError):
            read_address(f"{service.url}/none", web)
        with Web() as other, pytest.raises(SourceError):
            read_address(f"{service.url}/frob", other)


def test_the_query_that_asks_pubmed_for_what_is_cited() -> None:
    """By field, and quoted."""
    identifiers = [PMID("90000001"), DOI("10.5555/frob.1"), PMCID("PMC99000003")]
    assert query_for(identifiers) == '"90000001"[uid] OR "10.5555/frob.1"[doi] OR "PMC99000003"[pmcid]'


def test_the_kinds_of_marks_are_those_of_the_document() -> None:
    """One word for one thing."""
    assert {kind.value for kind in MarkKind} == {"number", "note", "anchor", "author_year", "identifier", "link"}

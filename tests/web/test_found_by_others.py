"""What search engines, feed readers and other sites are told of an article."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import lxml.html
import pytest
from django.templatetags.static import static
from django.test import Client
from lxml import etree
from PIL import Image

from citewell.model.article import ReviewStatus
from citewell.web.articles import reviewers
from citewell.web.articles.models import Article
from citewell.web.articles.reviewers import Told
from citewell.web.articles.standing import Reviewer
from site_world import QUESTION, TREATMENT, UNANSWERABLE, ledger, make_article

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ADDRESS = "http://localhost:8000/articles/what-are-the-symptoms-and-treatment-of-frobnitis/"

# What schema.org and the guides of search engines ask of a page that is both MedicalWebPage and QAPage.
THING = {"type": "object", "required": ["@type", "name"], "properties": {"name": {"type": "string", "minLength": 1}}}
DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
ANSWER = {
    "type": "object",
    "required": ["@type", "text", "url"],
    "properties": {"@type": {"const": "Answer"}, "text": {"type": "string", "minLength": 1}},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "@type", "@id", "url", "name", "mainEntity", "dateModified", "audience", "citation"],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@type": {"const": ["MedicalWebPage", "QAPage"]},
        "@id": {"type": "string", "format": "uri"},
        "url": {"type": "string", "format": "uri"},
        "name": {"type": "string", "minLength": 1},
        "inLanguage": {"const": "en"},
        "isAccessibleForFree": {"const": True},
        "publisher": THING,
        "dateModified": DATE,
        "lastReviewed": DATE,
        "reviewedBy": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["@type", "name"],
                "additionalProperties": False,
                "properties": {
                    "@type": {"const": "Person"},
                    "name": {"type": "string", "minLength": 1},
                    "honorificSuffix": {"type": "string"},
                },
            },
        },
        "audience": {
            "type": "array",
            "minItems": 6,
            "items": {
                "type": "object",
                "required": ["@type", "audienceType"],
                "properties": {"@type": {"const": "MedicalAudience"}},
            },
        },
        "citation": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["@type", "name"],
                "additionalProperties": False,
                "properties": {
                    "@type": {"enum": ["MedicalScholarlyArticle", "CreativeWork"]},
                    "name": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^https?://"},
                    "datePublished": {"type": "string", "pattern": r"^\d{4}$"},
                    "identifier": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "pattern": "^https?://"},
                    },
                },
            },
        },
        "mainEntity": {
            "type": "object",
            "required": ["@type", "name", "answerCount"],
            "additionalProperties": False,
            "properties": {
                "@type": {"const": "Question"},
                "name": {"type": "string", "minLength": 1},
                "answerCount": {"type": "integer", "minimum": 0, "maximum": 1},
                "acceptedAnswer": ANSWER,
                "suggestedAnswer": ANSWER,
            },
        },
    },
}


def data(reader: Client, article: Article) -> dict[str, Any]:
    """Return the data of a page; it must fit the schema."""
    root = lxml.html.fromstring(reader.get(article.get_absolute_url()).content)
    [written] = root.xpath("//script[@type='application/ld+json']/text()")
    found: dict[str, Any] = json.loads(written)
    jsonschema.validate(found, SCHEMA)
    return found


def test_an_approved_article_tells_what_was_reviewed_when_and_by_whom(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MedicalWebPage with lastReviewed and reviewedBy; QAPage with the bottom line as the answer."""
    monkeypatch.setattr(reviewers, "told_of", lambda _article: Told((Reviewer("Board member A", "MD"),)))
    article = make_article()
    found = data(reader, article)
    draft = article.shown.ledger.draft
    assert found["@id"] == found["url"] == ADDRESS
    assert found["lastReviewed"] == "2026-05-03"
    assert found["reviewedBy"] == [{"@type": "Person", "name": "Board member A", "honorificSuffix": "MD"}]
    assert found["mainEntity"]["acceptedAnswer"]["text"].startswith(draft.claim(draft.bottom_line[0]).text)
    assert [work["name"] for work in found["citation"]] == [reference.title for reference in draft.references]


def test_what_nobody_reviewed_is_not_told_as_reviewed(reader: Client) -> None:
    """A submitted article has neither the day nor the people, and its answer is a suggested one."""
    found = data(reader, make_article(ReviewStatus.SUBMITTED))
    assert not {"lastReviewed", "reviewedBy"} & found.keys()
    assert "suggestedAnswer" in found["mainEntity"]
    assert "acceptedAnswer" not in found["mainEntity"]


def test_an_article_without_an_answer_has_none_to_tell(reader: Client) -> None:
    """No answer is counted, and none is made up."""
    article = make_article(ReviewStatus.SUBMITTED, question=UNANSWERABLE)
    assert data(reader, article)["mainEntity"]["answerCount"] == 0


def test_no_text_ends_the_script_that_holds_it(reader: Client) -> None:
    """A title with a closing tag stays a title."""
    title = "Is </script><script>alert(1)</script> frobnitis treated?"
    article = make_article(question="safe", title=title, of=ledger(TREATMENT))
    assert data(reader, article)["name"] == title


def test_an_article_has_one_address(reader: Client) -> None:
    """Whatever was asked for with it, the page names the same canonical address."""
    article = make_article()
    for query in ({}, {"for": "nurse"}, {"utm_source": "x"}):
        root = lxml.html.fromstring(reader.get(article.get_absolute_url(), query).content)
        assert root.xpath("//link[@rel='canonical']/@href") == [ADDRESS]
        assert root.xpath("//meta[@property='og:url']/@content") == [ADDRESS]


def test_what_is_shared_has_a_picture_of_the_right_size(reader: Client) -> None:
    """1200 by 630, from the site itself, small, with words for those who cannot see it."""
    root = lxml.html.fromstring(reader.get(make_article().get_absolute_url()).content)
    [address] = root.xpath("//meta[@property='og:image']/@content")
    assert address.startswith("http://localhost:8000/static/")
    served = reader.get(urlsplit(address).path)
    content = b"".join(served.streaming_content)
    served.close()
    assert len(content) < 60_000
    from io import BytesIO

    assert Image.open(BytesIO(content)).size == (1200, 630)
    assert root.xpath("//meta[@property='og:image:alt']/@content")


def test_pages_of_a_search_are_not_indexed(reader: Client) -> None:
    """The whole list may be; what somebody narrowed it to is not another page."""
    assert b"noindex" in reader.get("/articles/", {"q": "frobnitis"}).content
    assert b"noindex" not in reader.get("/articles/").content


def test_the_sitemap_names_every_article_before_readers(reader: Client) -> None:
    """With the day of its last change; no draft, no private answer, no search."""
    make_article()
    make_article(ReviewStatus.NOT_SUBMITTED, question=TREATMENT)
    root = etree.fromstring(reader.get("/sitemap.xml").content)
    assert root.tag == f"{MAP}urlset"
    addresses = [node.findtext(f"{MAP}loc") for node in root]
    assert ADDRESS in addresses
    assert all(str(a).startswith("http://localhost:8000/") for a in addresses)
    assert not any("frobnitis-treated" in str(a) or "/answers/" in str(a) for a in addresses)
    days = [node.findtext(f"{MAP}lastmod") for node in root if node.findtext(f"{MAP}loc") == ADDRESS]
    datetime.fromisoformat(str(days[0]))
    for address in addresses:
        assert reader.get(urlsplit(str(address)).path).status_code == 200


def test_the_mark_is_found_under_its_old_name(reader: Client) -> None:
    """Browsers and feed readers ask for it without reading a page."""
    sent = reader.get("/favicon.ico")
    assert (sent.status_code, sent["Location"]) == (302, static("citewell/mark.svg"))


def test_robots_are_kept_from_what_is_private(reader: Client) -> None:
    """Answers and accounts are not for crawlers; the map is named."""
    text = reader.get("/robots.txt").content.decode()
    assert "Disallow: /answers/" in text
    assert "Sitemap: http://localhost:8000/sitemap.xml" in text


def test_the_feed_holds_what_rfc_4287_asks_for(reader: Client) -> None:
    """Feed and entries have id, title and updated; there is an author; ids are addresses, and the feed links to itself."""
    make_article()
    make_article(ReviewStatus.SUBMITTED, question=TREATMENT)
    answer = reader.get("/feed.atom")
    root = etree.fromstring(answer.content)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert root.tag == f"{ATOM}feed"
    for node in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1, name
        assert urlsplit(str(node.findtext(f"{ATOM}id"))).scheme in {"http", "https"}
        assert datetime.fromisoformat(str(node.findtext(f"{ATOM}updated"))).tzinfo
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    own = [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == ["http://localhost:8000/feed.atom"]
    [entry] = root.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == QUESTION
    assert entry.findtext(f"{ATOM}id") == ADDRESS
    assert [link.get("href") for link in entry.findall(f"{ATOM}link")] == [ADDRESS]


def test_signs_in_a_summary_of_the_feed_are_signs(reader: Client) -> None:
    """`P < .001` in a bottom line is not read as a tag by whoever shows the feed."""
    article = make_article()
    draft = article.shown.ledger.draft
    root = etree.fromstring(reader.get("/feed.atom").content)
    summary = root.find(f"{ATOM}entry/{ATOM}summary")
    assert summary is not None
    assert summary.get("type") == "html"
    shown = lxml.html.fromstring(f"<p>{summary.text}</p>").text_content()
    assert shown == " ".join(draft.claim(claim_id).text for claim_id in draft.bottom_line)


def test_an_empty_feed_is_a_feed(reader: Client) -> None:
    """Nothing was approved yet: readers of feeds can subscribe already."""
    root = etree.fromstring(reader.get("/feed.atom").content)
    assert root.findall(f"{ATOM}entry") == []
    assert root.findtext(f"{ATOM}updated")

"""Finding an article: by words, by subject, by status, by evidence; and what is offered where nothing is found."""

from __future__ import annotations

from datetime import UTC, datetime

import lxml.html
import pytest
from django.test import Client

from citewell.model.article import ReviewStatus
from citewell.web.articles.listing import list_articles
from citewell.web.articles.models import Article, Listing, Revision
from site_world import DOSE, QUESTION, TREATMENT, ledger, make_article


@pytest.fixture
def shelf(reader: Client) -> dict[str, Article]:
    """Three articles: approved on symptoms and treatment, under review on treatment, submitted on the dose."""
    return {
        "approved": make_article(specialty="Frobology", topic="Frobnitis"),
        "under review": make_article(
            ReviewStatus.UNDER_REVIEW,
            question=TREATMENT,
            specialty="Frobology",
            topic="Pain",
            submitted_at=datetime(2026, 6, 1, tzinfo=UTC),
        ),
        "submitted": make_article(ReviewStatus.SUBMITTED, question=DOSE, specialty="Pharmacy"),
    }


def titles(reader: Client, **query: str) -> list[str]:
    """Return the titles that a search lists, in their order."""
    root = lxml.html.fromstring(reader.get("/articles/", query).content)
    return [a.text_content() for a in root.xpath("//ul[@class='cards']//p[@class='title']/a")]


def test_every_article_before_readers_is_listed(reader: Client, shelf: dict[str, Article]) -> None:
    """All that were submitted, the last changed first; no draft."""
    make_article(ReviewStatus.NOT_SUBMITTED, question="Not yet?", of=ledger(TREATMENT))
    assert titles(reader) == [DOSE, TREATMENT, QUESTION]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "symptoms"}, [QUESTION]),
        ({"q": "humming hums"}, [QUESTION]),
        ({"q": "whales"}, []),
        ({"q": "a low hum"}, [QUESTION]),
        ({"q": "recommending doses"}, [DOSE]),
        ({"q": "ZANOLOL placebo"}, [TREATMENT, QUESTION]),
        ({"q": "%"}, [DOSE, TREATMENT, QUESTION]),
        ({"specialty": "Frobology"}, [TREATMENT, QUESTION]),
        ({"specialty": "Frobology", "topic": "Pain"}, [TREATMENT]),
        ({"status": "Approved"}, [QUESTION]),
        ({"status": "Not submitted"}, [DOSE, TREATMENT, QUESTION]),
        ({"kind": "label"}, [DOSE]),
        ({"kind": "topic"}, [QUESTION]),
        ({"kind": "research", "specialty": "Pharmacy"}, []),
        ({"order": "newest"}, [TREATMENT, QUESTION, DOSE]),
        ({"order": "reviewed"}, [QUESTION, TREATMENT, DOSE]),
        ({"order": "'; DROP TABLE"}, [DOSE, TREATMENT, QUESTION]),
        ({"page": "99"}, [DOSE, TREATMENT, QUESTION]),
    ],
)
def test_a_reader_narrows_the_list(
    reader: Client, shelf: dict[str, Article], query: dict[str, str], found: list[str]
) -> None:
    """Words of the question or of a sentence, in any form; subject, status, evidence; and orders."""
    assert titles(reader, **query) == found if query.get("order") else sorted(titles(reader, **query)) == sorted(found)


def test_what_was_chosen_stays_chosen(reader: Client, shelf: dict[str, Article]) -> None:
    """The form comes back as it was sent, escaped."""
    chosen = {"q": '"><script>', "specialty": "Frobology", "kind": "research", "status": "Approved", "order": "newest"}
    page = reader.get("/articles/", chosen)
    root = lxml.html.fromstring(page.content)
    assert root.xpath("//input[@name='q']/@value") == [chosen["q"]]
    assert b"<script>" not in page.content.replace(b'<script src="', b"")
    for name in ("specialty", "kind", "status", "order"):
        [selected] = root.xpath(f"//select[@name='{name}']/option[@selected]")
        assert (selected.get("value") or selected.text_content()) == chosen[name]


def test_whom_articles_are_worded_for_is_chosen_once(reader: Client, shelf: dict[str, Article]) -> None:
    """The list's choice of reader holds for the articles that are opened from it."""
    reader.get("/articles/", {"for": "pharmacist"})
    page = reader.get(shelf["approved"].get_absolute_url()).content
    assert lxml.html.fromstring(page).xpath("//a[@aria-current='true']")[0].text_content() == "Pharmacist"


def test_where_nothing_is_found_a_reader_is_helped(reader: Client, shelf: dict[str, Article]) -> None:
    """What is near, how to see everything, and the way to ask the same words."""
    page = reader.get("/articles/", {"q": "treatment of frobnitis in dragons"})
    root = lxml.html.fromstring(page.content)
    assert "No article matches" in root.text_content()
    assert "/ask/?q=treatment%20of%20frobnitis%20in%20dragons" in root.xpath("//main//a/@href")
    assert shelf["approved"].get_absolute_url() in root.xpath("//main//a/@href")


def test_an_empty_site_says_so(reader: Client) -> None:
    """Nothing was submitted yet: the page says that, and offers to ask."""
    page = reader.get("/articles/").content.decode()
    assert "No article has been submitted yet" in page
    assert "/ask/" in page


def test_a_long_list_has_pages_that_keep_what_was_chosen(reader: Client, site_library: None) -> None:
    """Twenty a page; the next page is of the same search."""
    for number in range(21):
        make_article(question=f"Is frobnitis number {number} treated?", of=ledger(TREATMENT))
    root = lxml.html.fromstring(reader.get("/articles/", {"q": "frobnitis", "kind": "research"}).content)
    [following] = root.xpath("//a[@rel='next']/@href")
    assert len(root.xpath("//ul[@class='cards']/li")) == 20
    assert {"q=frobnitis", "kind=research", "page=2"} <= set(following.lstrip("?").split("&"))
    assert len(lxml.html.fromstring(reader.get(f"/articles/{following}").content).xpath("//ul[@class='cards']/li")) == 1


def test_a_list_takes_few_queries_however_long_it_is(
    reader: Client, shelf: dict[str, Article], django_assert_max_num_queries: object
) -> None:
    """No article of the list is read on its own."""
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        reader.get("/articles/")


def test_a_listing_follows_what_readers_are_shown(reader: Client, shelf: dict[str, Article]) -> None:
    """A newer revision is found when it is approved, and not before."""
    article = shelf["approved"]
    newer = Revision.of(article, ledger(DOSE))
    assert titles(reader, q="once daily") == [DOSE]
    article.approved = newer
    article.save()
    assert titles(reader, q="once daily") == [QUESTION, DOSE]


def test_a_listing_that_was_missed_is_mended_by_the_hourly_job(reader: Client, shelf: dict[str, Article]) -> None:
    """Whatever changed an article without saving it, the list is right within an hour."""
    Listing.objects.all().delete()
    assert titles(reader, q="hum") == []
    list_articles()
    assert titles(reader, q="hum") == [QUESTION]


def test_the_front_page_leads_to_what_was_reviewed(reader: Client, shelf: dict[str, Article]) -> None:
    """Approved articles with their first sentence, and the specialties with how many articles each has."""
    root = lxml.html.fromstring(reader.get("/").content)
    assert [a.text_content() for a in root.xpath("//ul[contains(@class, 'cards')]//p[@class='title']/a")] == [QUESTION]
    assert "/articles/?specialty=Frobology" in root.xpath("//a/@href")

"""A reader's objection to one sentence."""

from __future__ import annotations

import lxml.html
import pytest
from django.test import Client

from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article, Challenge, Revision
from site_world import DOSE, ledger, make_article


@pytest.fixture
def article(reader: Client) -> Article:
    return make_article()


def challenge(article: Article, claim_id: str = "c1") -> str:
    return f"{article.get_absolute_url()}object/?sentence={claim_id}"


def test_every_sentence_can_be_challenged(article: Article, reader: Client) -> None:
    """Its footnote leads to a form that shows the sentence as it stands."""
    root = lxml.html.fromstring(reader.get(article.get_absolute_url()).content)
    for claim in article.shown.ledger.draft.claims:
        assert challenge(article, claim.id) in root.xpath("//a[@class='challenge']/@href")
        form = reader.get(challenge(article, claim.id))
        assert claim.text in lxml.html.fromstring(form.content).text_content()


def test_an_objection_is_kept_for_the_desk(article: Article, reader: Client) -> None:
    """With the sentence, the revision and the reason; without anything that tells who wrote it."""
    answer = reader.post(challenge(article), {"reason": "outdated", "text": "There is a newer guideline."})
    kept = Challenge.objects.get()
    claim = article.shown.ledger.draft.claim("c1")
    assert answer["Location"] == f"{article.get_absolute_url()}#c1"
    assert (kept.claim_id, kept.sentence, kept.revision) == ("c1", claim.text, article.shown)
    assert (kept.reason, kept.text, kept.state) == ("outdated", "There is a newer guideline.", "open")
    assert not {"user", "email", "address", "ip"} & {field.name for field in Challenge._meta.get_fields()}


def test_the_reader_is_told_what_becomes_of_it(article: Article, reader: Client) -> None:
    """Back at the sentence, a message says that the editors will read it."""
    page = reader.post(challenge(article), {"reason": "source"}, follow=True)
    assert "The editors will read your objection" in page.content.decode()


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({}, "Choose what is wrong."),
        ({"reason": "because"}, "Choose what is wrong."),
        ({"reason": "other", "text": "x" * 2_001}, "at most 2,000 characters; it has 2001"),
    ],
)
def test_an_objection_that_cannot_be_read_is_given_back(
    article: Article, reader: Client, sent: dict[str, str], error: str
) -> None:
    """With what is missing, and with what was typed."""
    page = reader.post(challenge(article), sent)
    assert page.status_code == 422
    assert error in page.content.decode()
    assert sent.get("text", "") in page.content.decode()
    assert not Challenge.objects.exists()


def test_only_sentences_that_readers_see_can_be_challenged(article: Article, reader: Client) -> None:
    """A sentence that is not there, of an article that is not there, or of a text that is not approved."""
    draft = make_article(ReviewStatus.NOT_SUBMITTED, question=DOSE)
    Revision.of(article, ledger(DOSE))
    assert reader.get(challenge(article, "c99")).status_code == 404
    assert reader.get(challenge(draft)).status_code == 404
    assert "5 mg once daily" not in reader.get(challenge(article)).content.decode()


def test_a_flood_of_objections_is_refused(article: Article, reader: Client) -> None:
    """Ten in an hour from one address."""
    for _ in range(10):
        assert reader.post(challenge(article), {"reason": "other"}).status_code == 302
    assert reader.post(challenge(article), {"reason": "other"}).status_code == 429
    assert Challenge.objects.count() == 10


def test_markup_in_an_objection_does_nothing(article: Article, reader: Client) -> None:
    """It is given back escaped."""
    page = reader.post(challenge(article), {"text": "<script>alert(1)</script></textarea>"})
    assert "<script>alert" not in page.content.decode()


def test_a_private_answer_has_no_such_form(reader: Client, ask: object) -> None:
    """Nobody but its reader knows it: there is nothing to tell the desk."""
    turn = ask()  # type: ignore[operator]
    assert "object/" not in reader.get(turn.conversation.get_absolute_url()).content.decode()

"""What must not happen on a site: each was possible once."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from citewell.editorial.commands import Withdraw
from citewell.errors import BadInput
from citewell.web import engine
from citewell.web.articles.models import Article
from citewell.web.conversations.models import Turn
from citewell.web.conversations.submitting import new_article, submit_turn
from citewell.web.jobs.queue import enqueue, take
from citewell.web.logs import LineFormatter
from desk_world import Site
from site_world import URGENT

pytestmark = pytest.mark.django_db


def test_nobody_opens_an_account_uninvited(client: Client) -> None:
    """An account reads texts of the library that are not public."""
    values = {
        "email": "stranger@example.org",
        "password1": "a long enough password",
        "password2": "a long enough password",
    }
    page = client.post("/account/signup/", values)
    assert "by invitation" in page.content.decode()
    assert not get_user_model().objects.filter(email="stranger@example.org").exists()


@pytest.mark.parametrize("address", ["/answers/SECRET/1/submit", "/account/invitations/SECRET/"])
def test_a_refused_form_does_not_write_its_address_into_the_log(caplog: pytest.LogCaptureFixture, address: str) -> None:
    """Django's warning about a missing token quotes the path, and the path is the secret."""
    with caplog.at_level(logging.WARNING):
        assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert caplog.records
    assert not any("SECRET" in LineFormatter().format(record) for record in caplog.records)


def test_a_cry_for_help_becomes_no_article(ask: Callable[..., Turn]) -> None:
    """Whatever the page offers: the rule stands where the article would be made."""
    turn = ask(URGENT)
    with pytest.raises(BadInput, match="no answer here"):
        submit_turn(turn, author=None, now=timezone.now())
    assert not Article.objects.exists()


def test_the_sentences_of_a_withdrawn_article_are_read_by_nobody(site: Site) -> None:
    """The form for an objection lists sentences."""
    site.submit().do("editor", Withdraw("Wrong."))
    assert Client().get("/articles/frobnitis/").status_code == 410
    assert Client().get("/articles/frobnitis/object/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "values", "status"),
    [
        ("post", "/ask/", {"q": "frob\x00nitis"}, 400),
        ("get", "/articles/", {"specialty": "a\x00"}, 400),
        ("get", "/answers/a\x00/", {}, 404),
        ("get", "/api/v1/records/a\x00", {}, 404),
    ],
)
def test_a_character_that_no_text_has_is_refused(
    client: Client, method: str, path: str, values: dict[str, str], status: int
) -> None:
    """PostgreSQL cannot store NUL: it would be an error of the site's."""
    assert getattr(client, method)(path, values).status_code == status


def test_a_reader_waits_for_no_article_to_be_looked_at() -> None:
    """After an ingest each article has its job; a question goes before them all."""
    now = timezone.now()
    for number in range(3):
        enqueue("look_at_article", {"article": number}, now=now)
    enqueue("answer", {"turn": 1}, now=now)
    job = take("w", now=now)
    assert job is not None
    assert job.kind == "answer"


def test_two_articles_of_one_question_have_two_addresses() -> None:
    """Also where another process took the address between the look and the write."""
    addresses = [new_article("How is frobnitis treated?", author=None).slug for _ in range(3)]
    assert addresses == ["how-is-frobnitis-treated", "how-is-frobnitis-treated-2", "how-is-frobnitis-treated-3"]


def test_an_earlier_version_is_not_told_as_approved(site: Site) -> None:
    """What the board approved is one revision; those before it were not."""
    site.submit().assign("member_a", "pharmacist").ask_for_changes("member_a")
    author = site.client("author")
    review = site.review
    assert review.current is not None
    key = review.current.claims[-1].key
    author.post("/desk/frobnitis/do/decide", {"key": key, "decision": "reject", "note": "Out."})
    author.post("/desk/frobnitis/do/resubmit", {"number": 2, "note": "Shorter."})
    site.approve("member_a", "pharmacist")
    client = Client()
    first, second = (client.get(f"/api/v1/articles/frobnitis/versions/{number}").json() for number in (1, 2))
    assert second["review"]["is_approved"]
    assert not first["review"]["is_approved"]
    assert not first["review"]["reviewers"]
    assert "earlier version" in first["answer"]["review_status"]
    assert "Approved" not in client.get("/api/v1/articles/frobnitis/versions/1?as=md").content.decode()


def test_threads_that_are_first_share_one_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening takes its time, and several requests come at once."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier
    from types import SimpleNamespace

    opened: list[object] = []
    start = Barrier(6)

    def open_(_settings: object) -> object:
        opened.append(SimpleNamespace(refresh=lambda **_: None))
        return opened[-1]

    def first() -> object:
        start.wait()
        return engine.library()

    monkeypatch.setattr(engine.Library, "open", open_)
    engine._library.cache_clear()
    with ThreadPoolExecutor(6) as pool:
        held = {id(library) for library in pool.map(lambda _: first(), range(6))}
    engine._library.cache_clear()
    assert (len(opened), len(held)) == (1, 1)

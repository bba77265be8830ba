"""The logs say what failed and where, and never what anybody asked."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from citewell.web.conversations import asking, views
from citewell.web.conversations.models import Turn
from citewell.web.logs import LineFormatter

SECRET = "zebrafishwhisperer"


@pytest.fixture
def log() -> Iterator[Callable[[], str]]:
    """What the site writes to its log, at every level, as it is configured."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_request_that_fails_is_logged_without_the_question(
    reader: Client, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception in the middle of asking leaves its kind, its place and the route: not the text, not the query."""

    def broken(*_args: object, **_more: object) -> None:
        raise ValueError(f"cannot read {SECRET}")

    monkeypatch.setattr(views, "start", broken)
    monkeypatch.setattr(views, "similar_articles", broken)
    reader.raise_request_exception = False
    for failing in (reader.post("/ask/", {"q": SECRET}), reader.get("/ask/", {"q": SECRET})):
        assert failing.status_code == 500
        assert SECRET not in failing.content.decode()
    lines = [json.loads(line) for line in log().splitlines()]
    assert SECRET not in log()
    assert {(line["event"], line["route"], line["error"]) for line in lines if line["logger"] == "django.request"} == {
        ("request_failed", "ask/", "ValueError")
    }


def test_a_job_that_fails_is_logged_without_the_question(
    reader: Client, work: Callable[[], None], log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker tells which job failed and with what kind of error."""

    def broken(question: str, **_more: object) -> None:
        raise ValueError(f"cannot answer {question}")

    monkeypatch.setattr(asking, "answer_question", broken)
    reader.post("/ask/", {"q": f"How is {SECRET} treated?"})
    work()
    assert "job_attempt_failed" in log()
    assert SECRET not in log()


def test_answering_logs_no_question(ask: Callable[..., Turn], reader: Client, log: Callable[[], str]) -> None:
    """Nothing of a question that was answered, followed up or looked for is written."""
    turn = ask(f"How is frobnitis treated in a {SECRET}?")
    reader.get(turn.conversation.get_absolute_url())
    reader.get("/suggest", {"q": SECRET})
    reader.get("/articles/", {"q": SECRET})
    assert SECRET not in log()


def test_an_address_that_is_not_there_is_not_logged(reader: Client, log: Callable[[], str]) -> None:
    """Somebody may type a question behind the last slash."""
    assert reader.get(f"/{SECRET}/?q={SECRET}").status_code == 404
    assert reader.get(f"/answers/{SECRET}/").status_code == 404
    assert SECRET not in log()


def test_a_host_that_is_refused_is_told_without_the_address(reader: Client, log: Callable[[], str]) -> None:
    """What a hostile client sends is no way into the log."""
    reader.get(f"/ask/?q={SECRET}", HTTP_HOST="evil.example")
    assert SECRET not in log()


def test_the_site_logs_by_the_formatter_that_is_tested_here() -> None:
    """Every handler writes lines through it."""
    formatters = {handler["formatter"] for handler in settings.LOGGING["handlers"].values()}
    assert {settings.LOGGING["formatters"][name]["()"] for name in formatters} == {"citewell.web.logs.LineFormatter"}

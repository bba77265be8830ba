"""A site of the test's own: its people, its article, its shelf of records; a reader, and a worker stepped by hand."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone

from citewell.web import engine
from citewell.web.conversations.models import Turn
from citewell.web.jobs.worker import Worker
from desk_world import Shelf, Site
from site_world import QUESTION, fill_library
from universe import RECORDS

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The library of the site: the records of the little world."""
    held = Shelf(RECORDS)
    monkeypatch.setattr(engine, "library", lambda: held)
    return held


@pytest.fixture
def site(db: None, shelf: Shelf) -> Site:
    """People of every role, and an article that was written and not submitted."""
    return Site()


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    """A request through ASGI would close the connection that the test's own transaction is on, as Client's does not."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="session")
def site_library(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The world's records in the site's library."""
    fill_library(Path(tmp_path_factory.mktemp("world")))


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    """No limit is used up, and no page is kept, by the test before."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def reader(db: None, site_library: None) -> Client:
    """Somebody without an account, before a site whose library holds the world."""
    return Client()


@pytest.fixture
def work(site_library: None) -> Callable[[], None]:
    """Do every job that is due."""

    def work() -> None:
        worker = Worker("test")
        while worker.step(timezone.now() + timedelta(seconds=1)):
            pass

    return work


@pytest.fixture
def ask(reader: Client, work: Callable[[], None]) -> Callable[..., Turn]:
    """Ask a question and have it answered; the turn comes back."""

    def ask(question: str = QUESTION) -> Turn:
        reader.post("/ask/", {"q": question})
        work()
        return Turn.objects.select_related("conversation").latest("pk")

    return ask


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for specs that share the process with the site."""
    from playwright.sync_api import sync_playwright

    # The driver runs a loop in this thread, in which Django would refuse to ask its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield opened
        opened.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]

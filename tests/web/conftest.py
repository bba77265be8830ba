"""A site of the test's own: its people, its article and its shelf of records."""

from __future__ import annotations

import pytest
from desk_world import Shelf, Site
from django.core.cache import cache

from citewell.web import engine
from universe import RECORDS


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """The library of the site: the records of the little world."""
    held = Shelf(RECORDS)
    monkeypatch.setattr(engine, "library", lambda: held)
    return held


@pytest.fixture
def site(db: None, shelf: Shelf) -> Site:  # noqa: ARG001 - they have to be there first
    """People of every role, and an article that was written and not submitted."""
    return Site()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What one test asked for counts against no limit of another, and no page is kept."""
    cache.clear()

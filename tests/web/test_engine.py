"""The site keeps one library open, and sees what other processes do to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from citewell.config import Settings
from citewell.library import Library
from citewell.web import engine
from universe import RECORDS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of a library that the site has opened."""
    opened = Library(Settings(tmp_path, starter=False))
    monkeypatch.setattr(engine, "_library", lambda: opened)
    with opened:
        yield Settings(tmp_path, starter=False)


def test_the_site_sees_at_once_what_was_ingested(home: Settings) -> None:
    """Without being started again."""
    assert engine.library().passages() == 0
    with Library(home) as other:
        other.add(RECORDS)
    assert engine.library().passages() == 12


def test_a_request_does_not_index_what_a_killed_ingest_has_left(home: Settings) -> None:
    """Of a large one that takes minutes: the job that watches the library does it."""
    with Library(home) as other:
        other.add(RECORDS)
        other._store.set_meta("indexed_through", "3")
    assert engine.library().is_behind

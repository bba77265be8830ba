"""Fixtures: a library of its own for each test, empty or holding the little world of `universe`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from citewell.config import Settings
from citewell.library import Library
from universe import write_jsonl

# A loaded machine is slow, and that is no fault of the code.
hypothesis.settings.register_profile("citewell", deadline=None, max_examples=60, print_blob=True)
hypothesis.settings.load_profile("citewell")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for a home of the test's own, without the starter library."""
    return Settings(home=tmp_path / "home", starter=False, lock_timeout_s=20)


@pytest.fixture
def open_library(settings: Settings) -> Iterator[Callable[..., Library]]:
    """Open the library of the test's home, as often as wanted; all are closed afterwards."""
    opened: list[Library] = []

    def open_(with_settings: Settings = settings) -> Library:
        opened.append(Library(with_settings))
        return opened[-1]

    yield open_
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Callable[..., Library]) -> Library:
    """An empty library."""
    return open_library()


@pytest.fixture
def world(library: Library, tmp_path: Path) -> Library:
    """A library that holds the records of `universe`."""
    report = library.ingest([write_jsonl(tmp_path / "world.jsonl")])
    assert not report.failed
    return library

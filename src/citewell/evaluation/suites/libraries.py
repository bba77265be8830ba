"""Libraries that the suites fill and throw away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citewell.config import Settings
from citewell.library import Library


@contextmanager
def temporary_library(*, starter: bool) -> Iterator[Library]:
    """Return a library, of the starter summaries or of nothing, gone afterwards."""
    with tempfile.TemporaryDirectory() as home, Library(Settings(home=Path(home), starter=starter)) as library:
        yield library

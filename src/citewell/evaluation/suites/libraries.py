"""Libraries that the suites fill and throw away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citewell.config import DenseSettings, Settings
from citewell.library import Library

_OFF = DenseSettings()


@contextmanager
def temporary_library(*, starter: bool, dense: DenseSettings = _OFF) -> Iterator[Library]:
    """Return a library, of the starter summaries or of nothing, gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), starter=starter, dense=dense)
        with Library(settings) as library:
            yield library

"""The table of sources that can be read from files."""

from __future__ import annotations

from pathlib import Path

from citewell.errors import BadInput
from citewell.sources import jsonl, pubmed
from citewell.sources.files import head
from citewell.sources.unit import Source

SOURCES: tuple[Source, ...] = (pubmed.SOURCE, jsonl.SOURCE)


def recognise(path: Path) -> Source:
    """Return the source that reads this file. Raises BadInput naming the kinds that can be read."""
    start = head(path)
    for source in SOURCES:
        if source.recognises(path, start):
            return source
    kinds = ", ".join(source.name for source in SOURCES)
    raise BadInput(f"{path.name}: not a kind of file that Citewell reads. It reads: {kinds}.")

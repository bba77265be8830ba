"""Libraries that the suites fill and throw away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from citewell.config import DenseSettings, Settings
from citewell.evaluation.collections import Document
from citewell.library import Library
from citewell.model.evidence import Coverage, Record, RecordKind, Section

_OFF = DenseSettings()


@contextmanager
def temporary_library(*, starter: bool, dense: DenseSettings = _OFF) -> Iterator[Library]:
    """Return a library, of the starter summaries or of nothing, gone afterwards."""
    with filled_library(starter=starter, dense=dense) as (library, _):
        yield library


@contextmanager
def filled_library(
    documents: Iterable[Document] = (), *, starter: bool = True, dense: DenseSettings = _OFF
) -> Iterator[tuple[Library, Path]]:
    """Return a library of these documents, beside the starter summaries or alone, with its home; gone afterwards.

    dense: whether it is searched by meaning too; then every passage has its vector.
    """
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), starter=starter, dense=dense)
        with Library(settings) as library:
            yield _filled(library, documents), Path(home)


def _filled(library: Library, documents: Iterable[Document]) -> Library:
    if records := [as_record(f"collection:{document.id}", document) for document in documents]:
        library.add(records)
    if library.dense:
        library.embed()
    return library


def as_record(record_id: str, document: Document) -> Record:
    """Return a document as the record of an abstract."""
    return Record(
        id=record_id,
        kind=RecordKind.RESEARCH,
        title=document.title or "Untitled",
        sections=(Section("Abstract", document.text),) if document.text.strip() else (),
        coverage=Coverage.ABSTRACT,
    )

"""From files to the store and the index: parsing in other processes, writing in this one, in order."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from citewell.errors import CitewellError
from citewell.library.index import passage_texts
from citewell.library.store import Change, Stored, stored
from citewell.model.evidence import Record
from citewell.sources.registry import recognise
from citewell.sources.unit import Deletion, Fault, Source, Unit

# Below this size a second process costs more than it saves.
_PARALLEL_BYTES = 1 << 20
BATCH_RECORDS = 1000


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record ready for the store and for the index."""

    stored: Stored
    texts: list[str]


@dataclass(slots=True)
class IngestReport:
    """What an ingest did. `failed` names each item that could not be read, with the reason."""

    change: Change = field(default_factory=Change)
    deleted: int = 0
    failed: list[Fault] = field(default_factory=list)
    edition: str = ""
    took_s: float = 0.0

    @property
    def read(self) -> int:
        return self.change.added + self.change.updated + self.change.unchanged


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come: shown on a terminal."""

    file: str
    read: int
    failed: int
    took_s: float


def prepare(unit: Unit, parse: Callable[[Unit], list[Record | Deletion | Fault]]) -> list[Prepared | Deletion | Fault]:
    """Return a unit's items ready to be written. Runs in any process."""
    return [
        Prepared(stored(item), passage_texts(item)) if isinstance(item, Record) else item
        for item in parse(unit)
    ]


def read_files(paths: list[Path]) -> Iterator[tuple[Path, list[Prepared | Deletion | Fault]]]:
    """Yield what the files hold, in order, unit by unit; one bad file or item does not stop the rest."""
    for path in paths:
        try:
            yield from ((path, items) for items in _read_file(path, recognise(path)))
        except CitewellError as error:
            yield path, [Fault(path.name, str(error))]


def _read_file(path: Path, source: Source) -> Iterator[list[Prepared | Deletion | Fault]]:
    work = partial(prepare, parse=source.parse)
    workers = min(os.cpu_count() or 1, 8)
    if path.stat().st_size < _PARALLEL_BYTES or workers == 1:
        for unit in source.split(path):
            yield [unit] if isinstance(unit, Fault) else work(unit)
        return
    # Fork is cheap and safe here: no thread of ours is running yet when the pool starts.
    context = get_context("fork" if sys.platform == "linux" else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        window: deque[Future[list[Prepared | Deletion | Fault]] | Fault] = deque()
        for unit in source.split(path):
            window.append(unit if isinstance(unit, Fault) else pool.submit(work, unit))
            if len(window) > workers * 3:
                yield _result(window.popleft())
        while window:
            yield _result(window.popleft())


def _result(item: Future[list[Prepared | Deletion | Fault]] | Fault) -> list[Prepared | Deletion | Fault]:
    return [item] if isinstance(item, Fault) else item.result()


def expand(paths: list[Path]) -> list[Path]:
    """Return the files named, folders replaced by the files in them, in order of name."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        else:
            files.append(path)
    return files


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

"""From files to the store and the index: parsing in other processes, writing in this one, in order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, fields
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeAlias

from citewell.errors import CitewellError
from citewell.library import starter
from citewell.library.index import passage_texts
from citewell.library.notices import NoticeChange
from citewell.library.stored import Change, Stored, stored
from citewell.library.workers import Task, Workers
from citewell.model.evidence import Record
from citewell.model.retraction import NoticeList
from citewell.sources.about import about_file, is_about_file
from citewell.sources.files import Meter, on_disk
from citewell.sources.registry import units
from citewell.sources.unit import UNIT_BYTES, Deletion, Fault, Item, Unit, Vocabulary, joined

# Few, so that the engine has little left to index when the last ones are written.
BATCH_RECORDS = 200

Parse: TypeAlias = Callable[[Unit], list[Item]]
About: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record ready for the store and for the index."""

    stored: Stored
    texts: list[str]

    def __reduce__(self) -> tuple[Callable[..., Prepared], tuple[object, ...]]:
        # On the way from one process to another a row of values takes a quarter of what two objects take.
        return _prepared_from, (self.texts, *_stored_values(self.stored))


_stored_values = attrgetter(*(field.name for field in fields(Stored)))


def _prepared_from(texts: list[str], *values: Any) -> Prepared:
    return Prepared(Stored(*values), texts)


PreparedItem: TypeAlias = Prepared | Deletion | NoticeList | Vocabulary | Fault


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file of an ingest did; `took_s` is since the end of the file before."""

    path: Path
    change: Change
    deleted: int
    failed: int
    took_s: float


@dataclass(frozen=True, slots=True)
class FoundInFile:
    """What a file holds, as (what, how many), and how many of its items could not be read."""

    path: Path
    found: tuple[tuple[str, int], ...]
    failed: int
    took_s: float


class Faults(list[Fault]):
    """The first items that could not be read, so that a file of bad lines fills no memory; `total` counts all.

    cut_short: how many files could not be read to their end.
    """

    MOST = 1_000

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self.cut_short = 0

    def append(self, fault: Fault) -> None:
        self.total += 1
        self.cut_short += fault.ends_file
        if len(self) < self.MOST:
            super().append(fault)

    def extend(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self.append(fault)

    @property
    def left_out(self) -> int:
        return self.total - len(self)


@dataclass(slots=True)
class IngestReport:
    """What an ingest did. `failed` names each item that could not be read, with the reason.

    files: those that were read to their end. stopped: whether there was more to read when it was asked to stop.
    """

    change: Change = field(default_factory=Change)
    terms: Change = field(default_factory=Change)
    deleted: int = 0
    notices: NoticeChange = field(default_factory=NoticeChange)
    failed: Faults = field(default_factory=Faults)
    files: list[FileReport] = field(default_factory=list)
    edition: str = ""
    took_s: float = 0.0
    stopped: bool = False
    _at_end_of_file: tuple[Change, int, int, float] = (Change(), 0, 0, 0.0)

    @property
    def read(self) -> int:
        """How many records and terms were read."""
        return self.change.total + self.terms.total

    def end_file(self, path: Path, took_s: float) -> FileReport:
        """Note that a file was read to its end, with what was done since the one before. Returns its report."""
        change, deleted, failed, before_s = self._at_end_of_file
        self._at_end_of_file = (self.change, self.deleted, self.failed.total, took_s)
        file = FileReport(
            path, self.change - change, self.deleted - deleted, self.failed.total - failed, took_s - before_s
        )
        self.files.append(file)
        return file


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest has come: shown on a terminal. `ended` tells of a file that was just read to its end."""

    file: str
    read: int
    failed: int
    took_s: float
    bytes_read: int = 0
    bytes_total: int = 0
    ended: FileReport | FoundInFile | None = None


def prepare(unit: Unit, parse: Parse) -> list[PreparedItem]:
    """Return a unit's items ready to be written. Runs in any process."""
    return [prepared(starter.under_its_own_name(item)) if isinstance(item, Record) else item for item in parse(unit)]


def prepared(record: Record) -> Prepared:
    """Return a record ready for the store and for the index."""
    return Prepared(stored(record), passage_texts(record))


def read_files(
    paths: Iterable[Path], *, about: About = (), meter: Meter
) -> Generator[tuple[Path, list[PreparedItem]], None, None]:
    """Yield what the files hold, in order, unit by unit; one bad file or item does not stop the rest.

    A path is asked for when what came before has been cut into units. `meter` is told how far that is.
    """
    with Workers(meter.total) as workers:
        window: deque[tuple[Path, Task[list[PreparedItem]]]] = deque()
        for path, unit, parse in _in_larger_units(_units(paths, about, meter)):
            window.append((path, _begun(workers, unit, parse)))
            if len(window) > workers.most_at_once:
                yield _first_of(window, workers)
        workers.take_leave()
        while window:
            yield _first_of(window, workers)


def _first_of(
    window: deque[tuple[Path, Task[list[PreparedItem]]]], workers: Workers
) -> tuple[Path, list[PreparedItem]]:
    """Take the first unit out, with its items; until they are there, this process does its share."""
    path, first = window.popleft()
    while not first.is_done and workers.help():
        pass
    return path, first.result()


def _begun(workers: Workers, unit: Unit | Fault, parse: Parse) -> Task[list[PreparedItem]]:
    return Task(lambda: [unit]) if isinstance(unit, Fault) else workers.start(partial(prepare, unit, parse))


def size(path: Path) -> int:
    """Return the bytes of a file; 0 if it cannot be read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _units(paths: Iterable[Path], about: About, meter: Meter) -> Iterator[tuple[Path, Unit | Fault, Parse]]:
    for path in paths:
        meter.begin(size(path))
        try:
            for source, unit in units(on_disk(path, about=about_file(path, about), meter=meter)):
                yield path, unit, source.parse if source else _nothing
        except CitewellError as error:
            yield path, Fault(path.name, str(error)), _nothing


def _in_larger_units(
    small: Iterator[tuple[Path, Unit | Fault, Parse]],
) -> Iterator[tuple[Path, Unit | Fault, Parse]]:
    """Put the documents of an archive or a folder together, so that each trip to a worker is worth it."""
    held: list[Unit] = []
    held_path = Path()
    held_parse: Parse = _nothing
    for path, unit, parse in small:
        joins = isinstance(unit, Unit) and bool(unit.names) and len(unit.items) == 1
        if held and not (joins and path == held_path and parse is held_parse and _size_of(held) < UNIT_BYTES):
            yield held_path, joined(held), held_parse
            held = []
        if joins and isinstance(unit, Unit):
            held.append(unit)
            held_path, held_parse = path, parse
        else:
            yield path, unit, parse
    if held:
        yield held_path, joined(held), held_parse


def _size_of(small: list[Unit]) -> int:
    return sum(len(item) for unit in small for item in unit.items)


def _nothing(_unit: Unit) -> list[Item]:
    return []


def expand(paths: list[Path]) -> list[Path]:
    """Return the files named, folders replaced by the files in them, in order of name."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if p.is_file() and not _is_aside(p))
        else:
            files.append(path)
    return files


def _is_aside(path: Path) -> bool:
    """Tell whether a file of a folder is not to be read: hidden, or about another file."""
    return path.name.startswith(".") or is_about_file(path)


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.perf_counter()

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

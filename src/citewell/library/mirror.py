"""Keeping the library as PubMed's baseline and update files have it: which were applied, and what is next.

A file that was applied whole is noted after its last record was written. One that was cut off is applied again from
its start: it sets and deletes records by their ids, so that doing it twice comes to the same. A file that comes late,
because it was missing or damaged when those after it were applied, leaves alone what later files have set or deleted;
the library is then what it would have been in the right order. For this each file's PMIDs are kept, packed.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from pathlib import Path

from filelock import FileLock, Timeout

from citewell.errors import LibraryError, SourceError
from citewell.library.ingest import FileReport, IngestReport, Prepared, PreparedItem, Stopwatch, read_files
from citewell.library.intake import Intake, Stop, Tell
from citewell.library.store import Store
from citewell.library.stored import Change
from citewell.sources.files import Meter
from citewell.sources.pubmed.mirror import Damaged, MirrorFile, Origin, Verified, order
from citewell.sources.unit import Deletion, Fault

_PREFIX = "pubmed:"
_RECORD = re.compile(r"pubmed:[1-9][0-9]{0,7}")
_SOME_RECORDS = 1_000


@dataclass(frozen=True, slots=True)
class Gap:
    """Files that are neither there nor applied, though others before and after them are."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to do.

    pending: the files to apply, in order. applied: how many of those listed were applied before. left: how many more
    there are than may be applied now. outdated: of an earlier year than the baseline that the library follows.
    """

    pending: tuple[MirrorFile, ...]
    applied: int = 0
    left: int = 0
    outdated: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


@dataclass(slots=True)
class MirrorReport:
    """What a run did.

    applied: the files, with their checksums. refused: files that were not applied, with the reason. withdrawn: records
    removed because the new year's baseline no longer has them.
    """

    ingest: IngestReport
    plan: Plan
    applied: list[tuple[FileReport, str]] = field(default_factory=list)
    refused: list[Fault] = field(default_factory=list)
    left: int = 0
    withdrawn: int = 0


def plan(listed: Sequence[MirrorFile], applied: Collection[str], *, most_files: int | None = None) -> Plan:
    """Return what is to be done with the files listed, in their order, when those named were applied before."""
    follows = max((order(name)[0] for name in applied), default=0)
    new = [file for file in listed if file.name not in applied]
    wanted = [file for file in new if file.order[0] >= follows]
    pending = wanted if most_files is None else wanted[:most_files]
    return Plan(
        pending=tuple(pending),
        applied=len(listed) - len(new),
        left=len(wanted) - len(pending),
        outdated=tuple(file.name for file in new if file.order[0] < follows),
        gaps=tuple(_gaps(name for name in {file.name for file in listed} | set(applied) if order(name)[0] >= follows)),
    )


def _gaps(names: Iterable[str]) -> Iterator[Gap]:
    for year, group in groupby(sorted(map(order, names)), key=itemgetter(0)):
        for (_, before), (_, after) in pairwise(group):
            if after > before + 1:
                yield Gap(_bare(year, before + 1), _bare(year, after - 1))


def _bare(year: int, number: int) -> str:
    return f"pubmed{year:02d}n{number:04d}"


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other runs out: two would take turns in the wrong order. Raises LibraryError if there is one."""
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise LibraryError("Another process is mirroring into this library. Try again when it is done.") from None
    except OSError as error:
        raise LibraryError(f"{path}: {error.strerror or error}. Set CITEWELL_HOME to another folder.") from error
    try:
        yield
    finally:
        lock.release()


class Log:
    """The files that were applied, in the store.

    What is read of it stays true until it is written: whoever writes holds `alone`. So reading waits for nobody.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def names(self) -> set[str]:
        return {name for (name,) in self._store.query("SELECT name FROM mirrored", ())}

    def touched(self, names: Iterable[str]) -> Iterator[array[int]]:
        """Yield the PMIDs that each of the files has set or deleted."""
        for name in names:
            for (content,) in self._store.query("SELECT touched FROM mirrored WHERE name = ?", (name,)):
                yield unpacked(content)

    def add(self, file: FileReport, md5: str, pmids: Iterable[int]) -> None:
        """Note that a file was applied whole."""
        did: Change = file.change
        with self._store.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO mirrored VALUES (?,?,?,?,?,?,?,?,?)",
                (
                    file.path.name,
                    md5,
                    datetime.now(UTC).isoformat(timespec="seconds"),
                    did.added,
                    did.updated,
                    did.unchanged,
                    file.deleted,
                    file.failed,
                    packed(pmids),
                ),
            )

    def remove(self, names: Iterable[str]) -> None:
        with self._store.transaction() as db:
            db.executemany("DELETE FROM mirrored WHERE name = ?", [(name,) for name in names])


def packed(pmids: Iterable[int]) -> bytes:
    """Return numbers as bytes: the steps between them, compressed. A baseline file's mostly follow each other."""
    numbers = sorted(set(pmids))
    steps = array("I", numbers[:1] + [after - before for before, after in pairwise(numbers)])
    return zlib.compress(steps.tobytes())


def unpacked(content: bytes) -> array[int]:
    """Return the numbers, in rising order."""
    steps = array("I")
    steps.frombytes(zlib.decompress(content))
    return array("I", accumulate(steps))


class Pmids:
    """A set of PMIDs, one bit each: 40 million take 5 MB."""

    def __init__(self, groups: Iterable[Iterable[int]] = ()) -> None:
        self._bits = bytearray()
        for group in groups:
            for pmid in group:
                self._add(pmid)

    def _add(self, pmid: int) -> None:
        place = pmid >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits) + (1 << 16)))
        self._bits[place] |= 1 << (pmid & 7)

    def __contains__(self, pmid: int) -> bool:
        place = pmid >> 3
        return place < len(self._bits) and bool(self._bits[place] >> (pmid & 7) & 1)


class Run:
    """One run over the files of an origin: each checked, read, applied in its place, and noted."""

    def __init__(self, log: Log, intake: Intake, origin: Origin) -> None:
        self._log = log
        self._intake = intake
        self._origin = origin
        self._applied = log.names()
        self._verified: dict[str, Verified] = {}
        self._files: dict[str, MirrorFile] = {}
        self._touched: dict[str, list[int]] = {}
        self._later: tuple[frozenset[str], Pmids] = (frozenset(), Pmids())

    def __call__(self, most_files: int | None, *, progress: Tell, stop: Stop) -> MirrorReport:
        listed = self._origin.files()
        todo = plan(listed, self._applied, most_files=most_files)
        self.report = MirrorReport(self._intake.report, todo)
        watch, meter = Stopwatch(), Meter(sum(file.size for file in todo.pending))
        self._origin.begin(todo.pending)
        with closing(read_files(self._paths(todo.pending, stop), meter=meter)) as stream:
            self._intake.take_files(self._placed(stream), meter, progress=progress, stop=stop, after_file=self._note)
        done = len(self.report.applied) + len(self.report.refused)
        self.report.left = todo.left + len(todo.pending) - done
        self.report.ingest.stopped |= stop() and done < len(todo.pending)
        if not self.report.ingest.stopped:
            self._withdraw(listed)
        self.report.ingest.took_s = watch.seconds
        return self.report

    def _paths(self, files: Sequence[MirrorFile], stop: Stop) -> Iterator[Path]:
        """Yield the files that are sound, when they are there; note the others. A site that fails ends it."""

        def stops_waiting() -> bool:
            self._intake.rest()
            return stop()

        for file in files:
            try:
                found = self._origin.ready(file, stops_waiting)
            except SourceError as error:
                self.report.refused.append(Fault(file.name, str(error)))
                if isinstance(error, Damaged):
                    continue
                return
            if found is None:
                return
            self._files[file.name], self._verified[file.name] = file, found
            yield found.path

    def _placed(self, stream: Iterator[tuple[Path, list[PreparedItem]]]) -> Iterator[tuple[Path, list[PreparedItem]]]:
        """Yield what the files hold, less what files applied before them, but later in order, have said of."""
        at, later = Path(), Pmids()
        for path, items in stream:
            if path != at:
                at, later = path, self._later_than(path.name)
            touched = self._touched.setdefault(path.name, [])
            kept: list[PreparedItem] = []
            for item in items:
                if isinstance(item, Prepared):
                    if not _RECORD.fullmatch(item.stored.record_id):
                        kept.append(Fault(f"{path.name}: {item.stored.record_id}", "is no record of PubMed"))
                        continue
                    touched.append(_pmid(item.stored.record_id))
                    if touched[-1] not in later:
                        kept.append(item)
                elif isinstance(item, Deletion):
                    touched += map(_pmid, item.record_ids)
                    kept.append(Deletion(tuple(i for i in item.record_ids if _pmid(i) not in later)))
                elif isinstance(item, Fault):
                    kept.append(item)
            yield path, kept

    def _later_than(self, name: str) -> Pmids:
        """Return the PMIDs that files have set or deleted which come after this one in order."""
        names = frozenset(other for other in self._applied if order(other) > order(name))
        if names != self._later[0]:
            self._later = (names, Pmids(self._log.touched(names)))
        return self._later[1]

    def _note(self, file: FileReport) -> None:
        name = file.path.name
        self._log.add(file, self._verified[name].md5, self._touched.pop(name))
        self.report.applied.append((file, self._verified[name].md5))
        self._origin.done(self._files[name])

    def _withdraw(self, listed: Sequence[MirrorFile]) -> None:
        """Remove what only files of earlier years have told of, once a new baseline was applied whole.

        NLM: a baseline completely replaces what was distributed before it.
        """
        applied = self._log.names()
        year = max((order(name)[0] for name in applied), default=0)
        former = {name for name in applied if order(name)[0] < year}
        if not former or not _has_whole_baseline(listed, applied, year):
            return
        current = Pmids(self._log.touched(applied - former))
        before = self._intake.report.deleted
        for pmids in self._log.touched(sorted(former)):
            gone = [pmid for pmid in pmids if pmid not in current]
            for at in range(0, len(gone), _SOME_RECORDS):
                self._intake.take([Deletion(tuple(f"{_PREFIX}{pmid}" for pmid in gone[at : at + _SOME_RECORDS]))])
        self._log.remove(former)
        self.report.withdrawn = self._intake.report.deleted - before


def _has_whole_baseline(listed: Sequence[MirrorFile], applied: Collection[str], year: int) -> bool:
    """Tell whether all of a year's baseline was applied. That it is all is known by the first update after it."""
    baseline = [file for file in listed if file.in_baseline and file.order[0] == year]
    is_unbroken = [file.order[1] for file in baseline] == list(range(1, len(baseline) + 1))
    is_followed = (year, len(baseline) + 1) in {file.order for file in listed if not file.in_baseline}
    return bool(baseline) and is_unbroken and is_followed and all(file.name in applied for file in baseline)


def _pmid(record_id: str) -> int:
    return int(record_id.removeprefix(_PREFIX))

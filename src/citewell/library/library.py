"""The library as the stages see it: one folder with the store, its index, and the lock between writers."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from citewell.config import Settings
from citewell.errors import LibraryError, NotFound
from citewell.language.terms import TermSource, shipped_terms
from citewell.library import starter
from citewell.library.index import TantivyIndex
from citewell.library.indexing import Indexing
from citewell.library.ingest import (
    About,
    IngestReport,
    Parse,
    Prepared,
    Stopwatch,
    expand,
    prepare,
    prepared,
    read_files,
    size,
)
from citewell.library.intake import Intake, Stop, Tell, never, unseen
from citewell.library.store import Change, Store, stored
from citewell.library.terms import LibraryVocabularies, TermStore
from citewell.log import log
from citewell.model.evidence import Record, RetractionStatus
from citewell.model.identifiers import IDENTIFIER_TYPES, PMCID, Identifier
from citewell.model.serialise import clean
from citewell.ports import Hit, SearchTerm
from citewell.question.vocabularies import VocabularyTerms
from citewell.sources.files import Meter
from citewell.sources.unit import Fault, Unit

if TYPE_CHECKING:
    from citewell.library.mirror import MirrorReport, Plan
    from citewell.sources.pubmed.mirror import Origin

_CHECKPOINT_CHANGES = 25_000


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """What the library holds. A record is a publication; several source records may tell of one."""

    edition: str
    records: int
    source_records: int
    passages: int
    kinds: dict[str, int]
    years: dict[str, int]
    origins: dict[str, int]
    retraction: dict[str, int]
    retraction_lists: dict[str, str]
    vocabularies: dict[str, int]
    path: str


class Library:
    """The records a question may be answered from.

    Opening it repairs what a crash left behind: the store is the truth, and whatever it holds that the index
    does not is indexed then. Raises LibraryError if the folder cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        folder = settings.home / "library"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"{folder}: {error.strerror or error}. Set CITEWELL_HOME to a folder that can be written."
            ) from error
        self._lock = FileLock(folder / "write.lock", timeout=settings.lock_timeout_s)
        self._store = Store(folder / "records.sqlite3", lock_timeout_s=settings.lock_timeout_s)
        self._terms = TermStore(self._store)
        self._index = TantivyIndex(folder / "index", making=self._locked)
        self._repair()

    @classmethod
    def open(cls, settings: Settings | None = None) -> Self:
        """Open the library of the settings, or of the environment."""
        return cls(settings or Settings.from_environment())

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading ------------------------------------------------------------------------------------------

    @property
    def edition(self) -> str:
        """The hash of the library's content: equal content, equal edition."""
        return self._store.edition

    def search(self, terms: Sequence[SearchTerm], *, limit: int) -> list[Hit]:
        """Return the best records for weighted terms."""
        return self._index.search(terms, limit=limit)

    def records(self, record_ids: Sequence[str]) -> Iterator[Record]:
        """Yield the records with these ids, in the order given; one that is gone is left out."""
        return self._store.get(record_ids)

    def record(self, name: str) -> Record:
        """Return a record by its id or by an identifier in any spelling. Raises NotFound."""
        named, _, version = clean(name).strip().rpartition("@")
        for record in self._store.get(self._store.works_of(self._ids(clean(name).strip()))):
            return record
        for record_id in self._ids(named) if version.isalnum() else ():
            for record in self._store.older(record_id):
                if record.version == version:
                    return record
        raise NotFound(f"No record {name} in the library. `citewell search` finds records and prints their ids.")

    def _ids(self, name: str) -> list[str]:
        """Return the ids of the records that go by this id or identifier."""
        if self._store.works_of([name]):
            return [name]
        for identifier in _meant_by(name):
            if found := self._store.find(identifier.scheme, identifier.value):
                return found
        return []

    def older_versions(self, record_id: str) -> list[Record]:
        """Return what newer versions of a label or a guideline have replaced, the newest of them first."""
        return list(self._store.older(record_id))

    def all_records(self) -> Iterator[Record]:
        """Yield every record as its source gave it, older versions first, then in the order in which they came."""
        return self._store.each()

    def notice_lists(self) -> list[tuple[str, str]]:
        """Return (name, date) of every list of retractions that was read, the newest first."""
        return self._store.notice_lists()

    def standing_of(self, named: Sequence[Identifier]) -> RetractionStatus:
        """Return what the lists of retractions say of a publication, held or not; UNKNOWN where none names it."""
        return self._store.standing_of([(identifier.scheme, identifier.value) for identifier in named])

    def passages(self) -> int:
        """Return how many passages can be searched."""
        return self._index.passages()

    @property
    def terms(self) -> TermSource:
        """Where names are looked up: in the package's own table, the vocabularies read in, and the drug labels."""
        return VocabularyTerms(shipped_terms(), self.vocabularies)

    @property
    def vocabularies(self) -> LibraryVocabularies:
        """The vocabularies read in, with what the records say of their names as they are now."""
        return LibraryVocabularies(self._terms, self._index)

    def counts(self) -> LibraryCounts:
        """Return what the library holds, by kind, year, origin and retraction status."""
        kinds = self._store.counts("kind")
        return LibraryCounts(
            edition=self.edition,
            records=sum(kinds.values()),
            source_records=self._store.source_records(),
            passages=self.passages(),
            kinds=kinds,
            years=self._store.counts("year"),
            origins=self._store.counts("origin"),
            retraction=self._store.counts("retraction"),
            retraction_lists=dict(self.notice_lists()),
            vocabularies=self._terms.counts(),
            path=str(self._store.path.parent),
        )

    # Writing ------------------------------------------------------------------------------------------

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        about: About = (),
        progress: Tell = unseen,
        stop: Stop = never,
    ) -> IngestReport:
        """Read files into the library. What one batch has written stays, whatever happens to the next.

        about: what the user says of every file, as (field, value): see `Entry.about`.
        `stop` is asked between batches whether to end here; the library is then as after an ingest of less.
        """
        files, watch = expand(list(paths)), Stopwatch()
        meter = Meter(sum(size(path) for path in files))
        with closing(read_files(files, about=about, meter=meter)) as stream, self._intake() as intake:
            intake.take_files(stream, meter, progress=progress, stop=stop)
        report = intake.report
        report.edition, report.took_s = self.edition, watch.seconds
        log.info(
            "ingested",
            added=report.change.added,
            updated=report.change.updated,
            unchanged=report.change.unchanged,
            failed=report.failed.total,
            took_s=round(report.took_s, 3),
        )
        return report

    def mirror(
        self, origin: Origin, *, most_files: int | None = None, progress: Tell = unseen, stop: Stop = never
    ) -> MirrorReport:
        """Apply the files of PubMed's baseline and updates that are new to the library, in their order.

        Raises LibraryError if another process is at it; two would take turns in the wrong order.
        """
        from citewell.library.mirror import Log, Run, alone

        with alone(self._settings.home / "library" / "mirror.lock"), self._indexing() as indexing:
            intake = Intake(self._store, self._terms, indexing, in_order=True)
            run = Run(Log(self._store), intake, origin, after_file=lambda: self._checkpoint(indexing))
            report = run(most_files, progress=progress, stop=stop)
        report.ingest.edition = self.edition
        return report

    def mirror_plan(self, origin: Origin, *, most_files: int | None = None) -> Plan:
        """Return what `mirror` would do."""
        from citewell.library.mirror import Log, plan

        return plan(origin.files(), Log(self._store).names(), most_files=most_files)

    def add(self, records: Sequence[Record]) -> Change:
        """Add records that are at hand already."""
        with self._intake() as intake:
            intake.take(prepared(starter.under_its_own_name(record)) for record in records)
            intake.write()
        return intake.report.change

    def ingest_units(self, units: Iterable[tuple[Unit | Fault, Parse]]) -> IngestReport:
        """Read units that come one by one from elsewhere than a file; each is written and indexed before the next.

        Other processes can write in between, however slowly the units come.
        """
        report, watch = IngestReport(), Stopwatch()
        for unit, parse in units:
            items = [unit] if isinstance(unit, Fault) else prepare(unit, parse)
            report.failed.extend(item for item in items if isinstance(item, Fault))
            if records := [item for item in items if isinstance(item, Prepared)]:
                with self._intake() as intake:
                    intake.take(records)
                    intake.write()
                report.change += intake.report.change
        report.edition, report.took_s = self.edition, watch.seconds
        return report

    @contextmanager
    def _intake(self, *, in_order: bool = False) -> Iterator[Intake]:
        with self._indexing() as indexing:
            yield Intake(self._store, self._terms, indexing, in_order=in_order)

    def forget(self, record_ids: Sequence[str]) -> int:
        """Remove records, and all that tells of the same publications. Returns how many there were."""
        with self._indexing():
            return self._store.forget(self._store.members(record_ids))

    def forget_vocabulary(self, name: str) -> int:
        """Remove a vocabulary. Returns how many terms it had. Raises NotFound."""
        known = self._terms.counts()
        if name not in known:
            raise NotFound(f"No vocabulary {name} in the library. It holds: {', '.join(known) or 'none'}.")
        return self._terms.forget(name)

    def rebuild(self) -> int:
        """Make the index anew from the store. Returns the number of passages."""
        with self._locked():
            self._fill_index()
        return self.passages()

    # The index ----------------------------------------------------------------------------------------

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self._lock_within(self._settings.lock_timeout_s):
            raise LibraryError(
                f"Another process has been writing to the library for {self._settings.lock_timeout_s:g} seconds. "
                "Try again when it is done, or raise CITEWELL_LOCK_TIMEOUT."
            )
        try:
            yield
        finally:
            self._lock.release()

    def _lock_within(self, timeout_s: float) -> bool:
        """Become the one process that writes to the index; False if another one is for all that time."""
        try:
            self._lock.acquire(timeout=timeout_s)
        except Timeout:
            return False
        except OSError as error:
            raise LibraryError(
                f"{self._lock.lock_file}: {error.strerror or error}. Set CITEWELL_HOME to a folder that can be written."
            ) from error
        return True

    @contextmanager
    def _indexing(self) -> Iterator[Indexing]:
        """Index what the block writes while it writes, if no other process does; then all that is missing."""
        # If another process is indexing, ours are added at the end.
        streaming = Indexing(self._index, self._index_publications, active=self._lock_within(0))
        try:
            yield streaming
        except BaseException:
            # What is committed is indexed as far as that goes; what went wrong first is what is reported.
            with suppress(LibraryError):
                self._finish(streaming)
            raise
        self._finish(streaming)

    def _finish(self, streaming: Indexing) -> None:
        if not streaming.active:
            with self._locked():
                self._index.reopen()
                self._index_through_last()
            return
        try:
            streaming.flush()
            self._index_through_last(skip=streaming.ranges)
        finally:
            self._index.abandon()
            self._lock.release()

    def _checkpoint(self, streaming: Indexing) -> None:
        """Make durable what is indexed, if it is much: whoever opens the library after a crash indexes the rest."""
        if streaming.active and streaming.size >= _CHECKPOINT_CHANGES:
            self._index_through_last(skip=streaming.ranges)
            streaming.ranges.clear()

    def _index_through_last(self, *, skip: Sequence[tuple[int, int]] = ()) -> None:
        """Index every change after `indexed_through`, but those in the `skip` ranges, and note how far."""
        through = int(self._store.meta("indexed_through", "-1"))
        last = self._store.last_seq()
        if last <= through:
            return
        self._index.remove(self._store.forgotten_after(through))
        for record_ids in self._store.changed(after_seq=through, skip=skip):
            self._index_publications(record_ids)
        self._index.commit()
        self._store.set_meta("indexed_through", str(last))

    def _index_publications(self, record_ids: Sequence[str]) -> None:
        """Index the publications of these records, each under its own id and no other."""
        works = self._store.works_of(record_ids)
        self._index.remove(set(record_ids) - set(works))
        self._index.add(self._store.get(works))

    def _repair(self) -> None:
        """Bring the starter summaries and the index up to date, as far as they are not."""
        wanted = starter.digest() if self._settings.starter else "none"
        if self._is_ours() and self._store.meta("starter") == wanted:
            is_indexed = self._store.last_seq() <= int(self._store.meta("indexed_through", "-1"))
            self._index.reopen()  # so that it holds at least what was just read to be indexed
            # Whoever holds the lock is indexing already: there is no need to wait before reading.
            if not is_indexed and self._lock_within(0):
                try:
                    self._index_through_last()
                finally:
                    self._lock.release()
            return
        with self._locked():
            self._index.reopen()  # whoever held the lock has written to it
            if self._store.meta("starter") != wanted:
                self._sync_starter(wanted)
            if self._is_ours():
                self._index_through_last()
            else:
                self._fill_index()

    def _is_ours(self) -> bool:
        """Tell whether the index is the one that was filled from this store, and was filled to its end."""
        return self._store.meta("index") == self._index.identity

    def _fill_index(self) -> None:
        """Empty the index, if need be by making another one, and fill it from the store."""
        self._store.set_meta("index", "")
        self._store.set_meta("indexed_through", "-1")
        try:
            self._index.clear()
            self._index_through_last()
        except LibraryError:
            self._index.make_anew()
            self._index_through_last()
        self._store.set_meta("index", self._index.identity)

    def _sync_starter(self, wanted: str) -> None:
        summaries = starter.records() if self._settings.starter else []
        gone = set(self._store.ids_of_origin("starter")) - {record.id for record in summaries}
        self._store.forget(sorted(gone))
        if summaries:
            self._store.put([stored(record, origin="starter") for record in summaries])
        self._store.set_meta("starter", wanted)

    def remove_index(self) -> None:
        """Delete the index's files; the next opening makes it anew."""
        shutil.rmtree(self._settings.home / "library" / "index", ignore_errors=True)


def _meant_by(name: str) -> Iterator[Identifier]:
    """Yield the identifiers that a name may stand for; digits alone are a PMID."""
    bare = clean(name).strip().removeprefix("label:")
    for kind in IDENTIFIER_TYPES.values():
        if kind is PMCID and bare.isdigit():
            continue
        with suppress(ValueError):
            yield kind(bare)

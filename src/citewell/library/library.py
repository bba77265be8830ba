"""The library as the stages see it: one folder with the store, its index, and the lock between writers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from filelock import FileLock, Timeout

from citewell.config import Settings
from citewell.errors import LibraryError, NotFound
from citewell.library import starter
from citewell.library.index import TantivyIndex
from citewell.library.ingest import (
    BATCH_RECORDS,
    IngestReport,
    Prepared,
    Progress,
    Stopwatch,
    expand,
    prepared,
    read_files,
)
from citewell.library.store import Change, Store, Written, stored
from citewell.log import log
from citewell.model.evidence import Record
from citewell.model.identifiers import IDENTIFIER_TYPES, PMCID, Identifier
from citewell.model.serialise import clean
from citewell.ports import Hit, WeightedTerm
from citewell.sources.unit import Deletion, Fault


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """What the library holds."""

    edition: str
    records: int
    passages: int
    kinds: dict[str, int]
    years: dict[str, int]
    origins: dict[str, int]
    retraction: dict[str, int]
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

    def search(self, terms: Sequence[WeightedTerm], *, limit: int) -> list[Hit]:
        """Return the best records for weighted terms."""
        return self._index.search(terms, limit=limit)

    def records(self, record_ids: Sequence[str]) -> Iterator[Record]:
        """Yield the records with these ids, in the order given; one that is gone is left out."""
        return self._store.get(record_ids)

    def record(self, name: str) -> Record:
        """Return a record by its id or by an identifier in any spelling. Raises NotFound."""
        for record in self._store.get([clean(name)]):
            return record
        for identifier in _meant_by(name):
            for record in self._store.get(self._store.find(identifier.scheme, identifier.value)):
                return record
        raise NotFound(f"No record {name} in the library. `citewell search` finds records and prints their ids.")

    def all_records(self) -> Iterator[Record]:
        """Yield every record, in the order in which they came."""
        return (record for _, record in self._store.each())

    def passages(self) -> int:
        """Return how many passages can be searched."""
        return self._index.passages()

    def counts(self) -> LibraryCounts:
        """Return what the library holds, by kind, year, origin and retraction status."""
        kinds = self._store.counts("kind")
        return LibraryCounts(
            edition=self.edition,
            records=sum(kinds.values()),
            passages=self.passages(),
            kinds=kinds,
            years=self._store.counts("year"),
            origins=self._store.counts("origin"),
            retraction=self._store.counts("retraction"),
            path=str(self._store.path.parent),
        )

    # Writing ------------------------------------------------------------------------------------------

    def ingest(self, paths: Sequence[Path], *, progress: Callable[[Progress], None] | None = None) -> IngestReport:
        """Read files into the library. What one batch has written stays, whatever happens to the next."""
        report, watch = IngestReport(), Stopwatch()
        with self._indexing() as indexing:
            batch: list[Prepared] = []
            for path, items in read_files(expand(list(paths))):
                for item in items:
                    if isinstance(item, Prepared):
                        batch.append(item)
                    elif isinstance(item, Fault):
                        report.failed.append(item)
                    elif isinstance(item, Deletion):
                        self._write(batch, report, indexing)
                        report.deleted += self._store.forget(item.record_ids)
                if len(batch) >= BATCH_RECORDS:
                    self._write(batch, report, indexing)
                if progress:
                    progress(Progress(path.name, report.read + len(batch), len(report.failed), watch.seconds))
            self._write(batch, report, indexing)
        report.edition, report.took_s = self.edition, watch.seconds
        log.info(
            "ingested",
            added=report.change.added,
            updated=report.change.updated,
            unchanged=report.change.unchanged,
            failed=len(report.failed),
            took_s=round(report.took_s, 3),
        )
        return report

    def add(self, records: Sequence[Record]) -> Change:
        """Add records that are at hand already."""
        with self._indexing() as indexing:
            report = IngestReport()
            for at in range(0, len(records), BATCH_RECORDS):
                batch = [prepared(starter.under_its_own_name(r)) for r in records[at : at + BATCH_RECORDS]]
                self._write(batch, report, indexing)
        return report.change

    def forget(self, record_ids: Sequence[str]) -> int:
        """Remove records. Returns how many there were."""
        with self._indexing():
            return self._store.forget(record_ids)

    def rebuild(self) -> int:
        """Make the index anew from the store. Returns the number of passages."""
        with self._locked():
            self._fill_index()
        return self.passages()

    def _write(self, batch: list[Prepared], report: IngestReport, indexing: _Indexing) -> None:
        if batch:
            written = self._store.put([item.stored for item in batch])
            report.change += written.change
            indexing.add(written, {item.stored.digest: item.texts for item in batch})
            batch.clear()

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
    def _indexing(self) -> Iterator[_Indexing]:
        """Index what the block writes while it writes, if no other process does; then all that is missing."""
        # If another process is indexing, ours are added at the end.
        streaming = _Indexing(self._index, active=self._lock_within(0))
        try:
            yield streaming
        except BaseException:
            # What is committed is indexed as far as that goes; what went wrong first is what is reported.
            with suppress(LibraryError):
                self._finish(streaming)
            raise
        self._finish(streaming)

    def _finish(self, streaming: _Indexing) -> None:
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

    def _index_through_last(self, *, skip: Sequence[tuple[int, int]] = ()) -> None:
        """Index every change after `indexed_through`, but those in the `skip` ranges, and note how far."""
        through = int(self._store.meta("indexed_through", "-1"))
        last = self._store.last_seq()
        if last <= through:
            return
        self._index.remove(self._store.forgotten_after(through))
        for _, record in self._store.each(after_seq=through, skip=skip):
            self._index.add([record])
        self._index.commit()
        self._store.set_meta("indexed_through", str(last))

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


class _Indexing:
    """Adds to the index what was just written, and remembers which changes those were."""

    def __init__(self, index: TantivyIndex, *, active: bool) -> None:
        self._index = index
        self.active = active
        self.ranges: list[tuple[int, int]] = []

    def add(self, written: Written, texts: dict[bytes, list[str]]) -> None:
        """Index what was written; `texts` are those of the whole batch, by the digests of its records."""
        if not self.active or not written.seqs:
            return
        items = ((record_id, texts[digest]) for record_id, digest in written.digests.items())
        self._index.add_texts(items, new=written.new)
        self._remember(min(written.seqs.values()), max(written.seqs.values()))

    def _remember(self, first: int, last: int) -> None:
        if self.ranges and self.ranges[-1][1] + 1 == first:
            first = self.ranges.pop()[0]
        self.ranges.append((first, last))

    def flush(self) -> None:
        if self.active and self.ranges:
            self._index.commit()


def _meant_by(name: str) -> Iterator[Identifier]:
    """Yield the identifiers that a name may stand for; digits alone are a PMID."""
    bare = clean(name).strip().removeprefix("label:")
    for kind in IDENTIFIER_TYPES.values():
        if kind is PMCID and bare.isdigit():
            continue
        with suppress(ValueError):
            yield kind(bare)

"""Writing what files hold into the store and the index: a batch at a time, in the order in which it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from citewell.library.indexing import Indexing
from citewell.library.ingest import (
    BATCH_RECORDS,
    FileReport,
    IngestReport,
    Prepared,
    PreparedItem,
    Progress,
    Stopwatch,
)
from citewell.library.store import Store
from citewell.library.terms import TermStore
from citewell.model.retraction import NoticeList
from citewell.sources.files import Meter
from citewell.sources.unit import Deletion, Fault, Vocabulary

Stop = Callable[[], bool]
Tell = Callable[[Progress], None]


def never() -> bool:
    return False


def unseen(_: object) -> None:
    pass


class Intake:
    """Takes items in; `report` tells what became of them, and is gone on with where one is given.

    in_order: the items come in the order of their source's own changes: see `Store.put`.
    """

    def __init__(
        self,
        store: Store,
        terms: TermStore,
        indexing: Indexing,
        *,
        in_order: bool = False,
        report: IngestReport | None = None,
    ) -> None:
        self.report = report or IngestReport()
        self._store = store
        self._terms = terms
        self._indexing = indexing
        self._in_order = in_order
        self._batch: list[Prepared] = []

    @property
    def read(self) -> int:
        """How many records came, those included that wait to be written."""
        return self.report.read + len(self._batch)

    def take(self, items: Iterable[PreparedItem]) -> None:
        """Take items in. Records may wait for the rest of their batch."""
        for item in items:
            if isinstance(item, Prepared):
                self._batch.append(item)
                if len(self._batch) >= BATCH_RECORDS:
                    self.write()
            elif isinstance(item, Fault):
                self.report.failed.append(item)
            elif isinstance(item, Deletion):
                self.write()
                self._indexing.begin()
                deleted = self._store.forget(item.record_ids)
                self._indexing.removed(deleted)
                self.report.deleted += deleted
            elif isinstance(item, NoticeList):
                self.write()
                self.report.notices += self._store.put_notices(item)
            elif isinstance(item, Vocabulary):
                self.report.terms += self._terms.put(item)

    def write(self) -> None:
        """Write what waits."""
        if self._batch:
            self._indexing.begin()
            written = self._store.put([item.stored for item in self._batch], in_order=self._in_order)
            self.report.change += written.change
            self._indexing.add(written, {item.stored.digest: item.texts for item in self._batch})
            self._batch.clear()
            self.rest()

    def rest(self) -> None:
        """Let other processes write, if one waits. To be called again and again while this one waits for something."""
        self._indexing.rest()

    def take_files(
        self,
        stream: Iterator[tuple[Path, list[PreparedItem]]],
        meter: Meter,
        *,
        progress: Tell = unseen,
        stop: Stop = never,
        after_file: Callable[[FileReport], None] = unseen,
    ) -> None:
        """Take in what the files of a stream hold. `after_file` is told of each that was written to its end.

        `stop` is asked after each unit whether to end here.
        """
        watch = Stopwatch()

        def tell(path: Path, ended: FileReport | None = None) -> None:
            failed = self.report.failed.total
            progress(Progress(path.name, self.read, failed, watch.seconds, meter.read, meter.total, ended))

        for path, units in groupby(stream, key=itemgetter(0)):
            for _, items in units:
                self.take(items)
                tell(path)
                if stop():
                    break
            self.write()
            if stop():
                self.report.stopped = True
                return
            ended = self.report.end_file(path, watch.seconds)
            after_file(ended)
            self.rest()
            tell(path, ended)

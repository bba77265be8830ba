"""The vectors kept in step with the store, and searched."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path

from filelock import FileLock, Timeout

from citewell.config import DenseSettings
from citewell.errors import LibraryError
from citewell.library.dense.vectors import Damaged, Entry, Vectors
from citewell.library.index import raw_passages
from citewell.library.store import Store
from citewell.log import log
from citewell.model.article import DenseSearch
from citewell.model.evidence import Record
from citewell.ports import Embedder, Hit

# So many passages are written together: what a process that is killed has to make again.
_BATCH = 64
# With more to do, whoever added only a few records leaves it to `citewell library embed`.
FEW_CHANGES = 500


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """What was done: passages that got a vector, and those whose vector was there already, of the records looked at.

    stopped: whether there was more to do when it was asked to stop. busy: whether another process was at it, so that
    nothing was done.
    """

    embedded: int = 0
    kept: int = 0
    took_s: float = 0.0
    stopped: bool = False
    busy: bool = False


Tell = Callable[[EmbedReport], None]
Stop = Callable[[], bool]


class DenseLeg:
    """The search by meaning of one library. Its store knows which vectors cover it, and through which change."""

    def __init__(self, store: Store, folder: Path, *, make_embedder: Callable[[], Embedder]) -> None:
        self._store = store
        self._folder = folder
        self._vectors = Vectors(folder)
        self._make_embedder = make_embedder
        self._embedder: Embedder | None = None

    @classmethod
    def of(cls, settings: DenseSettings, store: Store, folder: Path) -> DenseLeg:
        """Return the leg that the settings name. Raises UserError if a package or the model is missing."""
        from citewell.library.dense.onnx import OnnxEmbedder, find_model

        model, tokenizer = find_model(settings.model)
        return cls(
            store,
            folder,
            make_embedder=lambda: OnnxEmbedder(model, tokenizer, is_packaged=settings.model is None),
        )

    def close(self) -> None:
        self._vectors.close()

    @property
    def embedder(self) -> Embedder:
        """The model. It is read when it is first needed, which takes a third of a second."""
        if self._embedder is None:
            self._embedder = self._make_embedder()
        return self._embedder

    # Reading ------------------------------------------------------------------------------------------

    def near(self, text: str, *, among: Sequence[str], limit: int) -> list[Hit]:
        """Return the records nearest to a text, as `ports.Library.near`; none without vectors of this model."""
        try:
            if not self._vectors.count() or not self._are_usable():
                return []
            (query,) = self.embedder.embed([text])
            return self._vectors.search(query, among=among, limit=limit)
        except Damaged as damage:
            log.info("vectors_damaged", reason=str(damage))
            return []

    def standing(self, passages: int) -> DenseSearch:
        """Return what is searched, of so many passages that the library holds."""
        try:
            held = self._vectors.count() if self._are_ours() else 0
            usable = held if held and self._are_usable() else 0
            model = self._vectors.model() if usable else ""
        except Damaged:
            usable, model = 0, ""
        return DenseSearch(model, min(usable, passages), max(passages - usable, 0))

    def _are_usable(self) -> bool:
        """Tell whether the vectors are those of this library and of this model."""
        return self._are_ours() and self._vectors.model() == self.embedder.identity

    def _are_ours(self) -> bool:
        identity = self._vectors.identity()
        return bool(identity) and self._store.meta("vectors") == identity

    # Writing ------------------------------------------------------------------------------------------

    def bring_up(
        self, *, tell: Tell, stop: Stop, anew: bool = False, waits_s: float = 0.0, only_few: bool = False
    ) -> EmbedReport:
        """Make the vectors that are missing, and let go of those whose text is gone. What was made stays made.

        A vector is made again only if its text or the model is another one. anew: make all of them again. waits_s: how
        long to wait while another process is at it. only_few: do nothing if there is much to do.
        """
        if only_few and (self._store.last_seq() - self._through() > FEW_CHANGES or not self._is_begun()):
            return EmbedReport(stopped=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / "write.lock").acquire(timeout=waits_s):
                return self._bring_up(tell, stop, anew=anew)
        except Timeout:
            return EmbedReport(busy=True)

    def _is_begun(self) -> bool:
        try:
            return self._are_usable()
        except Damaged:
            return False

    def _through(self) -> int:
        return int(self._store.meta("embedded_through", "-1"))

    def _bring_up(self, tell: Tell, stop: Stop, *, anew: bool) -> EmbedReport:
        started = time.perf_counter()
        if anew or not self._can_go_on():
            self._vectors.make_anew(model=self.embedder.identity, dimension=self.embedder.dimension)
            self._own()
        elif not self._are_ours():
            self._own()  # of another state of this library: what has the same text is kept
        through, last = self._through(), self._store.last_seq()
        report = EmbedReport()
        try:
            self._vectors.remove(self._store.forgotten_after(through))
            for batch in self._changed(through):
                report = self._write(batch, report)
                report = replace(report, took_s=time.perf_counter() - started)
                tell(report)
                if stop():
                    return replace(report, stopped=True)
        except Damaged as damage:
            raise LibraryError(
                f"The vectors of the library are damaged ({damage}). The records are safe; "
                "`citewell library embed --anew` makes the vectors again."
            ) from damage
        self._store.set_meta("embedded_through", str(last))
        log.info("embedded", passages=report.embedded, kept=report.kept, took_s=round(report.took_s, 3))
        return replace(report, took_s=time.perf_counter() - started)

    def _can_go_on(self) -> bool:
        """Tell whether the vectors that are there are whole and of this model."""
        try:
            self._vectors.check()
            return self._vectors.model() == self.embedder.identity
        except Damaged as damage:
            log.info("vectors_damaged", reason=str(damage))
            return False

    def _own(self) -> None:
        """Note the vectors as those of this library, and that none of its changes is known to be in them."""
        self._store.set_meta("embedded_through", "-1")
        self._store.set_meta("vectors", self._vectors.identity())

    def _changed(self, through: int) -> Iterator[list[Record]]:
        """Yield the publications that changed, so many at a time as hold a batch of passages."""
        batch: list[Record] = []
        size = 0
        for record_ids in self._store.changed(after_seq=through):
            works = self._store.works_of(record_ids)
            self._vectors.remove(sorted(set(record_ids) - set(works)))
            for record in self._store.get(works):
                batch.append(record)
                size += len(raw_passages(record))
                if size >= _BATCH:
                    yield batch
                    batch, size = [], 0
        if batch:
            yield batch

    def _write(self, records: Sequence[Record], report: EmbedReport) -> EmbedReport:
        texts = {record.id: raw_passages(record) for record in records}
        held = self._vectors.digests(list(texts))
        wanted: list[tuple[str, int]] = []
        digests: dict[str, list[bytes]] = {}
        for record_id, passages in texts.items():
            left = list(held.get(record_id, []))
            digests[record_id] = [_digest(text) for text in passages]
            for place, digest in enumerate(digests[record_id]):
                if digest in left:
                    left.remove(digest)
                else:
                    wanted.append((record_id, place))
        made = self.embedder.embed([texts[record_id][place] for record_id, place in wanted])
        vectors = dict(zip(wanted, made, strict=True))
        changed = {record_id for record_id in texts if digests[record_id] != held.get(record_id, [])}
        self._vectors.put(
            {
                record_id: [Entry(digest, vectors.get((record_id, n))) for n, digest in enumerate(digests[record_id])]
                for record_id in texts
                if record_id in changed
            }
        )
        total = sum(map(len, texts.values()))
        return replace(report, embedded=report.embedded + len(wanted), kept=report.kept + total - len(wanted))


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()

"""The index kept in step with the store: filled, caught up, and mended at each opening."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from citewell.errors import LibraryError
from citewell.library import starter
from citewell.library.index import TantivyIndex
from citewell.library.store import Store
from citewell.library.stored import stored
from citewell.library.turns import Turns

# Of fewer changes the journal is moved into the file in no time.
_MANY_CHANGES = 500


class Upkeep:
    """Brings the index to what the store holds.

    `mend`, `refresh` and `rebuild` take the turn that they need, `is_behind` needs none; the rest is for within a turn.
    """

    def __init__(self, store: Store, index: TantivyIndex, turns: Turns) -> None:
        self.index = index
        self.turns = turns
        self._store = store
        self._seen = ("", "")

    def is_behind(self) -> bool:
        """Tell whether the store holds changes that were not indexed, or the index is not the one that was filled."""
        return self._store.last_seq() > self._through() or not self._is_ours()

    def _through(self) -> int:
        return int(self._store.meta("indexed_through", "-1"))

    def catch_up(self, *, skip: Sequence[tuple[int, int]] = (), goes_on: bool = False) -> None:
        """Index every change that was not, but those in the `skip` ranges, and note how far.

        goes_on: whether more is about to be indexed in the same turn.
        """
        through, last = self._through(), self._store.last_seq()
        if last <= through:
            return
        self.index.remove(self._store.forgotten_after(through))
        for record_ids in self._store.changed(after_seq=through, skip=skip):
            self.index_publications(record_ids)
        with self._store.checkpointing() if last - through >= _MANY_CHANGES else nullcontext():
            self.index.commit(goes_on=goes_on)
        self._store.set_meta("indexed_through", str(last))

    def index_publications(self, record_ids: Sequence[str]) -> None:
        """Index the publications of these records, each under its own id and no other."""
        works = self._store.works_of(record_ids)
        self.index.remove(set(record_ids) - set(works))
        self.index.add(self._store.get(works))

    def mend(self, *, with_starter: bool) -> None:
        """Bring the starter summaries and the index up to date, as far as they are not."""
        wanted = starter.digest() if with_starter else "none"
        if self._store.meta("starter") == wanted and self._is_readable():
            self.refresh()
            return
        with self.turns.one():
            if self._store.meta("starter") != wanted:
                self._sync_starter(wanted, with_starter=with_starter)
            self.bring_up()

    def refresh(self, *, mends: bool = True) -> None:
        """Read what other processes have indexed, and index what they left behind, as one that was killed does.

        mends: whether to do the latter, which may take minutes. Without, none is made, and one that was lost is read
        as it was. Where nothing has changed this takes some microseconds: it may be called before each question.
        """
        is_behind = self._store.last_seq() > self._through()
        noted = self._noted()
        is_lost = False
        if noted != self._seen and self._through() >= 0:  # else another process is making it anew
            # So that it holds at least what was just read to be indexed.
            is_lost = not self.index.follow(noted[0])
            self._seen = self._seen if is_lost else noted
        # Whoever has the turn is indexing already: there is no need to wait before reading.
        if mends and (is_behind or is_lost or not self._is_ours()) and self.turns.take(0):
            try:
                self.bring_up()
            finally:
                self.turns.end()

    def bring_up(self) -> None:
        """Within a turn that has just begun: index what is missing."""
        if not self.take_up():
            self.catch_up()

    def take_up(self) -> bool:
        """Within a turn that has just begun: open the index. Tell whether it had to be made anew and filled."""
        self.index.reopen()  # whoever had the turn before has written to it
        if self._is_ours():
            return False
        self._make_anew()
        return True

    def _noted(self) -> tuple[str, str]:
        """Return which index is ours and how far it goes, as the store has it."""
        return self._store.meta("index"), self._store.meta("indexed_through")

    def rebuild(self) -> None:
        """Make the index anew from the store. Others read what was there until it is done."""
        with self.turns.one():
            self.index.reopen()
            if not self._is_ours():
                self._make_anew()
                return
            self._store.set_meta("indexed_through", "-1")
            try:
                self.index.clear()
                self.catch_up()
            except LibraryError:
                self._make_anew()

    def _is_ours(self) -> bool:
        """Tell whether the index is the one that was made for this store."""
        return self._store.meta("index") == self.index.identity

    def _is_readable(self) -> bool:
        """Tell whether questions may be answered from the index as it is: it is ours, and was filled or is being."""
        return self._is_ours() and (self._through() >= 0 or self.index.passages() > 0)

    def _make_anew(self) -> None:
        """Replace the index by an empty one and fill it. A process that ends meanwhile leaves one to be filled."""
        self._store.set_meta("index", "")
        self._store.set_meta("indexed_through", "-1")
        self.index.make_anew()
        self._store.set_meta("index", self.index.identity)
        self.catch_up()

    def _sync_starter(self, wanted: str, *, with_starter: bool) -> None:
        summaries = starter.records() if with_starter else []
        gone = set(self._store.ids_of_origin("starter")) - {record.id for record in summaries}
        self._store.forget(sorted(gone))
        if summaries:
            self._store.put([stored(record, origin="starter") for record in summaries])
        self._store.set_meta("starter", wanted)

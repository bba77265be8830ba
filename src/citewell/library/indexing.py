"""Indexing what was just written, while more is being read, in turns with other processes that write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from citewell.errors import LibraryError
from citewell.library.stored import Written
from citewell.library.upkeep import Upkeep

# So much may be indexed and not be durable: whoever opens the library after a crash has to index it again.
CHECKPOINT_CHANGES = 25_000


class Indexing:
    """Adds to the index what was just written, as far as it has the turn; else it is for whoever has it next.

    A turn is taken for the first write and kept; where another process has it, this one waits only before its second
    write, so that whoever writes little does so at once.
    """

    def __init__(self, upkeep: Upkeep) -> None:
        self._upkeep = upkeep
        self._has_turn = False
        self._has_written = False
        self._waited_in_vain = False
        self._ranges: list[tuple[int, int]] = []  # of seq: what was indexed in this turn and is not durable
        self._removed = 0

    def begin(self) -> None:
        """Take the turn before something is written, if it is to be had."""
        if self._has_turn:
            return
        turns = self._upkeep.turns
        waits = self._has_written and not self._waited_in_vain
        self._has_turn = turns.take(turns.timeout_s if waits else 0)
        if self._has_turn:
            self._upkeep.take_up()
        self._waited_in_vain |= waits and not self._has_turn

    def add(self, written: Written, texts: dict[bytes, list[str]]) -> None:
        """Index what was written; `texts` are those of the whole batch, by the digests of its records."""
        self._has_written = True
        if not self._has_turn or not written.seqs:
            return
        alone = ((i, texts[digest]) for i, digest in written.digests.items() if i not in written.joint)
        self._upkeep.index.add_texts(alone, new=written.new)
        if written.joint:
            self._upkeep.index_publications(sorted(written.joint))
        self._remember(min(written.seqs.values()), max(written.seqs.values()))

    def _remember(self, first: int, last: int) -> None:
        if self._ranges and self._ranges[-1][1] + 1 == first:
            first = self._ranges.pop()[0]
        self._ranges.append((first, last))

    def removed(self, count: int) -> None:
        """Hear that so many records were removed from the store."""
        self._has_written = True
        self._removed += count

    def rest(self) -> None:
        """Between two writes: make durable what is indexed, if it is much; let go, if another process waits."""
        if not self._has_turn:
            return
        if self._upkeep.turns.is_awaited():
            self._catch_up(goes_on=False)
            self._end_turn()
        elif self._removed + sum(last - first + 1 for first, last in self._ranges) >= CHECKPOINT_CHANGES:
            self._catch_up(goes_on=True)

    def _catch_up(self, *, goes_on: bool) -> None:
        self._upkeep.catch_up(skip=self._ranges, goes_on=goes_on)
        self._ranges, self._removed = [], 0

    def _end_turn(self) -> None:
        self._has_turn = False
        self._upkeep.index.abandon()
        self._upkeep.turns.end()

    def finish(self) -> None:
        """Index all that is missing. Raises LibraryError if another process has the turn for too long."""
        if self._has_turn:
            try:
                self._catch_up(goes_on=False)
            finally:
                self._end_turn()
        elif self._upkeep.is_behind():
            with self._upkeep.turns.one():
                self._upkeep.bring_up()
        else:
            self._upkeep.index.follow(self._upkeep.index.identity)


@contextmanager
def indexing(upkeep: Upkeep) -> Iterator[Indexing]:
    """Index what the block writes, while it writes or at its end."""
    session = Indexing(upkeep)
    try:
        yield session
    except BaseException:
        # What is committed is indexed as far as that goes; what went wrong first is what is reported.
        with suppress(LibraryError):
            session.finish()
        raise
    session.finish()

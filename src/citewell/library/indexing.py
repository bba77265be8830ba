"""Indexing what was just written, while more is being read."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citewell.library.index import TantivyIndex
from citewell.library.stored import Written


class Indexing:
    """Adds to the index what was just written, and remembers which changes those were."""

    def __init__(
        self, index: TantivyIndex, index_publications: Callable[[Sequence[str]], None], *, active: bool
    ) -> None:
        self._index = index
        self._index_publications = index_publications
        self.active = active
        self.ranges: list[tuple[int, int]] = []

    def add(self, written: Written, texts: dict[bytes, list[str]]) -> None:
        """Index what was written; `texts` are those of the whole batch, by the digests of its records."""
        if not self.active or not written.seqs:
            return
        alone = ((i, texts[digest]) for i, digest in written.digests.items() if i not in written.joint)
        self._index.add_texts(alone, new=written.new)
        if written.joint:
            self._index_publications(sorted(written.joint))
        self._remember(min(written.seqs.values()), max(written.seqs.values()))

    @property
    def size(self) -> int:
        """How many changes were indexed that are not durable yet."""
        return sum(last - first + 1 for first, last in self.ranges)

    def _remember(self, first: int, last: int) -> None:
        if self.ranges and self.ranges[-1][1] + 1 == first:
            first = self.ranges.pop()[0]
        self.ranges.append((first, last))

    def flush(self) -> None:
        if self.active and self.ranges:
            self._index.commit()

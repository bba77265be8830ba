"""What passes between a source's reader and the library: units of bytes in, records and faults out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from citewell.language.terms import Term
from citewell.model.evidence import Record
from citewell.model.retraction import NoticeList
from citewell.sources.files import CutShort, Entry

# A unit ends with the item that takes it past this size, so that memory does not grow with the items.
UNIT_BYTES = 2 << 20
# A document that is read whole (an article, a label, a guideline) may have this many bytes, decompressed.
MAX_DOCUMENT_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Fault:
    """An item that could not be read: which, and why.

    ends_file: whether it is the file that could not be read further, so that more items may be missing.
    """

    item: str
    reason: str
    ends_file: bool = False


@dataclass(frozen=True, slots=True)
class Deletion:
    """Records that the source has withdrawn."""

    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Terms of a vocabulary, or a part of it that was read in pieces.

    kinds: what is a kind of what, as (place of the broader term, code of the narrower one).
    """

    name: str
    terms: tuple[Term, ...]
    kinds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of whole items cut out of a file, small enough to hand to another process.

    first: the place of its first item in the file, from 1.
    names: of the items, where each has one of its own, such as a file in an archive; else empty.
    about: what the user says of the file, as (field, value): see `Entry.about`.
    """

    file: str
    first: int
    items: tuple[bytes, ...]
    names: tuple[str, ...] = ()
    about: tuple[tuple[str, str], ...] = ()

    def name(self, index: int) -> str:
        """Return what to call the item at this index, from 0, in a message."""
        return self.names[index] if self.names else f"{self.file} record {self.first + index}"


def joined(units: list[Unit]) -> Unit:
    """Return units of one named item each, of one file on disk, as one unit."""
    first = units[0]
    return Unit(
        first.file,
        first.first,
        tuple(item for unit in units for item in unit.items),
        tuple(name for unit in units for name in unit.names),
        first.about,
    )


Item: TypeAlias = Record | Deletion | NoticeList | Vocabulary | Fault


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of file that can be read.

    recognises: tells by the name and the first decompressed bytes whether a file is of this kind.
    split: cuts a file into units, cheaply, in order; what cannot be cut comes as a Fault.
    parse: turns a unit into records, deletions and faults. It is pure, so that it can run in any process.
    """

    name: str
    recognises: Callable[[str, bytes], bool]
    split: Callable[[Entry], Iterator[Unit | Fault]]
    parse: Callable[[Unit], list[Item]]


def whole(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield a file as one unit of one item: the `split` of sources whose files hold one document each."""
    try:
        content = entry.read(MAX_DOCUMENT_BYTES)
    except CutShort as error:
        yield Fault(entry.name, str(error), ends_file=True)
        return
    yield Unit(entry.name, 1, (content,), (entry.name,), entry.about)

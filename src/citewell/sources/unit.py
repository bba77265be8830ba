"""What passes between a source's reader and the library: units of bytes in, records and faults out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from citewell.model.evidence import Record

# A unit ends with the item that takes it past this size, so that memory does not grow with the items.
UNIT_BYTES = 2 << 20


@dataclass(frozen=True, slots=True)
class Fault:
    """An item that could not be read: which, and why."""

    item: str
    reason: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """Records that the source has withdrawn."""

    record_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of whole items cut out of a file, small enough to hand to another process.

    `first` is the place of its first item in the file, from 1.
    """

    file: str
    first: int
    items: tuple[bytes, ...]


Item: TypeAlias = Record | Deletion | Fault


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of file that can be read.

    recognises: tells by the name and the first decompressed bytes whether a file is of this kind.
    split: cuts a file into units, cheaply, in order; what cannot be cut comes as a Fault.
    parse: turns a unit into records, deletions and faults. It is pure, so that it can run in any process.
    """

    name: str
    recognises: Callable[[Path, bytes], bool]
    split: Callable[[Path], Iterator[Unit | Fault]]
    parse: Callable[[Unit], list[Item]]

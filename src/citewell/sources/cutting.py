"""Cutting files into units of items, in order: what the `split` of every source of many items does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.unit import UNIT_BYTES, Fault, Unit

MAX_LINE_BYTES = 32 << 20


def in_units(
    entry: Entry,
    cut: Callable[[Stream], Iterator[bytes]],
    *,
    most_items: int,
    least_items: int = 0,
    called: str = "record",
    if_empty: str = "",
) -> Iterator[Unit | Fault]:
    """Yield the items that `cut` finds in a file, in units of up to `most_items`.

    Where the file ends too early, what was read before comes as units, and then a Fault that tells how much that was.

    least_items: how many the first unit holds, and those after it twice as many each time, so that every process soon
        has something to do; 0 where each is as large as it may be. called: what an item is in a message. if_empty: the
        Fault of a file that holds none.
    """
    place, size = 0, 0
    held: list[bytes] = []
    fault: Fault | None = None
    wanted = least_items or most_items
    with entry.open() as stream:
        try:
            for item in cut(stream):
                held.append(item)
                size += len(item)
                if len(held) >= wanted or size > UNIT_BYTES:
                    yield Unit(entry.name, place + 1, tuple(held), about=entry.about)
                    place += len(held)
                    held, size = [], 0
                    wanted = min(max(wanted, place), most_items)
        except CutShort as error:
            read = place + len(held)
            fault = Fault(f"{entry.name} after {called} {read}", f"{error}; the {read} before it were read", True)
    if held:
        yield Unit(entry.name, place + 1, tuple(held), about=entry.about)
    if fault:
        yield fault
    elif if_empty and not place and not held:
        yield Fault(entry.name, if_empty)


def lines(stream: Stream, *, most_bytes: int = MAX_LINE_BYTES) -> Iterator[bytes]:
    """Yield the lines of a file, without their ends. Raises CutShort where one is longer than `most_bytes`."""
    rest = b""
    for piece in chunks(stream):
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > most_bytes:
            raise CutShort(f"a line is longer than {most_bytes >> 20} MiB")
    if rest:
        yield rest

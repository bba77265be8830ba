"""Cutting a file into units: how large they are, and what is told of a file that ends too early."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from citewell.sources.cutting import in_units, lines
from citewell.sources.files import CutShort, Entry
from citewell.sources.unit import UNIT_BYTES, Fault, Unit

ABOUT = (("issuer", "Frob Society"),)
ENTRY = Entry("frobs", lambda: io.BytesIO(b""), Path("frobs"), ABOUT)


def cut(items: Iterable[bytes], *, ends_early: bool = False, **options):
    def found(_stream) -> Iterator[bytes]:
        yield from items
        if ends_early:
            raise CutShort("the file ends within a frob")

    return list(in_units(ENTRY, found, **options))


@pytest.mark.parametrize(
    ("count", "options", "sizes"),
    [
        (7, {"most_items": 3}, [3, 3, 1]),
        (6, {"most_items": 3}, [3, 3]),
        (0, {"most_items": 3}, []),
        (26, {"most_items": 10, "least_items": 2}, [2, 2, 4, 8, 10]),
    ],
    ids=["a rest", "no rest", "nothing", "small ones first"],
)
def test_items_come_in_units_of_a_size(count, options, sizes):
    """Numbered through, with what was said of the file."""
    units = cut([b"frob"] * count, **options)
    assert [len(unit.items) for unit in units] == sizes
    assert [unit.first for unit in units] == [1 + sum(sizes[:at]) for at in range(len(sizes))]
    assert all((unit.file, unit.about) == ("frobs", ABOUT) for unit in units)


def test_a_unit_ends_with_the_item_that_makes_it_large():
    """So that memory does not grow with the items."""
    units = cut([b"x" * (UNIT_BYTES // 2 + 1)] * 5, most_items=100)
    assert [len(unit.items) for unit in units] == [2, 2, 1]


@pytest.mark.parametrize("count", [0, 3, 4])
def test_a_file_that_ends_too_early_is_a_fault_after_all_that_was_read(count):
    """It tells how much that was, and that there may be more."""
    *units, fault = cut([b"frob"] * count, ends_early=True, most_items=3, called="frob", if_empty="holds no frob")
    assert sum(len(unit.items) for unit in units) == count and all(isinstance(unit, Unit) for unit in units)
    assert fault == Fault(
        f"frobs after frob {count}", f"the file ends within a frob; the {count} before it were read", ends_file=True
    )


def test_a_file_without_items_is_a_fault_where_it_should_have_some():
    """With what is missing; the file itself was read to its end."""
    assert cut([], most_items=3, if_empty="holds no frob") == [Fault("frobs", "holds no frob")]


def test_lines_are_cut_without_their_ends_and_one_without_an_end_is_a_line():
    """An empty one counts, so that numbers are those of an editor."""
    assert list(lines(io.BytesIO(b"a\n\nb\nc"))) == [b"a", b"", b"b", b"c"]
    assert list(lines(io.BytesIO(b"a\n"))) == [b"a"]


def test_a_line_beyond_all_measure_ends_the_file():
    """What stands before it is read."""
    read = lines(io.BytesIO(b"a\n" + b"x" * (3 << 20)), most_bytes=1 << 20)
    assert next(read) == b"a"
    with pytest.raises(CutShort, match="longer than 1 MiB"):
        next(read)

"""The rows of a CSV file, one by one, so that a damaged row costs only itself.

A quotation mark that is not closed swallows the rows after it. Such a row is known by its number of fields, or by a
field beyond all measure; reading then goes on at the line after its first.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from citewell.sources.files import CutShort

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns, with the number of the line it begins on."""

    line: int
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Damage:
    """A line at which no row could be read, and why."""

    line: int
    reason: str


def encoding(start: bytes) -> str:
    """Return how a text is encoded, by its first bytes: UTF-16 if it is marked so, else UTF-8."""
    return "utf-16" if start.startswith(_UTF16) else "utf-8-sig"


def rows(pieces: Iterable[bytes]) -> Iterator[Row | Damage]:
    """Yield the rows after the line of headings; empty ones are left out.

    A byte that is not of the encoding costs one character. Raises CutShort where the data are damaged.
    """
    lines = _Lines(text_lines(pieces))
    columns: list[str] = []
    while read := lines.row():
        if not columns:
            columns = [name.strip() for name in read if name.strip()]
        elif isinstance(read, str):
            yield Damage(lines.first, read)
            lines.give_back()
        elif any(read):
            if len(read) < len(columns) or any(read[len(columns) :]):
                yield Damage(lines.first, f"has {len(read)} fields, and the line of headings {len(columns)}")
                lines.give_back()
            else:
                yield Row(lines.first, dict(zip(columns, read, strict=False)))


class _Lines:
    """Numbered lines, of which those that a damaged row has swallowed can be given back."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = enumerate(lines, 1)
        self._again: deque[tuple[int, str]] = deque()
        self._taken: list[tuple[int, str]] = []
        self._reader = csv.reader(self)

    def row(self) -> list[str] | str | None:
        """Return the fields of the next row, or why it cannot be read; None at the end."""
        self._taken = []
        try:
            return next(self._reader) or [""]
        except StopIteration:
            return None
        except csv.Error as error:
            self._reader = csv.reader(self)  # the old one is still within that row
            return f"not CSV: {error}"

    @property
    def first(self) -> int:
        """The number of the line on which the row begins that was read last."""
        return self._taken[0][0]

    def give_back(self) -> None:
        """Give back the lines of the row that was read last, but its first."""
        self._again.extendleft(reversed(self._taken[1:]))

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        numbered = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(numbered)
        return numbered[1]


def text_lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Yield the lines of a text with their ends. Raises CutShort for a line beyond all measure."""
    rest = ""
    decoder = None
    for piece in pieces:
        decoder = decoder or codecs.getincrementaldecoder(encoding(piece))(errors="replace")
        *whole, rest = (rest + decoder.decode(piece)).split("\n")
        yield from (f"{line}\n" for line in whole)
        if len(rest) > _LONGEST_LINE:
            raise CutShort("a line is longer than 1 MiB")
    if rest:
        yield rest

"""The text of a section of a label: paragraphs and lists as text, tables as rows.

The elements are those of the narrative block of HL7 SPL: FDA, "Structured Product Labeling (SPL) Implementation
Guide with Validation Procedures", chapter 2.2 (section text: paragraph, list, table, content, footnote, sub, sup,
linkHtml, renderMultiMedia). Tags come without their namespace.

Paragraphs are kept apart by an empty line, at which sentences end that have no full stop, such as headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from lxml import etree

from citewell.sources.dailymed.lines import (
    BREAK,
    HEADING_LETTERS,
    HEADING_WORDS,
    MARK,
    is_ended,
    paragraphs,
    raised,
)

Element = etree._Element

_BULLET = "•"
_TABLE_NAME = re.compile(r"table\s+([A-Z]?\d{1,3}[a-z]?)\b\s*[.:–—-]?\s*", re.IGNORECASE)
_UNNAMED = "Table"
# A paragraph before a table that begins with "Table 3" and is no longer than this is its name.
_NAME_WORDS = 40
# A paragraph of so many characters is not added to.
_LONG = 20_000
# How many characters a table may gain by what spans rows and columns, before that is written once.
_ROOM = 1_000_000
# How many words a heading may have that ends with a full stop.
_STOPPED_WORDS = 4
_STYLED = re.compile(r"bold|italics|underline", re.IGNORECASE)
_NUMBERING = {
    "arabic": "{}",
    "littlealpha": "abcdefghijklmnopqrstuvwxyz",
    "bigalpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "littleroman": ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    "bigroman": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"),
}
_BLOCKS = frozenset({"paragraph", "list", "table"})
_SKIPPED = frozenset({"renderMultiMedia", "col", "colgroup"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name ("Table 2: Adverse reactions", or "Table" where it has none) and its rows as text."""

    name: str
    rows: str


@dataclass(slots=True)
class Narrative:
    """The paragraphs and tables of a section's text, and the heading with which its first paragraph opens."""

    paragraphs: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    heading: str = ""

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def narrative(text: Element, *, language: str = "en") -> Narrative:
    """Return what a section's `text` element says, in the document's language only."""
    return _Reader(language).read(text)


def line(element: Element) -> str:
    """Return an element's text on one line: a heading, a title, a name."""
    return " ".join(paragraphs(_Reader("").inline(element)))


def table(element: Element) -> Table | None:
    """Return a table that stands alone; None for what is laid out as a table and is none."""
    return _Reader("").table(element)


class _Reader:
    """Reads one text. Footnotes are numbered as they come, and those of a table are set under its rows."""

    def __init__(self, language: str) -> None:
        self._language = language.lower()[:2]
        self._numbers: dict[str, str] = {}
        self._notes: list[str] = []
        self._room = _ROOM
        self._found = Narrative()

    def read(self, text: Element) -> Narrative:
        self._blocks(text)
        self._found.paragraphs += self.notes()
        self._found.heading = _opening(text)
        return self._found

    def notes(self) -> list[str]:
        """Return the footnotes that came since they were last asked for."""
        notes, self._notes = self._notes, []
        return notes

    # Blocks -------------------------------------------------------------------------------------------

    def _blocks(self, parent: Element) -> None:
        """Take in the blocks of an element, and the text that stands between them."""
        loose = parent.text or ""
        for child in parent:
            if self._is_left_out(child):
                loose += child.tail or ""
            elif child.tag in _BLOCKS:
                self._add(loose)
                loose = child.tail or ""
                self._block(child)
            else:
                loose += self._piece(child, loose) + (child.tail or "")
        self._add(loose)

    def _block(self, element: Element) -> None:
        if element.tag == "table":
            self._table(element)
        elif element.tag == "list":
            self._list(element)
        elif any(child.tag in _BLOCKS for child in element.iterdescendants()):
            self._blocks(element)
        else:
            self._add(self.inline(element))

    def _add(self, raw: str) -> None:
        self._found.paragraphs += paragraphs(raw)

    def _list(self, element: Element) -> None:
        """Take in a list: on the line of what introduces it, unless its items are sentences of their own.

        "It is contraindicated in:" means nothing without the items, nor they without it.
        """
        items = self._items(element)
        if not items:
            return
        caption = next(element.iterchildren("caption"), None)
        if caption is not None:
            self._add(self.inline(caption))
        self._list_items(items)

    def _list_items(self, items: list[tuple[str, str]]) -> None:
        before = self._found.paragraphs
        introduced = bool(before) and before[-1].endswith(":")
        if all(is_ended(text) for _, text in items) and not introduced:
            before += [text for _, text in items]
            return
        listed = " ".join(f"{mark} {text}" for mark, text in items)
        if before and len(before[-1]) < _LONG and not is_ended(before[-1]):
            before[-1] = f"{before[-1]} {listed}"
        else:
            before.append(listed)

    def _items(self, element: Element) -> list[tuple[str, str]]:
        """Return the items with their marks, those of a list within a list after the item that holds it."""
        marks = _marks(element)
        items: list[tuple[str, str]] = []
        for item in element.iterchildren("item"):
            if self._is_left_out(item):
                continue
            inner = Narrative()
            outer, self._found = self._found, inner
            self._blocks(item)
            self._found = outer
            outer.tables += inner.tables
            if inner.paragraphs:
                items.append((next(marks), " ".join(inner.paragraphs)))
        return items

    # Tables -------------------------------------------------------------------------------------------

    def _table(self, element: Element) -> None:
        before_it, numbered = self.notes(), dict(self._numbers)
        grid = self.grid(element)
        if items := _bullets(grid):
            self._notes = before_it + self._notes
            self._list_items(items)
            return
        if _is_frame(grid):
            # It is read again, as text.
            self._numbers, self._notes = numbered, before_it
            self._framed(element)
            return
        found = self._named(element, grid)
        self._notes = before_it
        said = self._found.paragraphs
        if found.name == _UNNAMED and said and _TABLE_NAME.match(said[-1]) and len(said[-1].split()) <= _NAME_WORDS:
            found = Table(_table_name(said.pop()), found.rows)
        self._found.tables.append(found)

    def table(self, element: Element) -> Table | None:
        """Return a table with its notes under it; None for what is laid out as a table and is none."""
        grid = self.grid(element)
        return None if _is_frame(grid) or _bullets(grid) else self._named(element, grid)

    def _named(self, element: Element, grid: list[list[str]]) -> Table:
        caption = next(element.iterchildren("caption"), None)
        name = " ".join(paragraphs(self.inline(caption))) if caption is not None else ""
        if not name and len(set(grid[0])) == 1 and _TABLE_NAME.match(grid[0][0]):
            name = grid.pop(0)[0]
        return Table(_table_name(name), "\n".join([*(_row(cells) for cells in grid), *self.notes()]))

    def _framed(self, element: Element) -> None:
        for cell in element.iter("caption", "td", "th"):
            if _owner(cell) is element:
                self._blocks(cell)

    def grid(self, table: Element) -> list[list[str]]:
        """Return the texts of a table's cells by row. What spans rows or columns stands in each of them."""
        grid: list[list[str]] = []
        held: dict[int, tuple[int, str]] = {}
        rows = [row for row in table.iter("tr") if _owner(row) is table]
        # The foot is written before the body in old documents, and printed after it.
        rows.sort(key=lambda row: _parent_tag(row) == "tfoot")
        for row in rows:
            cells: list[str] = []
            for cell in row.iterchildren("td", "th"):
                _take_held(cells, held)
                text = self._cell(cell)
                width, height = self._size(cell, len(text))
                for column in range(len(cells), len(cells) + width):
                    if height > 1:
                        held[column] = (height - 1, text)
                cells += [text] * width
            _take_held(cells, held)
            if any(cells):
                grid.append(cells)
        return grid

    def _size(self, cell: Element, length: int) -> tuple[int, int]:
        """Return over how many columns and rows a cell is written: once, where that would fill the memory."""
        width, height = _span(cell, "colspan"), _span(cell, "rowspan")
        self._room -= (width * height - 1) * (length + 3)
        return (width, height) if self._room >= 0 else (1, 1)

    def _cell(self, cell: Element) -> str:
        texts = []
        for part in self._cell_parts(cell):
            texts += paragraphs(part)
        return " ".join(" ".join(texts).replace("|", "/").split())

    def _cell_parts(self, cell: Element) -> Iterator[str]:
        """Yield the texts of a cell's blocks, so that words of two paragraphs do not run into each other."""
        if not any(child.tag in _BLOCKS for child in cell.iterdescendants()):
            yield self.inline(cell)
            return
        yield cell.text or ""
        for child in cell:
            if self._is_left_out(child):
                yield child.tail or ""
            elif child.tag == "list":
                for mark, text in self._items(child):
                    yield f"{mark} {text}"
                yield child.tail or ""
            elif child.tag in {"table", "tbody", "thead", "tr", "td"}:
                yield from self._cell_parts(child)
                yield child.tail or ""
            else:
                yield self._piece(child, "") + (child.tail or "")

    # Text within a paragraph ---------------------------------------------------------------------------

    def inline(self, element: Element) -> str:
        """Return the text of an element that holds no blocks, with its breaks and marks not yet resolved."""
        said = element.text or ""
        for child in element:
            if not self._is_left_out(child):
                said += self._piece(child, said)
            said += child.tail or ""
        return said

    def _piece(self, element: Element, before: str) -> str:
        tag = element.tag
        if tag == "br":
            return BREAK
        if tag == "sup":
            said = self.inline(element)
            printed = raised(" ".join(said.split()), before, element.tail or "")
            return f"{printed} " if said[-1:].isspace() else printed
        if tag == "footnote":
            return self._footnote(element)
        if tag == "footnoteRef":
            number = self._numbers.get(element.get("IDREF", ""))
            return f"{MARK}[{number}]" if number else ""
        if tag == "caption":
            return self.inline(element) + " "
        return self.inline(element)

    def _footnote(self, element: Element) -> str:
        number = str(len(self._numbers) + 1)
        self._numbers[element.get("ID") or f"unnamed {number}"] = number
        self._notes += [f"[{number}] {text}" for text in [" ".join(paragraphs(self.inline(element)))] if text]
        return f"{MARK}[{number}]"

    def _is_left_out(self, element: Element) -> bool:
        """Tell whether an element is a picture, was struck out, or is in another language than the document."""
        if not isinstance(element.tag, str) or element.tag in _SKIPPED or element.get("revised") == "delete":
            return True
        language = element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("language") or ""
        return bool(language and self._language) and language.lower()[:2] != self._language


def _opening(text: Element) -> str:
    """Return the heading that opens a text: styled words before a colon, a break or the end of the paragraph."""
    first = next((child for child in text if isinstance(child.tag, str)), None)
    if first is None or first.tag != "paragraph" or (text.text or "").strip():
        return ""
    lead = next((child for child in first if child.tag != "caption"), None)
    if lead is None or lead.tag != "content" or not _STYLED.search(lead.get("styleCode", "")):
        return ""
    if (first.text or "").strip():
        return ""
    said = line(lead)
    following = lead.getnext()
    stands_alone = not (lead.tail or "").strip() and (following is None or following.tag == "br")
    ends = said.endswith(":") or (lead.tail or "").lstrip().startswith(":")
    if said.endswith(".") and len(said.split()) <= _STOPPED_WORDS:
        ends = True
    elif said.endswith((".", "!", "?")):
        return ""
    heading = said.rstrip(" :.-–—")
    if not heading or len(heading) > HEADING_LETTERS or len(heading.split()) > HEADING_WORDS:
        return ""
    return heading if stands_alone or ends else ""


def _marks(element: Element) -> Iterator[str]:
    numbering = _NUMBERING.get((element.get("styleCode") or "arabic").lower())
    number = 0
    while True:
        number += 1
        if element.get("listType") != "ordered" or numbering is None:
            yield _BULLET
        elif numbering == "{}" or number > len(numbering):
            yield f"{number})"
        else:
            yield f"{numbering[number - 1]})"


def _is_frame(grid: list[list[str]]) -> bool:
    """Tell whether a table has one cell a row: it is a frame around text, as boxed warnings have it."""
    return all(len({text for text in cells if text}) <= 1 for cells in grid)


def _bullets(grid: list[list[str]]) -> list[tuple[str, str]]:
    """Return the items of a list that is set in columns, column by column; none if a cell is no item."""
    cells = [text for column in zip_longest(*grid, fillvalue="") for text in column if text]
    if not all(text.startswith(_BULLET) for text in cells):
        return []
    return [(_BULLET, text.removeprefix(_BULLET).strip()) for text in cells]


def _row(cells: list[str]) -> str:
    """Return a row as text. A cell that spans the whole row stands once, and no empty cells follow the last."""
    return cells[0] if len(set(cells)) == 1 else " | ".join(cells).strip().rstrip("| ")


def _table_name(caption: str) -> str:
    """Return "Table 2: Adverse reactions" for "TABLE 2. Adverse reactions"."""
    match = _TABLE_NAME.match(caption)
    if match is None:
        return f"{_UNNAMED}: {caption}" if caption else _UNNAMED
    rest = caption[match.end() :]
    return f"Table {match[1]}: {rest}" if rest else f"Table {match[1]}"


def _take_held(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Add the cells of rows above that reach down to where this row has come."""
    while len(cells) in held:
        column = len(cells)
        left, text = held.pop(column)
        if left > 1:
            held[column] = (left - 1, text)
        cells.append(text)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    # No table is wider or longer; a larger number was written to fill the memory.
    return min(max(int(value), 1), 100) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _owner(row: Element) -> Element | None:
    return next(row.iterancestors("table"), None)


def _parent_tag(row: Element) -> str:
    parent = row.getparent()
    return str(parent.tag) if parent is not None else ""

"""Tables as rows of text, and the captions of figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citewell.model.evidence import Section, SectionKind
from citewell.sources.pmc.inline import raised_mark, text

Element = etree._Element

BETWEEN_CELLS = " | "
_MOST_COLUMNS = 200
_MOST_CHARACTERS = 4_000_000
_LONGEST_LABEL = 160
_NUMBER = re.compile(r"\d+")
_END_OF_SENTENCE = re.compile(r"(?<=[.?!]) (?=[A-Z0-9])")


def table(wrap: Element) -> Section | None:
    """Return a table with its caption in the label, its rows as lines, its footnotes after them."""
    label, rest = _label(wrap, "Table")
    lines = [line for grid in wrap.iter("table", "tgroup", "array") for line in _rows(grid)]
    lines = [*([rest] if rest else []), *lines, *_footnotes(wrap)]
    if not lines:
        # the table is a picture
        lines = [label] if wrap.find("caption") is not None else []
    return Section(label, "\n".join(lines), SectionKind.TABLE) if lines else None


def figure(fig: Element) -> Section | None:
    """Return the caption of a figure, kept as tables are: what names a picture is no sentence of evidence."""
    label, _ = _label(fig, "Figure")
    caption = text(fig.find("caption"))
    return Section(label, caption, SectionKind.TABLE) if caption else None


def _label(element: Element, name: str) -> tuple[str, str]:
    """Return "Table 1: what it shows", and what of its caption did not fit."""
    number = text(element.find("label")).rstrip(" .:") or name
    caption = element.find("caption")
    title = text(caption.find("title")) if caption is not None else ""
    rest = [text(p) for p in caption.iterchildren("p")] if caption is not None else []
    if not title and rest:
        title, *more = _END_OF_SENTENCE.split(rest[0], maxsplit=1)
        rest = [*more, *rest[1:]]
    if len(title) > _LONGEST_LABEL:
        rest.insert(0, title)
        title = title[:_LONGEST_LABEL].rsplit(" ", 1)[0] + " …"
    title = title.rstrip(" .:")
    return (f"{number}: {title}" if title else number), " ".join(filter(None, rest))


def _footnotes(wrap: Element) -> Iterator[str]:
    marks: frozenset[str] | None = None
    for foot in wrap.iter("table-wrap-foot"):
        marks = _marks_of_cells(wrap) if marks is None else marks
        for note in foot.iter("fn", "p", "attrib"):
            if note.tag == "fn":
                mark = raised_mark(text(note.find("label")).rstrip(".)"))
                body = " ".join(filter(None, (text(p, in_cell=True, marks=marks) for p in note.iterchildren("p"))))
                if body:
                    yield f"{mark} {body}".strip()
            elif note.getparent() is foot and (body := text(note, in_cell=True, marks=marks)):
                yield body


def _marks_of_cells(wrap: Element) -> frozenset[str]:
    """Return what is raised in a table, but not in its notes: each number, and the whole."""
    found: set[str] = set()
    for part in wrap.iterchildren():
        if part.tag != "table-wrap-foot":
            for mark in part.iter("sup", "xref"):
                shown = "".join(map(str, mark.itertext())).strip()
                found |= {shown, *_NUMBER.findall(shown)} if mark.get("ref-type") != "bibr" else set()
    return frozenset(found)


# Rows -----------------------------------------------------------------------------------------------------


def _rows(grid: Element) -> Iterator[str]:
    """Yield the rows that hold something. A cell that spans rows is repeated in each, so that a row stands alone.

    A heading that spans columns is repeated over each of them; another cell that does so leaves the rest blank.
    Raises ValueError where spans swell a table beyond reason.
    """
    carried: dict[int, tuple[int, str]] = {}
    size = 0
    for row in grid.iter("tr", "row"):
        cells: list[str] = []
        parent = row.getparent()
        in_head = parent is not None and parent.tag == "thead"
        for cell in row.iterchildren("td", "th", "entry"):
            if carried:
                _bring_down(cells, carried)
            _add(cells, cell, in_head, carried)
        if carried:
            _bring_down(cells, carried, to_the_end=True)
        width = len(cells)
        while cells and not cells[-1]:
            cells.pop()
        shown = BETWEEN_CELLS.join(cells)
        size += len(shown) + width
        if size > _MOST_CHARACTERS:
            raise ValueError("a table is larger than can be read as rows")
        if shown:
            yield shown


def _add(cells: list[str], cell: Element, in_head: bool, carried: dict[int, tuple[int, str]]) -> None:
    # Most cells hold plain text; for those nothing else needs to be asked.
    shown = text(cell, in_cell=True) if len(cell) else " ".join((cell.text or "").split())
    across, down = _span(cell.get("colspan")), _span(cell.get("rowspan"))
    if across == down == 1:
        cells.append(shown)
        return
    for column in range(min(across, _MOST_COLUMNS - len(cells))):
        value = shown if in_head or column == 0 else ""
        if down > 1:
            carried[len(cells)] = (down - 1, value)
        cells.append(value)


def _bring_down(cells: list[str], carried: dict[int, tuple[int, str]], *, to_the_end: bool = False) -> None:
    """Add the cells of rows above that reach into this one at the place that has come."""
    while carried and (len(cells) in carried or (to_the_end and max(carried) > len(cells))):
        left, value = carried.get(len(cells), (0, ""))
        if left > 1:
            carried[len(cells)] = (left - 1, value)
        else:
            carried.pop(len(cells), None)
        cells.append(value)


def _span(value: str | None) -> int:
    if value is None or value == "1" or not value.isdecimal():
        return 1
    return max(1, int(value[:6]))

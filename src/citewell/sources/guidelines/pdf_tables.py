"""Tables of a PDF: lines with wide gaps. Rows of recommendations are put together; others are kept line by line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.sources.guidelines.document import one_line
from citewell.sources.guidelines.grading import column_of
from citewell.sources.guidelines.hyphens import Hyphens
from citewell.sources.guidelines.pdf_page import Fragment, Line

_MARKER = re.compile(
    r"\s*(?:[•·▪◦‣∙●○■□➢✓\uf0b7\uf0a7*–-]|o|\d{1,3}(?:\.\d{1,3})*[a-z]?[.)]?|[a-h][.)]|\(?[ivx]{1,4}\))\s*"
)
_HEAD = re.compile(r"\W*recommendations?\W*", re.IGNORECASE)
_LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its rows of cells, and the page on which it begins."""

    rows: tuple[tuple[str, ...], ...]
    page: int


def tables(lines: Sequence[Line]) -> Iterator[list[Line] | Rows]:
    """Yield the lines in runs of text and tables, in order."""
    text: list[Line] = []
    place = 0
    while place < len(lines):
        if (end := _end_of_advice(lines, place)) > place:
            if text:
                yield text
                text = []
            table, below = _advice(lines[place:end])
            yield table
            text += [_whole(line) for line in below]
        elif (end := _end_of_table(lines, place)) - place >= _LEAST_ROWS:
            if text:
                yield text
                text = []
            yield Rows(
                tuple(tuple(one_line(c.text) for c in line.cells) for line in lines[place:end]), lines[place].page
            )
        else:
            text.append(_whole(lines[place]))
            end = place + 1
        place = end
    if text:
        yield text


def _is_row(line: Line) -> bool:
    """Tell whether a line has cells: a number or a bullet before a text is none."""
    cells = line.cells[1:] if _MARKER.fullmatch(line.cells[0].text) and len(line.cells) == 2 else line.cells
    return len(cells) > 1


def _whole(line: Line) -> Line:
    """Return a line of text with its pieces together."""
    if len(line.cells) == 1:
        return line
    first = line.cells[0]
    text = " ".join(cell.text.strip() for cell in line.cells)
    whole = Fragment(text, first.x, line.end, first.y, line.height, line.is_bold, first.page)
    return Line((whole,), line.column)


def _end_of_table(lines: Sequence[Line], place: int) -> int:
    end = place
    while end < len(lines) and _is_row(lines[end]) and lines[end].page == lines[place].page:
        end += 1
    return end


def _end_of_advice(lines: Sequence[Line], place: int) -> int:
    """Return where a table of recommendations ends that begins here; `place` if none does."""
    head = lines[place]
    if sum(_HEAD.fullmatch(cell.text) is not None for cell in head.cells) != 1 or len(head.cells) < 2:
        return place
    if not any(column_of(cell.text) for cell in head.cells if not _HEAD.fullmatch(cell.text)):
        return place
    end = place + 1
    last = head
    while end < len(lines):
        line = lines[end]
        is_below = line.page == head.page and line.column == head.column and line.y < head.y
        if not is_below or last.y - line.y > 4 * line.height or line.height > 1.15 * head.height:
            break
        last = line if line.y < last.y else last
        end += 1
    return end if end > place + 1 else place


def _advice(lines: Sequence[Line]) -> tuple[Rows, list[Line]]:
    """Return the rows of a table of recommendations, and the lines below it that are none of its own.

    A row's grading may stand beside any of its lines, so rows are told by the gaps between the lines of text, and
    where those are even by the ends of sentences; each grading goes to the row it stands nearest to.
    """
    head = lines[0].cells
    where = next(place for place, cell in enumerate(head) if _HEAD.fullmatch(cell.text))
    texts: list[Fragment] = []
    others: list[tuple[int, Fragment]] = []
    for cell in (cell for line in lines[1:] for cell in line.cells):
        column = _column(cell, head)
        if column == where:
            texts.append(cell)
        else:
            others.append((column, cell))
    texts.sort(key=lambda cell: -cell.y)
    hyphens = Hyphens(cell.text for cell in texts)
    rows: list[tuple[str, ...]] = [tuple(one_line(cell.text) for cell in head)]
    lowest, length = head[0].y, 1
    for row, own in _with_gradings(_grouped(texts), others):
        cells = ["" for _ in head]
        cells[where] = one_line(hyphens.joined([cell.text for cell in row]))
        for column, cell in own:
            cells[column] = one_line(f"{cells[column]} {cell.text}")
        rows.append(tuple(cells))
        if own:
            lowest, length = min(cell.y for cell in (*row, *(cell for _, cell in own))), len(rows)
    below = [line for line in lines[1:] if line.y < lowest]
    return Rows(tuple(rows[:length]), lines[0].page), below


def _column(cell: Fragment, head: Sequence[Fragment]) -> int:
    starts = [place for place, top in enumerate(head) if cell.x >= top.x - 1.5 * cell.height or cell.end >= top.end]
    return max(starts, default=0)


def _grouped(texts: Sequence[Fragment]) -> list[list[Fragment]]:
    gaps = [above.y - below.y for above, below in itertools.pairwise(texts)]
    least = min((gap for gap in gaps if gap > 1), default=0.0)
    is_uneven = bool(gaps) and max(gaps) > 1.2 * least
    groups: list[list[Fragment]] = []
    for place, cell in enumerate(texts):
        if place == 0 or _is_apart(texts[place - 1], cell, gaps[place - 1], least, is_uneven=is_uneven):
            groups.append([])
        groups[-1].append(cell)
    return groups


def _is_apart(above: Fragment, below: Fragment, gap: float, least: float, *, is_uneven: bool) -> bool:
    if is_uneven:
        return gap > 1.2 * least
    return above.text.rstrip().endswith((".", "!", "?", "]", ")")) and below.text.lstrip()[:1].isupper()


def _with_gradings(
    groups: Sequence[list[Fragment]], others: Sequence[tuple[int, Fragment]]
) -> Iterator[tuple[list[Fragment], list[tuple[int, Fragment]]]]:
    owned: list[list[tuple[int, Fragment]]] = [[] for _ in groups]
    for column, cell in others:
        nearest = min(range(len(groups)), key=lambda place: _distance(groups[place], cell), default=None)
        if nearest is not None:
            owned[nearest].append((column, cell))
    return zip(groups, owned, strict=True)


def _distance(group: Sequence[Fragment], cell: Fragment) -> float:
    top, bottom = group[0].y, group[-1].y
    return 0.0 if bottom <= cell.y <= top else min(abs(cell.y - top), abs(cell.y - bottom))

"""A PDF page's pieces of text put into lines in reading order, headers and footers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from citewell.sources.guidelines.marks import Keep, dropped, is_citation_mark, raised

# Above and below these shares of the page stands what runs through the document.
_TOP, _BOTTOM = 0.88, 0.12
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.?)?\s*(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*", re.IGNORECASE)
# A heading such as "Recommendation 3" may open several pages at the same place.
_IS_ADVICE = re.compile(r"\s*(?:recommendation|practice point)\b|\s*\d+\.\d+", re.IGNORECASE)
_GAP = 1.6


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text on a page: where it starts and ends, its baseline and its height, in points."""

    text: str
    x: float
    end: float
    y: float
    height: float
    is_bold: bool
    page: int


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a page, in the order in which the file draws them."""

    number: int
    bottom: float
    top: float
    fragments: tuple[Fragment, ...]

    def share(self, y: float) -> float:
        """Return how high on the page a baseline lies, from 0 to 1."""
        return (y - self.bottom) / max(1.0, self.top - self.bottom)


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one baseline of a column; more than one cell where there are wide gaps."""

    cells: tuple[Fragment, ...]
    column: int = 0

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells)

    @property
    def x(self) -> float:
        return self.cells[0].x

    @property
    def end(self) -> float:
        return self.cells[-1].end

    @property
    def y(self) -> float:
        return self.cells[0].y

    @property
    def height(self) -> float:
        return max(self.cells, key=lambda cell: len(cell.text)).height

    @property
    def is_bold(self) -> bool:
        return all(cell.is_bold for cell in self.cells)

    @property
    def page(self) -> int:
        return self.cells[0].page


def without_margins(pages: Sequence[Page], *, keep: Keep = dropped) -> list[Page]:
    """Return the pages without running headers and footers: what recurs near an edge, and page numbers.

    keep: what stands for the mark of a reference.
    """
    joined = [replace(page, fragments=tuple(_joined(page.fragments, keep))) for page in pages]
    seen = Counter(key for page in joined for key in {_key(f) for f in page.fragments if _is_at_edge(page, f)})
    often = max(2, min(3, len(pages) // 2), len(pages) // 10)
    return [
        replace(
            page,
            fragments=tuple(
                fragment
                for fragment in page.fragments
                if not (
                    _is_at_edge(page, fragment)
                    and (seen[_key(fragment)] >= often or _PAGE_NUMBER.fullmatch(fragment.text))
                    and not _IS_ADVICE.match(fragment.text)
                )
            ),
        )
        for page in joined
    ]


def _is_at_edge(page: Page, fragment: Fragment) -> bool:
    return not _BOTTOM < page.share(fragment.y) < _TOP


def _key(fragment: Fragment) -> tuple[str, int]:
    """Return what a running line has in common from page to page: its words, not its numbers, and its height."""
    return re.sub(r"\d+", "#", fragment.text.strip().casefold()), round(fragment.y / 12)


def _joined(fragments: Sequence[Fragment], keep: Keep) -> Iterator[Fragment]:
    """Put pieces together that stand side by side on one baseline."""
    held: Fragment | None = None
    for fragment in fragments:
        fragment = replace(fragment, text=fragment.text.translate(_LIGATURES))
        if held is None:
            held = fragment
        elif (together := _side_by_side(held, fragment, keep)) is not None:
            held = together
        else:
            yield held
            held = fragment
    if held is not None:
        yield held


def _side_by_side(held: Fragment, fragment: Fragment, keep: Keep) -> Fragment | None:
    size = max(held.height, fragment.height)
    gap = fragment.x - held.end
    if abs(fragment.x - held.x) < 0.5 and abs(fragment.y - held.y) < 0.1 * size:
        # Only the font has changed, and pypdf gives the place where the line began.
        gap = 0.0
        fragment = replace(fragment, x=held.end, end=held.end + fragment.end - fragment.x)
    # Widths are estimates: a piece that seems to begin within the one before it follows it.
    if held.page != fragment.page or fragment.x <= held.x or gap >= _GAP * size:
        return None
    rise = fragment.y - held.y
    if _is_raised(held, fragment, rise / size):
        mark = fragment.text.strip()
        text = held.text + (keep(mark) if is_citation_mark(mark, held.text) else raised(mark))
        after = " " if fragment.text.endswith(" ") and not text.endswith(" ") else ""
        return replace(held, text=text + after, end=fragment.end)
    if abs(rise) > 0.35 * size:
        return None
    # A height that differs on one baseline is that of a letter of another size, such as a small capital.
    spaced = gap > 0.12 * size and not held.text.endswith(" ") and fragment.text[0] not in " .,;:)]"
    return replace(
        held,
        text=held.text + (" " if spaced else "") + fragment.text,
        end=fragment.end,
        height=held.height if len(held.text) >= len(fragment.text) else fragment.height,
        is_bold=held.is_bold and fragment.is_bold,
    )


def _is_raised(held: Fragment, fragment: Fragment, rise: float) -> bool:
    """Tell whether a small piece stands raised after a word; `rise` is in units of the size."""
    mark = fragment.text.strip()
    if fragment.height >= 0.85 * held.height or len(mark) > 12 or not re.search(r"[\w.,;:)\]%]$", held.text):
        return False
    if 0.1 < rise < 0.7:
        return True
    # Text rise (ISO 32000-1, 9.3.7) is not told by pypdf: small digits after a whole word are a mark all the same.
    after_word = re.search(r"(?:[a-z]{3}|[.,;)])$", held.text) is not None
    return abs(rise) < 0.05 and after_word and re.fullmatch(r"[\d,–-]+", mark) is not None


def in_reading_order(page: Page) -> Iterator[Line]:
    """Yield the page's lines: as drawn in one column, else the left column before the right, between what spans both."""
    fragments = [fragment for fragment in page.fragments if fragment.text.strip()]
    gutter = _gutter(fragments)
    if gutter is None:
        yield from _rows(fragments)
        return
    left: list[Fragment] = []
    right: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda f: (-f.y, f.x)):
        width = fragment.end - fragment.x
        if fragment.x < gutter - 0.1 * width and fragment.end > gutter + 0.15 * width:
            yield from (*_column(left, 1), *_column(right, 2), Line((fragment,)))
            left, right = [], []
        else:
            (left if fragment.x < gutter - 2 else right).append(fragment)
    yield from (*_column(left, 1), *_column(right, 2))


def _column(fragments: Sequence[Fragment], column: int) -> Iterator[Line]:
    for line in _rows(fragments):
        yield replace(line, column=column)


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """Return where the right column of text begins; None for a page of one column."""
    if len(fragments) < 12:
        return None
    first, last = min(f.x for f in fragments), max(f.end for f in fragments)
    width = last - first
    starts = Counter(round(f.x / 4) for f in fragments if 0.35 * width < f.x - first < 0.65 * width)
    if not starts:
        return None
    place, count = starts.most_common(1)[0]
    start = place * 4 - 4
    right = [f for f in fragments if f.x >= start]
    left = [f for f in fragments if f.x < start and f.end < start + 0.05 * width]
    if count < 5 or len(right) < 0.25 * len(fragments) or len(left) < 0.25 * len(fragments):
        return None
    is_text = median(f.end - f.x for f in right) > 0.25 * width and median(f.end - f.x for f in left) > 0.25 * width
    return start if is_text else None


def _rows(fragments: Sequence[Fragment]) -> Iterator[Line]:
    """Yield lines of the pieces that stand on one baseline, from left to right."""
    held: list[Fragment] = []
    for fragment in fragments:
        if held and abs(fragment.y - held[0].y) > 0.35 * max(fragment.height, held[0].height):
            yield Line(tuple(sorted(held, key=lambda f: f.x)))
            held = []
        held.append(fragment)
    if held:
        yield Line(tuple(sorted(held, key=lambda f: f.x)))

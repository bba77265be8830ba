"""The evidence picture: a mark a source, by year and level, sized by how many took part, shaped by what it found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from math import hypot, sqrt

from citewell.model.article import VerifiedDraft
from citewell.model.claim import Reference
from citewell.model.evidence import RecordKind
from citewell.verify.conflicts import difference_told

# Units of the drawing. It is as wide as a phone's column, so that its text can be read there.
WIDTH, ROW, NAME, FOOT = 420, 62, 18, 26
_SIDE = 20
_ROWS = ("Guidelines and labels", "Level 1", "Level 2", "Level 3", "Level 4", "Level 5", "Not graded")
# Areas show numbers: a study of 10,000 has a hundred times the area of one of 100, within what can be seen.
_SMALLEST, _LARGEST = 5.0, 15.0
# How far the corner of a square or a diamond reaches beyond its radius.
_CORNER = 1.35
_AUTHORITIES = {RecordKind.GUIDELINE, RecordKind.LABEL}


class Found(StrEnum):
    """What the sentences that an article quotes from a study say it found, as far as their words show it."""

    DIFFERENCE = "a difference"
    NONE = "no difference"
    BOTH = "both"
    UNCLEAR = "not clear"
    ADVICE = "advice"

    @property
    def meaning(self) -> str:
        """What the mark stands for, as the legend says it."""
        return _MEANINGS.get(self.value, self.value)


_MEANINGS = {
    "both": "a difference in one thing, none in another",
    "not clear": "not clear from the words quoted",
    "advice": "a guideline or a label: advice, not a finding",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One source in the picture: where it stands, how large, what it found, and what it says when it is chosen."""

    number: int
    x: float
    y: float
    radius: float
    found: Found
    label: str

    @property
    def reach(self) -> float:
        """How far the mark goes from its middle."""
        return self.radius if self.found in {Found.DIFFERENCE, Found.NONE, Found.BOTH} else self.radius * _CORNER


@dataclass(frozen=True, slots=True)
class Picture:
    """The marks, the rows that hold any, the years along the bottom, and the kinds that the legend explains."""

    marks: tuple[Mark, ...]
    rows: tuple[tuple[str, float], ...]
    years: tuple[tuple[int, float], ...]
    legend: tuple[Found, ...]
    height: int
    width: int = WIDTH


def findings(draft: VerifiedDraft) -> dict[str, Found]:
    """Return for each cited record what its quoted sentences say was found.

    Told from the words of comparison in them, as the conflicts of an article are; nothing else is read or guessed.
    """
    told: dict[str, set[bool | None]] = {}
    advising = set()
    for claim in draft.claims:
        for citation in claim.citations:
            told.setdefault(citation.record_id, set()).add(difference_told(citation.quote))
            if claim.source_kind in _AUTHORITIES:
                advising.add(citation.record_id)
    return {record_id: Found.ADVICE if record_id in advising else _found(said) for record_id, said in told.items()}


def _found(told: set[bool | None]) -> Found:
    if {True, False} <= told:
        return Found.BOTH
    if True in told:
        return Found.DIFFERENCE
    return Found.NONE if False in told else Found.UNCLEAR


def picture(draft: VerifiedDraft) -> Picture | None:
    """Return the picture of an answer's sources; None where fewer than three have a year, and a list says it better."""
    dated = [reference for reference in draft.references if reference.year]
    if len(dated) < 3:
        return None
    found = findings(draft)
    row_of = {r.number: _row(r, found[r.record_id]) for r in dated}
    used = sorted(set(row_of.values()))
    middle = {row: place * ROW + NAME + (ROW - NAME) / 2 for place, row in enumerate(used)}
    first, last = _span([int(reference.year or 0) for reference in dated])
    largest = max((reference.sample_size or 0 for reference in dated), default=0)

    def across(year: int) -> float:
        return round(_SIDE + (year - first) / (last - first) * (WIDTH - 2 * _SIDE), 1)

    marks: list[Mark] = []
    for reference in sorted(dated, key=lambda r: -_radius(r.sample_size, largest)):
        radius = _radius(reference.sample_size, largest)
        here = Mark(
            reference.number,
            across(int(reference.year or 0)),
            middle[row_of[reference.number]],
            radius,
            found[reference.record_id],
            _label(reference, found),
        )
        x, y = _free(here.x, here.y, here.reach, marks)
        marks.append(replace(here, x=x, y=y))
    return Picture(
        tuple(marks),
        tuple((_ROWS[row], round(middle[row], 1)) for row in used),
        tuple((year, across(year)) for year in _ticks(first, last)),
        tuple(kind for kind in Found if any(mark.found is kind for mark in marks)),
        height=len(used) * ROW + FOOT,
    )


def _label(reference: Reference, found: dict[str, Found]) -> str:
    size = f", {reference.sample_size:,} took part" if reference.sample_size else ""
    return (
        f"Source {reference.number}: {reference.title} ({reference.year}), {reference.design}{size}. "
        f"Found: {found[reference.record_id]}"
    )


def _row(reference: Reference, found: Found) -> int:
    return 0 if found is Found.ADVICE else reference.evidence_level or len(_ROWS) - 1


def _free(x: float, y: float, reach: float, marks: list[Mark]) -> tuple[float, float]:
    """Return the place nearest to a year and a row where a mark covers no other; the place itself if there is none."""
    for dx, dy in _places():
        is_inside = reach <= x + dx <= WIDTH - reach
        if is_inside and all(hypot(x + dx - m.x, y + dy - m.y) >= reach + m.reach + 1 for m in marks):
            return round(x + dx, 1), round(y + dy, 1)
    return x, y


@cache
def _places() -> tuple[tuple[float, float], ...]:
    """Return shifts, the smallest first: up and down within the row before to the side, to another year."""
    steps = [(dx, dy) for dx in range(-60, 61, 4) for dy in range(-14, 15, 2)]
    return tuple(sorted(steps, key=lambda shift: (2 * abs(shift[0]) + abs(shift[1]), shift)))


def _span(years: list[int]) -> tuple[int, int]:
    first, last = min(years), max(years)
    return (first, last) if last - first >= 4 else (last - 4, last)


def _ticks(first: int, last: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if (last - first) / step <= 7)
    return [year for year in range(first, last + 1) if year % step == 0]


def _radius(size: int | None, largest: int) -> float:
    if not size or not largest:
        return _SMALLEST
    return round(max(_SMALLEST, _LARGEST * sqrt(min(1.0, size / largest))), 1)

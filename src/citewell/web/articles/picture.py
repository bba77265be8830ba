"""The evidence picture: a mark for each source, by year and level, sized by how many took part."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from citewell.model.article import VerifiedDraft
from citewell.model.evidence import RecordKind

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 96, 24, 18, 40
_ROWS = ("Guideline or label", "Level 1", "Level 2", "Level 3", "Level 4", "Level 5", "Not graded")
# Areas show numbers: a study of 10,000 has a hundred times the area of one of 100, within what can be seen.
_SMALLEST, _LARGEST = 4.5, 17.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One source in the picture: where it stands, how large, in what shape, and what it says when it is chosen."""

    number: int
    x: float
    y: float
    radius: float
    shape: str
    label: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The marks, the rows that hold any, and the years along the bottom."""

    marks: tuple[Mark, ...]
    rows: tuple[tuple[str, float], ...]
    years: tuple[tuple[int, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def picture(draft: VerifiedDraft) -> Picture | None:
    """Return the picture of an answer's sources; None where fewer than three have a year, and a list says it better."""
    dated = [reference for reference in draft.references if reference.year]
    if len(dated) < 3:
        return None
    authorities = {c.record_id for claim in draft.claims for c in claim.citations if claim.source_kind in _AUTHORITIES}
    row_of = {r.record_id: _row(r.evidence_level, is_authority=r.record_id in authorities) for r in dated}
    used = sorted(set(row_of.values()))
    step = (HEIGHT - _TOP - _BOTTOM) / len(used)
    height = {row: _TOP + step * (place + 0.5) for place, row in enumerate(used)}
    first, last = _span([int(reference.year or 0) for reference in dated])
    largest = max((reference.sample_size or 0 for reference in dated), default=0)

    def across(year: int) -> float:
        return round(_LEFT + 20 + (year - first) / (last - first) * (WIDTH - _LEFT - _RIGHT - 40), 1)

    taken: dict[tuple[int, int], int] = {}
    marks = []
    for reference in dated:
        row, year = row_of[reference.record_id], int(reference.year or 0)
        place = taken[row, year] = taken.get((row, year), -1) + 1
        size = f", {reference.sample_size:,} took part" if reference.sample_size else ""
        marks.append(
            Mark(
                number=reference.number,
                x=across(year) + place * 7,
                y=round(height[row] + (-1) ** place * min(place * 6, step / 3), 1),
                radius=_radius(reference.sample_size, largest),
                shape="square" if row == 0 else "circle",
                label=f"{reference.number}: {reference.title} ({year}), {reference.design}{size}",
            )
        )
    return Picture(
        tuple(sorted(marks, key=lambda mark: -mark.radius)),
        tuple((_ROWS[row], round(height[row], 1)) for row in used),
        tuple((year, across(year)) for year in _ticks(first, last)),
    )


_AUTHORITIES = {RecordKind.GUIDELINE, RecordKind.LABEL}


def _row(level: int | None, *, is_authority: bool) -> int:
    return 0 if is_authority else level or len(_ROWS) - 1


def _span(years: list[int]) -> tuple[int, int]:
    first, last = min(years), max(years)
    return (first, last) if last - first >= 4 else (last - 4, last)


def _ticks(first: int, last: int) -> list[int]:
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= 8)
    return [year for year in range(first, last + 1) if year % step == 0]


def _radius(size: int | None, largest: int) -> float:
    if not size or not largest:
        return _SMALLEST
    return round(max(_SMALLEST, _LARGEST * sqrt(min(1.0, size / largest))), 1)

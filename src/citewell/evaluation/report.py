"""Figures as a table, with the change since the run before; and the runs, kept in the data folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from citewell.errors import LibraryError
from citewell.evaluation.figures import Figure


@dataclass(frozen=True, slots=True)
class Runs:
    """The last figures of each suite, one file a suite."""

    folder: Path

    def last(self, suite: str) -> dict[str, float]:
        """Return the values of the last run by the names of their measures; empty where there was none."""
        try:
            values = orjson.loads(self._file(suite).read_bytes())
        except (OSError, orjson.JSONDecodeError):
            return {}
        return {str(name): float(value) for name, value in values.items()}

    def keep(self, suite: str, figures: Sequence[Figure]) -> None:
        """Remember these figures as the last ones. Raises LibraryError if they cannot be written."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file(suite).write_bytes(orjson.dumps({str(f.measure): f.value for f in figures}))
        except OSError as error:
            raise LibraryError(f"{self.folder}: {error.strerror or error}. The figures were not kept.") from error

    def _file(self, suite: str) -> Path:
        return self.folder / f"{suite}.json"


def to_json(figure: Figure, before: Mapping[str, float]) -> dict[str, Any]:
    """Return a figure as plain values; `change` is None where the measure was not taken before."""
    last = before.get(str(figure.measure))
    return {
        "suite": figure.suite,
        "measure": str(figure.measure),
        "value": round(figure.value, 6),
        "interval": [round(figure.low, 6), round(figure.high, 6)],
        "items": figure.items,
        "target": figure.target,
        "reached": figure.is_reached,
        "change": None if last is None else round(figure.value - last, 6),
        "note": figure.note,
    }


def table(figures: Sequence[Figure], before: Mapping[str, float]) -> list[tuple[str, ...]]:
    """Return the rows of a table: measure, figure, interval, items, target, reached, change."""
    return [
        (
            str(figure.measure),
            _number(figure, figure.value),
            f"{_number(figure, figure.low)} to {_number(figure, figure.high)}",
            f"{figure.items:,}",
            ""
            if figure.target is None
            else f"{'>=' if figure.measure.more_is_better else '<='} {_number(figure, figure.target)}",
            {True: "reached", False: "not reached", None: ""}[figure.is_reached],
            _change(figure, before.get(str(figure.measure))),
        )
        for figure in figures
    ]


def _change(figure: Figure, last: float | None) -> str:
    if last is None:
        return "new"
    difference = figure.value - last
    return "same" if abs(difference) < 5e-5 else f"{difference:+.4f}"


def _number(figure: Figure, value: float) -> str:
    return f"{value:,.1f} {figure.measure.unit}" if figure.measure.unit else f"{value:.4f}"

"""What every measure is made of: where the data are, what a measure gives, and how time is taken."""

from __future__ import annotations

import math
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from citewell.config import Settings
from citewell.library import Library

ROOT = Path(__file__).resolve().parent.parent.parent
LIMIT = 40
SEED = 20_250_101
GENERATED = 200_000


class Skipped(Exception):
    """The measure cannot be taken here; the message says why."""


@dataclass(frozen=True)
class Row:
    """One line of the table. `reached` is None where there is no target."""

    measure: str
    figure: str
    peer: str = "-"
    ratio: str = "-"
    target: str = "-"
    reached: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """What one measure gave, and how it was taken."""

    title: str
    method: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Bench:
    """Where the data are, where to build, and how many times to run."""

    data: Path
    work: Path
    runs: int
    generated: int = GENERATED

    def file(self, name: str) -> Path:
        path = self.data / name
        if not path.is_file():
            raise Skipped(f"{name} is not in the data folder (give it with --data)")
        return path


@dataclass(frozen=True)
class Took:
    """Seconds by the clock, and seconds of processor time, workers included."""

    wall_s: float
    cpu_s: float


def _cpu_s() -> float:
    usages = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def timed(work: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), _cpu_s()
    work()
    return Took(time.perf_counter() - wall, _cpu_s() - cpu)


def median(times: Sequence[Took]) -> Took:
    return Took(statistics.median(t.wall_s for t in times), statistics.median(t.cpu_s for t in times))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def alternate(runs: int, *works: Callable[[], object]) -> list[list[Took]]:
    """Run the works in turn, `runs` times, so that the same disturbances hit them all. One warm-up is dropped."""
    times: list[list[Took]] = [[] for _ in works]
    for run in range(runs + 1):
        for taken, work in zip(times, works, strict=True):
            took = timed(work)
            if run:
                taken.append(took)
    return times


def open_library(home: Path) -> Library:
    """Return the library of a home, without the starter summaries."""
    return Library(Settings(home=home, starter=False))


def read_text(path: Path) -> str:
    """Return the text of a file of the system; empty if it is gone."""
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""

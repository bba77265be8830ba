"""Measured figures: the value, how sure it is, what was aimed at, and how it changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean
from statistics import median as middle
from typing import TypeVar

from citewell.evaluation.measures import Measure

RESAMPLES = 1_000
_SEED = 20_261_124
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure over a number of items, with its 95% interval and its target; None where there is none.

    Raises ValueError for a figure of no items: it would have been made up.
    """

    suite: str
    measure: Measure
    value: float
    low: float
    high: float
    items: int
    target: float | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.items < 1:
            raise ValueError(f"{self.measure} was measured on nothing")

    @property
    def is_reached(self) -> bool | None:
        """Tell whether the target is reached; None where there is no target."""
        if self.target is None:
            return None
        return self.value >= self.target if self.measure.more_is_better else self.value <= self.target


def mean(
    suite: str, measure: Measure, values: Sequence[float], *, target: float | None = None, note: str = ""
) -> Figure:
    """Return the mean of one value an item, with its percentile bootstrap interval.

    The resamples are seeded, so that the same values give the same interval.
    Source: Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
    """
    return bootstrapped(suite, measure, values, fmean, target=target, note=note)


def median(
    suite: str, measure: Measure, values: Sequence[float], *, target: float | None = None, note: str = ""
) -> Figure:
    """Return the median of one value an item, with its percentile bootstrap interval, seeded as that of the mean."""
    return bootstrapped(suite, measure, values, middle, target=target, note=note)


def gain(
    suite: str, measure: Measure, pairs: Sequence[tuple[float, float]], *, target: float | None = None, note: str = ""
) -> Figure:
    """Return by how much the mean of the first values exceeds that of the second, as a share of the second.

    pairs: both values of one item; items are drawn with both, as the values of an item go together.
    """

    def relative(drawn: Sequence[tuple[float, float]]) -> float:
        own, peer = (fmean(pair[side] for pair in drawn) for side in (0, 1))
        return own / peer - 1 if peer else 0.0

    return bootstrapped(suite, measure, pairs, relative, target=target, note=note)


def bootstrapped(
    suite: str,
    measure: Measure,
    values: Sequence[_Item],
    statistic: Callable[[Sequence[_Item]], float],
    *,
    target: float | None = None,
    note: str = "",
) -> Figure:
    """Return any statistic of items, with its percentile bootstrap interval."""
    if not values:
        raise ValueError(f"{measure} was measured on nothing")
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    found = sorted(statistic(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    low, high = found[int(0.025 * RESAMPLES)], found[int(0.975 * RESAMPLES) - 1]
    return Figure(suite, measure, statistic(values), low, high, len(values), target, note)


def share(
    suite: str, measure: Measure, hits: int, items: int, *, target: float | None = None, note: str = ""
) -> Figure:
    """Return a share of items with its Wilson 95% interval, which also holds at 0 and at all of them.

    Source: Wilson, JASA 1927; Brown, Cai & DasGupta, Statistical Science 2001.
    """
    if items < 1:
        raise ValueError(f"{measure} was measured on nothing")
    z = 1.959964
    p = hits / items
    middle = (p + z * z / (2 * items)) / (1 + z * z / items)
    half = z / (1 + z * z / items) * (p * (1 - p) / items + z * z / (4 * items * items)) ** 0.5
    return Figure(suite, measure, p, max(0.0, middle - half), min(1.0, middle + half), items, target, note)

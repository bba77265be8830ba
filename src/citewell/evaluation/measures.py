"""Measures as values that print as the field writes them: `nDCG@10`, `R@100`, `MutationCatch(negation)`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: its name, the cut-off or class it is taken at, and whether more is better.

    unit: empty for a share from 0 to 1; else what one of it is called.
    """

    name: str
    of: str = ""
    cutoff: int | None = None
    more_is_better: bool = True
    unit: str = ""

    def __str__(self) -> str:
        named = f"{self.name}({self.of})" if self.of else self.name
        return named if self.cutoff is None else f"{named}@{self.cutoff}"


def ndcg(ranked: Sequence[str], relevant: frozenset[str], cutoff: int) -> float:
    """Return the normalised discounted cumulative gain of a ranking, with gains of 0 and 1.

    Raises ValueError where nothing is relevant: there is no best ranking to compare with.
    Source: Järvelin & Kekäläinen, ACM TOIS 2002.
    """
    if not relevant:
        raise ValueError("nDCG needs at least one relevant document")
    gain = sum(1 / math.log2(place + 2) for place, name in enumerate(ranked[:cutoff]) if name in relevant)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(cutoff, len(relevant))))


def recall(ranked: Sequence[str], relevant: frozenset[str], cutoff: int) -> float:
    """Return the share of the relevant documents among the first of a ranking. Raises ValueError if there are none."""
    if not relevant:
        raise ValueError("recall needs at least one relevant document")
    return len(relevant.intersection(ranked[:cutoff])) / len(relevant)

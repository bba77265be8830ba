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


def average_precision(ranked: Sequence[str], relevant: frozenset[str]) -> float:
    """Return the mean of the precisions at the places of the relevant documents; one that is not ranked counts as 0.

    Raises ValueError if nothing is relevant.
    """
    if not relevant:
        raise ValueError("average precision needs at least one relevant document")
    found = [place for place, name in enumerate(ranked, 1) if name in relevant]
    return sum(number / place for number, place in enumerate(found, 1)) / len(relevant)


def work_saved(ranked: Sequence[str], relevant: frozenset[str], of: int, share: float = 0.95) -> float:
    """Return the work saved over sampling: what need not be read to find this share, less what chance would save.

    of: how many documents there are; those not ranked are read last. Raises ValueError if nothing is relevant.
    Source: Cohen, Hersh, Peterson & Yen, JAMIA 2006.
    """
    if not relevant:
        raise ValueError("work saved needs at least one relevant document")
    wanted = math.ceil(share * len(relevant))
    places = [place for place, name in enumerate(ranked, 1) if name in relevant]
    read = places[wanted - 1] if len(places) >= wanted else of
    return (of - read) / of - (1 - share)


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Return how far two judges agree beyond chance: 1 always, 0 as chance would; 1 where both always say one thing.

    Source: Cohen, Educational and Psychological Measurement 1960.
    """
    if not pairs:
        raise ValueError("agreement needs at least one item")
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    first, second = (sum(pair[judge] for pair in pairs) / len(pairs) for judge in (0, 1))
    by_chance = first * second + (1 - first) * (1 - second)
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)

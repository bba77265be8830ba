"""The gate on pairs of claim and evidence that people have judged.

The gate is made to let through what a source says, and to stop what it does not. It never guesses: what it cannot
tell is NOT_ENOUGH_INFO. So what counts is how seldom it calls a contradicted claim SUPPORTED.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from citewell.evaluation.collections import Collections, Pair
from citewell.evaluation.figures import Figure, share
from citewell.evaluation.measures import Measure
from citewell.verify import judge_text


def scifact(collections: Collections, limit: int | None) -> list[Figure]:
    """Claims against the sentences chosen as their evidence."""
    return _figures("scifact-verdicts", islice(collections.scifact_pairs(), limit))


def healthver(collections: Collections, limit: int | None) -> list[Figure]:
    """Claims against evidence that supports, refutes, or says nothing of them."""
    return _figures("healthver", islice(collections.healthver(), limit))


def _figures(suite: str, pairs: Iterable[Pair]) -> list[Figure]:
    counts: Counter[tuple[str, str]] = Counter()
    for pair in pairs:
        counts[pair.label, judge_text(pair.claim, [pair.evidence]).kind.value] += 1
    labels = sorted({label for label, _ in counts})
    figures = []
    for label in labels:
        items = sum(count for (known, _), count in counts.items() if known == label)
        let_through = Measure("LetThrough", label, more_is_better=label == "SUPPORTED")
        figures.append(share(suite, let_through, counts[label, "SUPPORTED"], items))
    right = sum(counts[label, label] for label in labels)
    return [*figures, share(suite, Measure("Accuracy"), right, counts.total())]

"""The gate against corrupted sentences: how many of each class it stops, and how many honest variants it stops too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from citewell.errors import BadInput
from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure, share
from citewell.evaluation.measures import Measure
from citewell.evaluation.mutations import CLASSES, EACH, HONEST, Case, cases
from citewell.verify import judge_text

SUITE = "mutations"
# Design, section 8.
CATCH_TARGET = 0.97
FALSE_ALARM_TARGET = 0.02


@dataclass(frozen=True, slots=True)
class Judged:
    """A case with the gate's verdict."""

    case: Case
    verdict: str

    @property
    def is_missed(self) -> bool:
        """Tell whether the gate was wrong: it let a corruption pass, or stopped what is honest."""
        return (self.verdict == "SUPPORTED") == self.case.is_false


def mutations(collections: Collections, limit: int | None) -> list[Figure]:
    """Corruptions of true sentences, and honest variants of them; `limit` bounds the cases of each class."""
    return figures(judged(collections, limit))


def judged(collections: Collections, limit: int | None, only: str | None = None) -> list[Judged]:
    """Return the cases with their verdicts, those of one class only if it is named.

    Without a folder of collections the starter library alone is the material. Raises BadInput for an unknown class.
    """
    if only is not None and only not in CLASSES:
        raise BadInput(f"No class {only!r} of mutations. There are: {', '.join(CLASSES)}.")
    material = None if collections.folder == Path() else collections
    return [
        Judged(case, judge_text(case.claim, list(case.evidence)).kind.value)
        for case in cases(material, each=limit or EACH, only=only)
    ]


def figures(results: Iterable[Judged]) -> list[Figure]:
    """Return the catch rate of each class of corruption, then the false alarms of each class of honest variants."""
    by_class: dict[str, list[Judged]] = defaultdict(list)
    for result in results:
        by_class[result.case.kind].append(result)
    return [_figure(kind, by_class[kind]) for kind in CLASSES if by_class[kind]]


def _figure(kind: str, results: Sequence[Judged]) -> Figure:
    missed = sum(result.is_missed for result in results)
    if kind in HONEST:
        measure = Measure("FalseAlarm", kind, more_is_better=False)
        return share(SUITE, measure, missed, len(results), target=FALSE_ALARM_TARGET)
    return share(SUITE, Measure("MutationCatch", kind), len(results) - missed, len(results), target=CATCH_TARGET)


def listing(results: Iterable[Judged], misses: int) -> list[Judged]:
    """Return up to so many misses of each class, in the order of the classes."""
    seen: dict[str, int] = defaultdict(int)
    chosen = []
    for result in results:
        if result.is_missed and seen[result.case.kind] < misses:
            seen[result.case.kind] += 1
            chosen.append(result)
    return chosen


def to_json(result: Judged) -> dict[str, Any]:
    """Return a judged case as plain values; `changed` is from what to what, empty where nothing was."""
    case = result.case
    return {
        "class": case.kind,
        "missed": result.is_missed,
        "verdict": result.verdict,
        "claim": case.claim,
        "evidence": list(case.evidence),
        "changed": [case.was, case.now],
        "record_id": case.record_id,
    }


def described(result: Judged) -> str:
    """Return a judged case as lines of text: class, record and verdict, then claim, change and evidence."""
    case = result.case
    return "\n".join(
        [
            f"{case.kind} | {case.record_id} | {result.verdict}{' (missed)' if result.is_missed else ''}",
            f"  claim:    {case.claim}",
            f"  changed:  {case.was or '-'}  ->  {case.now or '-'}",
            *(f"  evidence: {quote}" for quote in case.evidence),
        ]
    )

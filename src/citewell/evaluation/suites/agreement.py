"""Two judges of different kinds on the same claims: the gate, which goes by rules, and a model that learnt from people.

The model (`learnt.py`) is learnt anew in each run: from one half of the material it judges the other half, and the
other way round, and what was judged was not learnt from. It learns from people's verdicts (SciFact, HealthVer), and
from what was done to a sentence in the mutation suite; never from the gate. Then it judges, learnt from all, what our
own answers say beside each source they cite, all of which the gate let pass. Where the two disagree, one of them errs:
`--misses` lists those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure, bootstrapped, share
from citewell.evaluation.learnt import Example, LearntJudge
from citewell.evaluation.measures import Measure, kappa
from citewell.evaluation.mutations import cases
from citewell.evaluation.suites.answers import questions
from citewell.evaluation.suites.libraries import temporary_library
from citewell.pipeline import answer
from citewell.verify import judge_text

SUITE = "judges"
SHOWN = "our answers"
# Cases of each class of the mutation suite.
_EACH = 120


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim beside its evidence in a set of them; truth: whether it is supported, None where nobody said.

    group: what must not be learnt from where this is judged, such as the claim or the record.
    """

    of: str
    group: str
    claim: str
    evidence: tuple[str, ...]
    truth: bool | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with both verdicts: whether the evidence supports the claim by the gate, and by the model."""

    pair: Pair
    gate: bool
    model: bool


def judges(collections: Collections, limit: int | None) -> list[Figure]:
    """How far the gate and a learnt judge agree. `limit` bounds the cases of each class and set."""
    return figures(judged(collections, limit))


def judged(collections: Collections, limit: int | None) -> list[Judged]:
    """Return all pairs with the verdicts of both judges."""
    known = [*_mutated(collections, limit), *_by_people(collections, limit)]
    halves = ([p for p in known if crc32(p.group.encode()) % 2 == half] for half in (0, 1))
    first, second = halves
    found = [*_verdicts(second, learnt_from(first)), *_verdicts(first, learnt_from(second))]
    return [*found, *_verdicts(list(_shown(limit)), learnt_from(known))]


def learnt_from(pairs: Iterable[Pair]) -> LearntJudge:
    return LearntJudge([Example(p.claim, " ".join(p.evidence), p.truth) for p in pairs if p.truth is not None])


def _verdicts(pairs: Sequence[Pair], model: LearntJudge) -> Iterator[Judged]:
    for pair in pairs:
        gate = judge_text(pair.claim, list(pair.evidence)).kind.value == "SUPPORTED"
        yield Judged(pair, gate, model.supports(pair.claim, " ".join(pair.evidence)))


def _mutated(collections: Collections, limit: int | None) -> Iterator[Pair]:
    material = None if collections.folder == Path() else collections
    for case in cases(material, each=min(limit or _EACH, _EACH)):
        yield Pair("mutations", case.record_id, case.claim, case.evidence, not case.is_false)


def _by_people(collections: Collections, limit: int | None) -> Iterator[Pair]:
    if collections.folder == Path():
        return
    for name, pairs in (("scifact", collections.scifact_pairs()), ("healthver", collections.healthver())):
        for pair in list(pairs)[:limit]:
            yield Pair(name, pair.claim, pair.claim, (pair.evidence,), pair.label == "SUPPORTED")


def _shown(limit: int | None) -> Iterator[Pair]:
    """Yield each sentence of our own answers beside each source that it cites."""
    with temporary_library(starter=True) as library:
        for asked in questions()[:limit]:
            for claim in answer(asked.question, library=library, follow_ups=False).claims:
                for citation in claim.citations:
                    yield Pair(SHOWN, citation.record_id, claim.text, (citation.quote,), None)


def figures(results: Sequence[Judged]) -> list[Figure]:
    """Return for each set how far the judges agree beyond chance, and how often each says what people said."""
    found = []
    for name in dict.fromkeys(result.pair.of for result in results):
        chosen = [result for result in results if result.pair.of == name]
        disagree = sum(result.gate != result.model for result in chosen)
        if name != SHOWN:
            verdicts = [(result.gate, result.model) for result in chosen]
            found.append(bootstrapped(SUITE, Measure("Kappa", name), verdicts, kappa))
            for judge in ("gate", "model"):
                found += _right(name, judge, chosen)
        found.append(share(SUITE, Measure("Disagree", name, more_is_better=False), disagree, len(chosen)))
    return found


def _right(name: str, judge: str, chosen: Sequence[Judged]) -> Iterator[Figure]:
    for truth, of in ((True, "supported"), (False, "not supported")):
        items = [getattr(result, judge) for result in chosen if result.pair.truth is truth]
        if items:
            right = sum(verdict is truth for verdict in items)
            yield share(SUITE, Measure("Right", f"{judge}, {name}, {of}"), right, len(items))


def listing(collections: Collections, limit: int | None, most: int) -> list[dict[str, Any]]:
    """Return so many disagreements of each set and way: what one judge let pass and the other did not."""
    seen: dict[tuple[str, bool], int] = {}
    chosen = []
    for result in judged(collections, limit):
        way = (result.pair.of, result.gate)
        if result.gate != result.model and seen.get(way, 0) < most:
            seen[way] = seen.get(way, 0) + 1
            chosen.append(to_json(result))
    return chosen


def to_json(result: Judged) -> dict[str, Any]:
    """Return a judged pair as plain values; `people` is None where nobody said."""
    return {
        "set": result.pair.of,
        "gate": "supported" if result.gate else "not supported",
        "model": "supported" if result.model else "not supported",
        "people": {True: "supported", False: "not supported", None: None}[result.pair.truth],
        "claim": result.pair.claim,
        "evidence": list(result.pair.evidence),
    }

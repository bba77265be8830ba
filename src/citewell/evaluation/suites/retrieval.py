"""Ranking: does the search put what answers first?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from citewell.config import Settings
from citewell.errors import BadInput
from citewell.evaluation.collections import Collections, Query
from citewell.evaluation.figures import Figure, gain, mean, share
from citewell.evaluation.measures import Measure, ndcg, recall
from citewell.evaluation.suites.libraries import filled_library
from citewell.library import Library
from citewell.ports import SearchTerm
from citewell.question import parse_question
from citewell.retrieve import ranked, search_terms
from citewell.retrieve.retrieve import question_terms

CUTOFF = 10
DEEP = 100
_NDCG = Measure("nDCG", cutoff=CUTOFF)
_RECALL = Measure("R", cutoff=DEEP)
_WITH_DENSE = "with dense"
Scores: TypeAlias = list[tuple[float, float]]


def scifact(collections: Collections, limit: int | None) -> list[Figure]:
    """Claims as they stand, every word searched; where the search by meaning is on, beside the same with it.

    Targets: design, section 8.
    """
    documents, queries = collections.scifact()
    with filled_library(documents, starter=False, dense=Settings.from_environment().dense) as (library, _):
        plain = _scores(library, queries[:limit], search_terms)
        fused = _scores(library, queries[:limit], search_terms, by_meaning=True) if library.dense else []
    return [
        mean("scifact", _NDCG, [score for score, _ in plain], target=0.69),
        mean("scifact", _RECALL, [score for _, score in plain]),
        *_with_dense("scifact", fused, target=0.73),
    ]


def bioasq(collections: Collections, limit: int | None) -> list[Figure]:
    """Questions, understood: concepts with their synonyms; beside the same words searched as they stand."""
    documents, queries = collections.bioasq()
    with filled_library(documents, starter=False, dense=Settings.from_environment().dense) as (library, _):
        plain = _scores(library, queries[:limit], search_terms)
        own = _scores(library, queries[:limit], understood)
        fused = _scores(library, queries[:limit], understood, by_meaning=True) if library.dense else []
    figures = [
        mean("bioasq", _NDCG, [score for score, _ in own]),
        mean("bioasq", _RECALL, [score for _, score in own]),
        mean("bioasq", Measure("nDCG", "plain BM25", CUTOFF), [score for score, _ in plain]),
    ]
    dense = _with_dense("bioasq", fused)
    refused = sum(not understood(query.text) for query in queries[:limit])
    gains = [gain("bioasq", Measure("GainOverPlainBM25"), _pairs(own, plain), target=0.08)]
    if fused:
        gains.append(gain("bioasq", Measure("GainOverPlainBM25", _WITH_DENSE), _pairs(fused, plain), target=0.08))
    return [
        *figures,
        *dense,
        *gains,
        share("bioasq", Measure("Refused", more_is_better=False), refused, len(own)),
    ]


def _pairs(own: Scores, plain: Scores) -> list[tuple[float, float]]:
    return [(ours, theirs) for (ours, _), (theirs, _) in zip(own, plain, strict=True)]


def _with_dense(suite: str, scores: list[tuple[float, float]], *, target: float | None = None) -> list[Figure]:
    """Return the figures of a ranking that the search by meaning took part in; none where it is off."""
    if not scores:
        return []
    return [
        mean(suite, Measure("nDCG", _WITH_DENSE, CUTOFF), [score for score, _ in scores], target=target),
        mean(suite, Measure("R", _WITH_DENSE, DEEP), [score for _, score in scores]),
    ]


def understood(text: str) -> list[SearchTerm]:
    """Return the terms of a question; none for one that is refused, which then finds nothing."""
    try:
        return question_terms(parse_question(text))
    except BadInput:
        return []


def _scores(
    library: Library,
    queries: Sequence[Query],
    terms: Callable[[str], Sequence[SearchTerm]],
    *,
    by_meaning: bool = False,
) -> list[tuple[float, float]]:
    scores = []
    for query in queries:
        asked = terms(query.text)
        hits = ranked(asked, query.text, library, limit=DEEP) if by_meaning else library.search(asked, limit=DEEP)
        found = [hit.record_id.split(":", 1)[1] for hit in hits]
        scores.append((ndcg(found, query.relevant, CUTOFF), recall(found, query.relevant, DEEP)))
    return scores

"""Ranking: does the search put what answers first?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from citewell.errors import BadInput
from citewell.evaluation.collections import Collections, Document, Query
from citewell.evaluation.figures import Figure, gain, mean, share
from citewell.evaluation.measures import Measure, ndcg, recall
from citewell.evaluation.suites.libraries import filled_library
from citewell.library import Library
from citewell.ports import SearchTerm
from citewell.question import parse_question
from citewell.retrieve import search_terms
from citewell.retrieve.retrieve import question_terms

CUTOFF = 10
DEEP = 100
_NDCG = Measure("nDCG", cutoff=CUTOFF)
_RECALL = Measure("R", cutoff=DEEP)


def scifact(collections: Collections, limit: int | None) -> list[Figure]:
    """Claims as they stand, every word searched. Target: design, section 8."""
    documents, queries = collections.scifact()
    return _figures("scifact", documents, queries[:limit], search_terms, target=0.69)


def bioasq(collections: Collections, limit: int | None) -> list[Figure]:
    """Questions, understood: concepts with their synonyms; beside the same words searched as they stand."""
    documents, queries = collections.bioasq()
    with filled_library(documents, starter=False) as (library, _):
        plain = _scores(library, queries[:limit], search_terms)
        own = _scores(library, queries[:limit], understood)
    figures = [
        mean("bioasq", _NDCG, [score for score, _ in own]),
        mean("bioasq", _RECALL, [score for _, score in own]),
        mean("bioasq", Measure("nDCG", "plain BM25", CUTOFF), [score for score, _ in plain]),
    ]
    refused = sum(not understood(query.text) for query in queries[:limit])
    pairs = [(ours, theirs) for (ours, _), (theirs, _) in zip(own, plain, strict=True)]
    return [
        *figures,
        gain("bioasq", Measure("GainOverPlainBM25"), pairs, target=0.08),
        share("bioasq", Measure("Refused", more_is_better=False), refused, len(own)),
    ]


def understood(text: str) -> list[SearchTerm]:
    """Return the terms of a question; none for one that is refused, which then finds nothing."""
    try:
        return question_terms(parse_question(text))
    except BadInput:
        return []


def _figures(
    suite: str,
    documents: Sequence[Document],
    queries: Sequence[Query],
    terms: Callable[[str], Sequence[SearchTerm]],
    *,
    target: float,
) -> list[Figure]:
    with filled_library(documents, starter=False) as (library, _):
        scores = _scores(library, queries, terms)
    return [
        mean(suite, _NDCG, [score for score, _ in scores], target=target),
        mean(suite, _RECALL, [score for _, score in scores]),
    ]


def _scores(
    library: Library, queries: Sequence[Query], terms: Callable[[str], Sequence[SearchTerm]]
) -> list[tuple[float, float]]:
    scores = []
    for query in queries:
        ranked = [hit.record_id.split(":", 1)[1] for hit in library.search(terms(query.text), limit=DEEP)]
        scores.append((ndcg(ranked, query.relevant, CUTOFF), recall(ranked, query.relevant, DEEP)))
    return scores

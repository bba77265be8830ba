"""Ranking: does the search put what answers first?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from citewell.config import Settings
from citewell.errors import BadInput
from citewell.evaluation.collections import Collections, Document, Query
from citewell.evaluation.figures import Figure, mean, share
from citewell.evaluation.measures import Measure, ndcg, recall
from citewell.evaluation.suites.libraries import temporary_library
from citewell.library import Library
from citewell.model.evidence import Coverage, Record, RecordKind, Section
from citewell.ports import SearchTerm
from citewell.question import parse_question
from citewell.retrieve import ranked, search_terms
from citewell.retrieve.retrieve import question_terms

CUTOFF = 10
DEEP = 100
_NDCG = Measure("nDCG", cutoff=CUTOFF)
_RECALL = Measure("R", cutoff=DEEP)
_WITH_DENSE = "with dense"


def scifact(collections: Collections, limit: int | None) -> list[Figure]:
    """Claims as they stand, every word searched; where the search by meaning is on, beside the same with it.

    Targets: design, section 8.
    """
    documents, queries = collections.scifact()
    with _library(documents) as library:
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
    with _library(documents) as library:
        plain = _scores(library, queries[:limit], search_terms)
        own = _scores(library, queries[:limit], _understood)
        fused = _scores(library, queries[:limit], _understood, by_meaning=True) if library.dense else []
    figures = [
        mean("bioasq", _NDCG, [score for score, _ in own]),
        mean("bioasq", _RECALL, [score for _, score in own]),
        mean("bioasq", Measure("nDCG", "plain BM25", CUTOFF), [score for score, _ in plain]),
    ]
    refused = sum(not _understood(query.text) for query in queries[:limit])
    dense = _with_dense("bioasq", fused)
    gains = [
        _gain(Measure("GainOverPlainBM25", kind), figure, over=figures[2])
        for kind, figure in [("", figures[0]), *((_WITH_DENSE, figure) for figure in dense[:1])]
    ]
    return [
        *figures,
        *dense,
        *gains,
        share("bioasq", Measure("Refused", more_is_better=False), refused, len(own)),
    ]


def _with_dense(suite: str, scores: list[tuple[float, float]], *, target: float | None = None) -> list[Figure]:
    """Return the figures of a ranking that the search by meaning took part in; none where it is off."""
    if not scores:
        return []
    return [
        mean(suite, Measure("nDCG", _WITH_DENSE, CUTOFF), [score for score, _ in scores], target=target),
        mean(suite, Measure("R", _WITH_DENSE, DEEP), [score for _, score in scores]),
    ]


def _gain(measure: Measure, figure: Figure, *, over: Figure) -> Figure:
    gain = figure.value / over.value - 1
    return Figure(figure.suite, measure, gain, gain, gain, figure.items, 0.08)


def _understood(text: str) -> list[SearchTerm]:
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


@contextmanager
def _library(documents: Sequence[Document]) -> Iterator[Library]:
    """Return a library of these documents and nothing else, gone afterwards."""
    records = [
        Record(
            id=f"collection:{document.id}",
            kind=RecordKind.RESEARCH,
            title=document.title or "Untitled",
            sections=(Section("Abstract", document.text),) if document.text.strip() else (),
            coverage=Coverage.ABSTRACT,
        )
        for document in documents
    ]
    with temporary_library(starter=False, dense=Settings.from_environment().dense) as library:
        library.add(records)
        if library.dense:
            library.embed()
        yield library

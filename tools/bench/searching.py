"""A search of a large library beside the engine asked directly, and a whole answer from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import tantivy

from bench.corpora import PASSAGES, QUESTIONS, large_library
from bench.measuring import LIMIT, Bench, Outcome, Row, Took, percentile, timed
from citewell.pipeline import answer
from citewell.ports import AnyOf, SearchTerm, WeightedTerm
from citewell.question import parse_question
from citewell.retrieve.retrieve import question_terms


def search(bench: Bench) -> Outcome:
    """Library.search alone, beside tantivy asked directly."""
    with large_library(bench) as library:
        passages = library.passages()
        queries = [question_terms(parse_question(text)) for text in QUESTIONS]
        raw = _RawTantivy(bench.work / f"library-{PASSAGES}" / "library" / "index")
        own: list[Took] = []
        peer: list[Took] = []
        for run in range(bench.runs + 1):
            for terms in queries:
                a = timed(lambda terms=terms: library.search(terms, limit=LIMIT))  # type: ignore[misc]
                b = timed(lambda terms=terms: raw.search(terms))  # type: ignore[misc]
                if run:
                    own.append(a)
                    peer.append(b)
    row = Row(
        f"Search alone, {passages:,} passages",
        _spread(own),
        _spread(peer),
        f"{_p95_ms(peer) / _p95_ms(own):.2f} x at p95",
        "p95 <= 15 ms",
        _p95_ms(own) <= 15,
    )
    return Outcome(
        "Search alone",
        f"{_LARGE} {len(QUESTIONS)} clinical questions, understood beforehand, the best {LIMIT} records each, "
        f"{bench.runs} times. Peer: the same queries put to tantivy directly, on the same index, in turn.",
        (row,),
    )


_LARGE = (
    "Library of the Cohen and SciFact abstracts, filled up to 130,000 passages with abstracts recombined from their "
    "sentences (seeded)."
)


def _p95_ms(times: Sequence[Took]) -> float:
    return percentile([took.wall_s for took in times], 0.95) * 1000


def _spread(times: Sequence[Took]) -> str:
    half = percentile([took.wall_s for took in times], 0.5) * 1000
    processor = percentile([took.cpu_s for took in times], 0.95) * 1000
    return f"p50 {half:.1f} ms, p95 {_p95_ms(times):.1f} ms (processor p95 {processor:.1f} ms)"


def _flat(terms: Sequence[SearchTerm]) -> Iterator[WeightedTerm]:
    for term in terms:
        if isinstance(term, AnyOf):
            yield from (part for wording in term.wordings for part in wording)
        else:
            yield term


class _RawTantivy:
    """tantivy asked directly: the least that any search over this index can cost."""

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))

    def search(self, terms: Sequence[SearchTerm]) -> list[object]:
        schema = self._index.schema
        parts = []
        for term in _flat(terms):
            if len(term.phrase) == 1:
                part = tantivy.Query.term_query(schema, "body", term.phrase[0], "freq")
            else:
                part = tantivy.Query.phrase_query(schema, "body", list(term.phrase))
            parts.append((tantivy.Occur.Should, tantivy.Query.boost_query(part, term.weight)))
        searcher = self._index.searcher()
        hits = searcher.search(tantivy.Query.boolean_query(parts), limit=2 * LIMIT, count=False).hits
        return [searcher.doc(address).get_first("id") for _, address in hits]


def answers(bench: Bench) -> Outcome:
    """A whole answer in a warm process."""
    with large_library(bench) as library:
        passages = library.passages()
        answer(QUESTIONS[0], library=library)
        times = [
            timed(lambda text=text: answer(text, library=library))  # type: ignore[misc]
            for _ in range(bench.runs)
            for text in QUESTIONS
        ]
    p95 = _p95_ms(times)
    row = Row(
        f"Answer in a warm process, {passages:,} passages", _spread(times), target="p95 <= 300 ms", reached=p95 <= 300
    )
    return Outcome(
        "Answer",
        f"{_LARGE} {len(QUESTIONS)} clinical questions, {bench.runs} times: from the words of the question to the "
        "verified draft. No peer does this job.",
        (row,),
    )

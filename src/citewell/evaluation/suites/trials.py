"""Findings of trials: is the article found by what was tested, beside what, on what; and is it rightly read?

The library holds the articles in full. One prompt of each article is drawn, as prompts of one article are much alike.
The prompt is put as a question to our search, its words as they stand to the same index, and to plain BM25 over whole
articles. Then each finding that people marked in an article is looked up there (is it held word for word, is it among
the best passages?), and its direction is read by the words by which the stages read.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence

from citewell.evaluation.collections import Collections, Document, Finding
from citewell.evaluation.figures import Figure, bootstrapped, gain, mean, share
from citewell.evaluation.measures import Measure, ndcg, recall
from citewell.evaluation.peers import PlainBM25
from citewell.evaluation.suites.libraries import filled_library
from citewell.evaluation.suites.reading import direction
from citewell.evaluation.suites.retrieval import understood
from citewell.library import Library
from citewell.model.evidence import Record
from citewell.retrieve import search_terms

SUITE = "evidence-inference"
CUTOFF, DEEP = 10, 100
_SEED = 20_261_124
_WAYS = {1: "increased", -1: "decreased", 0: "no difference"}


def evidence_inference(collections: Collections, limit: int | None) -> list[Figure]:
    """Prompts to their article, and the findings marked in it. `limit` bounds the prompts, and the findings."""
    found = list(collections.findings())
    with filled_library(starter=False) as (library, _):
        library.ingest(collections.full_texts()[:1])
        articles = {
            record.identifiers.pmcid.value: record for record in library.all_records() if record.identifiers.pmcid
        }
        return [
            *_ranking(library, articles, _drawn(collections, articles)[:limit]),
            *_held(articles, [finding for finding in found if finding.pmcid in articles][:limit]),
            *_directions(found[:limit]),
        ]


def _drawn(collections: Collections, articles: dict[str, Record]) -> list[tuple[str, str]]:
    """Return one prompt of each article that is held, as a question, with the article's PMCID; drawn by a seed."""
    chance = random.Random(_SEED)  # noqa: S311 - not for secrets
    by_article: dict[str, list[str]] = {}
    for pmcid, *parts in collections.prompts():
        if pmcid in articles:
            by_article.setdefault(pmcid, []).append(_question(*parts))
    return [(pmcid, chance.choice(sorted(asked))) for pmcid, asked in sorted(by_article.items())]


def _question(intervention: str, comparator: str, outcome: str) -> str:
    return f"What is the effect of {intervention.strip()} compared with {comparator.strip()} on {outcome.strip()}?"


def _ranking(library: Library, articles: dict[str, Record], asked: Sequence[tuple[str, str]]) -> list[Figure]:
    """Return how high the article of a prompt stands: by our search, by the words as they stand, by plain BM25."""
    plain = PlainBM25(
        Document(record.id, record.title, "\n".join(section.text for section in record.sections))
        for record in articles.values()
    )
    rankings: dict[str, list[tuple[float, float]]] = {"": [], "its words": [], "plain BM25": []}
    for pmcid, question in asked:
        relevant = frozenset({articles[pmcid].id})
        for name, ranked in (
            ("", [hit.record_id for hit in library.search(understood(question), limit=DEEP)]),
            ("its words", [hit.record_id for hit in library.search(search_terms(question), limit=DEEP)]),
            ("plain BM25", plain.ranked(question, DEEP)),
        ):
            rankings[name].append((ndcg(ranked, relevant, CUTOFF), recall(ranked, relevant, CUTOFF)))
    figures = []
    for name, scores in rankings.items():
        figures.append(mean(SUITE, Measure("nDCG", name, CUTOFF), [score for score, _ in scores]))
        figures.append(mean(SUITE, Measure("R", name, CUTOFF), [score for _, score in scores]))
    for name in ("its words", "plain BM25"):
        pairs = [(own, peer) for (own, _), (peer, _) in zip(rankings[""], rankings[name], strict=True)]
        figures.append(gain(SUITE, Measure("GainOver", name), pairs, target=0.0))
    refused = sum(not understood(question) for _, question in asked)
    return [*figures, share(SUITE, Measure("Refused", more_is_better=False), refused, len(asked))]


def _held(articles: dict[str, Record], findings: Sequence[Finding]) -> list[Figure]:
    """Return the share of findings whose words stand in one section of the record, as people marked them."""
    texts = {pmcid: [_bare(section.text) for section in record.sections] for pmcid, record in articles.items()}
    held = sum(any(_bare(finding.evidence) in text for text in texts[finding.pmcid]) for finding in findings)
    return [share(SUITE, Measure("SpanHeld"), held, len(findings))] if findings else []


def _bare(text: str) -> str:
    """Return the letters and figures of a text alone: the collection's text was made from the page by other means."""
    return re.sub(r"\W+", "", text).lower()


def _directions(findings: Sequence[Finding]) -> list[Figure]:
    """Return how often a direction is told, and how often it is the one that people read; that of chance beside it."""
    read = [
        (
            finding.direction,
            direction(
                finding.evidence,
                intervention=finding.intervention,
                comparator=finding.comparator,
                outcome=finding.outcome,
            ),
        )
        for finding in findings
    ]
    told = [(truth, way) for truth, way in read if way is not None]
    if not told:
        return []
    figures = [
        share(SUITE, Measure("DirectionTold"), len(told), len(read)),
        share(SUITE, Measure("DirectionRight"), sum(truth == way for truth, way in told), len(told)),
        bootstrapped(SUITE, Measure("DirectionRight", "always the commonest"), [truth for truth, _ in told], commonest),
    ]
    for label, name in _WAYS.items():
        of_label = [(truth, way) for truth, way in told if truth == label]
        if of_label:
            right = sum(truth == way for truth, way in of_label)
            figures.append(share(SUITE, Measure("DirectionRight", name), right, len(of_label)))
    return figures


def commonest(labels: Sequence[object]) -> float:
    """Return the share of the commonest label: what always saying it would get right."""
    return Counter(labels).most_common(1)[0][1] / len(labels)

"""Screening for systematic reviews: do the records that a review included stand before those it did not?

The questions are ours, in the scope of the reviews; the same words are put to plain BM25.
"""

from __future__ import annotations

from citewell.evaluation.collections import Collections, Document
from citewell.evaluation.figures import Figure, gain, mean
from citewell.evaluation.measures import Measure, average_precision, ndcg, work_saved
from citewell.evaluation.peers import PlainBM25
from citewell.evaluation.suites.libraries import filled_library
from citewell.evaluation.suites.retrieval import understood

SUITE = "cohen"
CUTOFF = 10
_COMPARE = "How do {} compare in effectiveness and side effects?"
QUESTIONS = {
    "ACEInhibitors": _COMPARE.format("ACE inhibitors for hypertension, heart failure and myocardial infarction"),
    "ADHD": _COMPARE.format("drugs for attention deficit hyperactivity disorder"),
    "Antihistamines": _COMPARE.format("antihistamines for allergic rhinitis and urticaria"),
    "AtypicalAntipsychotics": _COMPARE.format("atypical antipsychotics for schizophrenia and bipolar disorder"),
    "BetaBlockers": _COMPARE.format("beta blockers for hypertension, angina and heart failure"),
    "CalciumChannelBlockers": _COMPARE.format("calcium channel blockers for hypertension and angina"),
    "Estrogens": _COMPARE.format("estrogens for menopausal symptoms and bone density"),
    "OralHypoglycemics": _COMPARE.format("oral hypoglycemic drugs for type 2 diabetes"),
    "ProtonPumpInhibitors": _COMPARE.format("proton pump inhibitors for reflux disease and peptic ulcer"),
}
"""What each review asks, in our words, by the name of its topic in the collection."""


def cohen(collections: Collections, limit: int | None) -> list[Figure]:
    """Records screened for reviews of classes of drugs, each review's searched alone. `limit` bounds the reviews."""
    screened = collections.cohen()
    topics = [topic for topic in QUESTIONS if topic in screened and screened[topic][1]][:limit]
    own, plain = [], []
    for topic in topics:
        documents, included = screened[topic]
        own.append(_marks(_ours(QUESTIONS[topic], documents), included, len(documents)))
        peer = PlainBM25(documents).ranked(QUESTIONS[topic], len(documents))
        plain.append(_marks(peer, included, len(documents)))
    named = (Measure("AP"), Measure("WSS@95"), Measure("nDCG", cutoff=CUTOFF))
    figures = []
    for at, measure in enumerate(named):
        figures.append(mean(SUITE, measure, [marks[at] for marks in own]))
        peer_measure = Measure(measure.name, "plain BM25", measure.cutoff)
        figures.append(mean(SUITE, peer_measure, [marks[at] for marks in plain]))
    pairs = [(ours[0], theirs[0]) for ours, theirs in zip(own, plain, strict=True)]
    return [*figures, gain(SUITE, Measure("GainOverPlainBM25", "AP"), pairs, target=0.0)]


def _ours(question: str, documents: list[Document]) -> list[str]:
    with filled_library(documents, starter=False) as (library, _):
        hits = library.search(understood(question), limit=len(documents))
    return [hit.record_id.split(":", 1)[1] for hit in hits]


def _marks(ranked: list[str], included: frozenset[str], of: int) -> tuple[float, float, float]:
    return average_precision(ranked, included), work_saved(ranked, included, of), ndcg(ranked, included, CUTOFF)

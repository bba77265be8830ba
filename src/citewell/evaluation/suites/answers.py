"""Whole answers over the starter library: is what can be answered answered from the right sources, the rest refused?

The questions are our own, and ship with the package: each with the outcome expected, the facets it asks, and the
records that a reader who knows the library would want cited (`gold`). Two judges look at each sentence of a bottom
line: one compares it with its sources, read anew, the other with the question. Where they disagree, a sentence is true
and does not answer, or answers and is not true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Protocol

import orjson

from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure, share
from citewell.evaluation.measures import Measure
from citewell.evaluation.suites.judges import answers as answers_to
from citewell.evaluation.suites.judges import is_true
from citewell.evaluation.suites.libraries import temporary_library
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.claim import Claim
from citewell.model.evidence import Record
from citewell.pipeline import answer

SUITE = "answers"
_QUESTIONS = "questions/starter.jsonl"


class Holds(Protocol):
    """Where records are looked up by their ids."""

    def records(self, record_ids: Sequence[str]) -> Iterator[Record]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the suite: whether the starter library answers it, what it asks, and what should be cited."""

    question: str
    is_answerable: bool
    facets: tuple[str, ...]
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence of a bottom line, with what each judge says of it: is it true to its source, does it answer."""

    question: str
    claim: Claim
    is_true: bool
    is_fit: bool


def questions() -> list[Asked]:
    """Return the questions that come with the package."""
    text = resources.files("citewell.evaluation").joinpath(_QUESTIONS).read_bytes()
    rows = [orjson.loads(line) for line in text.splitlines() if line.strip()]
    return [
        Asked(row["question"], row["outcome"] == "answered", tuple(row["facets"]), frozenset(row["gold"]))
        for row in rows
    ]


def answers(_collections: Collections, limit: int | None) -> list[Figure]:
    """Our own questions to the starter library. It needs no collections."""
    asked = questions()[:limit]
    with temporary_library(starter=True) as library:
        return figures([(item, answer(item.question, library=library, follow_ups=False)) for item in asked], library)


def figures(results: list[tuple[Asked, VerifiedDraft]], library: Holds) -> list[Figure]:
    """Return the measures of whole answers; those of what nothing was asked about are left out.

    library: what the answers were made from, in which the sources of each sentence are looked up anew.
    """
    given = [(asked, draft) for asked, draft in results if asked.is_answerable]
    kept_back = [draft for asked, draft in results if not asked.is_answerable]
    answered = [(asked, draft) for asked, draft in given if draft.outcome is not Outcome.INSUFFICIENT_EVIDENCE]
    facets = [(facet, draft) for asked, draft in answered for facet in asked.facets]
    lines = [(asked, draft.claim(claim_id)) for asked, draft in answered for claim_id in draft.bottom_line]
    articles = [_judged(asked, draft, library) for asked, draft in answered]
    judged = [item for article in articles for item in article]
    rows = (
        (Measure("AnswerRate"), len(answered), len(given), 0.92),
        (Measure("RefusalRate"), _refused(kept_back), len(kept_back), 0.95),
        (Measure("FacetCoverage"), sum(_covers(draft, facet) for facet, draft in facets), len(facets), 1.0),
        (Measure("FacetsAnswered"), sum(_tells(draft, facet) for facet, draft in facets), len(facets), 0.9),
        (Measure("CitationPrecision"), sum(not a.gold.isdisjoint(c.record_ids) for a, c in lines), len(lines), 0.9),
        (Measure("GoldCited"), sum(_cites_gold(asked, draft) for asked, draft in answered), len(answered), 0.95),
        (Measure("BottomLineAnswers"), sum(map(_is_whole, articles)), len(articles), 0.9),
        (Measure("Judged", "source"), sum(item.is_true for item in judged), len(judged), 1.0),
        (Measure("Judged", "fit"), sum(item.is_fit for item in judged), len(judged), 0.9),
        (
            Measure("JudgesDisagree", more_is_better=False),
            sum(item.is_true != item.is_fit for item in judged),
            len(judged),
            None,
        ),
    )
    return [share(SUITE, measure, hits, items, target=target) for measure, hits, items, target in rows if items]


def _judged(asked: Asked, draft: VerifiedDraft, library: Holds) -> list[Judged]:
    """Return the sentences of a bottom line with what the judges say of them."""
    lines = [draft.claim(claim_id) for claim_id in draft.bottom_line]
    records = {record.id: record for record in library.records([i for claim in lines for i in claim.record_ids])}
    return [judge(asked, draft, claim, records) for claim in lines]


def _is_whole(article: list[Judged]) -> bool:
    """Tell whether a bottom line has a sentence, and none that does not answer."""
    return bool(article) and all(item.is_fit for item in article)


def _refused(drafts: list[VerifiedDraft]) -> int:
    return sum(draft.outcome is Outcome.INSUFFICIENT_EVIDENCE for draft in drafts)


def _covers(draft: VerifiedDraft, facet: str) -> bool:
    """Tell whether an article answers a facet or says that it does not."""
    told = {claim.facet.value for claim in draft.claims} | {facet.value for facet in draft.unanswered}
    return facet in told


def _tells(draft: VerifiedDraft, facet: str) -> bool:
    """Tell whether an article has a sentence on a facet."""
    return any(claim.facet.value == facet for claim in draft.claims)


def _cites_gold(asked: Asked, draft: VerifiedDraft) -> bool:
    return any(reference.record_id in asked.gold for reference in draft.references)


def judge(asked: Asked, draft: VerifiedDraft, claim: Claim, records: Mapping[str, Record]) -> Judged:
    """Return what the two judges say of a sentence: of its truth, and of its fitness as an answer."""
    first = records.get(claim.record_ids[0])
    is_fit = answers_to(draft.question, asked.facets, claim, first.title if first else "")
    return Judged(asked.question, claim, is_true(claim, records), is_fit)

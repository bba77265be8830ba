"""Whole answers over the starter library: is what can be answered answered from the right sources, the rest refused?

The questions are our own, and ship with the package: each with the outcome expected, the facets it asks, and the
records that a reader who knows the library would want cited (`gold`). Two judges of different kind look at each
sentence of a bottom line: the gate compares it with its quote; the other compares it with the question. Where they
disagree, a sentence is true and does not answer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import orjson

from citewell.compose.aspects import ENOUGH, facet_score
from citewell.compose.match import Words
from citewell.compose.population import is_for_others
from citewell.compose.reading import content
from citewell.compose.roles import cites_others
from citewell.config import Settings
from citewell.evaluation.collections import Collections
from citewell.evaluation.figures import Figure, share
from citewell.evaluation.measures import Measure
from citewell.library import Library
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.claim import Claim, VerdictKind
from citewell.model.evidence import RecordKind
from citewell.model.question import Question
from citewell.pipeline import answer
from citewell.verify import judge_text

SUITE = "answers"
_QUESTIONS = "questions/starter.jsonl"


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
    gate: bool
    overlap: bool


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
    with starter_library() as library:
        return figures([(item, answer(item.question, library=library, follow_ups=False)) for item in asked])


@contextmanager
def starter_library() -> Iterator[Library]:
    """Return a library of the starter summaries and nothing else, gone afterwards."""
    with tempfile.TemporaryDirectory() as home, Library(Settings(home=Path(home))) as library:
        yield library


def figures(results: list[tuple[Asked, VerifiedDraft]]) -> list[Figure]:
    """Return the measures of whole answers; those of what nothing was asked about are left out."""
    given = [(asked, draft) for asked, draft in results if asked.is_answerable]
    kept_back = [draft for asked, draft in results if not asked.is_answerable]
    answered = [(asked, draft) for asked, draft in given if draft.outcome is not Outcome.INSUFFICIENT_EVIDENCE]
    facets = [(facet, draft) for asked, draft in answered for facet in asked.facets]
    lines = [(asked, draft.claim(claim_id)) for asked, draft in answered for claim_id in draft.bottom_line]
    judged = [judge(draft.question, draft.claim(i)) for _, draft in answered for i in draft.bottom_line]
    whole = [all(judge(draft.question, draft.claim(i)).overlap for i in draft.bottom_line) for _, draft in answered]
    rows = (
        (Measure("AnswerRate"), len(answered), len(given), 0.92),
        (Measure("RefusalRate"), _refused(kept_back), len(kept_back), 0.95),
        (Measure("FacetCoverage"), sum(_covers(draft, facet) for facet, draft in facets), len(facets), 1.0),
        (Measure("CitationPrecision"), sum(not a.gold.isdisjoint(c.record_ids) for a, c in lines), len(lines), 0.9),
        (Measure("GoldCited"), sum(_cites_gold(asked, draft) for asked, draft in answered), len(answered), 0.95),
        (Measure("BottomLineAnswers"), sum(whole), len(whole), 0.9),
        (Measure("Judged", "gate"), sum(item.gate for item in judged), len(judged), 1.0),
        (Measure("Judged", "overlap"), sum(item.overlap for item in judged), len(judged), 0.9),
        (
            Measure("JudgesDisagree", more_is_better=False),
            sum(item.gate != item.overlap for item in judged),
            len(judged),
            None,
        ),
    )
    return [share(SUITE, measure, hits, items, target=target) for measure, hits, items, target in rows if items]


def _refused(drafts: list[VerifiedDraft]) -> int:
    return sum(draft.outcome is Outcome.INSUFFICIENT_EVIDENCE for draft in drafts)


def _covers(draft: VerifiedDraft, facet: str) -> bool:
    """Tell whether an article answers a facet or says that it does not."""
    told = {claim.facet.value for claim in draft.claims} | {facet.value for facet in draft.unanswered}
    return facet in told


def _cites_gold(asked: Asked, draft: VerifiedDraft) -> bool:
    return any(reference.record_id in asked.gold for reference in draft.references)


def judge(question: Question, claim: Claim) -> Judged:
    """Return what the two judges say of a sentence: the gate of its truth, the other of its fitness as an answer."""
    quotes = [citation.quote for citation in claim.citations]
    gate = judge_text(claim.text, quotes).kind is VerdictKind.SUPPORTED
    return Judged(question.text, claim, gate, _fits(question, claim))


def _fits(question: Question, claim: Claim) -> bool:
    """Tell by words alone whether a sentence may answer: its subject, its facet, its people, and its own finding.

    It is coarse on purpose and shares no score with the writer.
    """
    text = f"{claim.context} {claim.text}"
    said = Words.of(text)
    subjects = [c for c in question.required if c.type not in {"population", "vague", "everyday"}]
    names = any(said.mention(concept) for concept in subjects) or bool(content(question.text) & content(text))
    section = claim.citations[0].passage.section
    speaks = facet_score(claim.text, section, claim.facet, claim.source_kind) >= ENOUGH
    repeats = len(content(question.text) & content(text)) >= _REPEATED
    of_others = claim.source_kind is RecordKind.RESEARCH and cites_others(claim.text)
    return names and (speaks or repeats) and not of_others and not is_for_others(question, claim.text)


_REPEATED = 2


def disagreements(results: list[tuple[Asked, VerifiedDraft]]) -> list[Judged]:
    """Return the sentences of bottom lines on which the two judges disagree."""
    found = [judge(draft.question, draft.claim(i)) for _, draft in results for i in draft.bottom_line]
    return [item for item in found if item.gate != item.overlap]

"""The stages, in order. Only this module knows the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from citewell.appraise import appraise
from citewell.compose import ExtractiveWriter
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.evidence import Appraisal
from citewell.model.question import Facet, Question
from citewell.ports import Judge, Library, Writer
from citewell.question import parse_question
from citewell.retrieve import retrieve
from citewell.verify import verify

MOST_FOLLOW_UPS = 3


@dataclass(frozen=True, slots=True)
class Event:
    """What is happening, as it happens: `searching`, `appraising`, `claim`, `done`."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)


Listener: TypeAlias = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Engines:
    """The parts that can be exchanged: who writes, and who gives a second opinion."""

    writer: Writer = field(default_factory=ExtractiveWriter)
    judge: Judge | None = None


def _ignore(_event: Event) -> None:
    """Listen to nothing."""


def answer(
    question: Question | str,
    *,
    library: Library,
    engines: Engines | None = None,
    limit: int = 40,
    listen: Listener = _ignore,
) -> VerifiedDraft:
    """Return the verified answer to a question. Raises BadInput if the question cannot be read."""
    engines = engines or Engines()
    if isinstance(question, str):
        question = parse_question(question)
    listen(Event("searching", {"terms": list(question.terms), "passages": library.passages()}))
    found = retrieve(question, library, limit=limit)
    listen(Event("appraising", {"records": len(found)}))
    appraisal = appraise(question, found, searched=library.passages(), edition=library.edition)
    draft = engines.writer.compose(question, appraisal)
    verified = verify(draft, engines.judge)
    for claim in verified.claims:
        listen(Event("claim", {"id": claim.id, "text": claim.text, "facet": claim.facet.value}))
    verified = replace(verified, follow_ups=_follow_ups(verified, appraisal))
    listen(Event("done", {"outcome": verified.outcome.value, "claims": len(verified.claims)}))
    return verified


# What else a reader may ask of a subject, in the order in which it is mostly asked.
_ASK = {
    Facet.TREATMENT: "How is {} treated?",
    Facet.SYMPTOMS: "What are the symptoms of {}?",
    Facet.DIAGNOSIS: "How is {} diagnosed?",
    Facet.HARMS: "What are the harms and complications in {}?",
    Facet.RECOVERY: "How long is the recovery from {}?",
    Facet.RISK_FACTORS: "What are the risk factors for {}?",
    Facet.PREVENTION: "How can {} be prevented?",
    Facet.PROGNOSIS: "What is the prognosis of {}?",
    Facet.EPIDEMIOLOGY: "How common is {}?",
}
_ASK_OF_A_TREATMENT = {
    Facet.HARMS: "What are the side effects of {}?",
    Facet.DOSING: "What is the dose of {}?",
    Facet.CONTRAINDICATIONS: "Who should not take {}?",
    Facet.TREATMENT: "How effective is {}?",
}


def _follow_ups(verified: VerifiedDraft, appraisal: Appraisal) -> tuple[str, ...]:
    """Return further questions on the same subject that were tried and can be answered."""
    question = verified.question
    if verified.outcome is Outcome.INSUFFICIENT_EVIDENCE or not question.required:
        return ()
    subject = next((c for c in question.required if c.type == "condition"), None) or next(
        (c for c in question.required if c.type == "intervention"), None
    )
    if subject is None:
        return ()
    templates = _ASK if subject.type == "condition" else _ASK_OF_A_TREATMENT
    suggestions: list[str] = []
    for facet, template in templates.items():
        if facet in question.facets or len(suggestions) == MOST_FOLLOW_UPS:
            continue
        tried = replace(question, facets=(facet,), concepts=(subject,))
        again = verify(ExtractiveWriter().compose(tried, appraisal))
        if again.outcome is Outcome.ANSWERED and len(again.references) > 1:
            suggestions.append(template.format(subject.surface))
    return tuple(suggestions)

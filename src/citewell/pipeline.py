"""The stages, in order. Only this module knows the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from citewell.appraise import appraise
from citewell.compose import ExtractiveWriter
from citewell.compose.candidates import Candidate, candidates
from citewell.compose.match import Words
from citewell.compose.meant import as_meant
from citewell.config import LanguageModelSettings
from citewell.errors import LibraryError, UserError
from citewell.model.article import Draft, LiveSearch, Outcome, VerifiedDraft
from citewell.model.claim import Claim
from citewell.model.evidence import Appraisal, RetractionLists
from citewell.model.ledger import Ledger, make_ledger
from citewell.model.question import Concept, Facet, Question
from citewell.ports import Judge, Library, LiveServices, StreamingWriter, Writer
from citewell.question import parse_question
from citewell.retrieve import retrieve
from citewell.verify import check_claim, verify

MOST_FOLLOW_UPS = 3
# What one source alone speaks to is not proposed.
_LEAST_RECORDS = 2
_MOST_SUBJECTS = 15


@dataclass(frozen=True, slots=True)
class Event:
    """What is happening, as it happens: `asking`, `asked` (live), `searching`, `appraising`, `writing` (by a model),
    `claim`, `done`.

    Each claim is told once, and only after it was verified. One that a model wrote is told as soon as it was: the
    article may still leave it out, and numbers its claims anew.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict)


Listener: TypeAlias = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Engines:
    """The parts that can be exchanged: who writes, and who gives a second opinion."""

    writer: Writer = field(default_factory=ExtractiveWriter)
    judge: Judge | None = None


def model_engines(settings: LanguageModelSettings) -> Engines:
    """Return engines whose writer asks a language model. Raises UserError if the model cannot be used.

    Imported here, as it is only paid for where a model is asked.
    """
    from citewell.compose.model import ModelWriter

    try:
        from citewell.compose.language_model import open_language_model
    except ImportError as error:
        raise UserError("a language model needs more packages; install citewell[model]") from error
    return Engines(ModelWriter(open_language_model(settings), gate=check_claim))


def _ignore(_event: Event) -> None:
    """Listen to nothing."""


def answer(
    question: Question | str,
    *,
    library: Library,
    engines: Engines | None = None,
    limit: int = 40,
    retraction_list_days: int = 30,
    today: date | None = None,
    live: LiveServices | None = None,
    listen: Listener = _ignore,
    follow_ups: bool = True,
) -> VerifiedDraft:
    """Return the verified answer to a question. Raises BadInput if the question cannot be read.

    An answer that was made with no list of retractions younger than `retraction_list_days` says so.
    live: services to search first, for the library. What they fail in, the answer says.
    follow_ups: whether further questions are tried and proposed, which takes half of an answer's time.
    """
    engines = engines or Engines()
    if isinstance(question, str):
        question = parse_question(question, terms=library.terms)
    question = as_meant(question)
    asked = _ask(question, live, listen) if live else None
    listen(Event("searching", {"terms": list(question.terms), "passages": library.passages()}))
    found = retrieve(question, library, limit=limit)
    listen(Event("appraising", {"records": len(found)}))
    appraisal = appraise(
        question,
        found,
        searched=library.passages(),
        edition=library.edition,
        retraction_lists=RetractionLists(
            tuple(library.notice_lists()), (today or date.today()).isoformat(), retraction_list_days
        ),
    )
    draft, told = _write(question, appraisal, engines, listen)
    verified = verify(draft, engines.judge)
    for claim in verified.claims:
        if claim.text not in told:
            listen(_told(claim))
    if follow_ups:
        verified = replace(verified, follow_ups=_follow_ups(verified, appraisal))
    if verified.outcome is Outcome.INSUFFICIENT_EVIDENCE and question.required and not verified.nearest:
        verified = replace(verified, limits=(*verified.limits, _holds_nothing(question, library)))
    if asked:
        verified = replace(verified, live=asked, limits=(*verified.limits, *asked.limits))
    if dense := library.dense:
        verified = replace(verified, dense=dense, limits=(*verified.limits, *dense.limits))
    listen(Event("done", {"outcome": verified.outcome.value, "claims": len(verified.claims)}))
    return verified


def _holds_nothing(question: Question, library: Library) -> str:
    """Return that nothing was found on the subject, and what the library is on."""
    subjects = library.subjects()[:_MOST_SUBJECTS]
    most = f" It holds most on {', '.join(subjects)}." if subjects else ""
    named = f"The library has nothing on {question.subject} that can be cited."
    return f"{named}{most} What it holds is counted by: citewell library"


def ledger_of(draft: VerifiedDraft, library: Library) -> Ledger:
    """Return the draft together with the texts it cites, as it is stored and exported.

    Raises LibraryError if the library no longer holds them as they were cited.
    """
    try:
        return make_ledger(draft, library.records([reference.record_id for reference in draft.references]))
    except ValueError as error:
        raise LibraryError(f"The library was changed since the answer was made: {error}. Ask again.") from error


def _write(
    question: Question, appraisal: Appraisal, engines: Engines, listen: Listener
) -> tuple[Draft, frozenset[str]]:
    """Return the draft, and the claims that were told of while it was written."""
    writer = engines.writer
    # A judge has the last word, and speaks when the draft is whole.
    if not isinstance(writer, StreamingWriter) or engines.judge is not None:
        return writer.compose(question, appraisal), frozenset()
    listen(Event("writing", {"writer": writer.name}))
    told: set[str] = set()

    def tell(claim: Claim) -> None:
        told.add(claim.text)
        listen(_told(claim))

    return writer.stream(question, appraisal, tell=tell), frozenset(told)


def _told(claim: Claim) -> Event:
    return Event("claim", {"id": claim.id, "text": claim.text, "facet": claim.facet.value})


def _ask(question: Question, live: LiveServices, listen: Listener) -> LiveSearch:
    listen(Event("asking"))
    return live.search(question, tell=lambda service: listen(Event("asked", asdict(service))))


# What else a reader may ask of a subject, in the order in which it is mostly asked.
_ASK = {
    Facet.TREATMENT: "How is {} treated?",
    Facet.SYMPTOMS: "What are the symptoms of {}?",
    Facet.DIAGNOSIS: "How is {} diagnosed?",
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
    Facet.TREATMENT: "What is the evidence on {}?",
}


def _follow_ups(verified: VerifiedDraft, appraisal: Appraisal) -> tuple[str, ...]:
    """Return further questions on the same subject that were tried and can be answered."""
    question = verified.question
    if verified.outcome is Outcome.INSUFFICIENT_EVIDENCE or not question.required:
        return ()
    suggestions: list[str] = []
    for subject, facet, template, found in _to_try(question, appraisal):
        if len(suggestions) == MOST_FOLLOW_UPS:
            break
        tried = replace(question, facets=(facet,), concepts=(subject,))
        again = verify(ExtractiveWriter().compose(tried, appraisal, found=found))
        if again.outcome is Outcome.ANSWERED and len(again.references) >= _LEAST_RECORDS and _keeps_to(subject, again):
            suggestions.append(template.format(_name(subject)))
    return tuple(suggestions)


def _to_try(question: Question, appraisal: Appraisal) -> Iterator[tuple[Concept, Facet, str, list[Candidate]]]:
    """Yield what may be asked next, with its candidates: of the treatment that was asked about, then of the condition.

    What only one record speaks to is not worth trying; the records are read once for all facets.
    """
    for kind, templates in (("intervention", _ASK_OF_A_TREATMENT), ("condition", _ASK)):
        subject = next((concept for concept in question.required if concept.type == kind), None)
        if subject is None:
            continue
        asked = tuple(facet for facet in templates if facet not in question.facets)
        tried = replace(question, facets=asked or question.facets, concepts=(subject,))
        spoken = candidates(tried, appraisal, asked)
        for facet in asked:
            found = [candidate for candidate in spoken if candidate.facet is facet]
            if len({candidate.passage.record_id for candidate in found}) >= _LEAST_RECORDS:
                yield subject, facet, templates[facet], found


def _keeps_to(subject: Concept, draft: VerifiedDraft) -> bool:
    """Tell whether each sentence of the bottom line, and most of the others, name the subject themselves."""
    lead = [draft.claim(claim_id) for claim_id in draft.bottom_line]
    named = [claim for claim in draft.claims if Words.of(claim.text).mention(subject)]
    return all(claim in named for claim in lead) and len(named) >= 0.75 * len(draft.claims)


_ADJECTIVE = re.compile(r"(?:ed|ic|al)$")


def _name(subject: Concept) -> str:
    """Return what to call the subject: as the reader did, unless that was an adjective or a whole phrase."""
    words = subject.surface.split()
    is_name = len(words) <= 3 and not (len(words) == 1 and _ADJECTIVE.search(subject.surface))
    return subject.surface if is_name else subject.preferred

"""The model-written answer: a language model proposes, and what passes the gate is kept.

Whatever goes wrong with the model, the reader gets the extractive answer, and is told why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from citewell.compose.admit import Admission, Gate
from citewell.compose.extractive import ExtractiveWriter
from citewell.compose.labels import asks_for_box
from citewell.compose.lead import BOTTOM_LINE_WORDS
from citewell.compose.offer import Offer, make_offer
from citewell.compose.prompt import INSTRUCTIONS, first_message, repair_message
from citewell.compose.proposal import ModelFailure, Proposal
from citewell.compose.strays import headings
from citewell.language.polarity import agree
from citewell.language.quantities import quantities
from citewell.language.words import STOP_WORDS, stem, words
from citewell.model.article import Draft
from citewell.model.claim import Claim
from citewell.model.evidence import Appraisal, RecordKind
from citewell.model.question import Facet, Question

Tell = Callable[[Claim], None]

MOST_CLAIMS = 24
_MOST_REPAIRED = 12
_LEAST_CLAIMS = 2
_SAME = 0.8
# Of the tokens of an answer: two requests with the passages, and two answers, with the instructions beside.
_SHARE_OF_PASSAGES = 0.25
_AUTHORITIES = frozenset({RecordKind.GUIDELINE, RecordKind.LABEL})


class Conversation(Protocol):
    """One question's talk with a language model, within the limits of time and tokens that it was opened with."""

    def ask(self, instructions: str, message: str) -> Iterator[Proposal]:
        """Yield what the model proposes, as it comes. Raises ModelFailure, which may be after some of it."""


class Model(Protocol):
    """A language model that was set up."""

    @property
    def name(self) -> str:
        """What the model is called in an answer."""

    @property
    def tokens(self) -> int:
        """The most tokens of an answer, read and written together."""

    def open(self) -> Conversation:
        """Return a new conversation; the limits count from here."""


def _tell_nobody(_claim: Claim) -> None:
    """Tell nobody."""


class ModelWriter:
    """Composes an answer from what a language model proposes, beside the extractive writer.

    gate: the checks of `citewell.verify`, to tell what may be shown. The draft has to pass them again, as any does.
    """

    def __init__(self, model: Model, *, gate: Gate) -> None:
        self.name = f"model ({model.name})"
        self._model = model
        self._gate = gate

    def compose(self, question: Question, appraisal: Appraisal) -> Draft:
        """Return the draft, of claims that passed the gate; the extractive one, with the reason, if too few did."""
        return self.stream(question, appraisal, tell=_tell_nobody)

    def stream(self, question: Question, appraisal: Appraisal, *, tell: Tell) -> Draft:
        """Return what `compose` does, and tell each claim of the model as soon as it has passed the gate.

        What is told is true to its source. It may still be left out of the draft, which numbers its claims anew.
        """
        extractive = ExtractiveWriter().compose(question, appraisal)
        offer = make_offer(question, appraisal, tokens=round(self._model.tokens * _SHARE_OF_PASSAGES))
        limits = _withheld(offer)
        if not offer.passages:
            reason = "no passage was found that it could have written from, so it was not asked"
            return self._without_model(extractive, reason, limits)
        work = _Work(Admission(question, offer, self._gate), tell)
        failure = self._converse(question, offer, work)
        enough = _LEAST_CLAIMS if extractive.claims else 1
        if len(work.claims) < enough:
            return self._without_model(extractive, failure or _too_few(work), limits, dropped=work.dropped)
        if failure:
            limits += (f"The language model {self._model.name} did not finish: {failure}.",)
        return self._merged(extractive, work, limits)

    def _converse(self, question: Question, offer: Offer, work: _Work) -> str:
        """Ask, ask once more for what failed, and quote what failed again. Returns why the model failed, or nothing."""
        failure = ""
        talk = self._model.open()
        instructions = INSTRUCTIONS.format(most=MOST_CLAIMS)
        try:
            work.take(talk.ask(instructions, first_message(question, offer)))
            if work.failed:
                first = work.failed[:_MOST_REPAIRED]
                work.retake(talk.ask(instructions, repair_message(question, offer, first)), most=len(first))
        except ModelFailure as error:
            failure = str(error)
        work.put_back()
        return failure

    def _without_model(self, extractive: Draft, reason: str, limits: tuple[str, ...], *, dropped: int = 0) -> Draft:
        why = (
            f"The language model {self._model.name} was to write this answer. It did not: {reason}. "
            "The sentences were picked from the sources without it."
        )
        return replace(extractive, limits=(why, *limits), dropped=dropped)

    def _merged(self, extractive: Draft, work: _Work, limits: tuple[str, ...]) -> Draft:
        """Return the model's claims, with extractive ones where they do not reach or must not stand alone."""
        question = extractive.question
        written = [claim for claim in work.claims if not _is_told_whole(claim, question)]
        added = list(_to_add(extractive.claims, written, question))
        claims = [replace(claim, id=f"m{n}") for n, claim in enumerate(written, 1)] + added
        if added:
            limits += (
                "Some sentences were picked from the sources without the language model: those marked as quoted.",
            )
        return Draft(
            question=question,
            appraisal=extractive.appraisal,
            claims=tuple(sorted(claims, key=_reading_order(extractive))),
            lead=_lead(question, claims, extractive.lead),
            writer=self.name,
            nearest=extractive.nearest,
            limits=limits,
            dropped=work.dropped + len(work.claims) - len(written),
        )


@dataclass(slots=True)
class _Work:
    """What has come of the proposals so far."""

    admission: Admission
    tell: Tell
    claims: list[Claim] = field(default_factory=list)
    failed: list[tuple[Proposal, str]] = field(default_factory=list)
    dropped: int = 0

    def take(self, proposals: Iterator[Proposal]) -> None:
        """Admit proposals as they come, up to a limit; what fails waits for its repair."""
        for place, proposal in enumerate(proposals, 1):
            reason = self._admit(proposal)
            if reason:
                self.failed.append((proposal, reason))
            if place == MOST_CLAIMS:
                break

    def retake(self, proposals: Iterator[Proposal], *, most: int) -> None:
        """Admit the repaired proposals. What fails again is left for its quote, as is what did not come back."""
        again: list[tuple[Proposal, str]] = []
        for place, proposal in enumerate(proposals, 1):
            reason = self._admit(proposal)
            if reason:
                again.append((proposal, reason))
            if place == most:
                break
        self.failed += again

    def put_back(self) -> None:
        """Put each failed proposal back to the words that it quotes, unless they are used already, else drop it."""
        for proposal, _reason in self.failed:
            claim = self.admission.quote(proposal, self._next_id())
            if claim is None or not self._add(claim):
                self.dropped += 1
        self.failed = []

    def _admit(self, proposal: Proposal) -> str:
        claim = self.admission.admit(proposal, self._next_id())
        if isinstance(claim, str):
            return claim
        if not self._add(claim):
            self.dropped += 1
        return ""

    def _add(self, claim: Claim) -> bool:
        if any(_repeats(claim, other) for other in self.claims):
            return False
        self.claims.append(claim)
        self.tell(claim)
        return True

    def _next_id(self) -> str:
        return f"m{len(self.claims) + 1}"


def _repeats(claim: Claim, other: Claim) -> bool:
    """Tell whether a claim says what another has said: the same words nearly, the same numbers, nothing denied."""
    mine, theirs = _content(claim.text), _content(other.text)
    if mine == theirs:
        return True
    alike = len(mine & theirs) / max(1, len(mine | theirs))
    is_part = claim.kind is other.kind or alike >= _SAME / 2
    within = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    if alike < _SAME and not (is_part and within == 1.0 and _cite_alike(claim, other)):
        return False
    return _numbers(claim.text) == _numbers(other.text) and agree(claim.text, other.text)


def _cite_alike(claim: Claim, other: Claim) -> bool:
    return bool({c.passage for c in claim.citations} & {c.passage for c in other.citations})


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text) if w not in STOP_WORDS)


def _numbers(text: str) -> set[tuple[str, str]]:
    return {(str(q.value), q.unit) for q in quantities(text)}


def _is_told_whole(claim: Claim, question: Question) -> bool:
    """Tell whether a claim is of what is quoted whole from a label: half of what it forbids would mislead."""
    return claim.source_kind is RecordKind.LABEL and (claim.facet is Facet.CONTRAINDICATIONS or asks_for_box(question))


def _to_add(extractive: Iterable[Claim], written: list[Claim], question: Question) -> Iterator[Claim]:
    """Yield the extractive claims on facets that the model left out, and of guidelines and labels that it left out."""
    answered = {claim.facet for claim in written}
    cells = {(claim.source_kind, claim.facet) for claim in written}
    cited = {citation.passage for claim in written for citation in claim.citations}
    for claim in extractive:
        is_left_out = claim.facet not in answered or (
            claim.source_kind in _AUTHORITIES and (claim.source_kind, claim.facet) not in cells
        )
        if _is_told_whole(claim, question) or (is_left_out and claim.citations[0].passage not in cited):
            yield claim


def _reading_order(draft: Draft) -> Callable[[Claim], tuple[int, int, int, int]]:
    """Order as the extractive writer does: kind of source, facet as asked, level of evidence, year."""
    kinds, facets = list(RecordKind), list(headings(draft.question))
    sources = {item.record.id: item for item in draft.appraisal.records}

    def key(claim: Claim) -> tuple[int, int, int, int]:
        source = sources[claim.record_ids[0]]
        level = source.level.level or (6 if claim.source_kind is RecordKind.RESEARCH else 0)
        return kinds.index(claim.source_kind), facets.index(claim.facet), level, -(source.record.year or 0)

    return key


def _lead(question: Question, claims: list[Claim], extractive: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids for the bottom line: of each facet what the model put first, else the extractive writer."""
    facets = question.facets if question.facets_are_explicit else question.facets[:1]
    fit = [claim for claim in claims if claim.id.startswith("m") or claim.id in extractive]
    turns = 1 if len(facets) > 2 else 2
    lead: list[Claim] = []
    room = BOTTOM_LINE_WORDS
    for _turn in range(turns):
        for facet in facets:
            size = {claim.id: len(claim.text.split()) for claim in fit}
            best = next((c for c in fit if c.facet is facet and c not in lead and size[c.id] <= room), None)
            if best is not None:
                lead.append(best)
                room -= size[best.id]
    order = list(facets)
    return tuple(claim.id for claim in sorted(lead, key=lambda claim: order.index(claim.facet)))


def _withheld(offer: Offer) -> tuple[str, ...]:
    if not offer.withheld:
        return ()
    return (
        "Not shown to the language model, since they hold words that are meant for one and not for readers: "
        f"{', '.join(offer.withheld)}.",
    )


def _too_few(work: _Work) -> str:
    if not work.claims and not work.dropped:
        return "it proposed nothing"
    return f"of what it proposed, {len(work.claims) or 'nothing'} passed the checks"

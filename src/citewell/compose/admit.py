"""From a proposal to a claim that passed: its quotes located, its words held against each of them, its facet found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from citewell.compose.aspects import ENOUGH, facet_score
from citewell.compose.candidates import Candidate
from citewell.compose.certainty import unsupported_certainty
from citewell.compose.match import Subject, Words, missing_from_sentence, names_another_condition
from citewell.compose.offer import Offer, Offered
from citewell.compose.order import is_out_of_order
from citewell.compose.prompt import facet_named
from citewell.compose.proposal import Proposal, Quote
from citewell.compose.reading import stands_alone
from citewell.language.sentences import split_sentences
from citewell.model.claim import Citation, Claim, ClaimKind, Verdict, VerdictKind
from citewell.model.evidence import Passage, Record, RecordKind
from citewell.model.question import Facet, Question

Gate = Callable[[Claim, Mapping[str, Record]], Verdict]

_LONGEST_TEXT, _LONGEST_QUOTE, _MOST_QUOTES = 600, 2_000, 6
# Fewer words may stand in many places, and name none.
_FEWEST_WORDS = 3
# A claim holds no identifier, no address, no mark of a reference and no markup: all of these are computed.
_FOREIGN = re.compile(
    r"https?:|www\.|\b10\.\d{4,9}/|\bPM(?:ID|C)\b|\bNCT\d|\bdoi\b|\bet al\b|\breferences?:|\[\d|\]\(|[<>{}`*#|\\]{2}|</?[a-z]|\bpassages? \d"
    r"|\((?:source|ref)\w*\.? ?\d",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Located:
    """A quote at its place, widened to the whole sentences it is taken from."""

    offered: Offered
    passage: Passage

    @property
    def answers(self) -> list[Candidate]:
        """The sentences within it that the extractive writer could quote."""
        start, end = self.passage.start, self.passage.end
        return [c for c in self.offered.answers if start <= c.passage.start and c.passage.end <= end]


class Admission:
    """Tells which proposals may become claims, for one question and one offer of passages."""

    def __init__(self, question: Question, offer: Offer, gate: Gate) -> None:
        self._question = question
        self._offer = offer
        self._gate = gate
        self._records = {o.passage.record_id: o.source.record for o in offer.passages}

    def admit(self, proposal: Proposal, claim_id: str) -> Claim | str:
        """Return the proposal as a claim that passed the gate, else why it is none, for whoever proposed it."""
        text = " ".join(proposal.text.split())
        if fault := _form(text):
            return fault
        located = [self._locate(quote) for quote in proposal.quotes[:_MOST_QUOTES]]
        found = [place for place in located if isinstance(place, _Located)]
        if not found:
            return next((reason for reason in located if isinstance(reason, str)), "it has no citation")
        tried = [self._held_against(place, text, proposal.facet, claim_id) for place in found]
        carried = [claim for claim in tried if isinstance(claim, Claim)]
        if not carried:
            return next(reason for reason in tried if isinstance(reason, str))
        first = carried[0]
        alike = [claim.citations[0] for claim in carried if claim.source_kind is first.source_kind]
        return self._passed(replace(first, citations=tuple(dict.fromkeys(alike))))

    def quote(self, proposal: Proposal, claim_id: str) -> Claim | None:
        """Return the best sentence that the proposal quotes as a claim in its own words; None if none can stand."""
        for quote in proposal.quotes[:_MOST_QUOTES]:
            place = self._locate(quote)
            for candidate in sorted(place.answers, key=lambda c: -c.score) if isinstance(place, _Located) else ():
                claim = self._passed(_quoted(candidate, claim_id))
                if isinstance(claim, Claim):
                    return claim
        return None

    def _held_against(self, place: _Located, text: str, facet_name: str, claim_id: str) -> Claim | str:
        """Return the claim with this one citation. Quotes are never put together: their parts could be crossed."""
        kind = place.offered.source.record.kind
        same = next((c for c in place.answers if c.text == text), None)
        if same is not None:
            asked = facet_named(facet_name)
            own = next((c for c in place.answers if c.text == text and c.facet is asked), same)
            return self._passed(_quoted(own, claim_id))
        facet = self._facet(place, text, facet_name)
        if facet is None:
            wanted = ", ".join(facet.value for facet in self._question.facets)
            return f"it says nothing on what was asked: {wanted}"
        quote = place.passage.text
        if fault := self._off_subject(place, text, facet) or unsupported_certainty(text, [quote]):
            return fault
        if is_out_of_order(text, quote):
            return "it is not the quote made shorter: keep its words, their order and both sides of a comparison"
        return self._passed(
            Claim(claim_id, text, ClaimKind.CHECKED, facet, kind, (Citation(place.passage),)),
        )

    def _passed(self, claim: Claim) -> Claim | str:
        verdict = self._gate(claim, self._records)
        if verdict.kind is VerdictKind.SUPPORTED:
            return replace(claim, verdict=verdict)
        return "; ".join(check.detail for check in verdict.failed) or "it did not pass the checks"

    def _locate(self, quote: Quote) -> _Located | str:
        offered = self._offer.passage(quote.passage)
        if offered is None:
            return f"there is no passage {quote.passage}"
        span = locate(quote.words, offered.passage.text)
        if span is None:
            return f"the quote does not stand in passage {quote.passage}, word for word"
        return _Located(offered, offered.span(*_widened(span, offered.passage.text)))

    def _facet(self, place: _Located, text: str, name: str) -> Facet | None:
        """Return the facet that the model named if the claim answers it, else the one it answers best, if any."""
        fits = {facet: fit for facet, fit in self._fits(place, text) if fit >= ENOUGH}
        named = facet_named(name)
        if named in fits:
            return named
        return max(fits, key=lambda facet: fits[facet]) if fits else None

    def _fits(self, place: _Located, text: str) -> Iterator[tuple[Facet, float]]:
        record = place.offered.source.record
        section = record.section(place.passage.section)
        label = section.label if record.kind is RecordKind.LABEL else ""
        for facet in self._question.facets:
            of_sentences = max((c.facet_score for c in place.answers if c.facet is facet), default=0.0)
            yield facet, max(of_sentences, facet_score(text, label, facet, record.kind))

    def _off_subject(self, place: _Located, text: str, facet: Facet) -> str:
        """Return what the claim lacks to be about what was asked; empty if it is about it."""
        record, said = place.offered.source.record, Words.of(text)
        if missing := missing_from_sentence(self._question, said, Subject.of(record)):
            return f"it is not about {missing[0].surface}"
        is_elsewhere = facet is Facet.DOSING or record.kind is RecordKind.LABEL
        if is_elsewhere and names_another_condition(self._question, text, said):
            return "it is about another condition than the one asked about"
        return ""


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Return the span of a quote in a text, white space apart, character for character; None if it is not there."""
    words = quote.split()
    if len(quote) > _LONGEST_QUOTE or (len(words) < _FEWEST_WORDS and words != text.split()):
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), text)
    return found.span() if found else None


def _widened(span: tuple[int, int], text: str) -> tuple[int, int]:
    """Return the span of the whole sentences that hold a span.

    A quote that leaves out "was not" at its beginning would be true to the letter, and false.
    """
    held = [s for s in split_sentences(text) if s.start < span[1] and span[0] < s.end]
    return min(s.start for s in held), max(s.end for s in held)


def _form(text: str) -> str:
    """Return what is wrong with the form of a claim; empty if nothing is."""
    if len(text) > _LONGEST_TEXT or len(split_sentences(text)) != 1:
        return "a claim is one sentence"
    if _FOREIGN.search(text):
        return "a claim holds no reference, identifier, address or markup"
    if not stands_alone(text):
        return "a claim is a whole sentence that can be read alone, with a capital letter and a full stop"
    return ""


def _quoted(candidate: Candidate, claim_id: str) -> Claim:
    return Claim(
        id=claim_id,
        text=candidate.text,
        kind=ClaimKind.QUOTED,
        facet=candidate.facet,
        source_kind=candidate.kind,
        citations=(Citation(candidate.passage),),
        context=candidate.context,
    )

"""The bottom line: which of the claims say plainest what was asked, in 80 words at most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from citewell.compose.candidates import Candidate
from citewell.compose.degree import degrees, is_of_the_degree_asked
from citewell.compose.direct import answers_directly, tells_no_finding
from citewell.compose.lead_score import ADVISES, TOLD_ASIDE, echo, lead_score, misses_the_point, subject_stems
from citewell.compose.match import Words
from citewell.compose.penalties import age_penalty, is_about_strangers
from citewell.compose.population import is_for_others
from citewell.compose.roles import Role
from citewell.compose.sides import names_one_side
from citewell.compose.wanted import gives, is_aside, is_on_a_part, names_treatment, wanted
from citewell.model.claim import Claim
from citewell.model.evidence import RecordKind
from citewell.model.question import MANAGEMENT, Facet, Question

BOTTOM_LINE_WORDS = 80


def bottom_line(question: Question, written: Iterable[tuple[Claim, Candidate]]) -> tuple[str, ...]:
    """Return the ids of the claims for the bottom line: the plainest for each facet, 80 words at most.

    None where no claim answers the question itself.
    """
    telling = [(claim, candidate) for claim, candidate in written if _answers(question, candidate)]
    best = sorted(telling, key=lambda pair: -lead_score(question, pair[1]))
    facets = _leading_facets(question, [claim.facet for claim, _ in best])
    a_facet = 1 if len(facets) > 2 else 2
    room = BOTTOM_LINE_WORDS
    lead: list[tuple[Facet, str]] = []
    records: set[str] = set()
    first: dict[Facet, Candidate] = {}
    for _turn in range(a_facet):
        for facet in facets:
            for claim, candidate in _next(question, best, first.get(facet)):
                # Two sources say more than one, but the items of a label's list belong together.
                is_listed = candidate.kind is RecordKind.LABEL and facet is Facet.CONTRAINDICATIONS
                is_drawn_too = facet in first and first[facet].is_nearest and candidate.is_own
                is_whole = is_listed or is_drawn_too or (facet in first and _belongs(question, candidate, first[facet]))
                # The best sentence on another facet may be from the source of the first.
                is_other = facet not in first
                is_new = claim.id not in {i for _, i in lead} and (
                    is_whole or is_other or not set(claim.record_ids) & records
                )
                if facet in first and first[facet].is_nearest and not candidate.is_own:
                    continue
                if facet in first and not (is_listed or is_drawn_too) and not _adds(question, candidate, first[facet]):
                    continue
                if claim.facet is facet and is_new and candidate.words <= room:
                    first.setdefault(facet, candidate)
                    lead.append((facet, claim.id))
                    records.update(claim.record_ids)
                    room -= candidate.words
                    break
    order = {facet: place for place, facet in enumerate(facets)}
    return tuple(claim_id for _, claim_id in sorted(lead, key=lambda pair: order[pair[0]]))


def _answers(question: Question, candidate: Candidate) -> bool:
    title = candidate.source.record.title
    if candidate.is_own or candidate.is_beside:
        return candidate.is_own and not tells_no_finding(question, candidate.text)
    return answers_directly(question, candidate.text, candidate.said, title, candidate.facet, candidate.kind)


def plainest(question: Question, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidate that says plainest what was asked, and another that adds to it; none if none answers it."""
    telling = [(lead_score(question, c), c) for c in found if _answers(question, c)]
    if not telling:
        return ()
    first = max(telling, key=lambda pair: pair[0])[1]
    behind = sorted(telling, key=lambda pair: -pair[0] - _second(question, pair[1], first))
    added = (
        c
        for _, c in behind
        if c is not first
        and (c.passage.record_id != first.passage.record_id or _belongs(question, c, first))
        and _adds(question, c, first)
    )
    return (first, *islice(added, 1))


def _leading_facets(question: Question, found: list[Facet]) -> tuple[Facet, ...]:
    """Return the facets that a bottom line speaks to: those asked; of assumed ones, the first that has two claims."""
    if question.facets_are_explicit:
        return question.facets
    return next(((facet,) for facet in question.facets if found.count(facet) > 1), question.facets)


def _next(
    question: Question, best: list[tuple[Claim, Candidate]], first: Candidate | None
) -> list[tuple[Claim, Candidate]]:
    """Return the sentences in the order in which they are tried behind the first: what it leaves out comes before."""
    if first is None:
        return best
    return sorted(best, key=lambda pair: -lead_score(question, pair[1]) - _second(question, pair[1], first))


def _second(question: Question, candidate: Candidate, first: Candidate) -> float:
    """Return what a sentence gains or loses as the second: other degrees and advice beside advice count for it, the same source against."""
    is_same = candidate.passage.record_id == first.passage.record_id
    advises_too = (
        candidate.role is first.role is Role.ADVICE
        and candidate.kind is first.kind is RecordKind.GUIDELINE
        and (candidate.facet not in MANAGEMENT or names_treatment(candidate.text))
    )
    return _COMPLETES * _completes(question, candidate, first) + _ADVISES_TOO * advises_too - _SAME_SOURCE * is_same


def _completes(question: Question, candidate: Candidate, first: Candidate) -> bool:
    """Tell whether the first sentence is for some degrees of a disease alone, and this one for others."""
    told = degrees(question, first.text)
    return bool(told) and not degrees(question, question.text) and bool(degrees(question, candidate.text) - told)


def _belongs(question: Question, candidate: Candidate, first: Candidate) -> bool:
    """Tell whether a second sentence of the first one's source is wanted: of a guideline, where it advises more."""
    return (
        candidate.kind is RecordKind.GUIDELINE
        and candidate.role is Role.ADVICE
        and (
            (ADVISES.search(candidate.text) or _SHOULD.search(candidate.text)) is not None
            or is_of_the_degree_asked(question, candidate.text)
        )
        and (
            _completes(question, candidate, first)
            or (
                candidate.facet in MANAGEMENT
                and names_treatment(candidate.text)
                and len(_own(question, candidate) & _own(question, first)) <= _HALF * len(_own(question, candidate))
            )
        )
    )


def _own(question: Question, candidate: Candidate) -> frozenset[str]:
    return candidate.content - subject_stems(question)


_SHOULD = re.compile(r"\bshould\b", re.IGNORECASE)
_HALF = 0.5
_COMPLETES, _ADVISES_TOO, _SAME_SOURCE = 1.5, 0.5, 0.7
# How far behind the first sentence of a bottom line a second may be.
_BEHIND = 1.5


def _adds(question: Question, candidate: Candidate, first: Candidate) -> bool:
    """Tell whether a second sentence answers too: one good sentence beats two of which one leads astray.

    It must name itself what was asked, be nearly as good an answer as the first, and give the form of answer that the
    first gives.
    """
    text = candidate.text
    if candidate.role is Role.BACKGROUND or misses_the_point(candidate):
        return False
    if names_one_side(question, Words.of(text, candidate.source.record.title)):
        return False
    form = wanted(question)
    if gives(form, question, text) < gives(form, question, first.text) or (
        echo(question, text) < _HALF * echo(question, first.text)
    ):
        return False
    if is_on_a_part(question, text) or is_about_strangers(question, text) or is_for_others(question, text):
        return False
    if age_penalty(question, text):
        return False
    if candidate.facet not in TOLD_ASIDE and is_aside(question, text) and not is_aside(question, first.text):
        return False
    asked = [c for c in question.required if c.type in {"intervention", "condition"} or c.type == "word"]
    said = Words.of(text, candidate.context)
    named = {c.alternative for c in asked if c.alternative is not None and said.mention(c)}
    names_all = all(said.mention(c) or c.alternative in named for c in asked if c.type != "word") and (
        not asked or any(said.mention(c) for c in asked)
    )
    # Told last: it is dear, and most have been refused by then.
    room = _BEHIND + _COMPLETES * _completes(question, candidate, first)
    return names_all and lead_score(question, candidate) >= lead_score(question, first) - room

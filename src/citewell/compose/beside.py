"""Sentences that are true of the subject and beside the question: they go where enough of those to the point stand.

A heading with three sentences that answer reads better than one with five more on another drug, another age, a
measurement, or one side of what is compared. Where fewer answer, what stands beside them is better than nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from citewell.compose.candidates import Candidate
from citewell.compose.direct import asks_of_effect, drugs_named, leads_with_another
from citewell.compose.match import names_one_side
from citewell.compose.penalties import age_penalty, stranger_penalty
from citewell.compose.reading import subject_of
from citewell.compose.wanted import is_on_a_part, misses_outcome, names_treatment
from citewell.model.evidence import RecordKind
from citewell.model.question import Facet, Question

# So many sentences to the point are enough under one heading.
_ENOUGH_STAND = 3
_HARDLY_WORSE = 1.5
_OF_A_TREATMENT = frozenset({Facet.TREATMENT, Facet.PREVENTION, Facet.HARMS})
_COURSE = frozenset({Facet.PROGNOSIS, Facet.EPIDEMIOLOGY})
_DONE = frozenset({Facet.TREATMENT, Facet.PREVENTION})
# What is measured in place of what a patient feels, or dies of.
_SURROGATES = re.compile(
    r"\bHVPG\b|\b(?:portal|wedged|hepatic venous) (?:venous )?pressure\b|\bQTd\b|\bheart rate\b(?! above)|\bejection fraction\b|\bLVEF\b"
    r"|\bventricular (?:mass|volumes?|function|dimensions?|remodel\w+)\b|\b(?:reaction times?|motor learning|dexterity)\b|\bevent-related\b|\bEEG\b"
    r"|\bbone turnover\b|\bnorepinephrine\b|\binsulin sensitivity\b|\bplatelet aggregation\b|\boxygen consumption\b",
    re.IGNORECASE,
)
_LEVELS = re.compile(
    r"\b(?:serum|plasma|blood|urinary) (?:\w+ )?(?:levels?|concentrations?|activity)\b|\bcortisol\b|\bbiomarkers?\b|\bpolymorphisms?\b|\bgenotypes?\b",
    re.IGNORECASE,
)
_NO_MARKERS = frozenset({Facet.TREATMENT, Facet.PREVENTION, Facet.HARMS, Facet.RISK_FACTORS})
# Men and women are no part of those with a disease, as children and the pregnant are.
_SEXES = re.compile(r"\b(?:women|men|females|males)\b", re.IGNORECASE)
# A reader of one sentence cannot look up the trials and scales that its paper shortens.
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9-]{2,}s?\b")
_KNOWN_ACRONYMS = frozenset(
    """MRI ECG EEG HIV AIDS NSAID NSAIDs SSRI SSRIs DOAC DOACs CVD CKD COPD ADHD LDL HDL DVT USPSTF ACC AHA ESC NICE ACP ACR ADA KDIGO GINA AAP
    SGLT2 GLP-1 PPI PPIs UTI DNA RNA USA WHO FDA BMI GFR IOP PSA PTSD""".split()
)
_UNEXPLAINED = 2
# Who responds, and what foretells it, is asked after it is known that there is something to respond to.
_OF_RESPONDERS = re.compile(
    r"\b(?:non-?)?responders\b|\bpredict(?:s|ed|ors?|ive)\b|\bmoderat(?:ed|ors?)\b|\bat baseline\b|\b(?:older|younger) participants\b",
    re.IGNORECASE,
)
_ONE_CASE = re.compile(r"\bin (?:the|this|our) (?:reported|present|described) case\b", re.IGNORECASE)
_STOPPING = re.compile(
    r"\b(?:stopp?(?:ing|ed)?|discontinu\w+|cessation|withdr[ae]w\w*|deprescrib\w+|c[ao]m(?:e|ing) off|taper\w*)\b",
    re.IGNORECASE,
)
# To stop a treatment, and not: to stop smoking, or a bleeding.
_STOPS_IT = re.compile(
    r"\b(?:stop\w*|quit\w*|com(?:e|ing) off|discontinu\w+|withdraw\w*)(?: (?:of|from|taking|using|an?|the|my|her|his|their|your|low-dose|long-term))*\s*$",
    re.IGNORECASE,
)
_OPENS_WITH_STOPPING = re.compile(
    r"^(?:in [^,]+, )?(?:stopping|discontinu(?:ing|ation)|cessation|deprescribing|withdrawal of)\b", re.IGNORECASE
)
# What is compared with another drug tells of both.
_COMPARES = re.compile(r"\b(?:than|versus|vs|compar\w+|unlike|whereas|similar\w*|differ\w*|both|or)\b", re.IGNORECASE)
_ADDED = re.compile(
    r"\badd(?:ed|ing|ition|-on)\b|\badjunct\w*|\baugment\w*|\bcombin\w+|\bco-?administ\w+|\bconcomitant\w*|\bplus\b",
    re.IGNORECASE,
)


def to_the_point(question: Question, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates without those beside the question, where enough others stand that are hardly worse.

    found: best first.
    """
    many = {facet for facet, count in Counter(candidate.facet for candidate in found).items() if count > _ENOUGH_STAND}
    is_aside = [candidate.facet in many and is_beside(question, candidate) for candidate in found]
    if not any(is_aside):
        return list(found)
    standing: dict[Facet, list[float]] = {facet: [] for facet in many}
    for candidate, aside in zip(found, is_aside, strict=True):
        if candidate.facet in many and not aside:
            standing[candidate.facet].append(candidate.score)
    kept = []
    for candidate, aside in zip(found, is_aside, strict=True):
        if aside:
            scores = standing[candidate.facet]
            if sum(score > candidate.score - _HARDLY_WORSE for score in scores) >= _ENOUGH_STAND:
                continue
            scores.append(candidate.score)
        kept.append(candidate)
    return kept


def is_beside(question: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence is on the subject and not on what was asked."""
    text, record = candidate.text, candidate.source.record
    if misses_outcome(question, text):
        return True
    if record.kind is RecordKind.LABEL:
        return False  # its parts tell what they are for
    with_title = candidate.said | subject_of(record).title
    if age_penalty(question, text) or stranger_penalty(question, with_title) or names_one_side(question, with_title):
        return True
    if len(_acronyms(text) - _acronyms(record.title)) >= _UNEXPLAINED:
        return True
    if candidate.facet in _NO_MARKERS and _LEVELS.search(text) and not _LEVELS.search(question.text):
        return True
    if candidate.facet in _COURSE:
        # How a disease runs by itself is not told by how a drug changed it.
        return names_treatment(text) and not any(concept.type == "intervention" for concept in question.required)
    if candidate.facet not in _OF_A_TREATMENT:
        return False
    return (
        _is_on_stopping(question, text)
        or (_OF_RESPONDERS.search(text) is not None and _OF_RESPONDERS.search(question.text) is None)
        or _ONE_CASE.search(text) is not None
        or (candidate.facet in _DONE and _measures_something_else(question, text))
        or _is_of_another_treatment(question, candidate)
        or (record.kind is RecordKind.RESEARCH and _is_on_a_part(question, candidate))
    )


def _is_on_a_part(question: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence is on some of those asked about, or its paper on people with another disease."""
    if is_on_a_part(question, _SEXES.sub("people", candidate.text)):
        return True
    diseases = [concept for concept in question.required if concept.type == "condition"]
    title = candidate.source.record.title
    return (
        candidate.facet in _DONE
        and bool(diseases)
        and not any(map(subject_of(candidate.source.record).title.mention, diseases))
        and is_on_a_part(question, _SEXES.sub("people", title))
    )


def _acronyms(text: str) -> set[str]:
    return set(_ACRONYM.findall(text)) - _KNOWN_ACRONYMS


def _is_on_stopping(question: Question, text: str) -> bool:
    """Tell whether a sentence is on stopping a treatment and the question is not, or the other way about."""
    if asks_of_stopping(question):
        return _STOPPING.search(text) is None
    return _OPENS_WITH_STOPPING.search(text) is not None


def asks_of_stopping(question: Question) -> bool:
    """Tell whether a question asks what comes of stopping a treatment: "what if I stop taking zanolol?"."""
    drugs = (concept.surface for concept in question.required if concept.type == "intervention")
    return any(
        _STOPS_IT.search(question.text[: match.start()]) is not None
        for drug in drugs
        for match in re.finditer(re.escape(drug), question.text)
    )


def _measures_something_else(question: Question, text: str) -> bool:
    return _SURROGATES.search(text) is not None and _SURROGATES.search(question.text) is None


def _is_of_another_treatment(question: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence opens with another drug, or its paper is on one that was added to the drug asked about."""
    if not any(concept.type == "intervention" for concept in question.required):
        return False
    is_asked = asks_of_effect(question) or candidate.facet is Facet.HARMS
    if is_asked and not _COMPARES.search(candidate.text) and leads_with_another(question, candidate.text):
        return True
    title = candidate.source.record.title
    return (
        candidate.facet is Facet.HARMS
        and _ADDED.search(title) is not None
        and _ADDED.search(question.text) is None
        and len(_drugs(title)) > len(_drugs(question.text))
    )


def _drugs(text: str) -> set[str]:
    return {drug.lower() for drug in drugs_named(text)}

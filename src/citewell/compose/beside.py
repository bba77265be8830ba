"""Sentences that are true of the subject and beside the question: they go where enough of those to the point stand.

A heading with two sentences that answer reads better than one with five more on another drug, another age, a
measurement, or one side of what is compared. Where fewer answer, what stands beside them is better than nothing; what
answers another question (`elsewhere`) goes as soon as one answers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from citewell.compose.candidates import Candidate
from citewell.compose.direct import asks_of_effect, drugs_named, leads_with_another
from citewell.compose.elsewhere import is_elsewhere
from citewell.compose.match import Words, names_another_condition
from citewell.compose.penalties import age_penalty, stranger_penalty
from citewell.compose.reading import subject_of
from citewell.compose.stopping import asks_of_stopping
from citewell.compose.wanted import Wanted, gives, is_on_a_part, names_treatment, wanted
from citewell.model.evidence import RecordKind
from citewell.model.question import MANAGEMENT, Facet, Question

# So many sentences to the point are enough under one heading.
_ENOUGH_STAND = 2
_HARDLY_WORSE = 2.5
_OF_A_TREATMENT = frozenset({Facet.TREATMENT, Facet.PREVENTION, Facet.HARMS})
_COURSE = frozenset({Facet.PROGNOSIS, Facet.EPIDEMIOLOGY})
# What is measured in place of what a patient feels, or dies of.
_SURROGATES = re.compile(
    r"\bHVPG\b|\bQTV?[cdI]*\b|\bQT (?:interval|variability|dispersion)|\bha?emodynamic (?:response|effect|change)s?\b|\bcardiac (?:output|index)\b|\bpressor\b|\bST[- ](?:segment )?product\b|\b(?:portal|wedged|hepatic venous) (?:venous )?pressure\b|\bQTd\b|\bheart rate\b(?! above)|\bejection fraction\b|\bLVEF\b"
    r"|\bventricular (?:mass|volumes?|function|dimensions?|remodel\w+)\b|\b(?:reaction times?|motor learning|dexterity)\b|\bevent-related\b|\bEEG\b"
    r"|\bbone turnover\b|\bnorepinephrine\b|\binsulin sensitivity\b|\bplatelet (?:aggreg\w+|function)\b|\b(?:TPA|PAI)\b|\blipids?\b|\bcholesterol\b|\btriglycerides?\b|\batherogenic\b|\bfibrin\w+\b|\bglucose (?:levels?|tolerance)\b|\boxygen consumption\b",
    re.IGNORECASE,
)
_LEVELS = re.compile(
    r"\b(?:serum|plasma|blood|urinary) (?:\w+ )?(?:levels?|concentrations?|activity)\b|\bcortisol\b|\bbiomarkers?\b|\bpolymorphisms?\b|\bgenotypes?\b"
    r"|\b(?:leptin|prolactin|insulin|hormone|enzyme|catecholamine|renin|lipid) (?:levels?|concentrations?|activity)\b",
    re.IGNORECASE,
)
# Why a drug harms may be told by a gene.
_OF_LEVELS = re.compile(rf"{_LEVELS.pattern}|\bwhat causes\b|\bwhy\b", re.IGNORECASE)
_NO_MARKERS = frozenset({Facet.TREATMENT, Facet.PREVENTION, Facet.HARMS, Facet.RISK_FACTORS})
# Men and women are no part of those with a disease, as children and the pregnant are.
_SEXES = re.compile(r"\b(?:women|men|females|males)\b", re.IGNORECASE)
# A reader of one sentence cannot look up the trials and scales that its paper shortens.
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9-]{2,}s?\b")
_KNOWN_ACRONYMS = frozenset(
    """MRI ECG EEG HIV AIDS NSAID NSAIDs SSRI SSRIs DOAC DOACs CVD CKD COPD ADHD LDL HDL DVT USPSTF ACC AHA ESC NICE ACP ACR ADA KDIGO GINA AAP
    SGLT2 GLP-1 PPI PPIs UTI DNA RNA USA WHO FDA BMI GFR IOP PSA PTSD""".split()
)
_IN_BRACKETS = re.compile(r"(?<=[a-z] )\(([A-Z][A-Z0-9-]{2,}s?)\)")
_UNEXPLAINED = 2
# Who responds, and what foretells it, is asked after it is known that there is something to respond to.
_OF_RESPONDERS = re.compile(
    r"\b(?:non-?)?responders\b|\bpredict(?:s|ed|ors?|ive)\b|\bmoderat(?:ed|ors?)\b|\bat baseline\b|\bmore likely to occur in (?:patients|people|those|women|men) who\b|\b(?:older|younger) participants\b",
    re.IGNORECASE,
)
_ONE_CASE = re.compile(
    r"\bthe [\w-]+-(?:assigned|treated) (?:subject|patient|child|woman|man) (?:had|was)\b|\bin (?:the|this|our) (?:reported|present|described) case\b",
    re.IGNORECASE,
)
_OPENS_WITH_STOPPING = re.compile(
    r"^(?:in [^,]+, |among [^,]+, )?(?:stopping|discontinu(?:ing|ation)|cessation|deprescribing|withdrawal of|(?:people|patients|users|adults|those|women|men) who (?:had )?(?:stopped|discontinued))\b",
    re.IGNORECASE,
)
_AFTER_STOPPING = re.compile(
    r"\b(?:after|upon|(?:people|patients|users|adults|those|women|men) who(?: had)?) (?:stopp(?:ed|ing)|discontinu(?:ed|ing|ation)|withdrawal of|cessation of)\b",
    re.IGNORECASE,
)
# What is compared with another drug tells of both.
_COMPARES = re.compile(r"\b(?:than|versus|vs|compar\w+|unlike|whereas|similar\w*|differ\w*|both|or)\b", re.IGNORECASE)
_ADDED = re.compile(
    r"\badd(?:ed|ing|ition|-on)\b|\badjunct\w*|\baugment\w*|\bcombin\w+|\bco-?administ\w+|\bconcomitant\w*|\bplus\b",
    re.IGNORECASE,
)


def to_the_point(
    question: Question, found: Sequence[Candidate], *, advice: bool = False, alone: bool = False
) -> list[Candidate]:
    """Return the candidates without those beside the question, where enough others stand that are hardly worse.

    found: best first. advice: whether a guideline's sentences stay all the same. alone: whether what answers another
    question is kept as well, up to enough, for want of others.
    """
    ranks = [_rank(question, candidate) for candidate in found]
    if not any(ranks):
        return list(found)
    is_answered = any(rank is not _Rank.ELSEWHERE for rank in ranks) and not alone
    standing: dict[Facet, list[float]] = {candidate.facet: [] for candidate in found}
    for candidate, rank in zip(found, ranks, strict=True):
        if rank is _Rank.ANSWERS:
            standing[candidate.facet].append(candidate.score)
    kept = []
    for candidate, rank in zip(found, ranks, strict=True):
        scores = standing[candidate.facet]
        if rank is _Rank.ELSEWHERE and (is_answered or len(scores) >= _ENOUGH_STAND):
            continue
        if rank is not _Rank.ANSWERS and not (advice and candidate.kind is RecordKind.GUIDELINE):
            if sum(score > candidate.score - _HARDLY_WORSE for score in scores) >= _ENOUGH_STAND:
                continue
            scores.append(candidate.score)
        kept.append(candidate)
    return kept


class _Rank(IntEnum):
    """How far from the question a sentence is."""

    ANSWERS = 0
    BESIDE = 1
    ELSEWHERE = 2


def _rank(question: Question, candidate: Candidate) -> _Rank:
    record = candidate.source.record
    if candidate.is_own:
        return _Rank.ANSWERS  # its study asked the very question
    if is_elsewhere(question, candidate.text, candidate.said, record, candidate.facet):
        return _Rank.ELSEWHERE
    return _Rank.BESIDE if is_beside(question, candidate) else _Rank.ANSWERS


def is_beside(question: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence is on the subject and not on what was asked."""
    text, record = candidate.text, candidate.source.record
    if record.kind is RecordKind.LABEL:
        return False  # its parts tell what they are for
    with_title = candidate.said | subject_of(record).title
    if age_penalty(question, text) or stranger_penalty(question, with_title):
        return True
    if _ASKS_A_FIGURE.search(question.text) and not gives(Wanted.FIGURE, question, text):
        return True
    if candidate.facet is not Facet.HARMS and _tells_no_time(question, text):
        return True
    if len(_acronyms(text) - _acronyms(record.title)) >= _UNEXPLAINED:
        return True
    if candidate.facet in _NO_MARKERS and _LEVELS.search(text) and not _OF_LEVELS.search(question.text):
        return True
    if candidate.facet in _COURSE:
        # How a disease runs by itself is not told by how a drug changed it.
        return names_treatment(text) and not bool(question.treatments)
    if candidate.facet not in _OF_A_TREATMENT:
        return False
    return (
        _is_on_stopping(question, text)
        or (_OF_RESPONDERS.search(text) is not None and _OF_RESPONDERS.search(question.text) is None)
        or _ONE_CASE.search(text) is not None
        or (candidate.facet in MANAGEMENT and _measures_something_else(question, text))
        or (
            candidate.facet in MANAGEMENT
            and Facet.PREVENTION in question.facets
            and names_another_condition(question, text, Words.of(text))
        )
        or _is_of_another_treatment(question, candidate)
        or (record.kind is RecordKind.RESEARCH and _is_on_a_part(question, candidate))
    )


_RETURNS = re.compile(r"\breturn\w* to (?:\w+ )?(?:sports?|play|work|activit\w+|running|driving)\b", re.IGNORECASE)


def _tells_no_time(question: Question, text: str) -> bool:
    """Tell whether it is asked how long something takes, and a sentence gives no time, nor says how many came back."""
    return wanted(question) is Wanted.TIME and not gives(Wanted.TIME, question, text) and not _RETURNS.search(text)


# These ask for a number, and advice to reach "the target" names none.
_ASKS_A_FIGURE = re.compile(
    r"\b(?:targets?|thresholds?|cut-?offs?|how (?:much|many|common|often|likely|accurate)|prevalence|incidence)\b",
    re.IGNORECASE,
)


def _is_on_a_part(question: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence is on some of those asked about, or its paper on people with another disease."""
    if is_on_a_part(question, _SEXES.sub("people", candidate.text)):
        return True
    diseases = [concept for concept in question.required if concept.type == "condition"]
    title = candidate.source.record.title
    return (
        candidate.facet in MANAGEMENT
        and bool(diseases)
        and not any(map(subject_of(candidate.source.record).title.mention, diseases))
        and is_on_a_part(question, _SEXES.sub("people", title))
    )


def _acronyms(text: str) -> set[str]:
    # What stands in brackets behind its long name is explained.
    return set(_ACRONYM.findall(text)) - set(_IN_BRACKETS.findall(text)) - _KNOWN_ACRONYMS


def _is_on_stopping(question: Question, text: str) -> bool:
    """Tell whether a sentence is on stopping a treatment, and the question is not."""
    if asks_of_stopping(question):
        return False
    return _OPENS_WITH_STOPPING.search(text) is not None or _AFTER_STOPPING.search(text) is not None


def _measures_something_else(question: Question, text: str) -> bool:
    return _SURROGATES.search(text) is not None and _SURROGATES.search(question.text) is None


def _is_of_another_treatment(question: Question, candidate: Candidate) -> bool:
    """Tell whether a sentence opens with another drug, or its paper is on one that was added to the drug asked about."""
    if not bool(question.treatments):
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

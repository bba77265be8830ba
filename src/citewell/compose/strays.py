"""Sentences that would stand under a heading for another reason than that they answer it.

A screening test is no treatment, a harm is no benefit, and what a trial recorded is not what it found.
"""

from __future__ import annotations

import re

from citewell.compose.wanted import Wanted, names_treatment, wanted
from citewell.model.evidence import RecordKind
from citewell.model.question import Facet, Question

_DONE = frozenset({Facet.TREATMENT, Facet.PREVENTION})

# What answers no question: how a study was made, who will be studied, and that one paper agrees with another.
_ANSWERS_NOTHING = re.compile(
    r"\bamong (?:its|the|their) (?:\w+ )?priorities\b|\bpriority (?:pathogen|list)\w*|\bpriority for (?:research|development)\b"
    r"|\b(?:is|are) (?:currently )?being (?:recruited|enrolled|planned|conducted)\b|\bcurrently recruiting\b"
    r"|^the interaction between (?:baseline|age|sex|time|group)\b"
    r"|\b(?:was|were) (?:noted|recorded|documented|registered|tabulated)\.?$"
    r"|\b(?:adults|people|patients|women|men|physicians|respondents) surveyed\b"
    r"|\b(?:confirms?|corroborates?|supports?|agrees? with|in (?:line|agreement|accordance|keeping) with|consistent with|similar to)"
    r" (?:our|the present|this study's) (?:own )?(?:findings?|results?|study|data|observations?)\b",
    re.IGNORECASE,
)
_TESTS = re.compile(
    r"\bscreen(?:ing)? (?:for|of|in)\b|\b(?:imaging|radiograph\w*|X-?rays?|MRI|CT|ultrasonography|screening)\b"
    r"[^.]*\b(?:should|recommend\w*|advis\w+|appropriate|indicated|needed|necessary)\b|\bdiagnos(?:is|ed) (?:should|is|requires|rests)\b",
    re.IGNORECASE,
)
_COURSE = re.compile(
    r"^(?:the )?prognosis\b|\brisk factors? (?:for|of) [^.]{3,60}\b(?:are|is|include)\b", re.IGNORECASE
)
_HARMS = re.compile(
    r"\b(?:adverse|side|unwanted) (?:effects?|events?|reactions?)\b[^.;]{0,80}\b(?:included?|were|are|was)\b|^harms? (?:of|from|with)\b",
    re.IGNORECASE,
)
_BLEEDING = re.compile(r"\b(?:bleed(?:ing|s)?|ha?emorrhages?)\b", re.IGNORECASE)
# Beside these, bleeding is one of the outcomes by which a treatment is judged.
_BENEFITS = re.compile(
    r"\bstrokes?\b|\bembol\w+|\bthrombo\w+|\bdeaths?\b|\bmortality\b|\binfarction\b|\brecommend\w*|\bpreferred\b|\bshould\b|\bbenefi\w+"
    r"|\bcardiovascular\b|\bcardiac\b",
    re.IGNORECASE,
)
_LABORATORY = re.compile(
    r"\bmRNA\b|\bgene expression\b|\bexpression (?:levels?|of|in)\b|\bprotein (?:levels?|expression)\b|\bcytokines?\b"
    r"|\b(?:serum|plasma|circulating) (?:levels? of )?(?:IL|interleukin|TNF|interferon)\b|\bIL-\d+\w*\b(?! (?:inhibitors?|receptor|antagonists?|blockers?))"
    r"|\bheart rate variability\b|\bHRV\b|\bQTc?\b|\breceptor (?:binding|occupancy)\b|\b(?:brain|cerebral|glucose) metabolism\b|\bcerebral blood flow\b|\brelaxation times?\b",
    re.IGNORECASE,
)
_ON_STOPPING = re.compile(
    r"\b(?:when|after|once|upon|before)\b[^.,;]{0,40}\b(?:stopp(?:ed|ing)|discontinu\w+|interrupt\w+)\b", re.IGNORECASE
)
_STOPPING = re.compile(r"\bstop\w*|\bdiscontinu\w+|\binterrupt\w+|\bwithdraw\w*", re.IGNORECASE)
_ADVISES = re.compile(r"\b(?:advis\w+|recommend\w*|consider\w*|should)\b", re.IGNORECASE)
_HARM_TOLD = re.compile(
    r"\b(?:risks?|bleed\w*|ha?emorrhag\w+|thrombo\w+|strokes?|symptoms?|reactions?|withdrawal|rebound|worsen\w*|syndrome|if|because of"
    r"|effects?|events?|toxicity|injury)\b",
    re.IGNORECASE,
)


def strays(question: Question, sentence: str, facet: Facet, kind: RecordKind) -> bool:
    """Tell whether a sentence does not answer a facet, for all that it has the wording of it."""
    if facet is Facet.HARMS and _only_advises_on_stopping(question, sentence):
        return True
    if kind is RecordKind.LABEL:
        return False  # its parts tell what they are for
    if _ANSWERS_NOTHING.search(sentence):
        return True
    return facet in _DONE and (
        _is_of_harms(question, sentence)
        or (facet is Facet.TREATMENT and _is_of_another_facet(question, sentence))
        or _is_measured_in_the_laboratory(question, sentence)
    )


def _only_advises_on_stopping(question: Question, sentence: str) -> bool:
    """Tell whether a sentence advises what to do when a drug is stopped, and names no harm."""
    return (
        _ON_STOPPING.search(sentence) is not None
        and _ADVISES.search(sentence) is not None
        and _HARM_TOLD.search(_without_exceptions(sentence)) is None
        and _STOPPING.search(question.text) is None
    )


def _without_exceptions(sentence: str) -> str:
    return re.sub(r"\b(?:unless|except)\b.*", "", sentence, flags=re.IGNORECASE)


def _is_of_harms(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells of harms alone: who has to decide needs them, and who asks for them has their own heading."""
    is_asked = Facet.HARMS in question.facets
    if not is_asked and (wanted(question) is Wanted.DECISION or _BLEEDING.search(question.text)):
        return False
    bleeds = is_asked and _BLEEDING.search(sentence) is not None
    return _HARMS.search(sentence) is not None or (bleeds and not _BENEFITS.search(sentence))


def _is_of_another_facet(question: Question, sentence: str) -> bool:
    """Tell whether a sentence advises on tests, or foretells the course, and names no treatment."""
    if _TESTS.search(question.text):
        return False
    return (_TESTS.search(sentence) is not None or _COURSE.search(sentence) is not None) and not names_treatment(
        sentence
    )


def _is_measured_in_the_laboratory(question: Question, sentence: str) -> bool:
    """Tell whether a sentence tells of genes and messengers, for which nobody asked."""
    return _LABORATORY.search(sentence) is not None and _LABORATORY.search(question.text) is None

"""What a sentence loses for what speaks against it as an answer: its length, whom it is about, what it leaves unsaid."""

from __future__ import annotations

import re

from citewell.compose.match import Words
from citewell.language.words import stem
from citewell.model.question import Facet, Question


def length_penalty(size: int) -> float:
    return max(0, size - 40) * 0.03


_BASELINE = re.compile(
    r"^(?:before (?:treatment|surgery|the operation)|at (?:baseline|inclusion)|(?:mean|median) (?:age|follow-up)|baseline\b)"
    # How many were drawn into which arms is how a trial was made, and not what it found.
    r"|\brandomi[sz]ed (?:a total of )?\d[\d,]* (?:patients|people|participants|adults|children|women|men)\b[^.]*\bto\b",
    re.IGNORECASE,
)
_SAYS_LITTLE = re.compile(
    r"\b(?:are|is|were|was|have been|has been) (?:described|discussed|reviewed|considered|proposed|debated|under debate|available|studied|evolving)\b(?! (?:as|to))"
    r"|\b(?:treatments?|therap(?:y|ies)|management|care) (?:should|must|needs? to) (?:always |also )?be (?:assessed|adjusted|reviewed|tailored|personali[sz]ed|optimi[sz]ed)\b"
    r"|\bdepends? on\b|\b(?:many|several|various|numerous) (?:\w+ ){0,3}(?:options|signs|treatments|methods|approaches|techniques)\b"
    r"|\b(?:individuali[sz]ed|call(?:s|ed)? for|(?:also )?address(?:es|ed)?|gives? no results|findings were similar for|interpreted with caution|should be studied|needs? (?:to be|careful))\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\balso\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b\d+ of (?:the )?\d+\b")


def aside_penalty(text: str, facet: Facet) -> float:
    """Return what a sentence loses for telling who took part rather than what was found."""
    if _BASELINE.search(text) or _SAYS_LITTLE.search(text):
        return 3.0
    told = 1.0 if facet in {Facet.SYMPTOMS, Facet.DEFINITION, Facet.CAUSE} and _COUNTED.search(text) else 0.0
    return told + (0.5 if _ALSO.search(text) else 0.0)


_AGE_ASKED = re.compile(
    r"\b(\d{2,3})[\s-]*(?:years?|yrs?|y/?o)?[\s-]*olds?\b|\baged? (?:over |above )?(\d{2,3})\b|\b(?:over|after|above|older than|>=?|≥) ?(\d{2})\b",
    re.IGNORECASE,
)
_BEYOND = re.compile(r"over|above|after|older than|>(?!=)", re.IGNORECASE)
_AGES_SAID = re.compile(r"\b(\d{2})(?: years)? to (\d{2,3}) years\b|\baged (\d{2}) to (\d{2,3})\b", re.IGNORECASE)
_FROM_AGE = re.compile(
    r"\b(\d{2}) years (?:of age )?(?:or|and) (?:older|over|above)\b|\b(?:older than|over|above) (?:the )?(?:age (?:of )?(\d{2})\b|(\d{2}) years\b)",
    re.IGNORECASE,
)
# From 40 to 75 years are not the older adults.
_OLD_AGE, _VERY_OLD = 60, 75


def age_penalty(question: Question, sentence: str) -> float:
    """Return what a sentence loses for being about an age range that leaves out the age asked about."""
    asked = _AGE_ASKED.search(question.text)
    age = next((int(g) for g in asked.groups() if g), 0) if asked else 0
    age += bool(asked and _BEYOND.search(asked[0]))
    if age and not _BEYOND.search(asked[0] if asked else ""):
        least = _FROM_AGE.search(sentence)
        if least and age < int(next(g for g in least.groups() if g)):
            return 3.0
    of_old = not age and any(concept.preferred == "older adults" for concept in question.concepts)
    said = _AGES_SAID.search(sentence)
    if not (age or of_old) or not said:
        return 0.0
    low, high = (int(g) for g in said.groups() if g)
    if of_old:
        return 0.0 if low >= _OLD_AGE or high > _VERY_OLD else 3.0
    return 0.0 if low <= age <= high else 3.0


_STRANGERS = frozenset(
    stem(word) for word in "children child pediatric infants adolescents pregnancy pregnant breastfeeding".split()
)


# "For all except children" is for the others, and for "adults and adolescents" is for the adults too.
_EXCEPT = stem("except")
_ALL = frozenset(stem(word) for word in "adult adults".split())


def stranger_penalty(question: Question, said: Words) -> float:
    """Return what a sentence loses for being about children or pregnancy where nobody asked about them."""
    return 1.5 if _are_strangers(said) and not _asks_for_strangers(question) else 0.0


def _are_strangers(said: Words) -> bool:
    return not _STRANGERS.isdisjoint(said.held) and _ALL.isdisjoint(said.held) and _EXCEPT not in said.held


# Diseases of childhood are asked about for children, whether or not they are named.
_OF_CHILDHOOD = frozenset(stem(word) for word in "otitis croup bronchiolitis enuresis".split())


def _asks_for_strangers(question: Question) -> bool:
    return any(
        token in _STRANGERS or token in _OF_CHILDHOOD
        for concept in question.concepts
        for variant in concept.variants
        for token in variant
    )


def is_about_strangers(question: Question, sentence: str) -> bool:
    """Tell whether a sentence itself speaks of children or pregnancy, where nobody asked about them."""
    return _are_strangers(Words.of(sentence)) and not _asks_for_strangers(question)

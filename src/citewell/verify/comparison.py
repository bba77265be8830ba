"""What a sentence compares: two treatments, one outcome, and which way it went. None where that is not plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citewell.language.terms import shipped_terms
from citewell.language.words import stems
from citewell.model.question import Question
from citewell.verify.conflicts import difference_told

# The outcomes that are told apart. A disease that people may also have beforehand is none: in "less kidney failure in
# type 2 diabetes" diabetes tells whom it was found in.
_OUTCOMES = (
    ("return to sport", r"return(?:ed|ing)? to (?:sports?|play)"),
    ("re-rupture", r"re-?ruptures?"),
    ("satisfaction", r"satisfaction"),
    ("strength", r"strength"),
    ("complications", r"complications?"),
    ("mortality", r"mortality|deaths?"),
    ("stroke", r"strokes?"),
    ("major bleeding", r"major bleeding|major ha?emorrhage"),
    ("bleeding", r"bleeding|ha?emorrhage"),
    ("myocardial infarction", r"myocardial infarctions?|heart attacks?"),
    ("cardiovascular events", r"(?:major )?(?:adverse )?cardiovascular events?"),
    ("pain", r"pain"),
    ("function", r"function"),
    ("recurrence", r"recurrences?"),
    ("relapse", r"relapses?"),
    ("remission", r"remission"),
    ("eradication", r"eradication"),
    ("exacerbations", r"exacerbations?"),
    ("hospitalisation", r"hospitali[sz]ations?"),
    ("monthly migraine days", r"monthly migraine days|migraine days a month"),
    ("fracture", r"fractures?"),
    ("kidney failure", r"kidney failure|end-stage (?:kidney|renal) disease"),
    ("falls", r"falls"),
    ("adverse events", r"adverse events?|side effects?"),
    ("quality of life", r"quality of life"),
    ("disability", r"disability"),
)
_COMPILED = tuple((name, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, pattern in _OUTCOMES)
# Whom something was found in, and where it was: what stands there was not compared.
_STOPS = r"than|compared|versus|vs|was|were|had|has|did|gave|reduc\w*|lower\w*|increas\w*|improv\w*|rais\w*|decreas\w*|prevent\w*"
_PEOPLE = re.compile(
    rf"\b(?:in|among|for|of)\s+(?:(?!(?:{_STOPS})\b)[\w-]+\s+){{0,4}}?(?:patients|people|adults|women|men|children|participants|individuals|persons|those)\b"
    rf"(?:\s+(?:with|without|on|taking|receiving|undergoing|who|aged|older|at|having)\b(?:(?!\b(?:{_STOPS})\b)[^,;.])*)?",
    re.IGNORECASE,
)
_COMPARATOR = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?|against|over) +(?:[\w-]+ +){0,2}$", re.IGNORECASE
)
_MORE = re.compile(r"\b(?:higher|greater|more|raised|increased|longer|prolonged)\b", re.IGNORECASE)
_LESS = re.compile(r"\b(?:lower(?:ed)?|fewer|less|reduced|decreased|shorter|shortened|halved)\b", re.IGNORECASE)
_BETTER = re.compile(r"\b(?:better|improved|superior)\b", re.IGNORECASE)
_WORSE = re.compile(r"\b(?:worse|worsened|inferior)\b(?<!non-inferior)(?<!noninferior)", re.IGNORECASE)
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """An outcome of two treatments, by their preferred names in order of the alphabet.

    direction: 0 for no difference; for a difference a number that is the same where the same was said of the same one
    of the two, and another otherwise; None where that cannot be told.
    """

    outcome: str
    treatments: tuple[str, ...]
    direction: int | None


def comparison_in(sentence: str, question: Question) -> Comparison | None:
    """Return what a sentence compares; None if it is not one outcome of just two treatments that it names."""
    is_different = difference_told(sentence)
    told = _PEOPLE.sub(" ", sentence)
    outcomes = [outcome for outcome in _outcomes(told) if not _is_asked_about(outcome, question)]
    found = _treatments(told)
    if is_different is None or len(outcomes) != 1 or len(found) != _PAIR:
        return None
    treatments = tuple(sorted(found))
    if not is_different:
        return Comparison(outcomes[0], treatments, 0)
    return Comparison(outcomes[0], treatments, _direction(told, found, treatments))


def _outcomes(text: str) -> list[str]:
    found = []
    for name, pattern in _COMPILED:
        if pattern.search(text):
            found.append(name)
            text = pattern.sub(" ", text)
    return found


def _is_asked_about(outcome: str, question: Question) -> bool:
    """Tell whether an outcome is the condition asked about: how pain is treated is told by whom it was found in."""
    asked = [c for c in question.required if c.type in {"condition", "finding", "word", "vague"}]
    return any(tuple(stems(outcome)) in concept.variants for concept in asked)


def _treatments(text: str) -> dict[str, str]:
    """Return the treatments that a text names, placebo among them, each with the words before its first mention."""
    table = shipped_terms()
    spots = [(m.group(), m.start()) for m in re.finditer(r"[A-Za-z0-9]+(?:['’][a-z]+)?", text)]
    tokens = [(stems(word) or [""])[0] for word, _ in spots]
    found: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        match = table.match_at(tokens, at)
        if match and (match[0].type == "intervention" or match[0].preferred == "placebo"):
            found.setdefault(match[0].preferred, text[: spots[at][1]])
        at += match[1] if match else 1
    return found


def _direction(text: str, found: dict[str, str], treatments: tuple[str, ...]) -> int | None:
    behind = [name for name in treatments if _COMPARATOR.search(found[name])]
    ways = [way for way, pattern in ((1, _MORE), (-1, _LESS), (2, _BETTER), (-2, _WORSE)) if pattern.search(text)]
    if len(behind) != 1 or len(ways) != 1:
        return None
    return ways[0] if behind[0] == treatments[1] else -ways[0]

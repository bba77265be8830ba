"""How severe the disease is that a text speaks of: what is for a mild one does not answer for a severe one."""

from __future__ import annotations

import re

from citewell.language.words import stems
from citewell.model.question import Question

_TOLD = re.compile(
    r"\b(?P<low>less severe|mild|moderate|severe)(?:ly)?(?:[ -](?:to|or|and)[ -](?P<high>mild|moderate|severe)(?:ly)?)?\b"
    # The noun that it is said of: "moderate to severe persistent asthma", and not "severe exacerbations of asthma".
    r"(?P<said_of>(?:[ -](?!(?:of|in|with|and|or|to|for|from|than|on|at|by)\b)[\w-]+){1,4})",
    re.IGNORECASE,
)
_TOLD_BEHIND = re.compile(
    r"(?P<said_of>(?:[\w-]+[ ,]+){1,4})(?:that|which|if|when|where)(?: it)? (?:is|are|was|were|becomes?)(?: still)? "
    r"(?P<low>less severe|mild|moderate|severe)(?:ly)?(?:[ -](?:to|or|and)[ -](?P<high>mild|moderate|severe)(?:ly)?)?\b",
    re.IGNORECASE,
)
_DEGREES = ("mild", "moderate", "severe")


def degrees(question: Question, text: str) -> frozenset[str]:
    """Return the degrees in which a text speaks of a condition that the question names."""
    lowered = text.lower()
    if not any(degree in lowered for degree in _DEGREES):
        return frozenset()  # as most do; told first, a warm answer takes an eighth less time
    named = {
        token
        for concept in question.concepts
        if concept.type in {"condition", "finding"}
        for variant in concept.variants
        for token in variant
    }
    found: set[str] = set()
    for match in (*_TOLD.finditer(text), *_TOLD_BEHIND.finditer(text)):
        if named.intersection(stems(match["said_of"])):
            ends = [end.lower().replace("less severe", "mild") for end in (match["low"], match["high"]) if end]
            low, high = min(map(_DEGREES.index, ends)), max(map(_DEGREES.index, ends))
            found.update(_DEGREES[low : high + 1])
    return frozenset(found)


def is_of_another_degree(question: Question, sentence: str) -> bool:
    """Tell whether a sentence speaks of the condition in other degrees than the question, and in none of its own."""
    asked = degrees(question, question.text)
    told = degrees(question, sentence) if asked else frozenset()
    return bool(told) and not asked & told


def is_of_the_degree_asked(question: Question, sentence: str) -> bool:
    """Tell whether a question asks of a degree of the condition, and a sentence speaks of it."""
    return bool(degrees(question, question.text) & degrees(question, sentence))

"""The checks of amounts: every number, unit, frequency and bound of a claim is one of its source's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.model.claim import Check
from citewell.verify.reading import Sentence, Source

_BOUND = re.compile(r"(?P<sign>[<>≤≥]|\bup to|\bwithin)\s*(?P<number>-?\d+(?:\.\d+)?)")
# "Up to 2 weeks" and "within 2 weeks" often tell a time, not a bound.
_LOOSE = frozenset({"up to", "within"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def amounts(claim: Sequence[Sentence], source: Source) -> list[Check]:
    """Return the checks of a claim's amounts against its sources."""
    text = " ".join(sentence.text for sentence in claim)
    return [
        _numbers(claim, source),
        _units(text, source.texts),
        _frequency(text, source.texts),
        _comparisons(text, source.texts),
    ]


def _numbers(claim: Sequence[Sentence], source: Source) -> Check:
    for figure in (word for sentence in claim for word in sentence.words if word.is_figure):
        if not any(figure.key in sentence.places for sentence in source.sentences):
            return Check("numbers", False, f"{figure.said} is not in the sources")
    said = {token.said for sentence in claim for token in sentence.tokens}
    for word in sorted(said & _TIMES_IN_WORDS - source.vocabulary):
        return Check("numbers", False, f"{word} is not in the sources")
    return Check("numbers", True)


_TIMES_IN_WORDS = frozenset({"once", "twice", "thrice"})
_TIME = re.compile(r"\b(second|minute|hour|day|week|month|year|daily|weekly|monthly|yearly|annual)s?\b", re.IGNORECASE)
_AFTER_FIGURE = re.compile(r"\d\s?$")


def _units(text: str, quotes: Sequence[str]) -> Check:
    """A unit of time that stands without a figure ("migraine days", "daily") must be the source's."""
    read = {match[1].lower() for quote in quotes for match in _TIME.finditer(quote)}
    for match in _TIME.finditer(text):
        if match[1].lower() not in read and not _AFTER_FIGURE.search(text[: match.start()]):
            return Check("units", False, f"the sources do not say {match[1].lower()}")
    return Check("units", True)


_DAILY = re.compile(r"(?P<times>\b(?:once|twice|\d+(?: or (?:more|\w+))? times?)[\s-])?\bdaily\b")


def _frequency(text: str, quotes: Sequence[str]) -> Check:
    """A bare "daily" is once a day: the source may not say "twice daily" and that alone."""
    read = {_times(match) for quote in quotes for match in _DAILY.finditer(quote)}
    if read and any(_times(match) == "once" for match in _DAILY.finditer(text)) and "once" not in read:
        return Check("frequency", False, f"the sources say {', '.join(sorted(read))} daily")
    return Check("frequency", True)


def _times(match: re.Match[str]) -> str:
    return (match["times"] or "once").strip(" -")


def _comparisons(text: str, quotes: Sequence[str]) -> Check:
    """A bound must be the source's bound: "65 or older" is not "under 65", nor is a bare 65."""
    read = {(match["sign"], match["number"]) for quote in quotes for match in _BOUND.finditer(quote)}
    for match in _BOUND.finditer(text):
        if match["sign"] not in _LOOSE and (match["sign"], match["number"]) not in read:
            return Check("comparisons", False, f"the sources do not say {match['sign']} {match['number']}")
    exact = {number for quote in quotes for number in _exact(quote)}
    bounds = {number for sign, number in read if sign not in _LOOSE}
    for number in _exact(text):
        if number in bounds and number not in exact:
            return Check("comparisons", False, f"the sources give {number} as a bound")
    return Check("comparisons", True)


def _exact(text: str) -> set[str]:
    """Return the numbers of a text that stand in none of its bounds."""
    bounds = {match.start("number") for match in _BOUND.finditer(text)}
    return {match.group() for match in _NUMBER.finditer(text) if match.start() not in bounds}

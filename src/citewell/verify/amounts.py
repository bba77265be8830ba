"""The checks of amounts: every number, unit, frequency and bound of a claim is one of its source's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.language.quantities import quantities
from citewell.model.claim import Check

_COMPARISON = re.compile(
    r"(?P<sign>[<>≤≥]|\b(?:at least|at most|less than|more than|fewer than|greater than|no more than|no less than|older than|younger than|below|under"
    r"|above|over|up to|within|exceed\w*)\b)\s*(?=[\d.])",
    re.IGNORECASE,
)
_WAYS = {
    "<": "below", "≤": "below", "less than": "below", "fewer than": "below", "below": "below", "under": "below", "at most": "below",
    "no more than": "below", "up to": "below", "within": "below", "younger than": "below",
    ">": "above", "≥": "above", "more than": "above", "greater than": "above", "above": "above", "over": "above", "at least": "above",
    "no less than": "above", "older than": "above",
}  # fmt: skip
_NUMBER_AT = re.compile(r"[\d.,]*\d")
_OR_MORE = re.compile(
    r"(?P<number>\d[\d.,]*)\s*(?:%|[A-Za-z]+(?: [A-Za-z]+)?)?\s+or\s+(?:(?P<more>older|more|above|over|higher|greater|longer)|(?P<less>younger|less|below|under|lower|fewer|shorter))\b",
    re.IGNORECASE,
)


AMOUNTS = ("numbers", "units", "frequency", "comparisons")


def amounts(text: str, quotes: Sequence[str]) -> list[Check]:
    """Return the checks of a text's amounts against its quotes, all of them in canonical form."""
    return [_numbers(text, quotes), _units(text, quotes), _frequency(text, quotes), _comparisons(text, quotes)]


def _numbers(text: str, quotes: Sequence[str]) -> Check:
    read = [q for quote in quotes for q in quantities(quote)]
    for quantity in quantities(text):
        if not any(quantity.is_same_as(other) for other in read):
            return Check("numbers", False, f"{quantity.written} is not in the sources")
    return Check("numbers", True)


_TIME = re.compile(r"\b(second|minute|hour|day|week|month|year|daily|weekly|monthly|yearly|annual)s?\b", re.IGNORECASE)
_A_TIME = re.compile(r"(?:\b(?:a|per|each|every) |/ ?)(day|week|month|year)\b", re.IGNORECASE)
_ADVERBS = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
_AFTER_FIGURE = re.compile(r"\d\s?$")


def _units(text: str, quotes: Sequence[str]) -> Check:
    """A unit of time that stands without a figure ("migraine days", "daily") must be the source's."""
    text = _adverbial(text)
    read = {match[1].lower() for quote in quotes for match in _TIME.finditer(_adverbial(quote))}
    for match in _TIME.finditer(text):
        if match[1].lower() not in read and not _AFTER_FIGURE.search(text[: match.start()]):
            return Check("units", False, f"the sources do not say {match[1].lower()}")
    return Check("units", True)


def _adverbial(text: str) -> str:
    """Return the text with "a day", "per day" and "/day" written "daily", and so on."""
    return _A_TIME.sub(lambda match: " " + _ADVERBS[match[1].lower()], text)


_DAILY = re.compile(
    r"(?P<times>\b(?:once|twice|thrice|(?:one|two|three|four|five|six|\d+)(?: or (?:more|\w+))? times?|every)[\s-])?\b(?:daily|a day|per day|each day)\b",
    re.IGNORECASE,
)


def _frequency(text: str, quotes: Sequence[str]) -> Check:
    """A bare "daily" is once a day: the source may not say "twice daily" and that alone."""
    read = {_times(match) for quote in quotes for match in _DAILY.finditer(quote)}
    if read and any(_times(match) == "once" for match in _DAILY.finditer(text)) and "once" not in read:
        return Check("frequency", False, f"the sources say {', '.join(sorted(read))} daily")
    return Check("frequency", True)


def _times(match: re.Match[str]) -> str:
    times = (match["times"] or "once").strip(" -").lower()
    return "once" if times == "every" else times


def _comparisons(text: str, quotes: Sequence[str]) -> Check:
    """A bound must be the source's bound: "65 or older" is not "under 65", nor is a bare 65."""
    read = [bound for quote in quotes for bound in _bounds(quote)]
    for said in _bounds(text):
        if not any(said.way == bound.way and said.number == bound.number for bound in read):
            return Check("comparisons", False, f"the sources do not say {said.way} {said.number}")
    exact = {number for quote in quotes for number in _exact(quote)}
    for number in _exact(text):
        if number not in exact and any(bound.number == number and not bound.is_loose for bound in read):
            return Check("comparisons", False, f"the sources give {number} as a bound")
    return Check("comparisons", True)


# "Over 12 months" and "within 2 weeks" often tell a time, not a bound.
_LOOSE = frozenset({"over", "under", "above", "below", "within", "up to"})


@dataclass(frozen=True, slots=True)
class _Bound:
    """A bound that a text sets: `above` or `below` a number, and where it stands."""

    way: str
    number: str
    is_loose: bool
    start: int
    end: int


def _bounds(text: str) -> list[_Bound]:
    found = []
    for match in _COMPARISON.finditer(text):
        sign = " ".join(match["sign"].lower().split())
        way = _WAYS.get(sign) or ("above" if sign.startswith("exceed") else "")
        if way and (number := _NUMBER_AT.match(text, match.end())):
            found.append(_Bound(way, _plain(number.group()), sign in _LOOSE, match.start(), number.end()))
    for match in _OR_MORE.finditer(text):
        way = "above" if match["more"] else "below"
        found.append(_Bound(way, _plain(match["number"]), False, match.start(), match.end()))
    return found


def _exact(text: str) -> set[str]:
    """Return the numbers of a text that stand in none of its bounds."""
    spans = [(bound.start, bound.end) for bound in _bounds(text)]
    return {
        _plain(match.group())
        for match in re.finditer(r"\d(?:[\d.,]*\d)?", text)
        if not any(start <= match.start() < end for start, end in spans)
    }


def _plain(number: str) -> str:
    """Return a number as it compares: without separators, and .05 for 0.05."""
    bare = number.rstrip(".,").replace(",", "")
    return bare.removeprefix("0") if bare.startswith("0.") else bare

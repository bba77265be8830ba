"""Figures: statistics in brackets become a note, and a share of people is said as so many in every hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from citewell.language.units import DOSE
from citewell.model.rendering import Rule
from citewell.register.edits import Edit, Group

_BRACKETS = re.compile(r" ?\((?P<within>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_STATISTIC = re.compile(
    r"\b(?:CI|HR|aHR|RR|aRR|OR|aOR|SMD|W?MD|NNT|NNH|IRR|ARR|RRR|AUC|IQR|SD|SE)\b(?=.*\d)|\bP ?[<=>≤≥]|\bp ?[<=>≤≥]"
    r"|\bP for \w+|\b(?:ratio|risk|odds)s?\b[^;]*\d|\b(?:mean|risk) difference\b|\binterval\b|\bnumber needed\b"
    r"|\bHedges|\beffect size\b|\bstandardi[sz]ed\b|\bI² ?=|\b\d[\d,]* (?:trials|studies|participants|patients|people|children|women|men|adults)\b"
)
_GRADE = re.compile(r"(?:class|grade|level|LOE|COR)s? [A-DIV\d].*|[A-DI] (?:recommendation|statement)", re.IGNORECASE)
# What must stay in sight: a dose, a limit of age or time, a class that means harm, how sure the finding is.
_DOSE = re.compile(rf"{DOSE}|\b(?:dose|doses|daily)\b|\btwice\b|\bharm", re.IGNORECASE)
_CERTAINTY = re.compile(r"[^;,()]*\b(?:certainty|quality)\b[^;,()]*", re.IGNORECASE)


def moved(source: str) -> Iterator[Group]:
    """Yield the statistics in brackets as notes; how certain a finding is stays in the sentence."""
    for match in _BRACKETS.finditer(source):
        within = match["within"]
        if not _is_statistic(within) or _DOSE.search(within):
            continue
        certain = _CERTAINTY.search(within)
        if certain is None or any(character.isdigit() for character in certain.group()):
            yield (Edit(match.start(), match.end(), "", Rule.NOTE),)
        else:
            yield from _around(source, match, certain)


def is_movable(span: str) -> bool:
    """Tell whether a span may stand in a note instead of the sentence: statistics or a grade, and no dose."""
    within = span.strip().strip("()").strip(" ;,")
    return (
        bool(within) and (_is_statistic(within) or not re.search(r"[A-Za-z]{2}", within)) and not _DOSE.search(within)
    )


def _is_statistic(within: str) -> bool:
    return bool(_STATISTIC.search(within) or _GRADE.fullmatch(within.strip()))


def _around(source: str, bracket: re.Match[str], certain: re.Match[str]) -> Iterator[Group]:
    """Yield what stands before and behind the words of certainty, which stay in their brackets."""
    opening = bracket.start("within")
    start = opening + certain.start() + len(certain.group()) - len(certain.group().lstrip())
    end = opening + certain.end() - (len(certain.group()) - len(certain.group().rstrip()))
    if start > opening and is_movable(source[opening:start]):
        yield (Edit(opening, start, "", Rule.NOTE),)
    if end < bracket.end("within") and is_movable(source[end : bracket.end("within")]):
        yield (Edit(end, bracket.end("within"), "", Rule.NOTE),)


_PEOPLE = (
    r"(?:people|patients|participants|adults|children|infants|women|men|males|females|girls|boys|veterans|persons"
    r"|individuals|users|recipients|those|cases)"
)
_SHARE = r"(?P<share>\d{1,2}(?:\.\d+)?) ?%"
# A share of people, said as one. "By 23%" is a change, and no people are counted in it.
_OF = rf" of (?:the |all )?(?P<people>(?:[a-z-]+ ){{0,3}}?{_PEOPLE})\b"
_OF_PEOPLE = re.compile(rf"(?<![\d.%–-])(?<!by )(?<!by about ){_SHARE}{_OF}")
_HEDGED = re.compile(r"\b(?:about|around|approximately|nearly|almost|over|under|than|least|most|to)\s$")
_COUNTED = re.compile(
    rf"(?<=[\d,] )(?P<noun>(?:[a-z-]+ ){{0,3}}?{_PEOPLE})(?P<rest>(?: with [a-z ]{{1,40}})?) \({_SHARE}\)"
)
_COUNTED_NEXT = re.compile(rf"\b(?:and|versus|vs|against|or) [\d,]+(?: of [\d,]+)? (?P<bracket>\({_SHARE}\))")
_SECOND = re.compile(
    rf"(?:\b(?:and|versus|vs|against|or)\b |, ){_SHARE}(?= (?:on|with|in|of|given|after|at|without|among)\b)"
)
_DENOMINATORS = (100, 1_000, 10_000)
# How far the rounded count may be from the share: a twentieth of it.
_CLOSE = Decimal("0.05")


def frequencies(source: str) -> Iterator[Group]:
    """Yield the shares of people as natural frequencies, all of one text in every so many alike.

    Source: Ahmed and others, Communicating risk, BMJ 2012;344:e3996; NHS digital service manual, Numbers.
    """
    found = [share for share in sorted(set(_shares(source))) if not _HEDGED.search(source[: share[0]])]
    if not found:
        return
    of = max(_denominator(Decimal(share)) for _, _, share in found)
    for start, end, share in found:
        yield (Edit(start, end, worded(share, source[start:end], of), Rule.FREQUENCY),)


def worded(share: str, span: str, of: int) -> str:
    """Return a share as a natural frequency beside the figure of the source; `span` is how the source writes it."""
    exact = Decimal(share) * of / 100
    count = exact.quantize(Decimal(1), ROUND_HALF_UP)
    said = f"{'' if count == exact else 'about '}{count:,} out of every {of:,}"
    if span.startswith("("):
        return f"({said}, {span[1:-1]})"
    people = re.search(_OF, span)
    return f"{said} {people['people']} ({span[: people.start()]})" if people else f"{said} ({span})"


def is_frequency(span: str, text: str) -> bool:
    """Tell whether a text says the share of a span as a frequency, by the same arithmetic and no other."""
    match = re.fullmatch(rf"\(?{_SHARE}(?:{_OF})?\)?", span)
    return match is not None and any(text == worded(match["share"], span, of) for of in _DENOMINATORS)


def _shares(source: str) -> Iterator[tuple[int, int, str]]:
    first = None
    for match in _OF_PEOPLE.finditer(source):
        first = match.end() if first is None else first
        yield match.start(), match.end(), match["share"]
    for match in _COUNTED.finditer(source):
        yield match.end("rest") + 1, match.end(), match["share"]
        for second in _COUNTED_NEXT.finditer(source, match.end()):
            yield second.start("bracket"), second.end(), second["share"]
    if first is not None:
        for match in _SECOND.finditer(source, first):
            yield match.start("share"), match.end(), match["share"]


def _denominator(share: Decimal) -> int:
    for of in _DENOMINATORS:
        exact = share * of / 100
        if exact and abs(exact.quantize(Decimal(1), ROUND_HALF_UP) - exact) / exact <= _CLOSE:
            return of
    return _DENOMINATORS[-1]

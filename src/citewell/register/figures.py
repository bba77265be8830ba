"""Figures: statistics in brackets become a note, and a share of people is said as so many in every hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from citewell.language.units import DOSE
from citewell.model.rendering import Rule
from citewell.register.edits import Edit, Group
from citewell.verify.conflicts import denies_a_difference

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
            yield (_moved(source, match.start(), match.end()),)
        else:
            yield from _around(source, match, certain)


def _moved(source: str, start: int, end: int) -> Edit:
    return Edit(start, end, left_behind(source, start, end), Rule.NOTE)


# Where a difference may have come about by chance, its figures say so, and whoever does not read them has to be told: a 95%
# interval of a ratio that includes 1 (of a difference: 0), or a P of 0.05 or more. Source: Chris Cates, Taking the "P" out
# of confidence intervals, http://www.nntonline.net/ebm/newsletter/2005/July/P_values_and_confidence_intervals.html
CHANCE = "this difference may be chance"
_NUMBER = r"[-−–]?\d*[.·]?\d+"
_BOUNDS = rf"(?P<low>{_NUMBER})\s?%?\s*(?:to|,|;|–|—|-)\s*(?P<high>{_NUMBER})"
_INTERVAL = re.compile(
    rf"(?:\bCI(?:\s?95\s?%)?|\bCrI|\b(?:confidence|credible) (?:interval|limit)s?(?:\s?[\[(]C(?:r)?I[\])])?)\s?[:,;=]?\s*[\[(]?\s*{_BOUNDS}"
    rf"|(?<=\d)\s?[\[(]{_BOUNDS.replace('low', 'first').replace('high', 'last')}[\])]"
)
# What the interval is of; where several stand before it, the nearest.
_MEASURE = re.compile(
    r"(?P<difference>\b(?:[Dd]ifferences?|[Rr]eductions?|[Ee]fficacy|S?MD|WMD|ARR|RRR|ARD|RD|[Pp]ercentage[- ]points?)\b)"
    r"|(?P<ratio>\b(?:[Rr]atio|[Rr]elative (?:risk|rate|odds|hazard)|HR|aHR|RR|aRR|OR|aOR|IRR)\b)"
)
_P = r"\b[Pp](?:[ -]?values?)?\s?(?:[=>≥:]|of\b)\s?"
_P_VALUE = re.compile(rf"{_P}(?:(?P<p>[01]?[.·]\d+|1\b)|(?P<none>NS\b|ns\b|n\.s\.))")
_ANY_P = re.compile(r"\b[Pp](?:[ -]?values?)?\s?[=<>≤≥:]\s?[\d.·]*")
# A P that says nothing of whether the treatments differ.
_OTHER_TEST = r"(?:heterogeneity|homogeneity|inconsistency|interaction|trend|non-?inferiority|equivalence|linearity|(?:publication )?bias)"
_TESTED_BEFORE = re.compile(
    rf"(?:\b{_OTHER_TEST}|\bI(?:2|²|\^2)|\bEgger\S*|\bCochran\S*|[χ]2|[χ]²)[^()]{{0,25}}$", re.IGNORECASE
)
_TESTED_BEHIND = re.compile(
    rf"[\s,(\[]*(?:for|of|in|on)\s(?:[\w-]+\s){{0,3}}?{_OTHER_TEST}\b|[\s,]*\(?{_OTHER_TEST}\b", re.IGNORECASE
)
_CLAUSE_BEGINS = re.compile(r"[;.)]\s|\b(?:but|whereas|although|while)\b")
_SURE_BELOW = Decimal("0.05")


def may_be_chance(within: str, before: str = "") -> bool:
    """Tell whether statistics, with the clause before them, leave it open that a difference came about by chance.

    An interval decides wherever it is known what it is of; a P does where there is none.
    """
    told = [said for said in _intervals(within, before) if said is not None]
    return any(told) if told else any(_tells_nothing_sure(within, match) for match in _P_VALUE.finditer(within))


def _intervals(within: str, before: str) -> Iterator[bool | None]:
    """Yield for each interval whether the value of no difference is in it; None where nothing tells what it is of."""
    for match in _INTERVAL.finditer(within):
        measures = [*_MEASURE.finditer(within, 0, match.start())] or [*_MEASURE.finditer(before)]
        low, high = (_decimal(match[end] or match[other]) for end, other in (("low", "first"), ("high", "last")))
        alike = Decimal(100 if within[match.end() :].startswith("%") else 1)
        yield low <= (alike if measures[-1]["ratio"] else 0) <= high if measures else None


def _decimal(figure: str) -> Decimal:
    return Decimal(figure.replace("−", "-").replace("–", "-").replace("·", "."))


def _tells_nothing_sure(within: str, match: re.Match[str]) -> bool:
    """Tell whether a P of 0.05 or more is of the difference, and not of how much the trials or the groups vary."""
    since = max((other.end() for other in _ANY_P.finditer(within, 0, match.start())), default=0)
    if _TESTED_BEFORE.search(within[since : match.start()]) or _TESTED_BEHIND.match(within, match.end()):
        return False
    return bool(match["none"]) or _decimal(match["p"]) >= _SURE_BELOW


def left_behind(source: str, start: int, end: int) -> str:
    """Return what stays in the sentence where figures are moved: that the difference may be chance, if it is told as one."""
    span = source[start:end]
    clause = _CLAUSE_BEGINS.split(source[:start])[-1]
    if not may_be_chance(span, clause) or denies_a_difference(clause):
        return ""
    if span.strip().startswith("("):
        return f" ({CHANCE})" if span.startswith(" ") else f"({CHANCE})"
    return f"{CHANCE}; " if source[end : end + 1] != ")" else f"; {CHANCE}"


def leaves_words(source: str, start: int, end: int) -> bool:
    """Tell whether brackets leave words in the sentence that are said of what stands just before them."""
    within = source[start:end]
    clause = _CLAUSE_BEGINS.split(source[:start])[-1]
    return _CERTAINTY.search(within) is not None or (_is_statistic(within) and may_be_chance(within, clause))


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
        yield (_moved(source, opening, start),)
    if end < bracket.end("within") and is_movable(source[end : bracket.end("within")]):
        yield (_moved(source, end, bracket.end("within")),)


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

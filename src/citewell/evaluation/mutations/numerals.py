"""The numbers of a sentence, each with the part it plays there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

_UNIT = re.compile(
    r"[ -]?(?:mg|mcg|[µμu]g|g|ng|m[lL]|IU|U|units?|mmol|mEq|micrograms?|milligrams?|grams?)(?![A-Za-z²2]|-?\d)"
    r"(?!/(?:d|m)?[lL]\b|/m)(?! ?[lLd][-⁻])"
)
PEOPLE = (
    r"(?:patients|participants|people|persons|adults|children|infants|women|men|males|females|subjects|individuals"
    r"|cases|volunteers|controls|girls|boys|pregnancies|births|deaths|events|trials|studies|RCTs|centers|centres"
    r"|hospitals|countries|cohorts|knees|hips|eyes|admissions|practices|reports|articles)"
)
_COUNTED = re.compile(rf" (?:[a-z][\w-]*,? ){{0,3}}{PEOPLE}\b")
_N_EQUALS = re.compile(r"\b[nN] ?= ?$")
_AGED = re.compile(
    r"\b(?:aged|ages?|older than|younger than)\b[^.,;()%\d]{0,16}(?:\d+ ?(?:years? |months? )?(?:to|and|-|–|or) ?)?$",
    re.IGNORECASE,
)
_OF_AGE = re.compile(
    r"(?: ?(?:to|or|and|-|–) ?\d+)?[ -]?(?:years?|yrs?|y|months?)[ -]?"
    r"(?:old|of age|or (?:older|more|over|younger)|and (?:older|over|younger|above))\b"
)
_P_VALUE = re.compile(
    r"\b[Pp](?:[- ]?values?)?(?: of| was| for [a-z]+)? ?(?:[=<>≤≥]|less than|greater than|of)\s?$|[<>=≤≥] ?0?\.\d+ ?(?:and|to|-|–|or) ?$"
)
_INTERVAL = re.compile(
    r"(?:\b\d\d ?(?:%|per ?cent) ?)?(?:\bC\.?I\b\.?s?|confidence intervals?|credible intervals?|CrI|\bIQR|interquartile range)"
    r"[^.;()\[\]a-z]{0,6}?(?:\(?(?:CI|of|was|from|between)\)?,? ?)*\D{0,3}(?P<low>[-−–]?\d*[.·]?\d+) ?%?(?: ?(?:to|-|–|−|,|and) ?)"
    r"(?P<high>[-−]?\d*[.·]?\d+)"
)
_TIME = re.compile(
    r"[ -](?:hours?|days?|weeks?|months?|years?|hrs?|h|wks?|wk|mo|yrs?|yr|minutes?|min|seconds?|nights?)(?![A-Za-z])"
)
_NAME_BEFORE = re.compile(
    r"(?:[^\W\d_]-|\)-|[\d)]\([-−]?|[^\W\d_]|[/+^×*#:²³\[]|\b(?:types?|grades?|class|levels?|stages?|phases?|groups?|figure|factor|interleukin|vitamin|omega"
    r"|section|part|arm|cycle|day|week|month|year|visit|step|category|family|member|version|edition|no\.|number|score|scores|vasc|DSM|ICD|chromosome|exon"
    r"|protein|receptor|subtype|genotype|serotype|hepatitis|COVID|index|article|volume|recommendation|NYHA|ASA|T) ?)$",
    re.IGNORECASE,
)
_NAME_AFTER = re.compile(
    r"[A-Za-z²³⁰-⁹'′]|-(?!(?:hour|day|week|month|year|minute|second|fold|mg|g|kg|mL|point)\b)[a-z]|-,|\(\d|\[|-(?:item|point|dimensional|step|tier|day|lead|hydroxy|h\b|D\b|[A-Z])|[/:]\d|\^|( ?[x×] ?10)|-\d+-"
)
_NUMBER = re.compile(r"(?<![\d.,·])(?:\d{1,3}(?:,\d{3})+(?:[.·]\d+)?|\d+(?:[.·]\d+)?|[.·]\d+)(?![.·,]?\d)")
_RANGE_BEFORE = re.compile(
    r"\bbetween (?:[a-z]+ )?$|\d ?%? ?(?:mg|years?|weeks?|days?|months?)? ?(?:[-–−]|to|and|or|/) ?$"
)
_RANGE_AFTER = re.compile(
    r", \d+(?:,| and| or) \d| through \d| ?%? ?(?:mg|years?|weeks?|days?|months?)? ?(?:[-–−]|to|or|/) ?\d"
)


class Part(Enum):
    """The part a number plays in its sentence."""

    DOSE = auto()
    PERCENTAGE = auto()
    COUNT = auto()
    AGE = auto()
    TIME = auto()
    YEAR = auto()
    P_VALUE = auto()
    INTERVAL = auto()
    NAME = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as printed at `[start:end]`; `in_range` where it is one end of a range or one of a list."""

    text: str
    start: int
    end: int
    part: Part
    in_range: bool

    @property
    def value(self) -> float:
        return value(self.text)


def value(printed: str) -> float:
    """Return the number that is printed: `1,204`, `0·62`, `.05`."""
    return float(printed.replace(",", "").replace("·", "."))


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a sentence in order."""
    intervals = [match.span() for match in _INTERVAL.finditer(text)]
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 40) : start], text[end : end + 60]
        in_interval = any(low <= start < high for low, high in intervals)
        part = Part.INTERVAL if in_interval else _part(match.group(), before, after)
        ranged = _RANGE_BEFORE.search(before) is not None or _RANGE_AFTER.match(after) is not None
        yield Numeral(match.group(), start, end, part, ranged)


def _part(printed: str, before: str, after: str) -> Part:
    if _P_VALUE.search(before):
        return Part.P_VALUE
    if _UNIT.match(after):
        return Part.NAME if before[-1:].isalpha() or before.endswith("-") else Part.DOSE
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(after):
        return Part.NAME
    if before.endswith("(") and after.startswith(")") and printed.isdigit() and len(printed) < 3:
        return Part.NAME
    if re.match(r" ?(?:%|per ?cent)", after):
        return Part.INTERVAL if re.match(r" ?%? ?(?:CI|confidence|C\.I)", after) else Part.PERCENTAGE
    if re.fullmatch(r"(?:19|20)\d\d", printed) and not _COUNTED.match(after) and not _N_EQUALS.search(before):
        return Part.YEAR
    if _OF_AGE.match(after) or (_AGED.search(before) and not after.startswith("%")):
        return Part.AGE
    if _TIME.match(after):
        return Part.TIME
    if _N_EQUALS.search(before) or (_COUNTED.match(after) and printed.replace(",", "").isdigit()):
        return Part.COUNT
    return Part.OTHER


@dataclass(frozen=True, slots=True)
class Interval:
    """A printed interval of confidence: the spans of its two bounds, and of the estimate before it, if any."""

    low: tuple[int, int]
    high: tuple[int, int]
    estimate: tuple[int, int] | None


_ESTIMATE = re.compile(r"(?P<estimate>\d*[.·]\d+)(?: ?%| mm ?Hg| kg| points?)?[ ,;:]*[\[(]?$")


def intervals(text: str) -> Iterator[Interval]:
    """Yield the intervals of confidence that are printed in a sentence, but not ranges of quartiles."""
    for match in _INTERVAL.finditer(text):
        if "quartile" in match.group() or "IQR" in match.group():
            continue
        before = _ESTIMATE.search(text, max(0, match.start() - 24), match.start())
        yield Interval(match.span("low"), match.span("high"), before.span("estimate") if before else None)

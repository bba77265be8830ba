"""Corruptions of what is counted and measured: doses, units, counts, figures and their intervals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from citewell.evaluation.mutations.edits import Edit, Operator, replaced
from citewell.evaluation.mutations.material import Statement
from citewell.evaluation.mutations.numerals import Numeral, Part, intervals, numerals, value

# After a bound, a number that moves inwards is still implied: "more than 50" is also more than 20.
_FLOOR = re.compile(
    r"(?:more than|over|at least|greater than|older than|above|exceed(?:s|ed|ing)?|>|≥|> ?(?:or|/)? ?=|minimum of|nearly|almost)\s?$",
    re.IGNORECASE,
)
_FLOOR_AFTER = re.compile(r"(?: ?%| ?mg| years?| points?)? (?:or|and) (?:more|older|over|above|greater|higher)\b")
_CEILING = re.compile(
    r"(?:less than|under|up to|at most|fewer than|younger than|below|<|≤|< ?(?:or|/)? ?=|maximum of|within)\s?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?:about|approximately|around|roughly|some|nearly|almost|~|≈|circa|approx\.)\s?$", re.IGNORECASE)
_LEAST_CHANGE = 0.08
_LEAST_CHANGE_IF_ABOUT = 0.4


def dose_tenfold(statement: Statement) -> Iterator[Edit]:
    """Ten times or a tenth of a dose: a point or a nought misplaced."""
    for numeral in _of(statement, Part.DOSE):
        if numeral.in_range:
            continue
        for factor in (10, 0.1):
            if not _loosened(statement.text, numeral, numeral.value * factor):
                yield from _put(statement, numeral, _printed(numeral.value * factor))


_UNIT_SWAPS = {
    "mg": ("mcg", "g"), "mcg": ("mg",), "µg": ("mg",), "μg": ("mg",), "ug": ("mg",), "g": ("mg",),
    "ng": ("mg",), "ml": ("L",), "mL": ("L",), "micrograms": ("milligrams",), "milligrams": ("micrograms",),
    "microgram": ("milligram",), "milligram": ("microgram",), "grams": ("milligrams",), "IU": ("mg",),
    "mmol": ("mg",), "mm Hg": ("cm H2O",), "mmHg": ("cmH2O",), "kg": ("g",), "cm": ("mm",), "mm": ("cm",),
}  # fmt: skip
_UNIT = re.compile(
    r"(?<=\d)(?P<gap>[ -]?)(?P<unit>"
    + "|".join(sorted(_UNIT_SWAPS, key=len, reverse=True))
    + r")(?![\w²³]|-\d| ?[⁻-]\d|/m| Hg)"
)


def unit_swapped(statement: Statement) -> Iterator[Edit]:
    """Another unit behind the same number: mg for mcg, g for mg."""
    text = statement.text
    for match in _UNIT.finditer(text):
        bound = text[max(0, match.start() - 24) : match.start()].rstrip("0123456789.,·/ ")
        if _FLOOR.search(bound) or _CEILING.search(bound):
            # "More than 1 g" is also more than 1 mg.
            continue
        for other in _UNIT_SWAPS[match["unit"]]:
            # "0.5 mg (500 mcg)" says the same twice: with one of them changed, the sentence is still false.
            yield replaced(text, match.start("unit"), match.end("unit"), other)


def _of(statement: Statement, *parts: Part) -> Iterator[Numeral]:
    return (numeral for numeral in numerals(statement.text) if numeral.part in parts)


def percentage(statement: Statement) -> Iterator[Edit]:
    """Another percentage."""
    for numeral in _of(statement, Part.PERCENTAGE):
        yield from _redigited(statement, numeral, most=100.0 if numeral.value <= 100 else None)


def count(statement: Statement) -> Iterator[Edit]:
    """Another number of people, events or studies, in figures or in words."""
    for numeral in _of(statement, Part.COUNT):
        yield from _redigited(statement, numeral)
    yield from _in_words(statement)


def age(statement: Statement) -> Iterator[Edit]:
    """Another bound of age."""
    for numeral in _of(statement, Part.AGE):
        for other in (numeral.value + 10, numeral.value - 15 if numeral.value > 30 else numeral.value + 4):
            for edit in _put(statement, numeral, _printed(other)):
                if _is_in_order(edit.claim):
                    yield edit


def figure(statement: Statement) -> Iterator[Edit]:
    """Another figure of any other kind: a score, a ratio, a level."""
    for numeral in _of(statement, Part.OTHER):
        yield from _redigited(statement, numeral)


def decimal_point(statement: Statement) -> Iterator[Edit]:
    """A decimal point moved by one place."""
    for numeral in _of(statement, Part.OTHER, Part.PERCENTAGE):
        if numeral.in_range or ("." not in numeral.text and "·" not in numeral.text):
            continue
        for factor in (10, 0.1):
            moved = _printed(numeral.value * factor)
            if numeral.part is Part.PERCENTAGE and numeral.value <= 100 < value(moved):
                continue
            if not _loosened(statement.text, numeral, value(moved)):
                yield from _put(statement, numeral, moved)


def year(statement: Statement) -> Iterator[Edit]:
    """Another year."""
    for numeral in _of(statement, Part.YEAR):
        if numeral.in_range:
            continue
        for step in (-7, -3, 2, 6):
            if numeral.value + step < 2027:
                yield from _put(statement, numeral, str(int(numeral.value) + step))


def ratio_turned(statement: Statement) -> Iterator[Edit]:
    """A ratio from one side of 1 put on the other: 0.62 becomes 1.62, 1.8 becomes 0.8."""
    for interval in intervals(statement.text):
        if interval.estimate is None or not _is_of_ratio(statement.text, interval.estimate[0]):
            continue
        start, end = interval.estimate
        printed = statement.text[start:end]
        if not 0.05 < value(printed) < 2 or value(printed) == 1:
            continue
        whole = "1" if value(printed) < 1 else "0"
        yield _at(statement.text, start, end, whole + printed[printed.index(_point(printed)) :])


def interval_bound(statement: Statement) -> Iterator[Edit]:
    """A bound of an interval of confidence moved to the other side of no effect, or exchanged with the estimate."""
    text = statement.text
    for interval in intervals(text):
        low, high = (text[slice(*span)] for span in (interval.low, interval.high))
        yield from _crossing(text, interval.low, interval.high, _signed(low), _signed(high))
        if interval.estimate is None:
            continue
        estimate = text[slice(*interval.estimate)]
        for span, bound in ((interval.low, low), (interval.high, high)):
            if _is_plain(bound) and bound != estimate and _signed(low) < value(estimate) < _signed(high):
                yield exchanged(text, interval.estimate, span)


def _is_plain(printed: str) -> bool:
    return printed[:1].isdigit() or printed[:1] in ".·"


def _signed(printed: str) -> float:
    return -value(printed[1:]) if printed[0] in "-−–" else value(printed)


def _crossing(text: str, low_at: tuple[int, int], high_at: tuple[int, int], low: float, high: float) -> Iterator[Edit]:
    if not _is_of_ratio(text, low_at[0]):
        return
    if 1 < low < high:
        yield _at(text, *low_at, _like(text[slice(*low_at)], max(0.55, 2 - low)))
    if 0 < low < high < 1:
        yield _at(text, *high_at, _like(text[slice(*high_at)], 2 - high))


_RATIO = re.compile(r"\b(?:RR|OR|HR|SIR|SMR|IRR|aOR|aHR|PR|[Rr]atios?|[Rr]elative [Rr]isks?|[Oo]dds|[Hh]azards?)\b")


def _is_of_ratio(text: str, place: int) -> bool:
    return _RATIO.search(text, max(0, place - 80), place) is not None


def neighbours_figure(statement: Statement) -> Iterator[Edit]:
    """A figure of a sentence beside it in place of its own, of the same kind."""
    if not statement.around:
        return
    theirs = list(numerals(statement.around))
    for numeral in _of(statement, Part.PERCENTAGE, Part.COUNT, Part.DOSE, Part.OTHER):
        for other in theirs:
            if (
                other.part is numeral.part
                and (other.part is not Part.OTHER or _is_of_one_measure(statement, numeral, other))
                and not numeral.in_range
                and not _loosened(statement.text, numeral, other.value)
                and _is_other_enough(statement.text, numeral, other.value)
            ):
                yield from _put(statement, numeral, other.text)


def _is_of_one_measure(statement: Statement, ours: Numeral, theirs: Numeral) -> bool:
    """Tell whether two figures are followed by the same word and printed alike."""
    following = statement.text[ours.end :].split()[:1] == statement.around[theirs.end :].split()[:1]
    return following and ("." in ours.text) == ("." in theirs.text)


_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT_WORD = re.compile(
    rf"\b({'|'.join(_WORDS)})(?= (?:[a-z-]+ ){{0,2}}(?:trials|studies|RCTs|patients|participants|children|women|men|deaths"
    r"|people|doses|days|weeks|months|years|groups|reviews|cases|cohorts|factors|times|adults)\b)",
    re.IGNORECASE,
)
_BEFORE_WORD = re.compile(
    r"(?:\b(?:of|or|and|to|than|least|most|each|type|first|last|other|these|those|the)|-) ?$", re.IGNORECASE
)


def _in_words(statement: Statement) -> Iterator[Edit]:
    for match in _COUNT_WORD.finditer(statement.text):
        if _BEFORE_WORD.search(statement.text, 0, match.start()):
            continue
        place = _WORDS.index(match[1].lower())
        other = _WORDS[(place + 4) % len(_WORDS)]
        if not re.search(rf"\b{other}\b", statement.text, re.IGNORECASE):
            yield replaced(statement.text, match.start(), match.end(), other)


def _redigited(statement: Statement, numeral: Numeral, *, most: float | None = None) -> Iterator[Edit]:
    """Yield the sentence with a digit of the number changed, or two of them swapped."""
    if numeral.in_range:
        return
    for printed in _misprints(numeral.text):
        now = value(printed)
        if (most is not None and now > most) or (now == 1 and numeral.part is Part.COUNT):
            continue
        if _is_other_enough(statement.text, numeral, now) and not _loosened(statement.text, numeral, now):
            yield from _put(statement, numeral, printed)


def _misprints(printed: str) -> Iterator[str]:
    places = [place for place, mark in enumerate(printed) if mark.isdigit()]
    for place in places[:2]:
        for step in (3, 6):
            digit = (int(printed[place]) + step) % 10
            if digit == 0 and place == 0:
                digit = 5 if printed[place] != "5" else 4
            yield printed[:place] + str(digit) + printed[place + 1 :]
    for one, other in pairwise(places):
        if printed[one] != printed[other] and not (one == 0 and printed[other] == "0"):
            swapped = list(printed)
            swapped[one], swapped[other] = printed[other], printed[one]
            yield "".join(swapped)


def _is_other_enough(text: str, numeral: Numeral, now: float) -> bool:
    """Tell whether a number is not the same but for rounding."""
    about = _ABOUT.search(text, 0, numeral.start) is not None
    least = _LEAST_CHANGE_IF_ABOUT if about else _LEAST_CHANGE
    return abs(now - numeral.value) > least * max(abs(numeral.value), 1e-9)


_RANGE = re.compile(r"\b(\d+)(?: years)? ?(?:-|–|to|and) ?(\d+)\b")


def _is_in_order(text: str) -> bool:
    """Tell whether every range of whole numbers runs upwards."""
    return all(int(low) < int(high) for low, high in _RANGE.findall(text))


def _loosened(text: str, numeral: Numeral, now: float) -> bool:
    """Tell whether the new number is implied by the old one, because only a bound is stated."""
    before = text[max(0, numeral.start - 16) : numeral.start]
    if _FLOOR.search(before) or _FLOOR_AFTER.match(text[numeral.end :]):
        return now <= numeral.value
    return now >= numeral.value if _CEILING.search(before) else False


def _put(statement: Statement, numeral: Numeral, printed: str) -> Iterator[Edit]:
    """Yield the sentence with another number in place; nothing where it has that number already."""
    if any(other.value == value(printed) and other.part is numeral.part for other in numerals(statement.text)):
        return
    yield _at(statement.text, numeral.start, numeral.end, printed)


def _at(text: str, start: int, end: int, printed: str) -> Edit:
    """Return the sentence with the number replaced; what changed is told with the words around it."""
    edit = replaced(text, start, end, printed)
    around = slice(max(0, start - 12), start), slice(end, end + 12)
    return Edit(edit.claim, *(f"{text[around[0]]}{one}{text[around[1]]}".strip() for one in (text[start:end], printed)))


def exchanged(text: str, one: tuple[int, int], other: tuple[int, int]) -> Edit:
    """Return the text with two spans exchanged."""
    first, second = sorted((one, other))
    a, b = text[slice(*first)], text[slice(*second)]
    claim = text[: first[0]] + b + text[first[1] : second[0]] + a + text[second[1] :]
    return Edit(claim, f"{a} … {b}", f"{b} … {a}")


def _printed(number: float) -> str:
    rounded = round(number, 6)
    return f"{int(rounded):,}" if rounded == int(rounded) else f"{rounded:g}"


def _point(printed: str) -> str:
    return "·" if "·" in printed else "."


def _like(model: str, number: float) -> str:
    """Return a number printed like the model: with its point and as many decimals, but at least one."""
    point = _point(model)
    decimals = max(1, len(model.rpartition(point)[2]) if point in model else 1)
    return f"{number:.{decimals}f}".replace(".", point)


AMOUNTS: dict[str, Operator] = {
    "dose tenfold": dose_tenfold,
    "unit swapped": unit_swapped,
    "percentage": percentage,
    "count": count,
    "age": age,
    "other figure": figure,
    "decimal point": decimal_point,
    "year": year,
    "ratio turned round": ratio_turned,
    "interval": interval_bound,
    "neighbour's figure": neighbours_figure,
}

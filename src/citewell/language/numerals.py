"""Numbers as they may be written, in one form: "two thousand", "2,000", "2 000" and "2000" are all 2000."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_SMALL = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_HUNDRED, _THOUSAND = 100, 1_000
_MULTIPLES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join([*_SMALL, *_TENS, *_MULTIPLES])
_SPELLED = re.compile(rf"\b(?:{'|'.join([*_SMALL, *_TENS])})\b(?:(?:-| | and )(?:{_WORD})\b)*")
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
# A third dose is no part of a dose: only what is counted ("two thirds", "a third of") is a fraction.
_FRACTION = re.compile(
    r"\b(?:(?P<count>one|two|three|four|five|\d)[ -](?P<counted>half|halves|(?:third|quarter|fifth|sixth|tenth)s?)\b"
    r"|(?:a )?(?P<half>half)\b(?!-| (?:life|lives))|(?:a|the) (?P<one>third|quarter|fifth|tenth)(?= of\b))"
)
_AND_A_HALF = re.compile(rf"\b(?P<whole>\d+|{'|'.join(_SMALL)}) and (?:a|one)[ -]half\b")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*(?![\d]|,\d)")
_MILLIONS = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) (thousand|million|billion)\b")
_DECIMAL = re.compile(r"(?<![\w.])(\d*)\.(\d+)(?![\w.]*\.\d)")


def in_figures(text: str) -> str:
    """Return a lower-case text with its numbers in figures: no separators, no idle zeros, parts as percentages."""
    if any(part in text for part in ("hal", "third", "quarter", "fifth", "sixth", "tenth")):
        text = _FRACTION.sub(_as_percentage, _AND_A_HALF.sub(_and_a_half, text))
    text = _SPELLED.sub(lambda match: " and ".join(_read(match.group())), text)
    text = _GROUPED.sub(lambda match: match.group().replace(match[1], ""), text)
    text = _MILLIONS.sub(lambda match: _plain(Decimal(match[1]) * _MULTIPLES[match[2]]), text)
    return _DECIMAL.sub(_without_idle_zeros, text)


def _as_percentage(match: re.Match[str]) -> str:
    if match["half"]:
        return "50%"
    count = match["count"] or "one"
    number = int(count) if count.isdigit() else _SMALL[count]
    part = match["counted"] or match["one"]
    whole = _PARTS[part if part in _PARTS else part.removesuffix("s")]
    return f"{_plain(round(Decimal(100 * number) / whole, 1))}%"


def _and_a_half(match: re.Match[str]) -> str:
    whole = match["whole"]
    return f"{int(whole) if whole.isdigit() else _SMALL[whole]}.5"


def _without_idle_zeros(match: re.Match[str]) -> str:
    behind = match[2].rstrip("0")
    return f"{match[1] or '0'}.{behind}" if behind else match[1] or "0"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _read(words: str) -> Iterator[str]:
    """Yield the numbers that a run of number words spells: "two hundred and five" is one, "two and five" are two."""
    total = current = 0
    before = ""
    for word in re.split(r"[ -]", words):
        if word == "and":
            continue
        if before and not _goes_on(before, word, current):
            yield str(total + current)
            total = current = 0
        if word == "hundred":
            current *= _HUNDRED
        elif word in _MULTIPLES:
            total, current = total + current * _MULTIPLES[word], 0
        else:
            current += _SMALL.get(word, 0) + _TENS.get(word, 0)
        before = word
    yield str(total + current)


def _goes_on(before: str, word: str, current: int) -> bool:
    if word in _MULTIPLES:
        return current > 0 and (word != "hundred" or current < _HUNDRED)
    if before in _MULTIPLES:
        return True
    return before in _TENS and 0 < _SMALL.get(word, 0) < len(_SMALL) // 2

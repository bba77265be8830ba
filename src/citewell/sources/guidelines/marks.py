"""Marks that lead from a word to a note or to the list of references: they are not part of the sentence."""

from __future__ import annotations

import re
from collections.abc import Callable

_DIGITS = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_NUMBERS = re.compile(r"\s*\d{1,3}(?:\s*[,;–—-]\s*\d{1,3})*\s*,?\s*")
_NOTE = re.compile(r"\s*(?:[a-z]{1,2}|[*†‡§¶#]{1,3})(?:\s*,\s*(?:[a-z]|[*†‡§¶#]))*\s*")
_ORDINAL = frozenset({"st", "nd", "rd", "th"})
# After these a raised number is a power: 10³, m², /mm³.
_POWER = re.compile(r"(?:\d|(?:^|[\s(/·×.])(?:[cdkmµμn]?m|s|h|x|10|kg|R|I|χ|r|p|n))$")


# What stands in the text for a mark.
Keep = Callable[[str], str]


def dropped(_mark: str) -> str:
    """Return what stands for a mark in a text that is to be quoted: nothing."""
    return ""


def is_citation_mark(mark: str, before: str) -> bool:
    """Tell whether a raised or linked piece leads to a reference or a note: "pain" and a raised "12"."""
    if not mark.strip():
        return True
    if not before or before[-1].isspace() or before[-1] in "[(":
        return False
    if _NUMBERS.fullmatch(mark):
        return _POWER.search(before) is None
    return mark.strip() not in _ORDINAL and _NOTE.fullmatch(mark) is not None


def raised(text: str) -> str:
    """Return a raised piece with its digits as Unicode superscripts, where there are such: 10⁻³."""
    return text.translate(_DIGITS) if re.fullmatch(r"[0-9+\-−n]+", text) else text

"""Whether a sentence is its source made shorter: the same words in the same order, with nothing left out across a clause.

The gate lets a claim say its source in another order where English does (verify/arrangement.py). What a model proposes is
held to more: its words stand in the order of the quote, so that what the gate may misread is not put to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.language.words import STOP_WORDS, normalise, stem

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[a-z0-9]+(?:['’][a-z]+)?")
_PARENTHESIS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# What must not lie in a gap: it joins clauses, arms and items, and words on its two sides belong apart.
_BOUNDARY = re.compile(
    r"[,;:.](?=\s)|\b(?:and|or|nor|but|than|whereas|while|although|though|versus|vs|compared|unlike|with|without|which|who|that|as)\b"
)
_OPENING = re.compile(r"\s*(?:in|among|at|after|during|over|for|of|within|before|following|across|on|by)\b[^,;:]*(?=,)")
# A root is the first letters of a word that has another ending: "reduction" for "reduced".
_ROOT = 5


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that carries content: its stem, and where it stands in the text."""

    stem: str
    start: int
    end: int


def is_out_of_order(text: str, quote: str) -> bool:
    """Tell whether a text is anything but its quote made shorter.

    One move is allowed, of an opening phrase: "In adults, it helped" and "It helped in adults" are the same. A gap may
    not cross a clause. This refuses honest passives too: they are shown as quoted.
    """
    return not _shortens(normalise(text), normalise(quote))


def _shortens(text: str, quote: str) -> bool:
    read = _content(quote)
    said = [(word, found) for word in _content(text) if (found := _places(word, read))]
    places = [found for _, found in said]
    if _may_follow([], places, read, quote):
        return True
    opened = sum(word.start < _opening(text) for word, _ in said)
    if 0 < opened < len(said) and _may_follow(places[:opened], places[opened:], read, quote):
        return True
    within = sum(word.start < _opening(quote) for word in read)
    moved = [[place for place in found if place < within] for found in places]
    return any(
        all(moved[split:]) and _may_follow(places[:split], moved[split:], read, quote) for split in range(1, len(said))
    )


def _opening(text: str) -> int:
    """Return where the opening phrase of a text ends ("In 240 adults,"), 0 if it has none."""
    match = _OPENING.match(text)
    return match.end() if match else 0


def _content(text: str) -> list[_Word]:
    return [
        _Word(stem(match.group()), match.start(), match.end())
        for match in _WORD.finditer(text)
        if match.group() not in STOP_WORDS
    ]


def _places(word: _Word, read: Sequence[_Word]) -> list[int]:
    """Return the places of a word in the quote; where it has none, those of a word of the same root."""
    same = [place for place, other in enumerate(read) if other.stem == word.stem]
    return same or [
        place for place, other in enumerate(read) if len(word.stem) >= _ROOT and other.stem[:_ROOT] == word.stem[:_ROOT]
    ]


def _may_follow(before: Sequence[list[int]], after: Sequence[list[int]], read: Sequence[_Word], quote: str) -> bool:
    """Tell whether the words can be placed in order, with those `before` moved from behind those `after`."""
    if not after:
        return False
    if not before:
        return any(_ends(after, start, read, quote) for start in after[0])
    return any(
        end < start
        for start in before[0]
        if _ends(before, start, read, quote)
        for first in after[0]
        for end in _ends(after, first, read, quote)
    )


def _ends(said: Sequence[list[int]], start: int, read: Sequence[_Word], quote: str) -> set[int]:
    """Return where the last word can stand if the first stands at `start`, in order and without a gap too wide."""
    reached = {start}
    for places in said[1:]:
        reached = {place for place in places if any(at < place and _may_skip(at, place, read, quote) for at in reached)}
    return reached


def _may_skip(at: int, place: int, read: Sequence[_Word], quote: str) -> bool:
    between = _PARENTHESIS.sub(" ", quote[read[at].end : read[place].start])
    return not _content(between) or not _BOUNDARY.search(between)

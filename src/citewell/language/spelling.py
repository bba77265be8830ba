"""Mending a misspelt term, cautiously: many drugs have names that are two letters apart."""

from __future__ import annotations

from collections.abc import Iterable

from citewell.language.families import are_relatives

_SHORTEST = 5
_LONG = 11


def corrected(word: str, known: Iterable[str]) -> str | None:
    """Return the one known word that `word` is most likely meant to be; None if there is none, or several.

    One slip (a letter too many, too few, wrong, or two swapped) in a word of five letters or more that begins
    with the same letter; two in a word of eleven or more that begins with the same three.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return None
    near = [k for k in known if k.isalpha() and k[0] == word[0] and _slips(word, k, most=1) == 1]
    if not near and len(word) >= _LONG:
        near = [k for k in known if k[:3] == word[:3] and len(k) >= _LONG and _slips(word, k, most=2) == 2]
    # "Ischaemia" is no slip for "ischaemic", though a table of names may hold only the one.
    return near[0] if len(near) == 1 and not are_relatives(word, near[0]) else None


def _slips(one: str, other: str, *, most: int) -> int:
    """Return the optimal string alignment distance, or `most` + 1 once it is sure to be more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return last[-1]

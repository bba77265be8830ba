"""Whether each figure of a claim belongs to the words it belongs to in the source, and each word to its side.

Two ways of binding wrongly leave the order of the words as it was: to leave out what stands between ("48 of 120 given
zanolol and 30 of 121 given placebo" made "48 of 120 given placebo"), and to take a figure from another sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from citewell.verify.alignment import Alignment, shares_root
from citewell.verify.reading import ADDED, Sentence, Word

_FEW = 2


def rebound(alignment: Alignment) -> tuple[Word, Word] | None:
    """Return two words that stand side by side in the claim and belong to different things in the source."""
    claim = alignment.claim
    for (at, place), (next_at, next_place) in zip(alignment.pairs, alignment.pairs[1:], strict=False):
        one, other = claim.words[at], claim.words[next_at]
        if next_place <= place + 1 or one.item != other.item or _is_parted(claim, one, other):
            continue
        if _is_crossed(alignment, place, next_place):
            return one, other
    return _without_operator(alignment)


def _is_parted(claim: Sentence, one: Word, other: Word) -> bool:
    """Tell whether brackets part two words of a claim."""
    return one.bracket != other.bracket or (
        other.at - one.at > 1 and one.bracket == 0 and _has_bracket(claim, one, other)
    )


def _has_bracket(claim: Sentence, one: Word, other: Word) -> bool:
    return any(token.bracket for token in claim.tokens[one.at : other.at])


def _is_crossed(alignment: Alignment, place: int, next_place: int) -> bool:
    """Tell whether what was left out holds the end of the one's item and the beginning of the other's."""
    source, kept = alignment.source, alignment.kept
    one, other = source.words[place], source.words[next_place]
    between = range(place + 1, next_place)
    if (one.item, one.bracket) == (other.item, other.bracket):
        # "Hazard ratio 0.62, 0.51 to 0.75" made "hazard ratio 0.51": the figure that stood by the word is another.
        return (
            other.is_figure
            and not one.is_figure
            and any(
                source.words[n].is_figure and n not in kept and source.words[n].bracket == other.bracket
                for n in between
            )
        )
    behind = [n for n in between if _cell(source, n) == _cell(source, place) and n not in kept]
    before = [n for n in between if _cell(source, n) == _cell(source, next_place) and n not in kept]
    return bool(behind) and bool(before)


def _cell(source: Sentence, place: int) -> tuple[int, int]:
    """Return what keeps words together: their item, or their brackets."""
    word = source.words[place]
    return (-1, word.bracket) if word.bracket else (word.item, 0)


def _without_operator(alignment: Alignment) -> tuple[Word, Word] | None:
    """Return a side of a comparison that the claim has without its "than" or "versus", and what it then stands by."""
    claim, source, kept = alignment.claim, alignment.source, alignment.kept
    at_of = {place: at for at, place in alignment.pairs}
    for place, word in enumerate(source.words[:-1]):
        if word.is_operator and place not in kept and place + 1 in kept:
            at = at_of[place + 1]
            others = [n for n in (at - 1, at + 1) if 0 <= n < len(claim.words)]
            if others and source.words[place + 1].bracket == word.bracket:
                return claim.words[at], claim.words[others[0]]
    return None


def borrowed_figure(alignment: Alignment, sentences: Sequence[Sentence]) -> Word | None:
    """Return a figure that the claim's sentence does not give, or not so often, and that no other gives for the same.

    Where the sentence holds all that the figure is said of, it gives another figure for it.
    """
    for word in _unplaced(alignment):
        if word.is_figure:
            near = _near(alignment.claim, word)
            is_held = all(_holds(alignment.source, other.key) for other in near)
            if is_held or not any(_gives(s, word, near) for s in _others(alignment, sentences)):
                return word
    return None


def borrowed_word(alignment: Alignment, sentences: Sequence[Sentence]) -> Word | None:
    """Return a word that the claim's sentence does not have, or not so often, and that no other has with its like."""
    for word in _unplaced(alignment):
        if word.is_figure or word.is_operator or word.key in ADDED:
            continue
        near = _near(alignment.claim, word)
        if not any(_gives(sentence, word, near) for sentence in _others(alignment, sentences)):
            return word
    return None


def _unplaced(alignment: Alignment) -> Iterator[Word]:
    return (alignment.claim.words[at] for at, place in enumerate(alignment.places) if place is None)


def _others(alignment: Alignment, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    return (sentence for sentence in sentences if alignment.source not in sentence.variants)


def _near(claim: Sentence, word: Word) -> list[Word]:
    """Return the words that stand with a word in its item; where they are few, all of the claim's."""
    near = [other for other in claim.words if other.item == word.item and not other.is_figure and other is not word]
    return near if len(near) >= _FEW else [other for other in claim.words if not other.is_figure]


def _gives(sentence: Sentence, word: Word, near: Sequence[Word]) -> bool:
    return _holds(sentence, word.key) and all(_holds(sentence, other.key) for other in near)


def _holds(sentence: Sentence, key: str) -> bool:
    return key in sentence.places or (
        not key.startswith("=") and any(shares_root(key, other) for other in sentence.places)
    )

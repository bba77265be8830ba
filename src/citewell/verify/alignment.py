"""Which word of a claim is which word of its source's sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from citewell.verify.reading import Sentence, Source

# "Reduction" is "reduced" and "diagnosis" "diagnosed", though their stems differ; "quinine" is not "quinidine".
_ROOT, _ENDING = 5, 2
# A sentence of the source that holds nearly as much of the claim as the best may be the one that it rests on.
_NEARLY = 0.9
_MOST_TRIED = 3


@dataclass(frozen=True)
class Alignment:
    """A claim's sentence beside one of its source's.

    places[n] is where word n of the claim stands in the source, None if nowhere. is_moved: one of the two is not as it
    is written, but with a phrase of it moved.
    """

    claim: Sentence
    source: Sentence
    places: tuple[int | None, ...]
    is_moved: bool = False

    @cached_property
    def pairs(self) -> list[tuple[int, int]]:
        """The words found, as (place in the claim, place in the source), in the claim's order."""
        return [(at, place) for at, place in enumerate(self.places) if place is not None]

    @cached_property
    def kept(self) -> frozenset[int]:
        """The places of the source that the claim uses."""
        return frozenset(place for _, place in self.pairs)


def align(claim: Sentence, source: Sentence) -> Alignment:
    """Return the claim's words at their places: as many as can be in the source's order, the others where they are."""
    options = [_options(word.key, source) for word in claim.words]
    places = _longest_in_order(options)
    used = {place for place in places if place is not None}
    for at, found in enumerate(options):
        if places[at] is None and (free := [place for place in found if place not in used]):
            near = next((places[other] for other in _outwards(at, len(places)) if places[other] is not None), 0)
            places[at] = min(free, key=lambda place: abs(place - (near or 0)))
            used.add(places[at] or 0)
    return Alignment(claim, source, tuple(places))


def _outwards(at: int, count: int) -> Iterator[int]:
    for step in range(1, count):
        if at - step >= 0:
            yield at - step
        if at + step < count:
            yield at + step


def _options(key: str, source: Sentence) -> list[int]:
    """Return the places of a word in the source; where it has none, those of a word of the same root."""
    same = source.places.get(key)
    if same or key.startswith("="):
        return same or []
    return [place for other, found in source.places.items() if shares_root(key, other) for place in found]


def shares_root(word: str, other: str) -> bool:
    """Tell whether two stems have the same beginning, and endings of one or two letters that make no other thing."""
    shared = max(_ROOT, len(word) - _ENDING, len(other) - _ENDING)
    if shared > min(len(word), len(other)) or word[:shared] != other[:shared]:
        return False
    return _made(word) == _made(other)


# Endings that make another thing of a root: an inflammation, a tumour, what is like one, a substance, a small part.
_MAKES = ("itis", "oma", "oid", "ol", "on")


def _made(word: str) -> str:
    return next((ending for ending in _MAKES if word.endswith(ending)), "")


def _longest_in_order(options: Sequence[Sequence[int]]) -> list[int | None]:
    """Return the longest run of places that only goes up, one at most for each word.

    Source: Hunt & Szymanski, "A fast algorithm for computing longest common subsequences", CACM 1977.
    """
    ends: list[int] = []
    links: list[tuple[int, int, int | None]] = []
    last: list[int] = []
    for at, found in enumerate(options):
        for place in sorted(found, reverse=True):
            size = bisect_left(ends, place)
            links.append((at, place, last[size - 1] if size else None))
            if size == len(ends):
                ends.append(place)
                last.append(len(links) - 1)
            else:
                ends[size] = place
                last[size] = len(links) - 1
    places: list[int | None] = [None] * len(options)
    link = last[-1] if last else None
    while link is not None:
        at, place, link = links[link]
        places[at] = place
    return places


def alignments(claim: Sentence, source: Source) -> Iterator[Alignment]:
    """Yield the claim beside the sentences of its source that hold most of it, the best first; at most three.

    Each is laid beside it as it stands, then with the opening phrase of one or the other moved.
    """
    keys = {word.key for word in claim.words}
    held = [(sum(key in sentence.places for key in keys), -at) for at, sentence in enumerate(source.sentences)]
    best = max(held, default=(0, 0))[0]
    near = sorted((pair for pair in held if best and pair[0] >= _NEARLY * best), reverse=True)[:_MOST_TRIED]
    sentences = [source.sentences[-at] for _, at in near]
    for sentence in sentences:
        yield align(claim, sentence)
    for sentence in sentences:
        for read in sentence.variants:
            for said in claim.variants:
                if read is not sentence or said is not claim:
                    yield replace(align(said, read), is_moved=True)

"""Whether a claim says no more than its source: no stronger advice, no greater certainty, of no more people, always.

Each function returns what is wrong in words for a reader, empty if nothing is. A claim may be more careful than its
source, but for advice: "may be given" is not what a source says that says "should be given".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from citewell.verify.alignment import Alignment
from citewell.verify.markers import Grade, Kind, Marker, grades, markers
from citewell.verify.reading import Sentence

_NEAR = 3
_ALL = 8
_CARE = 1  # "may be considered", "an option"
_FEWEST_KEPT = 2


def stronger_advice(alignment: Alignment) -> str:
    """Return where a claim advises more, or less, than its source."""
    said, read = _of(alignment.claim, Kind.ADVICE), _of(alignment.source, Kind.ADVICE)
    known = {marker.step for marker in read}
    for marker in said:
        if marker.step not in known:
            return _differs(marker, read)
    steps = {marker.step for marker in said}
    if any(hedge.step <= 1 for hedge in _of(alignment.claim, Kind.HEDGE)):
        steps.add(_CARE)
    for marker in read:
        if marker.step not in steps and _is_kept(alignment, marker):
            return f'the source says "{marker.said}"' + (f', it says "{said[0].said}"' if said else "")
    return ""


def _differs(marker: Marker, read: list[Marker]) -> str:
    if read:
        return f'it says "{marker.said}", the source "{read[0].said}"'
    return f'the source does not say "{marker.said}"'


def greater_certainty(alignment: Alignment) -> str:
    """Return where a claim is surer than its source."""
    hedges = _of(alignment.claim, Kind.HEDGE)
    at_of = {place: at for at, place in alignment.pairs}
    for marker in _of(alignment.source, Kind.HEDGE):
        heads = {at_of[place] for place in _governed(alignment.source, marker) if place in at_of}
        if heads and not any(hedge.step <= marker.step and _reaches(alignment.claim, hedge, heads) for hedge in hedges):
            return f'the source is not so sure: it says "{marker.said}"'
    boosts, known = _of(alignment.claim, Kind.BOOST), Counter(m.said for m in _of(alignment.source, Kind.BOOST))
    for said, count in Counter(marker.said for marker in boosts).items():
        if count > known[said]:
            return f'the source does not say "{said}"' + (" so often" if known[said] else "")
    return _other_grade(alignment)


def _reaches(sentence: Sentence, marker: Marker, heads: set[int]) -> bool:
    """Tell whether a marker is said of one of these words, or stands behind them in their item."""
    if not heads.isdisjoint(_governed(sentence, marker)):
        return True
    own = sentence.words[min(marker.own, len(sentence.words) - 1)]
    return any(sentence.words[at].clause == own.clause and sentence.words[at].item == own.item for at in heads)


def _other_grade(alignment: Alignment) -> str:
    said, read = grades(alignment.claim.text), grades(alignment.source.text)
    for grade in sorted(said - read, key=str):
        return f'the source does not say "{grade.how}" of its {grade.rated}'
    for grade in sorted(read - said, key=str):
        if grade.is_low and _is_clause_kept(alignment, grade):
            return f'it leaves out that the {grade.rated} is rated "{grade.how}"'
    return ""


def _is_clause_kept(alignment: Alignment, grade: Grade) -> bool:
    """Tell whether the claim keeps words of the clause in which the source gives a rating."""
    words = alignment.source.words
    rated = words[min(alignment.source.place_from(grade.start), len(words) - 1)]
    return sum(words[place].clause == rated.clause for place in alignment.kept) >= _FEWEST_KEPT


def other_quantity(alignment: Alignment) -> str:
    """Return where a claim counts more or fewer than its source, or more often."""
    said, read = _of(alignment.claim, Kind.QUANTITY), _of(alignment.source, Kind.QUANTITY)
    place_of = dict(alignment.pairs)
    at_of = {place: at for at, place in alignment.pairs}
    for marker in read:
        head = next((n for n in _noun(alignment.source, marker) if n in at_of), None)
        if head is None:
            continue
        same = [other for other in said if at_of[head] in _noun(alignment.claim, other)]
        if not same:
            of_list = [other for other in said if _counts_list(alignment.claim, other, at_of[head])]
            same = [other for other in of_list if other.step == marker.step] or of_list
        if any(other.step != marker.step for other in same) or (not same and marker.step != _ALL):
            return f'the source says "{marker.said}"' + (f', it says "{same[0].said}"' if same else "")
    for marker in said:
        nouns = [place_of[n] for n in _noun(alignment.claim, marker) if n in place_of]
        if not nouns and any(other.said == marker.said for other in read):
            continue  # "for each of these": it counts no word that is written
        known = [other for other in read if set(nouns) & set(_noun(alignment.source, other))]
        if not any(other.step == marker.step for other in known):
            return f'it says "{marker.said}"' + (
                f', the source "{known[0].said}"' if known else ", the source does not"
            )
    return _other_frequency(alignment)


def _counts_list(sentence: Sentence, marker: Marker, place: int) -> bool:
    """Tell whether a quantity counts a list that holds a word."""
    nouns = _noun(sentence, marker)
    return bool(nouns) and sentence.is_list(sentence.words[nouns[0]].item, sentence.words[place].item)


def _noun(sentence: Sentence, marker: Marker) -> list[int]:
    """Return the places of the words that a quantity counts: those next behind it in its item."""
    if marker.place >= len(sentence.words):
        return []
    item = sentence.words[marker.place].item
    return [
        n for n in range(marker.place, min(marker.place + _NEAR, len(sentence.words))) if sentence.words[n].item == item
    ]


def _other_frequency(alignment: Alignment) -> str:
    said, read = _of(alignment.claim, Kind.FREQUENCY), _of(alignment.source, Kind.FREQUENCY)
    steps, known = {marker.step for marker in said}, {marker.step for marker in read}
    for marker in said:
        if marker.step not in known:
            return f'it says "{marker.said}"' + (f', the source "{read[0].said}"' if read else ", the source does not")
    for marker in read:
        if marker.step not in steps and _is_kept(alignment, marker):
            return f'the source says "{marker.said}"'
    return ""


def lost_exception(alignment: Alignment) -> str:
    """Return the exception, condition or limit that a claim leaves out or adds."""
    for kind in (Kind.EXCEPTION, Kind.CONDITION):
        said, read = _of(alignment.claim, kind), _of(alignment.source, kind)
        if said and not read:
            return f'the source does not say "{said[0].said}"'
        if lost := _unanswered(alignment, said, read):
            return f'it leaves out what the source excepts: "{lost.said}"'
        if said and read and not _is_same_exception(alignment, said, read):
            return f'what it excepts with "{said[0].said}" is not what the source excepts'
    said_only = {marker.said for marker in _of(alignment.claim, Kind.ONLY)}
    for marker in _of(alignment.source, Kind.ONLY):
        if marker.said not in said_only and _is_head_kept(alignment, marker):
            return f'it leaves out the "{marker.said}" of the source'
    return ""


def _unanswered(alignment: Alignment, said: list[Marker], read: list[Marker]) -> Marker | None:
    """Return an exception of the source that none of the claim's is, though the claim keeps what it is made to.

    A claim's exception is the source's last before the word that both except; one of which no word is found may be any.
    """
    behind = [_first_found(alignment, marker) for marker in said]
    answered = {
        max((marker.place for marker in read if marker.place <= place), default=-1)
        for place in behind
        if place is not None
    }
    lost = [marker for marker in read if marker.place not in answered and _is_main_kept(alignment, marker)]
    return lost[0] if len(lost) > behind.count(None) else None


def _first_found(alignment: Alignment, marker: Marker) -> int | None:
    """Return where the first word behind a marker of the claim stands in the source; None if none does."""
    return next((place for at, place in alignment.pairs if at >= marker.place), None)


def _is_same_exception(alignment: Alignment, said: list[Marker], read: list[Marker]) -> bool:
    """Tell whether what stands behind the claim's exceptions stands behind the source's too."""
    starts = [marker.place for marker in read]
    return all(
        (place := _first_found(alignment, marker)) is None or any(start <= place <= start + _NEAR for start in starts)
        for marker in said
    )


def _is_main_kept(alignment: Alignment, marker: Marker) -> bool:
    """Tell whether the claim keeps what an exception is made to: words of its clause that are not behind it."""
    source = alignment.source
    if marker.place >= len(source.words):
        return bool(alignment.kept)
    excepted = source.words[marker.place]
    main = [
        n
        for n in alignment.kept
        if source.words[n].clause == excepted.clause and (n < marker.own or source.words[n].item != excepted.item)
    ]
    return len(main) >= _FEWEST_KEPT


def _is_head_kept(alignment: Alignment, marker: Marker) -> bool:
    """Tell whether the claim keeps the word that "only" is said of; before a figure it limits nothing."""
    source = alignment.source
    if marker.said == "alone" or marker.place >= len(source.words):
        return marker.own - 1 in alignment.kept
    return not source.words[marker.place].is_figure and marker.place in alignment.kept


def _of(sentence: Sentence, kind: Kind) -> list[Marker]:
    return [marker for marker in markers(sentence.text) if marker.kind is kind]


def _is_kept(alignment: Alignment, marker: Marker) -> bool:
    """Tell whether the claim keeps a word of what the marker is said of."""
    return any(place in alignment.kept for place in _governed(alignment.source, marker))


def _governed(sentence: Sentence, marker: Marker) -> Iterator[int]:
    """Yield the places of the words that a marker is said of: behind it to the end of its list, else before it."""
    words = sentence.words
    if marker.is_last or marker.place >= len(words):
        last = min(marker.own, len(words)) - 1
        item = words[last].item
        yield from (
            n
            for n in range(last + 1)
            if (words[n].item == item or sentence.is_list(words[n].item, item))
            and words[n].clause == words[last].clause
            and not words[n].is_figure
        )
        return
    head = words[marker.place]
    for place in range(marker.place, len(words)):
        word = words[place]
        if word.clause != head.clause or (word.item != head.item and not sentence.is_list(head.item, word.item)):
            return
        if not word.is_figure:
            yield place

"""Whether a claim's words stand to each other as they do in its source: sides, subjects and objects, figures.

The rule: two words that stand in one clause keep their order. What may be moved is the whole item of a list, a whole
opening phrase, an adverb, and the words of a passive. So "placebo was better than zanolol" is not "zanolol was better
than placebo", and "1.2% and 1.6%" is not "1.6% and 1.2%", though the words are the same.

Source of the rule: English marks who does what to whom by the order of words (Huddleston & Pullum, "The Cambridge
Grammar of the English Language", 2002, chapters 2 and 4); what it may reorder is listed there in chapter 16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citewell.verify.alignment import Alignment
from citewell.verify.reading import Sentence, Word

_LINKS = frozenset({"of", "in", "for", "with", "to", "on", "from", "by"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_NO_ADVERBS = frozenset(
    {"early", "daily", "weekly", "monthly", "yearly", "hourly", "likely", "unlikely", "only", "family", "elderly"}
)
_RESPECTIVELY = re.compile(r"\brespectively\b|\bin that order\b")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_FIGURES = re.compile(r"(?:-?\d[\d.]*(?:%| [a-z]{1,6}\b)?,? )+(?:and|versus|or) -?\d[\d.]*")
_BRACKETS = re.compile(r"\([^()]*\)")
_LONGEST_COMPOUND = 5


def misplaced(alignment: Alignment) -> tuple[Word, Word] | None:
    """Return two words of a claim whose order is not that of the source, the earlier first; None if there are none.

    Where only one of the two is a passive, it is read in the active: "frobol was replaced by zanolol" has the order of
    "frobol replaced zanolol", and says the reverse.
    """
    readings = list(_made_active(alignment)) or [(alignment.pairs, None)]
    faults = [_first_fault(alignment, order, ranks) for order, ranks in readings]
    return None if None in faults else faults[0]


def _first_fault(
    alignment: Alignment, order: Sequence[tuple[int, int]], ranks: Sequence[int] | None = None
) -> tuple[Word, Word] | None:
    """Return the first two words that stand the other way round in the source and may not.

    ranks: for each place of the source where it would stand, were the source in the active voice.
    """
    words = alignment.claim.words
    for index, one in enumerate(order):
        for other in order[index + 1 :]:
            turned = ranks[other[1]] < ranks[one[1]] if ranks else other[1] < one[1]
            if turned and not _may_turn(alignment, one, other):
                return words[one[0]], words[other[0]]
    return None


def _may_turn(alignment: Alignment, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two words, the first of which stands behind the second in the source, may stand so."""
    claim, source = alignment.claim, alignment.source
    said, also = claim.words[one[0]], claim.words[other[0]]
    later, earlier = source.words[one[1]], source.words[other[1]]
    if _is_adverb(said) or _is_adverb(also):
        return later.clause == earlier.clause and not said.is_operator and not also.is_operator
    if _is_compound(alignment, one, other) or _is_of_authors(alignment, one, other):
        return True
    return (
        source.is_list(earlier.item, later.item)
        and claim.is_list(said.item, also.item)
        and not _is_in_step(source, earlier, later)
        and (not (said.is_figure and also.is_figure) or (_has_words(alignment, one) and _has_words(alignment, other)))
    )


def _is_adverb(word: Word) -> bool:
    return word.said.endswith("ly") and not word.is_figure and word.said not in _NO_ADVERBS


def _is_in_step(source: Sentence, earlier: Word, later: Word) -> bool:
    """Tell whether a list's order tells which of its items goes with which of another's: "48 and 30, respectively"."""
    if _RESPECTIVELY.search(source.text):
        return True
    if any(word.is_figure and not word.bracket and word.item in {earlier.item, later.item} for word in source.words):
        return False
    size = source.list_size(earlier.item)
    plain = _BRACKETS.sub("", source.text)
    return any(len(_FIGURE.findall(run.group())) == size for run in _FIGURES.finditer(plain))


def _is_of_authors(alignment: Alignment, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether "we enrolled 40 adults" stands as "40 adults were enrolled", or the reverse."""
    for (at, place), (_, beside) in ((one, other), (other, one)):
        said, read = alignment.claim.words[at], alignment.source.words[place]
        if (said.led_by == "we" and read.led_by in _BE) or (said.led_by in _BE and read.led_by == "we"):
            return alignment.source.words[beside].clause == read.clause
    return False


def _has_words(alignment: Alignment, figure: tuple[int, int]) -> bool:
    """Tell whether a figure's item has words that are with it in both."""
    claim, source = alignment.claim, alignment.source
    mine, its = claim.words[figure[0]].item, source.words[figure[1]].item
    return any(
        claim.words[at].item == mine and source.words[place].item == its and not claim.words[at].is_figure
        for at, place in alignment.pairs
    )


def _is_compound(alignment: Alignment, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether "the risk of stroke" stands as "the stroke risk", or the reverse."""
    claim, source = alignment.claim, alignment.source
    if claim.words[one[0]].is_figure or claim.words[other[0]].is_figure:
        return False
    if other[0] - one[0] > _LONGEST_COMPOUND or one[1] - other[1] > _LONGEST_COMPOUND:
        return False
    run_claim = claim.words[one[0] : other[0] + 1]
    run_source = source.words[other[1] : one[1] + 1]
    if {alignment.places[at] for at in range(one[0], other[0] + 1)} != set(range(other[1], one[1] + 1)):
        return False
    if any(word.is_operator or word.is_figure for word in run_source) or len({w.item for w in run_source}) > 1:
        return False
    linked = [w.led_by for run in (run_claim, run_source) for w in run[1:] if w.led_by and w.led_by not in _BE]
    if len(linked) != 1 or linked[0] not in _LINKS:
        return False
    # "A reduction of pain" and "pain was reduced".
    return linked[0] == "of" or not (_has_verb(claim, run_claim) or _has_verb(source, run_source))


def _has_verb(sentence: Sentence, run: Sequence[Word]) -> bool:
    """Tell whether a form of "be" stands within a run of words."""
    return any(token.said in _BE for token in sentence.tokens[run[0].at : run[-1].at])


def _made_active(alignment: Alignment) -> Iterator[tuple[list[tuple[int, int]], list[int] | None]]:
    """Yield the claim's order, or the source's ranks, with a passive that only one of the two has put into the active."""
    claim, source = alignment.claim, alignment.source
    said, read = _passive(claim), _passive(source)
    pairs = alignment.pairs
    if said and read and (said[0], read[0]) in pairs:
        return
    if said and alignment.places[said[0]] is not None and alignment.places[said[1]] is not None:
        yield [pair for at in _turned(len(claim.words), *said) for pair in pairs if pair[0] == at], None
    if read and read[0] in alignment.kept and read[1] in alignment.kept:
        ranks = [0] * len(source.words)
        for rank, place in enumerate(_turned(len(source.words), *read)):
            ranks[place] = rank
        yield pairs, ranks


def _turned(count: int, verb: int, agent: int, end: int) -> list[int]:
    """Return the places of so many words with the agent first, then the verb, then what it is done to."""
    return [*range(agent, end), *range(verb, agent), *range(verb), *range(end, count)]


def _passive(sentence: Sentence) -> tuple[int, int, int] | None:
    """Return where the verb of a passive with its agent stands, where the agent begins, and where it ends."""
    for place, word in enumerate(sentence.words):
        if word.led_by != "by" or word.is_figure or place == 0:
            continue
        verb = next(
            (
                v
                for v in range(place - 1, max(-1, place - 3), -1)
                if sentence.words[v].said.endswith(("ed", "en", "wn"))
            ),
            None,
        )
        if (
            verb is None
            or not {t.said for t in sentence.tokens[max(0, sentence.words[verb].at - 3) : sentence.words[verb].at]}
            & _BE
        ):
            continue
        end = next(
            (
                n
                for n in range(place + 1, len(sentence.words))
                if sentence.words[n].led_by or sentence.words[n].item != word.item
            ),
            len(sentence.words),
        )
        return verb, place, end
    return None

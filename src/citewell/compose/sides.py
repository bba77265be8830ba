"""What a question sets against each other, and whether a text names both of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.match import Words, without_phrase
from citewell.language.words import contains_phrase, stem, stems
from citewell.model.question import Concept, Question

_TWO = 2


def names_one_side(question: Question, said: Words) -> bool:
    """Tell whether a question compares two treatments, and a text names only one of them."""
    offered = compared(question)
    if len(offered) != _TWO or (_are_outcomes(offered) and bool(question.treatments)):
        return False
    one, other = offered
    if (_COMBINES | _BESIDE_ALONE).isdisjoint(stems(question.text)):
        said = without_both(said, one, other)
    return not (_without(said, other, one).mention(one) and _without(said, one, other).mention(other))


def _are_outcomes(offered: Sequence[Concept]) -> bool:
    """Tell whether what stands on either side of an "or" is what a treatment may do: "the risk of falls or fractures"."""
    return any(c.type == "finding" for c in offered) and all(c.type != "intervention" for c in offered)


def sets_apart(question: Question, title: Words) -> bool:
    """Tell whether a question compares two treatments, and a title names both, each for itself."""
    return len(compared(question)) == _TWO and not names_one_side(question, title)


def compared(question: Question) -> list[Concept]:
    """Return what a question sets against each other: two treatments, or two groups; conditions are no choice."""
    offered = [c for c in question.required if c.alternative is not None and c.type != "condition"]
    treatments = [c for c in offered if c.type == "intervention"]
    return offered if len(offered) <= _TWO or len(treatments) != _TWO else treatments


_COMBINES = frozenset(
    stem(word)
    for word in "combination combined fixed concomitant concomitantly adjunct adjunctive adding added coadministered".split()
)
# "With budesonide compared with albuterol alone" asks for the two together.
_BESIDE_ALONE = frozenset(stem(word) for word in ("alone", "plus", "both", "together"))
_JOINERS = ((), ("and",), ("plus",), ("with",), ("add", "to"), ("to",))


def without_both(said: Words, one: Concept, other: Concept) -> Words:
    """Return a text without the two where they are given together: what a fixed combination does tells of neither."""
    if _COMBINES.isdisjoint(said.held):
        return said
    ordered = [token for token in said.ordered if not token.isdigit()]
    for first, second in ((one, other), (other, one)):
        for opening in (*first.variants, *first.narrower):
            if opening[0] not in said.held:
                continue
            for joiner in _JOINERS:
                for closing in (*second.variants, *second.narrower):
                    ordered = without_phrase(ordered, (*opening, *joiner, *closing))
    return Words(ordered, frozenset(ordered))


def _without(said: Words, concept: Concept, kept: Concept) -> Words:
    """Return a text without the longer names of a concept that hold one of another: "non-surgical" names no surgery."""
    ordered = said.ordered
    for phrase in (*concept.variants, *concept.narrower):
        if len(phrase) > 1 and any(contains_phrase(list(phrase), variant) for variant in kept.variants):
            ordered = without_phrase(ordered, phrase)
    return said if ordered is said.ordered else Words(ordered, frozenset(ordered))


_WHICH_IS_BETTER = re.compile(
    r"\b(?:better|worse|superior|safer|easier|gentler|(?:more|less) \w+ than|as \w+ as|versus|vs|compar\w+|rather than|instead of)\b",
    re.IGNORECASE,
)


def asks_which_is_better(question: Question) -> bool:
    """Tell whether a question asks how one thing stands against another, whether or not it names both."""
    return _WHICH_IS_BETTER.search(question.text) is not None


def compares_directly(question: Question) -> bool:
    """Tell whether a question sets two treatments against each other by name: "X versus Y", "is X better than Y"."""
    offered = [c for c in question.required if c.alternative is not None]
    treatments = sum(c.type == "intervention" for c in offered)
    return len(offered) == _TWO and treatments > 0 and _asks_which_is_better(question, offered)


def compares_treatments(question: Question) -> bool:
    """Tell whether a question asks which of two treatments is better."""
    treatments = question.treatments
    return len(treatments) > 1 and _asks_which_is_better(question, treatments)


def _asks_which_is_better(question: Question, treatments: Sequence[Concept]) -> bool:
    """Tell whether a question compares: in so many words, or because it opens with "X or Y"."""
    if _WHICH_IS_BETTER.search(question.text):
        return True
    one, other = (re.escape(c.surface) for c in treatments[:_TWO])
    opens = rf"\W*{one}\b(?: [\w-]+){{0,3}}? or (?:an? |the )?(?:[\w-]+ )?{other}\b"
    return re.match(opens, question.text, re.IGNORECASE) is not None

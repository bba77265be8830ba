"""Whether a sentence sets against each other the two treatments that a question compares, each for itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.direct import drugs_named, leads_with_another
from citewell.compose.match import Words, is_asked
from citewell.compose.sides import compared, names_one_side, without_both
from citewell.compose.wanted import mentions
from citewell.language.terms import Term
from citewell.language.words import stems
from citewell.model.question import Concept, Question


def compares_others(question: Question, text: str, with_title: Words, title: str) -> bool:
    """Tell whether two treatments are compared in a question, and a sentence sets other ones against each other."""
    sides = compared(question)
    if len(sides) != _PAIR or not bool(question.treatments):
        return False
    bare, bare_title = without_combinations(text, sides), without_combinations(title, sides)
    if (bare, bare_title) != (text, title):
        with_title = Words.of(bare, bare_title)
    if names_one_side(question, with_title) and not _names_classes(sides, bare, with_title):
        return True
    named = [side for side in sides if Words.of(text).mention(side)]
    if len(named) == 1 and any(not any(map(Words.of(drug).mention, sides)) for drug in drugs_named(title)):
        return True  # one of three arms, without a word on the other
    # "Of zanolol, metformin and topiramate they were 20, 15 and 10, respectively" tells of each.
    if (len(named) == _PAIR and _RESPECTIVELY.search(text)) or not leads_with_another(question, text):
        return False
    first = drugs_named(text)[0]
    opening = Words.of(text[: text.index(first) + len(first)])
    return not any(map(opening.mention, sides))


_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_JOINED = re.compile(
    r"\b(?P<one>[A-Za-z]{5,})(?:\s+[\d.]+\s?%)?\s*(?P<by>[-/+]|\band\b|\bplus\b)\s*(?P<other>[A-Za-z]{5,})\b"
)
_COMBINES = re.compile(r"\b(?:fixed|combin\w+|concomitant\w*|adjunct\w*)\b", re.IGNORECASE)


def without_combinations(text: str, sides: Sequence[Concept]) -> str:
    """Return a text without the combinations of a side with a third drug, which tell nothing of the side alone."""
    combines = _COMBINES.search(text) is not None
    if not combines and "-" not in text and "/" not in text:
        return text

    def cut(match: re.Match[str]) -> str:
        if match["by"] in {"and", "plus"} and not combines:
            return match[0]
        of_sides = [any(map(Words.of(match[name]).mention, sides)) for name in ("one", "other")]
        third = match["other"] if of_sides[0] else match["one"]
        return " " if sum(of_sides) == 1 and drugs_named(third) else match[0]

    return _JOINED.sub(cut, text)


def _names_classes(sides: Sequence[Concept], text: str, with_title: Words) -> bool:
    """Tell whether each of the two is named, or a class of drugs that holds it and not the other."""
    told = [mention.term for mention in mentions(text) if mention.term.type == "intervention"]
    one, other = sides
    apart = without_both(with_title, one, other)
    return all(
        apart.mention(side) or any(_is_class(term, side) and not is_asked(term, [rival]) for term in told)
        for side, rival in ((one, other), (other, one))
    )


def _is_class(term: Term, side: Concept) -> bool:
    return is_asked(term, [side]) and not any(tuple(stems(name)) in side.variants for name in term.names)


_PAIR = 2

"""The checks of words: what a claim speaks of, denies and names is what its sources speak of, deny and name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.language.british import fold_spelling
from citewell.language.canonical import in_full, typed
from citewell.language.drug_names import ALONE, FURTHER, STEMS
from citewell.language.polarity import direction_differs, opposed
from citewell.language.units import UNIT_WORDS
from citewell.language.words import STOP_WORDS, normalise, stem, words
from citewell.model.claim import Check
from citewell.verify.alignment import shares_root
from citewell.verify.reading import ADDED, OPERATORS, Sentence, Source

_ACRONYM_OR_NAME = re.compile(r"\b(?:[A-Z]{2,}[A-Za-z0-9-]*|[A-Z][a-z]+(?=\b))")
_DRUG_LIKE = re.compile(rf"\b[a-z]*(?:{STEMS}|{FURTHER}|{ALONE})\b", re.IGNORECASE)


def wording(text: str, claim: Sequence[Sentence], source: Source) -> Check:
    """Return whether the sources speak of all that a claim speaks of."""
    said = [w for w in _words(claim) if w not in STOP_WORDS and w not in UNIT_WORDS and not w.isdigit()]
    if not said or text.rstrip().endswith("?"):
        return Check("wording", False, "it says nothing that can be checked")
    known = source.stems | OPERATORS | ADDED
    absent = [
        w for w in said if stem(w) not in known and not any(shares_root(stem(w), other) for other in source.stems)
    ]
    if absent:
        return Check("wording", False, f"the sources do not speak of: {', '.join(dict.fromkeys(absent))}")
    return Check("wording", True)


def _words(claim: Sequence[Sentence]) -> list[str]:
    return [word for sentence in claim for word in words(sentence.text)]


def direction(claim: Sequence[Sentence], source: Source) -> Check:
    """Return whether a claim says that things go the way the sources say they go."""
    if any(direction_differs(sentence.text, source.texts) for sentence in claim):
        return Check("direction", False, "the direction of effect is not the source's")
    return Check("direction", True)


def opposites(claim: Sequence[Sentence], source: Source) -> Check:
    """Return whether a claim has a word where the sources have its opposite."""
    pair = opposed(" ".join(sentence.text for sentence in claim), source.text)
    if pair:
        return Check("opposites", False, f'it says "{pair[0]}" where the source says "{pair[1]}"')
    return Check("opposites", True)


def drugs(claim: Sequence[Sentence], source: Source) -> Check:
    """Return whether the sources name the drugs that a claim names."""
    for word in _words(claim):
        if word not in source.vocabulary and _DRUG_LIKE.fullmatch(word):
            return Check("drugs", False, f"the sources do not name {word}")
    return Check("drugs", True)


def names(text: str, claim: Sequence[Sentence], source: Source) -> Check:
    """Return whether acronyms and names inside a sentence (trials, bodies, scales) stand in the sources."""
    written = in_full(typed(text), dict(source.defined))
    read = {part for quote in source.quotes for part in _parts(quote)} | source.vocabulary
    kept = set(_words(claim))
    opening = re.match(r"\W*([A-Za-z][A-Za-z0-9-]*)", written)
    for match in _ACRONYM_OR_NAME.finditer(written):
        is_opening = opening is not None and match.start() == opening.start(1)
        if is_opening and not match.group().isupper():
            continue
        parts = _parts(match.group())
        # A brand that stands for a drug, or a number in words, is no longer there once both texts are in one form.
        if not parts & read and parts & kept and match.group().lower() not in STOP_WORDS:
            return Check("names", False, f"the sources do not name {match.group()}")
    return Check("names", True)


def _parts(text: str) -> set[str]:
    """Return the words of a text in lower case, with those that hyphens join whole and apart."""
    found = set(re.findall(r"[a-z][a-z0-9-]*", fold_spelling(normalise(text))))
    return found | {part for word in found for part in word.split("-")}

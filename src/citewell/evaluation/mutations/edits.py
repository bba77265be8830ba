"""Changes to a sentence: words replaced in place, with their capital and their article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from citewell.evaluation.mutations.material import Statement


@dataclass(frozen=True, slots=True)
class Edit:
    """A sentence after a change, with the words that were there and those that are there now."""

    claim: str
    was: str
    now: str


Operator: TypeAlias = Callable[[Statement], Iterable[Edit]]
"""Returns the changes of one class that can be made to a statement; none where it offers no place for one."""

Rule: TypeAlias = tuple[str, str]
"""A regular expression, without regard to case, and the template of what takes its place."""

_ARTICLE = re.compile(r"\b(an?)(\s+)$", re.IGNORECASE)
_VOWEL_SOUND = re.compile(r"(?!uni|use|eu|one\b)[aeiou]|8|11\b|18\b|h(?:our|onest)", re.IGNORECASE)


def replaced(text: str, start: int, end: int, new: str) -> Edit:
    """Return the text with `[start:end]` replaced: a capital is kept, and the article before it agrees."""
    was = text[start:end]
    if was[:1].isupper() and not was[:2].isupper() and new[:1].islower():
        new = new[:1].upper() + new[1:]
    before, after = text[:start], text[end:]
    article = _ARTICLE.search(before)
    if article and new and not new[0].isspace():
        fitting = "an" if _VOWEL_SOUND.match(new) else "a"
        fitting = fitting.capitalize() if article[1][0].isupper() else fitting
        before = before[: article.start()] + fitting + article[2]
    claim = before + new + after if new else tidy(before + after)
    return Edit(claim, was.strip(), new.strip())


def tidy(text: str) -> str:
    """Return the text without the double spaces and stray marks that a removal leaves, and with its capital."""
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" +([,;)]|\.(?!\d))", r"\1", text)
    text = re.sub(r",+([.;,])", r"\1", text)
    text = re.sub(r"^[\s,;]+", "", text)
    return text[:1].upper() + text[1:] if text[:1].islower() and text[1:2].islower() else text


def by_rules(rules: Sequence[Rule], *, unless: str = "") -> Operator:
    """Return an operator that applies each rule at each place where it fits, but for sentences with `unless`."""
    compiled = [(re.compile(pattern, re.IGNORECASE), template) for pattern, template in rules]
    barred = re.compile(unless, re.IGNORECASE) if unless else None

    def operator(statement: Statement) -> Iterator[Edit]:
        text = statement.text
        if barred and barred.search(text):
            return
        for pattern, template in compiled:
            for match in pattern.finditer(text):
                yield replaced(text, match.start(), match.end(), match.expand(template))

    return operator


def by_opposites(
    pairs: Iterable[tuple[str, str]], *, unless: str = "", but_not: str = "", one_way: bool = False
) -> Operator:
    """Return an operator that puts a word's opposite in its place.

    A sentence that has both words already says something of both: it is left alone.
    unless: sentences to leave alone. but_not: what may not stand at the word, looked for from its first letter.
    """
    opposite: dict[str, list[str]] = {}
    for one, other in pairs:
        opposite.setdefault(one.lower(), []).append(other)
        if not one_way:
            opposite.setdefault(other.lower(), []).append(one)
    word = re.compile(rf"(?<![\w-])(?:{alternatives(opposite)})(?![\w-])", re.IGNORECASE)
    barred = re.compile(unless, re.IGNORECASE) if unless else None
    spared = re.compile(but_not, re.IGNORECASE) if but_not else None

    def operator(statement: Statement) -> Iterator[Edit]:
        text = statement.text
        if barred and barred.search(text):
            return
        lower = text.lower()
        for match in word.finditer(text):
            if spared and spared.match(text, match.start()):
                continue
            for other in opposite[match.group().lower()]:
                if not says(lower, other):
                    yield replaced(text, match.start(), match.end(), other)

    return operator


def says(lower: str, word: str) -> bool:
    """Tell whether a text in lower case has this word, or one that begins with it."""
    return re.search(rf"(?<![a-z-]){re.escape(word.lower())}", lower) is not None


def together(*operators: Operator) -> Operator:
    """Return an operator that makes the changes of all of these."""

    def operator(statement: Statement) -> Iterator[Edit]:
        for one in operators:
            yield from one(statement)

    return operator


def alternatives(words: Iterable[str] | Mapping[str, object]) -> str:
    """Return a pattern of these words, the longest first, so that none hides another."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


NEGATIVE = (
    r"\b(?:not|no|non(?!-inferior)|nor|neither|never|none|without|cannot|unless|fail(?:s|ed|ure to)?|lack(?:s|ed|ing)?|absence"
    r"|unlikely|hardly|rarely|un(?:changed|affected|altered)|except)\b|n['’]t\b"
)
"""Words that deny. What is changed beside one of them is not sure to be false."""

"""A sentence as the gate reads it: its words and figures in order, each with the item, clause and bracket it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from citewell.language.abbreviations import definitions
from citewell.language.canonical import canonical
from citewell.language.quantities import FIGURE, quantity_at
from citewell.language.sentences import split_sentences
from citewell.language.words import STOP_WORDS, stem
from citewell.language.words import words as words_of

_TOKEN = re.compile(rf"(?P<figure>{FIGURE})|(?P<word>[a-z][a-z0-9]*(?:'[a-z]+)?)|(?P<mark>[,;:()\[\]/])")
# What sets two sides against each other: words are bound to the side they stand on.
OPERATORS = frozenset({"than", "versus"})
_COORDINATORS = frozenset({"and", "or", "nor", "/"})
# What begins another clause: neither items of a list nor the reach of a marker go over it.
_CLAUSE = frozenset({";", ":", "but", "whereas", "while", "although", "though", "however", "yet", "because", "since"})
# Words of grammar elsewhere, and of meaning here: more of what, less than what.
_OF_DEGREE = frozenset({"more", "less", "most", "least", "before", "after"})
_A_BOUND = re.compile(
    r"\s(?:older|younger|more|less|higher|lower|greater|above|below|longer|shorter|over|under|fewer)\b"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning, a figure, or an operator.

    key: what it compares by. item: the number of its list item or clause part, counted over commas and "and". clause:
    of its clause. bracket: of the brackets it stands in, 0 outside them. at: its place among all tokens. led_by: the
    word of grammar before it ("in", "than"), passing over articles; empty after another word.
    """

    key: str
    said: str
    is_figure: bool
    item: int
    clause: int
    bracket: int
    at: int
    led_by: str

    @property
    def is_operator(self) -> bool:
        return self.said in OPERATORS


@dataclass(frozen=True, slots=True)
class Token:
    """Any word, figure or mark: `place` is the number of the first word of meaning at or behind it."""

    said: str
    start: int
    place: int
    clause: int
    bracket: int


@dataclass(frozen=True)
class Sentence:
    """A sentence in its canonical form. `joins[n]` is what stands between item n-1 and item n ("," or "and")."""

    text: str
    words: tuple[Word, ...]
    tokens: tuple[Token, ...]
    joins: tuple[str, ...]

    def place_from(self, start: int) -> int:
        """Return the place of the first word of meaning at or behind a character of the text."""
        return next((token.place for token in self.tokens if token.start >= start), len(self.words))

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each key stands."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            found.setdefault(word.key, []).append(place)
        return found

    def is_list(self, first: int, last: int) -> bool:
        """Tell whether two items stand in one list: nothing but commas and "and" between them, and an "and" in it."""
        first, last = min(first, last), max(first, last)
        joins = self.joins[first + 1 : last + 1]
        if first == last or any(join not in {",", "and"} for join in joins):
            return False
        for join in (*joins, *self.joins[last + 1 :]):
            if join == "and":
                return True
            if join != ",":
                return False
        return False


_ARTICLES = frozenset("the a an this that these those their its both his her".split())


def read_sentence(text: str) -> Sentence:
    """Return a sentence, given in its canonical form, as its words."""
    words: list[Word] = []
    tokens: list[Token] = []
    joins = [""]
    clause = depth = bracket = brackets = 0
    led_by = ""
    pending = ""
    for match in _TOKEN.finditer(text):
        said = match.group()
        if match["mark"] and said in "([":
            depth += 1
            brackets += depth == 1
            bracket = brackets
        elif match["mark"] and said in ")]":
            depth = max(0, depth - 1)
            bracket = bracket if depth else 0
        tokens.append(Token(said, match.start(), len(words), clause, bracket))
        if match["mark"] or said in _COORDINATORS or said in _CLAUSE:
            # "65 or older" is one bound, no list.
            if not depth and said not in "()[]" and not (said == "or" and _A_BOUND.match(text, match.end())):
                pending = _stronger(pending, said)
                clause += said in _CLAUSE
            led_by = said
            continue
        figure = match["figure"] is not None
        if not figure and said in STOP_WORDS and said not in OPERATORS and said not in _OF_DEGREE:
            led_by = led_by if said in _ARTICLES else said
            continue
        if pending and not depth:
            if words:
                joins.append(pending)
            pending = ""
        key = quantity_at(match).key if figure else stem(said)
        words.append(Word(key, said, figure, len(joins) - 1, clause, bracket, len(tokens) - 1, led_by))
        led_by = ""
    return Sentence(text, tuple(words), tuple(tokens), tuple(joins))


def _stronger(pending: str, said: str) -> str:
    """Return what of two marks in a row parts more: a clause, then "and", then a comma."""
    if said in _CLAUSE or pending in _CLAUSE:
        return said if said in _CLAUSE else pending
    return "and" if said in _COORDINATORS or pending == "and" else ","


@dataclass(frozen=True)
class Source:
    """The quotes of a claim: their sentences, and all of them in canonical form."""

    quotes: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    defined: tuple[tuple[str, str], ...]

    @cached_property
    def texts(self) -> list[str]:
        """The sentences in canonical form."""
        return [sentence.text for sentence in self.sentences]

    @cached_property
    def text(self) -> str:
        """All of it in canonical form."""
        return " ".join(self.texts)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words in canonical form."""
        return frozenset(words_of(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(stem(word) for word in self.vocabulary)


@lru_cache(maxsize=256)
def read_source(quotes: tuple[str, ...], claim_defines: tuple[tuple[str, str], ...] = ()) -> Source:
    """Return the quotes as read, with the abbreviations that they and the claim define in full."""
    defined = dict(claim_defines)
    for quote in quotes:
        defined.update(definitions(quote))
    pairs = tuple(sorted(defined.items()))
    return Source(quotes, tuple(_sentences(quotes, pairs)), pairs)


def _sentences(quotes: Sequence[str], defined: tuple[tuple[str, str], ...]) -> Iterator[Sentence]:
    for quote in quotes:
        for sentence in split_sentences(quote):
            yield read(canonical(sentence.text, defined))


@lru_cache(maxsize=4096)
def read(text: str) -> Sentence:
    """Return a sentence, given in its canonical form, as its words; one that was read lately is not read again."""
    return read_sentence(text)


def read_claim(text: str, source: Source) -> list[Sentence]:
    """Return the sentences of a claim, read with the abbreviations of its source."""
    return [read(canonical(sentence.text, source.defined)) for sentence in split_sentences(text)]

"""A sentence as the gate reads it: its words and figures in order, each with its item, clause and brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from citewell.language.abbreviations import definitions
from citewell.language.canonical import canonical
from citewell.language.meanings import meant
from citewell.language.quantities import FIGURE, quantity_at
from citewell.language.sentences import split_sentences
from citewell.language.words import STOP_WORDS, stem
from citewell.language.words import words as words_of

_TOKEN = re.compile(rf"(?P<figure>{FIGURE})|(?P<word>[a-z][a-z0-9]*(?:'[a-z]+)?)|(?P<mark>[,;:()\[\]/])")
# What sets two sides against each other: words are bound to the side they stand on.
OPERATORS = frozenset({"than", "versus"})
# What a sentence may add to the words of its source: words that tell of a study, and name nothing.
ADDED = frozenset(
    stem(word)
    for word in "study studies trial trials review evidence data research found finding findings showed shown shows reported reports"
    " results result according compared comparison group groups effect effects overall about roughly approximately total".split()
)
_COORDINATORS = frozenset({"and", "or", "nor", "/"})
# What begins another clause: neither items of a list nor the reach of a marker go over it.
_CLAUSE = frozenset({";", ":", "but", "whereas", "while", "although", "though", "however", "yet", "because", "since"})
# Who a new clause may be about: "..., and it may help" begins one, "..., and rash" does not.
_SUBJECTS = frozenset(
    {"it", "they", "we", "he", "she", "there", "this", "these", "those", "which", "who", "whose", "that"}
)
_FINITE = frozenset("is are was were has have had may can could will would should must might shall do does did".split())
# ", and not if asthma is present" has a subject, and says of what went before when it does not hold.
_ELLIPTIC = frozenset((first, second) for first in ("not", "only") for second in ("if", "when", "unless", "in"))
_POSSESSIVES = frozenset({"its", "their", "his", "her", "our"})
_SUBJECT_WORDS = 6
# Denial reaches over so many words; further on it may or may not.
_REACH = 6
_DENIES = frozenset(
    """not no never none neither nor without cannot lack lacks lacked lacking absence absent unlikely insufficient unable
    fails failed fail failure""".split()
)
_NOT_DENIED = re.compile(
    r"\bnot only\b|\bno (?:more|less) than\b|\bnot necessarily\b|\bwith or without\b|\bwhether or not\b"
)
# Words of grammar elsewhere, and of meaning here: more of what, less than what.
_OF_DEGREE = frozenset({"more", "less", "most", "least"})
_A_BOUND = re.compile(
    r"\s(?:older|younger|more|less|higher|lower|greater|above|below|longer|shorter|over|under|fewer)\b"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning, a figure, or an operator.

    key: what it compares by. item: the number of its list item or clause part, counted over commas and "and". clause:
    of its clause. denied: whether a negation reaches it, None if it cannot be told. bracket: of the brackets it stands in, 0 outside them. at: its place among all tokens. led_by: the
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
    denied: bool | None = False

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

    @cached_property
    def variants(self) -> tuple[Sentence, ...]:
        """The sentence, and as it reads with its opening phrase at the end of its clause or of the whole."""
        return (self, *(read(text) for text in _with_opening_moved(self)))

    def list_size(self, item: int) -> int:
        """Return how many items the list has that holds an item."""
        first = last = item
        while first > 0 and self.joins[first] in {",", "and"}:
            first -= 1
        while last + 1 < len(self.joins) and self.joins[last + 1] in {",", "and"}:
            last += 1
        return last - first + 1

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


# What an opening phrase begins with: "In adults, pain fell" and "pain fell in adults".
_OPENS = frozenset(
    """in among at after during over for of within before following across on by with without from when if because while
    although since unless until per through throughout under despite upon versus between based according as to given
    using overall currently""".split()
)


def _with_opening_moved(sentence: Sentence) -> Iterator[str]:
    """Yield the sentence with its opening phrase at the end of it or of its first clause, and with its last one first."""
    commas = [n for n, token in enumerate(sentence.tokens[:-1]) if token.said == "," and not token.bracket]
    if not commas:
        return
    tokens, text = sentence.tokens, sentence.text.rstrip(" .")
    last = tokens[commas[-1]]
    if tokens[commas[-1] + 1].said in _OPENS:
        yield f"{text[tokens[commas[-1] + 1].start :]} {text[: last.start]}."
    if tokens[0].said not in _OPENS:
        return
    opening = text[: tokens[commas[0]].start]
    begin = tokens[commas[0] + 1].start
    yield f"{text[begin:]} {opening}."
    if tokens[0].said == "of" and sentence.words[tokens[commas[0] + 1].place].is_figure:
        figure = begin + len(tokens[commas[0] + 1].said)
        yield f"{text[begin:figure]} {opening}{text[figure:]}."
    for token in tokens[commas[0] + 2 :]:
        if token.said in _CLAUSE or (token.said == "," and not token.bracket):
            yield f"{text[begin : token.start].rstrip()} {opening} {text[token.start :]}."
            return


_ARTICLES = frozenset("the a an this that these those their its both his her".split())


def read_sentence(text: str) -> Sentence:
    """Return a sentence, given in its canonical form, as its words."""
    reader = _Reader(text)
    matches = list(_TOKEN.finditer(text))
    for number, match in enumerate(matches):
        reader.take(match, matches[number + 1 : number + 1 + _SUBJECT_WORDS])
    return reader.sentence()


class _Reader:
    """Reads a sentence token by token."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[Word] = []
        self._tokens: list[Token] = []
        self._joins = [""]
        self._clause = self._depth = self._bracket = self._brackets = 0
        self._led_by = self._pending = ""
        self._spared = [match.span() for match in _NOT_DENIED.finditer(text)]
        self._denials: list[tuple[int, int]] = []

    def take(self, match: re.Match[str], following: Sequence[re.Match[str]]) -> None:
        """Take the next token; `following` are those behind it."""
        said = match.group()
        is_mark, is_figure = match["mark"] is not None, match["figure"] is not None
        if is_mark:
            self._open_or_close(said)
        self._tokens.append(Token(said, match.start(), len(self._words), self._clause, self._bracket))
        if is_mark or said in _COORDINATORS or said in _CLAUSE:
            self._join(said, match, following)
            return
        if said in _DENIES and self._is_denial(said, match, following):
            self._denials.append((len(self._words), self._bracket))
        if not is_figure and said in STOP_WORDS and said not in OPERATORS and said not in _OF_DEGREE:
            self._led_by = self._led_by if said in _ARTICLES else said
            return
        if self._pending and not self._depth:
            if self._words:
                self._joins.append(self._pending)
            self._pending = ""
        self._add(match, said, is_figure)

    def _add(self, match: re.Match[str], said: str, is_figure: bool) -> None:
        key = quantity_at(match).key if is_figure else stem(said)
        item, at = len(self._joins) - 1, len(self._tokens) - 1
        self._words.append(Word(key, said, is_figure, item, self._clause, self._bracket, at, self._led_by))
        self._led_by = ""

    def _open_or_close(self, said: str) -> None:
        if said in "([":
            self._depth += 1
            self._brackets += self._depth == 1
            self._bracket = self._brackets
        elif said in ")]":
            self._depth = max(0, self._depth - 1)
            self._bracket = self._bracket if self._depth else 0

    def _join(self, said: str, match: re.Match[str], following: Sequence[re.Match[str]]) -> None:
        self._led_by = said
        # "65 or older" is one bound, no list.
        if self._depth or said in "()[]" or (said == "or" and _A_BOUND.match(self._text, match.end())):
            return
        self._pending = _stronger(self._pending, said)
        self._clause += said in _CLAUSE or (said != "/" and self._begins_clause(said, following))

    def _begins_clause(self, said: str, following: Sequence[re.Match[str]]) -> bool:
        """Tell whether a subject of its own stands behind a join: "and they are", ", and rash was"."""
        coming = [match.group() for match in following]
        if coming and coming[0] in _SUBJECTS:
            return True
        if said not in _COORDINATORS or len(self._tokens) < 2 or self._tokens[-2].said != ",":
            return False
        if coming and coming[0] in _POSSESSIVES:
            return True
        if tuple(coming[:2]) in _ELLIPTIC:
            return False
        subject = next((n for n, word in enumerate(coming) if word in _FINITE), None)
        return subject is not None and not any(word in _ENDS_SUBJECT for word in coming[:subject])

    def _is_denial(self, said: str, match: re.Match[str], following: Sequence[re.Match[str]]) -> bool:
        if any(start <= match.start() < end for start, end in self._spared):
            return False
        # Heart failure denies nothing; "failed to reach" does.
        return not said.startswith("fail") or (bool(following) and following[0].group() == "to")

    def sentence(self) -> Sentence:
        """Return what was read, with each word told denied or not."""
        sentence = Sentence(self._text, tuple(self._words), tuple(self._tokens), tuple(self._joins))
        if not self._denials:
            return sentence
        flags: list[bool | None] = [False] * len(self._words)
        for start, bracket in self._denials:
            _deny(sentence, flags, start, bracket)
        words = tuple(replace(word, denied=flag) for word, flag in zip(self._words, flags, strict=True))
        return replace(sentence, words=words)


_ENDS_SUBJECT = frozenset({",", ";", ":", "(", "and", "or", "to", "than", "versus"})


def _deny(sentence: Sentence, flags: list[bool | None], start: int, bracket: int) -> None:
    """Mark the words that a denial before place `start` reaches: to the end of its item, and perhaps of its list."""
    words = sentence.words
    if start >= len(words):
        return
    item, clause, reached = words[start].item, words[start].clause, 0
    for place in range(start, len(words)):
        word = words[place]
        if word.clause != clause or (bracket and word.bracket != bracket):
            return
        if word.bracket != bracket:
            flags[place] = None
            continue
        reached += 1
        if word.item != item and not sentence.is_list(item, word.item):
            return
        certain = word.item == item and reached <= _REACH and not any(w.is_operator for w in words[start:place])
        flags[place] = True if certain else None


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
def read_source(quotes: tuple[str, ...]) -> Source:
    """Return the quotes as read, with the abbreviations in full that they define or that they make clear."""
    defined = dict(meant(" ".join(quotes)))
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

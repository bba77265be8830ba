"""A table of terms: what people call a thing, and what the sources call it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import Protocol

from citewell.language.words import stems, words
from citewell.model.codes import Code


@dataclass(frozen=True, slots=True)
class Term:
    """A preferred clinical term with the other names of the same thing.

    `narrower` names kinds of it (a class of drugs: its members): a text about one of them is about the term,
    but not the other way round. `type` is `condition`, `intervention`, `population`, `finding` for a symptom,
    a test or an outcome, or `word` for anything else (an organ, an organism, a gene).
    A term that was read in has the name of its `vocabulary` and its `code` there; `places` are the points of the
    vocabulary's hierarchy at which it stands, and `codes` what it refers to in other systems.
    """

    preferred: str
    synonyms: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    type: str = "condition"
    vocabulary: str = ""
    code: str = ""
    places: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.preferred, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: as it is written, and its stem."""

    surface: str
    stem: str


class Terms(Protocol):
    """The terms that may stand in a text."""

    def match_at(self, tokens: list[str], position: int) -> tuple[Term, int] | None:
        """Return the longest term that begins at `position`, with its length in words; None if none does."""

    def narrower_names(self, term: Term) -> tuple[str, ...]:
        """Return every name of the kinds of a term, once each."""

    def vocabulary(self) -> frozenset[str]:
        """Return words, as stems, that are known to stand in names: they are spelt as they should be."""

    def words(self) -> frozenset[str]:
        """Return the words by which a misspelt one may be put right, as they are written."""


class TermSource(Protocol):
    """Where the terms of a text are looked up."""

    def among(self, words: Sequence[Word]) -> Terms:
        """Return what is known of the words of one text, in order."""


class TermTable:
    """Finds the terms in a list of stems, the longest name first."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._by_name: dict[tuple[str, ...], Term] = {}
        for term in terms:
            for name in term.names:
                self._by_name.setdefault(tuple(stems(name)), term)
        self._longest = max((len(name) for name in self._by_name), default=0)

    def among(self, words: Sequence[Word]) -> Terms:  # noqa: ARG002 - it knows the same of every text
        return self

    def __len__(self) -> int:
        return len(self.terms)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms, once each, in the order in which they were given."""
        return tuple(dict.fromkeys(self._by_name.values()))

    def match_at(self, tokens: list[str], position: int) -> tuple[Term, int] | None:
        """Return the longest term that begins at `position`, with its length in words; None if none does."""
        for size in range(min(self._longest, len(tokens) - position), 0, -1):
            term = self._by_name.get(tuple(tokens[position : position + size]))
            if term is not None:
                return term, size
        return None

    def narrower_names(self, term: Term) -> tuple[str, ...]:
        """Return every name of the kinds of a term, once each."""
        names: dict[str, None] = {}
        for narrower in term.narrower:
            found = self.find(narrower)
            names.update(dict.fromkeys(found.names if found else (narrower,)))
        return tuple(names)

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for name in self._by_name for word in name)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(w for term in self._by_name.values() for name in term.names for w in words(name))

    def words(self) -> frozenset[str]:
        """Return every word that stands in a name, as it is written."""
        return self._words

    def vocabulary(self) -> frozenset[str]:
        """Return every word, as a stem, that stands in a name."""
        return self._vocabulary

    def find(self, name: str) -> Term | None:
        """Return the term that has this name, if one does."""
        return self._by_name.get(tuple(stems(name)))


@cache
def shipped_terms() -> TermTable:
    """Return the small table that comes with the package, so that lay words work offline."""
    text = resources.files("citewell.language").joinpath("terms.jsonl").read_text(encoding="utf-8")
    rows = (json.loads(line) for line in text.splitlines() if line.strip())
    return TermTable(
        Term(row["term"], tuple(row["synonyms"]), tuple(row.get("narrower", ())), row["type"]) for row in rows
    )

"""A glossary of clinical words: what each means in plain words, and the page that says so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Use(StrEnum):
    """What a reader who is no professional sees of an entry.

    WORD: the plain words stand in the term's place. NAME: so they do, with the term beside them the first time, for it
    is the word a doctor or a leaflet will use. EXPLAIN: the term stays, explained the first time. DEFINE: it stays
    and its meaning is given apart from the sentence. EXPAND: an abbreviation, spelt out the first time.
    """

    WORD = "word"
    NAME = "name"
    EXPLAIN = "explain"
    DEFINE = "define"
    EXPAND = "expand"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the glossary.

    forms: each form in which it stands in a text, with the plain words that may take its place; for EXPLAIN, what is
    put in brackets behind it; for EXPAND, what it is short for.
    gloss: a few words that stand behind the name of a NAME whose plain word is only its short form ("AF").
    meaning: a sentence of our own on what it means; empty for an everyday word. source, url: where it was checked.
    labels_only: whether the plain words fit only what a drug label says: elsewhere "is indicated for" is advice.
    Raises ValueError if a form or its plain words are empty, or if plain words hold a number.
    """

    term: str
    use: Use
    forms: Mapping[str, str]
    meaning: str
    source: str
    url: str
    gloss: str = ""
    labels_only: bool = False

    def __post_init__(self) -> None:
        if not self.forms or not all(form.strip() for form in self.forms):
            raise ValueError(f"glossary: {self.term} has no form")
        if self.use is not Use.DEFINE and not all(plain.strip() for plain in self.forms.values()):
            raise ValueError(f"glossary: a form of {self.term} has no plain words")
        if any(character.isdigit() for plain in self.forms.values() for character in plain):
            raise ValueError(f"glossary: the plain words for {self.term} hold a number, which no source would bear out")
        if not self.url.startswith(("https://", "http://")):
            raise ValueError(f"glossary: {self.term} has no source")


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a text: the entry, the form as the entry has it, and where it stands."""

    entry: Entry
    form: str
    start: int
    end: int


class Glossary:
    """Finds terms in a text, the longest first."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.term: entry for entry in entries}
        self._by_form: dict[str, tuple[Entry, str]] = {}
        for entry in self._entries.values():
            for form in entry.forms:
                if _key(form) in self._by_form:
                    raise ValueError(f"glossary: {form} stands under two terms")
                self._by_form[_key(form)] = (entry, form)
        longest_first = sorted((form for _, form in self._by_form.values()), key=len, reverse=True)
        self._pattern = re.compile(
            rf"(?<![\w/-])(?:{'|'.join(re.escape(form) for form in longest_first) or '(?!)'})(?![\w/-])", re.IGNORECASE
        )

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __getitem__(self, term: str) -> Entry:
        """Return the entry of a term. Raises KeyError."""
        return self._entries[term]

    def find(self, text: str) -> Iterator[Found]:
        """Yield the terms of a text in order; none overlaps another. A form in capitals is found in capitals only."""
        for match in self._pattern.finditer(text):
            found = self._by_form.get(match.group()) or self._by_form.get(match.group().lower())
            if found is not None:
                yield Found(*found, match.start(), match.end())


def _key(form: str) -> str:
    """Return under what a form is looked up: itself where capitals are part of it ("MI"), else in lower case."""
    return form if any(letter.isupper() for letter in form) else form.lower()


@cache
def shipped_glossary() -> Glossary:
    """Return the glossary that comes with the package."""
    text = resources.files("citewell.language").joinpath("glossary.jsonl").read_text(encoding="utf-8")
    rows = (json.loads(line) for line in text.splitlines() if line.strip())
    return Glossary(
        Entry(
            row["term"],
            Use(row["use"]),
            row["forms"],
            row.get("meaning", ""),
            row["source"],
            row["url"],
            row.get("gloss", ""),
            row.get("labels_only", False),
        )
        for row in rows
    )

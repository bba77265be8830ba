"""Which entries of the list of references each mark of the text leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from citewell.check.document import AuditedText, Mark, MarkKind, PrintedReference, Sentence
from citewell.language.words import normalise

_SYMBOL = re.compile(r"[*†‡§¶#a-z]{1,2}(?:,[a-z])*")


@dataclass(frozen=True, slots=True)
class Led:
    """A mark with the places of the entries it leads to in `Citations.entries`, and the names that lead nowhere."""

    mark: Mark
    entries: tuple[int, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citations:
    """Every mark of a text, resolved.

    entries: those of the list, then one for each publication that is named in a sentence and not in the list.
    listed: how many of them are of the list.
    """

    text: AuditedText
    entries: tuple[PrintedReference, ...]
    listed: int
    led: tuple[tuple[Sentence, tuple[Led, ...]], ...]

    @cached_property
    def cited(self) -> frozenset[int]:
        """The places of the entries that some mark leads to."""
        return frozenset(place for _, led in self.led for one in led for place in one.entries)


def resolved(text: AuditedText) -> Citations:
    """Return the marks of a text with the entries they lead to."""
    entries = list(text.entries)
    named: dict[str, int] = {}
    for sentence in text.sentences:
        for mark in sentence.own:
            key = _key(mark)
            if key and key not in named and not _by_identifier(mark, text.entries):
                named[key] = len(entries)
                entries.append(PrintedReference(0, mark.written, sentence.place, identifiers=mark.identifiers))
    lead = _Leading(entries, len(text.entries), text)
    led = tuple((sentence, tuple(lead.of(mark) for mark in sentence.own)) for sentence in text.sentences)
    return Citations(text, tuple(entries), len(text.entries), led)


def _key(mark: Mark) -> str:
    values = [str(value) for value in mark.identifiers]
    return values[0] if mark.kind is MarkKind.IDENTIFIER and values else ""


def _by_identifier(mark: Mark, entries: Sequence[PrintedReference]) -> tuple[int, ...]:
    values = set(mark.identifiers)
    return tuple(place for place, entry in enumerate(entries) if values & set(entry.identifiers))


class _Leading:
    """Finds entries by what a mark names."""

    def __init__(self, entries: Sequence[PrintedReference], listed: int, text: AuditedText) -> None:
        self._entries = entries
        self._listed = entries[:listed]
        kinds = {mark.kind for sentence in text.sentences for mark in sentence.own}
        self._is_by_number = bool(kinds & {MarkKind.NUMBER, MarkKind.NOTE, MarkKind.ANCHOR})
        self._by_number: dict[str, int] = {}
        self._by_name: dict[str, int] = {}
        counts_itself = not any(entry.number for entry in self._listed)
        for place, entry in enumerate(self._listed):
            number = place + 1 if counts_itself else entry.number
            if number:
                self._by_number.setdefault(str(number), place)
            for name in entry.names:
                self._by_name.setdefault(name, place)

    def of(self, mark: Mark) -> Led:
        """Return where a mark leads."""
        if mark.kind is MarkKind.NUMBER:
            return self._named(mark, mark.names, self._by_number)
        if mark.kind is MarkKind.NOTE:
            # A raised letter or a dagger may lead to a note below a table, which is no reference.
            is_symbol = not mark.written.startswith("[^") and _SYMBOL.fullmatch(mark.written) is not None
            led = self._named(mark, mark.names, self._by_name | self._by_number)
            return Led(mark, led.entries) if is_symbol else led
        if mark.kind is MarkKind.ANCHOR:
            led = self._named(mark, mark.names, self._by_name)
            by_shown = self._named(mark, tuple(filter(None, mark.shown.split(", "))), self._by_number)
            return led if led.entries or not by_shown.entries else by_shown
        if mark.kind is MarkKind.AUTHOR_YEAR:
            return self._by_author(mark)
        return self._by_address(mark)

    @staticmethod
    def _named(mark: Mark, names: Sequence[str], places: dict[str, int]) -> Led:
        found = tuple(places[name] for name in names if name in places)
        return Led(mark, found, tuple(name for name in names if name not in places))

    def _by_author(self, mark: Mark) -> Led:
        name, _, year = mark.names[0].partition("|")
        found = tuple(self._of_author(name, year))
        is_sure = mark.shown == "et al" or (not self._is_by_number and mark.written.startswith(name))
        missing = (f"{name} {year}",) if not found and (is_sure and ("(" not in mark.written or mark.shown)) else ()
        return Led(mark, found, missing)

    def _of_author(self, name: str, year: str) -> Iterator[int]:
        first = normalise(re.split(r"\s+(?:et\b|and\b|&)|,", name)[0].strip())
        for place, entry in enumerate(self._listed):
            # Who wrote it, or who issued it, stands before the title: within the first words.
            begins = normalise(entry.text)[: 60 + len(first)]
            if re.search(rf"\b{re.escape(first)}\b", begins) and re.search(rf"\b{year[:4]}", entry.text):
                yield place

    def _by_address(self, mark: Mark) -> Led:
        found = _by_identifier(mark, self._entries)
        if not found:
            address = mark.names[0].rstrip("/")
            found = tuple(
                place for place, entry in enumerate(self._listed) if address in {url.rstrip("/") for url in entry.urls}
            )
        if not found and mark.shown:
            found = self._named(mark, mark.shown.split(", "), self._by_number).entries
        return Led(mark, found)

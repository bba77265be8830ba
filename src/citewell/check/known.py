"""What the library knows of the publications that a text refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.appraise.design import find_design
from citewell.check.document import PrintedReference
from citewell.errors import NotFound
from citewell.language.words import STOP_WORDS, normalise, stem, words
from citewell.library import Library
from citewell.model.evidence import Design, Record, RecordKind, RetractionStatus
from citewell.model.identifiers import Identifier
from citewell.model.question import Question
from citewell.model.retraction import NOTICE_SCHEMES
from citewell.ports import WeightedTerm
from citewell.retrieve import retrieve

_REVIEWS = frozenset({Design.GUIDELINE, Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW})
_LEAST_OF_TITLE = 0.9
_LEAST_TITLE_WORDS = 4
_MOST_TITLE_WORDS = 40
_MOST_NEWER = 3


@dataclass(frozen=True, slots=True)
class Known:
    """A publication as the library knows it.

    record: None where the library does not hold it. by: what it was found by: an identifier, or `title`.
    standing: also of what the library does not hold, where a list of retractions names it.
    others: the records that further identifiers of the same entry lead to, where they lead elsewhere.
    """

    record: Record | None = None
    by: str = ""
    standing: RetractionStatus = RetractionStatus.UNKNOWN
    others: tuple[tuple[str, Record], ...] = ()


def known(entries: Sequence[PrintedReference], library: Library) -> tuple[Known, ...]:
    """Return what the library knows of each entry."""
    return tuple(_known(entry, library) for entry in entries)


def _known(entry: PrintedReference, library: Library) -> Known:
    found = [(named, record) for named in entry.identifiers if (record := _record(library, named))]
    if found:
        named, record = found[0]
        # A trial's number and a label's set id may lead to several publications.
        others = tuple(
            (_written(other), there)
            for other, there in found[1:]
            if there.id != record.id and other.scheme in NOTICE_SCHEMES
        )
        return Known(record, _written(named), record.retraction, others)
    standing = library.standing_of(list(entry.identifiers))
    by_title = _by_title(entry, library) if not any(True for _ in entry.identifiers) else None
    if by_title is not None:
        return Known(by_title, "title", by_title.retraction)
    return Known(standing=standing)


def _record(library: Library, named: Identifier) -> Record | None:
    try:
        return library.record(named.value)
    except NotFound:
        return None


def _written(named: Identifier) -> str:
    return f"{named.scheme.upper()} {named.value}"


def _by_title(entry: PrintedReference, library: Library) -> Record | None:
    """Return the record whose title the entry holds, by the same authors or the same body."""
    said = {stem(word) for word in words(entry.text)}
    terms = [WeightedTerm((token,)) for token in list(dict.fromkeys(title_stems(entry.text)))[:_MOST_TITLE_WORDS]]
    if len(terms) < _LEAST_TITLE_WORDS:
        return None
    for record in library.records([hit.record_id for hit in library.search(terms, limit=5)]):
        title = title_stems(record.title)
        is_same = len(title) >= _LEAST_TITLE_WORDS and sum(t in said for t in title) >= _LEAST_OF_TITLE * len(title)
        if is_same and _is_by_the_same(record, entry) and _is_of_its_year(record, entry):
            return record
    return None


def _is_by_the_same(record: Record, entry: PrintedReference) -> bool:
    text = normalise(entry.text)
    if record.kind is RecordKind.GUIDELINE:
        return not record.issuer or normalise(record.issuer) in text
    surnames = [normalise(author).split()[0] for author in record.authors[:1] if author.strip()]
    return all(re.search(rf"\b{re.escape(name)}\b", text) for name in surnames)


def _is_of_its_year(record: Record, entry: PrintedReference) -> bool:
    if record.year is None or entry.year is None:
        return True
    # A guideline that is cited in an older edition is the same guideline, and superseded.
    return entry.year <= record.year if record.kind is RecordKind.GUIDELINE else abs(entry.year - record.year) <= 1


def title_stems(title: str) -> list[str]:
    """Return the stems of a title's words that carry meaning; years and other numbers are none."""
    return [stem(word) for word in words(title) if word not in STOP_WORDS and not word.isdigit()]


def successor(record: Record, entry: PrintedReference, library: Library) -> str:
    """Return by what a publication was superseded, in words; empty where nothing is known to have done so."""
    for link in record.links:
        if link.kind == "UpdateIn":
            newer = _record_of_pmid(library, link.pmid)
            named = f'"{newer.title.rstrip(".")}" ({newer.year})' if newer else link.source or "a newer version"
            return f"{named}{f', PMID {link.pmid}' if link.pmid else ''}"
    is_older = entry.year is not None and record.year is not None and entry.year < record.year
    if record.kind is RecordKind.GUIDELINE and is_older:
        return f'the edition of {record.year} ("{record.title.rstrip(".")}")'
    return ""


def _record_of_pmid(library: Library, pmid: str | None) -> Record | None:
    try:
        return library.record(f"pubmed:{pmid}") if pmid else None
    except NotFound:
        return None


def newer_evidence(question: Question, library: Library, *, after: int, cited: set[str]) -> list[Record]:
    """Return guidelines and reviews on the subject that are newer than a year and not cited, the newest first."""
    found = [
        record
        for record, _ in retrieve(question, library)
        if record.id not in cited and (record.year or 0) > after and _is_sound(record) and _is_on(question, record)
    ]
    return sorted(found, key=lambda record: -(record.year or 0))[:_MOST_NEWER]


def _is_sound(record: Record) -> bool:
    return find_design(record)[0] in _REVIEWS and record.retraction is not RetractionStatus.RETRACTED


def _is_on(question: Question, record: Record) -> bool:
    """Tell whether the title names what the question is about."""
    title = [stem(word) for word in words(record.title)]
    return all(any(_holds(title, name) for name in (*c.variants, *c.narrower)) for c in question.required)


def _holds(title: list[str], name: tuple[str, ...]) -> bool:
    return any(tuple(title[at : at + len(name)]) == name for at in range(len(title) - len(name) + 1))


def unknown_identifiers(entries: Sequence[PrintedReference], found: Sequence[Known]) -> Iterator[Identifier]:
    """Yield the identifiers by which entries that the library does not hold can be asked for, one for each."""
    for entry, what in zip(entries, found, strict=True):
        named = entry.identifiers.pmid or entry.identifiers.doi or entry.identifiers.pmcid
        if what.record is None and named is not None:
            yield named

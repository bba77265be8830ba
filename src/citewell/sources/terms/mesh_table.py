"""MeSH as a table: descriptor id, name, entry terms parted by "|", tree numbers parted by "|"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from citewell.language.terms import Term
from citewell.sources.cutting import in_units, lines
from citewell.sources.files import Entry
from citewell.sources.terms.names import kept_names
from citewell.sources.terms.tree import broader, type_of
from citewell.sources.unit import Fault, Item, Source, Unit, Vocabulary

LINES_A_UNIT = 2_000
MAX_LINE_BYTES = 1 << 20
_FIRST_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?[DC]\d{6,9}\t[^\t\r\n]+\t[^\t\r\n]*\t(?:[A-Z]\d\d[\d.|A-Z]*)?[\t\r\n]")
_TREE_NUMBER = re.compile(r"[A-Z]\d\d(?:\.\d{3})*")


def recognises(_name: str, start: bytes) -> bool:
    """Tell by its first line whether this is such a table."""
    return _FIRST_LINE.match(start) is not None


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the lines in units."""
    return in_units(entry, partial(lines, most_bytes=MAX_LINE_BYTES), most_items=LINES_A_UNIT, called="line")


def parse(unit: Unit) -> list[Item]:
    """Turn lines into terms; a line that is none comes as a fault with its number."""
    items: list[Item] = []
    terms: list[Term] = []
    kinds: list[tuple[str, str]] = []
    for number, line in enumerate(unit.items, unit.first):
        if not line.strip():
            continue
        try:
            code, name, entry_terms, trees = line.decode("utf-8-sig").rstrip("\r\n").split("\t")[:4]
            places = tuple(_TREE_NUMBER.findall(trees))
            _check(code, name)
        except ValueError as error:
            reason = "is not UTF-8" if isinstance(error, UnicodeError) else str(error)
            items.append(Fault(f"{unit.file} line {number}", f"not id, name, entry terms, tree numbers: {reason}"))
            continue
        term = term_at(code, name, entry_terms.split("|"), places)
        if term:
            terms.append(term)
            kinds += [(broader(place), code) for place in places if broader(place)]
    if terms:
        items.append(Vocabulary("MeSH", tuple(terms), tuple(kinds)))
    return items


def _check(code: str, name: str) -> None:
    if not re.fullmatch(r"[CD]\d{6,9}", code) or not name.strip():
        raise ValueError(f"{code[:20]!r} is no id of a descriptor")


def term_at(code: str, name: str, entry_terms: list[str], places: tuple[str, ...]) -> Term | None:
    """Return the term of a descriptor; None if nobody would ask about it, or by its name."""
    kind = type_of(places)
    names = kept_names(name, entry_terms) if kind else ()
    return Term(names[0], names[1:], type=kind, code=code, places=(*places, code)) if names else None


SOURCE = Source("MeSH table", recognises, split, parse)

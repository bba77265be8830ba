"""RxNorm's names of drugs: RXNCONSO.RRF of a release, lines of 18 fields parted by bars.

Source: NLM, RxNorm Technical Documentation, https://www.nlm.nih.gov/research/umls/rxnorm/docs/techdoc.html, the file
RXNCONSO: RXCUI is the first field, SAB the twelfth, TTY the thirteenth, STR the fifteenth, SUPPRESS the seventeenth.
Only what RxNorm itself names is read: the names of its sources are theirs, under their licences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from citewell.language.terms import Term
from citewell.model.codes import RXNORM
from citewell.model.serialise import clean
from citewell.sources.cutting import in_units, lines
from citewell.sources.files import Entry
from citewell.sources.unit import Fault, Item, Source, Unit, Vocabulary

LINES_A_UNIT = 20_000
MAX_LINE_BYTES = 1 << 20
_FIELDS = 18
_FIRST_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?\d{1,8}\|[A-Z]{3}\|(?:[^|\r\n]*\|){14}[A-Z]\|")
# One name for each concept: ingredients, brands, and drugs with strength and form. Synonyms have types of their own.
_TYPES = frozenset({"IN", "PIN", "MIN", "BN", "SCD", "SBD", "SCDC", "SBDC", "SCDF", "SBDF", "GPCK", "BPCK"})
_LONGEST = 500


def recognises(_name: str, start: bytes) -> bool:
    """Tell by its first line whether this is RXNCONSO.RRF."""
    return _FIRST_LINE.match(start) is not None


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the lines in units."""
    return in_units(entry, partial(lines, most_bytes=MAX_LINE_BYTES), most_items=LINES_A_UNIT, called="line")


def parse(unit: Unit) -> list[Item]:
    """Turn lines into terms; the names of other sources and what is out of use are passed over."""
    items: list[Item] = []
    terms: list[Term] = []
    for number, line in enumerate(unit.items, unit.first):
        if not line.strip():
            continue
        try:
            fields = line.decode("utf-8-sig").split("|")
        except UnicodeError:
            items.append(Fault(f"{unit.file} line {number}", "is not UTF-8"))
            continue
        if len(fields) < _FIELDS or not RXNORM.plain(fields[0]):
            items.append(Fault(f"{unit.file} line {number}", "has no RXCUI, or not the fields of RXNCONSO.RRF"))
            continue
        if fields[11] == "RXNORM" and fields[12] in _TYPES and fields[16] == "N":
            name = " ".join(clean(fields[14]).split())
            if name and len(name) <= _LONGEST:
                terms.append(Term(name, type="intervention", code=fields[0], places=(fields[0],)))
    if terms:
        items.append(Vocabulary(RXNORM.name, tuple(terms)))
    return items


SOURCE = Source("RxNorm (RXNCONSO.RRF)", recognises, split, parse)

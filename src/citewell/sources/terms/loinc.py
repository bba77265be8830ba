"""LOINC's names of observations: Loinc.csv or LoincTableCore.csv of a release.

Source: LOINC Users' Guide, https://loinc.org/kb/users-guide/, the LOINC table: a CSV with a header that begins with
LOINC_NUM and COMPONENT. A test is found by what it measures (COMPONENT), by its long common name, and by the name for
consumers where the table has one.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from citewell.language.terms import Term
from citewell.model.codes import LOINC
from citewell.model.serialise import clean
from citewell.sources.cutting import in_units
from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.terms.names import MOST_CHARACTERS
from citewell.sources.unit import Fault, Item, Source, Unit, Vocabulary

ROWS_A_UNIT = 2_000
MAX_ROW_BYTES = 1 << 20
_HEADER = re.compile(rb'\A(?:\xef\xbb\xbf)?"?LOINC_NUM"?,"?COMPONENT"?,[^\r\n]*')
_WANTED = ("COMPONENT", "LONG_COMMON_NAME", "CONSUMER_NAME")
# "Frobin [Mass/volume] in Blood" measures frobin: what follows tells how and in what.
_MEASURED = re.compile(r"\s*(?:\[[^\[\]]*\]| in (?:Serum|Plasma|Blood|Urine|Capillary)\b).*\Z")


def recognises(_name: str, start: bytes) -> bool:
    """Tell by its header whether this is a table of LOINC."""
    return _HEADER.match(start) is not None


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the rows in units, the header with each: a row may hold line breaks within its quotes."""
    with entry.open() as stream:
        header = _HEADER.match(next(iter(chunks(stream)), b""))
    for unit in in_units(entry, _rows, most_items=ROWS_A_UNIT, called="row"):
        if isinstance(unit, Unit) and header:
            yield Unit(unit.file, unit.first - 1, (header[0], *unit.items), about=unit.about)
        else:
            yield unit


def _rows(stream: Stream) -> Iterator[bytes]:
    """Yield each row but the header. Raises CutShort where one has no end."""
    rest, is_header = b"", True
    for piece in chunks(stream):
        *ended, rest = (rest + piece).split(b"\n")
        held = b""
        for line in ended:
            held = held + b"\n" + line if held else line
            if held.count(b'"') % 2:
                continue
            if not is_header:
                yield held
            held, is_header = b"", False
        rest = held + b"\n" + rest if held else rest
        if len(rest) > MAX_ROW_BYTES:
            raise CutShort(f"a row is longer than {MAX_ROW_BYTES >> 20} MiB or its quotes were never closed")
    if rest.count(b'"') % 2:
        raise CutShort("the file ends within a row")
    if rest and not is_header:
        yield rest


def parse(unit: Unit) -> list[Item]:
    """Turn rows into terms; a row that is none comes as a fault with its number."""
    items: list[Item] = []
    terms: list[Term] = []
    header, *rows = unit.items
    columns = next(csv.reader([header.decode("utf-8-sig")]))
    for number, row in enumerate(rows, unit.first + 1):
        if not row.strip():
            continue
        try:
            values = next(csv.reader([row.decode()], strict=True))
        except (csv.Error, UnicodeError, StopIteration) as error:
            items.append(Fault(f"{unit.file} row {number}", f"is no row of the table: {error}"))
            continue
        if (term := _term(dict(zip(columns, values, strict=False)))) is None:
            items.append(Fault(f"{unit.file} row {number}", "has no LOINC number, or no name"))
        else:
            terms.append(term)
    if terms:
        items.append(Vocabulary(LOINC.name, tuple(terms)))
    return items


def _term(row: dict[str, str]) -> Term | None:
    code = LOINC.plain(row.get("LOINC_NUM", ""))
    written = [" ".join(clean(row.get(column, "")).split()) for column in _WANTED]
    names = [name for full in written for name in (full, _MEASURED.sub("", full)) if 0 < len(name) <= MOST_CHARACTERS]
    first, *others = dict.fromkeys(names) or ("",)
    return Term(first, tuple(others), type="finding", code=code, places=(code,)) if code and first else None


SOURCE = Source("LOINC table", recognises, split, parse)

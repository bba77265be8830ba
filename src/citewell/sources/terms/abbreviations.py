"""Tables of abbreviations: short and long forms as CSV or TSV, or as one JSON object of lists."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

import orjson

from citewell.language.terms import Term
from citewell.model.serialise import clean
from citewell.sources.terms.names import kept_names
from citewell.sources.unit import Fault, Item, Source, Unit, Vocabulary, whole

NAME = "Abbreviations"
TERMS_AN_ITEM = 2_000
_SHORT_COLUMN = frozenset({"abr", "abbr", "abbreviation", "short", "short form", "acronym"})
_LONG_COLUMN = frozenset({"long", "long form", "meaning", "definition", "expansion", "full form"})
_ENTRY = rb'\s*"(?:[^"\\]|\\.){0,40}+"\s*:\s*\[\s*"(?:[^"\\]|\\.)*+"\s*(?:,\s*"(?:[^"\\]|\\.)*+"\s*)*+\]\s*'
_OBJECT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{" + _ENTRY + rb"(?:\}|," + _ENTRY + rb"(?:\}|," + _ENTRY + rb"))")
_LONGEST = 12
# Latin of prescriptions and letters with marks stand in such tables too: a short form is letters and figures.
_SHORT = re.compile(r"(?=[^A-Z]*[A-Z0-9])[A-Za-z0-9](?:[A-Za-z0-9/.+-]*[A-Za-z0-9+])?")


def recognises(name: str, start: bytes) -> bool:
    """Tell whether this is a table of abbreviations, by its header, its name or its form."""
    if name.endswith((".jsonl", ".ndjson")):
        return False
    if _OBJECT.match(start):
        return True
    first = start.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return _columns(_row(first)) is not None or (
        name.endswith((".csv", ".tsv")) and "abbreviation" in name.lower() and len(_row(first)) == 2
    )


def _row(line: str) -> list[str]:
    """Return the cells of a line; none if it is no line of a table."""
    try:
        return next(csv.reader([line.strip()], delimiter=_delimiter(line)), [])
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    return max("\t;,", key=line.count)


def _columns(header: list[str]) -> tuple[int, int] | None:
    """Return where the short and the long form stand, if this is a header that names them."""
    names = [column.strip().lower().replace("_", " ") for column in header]
    short = next((i for i, name in enumerate(names) if name in _SHORT_COLUMN), None)
    long = next((i for i, name in enumerate(names) if name in _LONG_COLUMN), None)
    return (short, long) if short is not None and long is not None else None


def parse(unit: Unit) -> list[Item]:
    """Turn a table into one term for each long form, with its short form; what is none is passed over."""
    items: list[Item] = []
    terms: dict[str, Term] = {}
    for index, content in enumerate(unit.items):
        try:
            pairs = list(
                _of_object(content) if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" else _of_rows(content)
            )
        except (ValueError, csv.Error) as error:
            items.append(Fault(unit.name(index), f"cannot be read as a table of abbreviations: {error}"))
            continue
        for short, long in pairs:
            term = _term(short, long)
            if term:
                terms.setdefault(term.code, term)
    found = tuple(terms.values())
    items += [Vocabulary(NAME, found[at : at + TERMS_AN_ITEM]) for at in range(0, len(found), TERMS_AN_ITEM)]
    return items


def _of_object(content: bytes) -> Iterator[tuple[str, str]]:
    table = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    for short, longs in table.items():
        for long in longs if isinstance(longs, list) else ():
            if isinstance(long, str):
                yield short, long


def _of_rows(content: bytes) -> Iterable[tuple[str, str]]:
    text = content.decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    columns = _columns(_row(first))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first))
    if columns:
        next(rows, None)
    short, long = columns or (0, 1)
    return [(row[short], row[long]) for row in rows if len(row) > max(short, long)]


def _term(short: str, long: str) -> Term | None:
    """Return the term of a long form; None where the short form is none that could be told from a word."""
    short, long = clean(short).strip(), " ".join(clean(long).split())
    if len(short) > _LONGEST or not _SHORT.fullmatch(short) or len(short) < 2 or short.lower() == long.lower():
        return None
    names = kept_names(long, (short,))
    return Term(names[0], names[1:], type="word", code=f"{short}={long}") if len(names) == 2 else None


SOURCE = Source("abbreviations", recognises, whole, parse)

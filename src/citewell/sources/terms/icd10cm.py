"""ICD-10-CM: the order file and the codes file of its makers, and a JSON object of codes and titles.

Source of the order file's columns, from 1: 1-5 order number, 7-13 code, 15 whether it may be billed, 17-76 short title,
from 78 the long title. The codes file has the code in 1-7 and the long title from 9. Both are published by NCHS
(https://www.cdc.gov/nchs/icd/icd-10-cm/files.html) and CMS. The JSON is `{"I48": [false, "title"]}`,
or `{"I48": "title"}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

import orjson

from citewell.language.terms import Term
from citewell.model.codes import ICD_10_CM
from citewell.model.serialise import clean
from citewell.sources.cutting import in_units, lines
from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.unit import Fault, Item, Source, Unit, Vocabulary

_Reader: TypeAlias = Callable[[bytes], tuple[str, str]]
CODES_A_UNIT = 2_000
MAX_ENTRY_BYTES = 1 << 16
_LONGEST = 500
_ORDER = re.compile(rb"\A(?:\xef\xbb\xbf)?\d{5} [A-Z]\d[0-9A-Z]{1,5} {1,4} ?[01] \S")
_CODES = re.compile(rb"\A(?:\xef\xbb\xbf)?[A-Z]\d[0-9A-Z]{1,5} {1,5}\S[^\r\n]{3,400}\r?\n[A-Z]\d[0-9A-Z]{1,5} {1,5}\S")
_TITLE = rb'(?:"(?:[^"\\]|\\.)*+"|\[\s*(?:true|false)\s*,\s*"(?:[^"\\]|\\.)*+"\s*\])'
_ENTRY = re.compile(rb'\s*"([A-Z]\d[0-9A-Z]\.?[0-9A-Z]{0,4})"\s*:\s*(' + _TITLE + rb")\s*([,}])")
_OBJECT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{")
# Words in round brackets may be there or not without another code; those in square ones say the same otherwise.
# Source: ICD-10-CM Official Guidelines for Coding and Reporting, section I.A.7, punctuation.
_OPTIONAL = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_EXPLAINED = re.compile(r"\[([^\[\]]*)\]")


def recognises_lines(_name: str, start: bytes) -> bool:
    """Tell by its first lines whether this is an order file or a codes file."""
    return _ORDER.match(start) is not None or _CODES.match(start) is not None


def recognises_object(_name: str, start: bytes) -> bool:
    """Tell by its first two entries whether this is an object of codes and titles."""
    opened = _OBJECT.match(start)
    first = _ENTRY.match(start, opened.end()) if opened else None
    return first is not None and (first[3] == b"}" or _ENTRY.match(start, first.end()) is not None)


def split_lines(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the lines in units."""
    return in_units(entry, partial(lines, most_bytes=MAX_ENTRY_BYTES), most_items=CODES_A_UNIT, called="line")


def split_object(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the entries of the object in units."""
    return in_units(entry, _entries, most_items=CODES_A_UNIT, called="code")


def _entries(stream: Stream) -> Iterator[bytes]:
    """Yield each entry as `"code": title`. Raises CutShort where one cannot be read: nothing after it can be told."""
    rest, is_open = b"", False
    for piece in chunks(stream):
        rest += piece
        at = 0
        if not is_open and (opened := _OBJECT.match(rest)):
            at, is_open = opened.end(), True
        while is_open and (match := _ENTRY.match(rest, at)):
            yield match[1] + b"\t" + match[2]
            at = match.end()
            if match[3] == b"}":
                return
        rest = rest[at:]
        if len(rest) > 2 * MAX_ENTRY_BYTES + len(piece):
            break
    raise CutShort("what comes next is no code with its title, or the file ends before its last bracket")


def parse_lines(unit: Unit) -> list[Item]:
    """Turn lines into terms; a line that is none comes as a fault with its number."""
    return _parsed(unit, _of_line, "line")


def parse_object(unit: Unit) -> list[Item]:
    """Turn entries into terms; one that is none comes as a fault with its place."""
    return _parsed(unit, _of_entry, "code")


def _parsed(unit: Unit, read: _Reader, called: str) -> list[Item]:
    items: list[Item] = []
    terms: list[Term] = []
    for number, content in enumerate(unit.items, unit.first):
        if not content.strip():
            continue
        try:
            terms.append(_term(*read(content)))
        except ValueError as error:
            reason = "is not UTF-8" if isinstance(error, UnicodeError) else str(error)
            items.append(Fault(f"{unit.file} {called} {number}", f"no code with its title: {reason}"))
    if terms:
        items.append(Vocabulary(ICD_10_CM.name, tuple(terms)))
    return items


def _of_line(content: bytes) -> tuple[str, str]:
    line = content.decode("utf-8-sig").rstrip("\r\n")
    if line[:5].isdecimal() and line[5:6] == " ":
        return line[6:13], line[77:] or line[16:76]
    return line[:7], line[8:]


def _of_entry(content: bytes) -> tuple[str, str]:
    code, _, title = content.decode().partition("\t")
    value = orjson.loads(title)
    return code, value if isinstance(value, str) else value[1]


def _term(code: str, title: str) -> Term:
    plain, name = ICD_10_CM.plain(code), " ".join(clean(title).split())
    if not plain or not 0 < len(name) <= _LONGEST:
        raise ValueError(f"{code.strip()[:20]!r} is no code of ICD-10-CM, or has no title")
    return Term(name, _also_called(name), type="condition", code=plain, places=(plain,))


def _also_called(title: str) -> tuple[str, ...]:
    """Return a title without what is optional in it: "Frob (primary) fever [FF]" is "Frob fever" too."""
    bare = " ".join(_OPTIONAL.sub("", title).split())
    round_only = " ".join(re.sub(r"[()]", "", _EXPLAINED.sub("", title)).split())
    return tuple(name for name in dict.fromkeys((bare, round_only)) if name and name != title)


LINES = Source("ICD-10-CM order file", recognises_lines, split_lines, parse_lines)
OBJECT = Source("ICD-10-CM codes (JSON)", recognises_object, split_object, parse_object)

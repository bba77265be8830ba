"""What a library holds beside records, as JSON documents: lists of notices of retraction, and vocabularies.

A list or a vocabulary may take several documents. Each names its `kind` first, so that a line is known by its
beginning. A record, in the form of the command-line contract, is known by its `id`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from citewell.language.terms import Term
from citewell.model.codes import SYSTEMS, Code, Precision
from citewell.model.evidence import Record, RetractionStatus
from citewell.model.identifiers import IDENTIFIER_TYPES
from citewell.model.retraction import NOTICE_SCHEMES, Notice, NoticeList
from citewell.model.serialise import clean, record_from_json, record_to_json
from citewell.sources.terms.names import MOST_NAMES
from citewell.sources.unit import Vocabulary

Held: TypeAlias = Record | NoticeList | Vocabulary
# Classifications have titles as long as this.
_LONGEST_NAME = 500
_BEGINNING = re.compile(rb'\s*\{\s*"kind"\s*:\s*"(?:notices|vocabulary)"')
_TYPES = ("condition", "intervention", "population", "finding", "word")
_SYSTEMS = {system.name: system for system in SYSTEMS}
_PRECISIONS = frozenset(precision.value for precision in Precision)
_STATUSES = frozenset(status.value for status in RetractionStatus)
_DATE = re.compile(r"(?:\d{4}(?:-\d\d(?:-\d\d)?)?)?")


def begins_document(start: bytes) -> bool:
    """Tell whether a line begins with a document of a list or a vocabulary."""
    return _BEGINNING.match(start) is not None


def to_json(held: Held) -> dict[str, Any]:
    """Return what a library holds as a document, which `from_json` turns back without loss."""
    if isinstance(held, NoticeList):
        notices = [[n.scheme, n.value, n.status.value, n.date, n.reason] for n in held.notices]
        return {
            "kind": "notices",
            "name": held.name,
            "dated": held.dated,
            "covers": list(held.covers),
            "notices": notices,
        }
    if isinstance(held, Vocabulary):
        terms = [_term_to_json(term) for term in held.terms]
        return {"kind": "vocabulary", "name": held.name, "terms": terms, "kinds": [list(kind) for kind in held.kinds]}
    return record_to_json(held)


def _term_to_json(term: Term) -> dict[str, Any]:
    codes = [[code.system, code.code, code.precision.value] for code in term.codes]
    values = {"code": term.code, "type": term.type, "names": list(term.names), "places": list(term.places)}
    return {**values, "codes": codes} if codes else values


def from_json(document: Any) -> Held:
    """Return what a document tells of. Raises ValueError that names the field which cannot be used."""
    read = _READERS.get(document["kind"]) if isinstance(document, Mapping) and _has_kind(document) else None
    return read(document) if read else record_from_json(document)


def _has_kind(document: Mapping[str, Any]) -> bool:
    return isinstance(document.get("kind"), str)


def _notices(document: Mapping[str, Any]) -> NoticeList:
    covers = _texts(document.get("covers", []), "covers")
    if unknown := set(covers) - set(NOTICE_SCHEMES):
        raise ValueError(f'"covers" holds {sorted(unknown)[0]!r}; known: {", ".join(NOTICE_SCHEMES)}')
    notices = tuple(_notice(row, number) for number, row in enumerate(_list(document.get("notices"), "notices"), 1))
    return NoticeList(_name(document), _text(document.get("dated"), "dated"), covers, notices)


def _notice(row: Any, number: int) -> Notice:
    what = f'"notices", number {number}'
    fields = _texts(row, what)
    if len(fields) != 5:
        raise ValueError(f"{what} is not [scheme, value, status, date, reason]")
    scheme, value, status, day, reason = fields
    if scheme not in NOTICE_SCHEMES or status not in _STATUSES or not _DATE.fullmatch(day):
        raise ValueError(f"{what} has no known scheme, no known status, or a date that is not YYYY-MM-DD")
    return Notice(scheme, IDENTIFIER_TYPES[scheme](value).value, RetractionStatus(status), day, reason)


def _vocabulary(document: Mapping[str, Any]) -> Vocabulary:
    terms = tuple(_term(row, number) for number, row in enumerate(_list(document.get("terms", []), "terms"), 1))
    kinds = []
    for row in _list(document.get("kinds", []), "kinds"):
        pair = _texts(row, "kinds")
        if len(pair) != 2:
            raise ValueError('"kinds" holds what is no pair of a place and a code')
        kinds.append((pair[0], pair[1]))
    return Vocabulary(_name(document), terms, tuple(kinds))


def _term(row: Any, number: int) -> Term:
    what = f'"terms", number {number}'
    if not isinstance(row, Mapping):
        raise ValueError(f"{what} is not an object")
    code, kind = _text(row.get("code"), f"{what}: code"), row.get("type")
    names = _texts(row.get("names"), f"{what}: names")[:MOST_NAMES]
    if not code or kind not in _TYPES or not names or not all(0 < len(name) <= _LONGEST_NAME for name in names):
        raise ValueError(f'{what} needs a "code", a "type" of {", ".join(_TYPES)}, and "names"')
    places = _texts(row.get("places", []), f"{what}: places")
    codes = tuple(_code(item, f"{what}: codes") for item in _list(row.get("codes", []), f"{what}: codes"))
    return Term(names[0], names[1:], type=kind, code=code, places=places, codes=codes)


def _code(row: Any, what: str) -> Code:
    fields = _texts(row, what)
    system = _SYSTEMS.get(fields[0]) if len(fields) == 3 else None
    code = system.plain(fields[1]) if system else ""
    if system is None or not code or fields[2] not in _PRECISIONS:
        raise ValueError(f"{what} holds what is not [system, code, precision], of {', '.join(_SYSTEMS)}")
    return Code(system.name, code, Precision(fields[2]))


def _name(document: Mapping[str, Any]) -> str:
    name = _text(document.get("name"), "name").strip()
    if not name:
        raise ValueError('"name" is missing')
    return name


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{what} is not a text")
    return clean(value)


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f'"{what}" is not a list')
    return value


def _texts(value: Any, what: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{what} is not a list")
    return tuple(_text(item, what) for item in value)


_READERS: dict[str, Callable[[Mapping[str, Any]], Held]] = {"notices": _notices, "vocabulary": _vocabulary}

"""Records to and from the JSON form of the command-line contract. The round trip loses nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any, TypeVar

from citewell.model.evidence import (
    CitedWork,
    Coverage,
    MeshHeading,
    Provenance,
    Record,
    RecordKind,
    RecordLink,
    RetractionStatus,
    Section,
    SectionKind,
    SourcePart,
    unique_labels,
    with_unique_labels,
)
from citewell.model.identifiers import Identifiers

E = TypeVar("E", bound=StrEnum)

# C0 and C1 controls but tab and line breaks, and lone surrogates: none of them is text. Nor are the marks that
# turn the order of what follows (Unicode Standard Annex 9, section 2): "05" could be shown for "50". Each
# becomes one space, so that spans counted on the original still hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean(text: str) -> str:
    """Return the text with each control character replaced by one space."""
    return _CONTROL.sub(" ", text)


def record_to_json(record: Record) -> dict[str, Any]:
    """Return the record as plain values; fields that are empty are left out."""
    values: dict[str, Any] = {
        "id": record.id,
        "kind": record.kind.value,
        "title": record.title,
        "sections": [_section_to_json(section) for section in record.sections],
        "journal": record.journal,
        "year": record.year,
        "authors": list(record.authors),
        "publication_types": list(record.publication_types),
        "mesh": [{"name": m.name, "major": True} if m.major else m.name for m in record.mesh],
        "keywords": list(record.keywords),
        "identifiers": record.identifiers.to_json(),
        "url": record.url,
        "issuer": record.issuer,
        "jurisdiction": record.jurisdiction,
        "topic": record.topic,
        "version": record.version,
        "date": record.date,
        "language": record.language,
        "links": [{"kind": link.kind, "pmid": link.pmid, "source": link.source} for link in record.links],
        "licence": record.licence,
        "ingredients": list(record.ingredients),
        "brands": list(record.brands),
        "trial_status": record.trial_status,
        "rxcuis": list(record.rxcuis),
        "references": [_without_empty(asdict(work)) for work in record.references],
        "parts": [_without_empty(asdict(part)) for part in record.parts],
        "retraction": record.retraction.value,
        "coverage": record.coverage.value,
        "source": record.provenance.source,
        "checked_at": record.provenance.checked_at,
        "checked_on": record.provenance.checked_on,
        "checked_also": list(record.provenance.checked_also),
    }
    return _without_empty(values)


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _section_to_json(section: Section) -> dict[str, str]:
    values = {"label": section.label, "text": section.text}
    if section.kind is not SectionKind.TEXT:
        values["kind"] = section.kind.value
    for name in _SECTION_EXTRAS:
        if value := getattr(section, name):
            values[name] = value
    return values


_SECTION_EXTRAS = ("code", "strength", "certainty")


def record_from_json(values: Mapping[str, Any], *, source: str = "jsonl") -> Record:
    """Build a record from the JSONL form. Raises ValueError that names the field and what it should hold."""
    if not isinstance(values, Mapping):
        raise ValueError("a record is a JSON object")
    return Record(
        id=_text(values, "id", required=True),
        kind=_member(RecordKind, values, "kind", RecordKind.RESEARCH),
        title=_text(values, "title", required=True),
        sections=_sections(values),
        journal=_text(values, "journal"),
        year=_year(values.get("year")),
        authors=_texts(values, "authors"),
        publication_types=_texts(values, "publication_types"),
        mesh=tuple(_heading(item) for item in _list(values, "mesh")),
        keywords=_texts(values, "keywords"),
        identifiers=_identifiers(values),
        url=_address(values, "url"),
        issuer=_text(values, "issuer"),
        jurisdiction=_text(values, "jurisdiction"),
        topic=_text(values, "topic"),
        version=_text(values, "version"),
        date=_text(values, "date"),
        language=_text(values, "language"),
        links=tuple(_link(item) for item in _list(values, "links")),
        licence=_text(values, "licence"),
        ingredients=_texts(values, "ingredients"),
        brands=_texts(values, "brands"),
        trial_status=_text(values, "trial_status"),
        rxcuis=_texts(values, "rxcuis"),
        references=tuple(_cited_work(item) for item in _list(values, "references")),
        parts=tuple(_part(item) for item in _list(values, "parts")),
        retraction=_member(RetractionStatus, values, "retraction", RetractionStatus.UNKNOWN),
        coverage=_member(Coverage, values, "coverage", Coverage.ABSTRACT),
        provenance=Provenance(
            _text(values, "source") or source,
            _address(values, "checked_at"),
            _text(values, "checked_on"),
            tuple(address for item in _texts(values, "checked_also") if (address := _as_address(item))),
        ),
    )


def _sections(values: Mapping[str, Any]) -> Any:
    if "sections" not in values:
        abstract = _text(values, "abstract")
        return unique_labels([("Abstract", abstract)]) if abstract.strip() else ()
    return with_unique_labels([_section(item) for item in _list(values, "sections")])


def _section(item: Any) -> Section:
    if not isinstance(item, Mapping) or not isinstance(item.get("text"), str):
        raise ValueError('"sections" holds objects {"label", "text"}')
    label = clean(str(item.get("label") or "Text")).strip() or "Text"
    if len(item) == 2:
        return Section(label, clean(item["text"]))
    kind = _member(SectionKind, item, "kind", SectionKind.TEXT)
    return Section(label, clean(item["text"]), kind, *(_text(item, name) for name in _SECTION_EXTRAS))


def _cited_work(item: Any) -> CitedWork:
    if not isinstance(item, Mapping):
        raise ValueError('"references" holds objects {"label", "text", "pmid", "doi"}')
    return CitedWork(*(_text(item, name) for name in ("label", "text", "pmid", "doi")))


def _part(item: Any) -> SourcePart:
    if not isinstance(item, Mapping):
        raise ValueError('"parts" holds objects {"source", "record_id", "gave", "licence"}')
    return SourcePart(_text(item, "source"), _text(item, "record_id"), _texts(item, "gave"), _text(item, "licence"))


def _text(values: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    value = values.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()):
        raise ValueError(f'"{name}" is missing or is not text')
    return clean(value)


def _list(values: Mapping[str, Any], name: str) -> list[Any]:
    value = values.get(name) or []
    if not isinstance(value, list):
        raise ValueError(f'"{name}" is not a list')
    return value


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    items = _list(values, name)
    if not all(isinstance(item, str) for item in items):
        raise ValueError(f'"{name}" holds something that is not text')
    return tuple(clean(item) for item in items)


def _heading(item: Any) -> MeshHeading:
    if isinstance(item, str):
        return MeshHeading(clean(item))
    if isinstance(item, Mapping) and isinstance(item.get("name"), str):
        return MeshHeading(clean(item["name"]), bool(item.get("major")))
    raise ValueError('"mesh" holds names, or objects {"name", "major"}')


def _link(item: Any) -> RecordLink:
    if isinstance(item, Mapping) and isinstance(item.get("kind"), str) and item["kind"]:
        pmid, where = item.get("pmid"), item.get("source") or ""
        if isinstance(pmid, str | None) and isinstance(where, str):
            return RecordLink(clean(item["kind"]), pmid and clean(pmid), clean(where))
    raise ValueError('"links" holds objects {"kind", "pmid", "source"}, all of them text')


def _year(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str) or not str(value).strip().isdecimal():
        raise ValueError(f'"year" is {value!r}, not a number of four digits')
    return int(value)


def _identifiers(values: Mapping[str, Any]) -> Identifiers:
    found = values.get("identifiers") or {}
    if not isinstance(found, Mapping):
        raise ValueError('"identifiers" is not an object such as {"pmid": "36757628"}')
    return Identifiers.from_json(
        {str(key): clean(str(value)).strip() for key, value in found.items() if value is not None}
    )


def _address(values: Mapping[str, Any], name: str) -> str:
    return _as_address(_text(values, name))


def _as_address(text: str) -> str:
    """Only web addresses are kept: a `javascript:` address would become a link on a page."""
    address = text.strip()
    return address if address.lower().startswith(("https://", "http://")) else ""


def _member(kind: type[E], values: Mapping[str, Any], name: str, default: E) -> E:
    value = values.get(name)
    if value is None:
        return default
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(kind)
        raise ValueError(f'"{name}" is {value!r}; it must be one of {allowed}') from None

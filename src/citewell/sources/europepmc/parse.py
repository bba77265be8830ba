"""Europe PMC's answers to records: the JSON of its search with `resultType=core`, and `fullTextXML`.

Fields are those of the Articles RESTful API (europepmc.org/RestfulWebService). What it has from PubMed (source MED)
keeps PubMed's id, so that both sources tell of one record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import unescape
from typing import Any, TypeVar

import orjson

from citewell.model.evidence import (
    Coverage,
    MeshHeading,
    Provenance,
    Record,
    RecordLink,
    RetractionStatus,
    Section,
    unique_labels,
)
from citewell.model.identifiers import DOI, NCTID, PMCID, PMID, Identifier, Identifiers
from citewell.model.serialise import clean
from citewell.sources import pmc
from citewell.sources.files import Entry
from citewell.sources.pmc.body import heading
from citewell.sources.pmc.front import registration
from citewell.sources.pmc.inline import raised
from citewell.sources.pmc.licence import licence_named
from citewell.sources.pmc.types import in_pubmeds_words, kind_of
from citewell.sources.unit import Fault, Item, Source, Unit, whole

Id = TypeVar("Id", bound=Identifier)

_PROVENANCE = Provenance("europepmc")
_HEADING = re.compile(r"<h4>([^<]*(?:<(?!/?h4>)[^<]*)*)</h4>", re.IGNORECASE)
_RAISED = re.compile(r"<sup>\s*([0-9+−()n-]+)\s*</sup>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/?p|/?li|/?ul|/?div)\b[^<>]*>", re.IGNORECASE)
# Only what is written as a tag: "p <0.05" and "<18 years" are text.
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:]*(?:\s[^<>]*)?/?>")
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d|21\d\d)\b")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def records_of(payload: bytes) -> list[Item]:
    """Return the records of an answer, in its order; one that cannot be read comes as a fault with its id."""
    return _items(payload, "Europe PMC")


def full_text_of(xml: bytes, *, name: str = "Europe PMC full text") -> list[Item]:
    """Return the record of an article's `fullTextXML`, or the fault that keeps it from being read."""
    return pmc.records_of(xml, name=name, source="europepmc")


def recognises(_name: str, start: bytes) -> bool:
    """Tell whether a file is a saved answer, by the names that it begins with."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b'"hitCount"' in start and b'"resultList"' in start


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield a saved answer as one unit."""
    yield from whole(entry)


def parse(unit: Unit) -> list[Item]:
    """Turn saved answers into records."""
    return [item for index, payload in enumerate(unit.items) for item in _items(payload, unit.name(index))]


def _items(payload: bytes, name: str) -> list[Item]:
    try:
        results = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))["resultList"]["result"]
    except orjson.JSONDecodeError as error:
        return [Fault(name, f"not JSON: {error}")]
    except (KeyError, TypeError):
        return [Fault(name, "holds no resultList of Europe PMC")]
    if not isinstance(results, list):
        return [Fault(name, "its resultList is not a list")]
    return [_item(result, f"{name} result {place}") for place, result in enumerate(results, 1)]


def _item(result: Any, name: str) -> Item:
    if not isinstance(result, Mapping):
        return Fault(name, "is not an object")
    try:
        return _record(result)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        return Fault(f"{name} ({result.get('source')} {result.get('id')})", str(error))


def _record(result: Mapping[str, Any]) -> Record:
    ids = _identifiers(result)
    types = _types(result)
    links = _links(result)
    title = text(_text(result, "title"))
    sections = _sections(_text(result, "abstractText"))
    info = _object(result, "journalInfo")
    return Record(
        id=_id(result, ids),
        kind=kind_of(types),
        title=title or "[No title]",
        sections=sections,
        journal=text(_text(_object(info, "journal"), "title")),
        year=_year(_text(result, "pubYear"), _text(info, "yearOfPublication"), _text(result, "firstPublicationDate")),
        authors=_authors(result),
        publication_types=types,
        mesh=_mesh(result),
        keywords=tuple(text(word) for word in _list(result, "keywordList", "keyword") if isinstance(word, str)),
        identifiers=ids,
        url=_url(result, ids),
        version=_version(result),
        date=_date(_text(result, "dateOfRevision") or _text(result, "firstPublicationDate")),
        language=_text(result, "language"),
        links=links,
        licence=licence_named(_text(result, "license")) if _text(result, "license") else "",
        retraction=_retraction(_text(result, "source"), types, links, title),
        coverage=Coverage.ABSTRACT if sections else Coverage.TITLE,
        provenance=_PROVENANCE,
    )


# Values of any kind ---------------------------------------------------------------------------------------


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _object(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = values.get(name)
    return value if isinstance(value, Mapping) else {}


def _list(values: Mapping[str, Any], name: str, inner: str) -> list[Any]:
    value = _object(values, name).get(inner)
    return value if isinstance(value, list) else []


def _objects(values: Mapping[str, Any], name: str, inner: str) -> list[Mapping[str, Any]]:
    return [item for item in _list(values, name, inner) if isinstance(item, Mapping)]


def text(marked: str) -> str:
    """Return a text without its HTML on one line; digits in superscript stay superscript."""
    if "<" in marked:
        marked = _RAISED.sub(lambda found: raised(found[1]), marked)
        marked = _TAG.sub("", _BREAK.sub(" ", marked))
    return clean(" ".join(unescape(marked).split()))


# Fields ---------------------------------------------------------------------------------------------------


def _sections(abstract: str) -> tuple[Section, ...]:
    first, *rest = _HEADING.split(abstract)
    labels = ["Abstract", *(heading(text(label)) or "Abstract" for label in rest[::2])]
    pairs = zip(labels, [first, *rest[1::2]], strict=True)
    return unique_labels([(label, body) for label, part in pairs if (body := text(part))])


def _identifiers(result: Mapping[str, Any]) -> Identifiers:
    return Identifiers(
        pmid=_or_none(PMID, _text(result, "pmid")),
        pmcid=_or_none(PMCID, _text(result, "pmcid")),
        doi=_or_none(DOI, _text(result, "doi")),
        nctid=_or_none(NCTID, registration(_text(result, "abstractText"))),
    )


def _or_none(kind: Callable[[str], Id], value: str) -> Id | None:
    """Return an identifier; None where it is malformed."""
    try:
        return kind(value) if value else None
    except ValueError:
        return None


def _id(result: Mapping[str, Any], ids: Identifiers) -> str:
    if ids.pmid:
        return f"pubmed:{ids.pmid}"
    if ids.pmcid:
        return f"pmc:{ids.pmcid}"
    if ids.doi:
        return f"doi:{ids.doi}"
    own = _text(result, "id")
    if not own:
        raise ValueError("has no id")
    return f"europepmc:{own}"


def _url(result: Mapping[str, Any], ids: Identifiers) -> str:
    found = ids.pmid or ids.pmcid or ids.doi
    return found.url if found else f"https://europepmc.org/article/{_text(result, 'source')}/{_text(result, 'id')}"


def _types(result: Mapping[str, Any]) -> tuple[str, ...]:
    named = [in_pubmeds_words(name) for name in _list(result, "pubTypeList", "pubType") if isinstance(name, str)]
    if _text(result, "source") == "PPR":
        named.append("Preprint")
    return tuple(dict.fromkeys(filter(None, named)))


def _authors(result: Mapping[str, Any]) -> tuple[str, ...]:
    listed = _objects(result, "authorList", "author")
    names = [text(_text(author, "fullName") or _text(author, "collectiveName")) for author in listed]
    if not names:
        names = text(_text(result, "authorString")).rstrip(".").split(", ")
    return tuple(name for name in names if name)


def _mesh(result: Mapping[str, Any]) -> tuple[MeshHeading, ...]:
    """Return the descriptors; one is major where it, or one of its qualifiers, is marked so."""
    found = _objects(result, "meshHeadingList", "meshHeading")
    return tuple(MeshHeading(name, _is_major(item)) for item in found if (name := _text(item, "descriptorName")))


def _is_major(heading_: Mapping[str, Any]) -> bool:
    marked = (heading_, *_objects(heading_, "meshQualifierList", "meshQualifier"))
    return any(_text(item, "majorTopic_YN") == "Y" for item in marked)


def _links(result: Mapping[str, Any]) -> tuple[RecordLink, ...]:
    return tuple(
        RecordLink(
            _in_pubmeds_form(kind),
            _text(found, "id") or None if _text(found, "source") == "MED" else None,
            text(_text(found, "reference") or f"{_text(found, 'source')} {_text(found, 'id')}"),
        )
        for found in _objects(result, "commentCorrectionList", "commentCorrection")
        if (kind := _text(found, "type").strip())
    )


def _in_pubmeds_form(kind: str) -> str:
    """Return "Expression of concern in" as PubMed's `ExpressionOfConcernIn`."""
    return "".join(word if word == "and" else word[:1].upper() + word[1:] for word in kind.split())


def _retraction(source: str, types: tuple[str, ...], links: tuple[RecordLink, ...], title: str) -> RetractionStatus:
    """Return the standing: for what comes from PubMed as PubMed's record gives it; of others only what is told."""
    kinds = {link.kind for link in links}
    withdrawn = re.match(r"\W*(?:retracted|withdrawn)\b\W", title, re.IGNORECASE)
    if "Retracted Publication" in types or kinds & {"RetractionIn", "RetractedandRepublishedIn"} or withdrawn:
        return RetractionStatus.RETRACTED
    if kinds & {"ExpressionOfConcernIn", "PartialRetractionIn"}:
        return RetractionStatus.CONCERN
    if kinds & {"ErratumIn", "CorrectedandRepublishedIn"}:
        return RetractionStatus.CORRECTED
    return RetractionStatus.CLEAR if source == "MED" else RetractionStatus.UNKNOWN


def _version(result: Mapping[str, Any]) -> str:
    number = _text(result, "versionNumber")
    return number if number.isdecimal() else ""


def _year(*said: str) -> int | None:
    return next((int(found[1]) for text in said if (found := _YEAR.search(text))), None)


def _date(said: str) -> str:
    found = _DATE.match(said)
    return found[0] if found else ""


SOURCE = Source("Europe PMC search results (.json)", recognises, split, parse)

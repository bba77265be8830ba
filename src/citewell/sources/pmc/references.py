"""The list of what an article cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citewell.model.evidence import CitedWork
from citewell.model.identifiers import DOI, PMID
from citewell.model.serialise import clean

Element = etree._Element

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation", "product")
_PERSONS = frozenset({"name", "string-name", "collab", "etal", "person-group", "anonymous"})
_IDENTIFIERS = ("pub-id", "object-id", "ext-link")
_LEFTOVER = re.compile(r"(?:\[?\s*(?:doi|pmid|pmcid|pubmed|crossref|pmc free article)\s*:?\s*\]?[\s.;,]*)+$", re.IGNORECASE)
_DOI_IN_ADDRESS = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_NAMES_SHOWN = 6


def references(root: Element) -> tuple[CitedWork, ...]:
    """Return the works cited, in order; a number that covers several works (1a, 1b) gives one entry for each."""
    found: list[CitedWork] = []
    for ref in root.iter("ref"):
        label = _plain(ref.find("label")).strip(" .[]()")
        found += [_work(citation, label) for citation in ref.iter(*_CITATIONS)] or _bare(ref, label)
    return tuple(found)


def _bare(ref: Element, label: str) -> list[CitedWork]:
    notes = [_plain(note) for note in ref.iterchildren("note", "p")]
    return [CitedWork(label, note) for note in notes if note]


def _work(citation: Element, label: str) -> CitedWork:
    pmid = doi = ""
    for element in citation.iter(*_IDENTIFIERS):
        kind = element.get("pub-id-type") or element.get("ext-link-type") or ""
        value = (element.text or "").strip()
        if kind == "pmid":
            pmid = pmid or _pmid(value)
        elif kind == "doi" or _DOI_IN_ADDRESS.match(value):
            doi = doi or _doi(value)
        if element.tag == "pub-id":
            element.text = None
    punctuated = any(child.tail and child.tail.strip() for child in citation)
    shown = _as_printed(citation) if punctuated or not len(citation) else _assembled(citation)
    return CitedWork(_plain(citation.find("label")).strip(" .") or label, shown, pmid, doi)


def _pmid(value: str) -> str:
    try:
        return str(PMID(value))
    except ValueError:
        return ""


def _doi(value: str) -> str:
    try:
        return str(DOI(value))
    except ValueError:
        return ""


def _as_printed(citation: Element) -> str:
    return _LEFTOVER.sub("", _plain(citation)).strip()


def _plain(element: Element | None) -> str:
    """Return all text on one line."""
    if element is None:
        return ""
    raw = etree.tostring(element, method="text", encoding="unicode", with_tail=False) if len(element) else element.text
    joined = " ".join((raw or "").split())
    return joined if joined.isascii() else clean(joined)


def _assembled(citation: Element) -> str:
    """Return a citation whose parts stand without the marks between them, put together as PubMed prints one."""
    parts: dict[str, Element] = {}
    people: list[str] = []
    for child in citation:
        if child.tag in _PERSONS:
            if not people or child.tag != "person-group":
                people += _people(child)
        else:
            parts.setdefault(child.tag, child)
    known = {tag: _plain(element) for tag, element in parts.items()}
    title = known.get("article-title") or known.get("chapter-title") or known.get("data-title") or ""
    where = [known.get(tag, "") for tag in ("source", "edition", "publisher-loc", "publisher-name", "comment")]
    sentences = [_names(people), title, *where, _when(known)]
    shown = " ".join(s if s[-1] in ".?!" else f"{s}." for s in sentences if s)
    return shown or _plain(citation)


def _when(known: dict[str, str]) -> str:
    volume = known.get("volume", "") + (f"({known['issue']})" if known.get("issue") else "")
    pages = "-".join(filter(None, (known.get("fpage"), known.get("lpage")))) or known.get("elocation-id", "")
    return known.get("year", "") + (f";{volume}" if volume else "") + (f":{pages}" if pages else "")


def _names(people: list[str]) -> str:
    shown = people[:_NAMES_SHOWN] + (["et al"] if len(people) > _NAMES_SHOWN else [])
    return ", ".join(shown)


def _people(element: Element) -> Iterator[str]:
    if element.tag == "person-group":
        for child in element:
            yield from _people(child)
    elif element.tag == "etal":
        yield "et al"
    elif element.tag in {"name", "string-name"}:
        parts = {child.tag: child.text or "" for child in element}
        yield " ".join(f"{parts.get('surname', '')} {initials(parts.get('given-names', ''))}".split()) or _plain(element)
    elif shown := _plain(element):
        yield shown


def initials(given: str) -> str:
    """Return initials as PubMed writes them: "Anna-Lena B." is ALB."""
    bare = given.strip()
    if bare.isupper() and bare.isalpha() and len(bare) <= 4:
        return bare
    return "".join(part if part.isupper() and len(part) <= 3 else part[0].upper() for part in _PARTS.split(bare) if part)


_PARTS = re.compile(r"[\s.,\-‐–]+")

"""The list of what an article cites."""

from __future__ import annotations

import re

from lxml import etree

from citewell.model.evidence import CitedWork
from citewell.model.identifiers import DOI, PMID
from citewell.model.serialise import clean

Element = etree._Element

_CITATIONS = ("element-citation", "mixed-citation", "citation", "nlm-citation", "product")
_PERSONS = frozenset({"name", "string-name", "collab", "etal", "anonymous"})
_WHERE = ("source", "edition", "publisher-loc", "publisher-name", "comment")
_SHOWN = frozenset(
    (*_WHERE, *"article-title chapter-title data-title year volume issue fpage lpage elocation-id".split())
)
_IDENTIFIERS = ("pub-id", "object-id", "ext-link")
# What printed an identifier that is kept apart: "doi:", "[PubMed]".
_LEFTOVER = re.compile(
    r"\b(?:doi|pmid|pmcid|pubmed|crossref|pmc free article)\b[\s:\]\[.;,]*(?=$|\[|doi|pmid)", re.IGNORECASE
)
_DOI_IN_ADDRESS = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_PRINTED_DOI = re.compile(r"\bdoi(?:\.org/|:)\s*(10\.\S+)", re.IGNORECASE)
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
    punctuated = not len(citation)
    parts: dict[str, Element] = {}
    for child in citation:
        tag = child.tag
        parts.setdefault(tag, child)
        if child.tail and not punctuated and child.tail.strip():
            punctuated = True
        for element in (child,) if tag in _IDENTIFIERS else child.iter(*_IDENTIFIERS) if tag == "comment" else ():
            kind = element.get("pub-id-type") or element.get("ext-link-type") or ""
            value = (element.text or "").strip()
            if kind == "pmid":
                pmid = pmid or _pmid(value)
            elif kind == "doi" or _DOI_IN_ADDRESS.match(value):
                doi = doi or _doi(value)
            if element.tag == "pub-id":
                element.text = None
    shown = _as_printed(citation) if punctuated else _assembled(citation, parts)
    if not doi and (printed := _PRINTED_DOI.search(shown)):
        doi = _doi(printed[1].rstrip(".,;)"))
    return CitedWork(_plain(parts["label"]).strip(" .") if "label" in parts else label, shown, pmid, doi)


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
    for part in citation.iter("surname", "given-names"):
        if not part.tail and part.getnext() is not None:
            part.tail = " "
    return _LEFTOVER.sub("", _plain(citation)).rstrip(" [,;:")


def _plain(element: Element | None) -> str:
    """Return all text on one line."""
    if element is None:
        return ""
    raw = etree.tostring(element, method="text", encoding="unicode", with_tail=False) if len(element) else element.text
    joined = " ".join((raw or "").split())
    return joined if joined.isascii() else clean(joined)


def _assembled(citation: Element, parts: dict[str, Element]) -> str:
    """Return a citation whose parts stand without the marks between them, put together as PubMed prints one."""
    known = {tag: _plain(element) for tag, element in parts.items() if tag in _SHOWN}
    title = known.get("article-title") or known.get("chapter-title") or known.get("data-title") or ""
    where = [known.get(tag, "") for tag in _WHERE]
    people = parts.get("person-group", citation)
    sentences = [", ".join(_people(people)), title, *where, _when(known)]
    shown = " ".join(s if s[-1] in ".?!" else f"{s}." for s in sentences if s)
    return shown or _plain(citation)


def _when(known: dict[str, str]) -> str:
    volume = known.get("volume", "") + (f"({known['issue']})" if known.get("issue") else "")
    pages = "-".join(filter(None, (known.get("fpage"), known.get("lpage")))) or known.get("elocation-id", "")
    return known.get("year", "") + (f";{volume}" if volume else "") + (f":{pages}" if pages else "")


def _people(group: Element) -> list[str]:
    """Return the first of the people, and "et al" where there are more."""
    shown: list[str] = []
    for person in group:
        if person.tag not in _PERSONS:
            continue
        if person.tag == "etal" or len(shown) == _NAMES_SHOWN:
            shown.append("et al")
            break
        if name := _name(person) if person.tag in {"name", "string-name"} else _plain(person):
            shown.append(name)
    return shown


def _name(person: Element) -> str:
    surname = given = ""
    for part in person:
        if part.tag == "surname":
            surname = part.text or ""
        elif part.tag == "given-names":
            given = part.text or ""
    return f"{surname.strip()} {initials(given)}".strip() or _plain(person)


def initials(given: str) -> str:
    """Return initials as PubMed writes them: "Anna-Lena B." is ALB."""
    bare = given.strip()
    if bare.isupper() and bare.isalpha() and len(bare) <= 4:
        return bare
    parts = filter(None, _PARTS.split(bare))
    return "".join(part if part.isupper() and len(part) <= 3 else part[0].upper() for part in parts)


_PARTS = re.compile(r"[\s.,\-‐–]+")

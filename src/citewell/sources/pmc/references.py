"""The list of what an article cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from citewell.model.evidence import CitedWork
from citewell.model.identifiers import DOI, PMID
from citewell.model.serialise import clean

Element = etree._Element

_CITATIONS = frozenset({"element-citation", "mixed-citation", "citation", "nlm-citation", "product"})
_PERSONS = frozenset({"name", "string-name", "collab", "etal", "anonymous"})
_WHERE = ("source", "edition", "publisher-loc", "publisher-name", "comment")
_SHOWN = frozenset(
    (*_WHERE, *"label article-title chapter-title data-title year volume issue fpage lpage elocation-id".split())
)
_IDENTIFIERS = ("pub-id", "object-id", "ext-link")
# What printed an identifier that is kept apart: "doi:", "[PubMed]".
_LEFTOVER = re.compile(
    r"\b(?:doi|pmid|pmcid|pubmed|crossref|pmc free article)\b[\s:\]\[.;,]*(?=$|\[|doi|pmid)", re.IGNORECASE
)
_DOI_IN_ADDRESS = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_PRINTED_DOI = re.compile(r"\bdoi(?:\.org/|:)\s*(10\.\S+)", re.IGNORECASE)
_BEFORE_MARK = re.compile(r"(?<=\.) \.$| (?=[,;])|(?<=[^\W_]) (?=\.(?: [^.]|$))")
_NAMES_SHOWN = 6


def references(root: Element) -> tuple[CitedWork, ...]:
    """Return the works cited, in order; a number that covers several works (1a, 1b) gives one entry for each."""
    back = root.find("back")
    found = [work for ref in back.iter("ref") for work in _works(ref)] if back is not None else []
    return tuple(found or [work for ref in root.iter("ref") for work in _works(ref)])


def _works(ref: Element) -> Iterator[CitedWork]:
    label = ""
    for child in ref:
        if child.tag == "label":
            label = _label(_plain(child))
        elif child.tag in _CITATIONS:
            yield _work(child, label)
        elif child.tag == "citation-alternatives" and len(child):
            yield _work(child[0], label)
        elif child.tag in {"note", "p"} and (shown := _plain(child)):
            yield CitedWork(label, shown)


def _work(citation: Element, label: str) -> CitedWork:
    pmid = doi = ""
    known: dict[str, str] = {}
    people: list[str] = []
    editors: list[str] = []
    punctuated = not len(citation)
    for child in citation:
        tag, tail = child.tag, child.tail
        if tag in _IDENTIFIERS:
            pmid, doi = _identified(child, pmid, doi)
        elif tag == "comment":
            for element in child.iter(*_IDENTIFIERS):
                pmid, doi = _identified(element, pmid, doi)
        elif tag == "person-group" and not punctuated:
            if people and child.get("person-group-type") == "editor":
                editors = _people(child)
            else:
                people = people or _people(child)
        if tag in _SHOWN and not punctuated and tag not in known:
            known[tag] = _plain(child)
        if tail and not punctuated and not tail.isspace():
            punctuated = True
    shown = _as_printed(citation) if punctuated else _assembled(citation, people or _people(citation), editors, known)
    if not doi and "10." in shown and (printed := _PRINTED_DOI.search(shown)):
        doi = _doi(printed[1].rstrip(".,;)"))
    return CitedWork(_label(known.get("label", "")) or label, shown, pmid, doi)


def _identified(element: Element, pmid: str, doi: str) -> tuple[str, str]:
    """Return the PMID and the DOI with what this element adds to them; what holds nothing else is emptied."""
    kind = element.get("pub-id-type") or element.get("ext-link-type")
    value = (element.text or "").strip()
    if element.tag == "pub-id":
        element.text = None
    if kind == "pmid":
        return pmid or _pmid(value), doi
    if kind == "doi" or _DOI_IN_ADDRESS.match(value):
        return pmid, doi or _doi("".join(value.split()))
    return pmid, doi


def _pmid(value: str) -> str:
    if value.isdecimal() and value.isascii() and len(value) < 9 and value[0] != "0":
        return value
    try:
        return str(PMID(value))
    except ValueError:
        return ""


def _doi(value: str) -> str:
    try:
        return str(DOI(value))
    except ValueError:
        return ""


def _label(printed: str) -> str:
    """Return the number or name of an entry without the brackets around it; those within it stay."""
    bare = printed.strip(" .")
    if bare[:1] in "[(" and bare[-1:] in "])":
        bare = bare[1:-1]
    return bare.strip(" .[]()") if "(" not in bare.lstrip("(") else bare


def _as_printed(citation: Element) -> str:
    """Return a citation with its marks as printed; names that no mark parts are kept apart."""
    for part in citation.iter("surname", "given-names", *_PERSONS):
        following = part.getnext()
        if part.tag in _PERSONS:
            if part.tag == "etal" and not part.text:
                part.text = _et_al(part)
            if following is not None and following.tag in _PERSONS and not (part.tail or "").strip():
                part.tail = ", "
        elif following is not None and not part.tail:
            part.tail = " "
    shown = _LEFTOVER.sub("", _plain(citation))
    if " ," in shown or " ." in shown or " ;" in shown:
        shown = _BEFORE_MARK.sub("", shown)
    return shown.rstrip(" [,;:")


def _et_al(element: Element) -> str:
    around = element.getparent()
    after = element.tail or (around.tail if around is not None else "") or ""
    return "et al" if after.startswith(".") else "et al."


def _plain(element: Element | None) -> str:
    """Return all text on one line."""
    if element is None:
        return ""
    raw = etree.tostring(element, method="text", encoding="unicode", with_tail=False) if len(element) else element.text
    joined = " ".join((raw or "").split())
    return joined if joined.isascii() else clean(joined)


def _assembled(citation: Element, people: list[str], editors: list[str], known: dict[str, str]) -> str:
    """Return a citation whose parts stand without the marks between them, put together as PubMed prints one."""
    title = known.get("article-title") or known.get("chapter-title") or known.get("data-title") or ""
    where = [known[tag] for tag in _WHERE if tag in known]
    names = ", ".join(editors)
    by = f"{names}, {'editors' if ',' in names else 'editor'}" if names else ""
    parts = (", ".join(people), title, by, *where, _when(known))
    shown = " ".join(s if s[-1] in ".?!" else f"{s}." for s in parts if s)
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
    return shown or ([names] if group.tag == "person-group" and (names := _plain(group).rstrip(" ,;:")) else [])


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

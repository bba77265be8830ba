"""PubMed XML to records. The elements are those of NLM's PubMed DTD (pubmed_250101)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeVar

from lxml import etree

from citewell.model.evidence import (
    Coverage,
    MeshHeading,
    Provenance,
    Record,
    RecordKind,
    RecordLink,
    RetractionStatus,
    Section,
    unique_labels,
)
from citewell.model.identifiers import DOI, NCTID, PMCID, PMID, Identifier, Identifiers
from citewell.model.serialise import clean
from citewell.sources.pubmed.split import recognises, split
from citewell.sources.safe_xml import safe_parser
from citewell.sources.unit import Deletion, Fault, Item, Source, Unit

_GUIDELINE_TYPES = frozenset({"Practice Guideline", "Guideline"})
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {m: i for i, m in enumerate(_MONTH_NAMES, 1)}
_SEASONS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d|21\d\d)\b")
_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_RAISABLE = frozenset(map(chr, _SUPERSCRIPTS))
_PROVENANCE = Provenance("pubmed")
_AUTHOR_PARTS = ("Author", "LastName", "Initials", "Suffix", "CollectiveName")
_SKIPPED_LINKS = frozenset({"Cites"})

Element = etree._Element
Id = TypeVar("Id", bound=Identifier)


class _BlanksLost(Exception):  # a state of a tree, caught by who then reads the record with all its blanks
    """A tree may lack blanks between two words."""


def parse(unit: Unit) -> list[Item]:
    """Turn a unit's XML into records; one that cannot be read comes as a fault with its place and PMID."""
    # Half the nodes of a record would be the blanks by which its elements are indented.
    parser = safe_parser(remove_blank_text=True)
    items: list[Item] = []
    for place, xml in enumerate(unit.items, unit.first):
        try:
            items.append(_read(xml, parser))
        except etree.XMLSyntaxError as error:
            items.append(Fault(_name(unit.file, place, xml), f"not well-formed XML: {error.msg}"))
        except ValueError as error:
            items.append(Fault(_name(unit.file, place, xml), str(error)))
    return items


def _read(xml: bytes, parser: etree.XMLParser) -> Item:
    try:
        return _item(etree.fromstring(xml, parser))
    except _BlanksLost:
        return _item(_with_all_blanks(xml))


def _with_all_blanks(xml: bytes) -> Element:
    """Return a record's tree with every blank, in which each element has a text, if an empty one."""
    root = etree.fromstring(xml, safe_parser())
    for element in root.iter():
        element.text = element.text or ""
    return root


def _name(file: str, place: int, xml: bytes) -> str:
    pmid = re.search(rb"<PMID[^>]*>\s*(\d+)", xml)
    return f"{file} record {place}" + (f" (PMID {pmid[1].decode()})" if pmid else "")


def _item(root: Element) -> Item:
    if root.tag in {"DeleteCitation", "DeleteDocument"}:
        return Deletion(tuple(f"pubmed:{PMID(text(e))}" for e in root.iter("PMID")))
    if root.tag == "PubmedBookArticle":
        return _book(root)
    return _article(root)


def _article(root: Element) -> Record:
    parts = _children(root)
    citation = _children(_required(parts, "MedlineCitation"))
    if "Article" not in citation:
        raise ValueError("has no Article")
    article = _children(citation["Article"])
    journal = _children(article.get("Journal"))
    data = _children(parts.get("PubmedData"))
    pmid = _pmid(citation)
    types = tuple([text(e) for e in article.get("PublicationTypeList", ())])
    links = _links(citation.get("CommentsCorrectionsList"))
    sections = _sections(article.get("Abstract"))
    title = text(article.get("ArticleTitle")) or text(article.get("VernacularTitle"))
    return Record(
        id=f"pubmed:{pmid}",
        kind=RecordKind.GUIDELINE if _GUIDELINE_TYPES.intersection(types) else RecordKind.RESEARCH,
        title=title or "[No title]",
        sections=sections,
        journal=text(journal.get("Title")),
        year=_year(journal.get("JournalIssue"), article.get("ArticleDate"), data.get("History")),
        authors=_authors(article.get("AuthorList")),
        publication_types=types,
        mesh=_mesh(citation.get("MeshHeadingList")),
        keywords=_keywords(citation),
        identifiers=_identifiers(pmid, data.get("ArticleIdList"), article),
        url=pmid.url,
        version=citation["PMID"].get("Version") or "1",
        date=_date(citation.get("DateRevised")),
        language=text(article.get("Language")),
        links=links,
        retraction=_retraction(types, links),
        coverage=Coverage.ABSTRACT if sections else Coverage.TITLE,
        provenance=_PROVENANCE,
    )


def _book(root: Element) -> Record:
    element = _required(_children(root), "BookDocument")
    document = _children(element)
    book = _children(document.get("Book"))
    pmid = _pmid(document)
    sections = _sections(document.get("Abstract"))
    types = tuple(text(e) for e in element.iterchildren("PublicationType"))
    title = text(document.get("ArticleTitle")) or text(book.get("BookTitle"))
    return Record(
        id=f"pubmed:{pmid}",
        kind=RecordKind.GUIDELINE if _GUIDELINE_TYPES.intersection(types) else RecordKind.RESEARCH,
        title=title or "[No title]",
        sections=sections,
        journal=text(book.get("BookTitle")),
        year=_first_year(book.get("PubDate")),
        authors=_authors(document.get("AuthorList")),
        publication_types=types,
        identifiers=Identifiers(pmid=pmid),
        url=pmid.url,
        date=_date(document.get("DateRevised")),
        language=text(document.get("Language")),
        retraction=RetractionStatus.CLEAR,
        coverage=Coverage.ABSTRACT if sections else Coverage.TITLE,
        provenance=_PROVENANCE,
    )


# Looking children up in a table of one pass, and walking lists with `iter(tags)`, costs half of `find`:
# every element that Python touches has to be wrapped first.
def _children(parent: Element | None) -> dict[str, Element]:
    """Return an element's children by tag, the first of each; nothing for None."""
    return {} if parent is None else {child.tag: child for child in list(parent)[::-1]}


def text(element: Element | None) -> str:
    """Return an element's text on one line, markup dropped; digits in superscript stay superscript."""
    return "" if element is None else _on_one_line(_raw(element))


def _raw(element: Element) -> str:
    return "".join(_pieces(element)) if len(element) else element.text or ""


def _on_one_line(raw: str) -> str:
    # No space but the common one, and no control, is printable. Most texts are on one line already; to part and
    # join them, and to look for controls, would take three times as long as to see that.
    if raw.isprintable() and "  " not in raw:
        return raw.strip(" ")
    return " ".join(clean(raw).split())


def _pieces(element: Element) -> list[str]:
    # Where an element of text begins with another one ("<b>Aim</b> <i>To</i>"), libxml2 takes the blanks that part
    # words for indentation; it never does after a text (`areBlanks` in its parser.c).
    if element.text is None:
        raise _BlanksLost
    pieces = [element.text]
    for child in element:
        inner = _raw(child)
        # "10<sup>-3</sup>" is raised in print; "2<sup>nd</sup>" need not be.
        if child.tag == "sup" and _RAISABLE.issuperset(inner):
            inner = inner.translate(_SUPERSCRIPTS)
        pieces += [inner, child.tail or ""]
    return pieces


def _sections(abstract: Element | None) -> tuple[Section, ...]:
    pairs = []
    for part in abstract.iterchildren("AbstractText") if abstract is not None else ():
        body = text(part)
        if body:
            label = (part.get("Label") or "").strip()
            label = label or (part.get("NlmCategory") or "").strip()
            if label.upper() == "UNASSIGNED" or not label:
                label = "Abstract"
            pairs.append((label.capitalize() if label.isupper() else label, body))
    return unique_labels(pairs)


def _required(parts: dict[str, Element], tag: str) -> Element:
    if tag not in parts:
        raise ValueError(f"has no {tag}")
    return parts[tag]


def _pmid(parts: dict[str, Element]) -> PMID:
    found = text(parts.get("PMID"))
    if not found:
        raise ValueError("has no PMID")
    return PMID(found)


def _authors(authors: Element | None) -> tuple[str, ...]:
    names: list[list[str]] = [[]]
    for element in authors.iter(*_AUTHOR_PARTS) if authors is not None else ():
        if element.tag == "Author":
            names.append([])
        else:
            names[-1].append(_raw(element))
    return tuple([name for parts in names if (name := _on_one_line(" ".join(parts)))])


def _mesh(headings: Element | None) -> tuple[MeshHeading, ...]:
    """Return the descriptors; one is major where it, or one of its qualifiers, is marked so."""
    names: list[str] = []
    major: list[bool] = []
    for element in headings.iter("DescriptorName", "QualifierName") if headings is not None else ():
        is_major = element.get("MajorTopicYN") == "Y"
        if element.tag == "DescriptorName":
            names.append(element.text or "")
            major.append(is_major)
        elif is_major and major:
            major[-1] = True
    return tuple([found for heading in zip(names, major, strict=True) if (found := _heading(*heading))])


@lru_cache(maxsize=10_000)
def _heading(raw: str, is_major: bool) -> MeshHeading | None:
    name = _on_one_line(raw)
    return MeshHeading(name, is_major) if name else None


def _keywords(citation: dict[str, Element]) -> tuple[str, ...]:
    """Return the keywords of every list: the authors' own, and those of an indexing body."""
    first = citation.get("KeywordList")
    if first is None:
        return ()
    lists = (first, *first.itersiblings("KeywordList"))
    return tuple([t for keywords in lists for e in keywords.iterchildren("Keyword") if (t := text(e))])


def _identifiers(pmid: PMID, own: Element | None, article: dict[str, Element]) -> Identifiers:
    found: dict[str, str] = {}
    for element in own if own is not None else ():
        found.setdefault(element.get("IdType", ""), text(element))
    return Identifiers(
        pmid=pmid,
        pmcid=_or_none(PMCID, found.get("pmc")),
        doi=_or_none(DOI, found.get("doi")) or _doi_of(article.get("ELocationID")),
        nctid=_registration(article.get("DataBankList")),
    )


def _doi_of(first: Element | None) -> DOI | None:
    for location in (first, *first.itersiblings("ELocationID")) if first is not None else ():
        if location.get("EIdType") == "doi" and location.get("ValidYN") != "N":
            return _or_none(DOI, text(location))
    return None


def _registration(banks: Element | None) -> NCTID | None:
    for number in banks.iter("AccessionNumber") if banks is not None else ():
        found = _or_none(NCTID, text(number))
        if found:
            return found
    return None


def _or_none(kind: type[Id], value: str | None) -> Id | None:
    """Return an identifier; None where a publisher has deposited one that is malformed."""
    try:
        return kind(value) if value else None
    except ValueError:
        return None


def _links(corrections: Element | None) -> tuple[RecordLink, ...]:
    links = []
    for link in corrections.iterchildren("CommentsCorrections") if corrections is not None else ():
        kind = link.get("RefType", "")
        if kind and kind not in _SKIPPED_LINKS:
            parts = _children(link)
            links.append(RecordLink(kind, text(parts.get("PMID")) or None, text(parts.get("RefSource"))))
    return tuple(links)


def _retraction(types: tuple[str, ...], links: tuple[RecordLink, ...]) -> RetractionStatus:
    """Return the standing as PubMed's own record gives it (NLM, "Errata, Retractions, and Other Linked Citations")."""
    kinds = {link.kind for link in links}
    if "Retracted Publication" in types or kinds & {"RetractionIn", "RetractedandRepublishedIn"}:
        return RetractionStatus.RETRACTED
    if kinds & {"ExpressionOfConcernIn", "PartialRetractionIn"}:
        return RetractionStatus.CONCERN
    if kinds & {"ErratumIn", "CorrectedandRepublishedIn"}:
        return RetractionStatus.CORRECTED
    return RetractionStatus.CLEAR


def _year(issue: Element | None, article_date: Element | None, history: Element | None) -> int | None:
    return (
        _first_year(_children(issue).get("PubDate"))
        or _first_year(article_date)
        or _first_year(_children(history).get("PubMedPubDate"))
    )


def _first_year(date: Element | None) -> int | None:
    """Return the year of a PubDate: `Year`, or the first year in a `MedlineDate` such as "1998 Dec-1999 Jan"."""
    return _year_in(_children(date))


def _year_in(date: dict[str, Element]) -> int | None:
    match = _YEAR.search(text(date.get("Year")) or text(date.get("MedlineDate")))
    return int(match[1]) if match else None


def _date(date: Element | None) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD, as far as it is given."""
    parts = _children(date)
    year = _year_in(parts)
    if year is None:
        return ""
    month = text(parts.get("Month")).lower()[:3]
    number = int(month) if month.isdecimal() else _MONTHS.get(month) or _SEASONS.get(text(parts.get("Season")).lower())
    day = text(parts.get("Day"))
    if not number or not 1 <= number <= 12:
        return f"{year:04d}"
    return f"{year:04d}-{number:02d}" + (f"-{int(day):02d}" if day.isdecimal() else "")


SOURCE = Source("PubMed XML (.xml, .xml.gz)", recognises, split, parse)

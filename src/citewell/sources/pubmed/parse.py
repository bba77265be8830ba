"""PubMed XML to records. The elements are those of NLM's PubMed DTD (pubmed_250101)."""

from __future__ import annotations

import re

from lxml import etree

from citewell.model.evidence import (
    Coverage,
    MeshHeading,
    Provenance,
    Record,
    RecordKind,
    RecordLink,
    RetractionStatus,
    unique_labels,
)
from citewell.model.identifiers import DOI, NCTID, PMCID, PMID, Identifiers
from citewell.model.serialise import clean
from citewell.sources.pubmed.split import recognises, split
from citewell.sources.unit import Deletion, Fault, Item, Source, Unit

_GUIDELINE_TYPES = frozenset({"Practice Guideline", "Guideline"})
_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_SEASONS = {"winter": 1, "spring": 4, "summer": 7, "autumn": 10, "fall": 10}
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d|21\d\d)\b")
_SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_SKIPPED_LINKS = frozenset({"Cites"})
_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

Element = etree._Element


def parse(unit: Unit) -> list[Item]:
    """Turn a unit's XML into records; one that cannot be read comes as a fault with its place and PMID."""
    parser = etree.XMLParser(**_PARSER_OPTIONS)  # type: ignore[arg-type]
    items: list[Item] = []
    for place, xml in enumerate(unit.items, unit.first):
        try:
            items.append(_item(etree.fromstring(xml, parser)))
        except etree.XMLSyntaxError as error:
            items.append(Fault(_name(unit.file, place, xml), f"not well-formed XML: {error.msg}"))
        except ValueError as error:
            items.append(Fault(_name(unit.file, place, xml), str(error)))
    return items


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
    citation = _required(root, "MedlineCitation")
    article = _required(citation, "Article")
    parts = {child.tag: child for child in article}
    pmid = _pmid(citation)
    types = tuple(text(e) for e in parts.get("PublicationTypeList", ()))
    links = _links(citation)
    journal = parts.get("Journal")
    abstract = parts.get("Abstract")
    sections = _sections(abstract) if abstract is not None else ()
    title = text(parts.get("ArticleTitle")) or text(parts.get("VernacularTitle"))
    return Record(
        id=f"pubmed:{pmid}",
        kind=RecordKind.GUIDELINE if _GUIDELINE_TYPES & set(types) else RecordKind.RESEARCH,
        title=title or "[No title]",
        sections=sections,
        journal=text(journal.find("Title")) if journal is not None else "",
        year=_year(journal, parts.get("ArticleDate"), root),
        authors=_authors(parts.get("AuthorList")),
        publication_types=types,
        mesh=_mesh(citation.find("MeshHeadingList")),
        keywords=tuple(t for e in citation.findall("KeywordList/Keyword") if (t := text(e))),
        identifiers=_identifiers(pmid, root.find("PubmedData"), parts),
        url=pmid.url,
        version=(citation.find("PMID").get("Version") or "1"),  # type: ignore[union-attr]
        date=_date(citation.find("DateRevised")),
        language=text(parts.get("Language")),
        links=links,
        retraction=_retraction(types, links),
        coverage=Coverage.ABSTRACT if sections else Coverage.TITLE,
        provenance=Provenance("pubmed"),
    )


def _book(root: Element) -> Record:
    document = _required(root, "BookDocument")
    pmid = _pmid(document)
    book = document.find("Book")
    abstract = document.find("Abstract")
    sections = _sections(abstract) if abstract is not None else ()
    types = tuple(text(e) for e in document.findall("PublicationType"))
    title = text(document.find("ArticleTitle"))
    if not title and book is not None:
        title = text(book.find("BookTitle"))
    return Record(
        id=f"pubmed:{pmid}",
        kind=RecordKind.GUIDELINE if _GUIDELINE_TYPES & set(types) else RecordKind.RESEARCH,
        title=title or "[No title]",
        sections=sections,
        journal=text(book.find("BookTitle")) if book is not None else "",
        year=_first_year(book.find("PubDate") if book is not None else None),
        authors=_authors(document.find("AuthorList")),
        publication_types=types,
        identifiers=Identifiers(pmid=pmid),
        url=pmid.url,
        date=_date(document.find("DateRevised")),
        language=text(document.find("Language")),
        retraction=RetractionStatus.CLEAR,
        coverage=Coverage.ABSTRACT if sections else Coverage.TITLE,
        provenance=Provenance("pubmed"),
    )


def text(element: Element | None) -> str:
    """Return an element's text on one line, markup dropped; digits in superscript stay superscript."""
    if element is None:
        return ""
    raw = "".join(_pieces(element)) if len(element) else element.text or ""
    line = " ".join(raw.split())
    # XML allows no C0 control; C1 controls, which it allows, are not ASCII.
    return line if line.isascii() else clean(line)


def _pieces(element: Element) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        inner = "".join(_pieces(child))
        if child.tag == "sup":
            inner = inner.translate(_SUPERSCRIPTS)
        pieces += [inner, child.tail or ""]
    return pieces


def _sections(abstract: Element) -> tuple:  # type: ignore[type-arg]
    pairs = []
    for part in abstract.iterchildren("AbstractText"):
        body = text(part)
        if body:
            label = (part.get("Label") or "").strip()
            label = label or (part.get("NlmCategory") or "").strip()
            if label.upper() == "UNASSIGNED" or not label:
                label = "Abstract"
            pairs.append((label.capitalize() if label.isupper() else label, body))
    return unique_labels(pairs)


def _required(parent: Element, tag: str) -> Element:
    child = parent.find(tag)
    if child is None:
        raise ValueError(f"has no {tag}")
    return child


def _pmid(parent: Element) -> PMID:
    found = text(parent.find("PMID"))
    if not found:
        raise ValueError("has no PMID")
    return PMID(found)


def _authors(authors: Element | None) -> tuple[str, ...]:
    names = []
    for author in authors if authors is not None else ():
        family = initials = suffix = collective = ""
        for child in author:
            tag = child.tag
            if tag == "LastName":
                family = text(child)
            elif tag == "Initials":
                initials = text(child)
            elif tag == "Suffix":
                suffix = text(child)
            elif tag == "CollectiveName":
                collective = text(child)
        name = collective or " ".join(filter(None, (family, initials, suffix)))
        if name:
            names.append(name)
    return tuple(names)


def _mesh(headings: Element | None) -> tuple[MeshHeading, ...]:
    """Return the descriptors; one is major where it, or one of its qualifiers, is marked so."""
    found = []
    for heading in headings if headings is not None else ():
        descriptor = heading[0] if len(heading) else None
        if descriptor is not None and descriptor.text:
            major = any(part.get("MajorTopicYN") == "Y" for part in heading)
            found.append(MeshHeading(descriptor.text, major))
    return tuple(found)


def _identifiers(pmid: PMID, data: Element | None, parts: dict[str, Element]) -> Identifiers:
    found: dict[str, str] = {}
    own = data.find("ArticleIdList") if data is not None else None
    for element in own if own is not None else ():
        found.setdefault(element.get("IdType", ""), text(element))
    return Identifiers(
        pmid=pmid,
        pmcid=_or_none(PMCID, found.get("pmc")),
        doi=_or_none(DOI, found.get("doi")) or _doi_of(parts),
        nctid=_registration(parts.get("DataBankList")),
    )


def _doi_of(parts: dict[str, Element]) -> DOI | None:
    location = parts.get("ELocationID")
    if location is not None and location.get("EIdType") == "doi":
        return _or_none(DOI, text(location))
    return None


def _registration(banks: Element | None) -> NCTID | None:
    for number in banks.iter("AccessionNumber") if banks is not None else ():
        found = _or_none(NCTID, text(number))
        if found:
            return found
    return None


def _or_none(kind, value):  # type: ignore[no-untyped-def]
    """Return an identifier; None where a publisher has deposited one that is malformed."""
    try:
        return kind(value) if value else None
    except ValueError:
        return None


def _links(citation: Element) -> tuple[RecordLink, ...]:
    links = []
    for link in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        kind = link.get("RefType", "")
        if kind and kind not in _SKIPPED_LINKS:
            links.append(RecordLink(kind, text(link.find("PMID")) or None, text(link.find("RefSource"))))
    return tuple(links)


def _retraction(types: tuple[str, ...], links: tuple[RecordLink, ...]) -> RetractionStatus:
    """Return the standing as PubMed's own record gives it (NLM, "Errata, Retractions, and Other Linked Citations")."""
    kinds = {link.kind for link in links}
    if "Retracted Publication" in types or "RetractionIn" in kinds:
        return RetractionStatus.RETRACTED
    if "ExpressionOfConcernIn" in kinds:
        return RetractionStatus.CONCERN
    if kinds & {"ErratumIn", "CorrectedandRepublishedIn", "RetractedandRepublishedIn"}:
        return RetractionStatus.CORRECTED
    return RetractionStatus.CLEAR


def _year(journal: Element | None, article_date: Element | None, root: Element) -> int | None:
    issue = journal.find("JournalIssue/PubDate") if journal is not None else None
    return _first_year(issue) or _first_year(article_date) or _first_year(root.find("PubmedData/History/PubMedPubDate"))


def _first_year(date: Element | None) -> int | None:
    """Return the year of a PubDate: `Year`, or the first year in a `MedlineDate` such as "1998 Dec-1999 Jan"."""
    if date is None:
        return None
    match = _YEAR.search(text(date.find("Year")) or text(date.find("MedlineDate")))
    return int(match[1]) if match else None


def _date(date: Element | None) -> str:
    """Return a date as YYYY, YYYY-MM or YYYY-MM-DD, as far as it is given."""
    year = _first_year(date)
    if date is None or year is None:
        return ""
    month = text(date.find("Month")).lower()[:3]
    number = int(month) if month.isdigit() else _MONTHS.get(month) or _SEASONS.get(text(date.find("Season")).lower())
    day = text(date.find("Day"))
    if not number or not 1 <= number <= 12:
        return f"{year:04d}"
    return f"{year:04d}-{number:02d}" + (f"-{int(day):02d}" if day.isdigit() else "")


SOURCE = Source("PubMed XML (.xml, .xml.gz)", recognises, split, parse)

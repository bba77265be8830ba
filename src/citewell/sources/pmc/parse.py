"""JATS and its forerunners to records: one article or chapter, one record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from citewell.model.evidence import Coverage, Provenance, Record, RecordKind, Section, with_unique_labels
from citewell.model.identifiers import Identifiers
from citewell.sources.files import CutShort
from citewell.sources.pmc import front
from citewell.sources.pmc.abstract import abstract
from citewell.sources.pmc.body import body_sections
from citewell.sources.pmc.document import recognises, split, without_prologue
from citewell.sources.pmc.inline import text
from citewell.sources.pmc.references import references
from citewell.sources.pmc.types import kind_of, publication_types
from citewell.sources.unit import Fault, Item, Source, Unit

Element = etree._Element

_PARSER_OPTIONS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
    "collect_ids": False,
}
# A tree needs many times the bytes of its tags; the longest articles have some ten thousand.
_MOST_TAGS = 3_000_000
_NAMED = re.compile(rb"""pub-id-type=["']pmc(?:id)?["'][^>]*>\s*(?:PMC)?(\d+)""")
_BOOKSHELF = re.compile(r"NBK\d+")
_TABLES = "{http://docs.oasis-open.org/ns/oasis-exchange/table}"
_REGISTERED = re.compile(r"\bregist|\bclinicaltrials\.gov\s+(?:identifier|number|id|no)\b", re.IGNORECASE)


def parse(unit: Unit) -> list[Item]:
    """Turn a unit's documents into records; one that cannot be read comes as a fault with its name and PMCID."""
    items: list[Item] = []
    for index, xml in enumerate(unit.items):
        found = records_of(xml, name=unit.name(index))
        items += [_with_what_is_said(item, dict(unit.about)) for item in found] if unit.about else found
    return items


def records_of(xml: bytes, *, name: str, source: str = "pmc") -> list[Item]:
    """Return the records of one article or book, or the fault that keeps it from being read.

    name: what to call it in a message. source: who gave it, such as `europepmc`.
    """
    try:
        if xml.count(b"<") > _MOST_TAGS:
            raise ValueError(f"has more than {_MOST_TAGS:,} tags")
        root = etree.fromstring(without_prologue(xml), etree.XMLParser(**_PARSER_OPTIONS))  # type: ignore[arg-type]
        return list(_records(_without_namespaces(root), xml, Provenance(source)))
    except etree.XMLSyntaxError as error:
        return [Fault(_called(name, xml), f"not well-formed XML: {error.msg}")]
    except (CutShort, ValueError) as error:
        return [Fault(_called(name, xml), str(error))]
    except RecursionError:
        return [Fault(_called(name, xml), "its elements lie too deep in one another")]


def _called(name: str, xml: bytes) -> str:
    found = _NAMED.search(xml)
    number = f"PMC{found[1].decode()}" if found else ""
    return name if not number or number in name else f"{name} ({number})"


def _without_namespaces(root: Element) -> Element:
    """Return the tree with plain names, where the whole of it lies in a namespace (OAI-PMH gives it so)."""
    namespace = root.tag.rpartition("}")[0]
    prefixes = tuple(filter(None, (f"{namespace}}}" if namespace else "", _TABLES if "oasis" in root.nsmap else "")))
    if prefixes:
        for element in root.iter(etree.Element):
            for prefix in prefixes:
                element.tag = element.tag.removeprefix(prefix)
    return root


def _records(root: Element, xml: bytes, provenance: Provenance) -> Iterator[Record]:
    if root.tag == "article":
        yield _article(root, provenance, names_trial=b"NCT" in xml)
        return
    chapters = [part for part in root.iter("book-part") if _is_chapter(part)]
    if not chapters and root.find("book-meta") is None:
        raise ValueError("is neither an article nor a book with chapters")
    for chapter in chapters:
        yield _chapter(chapter, root, provenance)
    if not chapters:
        yield _chapter(root, root, provenance)


def _article(root: Element, provenance: Provenance, *, names_trial: bool) -> Record:
    meta_element = root.find("front/article-meta")
    if meta_element is None:
        raise ValueError("has no article-meta")
    meta = front.children(meta_element)
    # The full text of sub-articles (reviews of it, answers, translations) is not the article's own.
    for other in list(root.iterchildren("sub-article", "response")):
        root.remove(other)
    names = front.headings(meta.get("article-categories"))
    types = publication_types(root.get("article-type") or "", names)
    links = front.links(meta_element)
    name = front.title(meta.get("title-group"))
    summary = abstract(meta_element, root.get(front.LANGUAGE))
    body = body_sections(root)
    found = front.identifiers(
        meta_element.iterchildren("article-id"),
        _registered(summary, meta_element, body, root) if names_trial else "",
    )
    year, date = front.dates(meta_element)
    journal = root.find("front/journal-meta")
    return Record(
        id=_id(found),
        kind=kind_of(types),
        title=name or "[No title]",
        sections=with_unique_labels([*summary, *body]),
        journal=text(next(journal.iter("journal-title"), None)) if journal is not None else "",
        year=year,
        authors=front.authors(meta_element),
        publication_types=types,
        keywords=front.keywords(meta, meta_element),
        identifiers=found,
        url=_url(found),
        version=front.version(meta_element.iterchildren("article-id")),
        date=date,
        language=front.language(root),
        links=links,
        licence=front.licence(meta_element),
        references=references(root),
        retraction=front.retraction(name, links),
        coverage=_coverage(summary, body),
        provenance=provenance,
    )


def _is_chapter(part: Element) -> bool:
    """Tell whether this is a part with text of its own, not one that only holds chapters."""
    body = part.find("body")
    return body is not None and part.find("book-part-meta") is not None and body.find("book-part") is None


def _chapter(part: Element, root: Element, provenance: Provenance) -> Record:
    """Return a chapter of a book as a record; or the book, where it has no chapters."""
    own, book = part.find("book-part-meta"), root.find("book-meta")
    meta_element = own if own is not None else book
    if meta_element is None:
        raise ValueError("has no book-meta")
    meta = front.children(meta_element)
    ids = list(meta_element.iterchildren("book-part-id", "book-id", "article-id"))
    found = front.identifiers(ids, "")
    shelf = next((number[0] for e in ids if (number := _BOOKSHELF.fullmatch(text(e)))), "")
    in_book = text(next(book.iter("book-title"), None)) if book is not None else ""
    summary, body = abstract(meta_element, root.get(front.LANGUAGE)), body_sections(part)
    year, date = front.dates(meta_element)
    if year is None and book is not None:
        year, date = front.dates(book)
    categories = meta.get("subj-group")
    types = publication_types(part.get("book-part-type") or "", (text(categories),) if categories is not None else ())
    return Record(
        id=f"bookshelf:{shelf}" if shelf else _id(found),
        kind=kind_of(types),
        title=front.title(meta.get("title-group")) or in_book or "[No title]",
        sections=with_unique_labels([*summary, *body]),
        journal=in_book,
        year=year,
        authors=front.authors(meta_element) or (front.authors(book) if book is not None else ()),
        publication_types=types,
        keywords=front.keywords(meta, meta_element),
        identifiers=found,
        url=f"https://www.ncbi.nlm.nih.gov/books/{shelf}/" if shelf else _url(found),
        date=date,
        language=front.language(root),
        licence=front.licence(meta_element) or (front.licence(book) if book is not None else ""),
        references=references(part),
        coverage=_coverage(summary, body),
        provenance=provenance,
    )


def _id(found: Identifiers) -> str:
    if found.pmcid:
        return f"pmc:{found.pmcid}"
    if found.doi:
        return f"doi:{found.doi}"
    if found.pmid:
        return f"pubmed:{found.pmid}"
    raise ValueError("has no PMCID, DOI or PMID")


def _url(found: Identifiers) -> str:
    first = found.pmcid or found.doi or found.pmid
    return first.url if first else ""


def _registered(summary: list[Section], meta: Element, body: Iterable[Section], root: Element) -> str:
    """Return the trial's registration: as the abstract names it, else the front, else where it says "registered".

    What is no evidence, such as the declarations at the end, is asked last.
    """
    return front.registration_in(_where_it_may_stand(summary, meta, body, root))


def _where_it_may_stand(summary: list[Section], meta: Element, body: Iterable[Section], root: Element) -> Iterator[str]:
    yield " ".join(section.text for section in summary)
    yield etree.tostring(meta, encoding="unicode")
    said = (paragraph for section in body for paragraph in section.text.split("\n\n"))
    yield " ".join(filter(_REGISTERED.search, said))
    yield " ".join(_declared(root))


def _declared(root: Element) -> Iterator[str]:
    """Yield the paragraphs of the body and the back that speak of a registration, or stand under such a heading."""
    for part in root.iterchildren("body", "back"):
        for paragraph in part.iter("p"):
            raw = etree.tostring(paragraph, method="text", encoding="unicode", with_tail=False)
            around = paragraph.getparent()
            if "NCT" not in raw or around is None or next(paragraph.iterancestors("ref-list"), None) is not None:
                continue
            shown = f"{text(around.find('title'))} {text(paragraph)}"
            if _REGISTERED.search(shown):
                yield shown


def _coverage(summary: list[Section], body: list[Section]) -> Coverage:
    if body:
        return Coverage.FULL_TEXT
    return Coverage.ABSTRACT if summary else Coverage.TITLE


def _with_what_is_said(item: Item, said: dict[str, str]) -> Item:
    """Fill what the article leaves open from what the user says of the file; an issuer makes it a guideline."""
    if not isinstance(item, Record):
        return item
    return replace(
        item,
        kind=RecordKind.GUIDELINE if said.get("issuer") else item.kind,
        issuer=said.get("issuer", ""),
        jurisdiction=said.get("jurisdiction", ""),
        topic=said.get("topic", ""),
        licence=item.licence or said.get("licence", ""),
        language=item.language or said.get("language", ""),
    )


SOURCE = Source("PMC full text and other JATS (.xml, .nxml)", recognises, split, parse)

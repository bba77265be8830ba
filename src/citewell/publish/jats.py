"""The article as JATS: the Archiving and Interchange tag set, version 1.3 (ANSI/NISO Z39.96-2021).

That set, because the one for publishing asks for an ISSN, which an article of ours does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml.builder import E

from citewell.model.claim import Reference
from citewell.publish import words
from citewell.publish.entries import authors, line, note, person
from citewell.publish.export import Export
from citewell.publish.html import web_address
from citewell.publish.outline import Block, Item, Items, Part, Sentence, Sentences, banner, body, bottom_line, endings

DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN" '
    '"JATS-archivearticle1-3.dtd">'
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_XLINK = "http://www.w3.org/1999/xlink"
_HREF = f"{{{_XLINK}}}href"


def to_jats(export: Export) -> bytes:
    """Return the article as a JATS document in UTF-8."""
    root = etree.Element("article", {"article-type": "other", "dtd-version": "1.3"}, nsmap={"xlink": _XLINK})
    root.set(_LANGUAGE, "en")
    root.append(E.front(_journal(), _article(export)))
    root.append(E.body(*(_sec(part, f"s{place}") for place, part in enumerate(body(export), 1))))
    root.append(E.back(*_back(export)))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, doctype=DOCTYPE, pretty_print=False)


def _journal() -> Any:
    return E(
        "journal-meta",
        E("journal-id", "citewell", {"journal-id-type": "publisher-id"}),
        E("journal-title-group", E("journal-title", "Citewell")),
    )


def _article(export: Export) -> Any:
    kind = "uri" if export.address else "publisher-id"
    parts = [
        E("article-id", export.identifier, {"pub-id-type": kind}),
        E("title-group", E("article-title", line(export.draft.question.text))),
        E("contrib-group", E.contrib(E.collab("Citewell"), {"contrib-type": "author"})),
    ]
    parts += _date(export.made_on)
    parts.append(_abstract(export))
    if export.draft.terms:
        parts.append(E("kwd-group", *(E.kwd(line(term)) for term in words.terms_shown(export.draft))))
    parts.append(E("custom-meta-group", *_facts(export)))
    return E("article-meta", *parts)


def _date(made_on: str) -> Iterator[Any]:
    if made_on:
        year, month, day = made_on.split("-")
        yield E("pub-date", E.day(day), E.month(month), E.year(year), {"pub-type": "epub", "iso-8601-date": made_on})


def _abstract(export: Export) -> Any:
    """Return the bottom line under what a reader should know first."""
    first = [E.p(f"{line(export.told_status)} {words.outcome_text(export.draft)}")]
    first += [E.p(line(told)) for told in export.told_of_review]
    if shown := banner(export):
        first = [E.p(E.bold(shown.title), " " + " ".join(shown.lines)), *first]
    return E.abstract(E.title("Bottom line"), *first, *_block(bottom_line(export)))


def _facts(export: Export) -> Iterator[Any]:
    draft = export.draft
    facts = {
        "review-status": export.status_text,
        "outcome": draft.outcome.value,
        "library-edition": draft.edition,
        "ledger-sha256": export.digest,
        "writer": draft.writer,
        "verifier": draft.verifier,
        "citewell-version": export.version,
    }
    for name, value in facts.items():
        if value:
            yield E("custom-meta", E("meta-name", name), E("meta-value", line(value)))


def _sec(part: Part, anchor: str) -> Any:
    blocks = [element for block in part.blocks for element in _block(block)]
    inner = [_sec(below, f"{anchor}.{place}") for place, below in enumerate(part.parts, 1)]
    return E.sec({"id": anchor}, E.title(line(part.title)), *blocks, *inner)


def _block(block: Block) -> Iterator[Any]:
    if isinstance(block, str):
        yield E.p(block)
    elif isinstance(block, Sentences):
        yield from (E.p(*_sentence(sentence)) for sentence in block.items)
    elif isinstance(block, Items):
        items = (E("list-item", E.p(*_item(item))) for item in block.items)
        yield E.list({"list-type": "bullet"}, *items)
    else:
        head = E.tr(*(E.th(cell, {"scope": "col"}) for cell in block.head))
        rows = (E.tr(E.th(row[0], {"scope": "row"}), *(E.td(cell) for cell in row[1:])) for row in block.rows)
        table = E.table(E.thead(head), E.tbody(*rows))
        yield E("table-wrap", E.caption(E.p(block.caption)), table)


def _sentence(sentence: Sentence) -> Iterator[Any]:
    yield (f"{sentence.context}: " if sentence.context else "") + sentence.text + " "
    for place, number in enumerate(sentence.references):
        yield ("[" if place == 0 else ", ")
        yield E.xref(str(number), {"ref-type": "bibr", "rid": f"ref-{number}"})
    yield "]"
    for grading in sentence.gradings:
        yield " "
        yield E.italic(grading)


def _item(item: Item) -> Iterator[Any]:
    yield item.text
    if address := web_address(item.address):
        yield " "
        yield E("ext-link", address, {"ext-link-type": "uri", _HREF: address})


def _back(export: Export) -> Iterator[Any]:
    if export.draft.references:
        yield E("ref-list", E.title("References"), *map(_reference, export.draft.references))
    for place, part in enumerate(endings(export), 1):
        yield _sec(part, f"e{place}")


def _reference(reference: Reference) -> Any:
    citation = E("element-citation", {"publication-type": "journal" if reference.journal else "other"})
    citation.extend(_authors(reference))
    title = "article-title" if reference.journal else "source"
    citation.append(E(title, line(reference.title)))
    if reference.journal:
        citation.append(E.source(line(reference.journal)))
    if reference.issuer:
        citation.append(E("publisher-name", line(reference.issuer)))
    if reference.year:
        citation.append(E.year(str(reference.year), {"iso-8601-date": str(reference.year)}))
    for identifier in reference.identifiers:
        if identifier.scheme in {"pmid", "pmcid", "doi"}:
            citation.append(E("pub-id", str(identifier), {"pub-id-type": identifier.scheme}))
    if address := web_address(reference.url):
        citation.append(E("ext-link", address, {"ext-link-type": "uri", _HREF: address}))
    return E.ref(
        {"id": f"ref-{reference.number}"}, E.label(str(reference.number)), citation, E.note(E.p(note(reference)))
    )


def _authors(reference: Reference) -> Iterator[Any]:
    if not authors(reference):
        return
    group = E("person-group", {"person-group-type": "author"})
    for author in authors(reference):
        if known := person(author):
            family, initials, suffix = known
            name = E.name(E.surname(family), E("given-names", initials))
            if suffix:
                name.append(E.suffix(suffix))
            group.append(name)
        else:
            group.append(E.collab(line(author)))
    yield group

"""The article for a word processor (Office Open XML)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from citewell.model.claim import Reference
from citewell.publish import words
from citewell.publish.entries import line, note
from citewell.publish.export import Export
from citewell.publish.html import web_address
from citewell.publish.outline import (
    Block,
    Item,
    Items,
    Part,
    Sentence,
    Sentences,
    Table,
    banner,
    body,
    bottom_line,
    endings,
)

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_DEEPEST = 9
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def to_docx(export: Export) -> bytes:
    """Return the article as DOCX: headings, sentences with their numbers, references, status and disclaimer.

    Equal content gives equal bytes. Text becomes a link only if it is a web address.
    """
    import docx

    document = docx.Document()
    _properties(document, export)
    document.add_heading(line(export.draft.question.text), level=0)
    if shown := banner(export):
        for text in (shown.title, *shown.lines):
            document.add_paragraph(text, style="Intense Quote")
    status = document.add_paragraph()
    status.add_run(line(export.told_status)).bold = True
    status.add_run(f" {words.outcome_text(export.draft)}")
    for told in export.told_of_review:
        document.add_paragraph(line(told), style="List Bullet")
    if note_to_reader := words.audience_note(export.audience):
        document.add_paragraph(note_to_reader)
    if export.draft.bottom_line:
        _add(document, Part("Bottom line", (bottom_line(export),)))
    for part in body(export):
        _add(document, part)
    _references(document, export)
    for part in endings(export):
        _add(document, part)
    packed = io.BytesIO()
    document.save(packed)
    return _without_dates(packed.getvalue())


def _properties(document: Document, export: Export) -> None:
    properties = document.core_properties
    properties.title = line(export.draft.question.text)[:255]
    properties.author = "Citewell"
    properties.comments = f"{export.status_text}. Ledger: SHA-256 {export.digest}."
    properties.language = "en"
    made = datetime.fromisoformat(export.made_on or "1980-01-01").replace(tzinfo=UTC)
    properties.created = properties.modified = made


def _add(document: Document, part: Part, level: int = 1) -> None:
    document.add_heading(part.title, level=min(level, _DEEPEST))
    for block in part.blocks:
        _block(document, block)
    for below in part.parts:
        _add(document, below, level + 1)


def _block(document: Document, block: Block) -> None:
    if isinstance(block, str):
        document.add_paragraph(block)
    elif isinstance(block, Sentences):
        for sentence in block.items:
            _sentence(document.add_paragraph(style="List Bullet"), sentence)
    elif isinstance(block, Items):
        for item in block.items:
            _item(document.add_paragraph(style="List Bullet"), item)
    else:
        _table(document, block)


def _sentence(paragraph: Paragraph, sentence: Sentence) -> None:
    if sentence.context:
        paragraph.add_run(f"{sentence.context}: ").italic = True
    paragraph.add_run(f"{sentence.text} [{', '.join(map(str, sentence.references))}]")
    for grading in sentence.gradings:
        paragraph.add_run(f" {grading}.").italic = True


def _item(paragraph: Paragraph, item: Item) -> None:
    paragraph.add_run(item.text)
    if address := web_address(item.address):
        paragraph.add_run(" ")
        _link(paragraph, address)


def _table(document: Document, block: Table) -> None:
    document.add_paragraph(block.caption)
    table = document.add_table(rows=1, cols=len(block.head), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        cell.text = text
    _repeat_on_each_page(table.rows[0]._tr)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _repeat_on_each_page(row: object) -> None:
    """Mark a row as the heading of its table: a reader that speaks names the columns by it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined]


def _references(document: Document, export: Export) -> None:
    if not export.draft.references:
        return
    document.add_heading("References", level=1)
    for reference in export.draft.references:
        paragraph = document.add_paragraph()
        # The number is text and not the word processor's: it must stay what the sentences cite.
        paragraph.add_run(f"{reference.number}. {line(words.citation_text(reference))} ")
        for address in _addresses(reference):
            _link(paragraph, address)
            paragraph.add_run(" ")
        paragraph.add_run(note(reference)).italic = True


def _addresses(reference: Reference) -> Iterator[str]:
    for _, address in words.source_links(reference):
        if web := web_address(address):
            yield web


def _link(paragraph: Paragraph, address: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, _HYPERLINK, is_external=True))
    run = paragraph.add_run(address)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _without_dates(packed: bytes) -> bytes:
    """Return the zip with the same date for each of its files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for info in read.infolist():
            still = zipfile.ZipInfo(info.filename, _EPOCH)
            still.compress_type, still.create_system, still.external_attr = zipfile.ZIP_DEFLATED, 3, 0o100644 << 16
            written.writestr(still, read.read(info))
    return out.getvalue()

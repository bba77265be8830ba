"""DOCX to blocks, with raised marks, notes and links kept as tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from citewell.check.tokens import DEFINES, LINK, NOTE, RAISED, token, without_tokens
from citewell.sources.guidelines.document import Block, BlockKind, one_line
from citewell.sources.guidelines.docx import Reader, part_element, reading
from citewell.sources.guidelines.docx_text import Element, child, text_of, value_of, w
from citewell.sources.guidelines.marks import is_citation_mark

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_NOTES = {"footnotes": w("footnoteReference"), "endnotes": w("endnoteReference")}


def of_docx(content: bytes) -> tuple[Block, ...]:
    """Return the blocks of a Word document. Raises Unreadable."""
    return reading(content, _blocks)


def _blocks(document: DocxDocument) -> tuple[Block, ...]:
    body = document.element.body
    for text in body.iter(w("t")):
        text.text = without_tokens(text.text or "")
    for kind, tag in _NOTES.items():
        for reference in list(body.iter(tag)):
            _put(reference, token(NOTE, f"{kind}-{reference.get(w('id'))}"))
    for link in list(body.iter(w("hyperlink"))):
        _link(document, link)
    for run in body.iter(w("r")):
        _raised(run)
    return (*Reader(document).blocks(), *_notes(document))


def _put(element: Element, text: str) -> None:
    """Put a text in an element's place."""
    element.tag = w("t")
    element.text = text


def _link(document: DocxDocument, link: Element) -> None:
    relation = document.part.rels.get(link.get(_RELATION) or "")
    anchor = link.get(w("anchor"))
    address = f"#{anchor}" if anchor else relation.target_ref if relation is not None and relation.is_external else ""
    texts = list(link.iter(w("t")))
    if not address or not texts:
        return
    shown = "".join(text.text or "" for text in texts)
    for text in texts[1:]:
        text.text = ""
    texts[0].text = token(LINK, shown, address)
    for run in link.iter(w("r")):
        _lower(run)


def _raised(run: Element) -> None:
    if value_of(child(child(run, "rPr"), "vertAlign")) != "superscript":
        return
    texts = list(run.iter(w("t")))
    shown = "".join(text.text or "" for text in texts).strip()
    before = run.getprevious()
    read = text_of(before)[-8:] if before is not None and before.tag == w("r") else "x"
    if "\ue000" in shown:
        _lower(run)
    elif shown and is_citation_mark(shown.strip("[]() "), read or "x"):
        for text in texts[1:]:
            text.text = ""
        texts[0].text = token(RAISED, shown)
        _lower(run)


def _lower(run: Element) -> None:
    """Set a run on the line: its token is no mark that the reader should drop."""
    properties = child(run, "rPr")
    raising = child(properties, "vertAlign")
    if properties is not None and raising is not None:
        properties.remove(raising)


def _notes(document: DocxDocument) -> Iterator[Block]:
    for kind in _NOTES:
        element = part_element(document, kind)
        notes = [note for note in element if note.get(w("type")) in {None, "normal"}] if element is not None else []
        if notes:
            yield Block(BlockKind.HEADING, kind.capitalize(), 1)
        for note in notes:
            text = without_tokens(one_line(" ".join(text_of(p) for p in note.iter(w("p")))))
            name = f"{kind}-{note.get(w('id'))}"
            yield Block(BlockKind.PARAGRAPH, f"{token(DEFINES, name)} {text}")

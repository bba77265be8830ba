"""DOCX (ECMA-376, Office Open XML) to blocks, through python-docx.

The package is looked at before it is opened: how far it swells, and that no part declares a document type, which the
format forbids (ECMA-376 Part 2, 6.2.5). Relations to the outside are never followed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from citewell.sources.guidelines.document import Block, BlockKind, Document, Unreadable, one_line
from citewell.sources.guidelines.docx_numbering import Numbering
from citewell.sources.guidelines.docx_text import Element, child, text_of, value_of, w
from citewell.sources.guidelines.facts import Facts, issuing_body, own_title
from citewell.sources.guidelines.first_page import facts_of_first_page

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument

_T = TypeVar("_T")

MOST_MEMBERS = 10_000
MOST_BYTES = 256 << 20
MOST_SWELLING = 200
_SMALL_BYTES = 16 << 20
_OLD = b"\xd0\xcf\x11\xe0"
_DOCTYPE = re.compile(rb"<\s*!\s*D\0?O\0?C\0?T\0?Y\0?P\0?E|<\0!\0D\0O\0C\0T\0Y\0P\0E", re.IGNORECASE)
_NAMESPACE_OF_PROPERTIES = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_LEFT_OUT = re.compile(r"^(?:toc|table of figures|header|footer)\b", re.IGNORECASE)
_CALLOUT = re.compile(r"recommendation", re.IGNORECASE)
_LIST = re.compile(r"list (bullet|number|paragraph)", re.IGNORECASE)
_CONTENTS = (w("sdtContent"), w("ins"), w("moveTo"), w("customXml"), w("smartTag"))


def read(content: bytes) -> Document:
    """Return the document. Raises Unreadable."""
    return reading(content, _document)


def reading(content: bytes, of: Callable[[DocxDocument], _T]) -> _T:
    """Return what a function makes of the opened package. Raises Unreadable, whatever is broken in it."""
    _check_package(content)
    import docx

    try:
        return of(docx.Document(io.BytesIO(content)))
    except RecursionError as error:
        raise Unreadable("the DOCX is nested too deep to be read") from error
    except Exception as error:
        # Where a part is missing or broken, python-docx raises whatever its code meets: each is the same to a user.
        raise Unreadable(
            f"not a DOCX document that can be read ({str(error)[:200] or type(error).__name__})"
        ) from error


def _document(document: DocxDocument) -> Document:
    reader = Reader(document)
    blocks = (*reader.blocks(), *reader.notes())
    return Document(blocks, _facts(document, blocks).over(facts_of_first_page(blocks)))


def _check_package(content: bytes) -> None:
    if content.startswith(_OLD):
        raise Unreadable("an encrypted document, or one of Word before 2007; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if len(members) > MOST_MEMBERS:
                raise Unreadable(f"the DOCX holds more than {MOST_MEMBERS:,} parts")
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise Unreadable(f"the DOCX swells to more than {MOST_BYTES >> 20} MiB")
            for member in members:
                _check_part(package, member)
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Unreadable(f"not a DOCX document that can be read ({error})") from error


def _check_part(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    if member.file_size > max(_SMALL_BYTES, member.compress_size * MOST_SWELLING):
        raise Unreadable(f"{member.filename} in the DOCX swells to more than {MOST_SWELLING} times its size")
    if member.filename.endswith((".xml", ".rels")):
        with package.open(member) as part:
            if _DOCTYPE.search(part.read(1 << 16)):
                raise Unreadable(f"{member.filename} in the DOCX declares a document type, which the format forbids")


class Reader:
    """Walks the body in order: paragraphs, tables, and what content controls and tracked insertions hold."""

    def __init__(self, document: DocxDocument) -> None:
        self._document = document
        self._styles = {style.style_id: style.name or "" for style in document.styles}
        self._based_on = {style.style_id: value_of(child(style.element, "basedOn")) for style in document.styles}
        self._style_numbers = {style.style_id: child(style.element, "pPr") for style in document.styles}
        self._numbering = Numbering(part_element(document, "numbering"))
        self._callouts = 0

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the body."""
        yield from self._within(self._document.element.body)

    def notes(self) -> Iterator[Block]:
        """Yield the footnotes and the endnotes, each list under a heading."""
        for kind, title in (("footnotes", "Footnotes"), ("endnotes", "Endnotes")):
            element = part_element(self._document, kind)
            texts = []
            for note in element if element is not None else ():
                if note.get(w("type")) in {None, "normal"}:
                    texts.append(one_line(" ".join(text_of(p) for p in note.iter(w("p")))))
            if any(texts):
                yield Block(BlockKind.HEADING, title, 2)
                yield from (Block(BlockKind.PARAGRAPH, text) for text in texts if text)

    def _within(self, parent: Element) -> Iterator[Block]:
        for element in parent:
            if element.tag == w("p"):
                yield from self._paragraph(element)
            elif element.tag == w("tbl"):
                yield from self._table(element)
            elif element.tag == w("sdt"):
                yield from self._control(element)
            elif element.tag in _CONTENTS:
                yield from self._within(element)

    def _control(self, element: Element) -> Iterator[Block]:
        gallery = element.find(f".//{w('docPartGallery')}")
        if gallery is None or "Table of Contents" not in (gallery.get(w("val")) or ""):
            yield from self._within(element)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = child(element, "pPr")
        style_id = value_of(child(properties, "pStyle"))
        style = self._name(style_id)
        text = one_line(text_of(element))
        number, depth = self._number(properties, style_id)
        if not text or _LEFT_OUT.match(style):
            return
        level = self._heading_level(style_id, properties)
        if level:
            shown = f"{number} {text}" if number and number != "•" else text
            yield Block(BlockKind.HEADING, shown, level)
        elif _CALLOUT.search(style):
            self._callouts += 1
            outline = number if "." in number.strip(".") else ""
            yield Block(BlockKind.PARAGRAPH, text, number=outline.strip("."), callout=self._callouts)
        elif number and re.fullmatch(r"\d+(?:\.\d+)+[a-z]?\.?", number):
            yield Block(BlockKind.PARAGRAPH, text, number=number.rstrip("."))
        elif number or _LIST.match(style):
            yield Block(BlockKind.ITEM, text, depth, "" if number == "•" else number.rstrip(".)"))
        else:
            yield Block(BlockKind.PARAGRAPH, text)

    def _name(self, style_id: str) -> str:
        return self._styles.get(style_id, style_id)

    def _line_of_styles(self, style_id: str) -> Iterator[str]:
        """Yield a style and those it is based on, the nearest first."""
        seen: set[str] = set()
        while style_id and style_id not in seen:
            yield style_id
            seen.add(style_id)
            style_id = self._based_on.get(style_id, "")

    def _heading_level(self, style_id: str, properties: Element | None) -> int:
        """Return the level of a heading, the title over all others; 0 for what is none."""
        outline = value_of(child(properties, "outlineLvl"))
        if outline.isdecimal() and int(outline) < 9:
            return int(outline) + 2
        for ancestor in self._line_of_styles(style_id):
            name = self._name(ancestor)
            if match := _HEADING.match(name):
                return int(match[1]) + 1
            if name.lower() == "title":
                return 1
        return 0

    def _number(self, properties: Element | None, style_id: str) -> tuple[str, int]:
        """Return the number or the bullet that Word prints before a paragraph, and how deep its list lies."""
        found = child(properties, "numPr")
        for ancestor in self._line_of_styles(style_id) if found is None else ():
            found = child(self._style_numbers.get(ancestor), "numPr")
            if found is not None:
                break
        if found is None:
            return "", 0
        level = value_of(child(found, "ilvl"))
        depth = int(level) if level.isdecimal() and int(level) < 9 else 0
        return self._numbering.next(value_of(child(found, "numId")), depth), depth

    def _table(self, element: Element) -> Iterator[Block]:
        rows = []
        for row in element.iter(w("tr")):
            if next(row.iterancestors(w("tbl"))) is element and child(child(row, "trPr"), "del") is None:
                rows.append(tuple(self._cells(row)))
        if len(rows) == 1 and len(rows[0]) == 1:
            # A frame around paragraphs, not a table.
            for cell in element.iter(w("tc")):
                yield from self._within(cell)
        elif any(any(row) for row in rows):
            yield Block(BlockKind.TABLE, "", rows=tuple(rows))

    @staticmethod
    def _cells(row: Element) -> Iterator[str]:
        for cell in row.iter(w("tc")):
            if next(cell.iterancestors(w("tr"))) is not row:
                continue
            properties = child(cell, "tcPr")
            yield one_line(" ".join(text_of(p) for p in cell.iter(w("p"))))
            width = value_of(child(properties, "gridSpan"))
            for _ in range(min(int(width), 100) - 1 if width.isdecimal() and len(width) < 6 else 0):
                yield ""


def part_element(document: DocxDocument, kind: str) -> Element | None:
    """Return the root of a part that belongs to the document, such as its footnotes; None if it has none."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            root: Element = parse_xml(relation.target_part.blob)
            return root
    return None


def _facts(document: DocxDocument, blocks: tuple[Block, ...]) -> Facts:
    """Return what the properties say. The file's own dates are of the file, not of the guideline: they are not used."""
    core = document.core_properties
    heading = next((block.text for block in blocks if block.kind is BlockKind.HEADING), "")
    return Facts(
        title=own_title(one_line(core.title or "")) or heading,
        issuer=_company(document) or issuing_body(one_line(core.author or "")),
        language=one_line(core.language or ""),
    )


def _company(document: DocxDocument) -> str:
    """Return the company of the file's extended properties, where it is the name of a body."""
    from docx.oxml.parser import parse_xml

    for relation in document.part.package.rels.values():
        if not relation.is_external and relation.reltype.endswith("/extended-properties"):
            company = parse_xml(relation.target_part.blob).findtext(f"{_NAMESPACE_OF_PROPERTIES}Company")
            return issuing_body(one_line(company or ""))
    return ""

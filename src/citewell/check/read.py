"""From bytes in any form to a text under audit."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from citewell.check.document import AuditedText
from citewell.check.structure import structured
from citewell.check.tokens import RAISED, token
from citewell.errors import BadInput
from citewell.sources.guidelines.document import Block, Unreadable

if TYPE_CHECKING:
    from citewell.sources.http import Web

MOST_BYTES = 32 << 20
# Some four hundred pages. What is longer is a book: it is checked by its chapters.
MOST_CHARACTERS = 1_500_000


class Form(StrEnum):
    HTML = "html"
    MARKDOWN = "md"
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"


_BY_ENDING = {
    "html": Form.HTML,
    "htm": Form.HTML,
    "xhtml": Form.HTML,
    "md": Form.MARKDOWN,
    "markdown": Form.MARKDOWN,
    "txt": Form.TEXT,
    "text": Form.TEXT,
}
_BY_TYPE = {
    "text/html": Form.HTML,
    "application/xhtml+xml": Form.HTML,
    "text/markdown": Form.MARKDOWN,
    "text/plain": Form.TEXT,
}
_TAGS = re.compile(rb"<!doctype html|<html\b|<body\b|<(?:p|h1|h2|article|main|div)(?:\s[^>]{0,200})?>", re.IGNORECASE)
_MARKDOWN = re.compile(rb"^#{1,6} \S|\]\(|\[\^\w+\]|^\*\*\S", re.MULTILINE)
_START = 64 << 10


def read(content: bytes, *, name: str = "", media_type: str = "", form: Form | None = None) -> AuditedText:
    """Return a text as it can be audited. Raises BadInput where it cannot be read, and says why.

    form: how to read it; otherwise its first bytes tell, then its name and its media type, then what is written in it.
    """
    called = name or "the text"
    if len(content) > MOST_BYTES:
        raise BadInput(f"{called}: larger than {MOST_BYTES >> 20} MiB. Check it in parts.")
    if not content.strip():
        raise BadInput(f"{called}: it is empty. Give a file, an address, or a text on standard input.")
    chosen = form or _form(content, name, media_type)
    if chosen not in {Form.PDF, Form.DOCX} and _is_binary(content):
        raise BadInput(f"{called}: it is not a text. HTML, Markdown, plain text, PDF and DOCX can be checked.")
    try:
        blocks = _reader(chosen)(content)
    except Unreadable as error:
        raise BadInput(f"{called}: {error}.") from error
    except RecursionError as error:
        raise BadInput(f"{called}: it is nested too deep to be read.") from error
    size = sum(len(block.text) + sum(map(len, (cell for row in block.rows for cell in row))) for block in blocks)
    if size > MOST_CHARACTERS:
        raise BadInput(f"{called}: it has more than {MOST_CHARACTERS:,} characters of text. Check it in parts.")
    text = structured(blocks)
    if not text.sentences and not text.entries:
        raise BadInput(f"{called}: no text was found in it. A page that is made by a script must be saved first.")
    return text


def read_address(address: str, web: Web, *, form: Form | None = None) -> AuditedText:
    """Return the text at an address. Raises BadInput, and SourceError where it cannot be fetched."""
    answer = web.get(address, most_bytes=MOST_BYTES)
    media_type = answer.headers.get("content-type", "")
    # What is sent as HTML is HTML; of what is sent as mere text, the end of the address may tell more.
    is_page = _BY_TYPE.get(media_type.partition(";")[0].strip().lower()) is Form.HTML
    return read(answer.content, name="" if is_page else urlsplit(answer.url).path, media_type=media_type, form=form)


def _form(content: bytes, name: str, media_type: str) -> Form:
    start = content[:_START]
    if b"%PDF-" in start[:1024]:
        return Form.PDF
    if start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Form.DOCX
    named = _BY_ENDING.get(name.lower().rpartition(".")[2]) or _BY_TYPE.get(
        media_type.partition(";")[0].strip().lower()
    )
    if named:
        return named
    if _TAGS.search(start):
        return Form.HTML
    return Form.MARKDOWN if _MARKDOWN.search(start) else Form.TEXT


def _is_binary(content: bytes) -> bool:
    start = content[:_START]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 by its mark
        return False
    controls = sum(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in start)
    return b"\0" in start or controls > len(start) // 50


def _reader(form: Form) -> Callable[[bytes], tuple[Block, ...]]:
    """Return what reads a form. Imported here: one text is in one form."""
    if form is Form.PDF:
        from citewell.sources.guidelines import pdf

        keep = partial(token, RAISED)
        return lambda content: pdf.read(content, keep=keep).blocks
    if form is Form.DOCX:
        from citewell.check.word import of_docx

        return of_docx
    if form is Form.TEXT:
        from citewell.check.plain import of_text

        return of_text
    from citewell.check import pages

    return pages.of_html if form is Form.HTML else pages.of_markdown

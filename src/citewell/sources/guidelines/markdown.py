"""Markdown to blocks: front matter, and what CommonMark makes of the rest, read as the HTML reader reads it."""

from __future__ import annotations

import re

from citewell.errors import BadInput
from citewell.sources.about import mapping
from citewell.sources.guidelines import html
from citewell.sources.guidelines.document import Document, Unreadable
from citewell.sources.guidelines.facts import Facts

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_MOST_FRONT_MATTER = 64 << 10
# What others call the fields, in front matter that was not written for Citewell.
_ALSO = {
    "date": "year",
    "published": "year",
    "license": "licence",
    "lang": "language",
    "publisher": "issuer",
    "organization": "issuer",
}


def read(content: bytes) -> Document:
    """Return the document. Raises Unreadable."""
    from markdown_it import MarkdownIt

    text = html.decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    front, body = _parted(text)
    # Markup within Markdown goes through the same reader, so a script or what is hidden is left out there too.
    rendered = MarkdownIt("commonmark").enable("table").render(body)
    document = html.of_text(f"<html><body><main>{rendered}</main></body></html>")
    return Document(document.blocks, front.over(document.facts))


def _parted(text: str) -> tuple[Facts, str]:
    match = FRONT_MATTER.match(text)
    if match is None:
        return Facts(), text
    if len(match[1]) > _MOST_FRONT_MATTER:
        raise Unreadable(f"the front matter is larger than {_MOST_FRONT_MATTER >> 10} KiB")
    try:
        found = mapping(match[1], "the front matter")
    except BadInput as error:
        raise Unreadable(str(error)) from error
    values = {str(key).lower(): value for key, value in found.items() if isinstance(value, str)}
    renamed = [(_ALSO[key], value) for key, value in values.items() if key in _ALSO]
    return Facts.of([*renamed, *values.items()]), text[match.end() :]

"""Which files are guidelines, told cheaply: what reads them is loaded when there is one."""

from __future__ import annotations

import re

from citewell.sources.unit import Item, Source, Unit, whole

_READERS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
}
_PDF = b"%PDF-"


def recognises(name: str, start: bytes) -> bool:
    """Tell whether a file is a document in a form that guidelines come in: by its name, a PDF by its first bytes too.

    HTML and Markdown have no sure sign of their own, and an error page may come under any name.
    """
    return _ending(name) in _READERS or start.startswith(_PDF)


def _ending(name: str) -> str:
    """Return the ending that tells the form, in lower case: `.pdf` of `A.PDF` and of `a.pdf.gz`."""
    return "." + re.sub(r"\.(?:gz|xz|bz2)$", "", name.lower()).rpartition(".")[2]


def parse(unit: Unit) -> list[Item]:
    """Turn documents into records; one that cannot be read, or that nothing is known of, comes as a fault."""
    from citewell.sources.guidelines.parse import parsed

    return [parsed(unit, index, _form(unit.name(index), content)) for index, content in enumerate(unit.items)]


def _form(name: str, content: bytes) -> str:
    return "pdf" if content.startswith(_PDF) else _READERS[_ending(name)]


SOURCE = Source("guidelines (.pdf, .docx, .html, .md)", recognises, whole, parse)

"""The renderings that stood before there were exports, as forms of an export."""

from __future__ import annotations

import orjson

from citewell.publish.bundle import article_document
from citewell.publish.export import Export
from citewell.publish.html import to_html
from citewell.publish.markdown import to_markdown

_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


def to_md(export: Export) -> bytes:
    """Return the article as Markdown."""
    return to_markdown(
        export.draft,
        audience=export.audience,
        status=export.status,
        standing=export.standing,
        review=export.told_of_review,
    ).encode()


def to_page(export: Export) -> bytes:
    """Return the article as one page of HTML."""
    return to_html(
        export.draft,
        audience=export.audience,
        status=export.status,
        standing=export.standing,
        review=export.told_of_review,
    ).encode()


def to_document(export: Export) -> bytes:
    """Return the article as the `ask` document."""
    return orjson.dumps(article_document(export), option=_OPTIONS)


def to_ledger(export: Export) -> bytes:
    """Return the ledger as JSON."""
    return orjson.dumps(export.content, option=_OPTIONS)

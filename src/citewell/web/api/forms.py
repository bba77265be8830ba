"""The forms in which an article can be had, by name and by media type.

JSON, Markdown and HTML are made here. Where `citewell.publish.formats` is there, its forms are offered besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from markupsafe import escape

from citewell.errors import UserError
from citewell.model.ledger import Ledger
from citewell.model.question import Audience
from citewell.publish.html import to_html
from citewell.publish.markdown import to_markdown
from citewell.publish.words import REVIEW_STATUS
from citewell.web.api.problems import Problem

_EXPORTS = "citewell.publish.formats"
# The status line of an answer, in the page and in Markdown.
_NOT_REVIEWED = re.compile(rf"{re.escape(REVIEW_STATUS)}\.(?: No medical board member has read this answer\.)?")

_NO_STEPS = re.compile(r'<ol class="steps" aria-label="Steps of the review, none of them begun">.*?</ol>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Published:
    """An article to be rendered, with its public address.

    standing: where it stands with the board, in words. events: its way through the review, as far as readers are told.
    """

    ledger: Ledger
    audience: Audience
    address: str = ""
    standing: str = ""
    events: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `make` returns the bytes of an article in it."""

    name: str
    media_type: str
    make: Callable[[Published], bytes]


def _markdown(published: Published) -> bytes:
    return _standing(to_markdown(published.ledger.draft, audience=published.audience), published.standing).encode()


def _html(published: Published) -> bytes:
    page = to_html(published.ledger.draft, audience=published.audience)
    if published.standing:
        page = _NO_STEPS.sub("", page)
    return _standing(page, str(escape(published.standing))).encode()


def _standing(text: str, words: str) -> str:
    """Return a rendering that says how its article stands: it knows the answer alone, which nobody has reviewed."""
    return _NOT_REVIEWED.sub(lambda _: words, text) if words else text


OWN = (Form("md", "text/markdown", _markdown), Form("html", "text/html", _html))


@cache
def forms() -> Mapping[str, Form]:
    """Return every form but JSON, which is the answer's own, by name."""
    found = {form.name: form for form in OWN}
    if find_spec(_EXPORTS) is not None:
        for export in import_module(_EXPORTS).FORMATS.values():
            if export.name != "json":
                found.setdefault(export.name, Form(export.name, export.media_type, _exporter(export)))
    return found


def _exporter(export: Any) -> Callable[[Published], bytes]:
    def make(published: Published) -> bytes:
        made = import_module("citewell.publish.export").Export(
            published.ledger,
            audience=published.audience,
            address=published.address,
            events=import_module("citewell.publish.chain").seal(published.events),
        )
        try:
            return bytes(export.render(made))
        except UserError as missing:
            raise Problem(501, str(missing)) from missing

    return make

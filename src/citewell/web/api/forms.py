"""The forms in which an article can be had, by name and by media type.

JSON, Markdown and HTML are made here. Where `citewell.publish.formats` is there, its forms are offered besides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from citewell.errors import UserError
from citewell.model.ledger import Ledger
from citewell.model.question import Audience
from citewell.publish.html import to_html
from citewell.publish.markdown import to_markdown
from citewell.web.api.problems import Problem

_EXPORTS = "citewell.publish.formats"


@dataclass(frozen=True, slots=True)
class Published:
    """An article to be rendered, with its public address."""

    ledger: Ledger
    audience: Audience
    address: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One form. `make` returns the bytes of an article in it."""

    name: str
    media_type: str
    make: Callable[[Published], bytes]


def _markdown(published: Published) -> bytes:
    return to_markdown(published.ledger.draft, audience=published.audience).encode()


def _html(published: Published) -> bytes:
    return to_html(published.ledger.draft, audience=published.audience).encode()


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
            published.ledger, audience=published.audience, address=published.address
        )
        try:
            return bytes(export.render(made))
        except UserError as missing:
            raise Problem(501, str(missing)) from missing

    return make

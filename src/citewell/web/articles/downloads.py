"""An article in other forms: by `?as=` on its address, or by what a program says it accepts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import orjson
from django.http import HttpRequest

from citewell.model.ledger import Ledger
from citewell.model.question import Audience
from citewell.publish.ledger import ledger_to_json
from citewell.publish.markdown import to_markdown


@dataclass(frozen=True, slots=True)
class Form:
    """A form of an article that is made from its ledger, for one kind of reader."""

    label: str
    media_type: str
    extension: str
    make: Callable[[Ledger, Audience], bytes]


def _markdown(ledger: Ledger, audience: Audience) -> bytes:
    return to_markdown(ledger.draft, audience=audience).encode()


def _ledger(ledger: Ledger, _audience: Audience) -> bytes:
    return orjson.dumps(ledger_to_json(ledger), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


FORMS = {
    "md": Form("Markdown", "text/markdown", "md", _markdown),
    "ledger": Form("Ledger: claims and texts", "application/vnd.citewell.ledger+json", "ledger.json", _ledger),
}
PDF = "application/pdf"
_HTML = "text/html"


def wanted_form(request: HttpRequest) -> str:
    """Return the form that is asked for: `pdf`, a name of FORMS, or empty for the page. Raises KeyError for others.

    `?as=` has the last word; else the first type that the client accepts decides, and whoever accepts anything reads.
    """
    named = request.GET.get("as", "")
    if named:
        if named != "pdf" and named not in FORMS:
            raise KeyError(named)
        return named
    by_type = {_HTML: "", PDF: "pdf", **{form.media_type: name for name, form in FORMS.items()}}
    return by_type[request.get_preferred_type(list(by_type)) or _HTML]

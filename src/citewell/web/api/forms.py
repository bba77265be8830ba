"""The forms in which the API gives an article: those of `citewell.publish.formats`, but JSON, which is its own."""

from __future__ import annotations

from collections.abc import Mapping

from citewell.errors import UserError
from citewell.publish.export import Export
from citewell.publish.formats import FORMATS, Format
from citewell.web.api.problems import Problem

FORMS: Mapping[str, Format] = {name: form for name, form in FORMATS.items() if name != "json"}


def rendered(form: Format, export: Export) -> bytes:
    """Return an article in a form. Raises Problem where this site lacks what the form needs."""
    try:
        return form.render(export)
    except UserError as missing:
        raise Problem(501, str(missing)) from missing

"""The article as PDF/UA-1: the page of HTML, printed by WeasyPrint with its tags."""

from __future__ import annotations

from typing import Any

from citewell.errors import UserError
from citewell.publish.export import Export
from citewell.publish.pages import to_page

_HOW = (
    "install Pango and HarfBuzz; on Debian and Ubuntu: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def to_pdf(export: Export) -> bytes:
    """Return the article as tagged PDF, with its language and title. Nothing is fetched for it.

    Raises UserError that says what to install where a library of the system is missing.
    """
    try:
        from weasyprint import HTML
    except OSError as error:
        raise UserError(f"a PDF cannot be made: a library of the system is missing. To mend it, {_HOW}") from error
    page = HTML(string=to_page(export).decode(), url_fetcher=_refuse)
    # The same identifier for the same content, and no date of its own: equal articles give equal files.
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(export.digest)[:16]))


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"nothing is fetched for a page, and {url[:80]} was asked for")

"""The article as PDF/UA-1: the page of HTML, printed by WeasyPrint with its tags."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
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
    # The same identifier for the same content, and no date of its own: equal articles give equal files.
    return printed(to_page(export).decode(), fetch=_refuse, pdf_identifier=bytes.fromhex(export.digest)[:16])


def printed(
    html: str, *, fetch: Callable[..., Any], style: Path | None = None, base_url: str = "", **options: Any
) -> bytes:
    """Return a page of HTML as tagged PDF (PDF/UA-1).

    fetch: what gives the files that the page names; it refuses all that is not its own. style: a style sheet besides.
    Raises UserError that says what to install where a library of the system is missing.
    """
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        raise UserError(f"a PDF cannot be made: a library of the system is missing. To mend it, {_HOW}") from error
    page = HTML(string=html, base_url=base_url or None, url_fetcher=fetch)
    styles = [CSS(filename=str(style))] if style else None
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", stylesheets=styles, **options))


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"nothing is fetched for a page, and {url[:80]} was asked for")

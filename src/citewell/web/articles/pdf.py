"""An article as PDF: its page, printed."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from citewell.publish.pdf import printed


def page_to_pdf(html: str) -> bytes:
    """Return a page of the site as tagged PDF (PDF/UA-1). Style and fonts are the theme's; nothing is fetched.

    Raises UserError that says what to install where a library of the system is missing.
    """
    return printed(html, fetch=_fetch, style=_found("citewell/pdf.css"), base_url=settings.SITE.url)


def _fetch(url: str, *_args: Any, **_more: Any) -> Any:
    from weasyprint.urls import URLFetcherResponse

    file = _theme_file(url)
    return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": guess_type(file.name)[0] or "font/woff2"})


def _theme_file(url: str) -> Path:
    """Return the file of the theme that an address names. Raises ValueError for every other address."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE.url or not parts.path.startswith(settings.STATIC_URL):
        raise ValueError(f"nothing is fetched for a page, and {url[:80]} was asked for")
    return _found(parts.path.removeprefix(settings.STATIC_URL))


def _found(path: str) -> Path:
    found = finders.find(path)
    if not found:
        raise ValueError(f"the theme has no file {path[:80]}")
    return Path(str(found))

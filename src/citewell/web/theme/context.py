"""What every template of the site may name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from citewell.web.config import SiteSettings


def site(_request: HttpRequest) -> dict[str, SiteSettings]:
    """Return the site's settings: its name and its address."""
    return {"site": settings.SITE}

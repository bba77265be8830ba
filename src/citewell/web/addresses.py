"""Addresses for others (feeds, search engines, files): they do not depend on how a page was asked for."""

from __future__ import annotations

from django.conf import settings


def public_address(path: str) -> str:
    """Return the whole address of a path of this site, under its public name."""
    return f"{settings.SITE.url}{path}"

"""Tags that every template has."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders

from citewell.web.addresses import public_address

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a file of the theme, with a hash of its content. Raises FileNotFoundError."""
    return asset_address(path)


@register.simple_tag
def public_asset(path: str) -> str:
    """Return the whole address of a file of the theme, for those who look at a page from elsewhere."""
    return public_address(asset_address(path))


def asset_address(path: str) -> str:
    # Whoever changes the style wants to see it at once.
    return _address.__wrapped__(path) if settings.DEBUG else _address(path)


@lru_cache(maxsize=64)
def _address(path: str) -> str:
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(f"the theme has no file {path}")
    return f"{settings.STATIC_URL}{path}?v={sha256(Path(str(found)).read_bytes()).hexdigest()[:12]}"


@register.filter
def day(value: date | None) -> str:
    """Return a date as 3 May 2026, empty for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


@register.simple_tag
def site_name() -> str:
    """Return the name under which the site is published. In the pages of sign-in, `site` is somebody else's word."""
    return settings.SITE.name

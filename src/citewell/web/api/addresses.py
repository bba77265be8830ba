"""Addresses as they are given out: whole, under the site's public name."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

ROOT = "/api/v1"


def whole(path: str) -> str:
    """Return a path of this site as an address."""
    return f"{settings.SITE.url}{path}"


def api(path: str) -> str:
    """Return an address of the API."""
    return whole(f"{ROOT}/{path}")


def page(name: str, *arguments: object) -> str:
    """Return the address of a page of the site."""
    return whole(reverse(name, args=arguments))

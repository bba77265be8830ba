"""Addresses as they are given out: whole, under the site's public name."""

from __future__ import annotations

from django.urls import reverse

from citewell.web.addresses import public_address

ROOT = "/api/v1"


def api(path: str) -> str:
    """Return an address of the API."""
    return public_address(f"{ROOT}/{path}")


def page(name: str, *arguments: object) -> str:
    """Return the address of a page of the site."""
    return public_address(reverse(name, args=arguments))

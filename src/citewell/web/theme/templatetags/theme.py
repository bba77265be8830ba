"""Tags that every template has."""

from __future__ import annotations

from datetime import date

from django import template
from django.conf import settings
from django.templatetags.static import static

from citewell.web.addresses import public_address

register = template.Library()
# The address of a file of the theme, with a hash of its content.
register.simple_tag(static, name="asset")


@register.simple_tag
def public_asset(path: str) -> str:
    """Return the whole address of a file of the theme, for those who look at a page from elsewhere."""
    return public_address(static(path))


@register.filter
def day(value: date | None) -> str:
    """Return a date as 3 May 2026, empty for none."""
    return f"{value.day} {value:%B %Y}" if value else ""


@register.simple_tag
def site_name() -> str:
    """Return the name under which the site is published. In the pages of sign-in, `site` is somebody else's word."""
    return settings.SITE.name

"""What every template of the site may name."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from citewell.web.config import SiteSettings


def site(request: HttpRequest) -> dict[str, SiteSettings | str]:
    """Return the site's settings, and for whoever is signed in the address of his desk."""
    is_signed_in = hasattr(request, "user") and request.user.is_authenticated
    return {"site": settings.SITE, "desk_url": reverse("desk:queue") if is_signed_in else ""}

"""Who reads: the choice is a cookie, and needs no account."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from citewell.model.question import Audience

Response = TypeVar("Response", bound=HttpResponseBase)
COOKIE = "citewell_audience"
YEAR_S = 365 * 24 * 3600


def audience_of(request: HttpRequest) -> Audience:
    """Return who reads: as the address says, else as it was chosen before, else a patient."""
    for value in (request.GET.get("for"), request.COOKIES.get(COOKIE)):
        if value in set(Audience):
            return Audience(value)
    return Audience.PATIENT


def remember_audience(request: HttpRequest, response: Response) -> Response:
    """Keep the choice that the address names. The cookie holds the word and nothing else."""
    chosen = request.GET.get("for")
    if chosen in set(Audience):
        response.set_cookie(
            COOKIE,
            Audience(chosen).value,
            max_age=YEAR_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SITE.is_secure,
        )
    return response

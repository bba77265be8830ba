"""What no page can use is refused before any page sees it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound

_NUL = "\x00"


class NoNulMiddleware:
    """Refuses the character NUL, which PostgreSQL cannot store: no path holds it, and in a form it is a mistake."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _NUL in request.path_info:
            return HttpResponseNotFound("There is no page here.", content_type="text/plain; charset=utf-8")
        is_form = request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}
        for values in (request.GET, request.POST) if is_form else (request.GET,):
            if any(_NUL in part for name in values for part in (name, *values.getlist(name))):
                told = "What was sent holds a character that no text has (NUL). Leave it out and send it again."
                return HttpResponseBadRequest(told, content_type="text/plain; charset=utf-8")
        return self._get_response(request)

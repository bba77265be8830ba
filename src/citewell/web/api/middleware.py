"""What holds for every address that programs use: CORS, sizes, HEAD, and that every error is problem+json."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from citewell.web.api.problems import PROBLEM, Problem, problem_response

UNDER = ("/api/", "/cds-services", "/infobutton", "/oembed")
MOST_BYTES = 1_000_000
_HEADERS = "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID"
_EXPOSED = "ETag, Location, Retry-After, Link, Idempotency-Replayed"
_METHODS = "GET, HEAD, POST, DELETE, OPTIONS"
# These tell a caller something that the problem does not.
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiMiddleware:
    """Stands around the views of the API alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(UNDER):
            return self._get_response(request)
        response = self._answer(request)
        _allow_origin(request, response)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            return HttpResponse(status=204)
        if refused := _size_problem(request):
            return problem_response(request, refused)
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = _as_problem(request, self._get_response(request))
        if is_head and isinstance(response, HttpResponse):
            response["Content-Length"] = str(len(response.content))
            response.content = b""
        return response


def _size_problem(request: HttpRequest) -> Problem | None:
    length = request.META.get("CONTENT_LENGTH") or ""
    if request.headers.get("Transfer-Encoding") and not length:
        return Problem(411)
    if length.isdecimal() and int(length) > MOST_BYTES:
        return Problem(413, f"The body has {int(length):,} bytes; {MOST_BYTES:,} is the most.")
    return None


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Return an error in the one form, whoever made it: the framework has pages of its own for some."""
    is_ours = response.get("Content-Type", "").startswith(PROBLEM)
    if response.status_code < 400 or is_ours or response.streaming:
        return response
    headers = {name: response[name] for name in _KEPT if name in response}
    if "Allow" in headers:
        allowed = {method.strip() for method in headers["Allow"].split(",")}
        headers["Allow"] = ", ".join(sorted(allowed | ({"HEAD"} if "GET" in allowed else set())))
    return problem_response(request, Problem(response.status_code, headers=headers))


def _allow_origin(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let pages of other sites read the answer, where the settings name them. Cookies are never let through.

    Source: WHATWG Fetch, section 3.3.
    """
    allowed = settings.SITE.cors_origins
    origin = request.headers.get("Origin", "")
    if not allowed:
        return
    if "*" not in allowed:
        patch_vary_headers(response, ["Origin"])
    if not origin or ("*" not in allowed and origin not in allowed):
        return
    response["Access-Control-Allow-Origin"] = "*" if "*" in allowed else origin
    response["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = _METHODS
        response["Access-Control-Allow-Headers"] = _HEADERS
        response["Access-Control-Max-Age"] = "86400"

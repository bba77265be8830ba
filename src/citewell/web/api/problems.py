"""Errors as RFC 9457 asks: one form for all of them, with what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem. `next` is what its reader should do, where nothing more is known."""

    name: str
    status: int
    title: str
    next: str


KINDS = {
    kind.status: kind
    for kind in (
        Kind("malformed", 400, "The request cannot be read", "Send well-formed JSON in UTF-8."),
        Kind("no-key", 401, "A key or a sign-in is needed", "Send a valid key as `Authorization: Bearer KEY`."),
        Kind("forbidden", 403, "This is not open to you", "Use a key with the scope that is named."),
        Kind("not-found", 404, "There is nothing at this address", "Look at the list that the address belongs to."),
        Kind("method", 405, "This address does not do that", "Use one of the methods that `Allow` names."),
        Kind("not-acceptable", 406, "Not to be had in this form", "Ask for one of the media types that are named."),
        Kind("conflict", 409, "It cannot be done as things stand", "Look at how they stand, and send it again."),
        Kind("withdrawn", 410, "What was here is withdrawn", "Look for other articles on the subject."),
        Kind("no-length", 411, "The length of the body is missing", "Send `Content-Length`."),
        Kind("precondition", 412, "What this rests on is missing", "Send what is named."),
        Kind("too-large", 413, "The body is too large", "Send it in parts."),
        Kind("media-type", 415, "The body is in a form that is not read here", "Send `application/json`."),
        Kind("invalid", 422, "The request cannot be used", "Put right what is named in `errors` or `detail`."),
        Kind("too-many", 429, "Too many requests", "Wait as long as `Retry-After` says."),
        Kind("failed", 500, "Something failed here", "Try again later. If it fails again, tell whoever runs the site."),
        Kind("not-built", 501, "This site cannot do that", "Ask whoever runs it."),
        Kind("unavailable", 503, "This cannot be done now", "Try again later."),
    )
}


class Problem(Exception):
    """A request that is refused.

    detail: what is wrong with this one. next: what to do, if more can be said than for its kind. errors: the parts
    that are wrong, as `{"pointer" or "parameter", "detail"}`.
    """

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        next: str = "",
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.next = next
        self.errors = errors
        self.headers = headers or {}


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return a problem as it is sent. The address of the request is told without its query: questions travel there."""
    kind = KINDS.get(problem.status) or KINDS[400 if problem.status < 500 else 500]
    values: dict[str, Any] = {
        "type": f"{settings.SITE.url}/api/v1/docs#problem-{kind.name}",
        "title": kind.title,
        "status": problem.status,
        "detail": problem.detail or f"{kind.title}.",
        "next": problem.next or kind.next,
        "instance": request.path,
    }
    if problem.errors:
        values["errors"] = [dict(error) for error in problem.errors]
    response = HttpResponse(orjson.dumps(values), status=problem.status, content_type=PROBLEM)
    for name, value in problem.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Return the problem of a request that did not validate, from what Pydantic found; no input is repeated."""
    told = [_error(error) for error in errors[:20]]
    return Problem(
        422, f"{len(errors)} part{'s' if len(errors) != 1 else ''} of the request cannot be used.", errors=told
    )


def _error(error: Mapping[str, Any]) -> dict[str, str]:
    source, *place = error.get("loc", ("body",))
    # A body has one part here, so its name says nothing to whoever wrote the request.
    if source == "body":
        path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in place[1:])
        return {"pointer": f"/{path}" if path else "", "detail": str(error.get("msg", ""))}
    return {"parameter": ".".join(map(str, place[-1:])), "detail": str(error.get("msg", ""))}

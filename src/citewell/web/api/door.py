"""Who calls, what is open to him, and in which forms: asked at each operation before anything is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from citewell.web.accounts.models import User
from citewell.web.api.keys import SCOPES, find_key
from citewell.web.api.problems import Problem
from citewell.web.api.rates import ANONYMOUS, Rate, count

JSON = "application/json"
# Of a person who is signed in with a browser.
_PER_MINUTE = 120
_OF_A_SESSION = frozenset({"read", "ask", "review"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls.

    name: tells callers apart, and no person by name. user: None for a program that acts for itself, and for a reader.
    """

    name: str
    scopes: frozenset[str]
    user: User | None = None
    per_minute: int = ANONYMOUS.most
    is_known: bool = True

    def may(self, scope: str) -> bool:
        return scope in self.scopes or "admin" in self.scopes


@dataclass(frozen=True)
class Door:
    """Lets a caller in who may do what an operation does, or raises Problem.

    is_public: readers without a key or an account are let in too, if the site's settings open the scope to them.
    speaks: the media types that the operation can answer with. reads: the one that it takes.
    """

    scope: str
    is_public: bool = False
    rate: Rate | None = None
    speaks: tuple[str, ...] = (JSON,)
    reads: str = JSON

    def __call__(self, request: HttpRequest) -> Caller:
        """Return who calls; what Ninja keeps as `request.auth`."""
        caller = caller_of(request)
        self._check_scope(caller)
        if request.method not in _SAFE:
            _check_media_type(request, self.reads)
        if not acceptable(request.headers.get("Accept", ""), self.speaks) and "as" not in request.GET:
            raise Problem(406, f"This is to be had as {', '.join(self.speaks)}.")
        count(caller.name, Rate("all", caller.per_minute))
        if self.rate:
            count(caller.name, self.rate)
        return caller

    def opens(self, **described: Any) -> dict[str, Any]:
        """Return what an operation is given for this door: what lets in, and what the description says of it."""
        ways: list[dict[str, list[str]]] = [{"key": []}, {"session": []}]
        return {"auth": self, "openapi_extra": {"security": ways + ([{}] if self.is_public else []), **described}}

    def _check_scope(self, caller: Caller) -> None:
        if not caller.is_known and not (self.is_public and caller.may(self.scope)):
            raise no_key("This needs a key, or that you sign in.")
        if not caller.may(self.scope):
            raise Problem(403, f"Your key does not open this: it takes the scope {self.scope}.")


def caller_of(request: HttpRequest) -> Caller:
    """Return who calls: by a key, else by the session of a browser, else a reader. Raises Problem for a bad key."""
    given = request.headers.get("Authorization", "")
    if given:
        return _by_key(given)
    user = request.user
    if isinstance(user, User):
        if request.method not in _SAFE and check_csrf(request):
            raise Problem(
                403,
                "The request came with the session of a browser and without its token.",
                next="Send the value of the cookie `csrftoken` as the header `X-CSRFToken`.",
            )
        return Caller(f"user:{user.pk}", _OF_A_SESSION, user, _PER_MINUTE)
    address = sha256(f"{settings.SECRET_KEY}:{request.META.get('REMOTE_ADDR', '')}".encode()).hexdigest()[:32]
    return Caller(f"address:{address}", frozenset(settings.SITE.api_anonymous), is_known=False)


def caller(request: HttpRequest) -> Caller:
    """Return the caller whom the door let in."""
    let_in: Any = request
    found = let_in.auth
    if not isinstance(found, Caller):
        raise TypeError("nobody was let in")
    return found


def no_key(detail: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="Citewell"'})


def _by_key(given: str) -> Caller:
    scheme, _, text = given.partition(" ")
    key = find_key(text.strip(), now=timezone.now()) if scheme.lower() == "bearer" else None
    if key is None:
        raise no_key("The key is not valid: it may be mistyped, over or revoked.")
    scopes = frozenset(key.scopes.split())
    # Whoever may ask may read what is asked for.
    return Caller(f"key:{key.pk}", scopes | ({"read"} if scopes & set(SCOPES) else set()), key.user, key.per_minute)


def _check_media_type(request: HttpRequest, wanted: str) -> None:
    if request.content_type != wanted:
        raise Problem(415, f"The body is {request.content_type or 'of no type'}; this takes {wanted}.")


def acceptable(accept: str, offered: Sequence[str]) -> str:
    """Return the offered media type that a request likes best, empty if none will do.

    Of several that it likes the same, the first that is offered. Source: RFC 9110, section 12.5.1.
    """
    if not accept.strip():
        return offered[0]
    ranges = [_range(part) for part in accept.split(",")[:40]]
    liked = [
        (max((r for r in ranges if _covers(r[0], media)), key=lambda r: r[2], default=None), media) for media in offered
    ]
    rated = [(found[1], -place, media) for place, (found, media) in enumerate(liked) if found and found[1] > 0]
    return max(rated)[2] if rated else ""


def _range(part: str) -> tuple[str, float, int]:
    """Return the media range of a part of `Accept`, its weight, and how exact it is."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        quality = float(weight)
    except ValueError:
        quality = 0.0
    return media, quality, 0 if media == "*/*" else 1 if media.endswith("/*") else 2


def _covers(wanted: str, media: str) -> bool:
    return wanted in {"*/*", media} or (wanted.endswith("/*") and media.startswith(wanted[:-1]))

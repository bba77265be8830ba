"""A POST that is sent twice is done once: `Idempotency-Key`.

Source: draft-ietf-httpapi-idempotency-key-header-07, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from citewell.web.api.door import caller
from citewell.web.api.models import KeptReply
from citewell.web.api.problems import Problem

KEPT = timedelta(hours=24)
# What is worked on for longer was lost with its process, and may be done again.
LOST = timedelta(minutes=2)
KEY = re.compile(r"[\x21-\x7e]{1,200}")
_HEADERS = ("Location", "Content-Type")


def once(request: HttpRequest, do: Callable[[], HttpResponse], *, keep: bool = True) -> HttpResponse:
    """Return what `do` returns, or what it returned to the same request before. Raises Problem.

    keep: False where doing it again gives the same: then only the key is kept, with the hash of what was sent.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return do()
    if not KEY.fullmatch(key):
        raise Problem(400, "`Idempotency-Key` holds 1 to 200 characters of ASCII without spaces.", next="Send a UUID.")
    held = _hold(caller(request).name, key, _fingerprint(request))
    if held.status:
        return _again(held) if held.body is not None else do()
    try:
        response = do()
    except BaseException:
        held.delete()
        raise
    _keep(held, response, keep=keep)
    return response


def _hold(who: str, key: str, fingerprint: str) -> KeptReply:
    """Return the row of a key: of this request, or of the same one before. Raises Problem."""
    now = timezone.now()
    KeptReply.objects.filter(caller=who, key=key, expires_at__lte=now).delete()
    KeptReply.objects.filter(caller=who, key=key, status=0, created_at__lte=now - LOST).delete()
    try:
        with transaction.atomic():
            return KeptReply.objects.create(
                caller=who, key=key, request=fingerprint, created_at=now, expires_at=now + KEPT
            )
    except IntegrityError:
        found = KeptReply.objects.filter(caller=who, key=key).first()
    if found is not None and found.request != fingerprint:
        raise Problem(
            422,
            "This `Idempotency-Key` was used for another request.",
            next="Send each request under a key of its own.",
        )
    if found is None or not found.status:
        raise Problem(
            409,
            "The same request is being worked on.",
            next="Send it again in a second.",
            headers={"Retry-After": "1"},
        )
    return found


def _keep(held: KeptReply, response: HttpResponse, *, keep: bool) -> None:
    if response.status_code >= 400:
        held.delete()
        return
    held.status = response.status_code
    held.headers = {name: response[name] for name in _HEADERS if name in response}
    held.body = response.content.decode() if keep else None
    held.save(update_fields=["status", "headers", "body"])


def _again(held: KeptReply) -> HttpResponse:
    response = HttpResponse(held.body or "", status=held.status)
    for name, value in held.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    response["Cache-Control"] = "no-store"
    return response


def _fingerprint(request: HttpRequest) -> str:
    parts = (str(request.method).encode(), request.get_full_path().encode(), request.body)
    return sha256(b"\0".join(parts)).hexdigest()

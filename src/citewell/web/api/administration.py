"""Keys, for administrators: listed and revoked. They are made at the command line, where they are shown."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Router

from citewell.errors import NotFound
from citewell.web.api.articles import when
from citewell.web.api.door import Door
from citewell.web.api.keys import revoke_key
from citewell.web.api.models import ApiKey
from citewell.web.api.problems import Problem
from citewell.web.api.replies import reading, to_bytes
from citewell.web.api.schemas import KeyList

router = Router(tags=["keys"])
_OPEN = Door("admin")
_REVOKE = Door("admin", reads="")


@router.get("/keys", **_OPEN.opens(), response=KeyList, operation_id="list_keys", summary="List keys")
def list_keys(request: HttpRequest) -> HttpResponseBase:
    """All keys without their secrets, the newest first."""
    values = {"items": [key_document(key) for key in ApiKey.objects.order_by("-pk")]}
    return reading(request, to_bytes(values), is_public=False)


@router.delete(
    "/keys/{key_id}", **_REVOKE.opens(), response={204: None}, operation_id="revoke_key", summary="Revoke a key"
)
def revoke(request: HttpRequest, key_id: str) -> HttpResponse:  # noqa: ARG001 - Ninja hands it over
    """Make a key worthless, at once and for good."""
    try:
        revoke_key(key_id, now=timezone.now())
    except NotFound as missing:
        raise Problem(404, "There is no such key.", next="Look at the list of keys.") from missing
    return HttpResponse(status=204)


def key_document(key: ApiKey) -> dict[str, Any]:
    """Return a key as it is shown."""
    return {
        "id": key.public,
        "name": key.name,
        "scopes": key.scopes.split(),
        "per_minute": key.per_minute,
        "created_at": when(key.created_at),
        "expires_at": when(key.expires_at),
        "revoked_at": when(key.revoked_at),
        "last_used_on": when(key.last_used_on),
    }

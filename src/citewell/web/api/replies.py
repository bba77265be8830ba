"""Answers with what a cache needs to know of them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from citewell.web.api.door import JSON


def to_bytes(values: Any) -> bytes:
    return orjson.dumps(values)


def reply(values: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return values as JSON that nobody keeps."""
    response = HttpResponse(to_bytes(values), status=status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def reading(
    request: HttpRequest, body: bytes, media_type: str = JSON, *, is_public: bool = True, varies: str = "Accept"
) -> HttpResponseBase:
    """Return what was read under the hash of its bytes, or 304 where the reader has it.

    is_public: it is the same for everybody, so that a shared cache may keep it, and asks before it gives it out.
    """
    etag = f'"{sha256(media_type.encode() + body).hexdigest()[:32]}"'
    text = media_type.startswith("text/")
    response = HttpResponse(body, content_type=f"{media_type}; charset=utf-8" if text else media_type)
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-cache"
    response["Vary"] = varies if is_public else f"{varies}, Authorization, Cookie"
    conditional = get_conditional_response(request, etag=etag, response=response)
    if conditional is not None and conditional is not response:
        conditional["Cache-Control"], conditional["Vary"] = response["Cache-Control"], response["Vary"]
    return conditional if conditional is not None else response

"""How often one address may do what costs something."""

from __future__ import annotations

import time
from collections.abc import Callable, Container
from functools import wraps
from typing import Any, TypeAlias

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

View: TypeAlias = Callable[..., HttpResponseBase]


def limited(name: str, *, most: int, in_s: int, methods: Container[str] = ("POST",)) -> Callable[[View], View]:
    """Refuse the requests of an address, POST unless said otherwise, beyond `most` in a window of `in_s` seconds.

    The answer has status 429, and says when to come back.

    Counted in each process: a setting for politeness, beside the one of a proxy.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods and _count(name, request, in_s) > most:
                response = render(request, "site/too_many.html", {"minutes": max(1, in_s // 60)}, status=429)
                response["Retry-After"] = str(in_s)
                return response
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def _count(name: str, request: HttpRequest, in_s: int) -> int:
    key = f"limit:{name}:{request.META.get('REMOTE_ADDR', '')}:{int(time.time()) // in_s}"
    cache.add(key, 0, timeout=in_s)
    return cache.incr(key)

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
            wait_s = 0
            if request.method in methods:
                wait_s = seconds_to_wait(name, request.META.get("REMOTE_ADDR", ""), most=most, in_s=in_s)
            if wait_s:
                response = render(request, "site/too_many.html", {"minutes": -(-wait_s // 60)}, status=429)
                response["Retry-After"] = str(wait_s)
                return response
            return view(request, *args, **kwargs)

        return wrapped

    return decorate


def seconds_to_wait(name: str, who: str, *, most: int, in_s: int) -> int:
    """Count a request, and return how long to wait where it is one too many in its window; 0 where it is not."""
    now = time.time()
    window = int(now) // in_s
    key = f"limit:{name}:{who}:{window}"
    cache.add(key, 0, timeout=in_s + 1)
    try:
        counted = cache.incr(key)
    except ValueError:  # it was pushed out of a full cache in between
        return 0
    return max(1, round((window + 1) * in_s - now)) if counted > most else 0

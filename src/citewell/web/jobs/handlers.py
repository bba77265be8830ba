"""What does each kind of job: a table that the apps fill."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

Handler: TypeAlias = Callable[..., None]
HANDLERS: dict[str, Handler] = {}
PERIODIC: dict[str, timedelta] = {}
GIVEN_UP: dict[str, Handler] = {}


def handles(kind: str, *, every: timedelta | None = None) -> Callable[[Handler], Handler]:
    """Let a function do the jobs of a kind. It may be called again for the same job, and must bear that.

    every: how often a job of this kind is added by itself.
    """

    def add(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        if every is not None:
            PERIODIC[kind] = every
        return handler

    return add


def when_given_up(kind: str) -> Callable[[Handler], Handler]:
    """Let a function tell those who wait that a job of this kind has failed for good."""

    def add(handler: Handler) -> Handler:
        GIVEN_UP[kind] = handler
        return handler

    return add


def call(handler: Handler, arguments: dict[str, Any]) -> None:
    handler(**arguments)

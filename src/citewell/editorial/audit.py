"""The audit trail: each event is sealed with the seal of the one before, so that no past event can be changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeAlias

import orjson

GENESIS = "0" * 64

Detail: TypeAlias = Mapping[str, str | int | bool | list[str] | None]


@dataclass(frozen=True, slots=True)
class Event:
    """What was done, by whom, when, to which article. `detail` holds plain values."""

    name: str
    article: str
    actor: str
    actor_name: str
    at: datetime
    detail: Detail = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an event needs a time with its zone")


@dataclass(frozen=True, slots=True)
class Sealed:
    """An event at its place in the chain, counted from 1."""

    sequence: int
    event: Event
    previous: str
    seal: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold, and why."""

    sequence: int
    why: str


def canonical(event: Event, sequence: int) -> bytes:
    """Return the event as JSON of one form: sorted keys, no spaces, the time in UTC to the microsecond."""
    values = {
        "sequence": sequence,
        "name": event.name,
        "article": event.article,
        "actor": event.actor,
        "actor_name": event.actor_name,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "detail": dict(event.detail),
    }
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def seal(event: Event, *, after: Sealed | None) -> Sealed:
    """Return the event sealed at the end of the chain; `after` is its last link, None for the first."""
    sequence = after.sequence + 1 if after else 1
    previous = after.seal if after else GENESIS
    return Sealed(sequence, event, previous, _seal(event, sequence, previous))


def _seal(event: Event, sequence: int, previous: str) -> str:
    return sha256(previous.encode() + canonical(event, sequence)).hexdigest()


def verify_chain(links: Iterable[Sealed], *, head: str = "") -> Broken | None:
    """Return the first link of the whole chain that does not hold, None if all do.

    head: the seal of a link that was noted elsewhere. A chain that was cut short, or sealed anew from some link on,
    holds in itself: only a seal that is kept outside of it can tell.
    """
    previous, expected = GENESIS, 1
    is_found = not head
    for link in links:
        if link.sequence != expected:
            return Broken(expected, f"event {expected} is missing: event {link.sequence} stands in its place")
        if link.previous != previous:
            return Broken(link.sequence, f"event {link.sequence} does not follow from the one before it")
        if link.seal != _seal(link.event, link.sequence, previous):
            return Broken(link.sequence, f"event {link.sequence} was changed after it was sealed")
        previous, expected = link.seal, expected + 1
        is_found = is_found or link.seal == head
    if not is_found:
        return Broken(expected, f"no event bears the seal {head[:12]}…: events were removed, or sealed anew")
    return None

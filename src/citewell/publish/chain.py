"""The review chain of an article: audit events, each sealed with the hash of the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeAlias

import orjson

from citewell.model.article import ReviewStatus

# Plain values: `at`, `action`, `ledger` (the digest of the revision that it concerns), mostly `actor`, and `status`
# where it changes it. What else an event tells is kept and sealed with it.
AuditEvent: TypeAlias = Mapping[str, Any]

FIRST = "0" * 64
_NEEDED = ("at", "action", "ledger", "previous", "hash")


def event_hash(event: AuditEvent) -> str:
    """Return the SHA-256 of an event without its own `hash`: its JSON in UTF-8, keys sorted, no white space."""
    bare = {key: value for key, value in event.items() if key != "hash"}
    return sha256(orjson.dumps(bare, option=orjson.OPT_SORT_KEYS)).hexdigest()


def seal(events: Iterable[AuditEvent]) -> tuple[AuditEvent, ...]:
    """Return the events with `previous` and `hash` set, in their order."""
    sealed: list[AuditEvent] = []
    for event in events:
        linked = {**event, "previous": sealed[-1]["hash"] if sealed else FIRST}
        sealed.append({**linked, "hash": event_hash(linked)})
    return tuple(sealed)


def chain_faults(events: Sequence[Any], *, ledger: str) -> Iterator[str]:
    """Yield what is wrong with a chain, in words; nothing for a sound chain or an empty one.

    ledger: the digest of the article that the chain must speak of.
    """
    previous = FIRST
    for number, event in enumerate(events, 1):
        if not isinstance(event, Mapping) or not all(isinstance(event.get(name), str) for name in _NEEDED):
            yield f"event {number} lacks one of {', '.join(_NEEDED)}, or it is not text"
            return
        if event["previous"] != previous:
            yield f"event {number} ({event['action']}) does not follow the event before it: the chain is broken"
        if event_hash(event) != event["hash"]:
            yield f"event {number} ({event['action']}) is not what was sealed: its hash differs"
        previous = event["hash"]
    if events and not any(event["ledger"] == ledger for event in events):
        yield "no event of the chain speaks of this article: it belongs to another one"


def status_after(events: Sequence[AuditEvent], *, ledger: str) -> ReviewStatus:
    """Return where a revision stands after the events that speak of it. A status that is not known counts as none."""
    known = {status.value: status for status in ReviewStatus}
    told = [known[status] for event in events if event["ledger"] == ledger and (status := event.get("status")) in known]
    return told[-1] if told else ReviewStatus.NOT_SUBMITTED

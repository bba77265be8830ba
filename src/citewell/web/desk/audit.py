"""The audit trail in the database: links are added under a lock, and read back for verification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from citewell.editorial.audit import Broken as Broken
from citewell.editorial.audit import Event, Sealed, seal, verify_chain
from citewell.web.desk.models import AuditEvent, ChainHead


def record(events: Iterable[Event]) -> None:
    """Add events to the trail, in the transaction of the caller."""
    head, _ = ChainHead.objects.select_for_update().get_or_create(pk=1)
    last = AuditEvent.objects.order_by("-sequence").first()
    link = _sealed(last) if last else None
    for event in events:
        link = seal(event, after=link)
        AuditEvent.objects.create(
            sequence=link.sequence,
            name=event.name,
            article=event.article,
            actor=event.actor,
            actor_name=event.actor_name,
            at=event.at,
            detail=dict(event.detail),
            previous=link.previous,
            seal=link.seal,
        )
    if link:
        head.seal = link.seal
        head.save()


def links() -> Iterator[Sealed]:
    """Yield the whole trail in its order, row by row."""
    return (_sealed(row) for row in AuditEvent.objects.order_by("sequence").iterator(chunk_size=1_000))


def _sealed(row: AuditEvent) -> Sealed:
    event = Event(row.name, row.article, row.actor, row.actor_name, row.at, row.detail)
    return Sealed(row.sequence, event, row.previous, row.seal)


def verify(head: str = "") -> tuple[int, str, Broken | None]:
    """Return how many links there are, the last seal, and the first link that does not hold.

    head: a seal that was noted elsewhere. Without one, the seal that is kept beside the trail is looked for.
    """
    kept = head or ChainHead.objects.filter(pk=1).values_list("seal", flat=True).first() or ""
    last = AuditEvent.objects.order_by("-sequence").values_list("seal", flat=True).first() or ""
    return AuditEvent.objects.count(), last, verify_chain(links(), head=kept)

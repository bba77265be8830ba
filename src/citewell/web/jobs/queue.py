"""The queue: add a job, take one, prolong it, end it, and take back what a dead worker held.

The same on SQLite, where a transaction takes the write lock at its start, and on PostgreSQL, where a row that another
worker looks at is passed over.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Case, Q, When

from citewell.web.jobs.models import Job

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 4
# A reader waits for these: they come before what nobody looks at.
FIRST = ("answer",)
# Waits before the second, third and fourth try.
BACKOFF = (timedelta(seconds=5), timedelta(seconds=60), timedelta(minutes=10))

log = logging.getLogger("citewell.jobs")


def enqueue(
    kind: str,
    arguments: dict[str, Any] | None = None,
    *,
    now: datetime,
    key: str | None = None,
    after: timedelta | None = None,
) -> Job | None:
    """Add a job and return it; None if one with the same key waits or runs already."""
    try:
        with transaction.atomic():
            return Job.objects.create(
                kind=kind, arguments=arguments or {}, key=key, run_after=now + (after or timedelta())
            )
    except IntegrityError:
        return None


def take(worker: str, *, now: datetime) -> Job | None:
    """Give a worker the longest waiting job, one that a reader waits for first, with a lease; None if none is due."""
    with transaction.atomic():
        waiting = Job.objects.filter(state=Job.State.WAITING, run_after__lte=now)
        waiting = waiting.order_by(Case(When(kind__in=FIRST, then=0), default=1), "run_after", "pk")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        job = waiting.first()
        if job is None:
            return None
        job.state = Job.State.RUNNING
        job.worker = worker
        job.attempts += 1
        job.lease_until = now + LEASE
        job.save(update_fields=["state", "worker", "attempts", "lease_until"])
        return job


def prolong(job: Job, *, now: datetime) -> bool:
    """Prolong the lease of a running job; False if it has been taken from its worker."""
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)
    return bool(held.update(lease_until=now + LEASE))


def finish(job: Job, *, now: datetime) -> bool:
    """Mark a job as done; False if it has been taken from its worker in the meantime."""
    return _end(job, Job.State.DONE, "", now=now)


def fail(job: Job, error: str, *, now: datetime, permanent: bool = False) -> bool:
    """Let a job wait for its next try, or fail for good after the last. Return whether it failed for good."""
    if permanent or job.attempts >= MOST_ATTEMPTS:
        _end(job, Job.State.FAILED, error, now=now)
        log.error("job_failed", extra={"kind": job.kind, "job": job.pk, "attempts": job.attempts})
        return True
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)
    held.update(
        state=Job.State.WAITING,
        worker="",
        lease_until=None,
        error=error[:500],
        run_after=now + BACKOFF[min(job.attempts, len(BACKOFF)) - 1],
    )
    return False


def reap(*, now: datetime) -> list[Job]:
    """Take back the jobs whose leases have run out; those tried too often fail, and are returned."""
    over = Q(state=Job.State.RUNNING, lease_until__lt=now)
    died = "its worker died or was stopped"
    lost = []
    for job in Job.objects.filter(over, attempts__gte=MOST_ATTEMPTS):
        # Asked again by the update: another worker may be reaping too, and only one may tell who waits.
        if Job.objects.filter(over, pk=job.pk, attempts=job.attempts).update(
            state=Job.State.FAILED, key=None, lease_until=None, error=died, finished_at=now
        ):
            lost.append(job)
    again = Job.objects.filter(over).update(state=Job.State.WAITING, worker="", lease_until=None, error=died)
    if lost or again:
        log.warning("jobs_taken_back", extra={"again": again, "failed": len(lost)})
    return lost


def _end(job: Job, state: Job.State, error: str, *, now: datetime) -> bool:
    held = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempts=job.attempts)
    return bool(held.update(state=state, key=None, lease_until=None, error=error[:500], finished_at=now))

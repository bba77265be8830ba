"""Jobs: each is done, tried again a few times, or taken back from a worker that died."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from citewell.errors import BadInput, SourceError
from citewell.web.jobs import queue
from citewell.web.jobs.models import Job
from citewell.web.jobs.worker import Worker

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the handlers of this test did. Nothing else is planned."""
    for table in ("HANDLERS", "PERIODIC", "GIVEN_UP"):
        monkeypatch.setattr(f"citewell.web.jobs.worker.{table}", {})
    return []


@pytest.fixture
def handlers(done: list[object], monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A handler that notes what it was given, one that fails for now, and one that cannot succeed."""

    def note(**arguments: object) -> None:
        done.append(arguments)

    def fail(**_: object) -> None:
        raise SourceError("the service is down", permanent=False)

    def refuse(**_: object) -> None:
        raise BadInput("this cannot be read")

    table = {"note": note, "fail": fail, "refuse": refuse}
    monkeypatch.setattr("citewell.web.jobs.worker.HANDLERS", table)
    return table


@pytest.mark.usefixtures("handlers")
def test_a_job_is_done_once(done: list[object]) -> None:
    """A worker does what waits, and then has nothing to do."""
    queue.enqueue("note", {"turn": 7}, now=NOW)
    worker = Worker("w")
    assert worker.step(NOW)
    assert not worker.step(NOW)
    assert done == [{"turn": 7}]


def test_a_job_waits_for_its_time() -> None:
    """One that is due later is not taken before."""
    queue.enqueue("note", now=NOW, after=60 * SECOND)
    assert queue.take("w", now=NOW + 59 * SECOND) is None
    assert queue.take("w", now=NOW + 60 * SECOND) is not None


def test_jobs_are_taken_in_the_order_in_which_they_are_due() -> None:
    """The one that waits longest comes first, and no job is given to two workers."""
    queue.enqueue("second", now=NOW + SECOND)
    queue.enqueue("first", now=NOW)
    taken = [job.kind for name in "ab" if (job := queue.take(name, now=NOW + 2 * SECOND))]
    assert taken == ["first", "second"]


def test_a_key_keeps_work_from_being_done_twice() -> None:
    """While one with the key waits or runs no other is added; afterwards it may be."""
    assert queue.enqueue("note", now=NOW, key="reask:3") is not None
    assert queue.enqueue("note", now=NOW, key="reask:3") is None
    job = queue.take("w", now=NOW)
    assert job is not None
    assert queue.enqueue("note", now=NOW, key="reask:3") is None
    queue.finish(job, now=NOW)
    assert queue.enqueue("note", now=NOW, key="reask:3") is not None


@pytest.mark.usefixtures("handlers")
def test_what_fails_for_now_is_tried_again_later_and_not_for_ever() -> None:
    """Four tries with growing waits; then it has failed, with the reason."""
    queue.enqueue("fail", now=NOW)
    at, waits = NOW, []
    worker = Worker("w")
    while (job := Job.objects.get()).state == Job.State.WAITING:
        waits.append(job.run_after > at)
        at = max(job.run_after, at)
        assert worker.step(at)
    assert (job.state, job.attempts) == (Job.State.FAILED, queue.MOST_ATTEMPTS)
    assert job.error == "the service is down"


@pytest.mark.usefixtures("handlers")
def test_what_cannot_succeed_is_not_tried_again() -> None:
    """Bad input stays bad."""
    queue.enqueue("refuse", now=NOW)
    Worker("w").step(NOW)
    job = Job.objects.get()
    assert (job.state, job.attempts, job.error) == (Job.State.FAILED, 1, "this cannot be read")


@pytest.mark.usefixtures("handlers")
def test_who_waits_for_a_failed_job_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a job is given up, what its kind asks to be told is told, with the arguments and the reason."""
    told: list[dict[str, object]] = []
    monkeypatch.setattr("citewell.web.jobs.worker.GIVEN_UP", {"refuse": lambda **given: told.append(given)})
    queue.enqueue("refuse", {"turn": 7}, now=NOW)
    Worker("w").step(NOW)
    assert told == [{"turn": 7, "error": "this cannot be read"}]


def test_the_job_of_a_killed_worker_is_taken_up_again() -> None:
    """When the lease has run out it waits anew; a lease that is prolonged does not run out."""
    queue.enqueue("note", now=NOW)
    job = queue.take("killed", now=NOW)
    assert job is not None
    queue.reap(now=NOW + queue.LEASE - SECOND)
    assert queue.take("other", now=NOW + queue.LEASE) is None
    assert queue.prolong(job, now=NOW + 30 * SECOND)
    queue.reap(now=NOW + queue.LEASE + SECOND)
    assert queue.take("other", now=NOW + 2 * queue.LEASE) is None
    queue.reap(now=NOW + queue.LEASE + 31 * SECOND)
    again = queue.take("other", now=NOW + 2 * queue.LEASE)
    assert again is not None
    assert (again.pk, again.attempts) == (job.pk, 2)


def test_a_worker_that_was_thought_dead_cannot_end_the_job_of_another() -> None:
    """Its lease is gone: it can neither finish, nor fail, nor prolong what another has taken up."""
    queue.enqueue("note", now=NOW)
    slow = queue.take("slow", now=NOW)
    queue.reap(now=NOW + 2 * queue.LEASE)
    queue.take("other", now=NOW + 2 * queue.LEASE)
    assert slow is not None
    assert not queue.prolong(slow, now=NOW)
    assert not queue.finish(slow, now=NOW)
    queue.fail(slow, "late", now=NOW)
    assert Job.objects.get().worker == "other"


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    """After the last try it is not started again."""
    queue.enqueue("note", now=NOW)
    at = NOW
    for _ in range(queue.MOST_ATTEMPTS):
        assert queue.take("w", now=at) is not None
        at += 2 * queue.LEASE
        queue.reap(now=at)
    job = Job.objects.get()
    assert (job.state, job.error) == (Job.State.FAILED, "its worker died or was stopped")
    assert queue.take("w", now=at) is None


@pytest.mark.usefixtures("handlers")
def test_who_waits_for_a_job_that_kills_its_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader does not wait for ever for an answer that no worker survives."""
    told: list[dict[str, object]] = []
    monkeypatch.setattr("citewell.web.jobs.worker.GIVEN_UP", {"note": lambda **given: told.append(given)})
    queue.enqueue("note", {"turn": 7}, now=NOW)
    at = NOW
    for _ in range(queue.MOST_ATTEMPTS - 1):
        queue.take("killed", now=at)
        at += 2 * queue.LEASE
        queue.reap(now=at)
    queue.take("killed", now=at)
    Worker("other").step(at + 2 * queue.LEASE)
    assert told == [{"turn": 7, "error": ""}]


def test_what_is_periodic_is_planned_by_itself(done: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is done at the start, and then once in each span of time."""
    monkeypatch.setattr("citewell.web.jobs.worker.PERIODIC", {"tick": timedelta(minutes=1)})
    monkeypatch.setattr("citewell.web.jobs.worker.HANDLERS", {"tick": lambda: done.append("tick")})
    worker = Worker("w")
    start = datetime.now(UTC)
    for seconds in (0, 1, 30, 59, 61, 62):
        worker.step(start + seconds * SECOND)
    assert done == ["tick", "tick"]


@pytest.mark.usefixtures("done")
def test_a_job_of_an_unknown_kind_fails_at_once() -> None:
    """A worker of an older version says what it cannot do."""
    queue.enqueue("from the future", now=NOW)
    Worker("w").step(NOW)
    assert Job.objects.get().state == Job.State.FAILED


def test_a_worker_starts_without_what_it_never_uses() -> None:
    """The API's framework is loaded by who serves pages, and by nobody who does jobs or runs a command."""
    code = (
        "import sys, django; django.setup(); from citewell.web.jobs.handlers import PERIODIC; "
        "print('forget_replies' in PERIODIC, [m for m in ('ninja', 'pydantic', 'uvicorn') if m in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "site_settings", "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == "True []"

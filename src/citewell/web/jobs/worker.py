"""The worker: takes jobs, keeps their leases, and stops cleanly."""

from __future__ import annotations

import logging
import os
import socket
import threading
from datetime import datetime, timedelta

from django.db import close_old_connections
from django.utils import timezone

from citewell.errors import CitewellError, SourceError
from citewell.web.jobs import queue
from citewell.web.jobs.handlers import GIVEN_UP, HANDLERS, PERIODIC, call
from citewell.web.jobs.models import Job

IDLE_S = 0.2
# Well within the lease, so that one late beat loses nothing.
BEAT_S = queue.LEASE.total_seconds() / 4
KEPT = timedelta(days=7)

log = logging.getLogger("citewell.jobs")


class Worker:
    """Does one job at a time until it is stopped."""

    def __init__(self, name: str = "") -> None:
        self.name = name or f"{socket.gethostname()}:{os.getpid()}"
        self._stop = threading.Event()
        self._planned: dict[str, datetime] = {}

    def stop(self) -> None:
        """Take no further job; the one in hand is ended first."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped."""
        log.info("worker_started", extra={"worker": self.name})
        while not self._stop.is_set():
            close_old_connections()
            if not self.step(timezone.now()):
                self._stop.wait(IDLE_S)
        log.info("worker_stopped", extra={"worker": self.name})

    def step(self, now: datetime) -> bool:
        """Plan what is due, take back what was lost, and do one job; tell whether there was one."""
        self._plan(now)
        job = queue.take(self.name, now=now)
        if job is None:
            return False
        self._do(job)
        return True

    def _plan(self, now: datetime) -> None:
        for kind, every in (*PERIODIC.items(), ("", queue.LEASE / 2)):
            if now < self._planned.get(kind, now):
                continue
            self._planned[kind] = now + every
            if kind:
                queue.enqueue(kind, now=now, key=f"periodic:{kind}")
            else:
                for lost in queue.reap(now=now):
                    _tell_given_up(lost, "")
                Job.objects.filter(finished_at__lt=now - KEPT).delete()

    def _do(self, job: Job) -> None:
        handler = HANDLERS.get(job.kind)
        done = threading.Event()
        beat = threading.Thread(target=self._beat, args=(job, done), daemon=True)
        beat.start()
        try:
            if handler is None:
                raise LookupError(f"no handler for jobs of the kind {job.kind}")
            call(handler, job.arguments)
        except Exception as error:  # whatever a job does, the worker goes on
            self._failed(job, error)
        else:
            queue.finish(job, now=timezone.now())
        finally:
            done.set()
            beat.join()

    def _failed(self, job: Job, error: Exception) -> None:
        # The name of an exception helps nobody who waits: what is told to a reader is what was worded for one.
        told = str(error) if isinstance(error, CitewellError) else ""
        log.warning("job_attempt_failed", extra={"kind": job.kind, "job": job.pk, "error": type(error).__name__})
        permanent = isinstance(error, LookupError) or (
            isinstance(error, CitewellError) and not (isinstance(error, SourceError) and not error.permanent)
        )
        if queue.fail(job, told or type(error).__name__, now=timezone.now(), permanent=permanent):
            _tell_given_up(job, told)

    def _beat(self, job: Job, done: threading.Event) -> None:
        while not done.wait(BEAT_S):
            if not queue.prolong(job, now=timezone.now()):
                return
        close_old_connections()


def _tell_given_up(job: Job, error: str) -> None:
    """Tell who waits for a job that there will be no other try; `error` is empty where no reason was worded."""
    if job.kind in GIVEN_UP:
        call(GIVEN_UP[job.kind], job.arguments | {"error": error})

"""The end of sessions, done by a job: Django deletes none that its browser does not come back with."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.backends.db import SessionStore

from citewell.web.jobs.handlers import handles


@handles("forget_sessions", every=timedelta(hours=1))
def forget_sessions() -> None:
    """Delete the sessions that are over."""
    SessionStore.clear_expired()

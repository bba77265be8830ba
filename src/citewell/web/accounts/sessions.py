"""The sessions of people, and their end: Django deletes none that its browser does not come back with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from citewell.web.accounts.models import User
from citewell.web.jobs.handlers import handles


def sessions_of(user: User) -> Iterator[Session]:
    """Yield the sessions in which a person is signed in. All are read: a session names its person in its content."""
    for held in Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=500):
        if held.get_decoded().get(SESSION_KEY) == str(user.pk):
            yield held


@handles("forget_sessions", every=timedelta(hours=1))
def forget_sessions() -> None:
    """Delete the sessions that are over."""
    SessionStore.clear_expired()

"""A person's own account: what it holds, as data to take away, and its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from citewell.editorial.audit import Event
from citewell.editorial.commands import Decline
from citewell.editorial.roles import Actor, Role
from citewell.errors import BadInput
from citewell.web.accounts.invitations import other_administrators
from citewell.web.accounts.models import User
from citewell.web.conversations.models import Turn
from citewell.web.desk import audit, store
from citewell.web.desk.models import Assignment, AuditEvent, Comment, Decision, Vote


def export(user: User) -> dict[str, Any]:
    """Return all that the site holds under an account, as plain values."""
    me = str(user.pk)
    turns = Turn.objects.filter(conversation__owner=user).order_by("created_at")
    return {
        "account": {
            "email": user.email,
            "name": user.name,
            "credentials": user.credentials,
            "interests": user.interests,
            "joined": user.date_joined.isoformat(),
            "roles": sorted(grant.role for grant in user.grants.all()),
        },
        "questions": [{"asked": turn.created_at.isoformat(), "question": turn.question} for turn in turns],
        "assignments": _rows(Assignment.objects.filter(reviewer=me), "at", "due", "standing", "reason"),
        "votes": _rows(Vote.objects.filter(reviewer=me), "at", "choice", "revision", "interests", "note"),
        "decisions": _rows(Decision.objects.filter(by=me), "at", "kind", "text", "note"),
        "comments": _rows(Comment.objects.filter(by=me), "at", "text"),
        "audit": [
            {"sequence": e.sequence, "at": e.at.isoformat(), "name": e.name, "article": e.article, "detail": e.detail}
            for e in AuditEvent.objects.filter(actor=me)
        ],
    }


def _rows(found: Any, *names: str) -> list[dict[str, Any]]:
    rows = found.select_related("review__article").order_by("at")
    return [{"article": r.review.article.slug, **{n: _plain(getattr(r, n)) for n in names}} for r in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def delete(user: User, *, actor: Actor, now: datetime) -> None:
    """Delete an account with its questions; open reviews are handed back.

    What was done in reviews stays under the name it was done under: an approval without who gave it is none. Raises
    BadInput for the last administrator.
    """
    roles = {grant.role for grant in user.grants.all()}
    if Role.ADMINISTRATOR in roles and not other_administrators(user):
        raise BadInput("You are the last administrator. Make another one first.")
    with transaction.atomic():
        for assignment in Assignment.objects.filter(reviewer=actor.id, standing="active").select_related("review"):
            store.perform(assignment.review.article_id, actor, Decline("The account was deleted."), now=now)
        audit.record([Event("leave", "", actor.id, actor.name, now, {"roles": sorted(roles)})])
        user.delete()

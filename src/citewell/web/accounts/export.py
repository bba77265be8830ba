"""All that the site holds under an account, as plain values: what a person gave, and what was done under the name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Model, Q, QuerySet

from citewell.web.accounts.invitations import invitations_to
from citewell.web.accounts.models import Invitation, User
from citewell.web.accounts.sessions import sessions_of
from citewell.web.api.models import ApiKey
from citewell.web.articles.models import Article, Revision
from citewell.web.conversations.models import Conversation
from citewell.web.desk.models import (
    Assignment,
    AuditEvent,
    Challenge,
    Comment,
    Correction,
    Decision,
    Override,
    Vote,
)

_EVENT = ("sequence", "at", "name", "article")


def export(user: User) -> dict[str, Any]:
    """Return all that the site holds under an account. Secrets are named and not given: keys, passwords, passkeys."""
    me = str(user.pk)
    return {
        "account": {
            **_values(user, "email", "name", "credentials", "interests", "date_joined", "last_login"),
            "other_addresses": _each(EmailAddress.objects.filter(user=user), "email", "verified", "primary"),
        },
        "roles": _each(user.grants.order_by("granted_at"), "role", "granted_at"),
        "invitations": _each(invitations_to(user), "email", "roles", "sent_at", "accepted_at"),
        "invitations_sent": _each(Invitation.objects.filter(invited_by=user), "roles", "sent_at", "accepted_at"),
        "sign_in": {
            "has_password": user.has_usable_password(),
            "second_factors": _each(Authenticator.objects.filter(user=user), "type", "created_at", "last_used_at"),
            "sessions": [{"until": held.expire_date.isoformat()} for held in sessions_of(user)],
        },
        "api_keys": _each(
            ApiKey.objects.filter(user=user).order_by("pk"),
            *("name", "public", "scopes", "created_at", "expires_at", "revoked_at", "last_used_on"),
        ),
        "conversations": [_conversation(held) for held in Conversation.objects.filter(owner=user).order_by("pk")],
        "articles": _each(
            Article.objects.filter(author=user).order_by("pk"), "slug", "title", "status", "created_at", "submitted_at"
        ),
        "revisions": _of_articles(
            Revision.objects.filter(author=user).select_related("article").order_by("pk"),
            *("number", "digest", "created_at", "note", "content"),
        ),
        "objections": _objections(me),
        "assignments": _of_reviews(Assignment.objects.filter(reviewer=me), "at", "due", "standing", "reason"),
        "votes": _of_reviews(
            Vote.objects.filter(reviewer=me),
            *("at", "name", "credentials", "roles", "choice", "revision", "round", "interests", "note"),
        ),
        "decisions": _of_reviews(Decision.objects.filter(by=me), "at", "name", "key", "kind", "text", "note"),
        "comments": _of_reviews(Comment.objects.filter(by=me), "at", "name", "key", "text"),
        "overrides": _of_reviews(Override.objects.filter(by=me), "at", "name", "key", "problems", "reason"),
        "corrections": _of_reviews(Correction.objects.filter(by=me), "at", "name", "text"),
        "audit": [
            {**_values(event, *_EVENT, "actor_name"), "detail": _detail(event, user)}
            for event in AuditEvent.objects.filter(actor=me)
        ],
        "audit_about": [{**_values(event, *_EVENT), "detail": _detail(event, user)} for event in _about(user)],
    }


def _detail(event: AuditEvent, user: User) -> dict[str, Any]:
    """Return what an event tells, without the address of another person, which old invitations hold."""
    return {name: value for name, value in event.detail.items() if name != "email" or value == user.email}


def _about(user: User) -> QuerySet[AuditEvent]:
    """Return what others did that names a person: by account, by invitation, or by address as it was once written."""
    me = str(user.pk)
    invited = Q(name="invite", detail__invitation__in=list(invitations_to(user).values_list("pk", flat=True)))
    named = Q(detail__person=me) | Q(detail__reviewer=me) | Q(detail__email=user.email) | invited
    return AuditEvent.objects.filter(named).exclude(actor=me)


def _conversation(held: Conversation) -> dict[str, Any]:
    turns = held.turns.order_by("number")
    return {
        **_values(held, "key", "created_at", "expires_at"),
        "turns": _each(turns, "number", "question", "audience", "state", "outcome", "created_at", "content"),
    }


def _objections(me: str) -> list[dict[str, Any]]:
    """Return the objections of a person, whom the trail alone names: the desk is not told who objects."""
    made = AuditEvent.objects.filter(actor=me, name="challenge").values_list("article", "detail")
    numbers = {(article, detail.get("number")) for article, detail in made}
    found = Challenge.objects.filter(review__article__slug__in={article for article, _ in numbers})
    rows = _of_reviews(found, "number", "at", "key", "text", "answer", "upheld")
    return [row for row in rows if (row["article"], row["number"]) in numbers]


def _of_reviews(found: Any, *names: str) -> list[dict[str, Any]]:
    rows = found.select_related("review__article").order_by("at")
    return [{"article": row.review.article.slug, **_values(row, *names)} for row in rows]


def _of_articles(found: Iterable[Any], *names: str) -> list[dict[str, Any]]:
    return [{"article": row.article.slug, **_values(row, *names)} for row in found]


def _each(found: Iterable[Model], *names: str) -> list[dict[str, Any]]:
    return [_values(row, *names) for row in found]


def _values(row: Model, *names: str) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

"""From an account to who acts, as the rules of review know it."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from citewell.editorial.roles import READER, REVIEWERS, Actor, Role
from citewell.web.accounts.models import User


def actor_of(request: HttpRequest) -> Actor:
    """Return who sends a request: a person with his roles, or a reader without an account."""
    user = request.user
    if not isinstance(user, User):
        return READER
    return person(user, has_second_factor=has_second_factor(request))


def has_second_factor(request: HttpRequest) -> bool:
    """Tell whether this session was opened with a passkey or a one-time code."""
    user = request.user if isinstance(request.user, User) else None
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def person(user: User, *, has_second_factor: bool = False) -> Actor:
    """Return an account as an actor. Everybody with an account may be an author."""
    held = {Role(grant.role) for grant in user.grants.all() if grant.role in set(Role)}
    return Actor(str(user.pk), user.shown_name, frozenset({*held, Role.AUTHOR}), user.credentials, has_second_factor)


def people_with(roles: Iterable[Role]) -> list[User]:
    """Return the active accounts that hold one of the roles, by name."""
    wanted = [role.value for role in roles]
    found = User.objects.filter(is_active=True, grants__role__in=wanted).distinct().prefetch_related("grants")
    return sorted(found, key=lambda user: user.shown_name)


def board() -> list[User]:
    """Return those who review: board members and pharmacists."""
    return people_with(REVIEWERS)

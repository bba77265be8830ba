"""The review desk as the API uses it: `citewell.web.desk`, where it is installed."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from django.apps import apps

from citewell.editorial.commands import Command
from citewell.editorial.policies import Policy
from citewell.editorial.refused import Refused
from citewell.editorial.review import Review
from citewell.editorial.roles import Actor, Role
from citewell.editorial.step import Done
from citewell.web.accounts.models import User
from citewell.web.articles.models import Article

_APP, _STORE = "citewell.web.desk", "citewell.web.desk.store"


class Desk(Protocol):
    """Where reviews are kept, and the one way to change them."""

    def policy(self) -> Policy:
        """Return the rules of this institution."""

    def review_of(self, article: Article) -> Review:
        """Return the review of an article."""

    def perform(self, article_id: int, actor: Actor, command: Command, *, now: datetime) -> Done | Refused:
        """Do what a command asks, or return why it is refused."""


def desk() -> Desk | None:
    """Return the desk of this site; None where it has none."""
    return cast(Desk, import_module(_STORE)) if apps.is_installed(_APP) else None


def actor_of(user: User) -> Actor:
    """Return an account as the rules of review know it.

    A program has no second factor, and so casts no vote: that is done at the desk. Everybody may be an author.
    """
    held = {Role(grant.role) for grant in user.grants.all() if grant.role in set(Role)}
    return Actor(str(user.pk), str(user), frozenset({*held, Role.AUTHOR}), user.credentials)

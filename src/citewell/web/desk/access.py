"""Who may open which view: one table. What may be done in it is for the rules of `editorial`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any, TypeAlias

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from citewell.editorial.permissions import Relation, standings
from citewell.editorial.review import Review
from citewell.editorial.roles import REVIEWERS, Actor, Role
from citewell.web.articles.models import Article
from citewell.web.desk.people import actor_of
from citewell.web.desk.store import review_of

View: TypeAlias = Callable[..., HttpResponseBase]
# Who looks at every review, whosever it is.
OF_EVERY_REVIEW = REVIEWERS | {Role.MEDICAL_EDITOR}


class Access(Enum):
    """Who may open a view."""

    ANYBODY = "anybody"
    ACCOUNT = "anybody with an account"
    STAFF = "a medical editor or an administrator"
    ADMINISTRATOR = "an administrator"
    THE_DESK = "its author, the board, or a medical editor"
    AT_WORK = "its author, a reviewer assigned to it, or a medical editor"


VIEWS: Mapping[str, Access] = {
    "board": Access.ANYBODY,
    "corrections": Access.ANYBODY,
    "challenge": Access.ANYBODY,
    "accept": Access.ANYBODY,
    "profile": Access.ACCOUNT,
    "export": Access.ACCOUNT,
    "delete": Access.ACCOUNT,
    "people": Access.STAFF,
    "invite": Access.STAFF,
    "roles": Access.ADMINISTRATOR,
    "desk:pages": Access.STAFF,
    "desk:page": Access.STAFF,
    "desk:queue": Access.ACCOUNT,
    "desk:article": Access.THE_DESK,
    "desk:review": Access.THE_DESK,
    "desk:diff": Access.THE_DESK,
    "desk:check": Access.AT_WORK,
    "desk:act": Access.THE_DESK,
}


@dataclass(frozen=True, slots=True)
class Case:
    """Who opens a view, and the article with its review where the view is of one."""

    actor: Actor
    article: Article
    review: Review


def may_open(access: Access, actor: Actor, review: Review | None) -> bool:
    """Tell whether somebody may open a view, of this article where it is of one."""
    if access is Access.ANYBODY:
        return True
    if not actor.id:
        return False
    if access is Access.ADMINISTRATOR:
        return Role.ADMINISTRATOR in actor.roles
    if access is Access.STAFF:
        return bool(actor.roles & {Role.ADMINISTRATOR, Role.MEDICAL_EDITOR})
    if access is Access.ACCOUNT or review is None:
        return access is Access.ACCOUNT
    wanted: set[Role | Relation] = {Role.MEDICAL_EDITOR, Relation.ITS_AUTHOR, Relation.ITS_REVIEWER}
    if access is Access.THE_DESK:
        wanted |= OF_EVERY_REVIEW
    return bool(standings(actor, review) & wanted)


def guarded(name: str) -> Callable[[View], View]:
    """Open a view to those whom the table names: others are asked to sign in, or told that it is not for them.

    A view of an article, by its slug, is called with a `Case`; another one with the actor.
    """
    access = VIEWS[name]

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, slug: str | None = None, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if access is not Access.ANYBODY and not actor.id:
                return redirect_to_login(request.get_full_path())
            if slug is None:
                _check(access, actor, None)
                return view(request, actor, *args, **kwargs)
            article = get_object_or_404(Article.objects.select_related("approved", "author"), slug=slug)
            review = review_of(article)
            if review.current is None:
                raise Http404("nothing was submitted under this address")
            _check(access, actor, review)
            return view(request, Case(actor, article, review), *args, **kwargs)

        return wrapped

    return decorate


def _check(access: Access, actor: Actor, review: Review | None) -> None:
    if not may_open(access, actor, review):
        raise PermissionDenied(
            f"This page is open to {access.value}. Ask an administrator of this site if you should be."
        )

"""The end of a person's account: what is theirs alone goes, what the record of reviews needs stays."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from citewell.editorial.audit import Event
from citewell.editorial.commands import Decline
from citewell.editorial.roles import Actor, Role
from citewell.errors import BadInput
from citewell.model.article import ReviewStatus
from citewell.web.accounts.invitations import SENDING, invitations_to, other_administrators
from citewell.web.accounts.models import User
from citewell.web.accounts.sessions import sessions_of
from citewell.web.api.models import ApiKey, KeptReply
from citewell.web.articles.models import Article, Revision
from citewell.web.desk import audit, store
from citewell.web.desk.models import Assignment
from citewell.web.jobs.models import Job


def delete(user: User, *, actor: Actor, now: datetime) -> None:
    """Delete an account with all that is the person's alone; open reviews are handed back.

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
        _delete_drafts(user)
        _delete_replies(user)
        _delete_invitations(user)
        Session.objects.filter(pk__in=[held.pk for held in sessions_of(user)]).delete()
        # With it go its roles, conversations, keys, addresses and second factors, which refer to it.
        user.delete()


def _delete_invitations(user: User) -> None:
    """Delete the invitations of a person, and the mails of theirs that wait to be sent."""
    mine = invitations_to(user)
    waiting = Job.objects.filter(kind=SENDING, state=Job.State.WAITING)
    waiting.filter(arguments__invitation__in=list(mine.values_list("pk", flat=True))).delete()
    mine.delete()


def _delete_drafts(user: User) -> None:
    """Delete the articles of a person that the desk never saw."""
    drafts = Article.objects.filter(author=user, status=ReviewStatus.NOT_SUBMITTED, review=None, submitted_at=None)
    Revision.objects.filter(article__in=drafts).delete()
    drafts.delete()


def _delete_replies(user: User) -> None:
    """Delete the replies that are kept for a person's requests: they hold what was asked."""
    keys = ApiKey.objects.filter(user=user).values_list("pk", flat=True)
    KeptReply.objects.filter(caller__in=[f"user:{user.pk}", *(f"key:{pk}" for pk in keys)]).delete()

"""Mails of the desk: who is told of what was done, and a digest of what waits. They are sent by jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from citewell.editorial.review import Review
from citewell.editorial.roles import Actor, Role
from citewell.editorial.status import Action
from citewell.editorial.step import Done
from citewell.model.article import ReviewStatus
from citewell.web.accounts.models import User
from citewell.web.articles.models import Article
from citewell.web.desk.models import Assignment, Digest
from citewell.web.desk.people import people_with
from citewell.web.jobs.handlers import handles
from citewell.web.jobs.queue import enqueue

SOON = timedelta(days=2)

# What the people of an article read when it has come to a state.
_NEWS = {
    ReviewStatus.UNDER_REVIEW: "is under review",
    ReviewStatus.CHANGES_REQUESTED: "has changes requested",
    ReviewStatus.APPROVED: "was approved and is shown as approved from now on",
    ReviewStatus.NEEDS_REREVIEW: "has to be reviewed again",
    ReviewStatus.WITHDRAWN: "was withdrawn",
    ReviewStatus.SUBMITTED: "waits for an editor",
}


def tell(article: Article, before: Review, done: Done, actor: Actor, *, now: datetime) -> None:
    """Add the mails that follow from what was done, in the transaction of the caller."""
    for people, news in _news(before, done):
        to = sorted({person for person in people if person.isdecimal() and person != actor.id})
        if to:
            arguments = {
                "to": to,
                "subject": article.title,
                "text": f"{_titled(article)} {news}.\n\n{_link(article)}",
            }
            enqueue("desk.mail", arguments, now=now)


def _news(before: Review, done: Done) -> Iterator[tuple[Iterable[str], str]]:
    after = done.review
    for event in done.events:
        if event.name == Action.ASSIGN:
            due = event.detail.get("due")
            yield [str(event.detail["reviewer"])], "was given to you for review" + (f", due on {due}" if due else "")
        elif event.name == Action.RESUBMIT:
            yield (a.reviewer for a in after.reviewers), "has a new revision; votes on the one before do not count"
        elif event.name in {Action.DECLINE, Action.RECUSE}:
            yield _editors(), "has lost a reviewer"
        elif event.name == Action.CHALLENGE:
            yield _editors(), "has an objection by a reader"
        elif event.name == "status":
            people = [*after.authors, *(a.reviewer for a in before.reviewers)]
            if after.status in {ReviewStatus.SUBMITTED, ReviewStatus.NEEDS_REREVIEW, ReviewStatus.APPROVED}:
                people += _editors()
            yield people, _NEWS[after.status]


def _editors() -> list[str]:
    return [str(user.pk) for user in people_with([Role.MEDICAL_EDITOR])]


def _titled(article: Article) -> str:
    return f"“{article.title}”"


def _link(article: Article) -> str:
    return settings.SITE.url + reverse("desk:article", args=[article.slug])


@handles("desk.mail")
def send(to: list[str], subject: str, text: str) -> None:
    """Send one mail to each of these accounts that is still active."""
    # A title may hold a line break; the head of a mail may not.
    line = " ".join(subject.split())[:120]
    for user in User.objects.filter(pk__in=to, is_active=True):
        send_mail(f"[{settings.SITE.name}] {line}", text, None, [user.email])


@handles("desk.digest", every=timedelta(hours=6))
def send_digests() -> None:
    """Send each person one mail a day with all that waits for him; none to whom nothing waits for."""
    now, today = timezone.now(), timezone.localdate()
    with transaction.atomic():
        _, is_new = Digest.objects.get_or_create(day=today)
        if not is_new:
            return
        link = settings.SITE.url + reverse("desk:queue")
        for user in User.objects.filter(is_active=True).prefetch_related("grants"):
            if lines := list(_waiting(user, today + SOON)):
                text = "\n".join([*lines, "", link])
                enqueue("desk.mail", {"to": [str(user.pk)], "subject": "What waits for you", "text": text}, now=now)


def _waiting(user: User, until: date) -> Iterator[str]:
    due = Assignment.objects.filter(reviewer=str(user.pk), standing="active", due__lte=until).order_by("due")
    for assignment in due.select_related("review__article"):
        yield f"Review due on {assignment.due}: {assignment.review.article.title}"
    if Role.MEDICAL_EDITOR in {grant.role for grant in user.grants.all()}:
        waiting = Article.objects.filter(status__in=[ReviewStatus.SUBMITTED, ReviewStatus.NEEDS_REREVIEW])
        for article in waiting.order_by("submitted_at")[:20]:
            yield f"{article.status}, no reviewer assigned: {article.title}"

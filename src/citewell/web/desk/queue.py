"""What waits for whom: a reviewer's own, an author's own, and for editors all that is open, with the workload."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from citewell.editorial.policies import missing, open_claims
from citewell.editorial.roles import Actor, Role
from citewell.model.article import ReviewStatus
from citewell.web.accounts.models import User
from citewell.web.articles.models import Article
from citewell.web.desk import store
from citewell.web.desk.models import Assignment, Challenge, RevisionFacts
from citewell.web.desk.people import board

_OPEN = (
    ReviewStatus.SUBMITTED,
    ReviewStatus.NEEDS_REREVIEW,
    ReviewStatus.UNDER_REVIEW,
    ReviewStatus.CHANGES_REQUESTED,
)
_MOST = 100


@dataclass(frozen=True, slots=True)
class Task:
    """An article that waits for a reviewer, and how far he has come."""

    article: Article
    due: date | None
    is_overdue: bool
    decided: int
    to_read: int
    has_voted: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How much one reviewer has on his desk."""

    user: User
    open: int
    overdue: int
    done: int


def queue_of(actor: Actor) -> dict[str, Any]:
    """Return what the queue page shows to this person."""
    context: dict[str, Any] = {"actor": actor, "tasks": _tasks(actor), "written": _written(actor), "is_editor": False}
    context["is_staff"] = bool(actor.roles & {Role.MEDICAL_EDITOR, Role.ADMINISTRATOR})
    if Role.MEDICAL_EDITOR in actor.roles:
        found = list(Article.objects.filter(status__in=_OPEN).order_by("submitted_at")[:_MOST])
        reviews = store.reviews_of(found)
        context |= {
            "is_editor": True,
            "open": [(a, missing(r, store.policy()), r) for a in found for r in [reviews[a.slug]]],
            "challenges": Challenge.objects.filter(upheld=None).select_related("review__article").order_by("at")[:50],
            "loads": workload(),
        }
    return context


def _tasks(actor: Actor) -> list[Task]:
    today = timezone.localdate()
    mine = Assignment.objects.filter(reviewer=actor.id, standing="active").select_related("review__article")
    reviews = store.reviews_of([assignment.review.article for assignment in mine])
    tasks = []
    for assignment in mine:
        article = assignment.review.article
        review = reviews[article.slug]
        to_read = open_claims(review)
        tasks.append(
            Task(
                article,
                assignment.due,
                assignment.due is not None and assignment.due < today,
                sum(review.decision(actor.id, facts.key) is not None for facts in to_read),
                len(to_read),
                any(v.reviewer == actor.id and v.round == review.round for v in review.votes),
            )
        )
    return sorted(tasks, key=lambda task: (task.has_voted, task.due or date.max, task.article.pk))


def _written(actor: Actor) -> list[Article]:
    made = RevisionFacts.objects.filter(made_by=actor.id).values("review__article")
    return list(Article.objects.filter(pk__in=made).order_by("-updated_at")[:50])


def workload() -> list[Load]:
    """Return the reviewers with their open, overdue and finished reviews, the least busy first."""
    today = timezone.localdate()
    counts: Counter[tuple[str, str]] = Counter()
    for assignment in Assignment.objects.all():
        counts[assignment.reviewer, assignment.standing] += 1
        if assignment.standing == "active" and assignment.due and assignment.due < today:
            counts[assignment.reviewer, "overdue"] += 1
    loads = [
        Load(user, counts[str(user.pk), "active"], counts[str(user.pk), "overdue"], counts[str(user.pk), "done"])
        for user in board()
    ]
    return sorted(loads, key=lambda load: (load.open, load.user.shown_name))

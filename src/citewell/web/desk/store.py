"""The one path from a command to the database: load, act, and write what follows in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.db import transaction

from citewell.editorial.actions import act
from citewell.editorial.commands import Command, Resubmit, Submit
from citewell.editorial.edit import make_revision
from citewell.editorial.policies import Policy
from citewell.editorial.refused import Refused
from citewell.editorial.review import Review
from citewell.editorial.review import Revision as RevisionFacts
from citewell.editorial.roles import Actor
from citewell.editorial.step import Done
from citewell.model.article import ReviewStatus
from citewell.model.evidence import RetractionStatus
from citewell.model.ledger import Ledger
from citewell.web.accounts.models import User
from citewell.web.articles.models import Article, Revision
from citewell.web.desk import audit, mail, rows
from citewell.web.desk.models import ReviewRow

# An approved article is looked at again after a year, if nothing makes it sooner.
REVIEWED_AGAIN = timedelta(days=365)

Making: TypeAlias = Callable[[Review], Command]


def policy() -> Policy:
    """Return the rules of this institution."""
    return Policy(approvals=settings.SITE.approvals)


def review_of(article: Article) -> Review:
    """Return the review of an article; one of which nothing was done yet for an article without rows."""
    return reviews_of([article])[article.slug]


def reviews_of(articles: Sequence[Article]) -> dict[str, Review]:
    """Return the reviews of articles by slug, with as many queries for many as for one."""
    held = {row.article_id: row for row in ReviewRow.objects.filter(article__in=[article.pk for article in articles])}
    loaded = rows.load_many({article.slug: held[article.pk] for article in articles if article.pk in held})
    return {article.slug: loaded.get(article.slug) or _new(article) for article in articles}


def _new(article: Article) -> Review:
    return Review(article.slug, frozenset({str(article.author_id)} if article.author_id else ()))


def perform(article_id: int, actor: Actor, command: Command | Making, *, now: datetime) -> Done | Refused:
    """Do what a command asks, or return why it is refused; nothing is written then.

    command: or what makes it of the review as it is, once no other writer can change it.
    """
    return _perform(article_id, actor, command, now=now, ledger=None)


def submit(article_id: int, actor: Actor, ledger: Ledger, *, now: datetime, note: str = "") -> Done | Refused:
    """Put an article before the editors: as new, or again after it was withdrawn."""

    def made(review: Review) -> Command:
        return Submit(_revision(ledger, len(review.revisions) + 1, actor, now, note))

    return _perform(article_id, actor, made, now=now, ledger=lambda: ledger)


def resubmit(
    article_id: int, actor: Actor, make: Callable[[Review], Ledger], *, now: datetime, note: str, number: int
) -> Done | Refused:
    """Add the next revision: what `make` returns of the review as it is.

    number: of the revision that is to be added, as its writer expects it.
    """
    made: list[Ledger] = []

    def command(review: Review) -> Command:
        made.append(make(review))
        return Resubmit(_revision(made[0], number, actor, now, note))

    return _perform(article_id, actor, command, now=now, ledger=lambda: made[0])


def _revision(ledger: Ledger, number: int, actor: Actor, now: datetime, note: str) -> RevisionFacts:
    return make_revision(ledger, number=number, made_by=actor.id, at=now, note=note, standing=standing_now(ledger))


def standing_now(ledger: Ledger) -> Mapping[str, RetractionStatus]:
    """Return what the library now knows of the sources of a ledger, by record id; those it lost are left out."""
    from citewell.web.engine import library

    records = library().records([source.id for source in ledger.sources])
    return {record.id: record.retraction for record in records}


def _perform(
    article_id: int,
    actor: Actor,
    command: Command | Making,
    *,
    now: datetime,
    ledger: Callable[[], Ledger] | None,
) -> Done | Refused:
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article_id)
        row = ReviewRow.objects.filter(article=article).first()
        before = rows.load(row, article.slug) if row else _new(article)
        outcome = act(before, actor, command(before) if callable(command) else command, now, policy=policy())
        if isinstance(outcome, Refused):
            return outcome
        after = outcome.review
        if len(after.revisions) > len(before.revisions) and ledger is not None:
            _add_revision(article, after, ledger(), actor)
        row = row or ReviewRow(article=article)
        rows.save(row, before, after)
        audit.record(outcome.events)
        _show(article, after)
        mail.tell(article, before, outcome, actor, now=now)
    return outcome


def _add_revision(article: Article, after: Review, ledger: Ledger, actor: Actor) -> None:
    facts = after.revisions[-1]
    author = User.objects.filter(pk=actor.id).first() if actor.id.isdecimal() else None
    made = Revision.of(article, ledger, author=author, note=facts.note)
    if (made.number, made.digest) != (facts.number, facts.digest):
        raise AssertionError(f"revision {facts.number} is not the ledger that was reviewed")


def _show(article: Article, review: Review) -> None:
    """Let the article's own row say what readers and lists need."""
    article.status = review.status.value
    article.approved = article.revisions.get(number=review.shown) if review.shown else None
    reached = {step.status: step.at for step in review.steps}
    article.submitted_at = reached.get(ReviewStatus.SUBMITTED)
    article.approved_at = review.approvals[-1].at if review.shown and review.approvals else None
    article.review_due = (article.approved_at + REVIEWED_AGAIN).date() if article.approved_at else None
    article.notice = notice_of(review)
    article.save()


def notice_of(review: Review) -> str:
    """Return what readers must know of an article that is opened again; empty where there is nothing."""
    if review.shown is None:
        return ""
    told = [f"Being corrected: {c.text}" for c in review.corrections if c.revision is None]
    told += dict.fromkeys(
        f"{_sentences(review, r.cause, r.reason)} because {r.cause.value}: {r.reason}" for r in review.reopened
    )
    return " ".join(text if text.endswith(".") else f"{text}." for text in told)


def _sentences(review: Review, cause: str, reason: str) -> str:
    published = review.published
    keys = {r.key for r in review.reopened if (r.cause, r.reason) == (cause, reason)}
    count = sum(claim.key in keys for claim in published.claims) if published else 0
    return "One sentence is read again" if count == 1 else f"{count or 'Some'} sentences are read again"

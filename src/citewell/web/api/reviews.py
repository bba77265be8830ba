"""Reviews, for those who work at the desk: read, and acted on by the rules of `citewell.editorial`."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Query, Router

from citewell.editorial.commands import Command, Decide, Decline, Recuse, Remark
from citewell.editorial.permissions import may
from citewell.editorial.policies import blocking, missing, open_claims
from citewell.editorial.refused import Refused
from citewell.editorial.review import DecisionKind, Review, Vote
from citewell.editorial.roles import Actor
from citewell.editorial.status import possible
from citewell.model.article import ReviewStatus
from citewell.web.api.addresses import api
from citewell.web.api.articles import Cursor, Limit, paged, when
from citewell.web.api.door import Door, caller
from citewell.web.api.once import once
from citewell.web.api.problems import Problem
from citewell.web.api.replies import reading, reply, to_bytes
from citewell.web.api.schemas import Act, Comment, Decision, ReviewOut, ReviewPage, Status
from citewell.web.articles.models import Article, Revision
from citewell.web.desk import store
from citewell.web.desk.access import OF_EVERY_REVIEW, Access, may_open
from citewell.web.desk.people import person
from citewell.web.desk.refusals import STATUS_OF

router = Router(tags=["reviews"])
_OPEN = Door("review")


@router.get("/reviews", **_OPEN.opens(), response=ReviewPage, operation_id="list_reviews", summary="List reviews")
def list_reviews(
    request: HttpRequest,
    cursor: Cursor | None = None,
    limit: Limit = 20,
    status: Annotated[Status, Query()] | None = None,
) -> HttpResponseBase:
    """The articles at the desk, the newest first: all of them for the board and its editors, for others their own."""
    found = Article.objects.exclude(status=ReviewStatus.NOT_SUBMITTED).order_by("-pk")
    actor = _actor(request)
    if actor is not None and not actor.roles & OF_EVERY_REVIEW:
        found = found.filter(author_id=int(actor.id))
    if status:
        found = found.filter(status=status)
    items, following = paged(found, cursor, limit, "reviews", {"status": status or ""})
    of_these = Revision.objects.filter(article__in=items).values_list("article").annotate(Max("number"))
    newest: dict[int, int] = dict(of_these.order_by())
    values = {"items": [_item(article, newest.get(article.pk)) for article in items], "next": following}
    return reading(request, to_bytes(values), is_public=False)


def _item(article: Article, revision: int | None) -> dict[str, Any]:
    return {
        "slug": article.slug,
        "title": article.title,
        "status": article.status,
        "revision": revision,
        "submitted_at": when(article.submitted_at),
        "address": api(f"reviews/{article.slug}"),
    }


@router.get(
    "/reviews/{slug:slug}", **_OPEN.opens(), response=ReviewOut, operation_id="read_review", summary="Read a review"
)
def read_review(request: HttpRequest, slug: str) -> HttpResponseBase:
    """How the review of an article stands, and what you may do in it."""
    article, review, actor = _case(request, slug)
    return reading(request, to_bytes(_document(article, review, actor)), is_public=False)


@router.post(
    "/reviews/{slug:slug}/actions", **_OPEN.opens(), response=ReviewOut, operation_id="act", summary="Act in a review"
)
def act(request: HttpRequest, slug: str, body: Act) -> HttpResponse:
    """Comment, decide on a sentence, decline or recuse. A vote needs a second factor, and is cast at the desk."""
    article, _, actor = _case(request, slug)
    if actor is None:
        raise Problem(403, "A key acts at the desk as a person.", next="Use a key that was made with --user.")
    return once(request, lambda: _acted(article, actor, _command(body)))


def _acted(article: Article, actor: Actor, command: Command) -> HttpResponse:
    outcome = store.perform(article.pk, actor, command, now=timezone.now())
    if isinstance(outcome, Refused):
        raise Problem(STATUS_OF[outcome.ground], outcome.what, next=outcome.next)
    return reply(_document(article, outcome.review, actor))


def _command(body: Act) -> Command:
    asked = body.do
    if isinstance(asked, Comment):
        return Remark(asked.text, asked.key)
    if isinstance(asked, Decision):
        return Decide(asked.key, DecisionKind(asked.decision) if asked.decision else None, asked.note)
    return Decline(asked.text) if asked.action == "decline" else Recuse(asked.text)


def _case(request: HttpRequest, slug: str) -> tuple[Article, Review, Actor | None]:
    """Return an article with its review and who looks at it. Raises Problem where it is none of his business."""
    article = Article.objects.exclude(status=ReviewStatus.NOT_SUBMITTED).filter(slug=slug).first()
    actor = _actor(request)
    review = store.review_of(article) if article is not None else None
    # What nobody has submitted is nobody's yet: it is no review to look at, for anybody.
    if article is None or review is None or review.current is None:
        raise Problem(404, "There is no article of this name at the desk.", next=f"Look at {api('reviews')}.")
    if actor is not None and not may_open(Access.THE_DESK, actor, review):
        raise Problem(
            403,
            "This review is open to the article's author, the board and its editors.",
            next="Ask a medical editor to assign you.",
        )
    return article, review, actor


def _actor(request: HttpRequest) -> Actor | None:
    """Return who works at the desk; None for a program that oversees it and is no person."""
    who = caller(request)
    if who.user is None and not who.may("admin"):
        raise Problem(403, "A key acts at the desk as a person.", next="Use a key that was made with --user.")
    # A program has no second factor, and so casts no vote: that is done at the desk.
    return person(who.user) if who.user else None


def _document(article: Article, review: Review, actor: Actor | None) -> dict[str, Any]:
    problems = {claim.key: sorted(left) for claim, left in blocking(review)}
    return {
        "slug": article.slug,
        "title": article.title,
        "status": review.status.value,
        "round": review.round,
        "revision": review.current.number if review.current else None,
        "digest": review.current.digest if review.current else "",
        "missing": list(missing(review, store.policy())),
        "possible": [a.value for a in possible(review.status) if actor is not None and may(actor, a, review)],
        "open_claims": [
            {"id": c.id, "key": c.key, "states_dose": c.states_dose, "problems": problems.get(c.key, [])}
            for c in open_claims(review)
        ],
        "assignments": [
            {
                "reviewer": {"id": a.reviewer, "name": a.name},
                "standing": a.standing.value,
                "due": when(a.due),
                "at": when(a.at),
            }
            for a in review.assignments
        ],
        "votes": [_vote(vote) for vote in review.votes],
    }


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "reviewer": {"id": vote.reviewer, "name": vote.name},
        "credentials": vote.credentials,
        "choice": vote.choice.value,
        "revision": vote.revision,
        "round": vote.round,
        "interests": vote.interests.statement,
        "note": vote.note,
        "at": when(vote.at),
    }

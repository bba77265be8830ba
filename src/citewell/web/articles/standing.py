"""Where an article stands with the board, in the words and dates that a reader is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article

STEPS = (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three steps. `on` is the day it was reached; None if it was not, or the day is not known."""

    name: str
    is_done: bool
    is_current: bool
    on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who reviewed, as the page names them, and when."""

    name: str
    credentials: str
    on: datetime | None = None
    interests: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The status line of a page: the words, the steps, and what is known of when and by whom.

    notice: what readers must know now, such as that a source was retracted; empty where there is nothing.
    overrides: the sentences that are shown although a check fails, and why, in words.
    """

    words: str
    steps: tuple[Step, ...]
    is_approved: bool = False
    updated: datetime | None = None
    review_due: date | None = None
    reviewers: tuple[Reviewer, ...] = ()
    notice: str = ""
    overrides: tuple[str, ...] = ()


NOT_SUBMITTED = Standing(
    "Not reviewed. No medical board member has read this answer. For educational purposes.",
    tuple(Step(step.value, is_done=False, is_current=False) for step in STEPS),
)


def standing_of(
    article: Article, reviewers: tuple[Reviewer, ...] = (), *, progress: str = "", overrides: tuple[str, ...] = ()
) -> Standing:
    """Return how an article stands: by its status, and by the dates it bears.

    progress: how far a review has come, in place of the words of the status.
    """
    status = ReviewStatus(article.status)
    step = ReviewStatus.UNDER_REVIEW if status in _IN_REVIEW else status
    reached = STEPS.index(step) if step in STEPS else -1
    days = (article.submitted_at, None, article.approved_at)
    return Standing(
        words=_words(article, status, progress),
        steps=tuple(
            Step(
                step.value,
                is_done=place < reached or status is ReviewStatus.APPROVED,
                is_current=place == reached,
                on=on,
            )
            for place, (step, on) in enumerate(zip(STEPS, days, strict=True))
        ),
        is_approved=status is ReviewStatus.APPROVED,
        updated=article.shown.created_at,
        review_due=article.review_due,
        reviewers=reviewers,
        notice=article.notice,
        overrides=overrides,
    )


def _words(article: Article, status: ReviewStatus, progress: str) -> str:
    """Return the status in words. Of an article that was approved before, the approved text is what is shown."""
    if article.approved_id and status is not ReviewStatus.APPROVED:
        return "It is being reviewed again. What is shown is the text that the medical board approved before."
    return f"{progress} Not approved yet. For educational purposes." if progress else _WORDS[status]


_IN_REVIEW = frozenset({ReviewStatus.CHANGES_REQUESTED, ReviewStatus.NEEDS_REREVIEW})
_WORDS = {
    ReviewStatus.NOT_SUBMITTED: NOT_SUBMITTED.words,
    ReviewStatus.SUBMITTED: "Submitted to the medical board. Not reviewed yet. For educational purposes.",
    ReviewStatus.UNDER_REVIEW: "Under review by the medical board. Not approved yet. For educational purposes.",
    ReviewStatus.CHANGES_REQUESTED: "The medical board asked for changes. Not approved yet. For educational purposes.",
    ReviewStatus.APPROVED: "Approved by the medical board.",
    ReviewStatus.NEEDS_REREVIEW: "It has to be reviewed again. For educational purposes.",
    ReviewStatus.WITHDRAWN: "Withdrawn by the editors. Do not rely on it. It is kept so that links still lead here.",
}

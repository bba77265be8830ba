"""Where an article stands with the board, in the words and dates that a reader is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from citewell.language.dates import long_date
from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article

STEPS = (ReviewStatus.SUBMITTED, ReviewStatus.UNDER_REVIEW, ReviewStatus.APPROVED)
WITHDRAWN = "Withdrawn"


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

    is_approved: what is shown is what the board approved, whatever has happened since.
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

    progress: since when it is under review and how many have approved it, as a sentence; empty where it is not known.
    """
    reached = _REACHED.get(article.status, -1)
    days = (article.submitted_at, None, article.approved_at)
    return Standing(
        words=_words(article, progress),
        steps=tuple(
            Step(
                step.value,
                is_done=place < reached or (article.status == ReviewStatus.APPROVED and place == reached),
                is_current=place == reached,
                on=on if place <= reached else None,
            )
            for place, (step, on) in enumerate(zip(STEPS, days, strict=True))
        ),
        is_approved=article.approved is not None,
        updated=article.shown.created_at,
        review_due=article.review_due,
        reviewers=reviewers,
        notice=article.notice,
        overrides=overrides,
    )


# How far along the three steps each status is.
_REACHED = {
    "Submitted": 0,
    "Under review": 1,
    "Changes requested": 1,
    "Needs re-review": 1,
    "Approved": 2,
}
_NOT_YET = "For educational purposes."


def _words(article: Article, progress: str) -> str:
    approved = f" The text below is the one approved on {_day(article.approved_at)}." if article.approved else ""
    words = {
        "Submitted": f"Submitted to the medical board on {_day(article.submitted_at)}. Not reviewed yet. {_NOT_YET}",
        "Under review": (progress or "Under review by the medical board.")
        + (" A newer text is being read." + approved if approved else f" Not approved yet. {_NOT_YET}"),
        "Changes requested": "The medical board has asked for changes."
        + (approved if approved else f" Not approved. {_NOT_YET}"),
        "Needs re-review": f"Approved before, and to be reviewed again.{approved}",
        "Approved": f"Approved by the medical board on {_day(article.approved_at)}.",
        WITHDRAWN: "Withdrawn by the medical board.",
    }
    return words.get(article.status, NOT_SUBMITTED.words)


def _day(when: datetime | None) -> str:
    return long_date(when.date().isoformat()) if when else "a day that is not known"

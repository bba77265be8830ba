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
class Override:
    """Sentences that are shown although a check fails: `text` says it to readers; `claims` are their ids."""

    text: str
    claims: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""
    on: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The status line of a page: the words, the steps, and what is known of when and by whom.

    is_approved: what is shown is what the board approved, whatever has happened since.
    notice: what readers must know now, such as that a source was retracted; empty where there is nothing.
    overrides: the sentences that are shown although a check fails, and why.
    """

    words: str
    steps: tuple[Step, ...]
    is_approved: bool = False
    updated: datetime | None = None
    review_due: date | None = None
    reviewers: tuple[Reviewer, ...] = ()
    notice: str = ""
    overrides: tuple[Override, ...] = ()


NOT_SUBMITTED = Standing(
    "Not reviewed. No medical board member has read this answer. For educational purposes.",
    tuple(Step(step.value, is_done=False, is_current=False) for step in STEPS),
)


EARLIER = Standing(
    "An earlier version of this article. What stands now is at its address. For educational purposes.",
    NOT_SUBMITTED.steps,
)


def standing_of(
    article: Article,
    reviewers: tuple[Reviewer, ...] = (),
    *,
    taken_up: datetime | None = None,
    progress: str = "",
    overrides: tuple[Override, ...] = (),
) -> Standing:
    """Return how an article stands: by its status, and by the dates it bears.

    taken_up: when its latest review began.
    progress: since when it is under review and how many have approved it, as a sentence; empty where it is not known.
    """
    reached = _REACHED.get(article.status, -1)
    days = (article.submitted_at, taken_up, article.approved_at)
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
_NOT_YET = "Not approved yet. For educational purposes."


def _words(article: Article, progress: str) -> str:
    """Return the status in words. Of an article that was approved before, the approved text is what is shown."""
    if article.approved and article.status not in {ReviewStatus.APPROVED, WITHDRAWN}:
        return (
            "It is being reviewed again. What is shown is the text that the medical board approved on "
            f"{_day(article.approved_at)}."
        )
    words = {
        "Submitted": f"Submitted to the medical board on {_day(article.submitted_at)}. Not reviewed yet. "
        "For educational purposes.",
        "Under review": f"{progress or 'Under review by the medical board.'} {_NOT_YET}",
        "Changes requested": f"The medical board asked for changes. {_NOT_YET}",
        "Needs re-review": "It has to be reviewed again. For educational purposes.",
        "Approved": f"Approved by the medical board on {_day(article.approved_at)}.",
        WITHDRAWN: "Withdrawn by the editors. Do not rely on it.",
    }
    return words.get(article.status, NOT_SUBMITTED.words)


def _day(when: datetime | None) -> str:
    return long_date(when.date().isoformat()) if when else "a day that is not known"

"""What a page tells of the review of its article: by whom, how far it has come, and what was allowed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from citewell.editorial.policies import approvals
from citewell.editorial.review import Review
from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article, Revision
from citewell.web.articles.standing import EARLIER, Reviewer, Standing, standing_of
from citewell.web.theme.templatetags.theme import day


@dataclass(frozen=True, slots=True)
class Told:
    """What readers are told of a review.

    reviewers: the people whose votes approved what is shown, in the order of their votes.
    taken_up: when its latest review began; None where none has.
    progress: since when it is under review and how many have approved it; empty for one that is not.
    overrides: the sentences shown that a medical editor allowed although a check fails, with the reason.
    """

    reviewers: tuple[Reviewer, ...] = ()
    taken_up: datetime | None = None
    progress: str = ""
    overrides: tuple[str, ...] = ()


def told_of(article: Article) -> Told:
    """Return what the page of an article tells of its review."""
    from citewell.web.desk.store import review_of

    review = review_of(article)
    return Told(_reviewers(review), _taken_up(review), _progress(review), _overrides(article, review))


def standing_with_review(article: Article, revision: Revision) -> Standing:
    """Return how a revision of an article stands: what is said of the one that readers see is said of no other."""
    if revision.pk != article.shown.pk:
        return EARLIER
    told = told_of(article)
    return standing_of(
        article, told.reviewers, taken_up=told.taken_up, progress=told.progress, overrides=told.overrides
    )


def _reviewers(review: Review) -> tuple[Reviewer, ...]:
    given = next((a.votes for a in reversed(review.approvals) if a.revision == review.shown), ())
    return tuple(Reviewer(v.name, v.credentials, v.at, v.interests.statement) for v in given)


def _taken_up(review: Review) -> datetime | None:
    return max((step.at for step in review.steps if step.status is ReviewStatus.UNDER_REVIEW), default=None)


def _progress(review: Review) -> str:
    from citewell.web.desk.store import policy

    since = _taken_up(review)
    if review.status is not ReviewStatus.UNDER_REVIEW or since is None:
        return ""
    given, wanted = len(approvals(review)), policy().approvals
    return f"Under review since {day(since)}: {given} of {max(wanted, given)} reviewers have approved it."


def _overrides(article: Article, review: Review) -> tuple[str, ...]:
    from citewell.web.desk.screen import problems_in_words

    shown = review.published or review.current
    if shown is None or not review.overrides:
        return ()
    draft = article.shown.ledger.draft
    allowed: dict[str, list[str]] = {}
    for facts in shown.claims:
        for override in review.overrides:
            if override.key == facts.key:
                why = (
                    f"although {problems_in_words(override.problems)}. "
                    f"{override.name}, medical editor, {day(override.at)}: {override.reason}"
                )
                allowed.setdefault(why, []).append(draft.claim(facts.id).text)
    return tuple(f"{_named(texts, len(shown.claims))} shown {why}" for why, texts in allowed.items())


def _named(texts: list[str], of: int) -> str:
    """Name the sentences that one decision allowed: a page that repeats it for each would say nothing else."""
    if len(texts) == 1:
        return f"“{texts[0]}” is"
    return "All sentences are" if len(texts) == of else f"{len(texts)} of the {of} sentences are"

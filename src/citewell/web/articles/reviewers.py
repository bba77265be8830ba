"""What a page tells of the review of its article: by whom, how far it has come, and what was allowed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from citewell.editorial.policies import approvals
from citewell.editorial.review import Override as Allowed
from citewell.editorial.review import Review
from citewell.model.article import ReviewStatus, VerifiedDraft
from citewell.web.articles.models import Article, Revision
from citewell.web.articles.standing import EARLIER, Override, Reviewer, Standing, standing_of
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
    overrides: tuple[Override, ...] = ()


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


def _overrides(article: Article, review: Review) -> tuple[Override, ...]:
    shown = review.published or review.current
    if shown is None or not review.overrides:
        return ()
    # One decision allows many sentences: what is the same of them is said once.
    allowed: dict[Allowed, list[str]] = {}
    for facts in shown.claims:
        for override in review.overrides:
            if override.key == facts.key:
                on = override.at.replace(hour=0, minute=0, second=0, microsecond=0)
                allowed.setdefault(replace(override, key="", at=on), []).append(facts.id)
    draft = article.shown.ledger.draft
    return tuple(_told(override, ids, draft, len(shown.claims)) for override, ids in allowed.items())


def _told(override: Allowed, ids: list[str], draft: VerifiedDraft, of: int) -> Override:
    from citewell.web.desk.screen import problems_in_words

    text = (
        f"{_named([draft.claim(claim_id).text for claim_id in ids], of)} shown although "
        f"{problems_in_words(override.problems)}. {override.name}, medical editor, {day(override.at)}: "
        f"{override.reason}"
    )
    return Override(text, tuple(ids), override.reason, override.name, override.at)


def _named(texts: list[str], of: int) -> str:
    """Name the sentences that one decision allowed: a page that repeats it for each would say nothing else."""
    if len(texts) == 1:
        return f"“{texts[0]}” is"
    return "All sentences are" if len(texts) == of else f"{len(texts)} of the {of} sentences are"

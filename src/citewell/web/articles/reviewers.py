"""Who reviewed an article and how far a review has come, as its page tells it."""

from __future__ import annotations

from citewell.editorial.policies import approvals
from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article
from citewell.web.articles.standing import Reviewer
from citewell.web.theme.templatetags.theme import day


def reviewers_of(article: Article) -> tuple[Reviewer, ...]:
    """Return the people whose votes approved what is shown, in the order of their votes."""
    from citewell.web.desk.store import review_of

    if article.approved is None:
        return ()
    review = review_of(article)
    given = next((a.votes for a in reversed(review.approvals) if a.revision == review.shown), ())
    return tuple(Reviewer(v.name, v.credentials, v.at, v.interests.statement) for v in given)


def progress_of(article: Article) -> str:
    """Return since when an article is under review and how many have approved it; empty for one that is not."""
    from citewell.web.desk.store import policy, review_of

    if article.status != ReviewStatus.UNDER_REVIEW:
        return ""
    review = review_of(article)
    since = max(step.at for step in review.steps if step.status is ReviewStatus.UNDER_REVIEW)
    given, wanted = len(approvals(review)), policy().approvals
    return f"Under review since {day(since)}: {given} of {max(wanted, given)} reviewers have approved it."


def overrides_of(article: Article) -> tuple[str, ...]:
    """Return the sentences of what is shown that a medical editor allowed although a check fails, with the reason."""
    from citewell.web.desk.screen import problems_in_words
    from citewell.web.desk.store import review_of

    review = review_of(article)
    shown = review.published or review.current
    return tuple(
        f"“{_text(article, facts.id)}” is shown although {problems_in_words(override.problems)}. "
        f"{override.name}, medical editor, {day(override.at)}: {override.reason}"
        for facts in (shown.claims if shown else ())
        for override in review.overrides
        if override.key == facts.key
    )


def _text(article: Article, claim_id: str) -> str:
    return article.shown.ledger.draft.claim(claim_id).text

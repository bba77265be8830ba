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

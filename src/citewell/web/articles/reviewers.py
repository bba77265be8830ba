"""Who reviewed an article, as its page names them."""

from __future__ import annotations

from citewell.web.articles.models import Article
from citewell.web.articles.standing import Reviewer


def reviewers_of(_article: Article) -> tuple[Reviewer, ...]:
    """Return the people whose votes approved what is shown, in the order of their votes."""
    return ()

"""What was corrected after it was approved: the public log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from citewell.web.articles.models import Article


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: of which article, when, and in words what changed and why."""

    article: Article
    on: datetime
    text: str


def corrections() -> tuple[Correction, ...]:
    """Return what was corrected, the newest first."""
    return ()


def changed_sources() -> list[Article]:
    """Return the articles before readers a source of which has changed, the last touched first."""
    return list(Article.objects.exclude(notice="").exclude(submitted_at=None).order_by("-updated_at")[:200])

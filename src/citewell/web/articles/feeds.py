"""What was reviewed last, as an Atom feed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed

from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article


class ReviewedFeed(Feed):  # type: ignore[type-arg]
    """The 50 articles that were approved last."""

    feed_type = Atom1Feed
    link = "/articles/"

    def title(self) -> str:
        return f"{settings.SITE.name}: reviewed articles"

    def subtitle(self) -> str:
        return "Clinical answers that a medical board has approved, each sentence tied to its source"

    def items(self) -> QuerySet[Article]:
        return (
            Article.objects.filter(status=ReviewStatus.APPROVED)
            .select_related("approved")
            .order_by("-approved_at")[:50]
        )

    def item_title(self, item: Article) -> str:
        return item.title

    def item_description(self, item: Article) -> str:
        draft = item.shown.ledger.draft
        return " ".join(draft.claim(claim_id).text for claim_id in draft.bottom_line)

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.approved_at

    def item_updateddate(self, item: Article) -> datetime:
        return item.updated_at

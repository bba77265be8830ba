"""What was reviewed last, as an Atom feed."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from citewell.model.article import ReviewStatus
from citewell.web.addresses import public_address
from citewell.web.articles.models import Article


class ReviewedFeed(Feed):  # type: ignore[type-arg]
    """The 50 articles that were approved last. Source: RFC 4287."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return f"{settings.SITE.name}: reviewed articles"

    def subtitle(self) -> str:
        return "Clinical answers that a medical board has approved, each sentence tied to its source"

    def link(self) -> str:
        return public_address(reverse("browse"))

    def feed_url(self) -> str:
        return public_address(reverse("feed"))

    def author_name(self) -> str:
        return str(settings.SITE.name)

    def items(self) -> QuerySet[Article]:
        return (
            Article.objects.filter(status=ReviewStatus.APPROVED)
            .select_related("approved")
            .order_by("-approved_at")[:50]
        )

    def item_title(self, item: Article) -> str:
        return item.title

    def item_link(self, item: Article) -> str:
        return public_address(item.get_absolute_url())

    # The address never changes, so it names the entry as well (RFC 4287, section 4.2.6).
    item_guid = item_link

    def item_description(self, item: Article) -> str:
        """The bottom line as HTML, as the feed calls its summaries: a bare `P < .001` would be read as a tag."""
        draft = item.shown.ledger.draft
        return escape(" ".join(draft.claim(claim_id).text for claim_id in draft.bottom_line))

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.approved_at

    def item_updateddate(self, item: Article) -> datetime:
        return item.updated_at

"""The addresses that search engines are told of."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from citewell.web.articles.models import Article


class ArticleSitemap(Sitemap):  # type: ignore[type-arg]
    """Every article before readers, with the day of its last change."""

    changefreq = "weekly"

    def items(self) -> QuerySet[Article]:
        from citewell.web.articles.views import public_articles

        return public_articles().order_by("pk")

    def lastmod(self, item: Article) -> datetime:
        return item.updated_at


SITEMAPS = {"articles": ArticleSitemap}

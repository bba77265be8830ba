"""The addresses that search engines are told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from citewell.web.articles.listing import public_articles
from citewell.web.articles.models import Article
from citewell.web.pages.views import SHIPPED


class _PublicSitemap(Sitemap):  # type: ignore[type-arg]
    """Names the public address, however the map was asked for."""

    def get_domain(self, site: Any = None) -> str:  # noqa: ARG002 - Django's form of it
        return urlsplit(settings.SITE.url).netloc

    def get_protocol(self, protocol: str | None = None) -> str:  # noqa: ARG002
        return urlsplit(settings.SITE.url).scheme


class ArticleSitemap(_PublicSitemap):
    """Every article before readers, with the day of its last change."""

    changefreq = "weekly"

    def items(self) -> QuerySet[Article]:
        return public_articles().order_by("pk")

    def lastmod(self, item: Article) -> datetime:
        return item.updated_at


class PageSitemap(_PublicSitemap):
    """The front page, the list of articles, and what the institution says of itself."""

    def items(self) -> list[str]:
        return [
            reverse("home"),
            reverse("browse"),
            reverse("board"),
            reverse("corrections"),
            *(reverse("page", args=[slug]) for slug in SHIPPED),
        ]

    def location(self, item: str) -> str:
        return item


SITEMAPS = {"articles": ArticleSitemap, "pages": PageSitemap}

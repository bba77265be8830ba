"""What lists and the search know of an article: kept in step with the revision that readers are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver

from citewell.language.words import stems
from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article, Listing, Revision
from citewell.web.jobs.handlers import handles

# Where a reader finds an article: not before it is submitted, and not in a list once it is withdrawn.
PUBLIC = tuple(status.value for status in ReviewStatus if status.value not in {"Not submitted", "Withdrawn"})


def public_articles() -> QuerySet[Article]:
    """Return the articles before readers, without their ledgers: a ledger is large, and a list shows none."""
    found = Article.objects.filter(status__in=PUBLIC).select_related("approved", "listing")
    return found.defer("approved__content")


def list_article(article: Article) -> None:
    """Bring the listing of an article up to date; nothing happens where it is."""
    shown = article.approved or article.revisions.order_by("-number").first()
    if shown is None or Listing.objects.filter(article=article, digest=shown.digest).exists():
        return
    draft = shown.ledger.draft
    Listing.objects.update_or_create(
        article=article,
        defaults={
            "digest": shown.digest,
            "lead": draft.claim(draft.bottom_line[0]).text if draft.bottom_line else "",
            "words": _blanked(stems(" ".join((article.title, *(claim.text for claim in draft.claims))))),
            "kinds": _blanked(dict.fromkeys(claim.source_kind.value for claim in draft.claims)),
        },
    )


def having_words(articles: QuerySet[Article], text: str) -> QuerySet[Article]:
    """Narrow articles to those whose title or sentences hold every word of a text, whatever its ending."""
    for stem in dict.fromkeys(stems(text)[:12]):
        articles = articles.filter(Q(listing__words__contains=f" {stem} "))
    return articles


def having_kind(articles: QuerySet[Article], kind: str) -> QuerySet[Article]:
    """Narrow articles to those that rest on a kind of source."""
    return articles.filter(listing__kinds__contains=f" {kind} ")


def _blanked(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


@receiver(post_save, sender=Revision, dispatch_uid="listing_of_revision")
def _of_revision(instance: Revision, **_more: Any) -> None:
    list_article(instance.article)


@receiver(post_save, sender=Article, dispatch_uid="listing_of_article")
def _of_article(instance: Article, **_more: Any) -> None:
    list_article(instance)


@handles("list_articles", every=timedelta(hours=1))
def list_articles() -> None:
    """Mend the listings of articles that were changed by other ways than a save."""
    for article in Article.objects.select_related("approved").iterator(chunk_size=100):
        list_article(article)

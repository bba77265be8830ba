"""What lists and the search know of an article: kept in step with the revision that readers are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_save
from django.dispatch import receiver

from citewell.language.words import stems
from citewell.model.article import ReviewStatus, VerifiedDraft
from citewell.model.question import Question
from citewell.web.articles.models import Article, ListedName, Listing, Revision
from citewell.web.jobs.handlers import handles

# Where a reader finds an article: not before it is submitted, and not in a list once it is withdrawn.
PUBLIC = tuple(status.value for status in ReviewStatus if status.value not in {"Not submitted", "Withdrawn"})

# Whom an article is about, and what it asks of all, is no subject: "children", "pain".
_SUBJECTS = frozenset({"condition", "intervention", "finding", "word"})
_LONGEST_NAME = 300


def public_articles() -> QuerySet[Article]:
    """Return the articles before readers, without their ledgers: a ledger is large, and a list shows none."""
    found = Article.objects.filter(status__in=PUBLIC).select_related("approved", "listing")
    return found.defer("approved__content")


def list_article(article: Article) -> None:
    """Bring the listing of an article up to date; nothing happens where it is."""
    shown = article.approved or article.revisions.order_by("-number").first()
    if shown is None or Listing.objects.filter(article=article, digest=shown.digest).exists():
        return
    write_listing(article, shown.digest, shown.ledger.draft, listings=Listing, names=ListedName)


def write_listing(article: Any, digest: str, draft: VerifiedDraft, *, listings: Any, names: Any) -> None:
    """Write the listing of an article with its names. A migration gives the tables as they were then."""
    with transaction.atomic():
        listing, _ = listings.objects.update_or_create(
            article=article, defaults={"digest": digest, **_described(article.title, draft)}
        )
        names.objects.filter(listing=listing).delete()
        tells = any(field.name == "is_loose" for field in names._meta.get_fields())
        names.objects.bulk_create(
            names(listing=listing, name=name, **({"is_loose": is_loose} if tells else {}))
            for name, is_loose in _subjects(draft.question).items()
        )


def _described(title: str, draft: VerifiedDraft) -> dict[str, str]:
    bottom_line = [draft.claim(claim_id).text for claim_id in draft.bottom_line]
    return {
        "lead": bottom_line[0] if bottom_line else "",
        "bottom_line": " ".join(bottom_line),
        "words": _blanked(stems(" ".join((title, *(claim.text for claim in draft.claims))))),
        "kinds": _blanked(dict.fromkeys(claim.source_kind.value for claim in draft.claims)),
        "facets": _blanked(facet.value for facet in draft.question.facets),
    }


def _subjects(question: Question) -> dict[str, bool]:
    """Return the names of what a question is about, with whether each is loose: a wrong article is worse than none."""
    found: dict[str, bool] = {}
    for concept in (c for c in question.concepts if c.required and c.type in _SUBJECTS):
        own = {tuple(stems(concept.surface)), tuple(stems(concept.preferred))}
        for variant in concept.variants:
            is_loose = not concept.vocabulary and variant not in own
            name = " ".join(variant)
            found[name] = is_loose and found.get(name, True)
    return {name: is_loose for name, is_loose in found.items() if len(name) <= _LONGEST_NAME}


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

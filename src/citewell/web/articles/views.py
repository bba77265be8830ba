"""The pages of articles: the front page, one article, and the ways to find one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from citewell.model.article import ReviewStatus
from citewell.model.question import Audience
from citewell.web.articles.models import Article
from citewell.web.articles.rendering import render_article
from citewell.web.articles.reviewers import reviewers_of
from citewell.web.articles.similar import similar_articles
from citewell.web.articles.standing import standing_of
from citewell.web.articles.structured import structured_data
from citewell.web.reader import audience_of, remember_audience

A_PAGE = 20
# The statuses under which an article is before readers.
PUBLIC = [status.value for status in ReviewStatus if status is not ReviewStatus.NOT_SUBMITTED]


def public_articles() -> QuerySet[Article]:
    return Article.objects.filter(status__in=PUBLIC).select_related("approved")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: the field to ask in, and what was reviewed last."""
    reviewed = public_articles().filter(status=ReviewStatus.APPROVED).order_by("-approved_at")[:6]
    return render(request, "site/home.html", {"reviewed": reviewed, "audience": audience_of(request)})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article, for the reader that was chosen."""
    found = get_object_or_404(public_articles(), slug=slug)
    audience = audience_of(request)
    html = _page(request, found, audience)
    response = HttpResponse(html)
    response["Vary"] = "Cookie"
    return remember_audience(request, response)


def _page(request: HttpRequest, found: Article, audience: Audience) -> str:
    """Return the page, from the cache where nothing of it has changed and it is the same for everybody."""
    revision = found.shown
    key = f"article:{found.pk}:{revision.digest}:{found.updated_at.timestamp()}:{audience.value}"
    # What is said to one person, and what an account may do, is in no page that another gets.
    is_shared = not request.user.is_authenticated and not len(messages.get_messages(request))
    kept = cache.get(key) if is_shared else None
    if kept is not None:
        return str(kept)
    standing = standing_of(found, reviewers_of(found))
    ledger = revision.ledger
    html = render_article(
        request,
        ledger,
        audience=audience,
        standing=standing,
        canonical=request.build_absolute_uri(found.get_absolute_url()),
        actions=render_to_string("site/_article_actions.html", {"article": found}, request),
        data=structured_data(found, ledger, standing, request),
    )
    if is_shared:
        cache.set(key, html, timeout=600)
    return html


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """All articles, narrowed by what the reader chose."""
    chosen = {name: request.GET.get(name, "").strip()[:80] for name in ("q", "specialty", "status", "order")}
    found = public_articles()
    if chosen["specialty"]:
        found = found.filter(specialty=chosen["specialty"])
    if chosen["status"] in PUBLIC:
        found = found.filter(status=chosen["status"])
    if chosen["q"]:
        for word in chosen["q"].split()[:8]:
            found = found.filter(title__icontains=word)
    found = found.order_by("-approved_at" if chosen["order"] == "reviewed" else "-updated_at", "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "site/browse.html", {"page": page, "chosen": chosen, **_choices()})


def _choices() -> dict[str, Any]:
    specialties = (
        public_articles().exclude(specialty="").values("specialty").annotate(count=Count("pk")).order_by("specialty")
    )
    return {"specialties": specialties, "statuses": PUBLIC}


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A list of articles that ask the same, as a piece of a page; empty where there is none."""
    return render(request, "site/_similar.html", {"similar": similar_articles(request.GET.get("q", "")[:300], most=4)})

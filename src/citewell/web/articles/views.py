"""The pages of articles: the front page, one article in its forms, and the board behind it."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from citewell.model.article import ReviewStatus
from citewell.model.question import Audience
from citewell.model.rendering import Rendering
from citewell.register import render_for
from citewell.web.addresses import public_address
from citewell.web.articles.citing import CITED_AS, citation_text
from citewell.web.articles.downloads import FORMS, LABELS, PDF, export_of, wanted_form
from citewell.web.articles.listing import PUBLIC, public_articles
from citewell.web.articles.models import Article, Revision
from citewell.web.articles.pdf import page_to_pdf
from citewell.web.articles.rendering import render_article
from citewell.web.articles.reviewers import standing_with_review
from citewell.web.articles.similar import similar_articles
from citewell.web.articles.standing import WITHDRAWN
from citewell.web.articles.structured import structured_data
from citewell.web.articles.withdrawal import withdrawal_of
from citewell.web.limits import limited
from citewell.web.reader import audience_of, remember_audience

KEPT_S = 600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front page: the field to ask in, what was reviewed last, and the specialties."""
    reviewed = public_articles().filter(status=ReviewStatus.APPROVED).order_by("-approved_at")[:6]
    specialties = (
        public_articles().exclude(specialty="").values("specialty").annotate(count=Count("pk")).order_by("specialty")
    )
    return render(request, "site/home.html", {"reviewed": reviewed, "specialties": specialties})


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One article, for the reader that was chosen, in the form that was asked for."""
    found = get_object_or_404(Article.objects.select_related("approved"), slug=slug)
    if found.status == WITHDRAWN:
        return render(
            request, "site/withdrawn.html", {"article": found, "withdrawal": withdrawal_of(found)}, status=410
        )
    if found.status not in PUBLIC:
        raise Http404
    response = remember_audience(request, _in_form(request, found, audience_of(request)))
    response["Vary"] = "Accept, Cookie"
    return response


def _in_form(request: HttpRequest, found: Article, audience: Audience) -> HttpResponseBase:
    try:
        form = wanted_form(request)
        cited = CITED_AS[request.GET["cite"]] if "cite" in request.GET else None
    except KeyError:
        raise Http404 from None
    if cited:
        return _file(found, cited.make(found).encode(), cited.media_type, cited.extension)
    if form == "pdf":
        return _pdf(request, found, audience)
    if form:
        made = FORMS[form].render(export_of(found, found.shown, audience))
        return _file(found, made, FORMS[form].media_type, FORMS[form].extension)
    return HttpResponse(_page(request, found, audience))


def _file(found: Article, content: bytes, media_type: str, extension: str) -> HttpResponse:
    charset = "; charset=utf-8" if media_type.startswith("text/") or "x-" in media_type else ""
    response = HttpResponse(content, content_type=media_type + charset)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.{extension}"'
    return response


@limited("pdf", most=20, in_s=600, methods=("GET", "HEAD"))
def _pdf(request: HttpRequest, found: Article, audience: Audience) -> HttpResponse:
    """The page, printed. It takes seconds, so the file is kept for whoever asks next."""
    key = _key(found, audience, "pdf")
    made = cache.get(key)
    if made is None:
        made = page_to_pdf(_render(request, found, audience))
        cache.set(key, made, timeout=KEPT_S)
    return _file(found, made, PDF, "pdf")


def _page(request: HttpRequest, found: Article, audience: Audience) -> str:
    """Return the page, from the cache where nothing of it has changed and it is the same for everybody."""
    # What is said to one person, and what an account may do, is in no page that another gets.
    is_shared = not request.user.is_authenticated and not len(messages.get_messages(request))
    key = _key(found, audience, "page")
    kept = cache.get(key) if is_shared else None
    if kept is not None:
        return str(kept)
    html = _render(request, found, audience)
    if is_shared:
        cache.set(key, html, timeout=KEPT_S)
    return html


def _key(found: Article, audience: Audience, form: str) -> str:
    return f"article:{found.pk}:{found.shown.digest}:{found.updated_at.timestamp()}:{audience.value}:{form}"


@lru_cache(maxsize=256)
def _worded(revision: int, _digest: str, audience: Audience) -> Rendering:
    """Return the sentences of a revision as worded for a reader. A page is made anew more often than its text is."""
    return render_for(Revision.objects.get(pk=revision).ledger.draft, audience)


def _render(request: HttpRequest, found: Article, audience: Audience) -> str:
    shown = found.shown
    standing = standing_with_review(found, shown)
    ledger = shown.ledger
    address = found.get_absolute_url()
    shared = {
        "article": found,
        "address": public_address(address),
        "citation": citation_text(found),
        "cited_as": CITED_AS,
        "forms": LABELS,
        "follow_ups": ledger.draft.follow_ups,
    }
    return render_article(
        request,
        ledger,
        audience=audience,
        standing=standing,
        rendering=_worded(shown.pk, shown.digest, audience),
        canonical=public_address(address),
        challenge=f"{address}object/?sentence=",
        actions=render_to_string("site/_article_actions.html", shared, request),
        after=render_to_string("site/_article_end.html", shared, request),
        data=structured_data(found, ledger, standing),
    )


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """A list of articles that ask the same, as a piece of a page; empty where there is none."""
    return render(request, "site/_similar.html", {"similar": similar_articles(request.GET.get("q", "")[:300], most=4)})


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """What crawlers are asked to leave alone. The addresses of answers are secret besides, and say so themselves."""
    lines = ["User-agent: *", "Disallow: /answers/", "Disallow: /account/", "Disallow: /suggest"]
    text = "\n".join([*lines, f"Sitemap: {settings.SITE.url}/sitemap.xml", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """The mark, for who asks under the old name without reading the page's head."""
    return HttpResponseRedirect(static("citewell/mark.svg"))

"""The widget, and the endpoint that hands it out. Source: https://oembed.com, sections 2.2, 2.3 and 4."""

from __future__ import annotations

from math import ceil
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe
from lxml import etree
from markupsafe import escape

from citewell.web.addresses import public_address
from citewell.web.api.addresses import page
from citewell.web.api.problems import Problem, problem_response
from citewell.web.articles.listing import PUBLIC
from citewell.web.articles.models import Article
from citewell.web.articles.reviewers import standing_with_review
from citewell.web.articles.standing import WITHDRAWN
from citewell.web.articles.withdrawal import withdrawal_of

WIDTH, HEIGHT = 560, 320
_SMALLEST = 200
# How wide a letter and how high a line of the widget are, in pixels: rather too much than a sentence cut off.
_LETTER, _LINE, _TITLE_LETTER, _TITLE_LINE, _GAP, _MARGIN = 8.8, 27.2, 15, 36, 18, 22
_NOBODY = "'none'"


@xframe_options_exempt
@require_safe
def widget(request: HttpRequest, slug: str) -> HttpResponse:
    """An article in small: its question, its bottom line, how it stands with the board, and the way to it."""
    article = get_object_or_404(Article, slug=slug, status__in=[*PUBLIC, WITHDRAWN])
    context: dict[str, Any] = {"article": article, "address": page("article", article.slug)}
    if article.status == WITHDRAWN:
        context["withdrawal"] = withdrawal_of(article)
    else:
        context["standing"] = standing_with_review(article, article.shown)
        context["sentences"] = _sentences(article)
    response = render(request, "embedding/widget.html", context, status=410 if "withdrawal" in context else 200)
    allowed: Any = response
    # Of this page alone: every other one stays out of frames.
    allowed._csp_replace = {"frame-ancestors": list(settings.SITE.embed_origins) or [_NOBODY]}
    response["Cache-Control"] = "public, max-age=300"
    return response


def _sentences(article: Article) -> list[str]:
    draft = article.shown.ledger.draft
    return [draft.claim(claim_id).text for claim_id in draft.bottom_line]


@require_safe
def oembed(request: HttpRequest) -> HttpResponseBase:
    """What another site needs to show an article: a frame of the right size, as JSON or XML."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        return problem_response(request, Problem(501, "`format` is json or xml.", next="Ask for one of them."))
    if not request.GET.get("url", "").strip():
        return problem_response(request, Problem(400, "`url` is missing.", next="Give the address of an article."))
    article = _article_at(request.GET["url"].strip(), request.get_host())
    if article and article.status == WITHDRAWN:
        return problem_response(request, Problem(410, withdrawal_of(article).text))
    if article is None:
        return problem_response(request, Problem(404, "`url` is not the address of an article of this site."))
    values = _values(article, request)
    response: HttpResponse
    if form == "json":
        response = JsonResponse(values)
    else:
        root = etree.Element("oembed")
        for name, value in values.items():
            etree.SubElement(root, name).text = str(value)
        response = HttpResponse(
            etree.tostring(root, xml_declaration=True, encoding="utf-8", standalone=True), content_type="text/xml"
        )
    response["Cache-Control"] = "public, max-age=300"
    # It is public, and pages of other sites read it as much as their servers do.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _values(article: Article, request: HttpRequest) -> dict[str, Any]:
    width = _size(request, "maxwidth", WIDTH)
    height = _size(request, "maxheight", _height(article, width))
    address = public_address(f"/embed/{article.slug}/")
    return {
        "version": "1.0",
        "type": "rich",
        "title": article.title,
        "provider_name": settings.SITE.name,
        "provider_url": settings.SITE.url,
        "cache_age": 300,
        "html": f'<iframe src="{escape(address)}" width="{width}" height="{height}" title="{escape(article.title)}" '
        'sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" style="border:0"></iframe>',
        "width": width,
        "height": height,
    }


def _height(article: Article, width: int) -> int:
    """Return a height in which the widget shows all it says at a width, by the length of its texts.

    A browser knows better, and cannot be asked: what does not fit after all is scrolled.
    """
    standing = standing_with_review(article, article.shown)
    told = (standing.words, standing.notice, *(override.text for override in standing.overrides))
    texts = [*filter(None, told), " ".join(_sentences(article))]
    within = max(width - 2 * _MARGIN, 100)
    titled = ceil(len(article.title) * _TITLE_LETTER / within) * _TITLE_LINE
    lines = sum(ceil(len(text) * _LETTER / within) for text in texts) + 2
    return max(HEIGHT, ceil(2 * _MARGIN + titled + lines * _LINE + (len(texts) + 2) * _GAP))


def _size(request: HttpRequest, name: str, usual: int) -> int:
    given = request.GET.get(name, "")
    most = int(given[:9]) if given.isascii() and given.isdecimal() else usual
    return max(_SMALLEST if most >= _SMALLEST else most, min(usual, most)) if most else usual


def _article_at(address: str, host: str) -> Article | None:
    """Return the article, withdrawn or not, at an address of this site: its public name, or the one asked under."""
    parts, own = urlsplit(address[:2_000]), urlsplit(settings.SITE.url)
    if parts.scheme not in {"http", "https"} or parts.netloc not in {own.netloc, host}:
        return None
    try:
        match = resolve(parts.path if parts.path.endswith("/") else f"{parts.path}/")
    except Resolver404:
        return None
    is_article = match.url_name == "article"
    found = Article.objects.filter(status__in=[*PUBLIC, WITHDRAWN]).select_related("approved")
    return found.filter(slug=match.kwargs["slug"]).first() if is_article else None

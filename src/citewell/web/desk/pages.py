"""The institution's own pages, worded at the desk in Markdown."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from citewell.editorial.audit import Event
from citewell.editorial.roles import Actor
from citewell.web.desk import audit
from citewell.web.desk.access import guarded
from citewell.web.pages.models import Page
from citewell.web.pages.views import SHIPPED, html_of, shipped

MOST_TEXT = 100_000


@guarded("desk:pages")
@never_cache
@require_safe
def pages(request: HttpRequest, _actor: Actor) -> HttpResponse:
    """The pages that can be worded anew, and which have been."""
    worded = {page.slug: page for page in Page.objects.all()}
    listed = [(slug, worded[slug].title if slug in worded else shipped(slug)[0], worded.get(slug)) for slug in SHIPPED]
    return render(request, "desk/pages.html", {"pages": listed})


@guarded("desk:page")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, actor: Actor, page: str) -> HttpResponseBase:
    """Word a page, look at it before it is shown, or take back the words that it ships with."""
    if page not in SHIPPED:
        raise Http404
    worded = Page.objects.filter(slug=page).first()
    title, text = (worded.title, worded.text) if worded else shipped(page)
    error, preview = "", ""
    if request.method == "POST":
        done = request.POST.get("do", "")
        title = request.POST.get("title", "").strip()[:200]
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if done == "preview":
            preview = html_of(text[:MOST_TEXT])
        elif done != "reset" and not (title and text.strip() and len(text) <= MOST_TEXT):
            error = f"A page has a title, and a text of at most {MOST_TEXT:,} characters."
        else:
            _save(page, title, text, actor, is_reset=done == "reset")
            messages.success(request, "The page reads as it ships." if done == "reset" else "The page is saved.")
            return redirect("desk:pages")
    context = {"slug": page, "title": title, "text": text, "worded": worded, "error": error, "preview": preview}
    return render(request, "desk/page.html", context, status=422 if error else 200)


def _save(slug: str, title: str, text: str, actor: Actor, *, is_reset: bool) -> None:
    with transaction.atomic():
        if is_reset:
            Page.objects.filter(slug=slug).delete()
        else:
            Page.objects.update_or_create(slug=slug, defaults={"title": title, "text": text})
        detail = {"page": slug, "title": "" if is_reset else title}
        audit.record([Event("page", "", actor.id, actor.name, timezone.now(), detail)])

"""Pages of Markdown."""

from __future__ import annotations

from functools import cache
from importlib import resources

import nh3
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from citewell.web.pages.models import Page

SHIPPED = ("about", "how-answers-are-made", "editorial-policy", "privacy", "accessibility")


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the institution: as its editors worded it, else as it ships."""
    worded = Page.objects.filter(slug=slug).first()
    if worded is None and slug not in SHIPPED:
        raise Http404
    title, text = (worded.title, worded.text) if worded else shipped(slug)
    return render(request, "site/page.html", {"title": title, "text": html_of(text), "page": worded})


def html_of(markdown: str) -> SafeString:
    """Return Markdown as HTML that holds no script and no style, whoever wrote it."""
    return SafeString(nh3.clean(MarkdownIt("commonmark").enable("table").render(markdown)))


@cache
def shipped(slug: str) -> tuple[str, str]:
    text = (resources.files("citewell.web.pages") / "shipped" / f"{slug}.md").read_text("utf-8")
    title, _, rest = text.partition("\n")
    return title.removeprefix("# ").strip(), rest

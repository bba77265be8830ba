"""The list of articles, narrowed and ordered by what a reader chose."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from citewell.model.evidence import RecordKind
from citewell.model.question import Audience
from citewell.web.articles.listing import PUBLIC, having_kind, having_words, public_articles
from citewell.web.articles.models import Article
from citewell.web.articles.similar import similar_articles
from citewell.web.reader import audience_of, remember_audience

A_PAGE = 20
FILTERS = ("q", "specialty", "topic", "status", "kind", "order")
# In the words of the headings under which an article sets them.
KINDS = {
    RecordKind.GUIDELINE.value: "Guidelines",
    RecordKind.LABEL.value: "Drug labels",
    RecordKind.RESEARCH.value: "Research",
    RecordKind.TOPIC.value: "Health information",
}
ORDERS = {
    "": ("Last changed", F("updated_at").desc()),
    "newest": ("Newest", F("submitted_at").desc(nulls_last=True)),
    "reviewed": ("Last reviewed", F("approved_at").desc(nulls_last=True)),
}


@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """All articles, or those that fit; what is near where none does."""
    chosen = {name: request.GET.get(name, "").strip()[:120] for name in FILTERS}
    found = _narrowed(public_articles(), chosen).order_by(ORDERS.get(chosen["order"], ORDERS[""])[1], "pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "chosen": chosen,
        "is_narrowed": any(chosen[name] for name in FILTERS if name != "order"),
        "near": similar_articles(chosen["q"], closeness=0.2) if chosen["q"] and not page.object_list else [],
        "audience": audience_of(request),
        "audiences": list(Audience),
        "statuses": PUBLIC,
        "kinds": KINDS.items(),
        "orders": [(name, label) for name, (label, _) in ORDERS.items()],
        **_subjects(chosen["specialty"]),
    }
    return remember_audience(request, render(request, "site/browse.html", context))


def _narrowed(found: QuerySet[Article], chosen: dict[str, str]) -> QuerySet[Article]:
    for name in ("specialty", "topic"):
        if chosen[name]:
            found = found.filter(**{name: chosen[name]})
    if chosen["status"] in PUBLIC:
        found = found.filter(status=chosen["status"])
    if chosen["kind"] in KINDS:
        found = having_kind(found, chosen["kind"])
    return having_words(found, chosen["q"]) if chosen["q"] else found


def _subjects(specialty: str) -> dict[str, Any]:
    """Return the specialties and the topics that hold articles, with how many; the topics of one, if it was chosen."""
    every = public_articles()
    topics = every.filter(specialty=specialty) if specialty else every
    return {
        "specialties": _counted(every, "specialty"),
        "topics": _counted(topics, "topic"),
    }


def _counted(articles: QuerySet[Article], field: str) -> list[tuple[str, int]]:
    rows = articles.exclude(**{field: ""}).values_list(field).annotate(count=Count("pk")).order_by(field)
    return [(str(value), int(count)) for value, count in rows]

"""Articles, their revisions and their sentences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router

from citewell import __version__
from citewell.model.claim import Claim
from citewell.model.ledger import Ledger
from citewell.model.question import Audience as Reader
from citewell.publish.formats import Format
from citewell.publish.json import to_json
from citewell.web.api.addresses import api, page
from citewell.web.api.door import JSON, Door, acceptable
from citewell.web.api.forms import FORMS, rendered
from citewell.web.api.problems import Problem
from citewell.web.api.replies import reading, to_bytes
from citewell.web.api.schemas import ArticleOut, ArticlePage, Audience, ClaimOut, RevisionList, Status
from citewell.web.articles.downloads import export_of
from citewell.web.articles.listing import public_articles
from citewell.web.articles.models import Article, Revision
from citewell.web.articles.reviewers import standing_with_review
from citewell.web.articles.standing import EARLIER, WITHDRAWN
from citewell.web.articles.withdrawal import withdrawal_of

router = Router(tags=["articles"])
KEPT_S = 600
_LIST = Door("read", is_public=True)
_FORM_NAMES = (*FORMS, "json")
_READ = Door("read", is_public=True, speaks=(JSON, *(form.media_type for form in FORMS.values())))

Cursor = Annotated[str, Query(pattern=r"^[1-9][0-9]{0,17}$", description="As `next` of the page before gives it")]
Limit = Annotated[int, Query(ge=1, le=100)]
As = Annotated[Literal[_FORM_NAMES] | None, Query(alias="as", description="The form, in place of `Accept`")]  # type: ignore[valid-type]


def when(value: datetime | date | None) -> str | None:
    return value.isoformat() if value else None


@router.get("/articles", **_LIST.opens(), response=ArticlePage, operation_id="list_articles", summary="List articles")
def list_articles(
    request: HttpRequest,
    cursor: Cursor | None = None,
    limit: Limit = 20,
    status: Annotated[Status, Query()] | None = None,
    specialty: Annotated[str, Query(max_length=80)] = "",
) -> HttpResponseBase:
    """The articles before readers, the newest first."""
    found = public_articles().select_related(None).order_by("-pk")
    if status:
        found = found.filter(status=status)
    if specialty:
        found = found.filter(specialty=specialty)
    chosen = {"status": status or "", "specialty": specialty}
    items, following = paged(found, cursor, limit, "articles", chosen)
    return reading(request, to_bytes({"items": [_item(article) for article in items], "next": following}))


def paged(
    found: QuerySet[Article], cursor: str | None, limit: int, path: str, chosen: dict[str, str]
) -> tuple[list[Article], str | None]:
    """Return a page of articles in descending order of their keys, and the address of the next one."""
    held = list((found.filter(pk__lt=int(cursor)) if cursor else found)[: limit + 1])
    if len(held) <= limit:
        return held, None
    kept = {name: value for name, value in chosen.items() if value}
    query = urlencode({**kept, "limit": limit, "cursor": held[limit - 1].pk})
    return held[:limit], api(f"{path}?{query}")


def _item(article: Article) -> dict[str, Any]:
    return {
        "slug": article.slug,
        "title": article.title,
        "specialty": article.specialty,
        "topic": article.topic,
        "status": article.status,
        "submitted_at": when(article.submitted_at),
        "approved_at": when(article.approved_at),
        "updated_at": when(article.updated_at),
        "address": api(f"articles/{article.slug}"),
        "page": page("article", article.slug),
    }


@router.get(
    "/articles/{slug:slug}",
    **_READ.opens(),
    response=ArticleOut,
    operation_id="read_article",
    summary="Read an article",
)
def read_article(
    request: HttpRequest,
    slug: str,
    audience: Annotated[Audience, Query()] = "patient",
    as_: As = None,
) -> HttpResponseBase:
    """The article for one kind of reader, as JSON or in the form that `as` or `Accept` names."""
    found = public_article(slug)
    return _in_form(request, found, found.shown, Reader(audience), as_)


@router.get(
    "/articles/{slug:slug}/versions",
    **_LIST.opens(),
    response=RevisionList,
    operation_id="list_versions",
    summary="List the versions of an article",
)
def list_versions(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The revisions up to the one that readers see, the newest first."""
    found = public_article(slug)
    shown = found.shown
    items = [_revision(found, revision, shown) for revision in _open_revisions(found, shown).defer("content")]
    return reading(request, to_bytes({"items": items}))


@router.get(
    "/articles/{slug:slug}/versions/{int:number}",
    **_READ.opens(),
    response=ArticleOut,
    operation_id="read_version",
    summary="Read a version of an article",
)
def read_version(
    request: HttpRequest,
    slug: str,
    number: int,
    audience: Annotated[Audience, Query()] = "patient",
    as_: As = None,
) -> HttpResponseBase:
    """An earlier version as it was. `revision.is_shown` tells whether it is the one that readers see now."""
    found = public_article(slug)
    # No database holds a number of any size.
    revision = _open_revisions(found, found.shown).filter(number=number).first() if number < 1 << 31 else None
    if revision is None:
        raise Problem(404, "There is no such version.", next=f"Look at {api(f'articles/{slug}/versions')}.")
    return _in_form(request, found, revision, Reader(audience), as_)


@router.get(
    "/claims/{slug:slug}/{claim_id}",
    **_LIST.opens(),
    response=ClaimOut,
    operation_id="read_claim",
    summary="Read a sentence with its sources",
)
def read_claim(request: HttpRequest, slug: str, claim_id: str) -> HttpResponseBase:
    """One sentence of the article that readers see: its checks, its quotes, and what stands around them."""
    found = public_article(slug)
    revision = found.shown
    ledger = revision.ledger
    try:
        claim = ledger.draft.claim(claim_id)
    except KeyError:
        raise Problem(404, "There is no such sentence.", next=f"Look at {api(f'articles/{slug}')}.") from None
    document = to_json(ledger.draft)
    values = {
        "article": found.slug,
        "revision": revision.number,
        "status": found.status,
        "claim": next(item for item in document["claims"] if item["id"] == claim_id),
        "sources": _sources(ledger, claim, document["references"]),
        "page": f"{page('article', found.slug)}#{claim_id}",
    }
    return reading(request, to_bytes(values))


def _sources(ledger: Ledger, claim: Claim, references: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_id = {reference["record_id"]: reference for reference in references}
    found = []
    for citation in claim.citations:
        before, after = ledger.surroundings(citation)
        found.append(
            {
                "reference": by_id[citation.record_id],
                "before": before[-300:],
                "quote": citation.quote,
                "after": after[:300],
            }
        )
    return found


def public_article(slug: str) -> Article:
    """Return an article that is before readers. Raises Problem."""
    # The ledger of a revision is large, and most requests are answered from the cache.
    found = public_articles().filter(slug=slug).first()
    if found is None:
        if withdrawn := Article.objects.filter(slug=slug, status=WITHDRAWN).first():
            raise Problem(410, withdrawal_of(withdrawn).text, next=f"Look for others at {api('articles')}.")
        raise Problem(404, "There is no article at this address.", next=f"Look at {api('articles')}.")
    return found


def _open_revisions(found: Article, shown: Revision) -> QuerySet[Revision]:
    """Return what may be read: nothing that was written after the revision that readers see."""
    return found.revisions.filter(number__lte=shown.number).order_by("-number")


def _in_form(
    request: HttpRequest, found: Article, revision: Revision, audience: Reader, wanted: str | None
) -> HttpResponseBase:
    form = form_of(request, wanted)
    name = form.name if form else "json"
    key = f"api:{found.pk}:{revision.pk}:{found.updated_at.timestamp()}:{audience.value}:{name}"
    body = cache.get(key)
    if body is None:
        body = _made(found, revision, audience, form)
        cache.set(key, body, timeout=KEPT_S)
    return reading(request, body, form.media_type if form else JSON)


def form_of(request: HttpRequest, wanted: str | None) -> Format | None:
    """Return the form that a request asks for, None for JSON."""
    if wanted:
        return FORMS.get(wanted)
    media = acceptable(request.headers.get("Accept", ""), (JSON, *(form.media_type for form in FORMS.values())))
    return next((form for form in FORMS.values() if form.media_type == media), None)


def _made(found: Article, revision: Revision, audience: Reader, form: Format | None) -> bytes:
    if form:
        return rendered(form, export_of(found, revision, audience))
    return to_bytes(article_document(found, revision, revision.ledger, audience))


def article_document(found: Article, revision: Revision, ledger: Ledger, audience: Reader) -> dict[str, Any]:
    """Return an article as the API gives it."""
    standing = standing_with_review(found, revision)
    is_shown = standing is not EARLIER
    answer = to_json(ledger.draft, audience=audience, version=__version__)
    return {
        "slug": found.slug,
        "title": found.title,
        "specialty": found.specialty,
        "topic": found.topic,
        "audience": audience.value,
        "review": {
            "status": found.status,
            "words": standing.words,
            "is_approved": standing.is_approved,
            "submitted_at": when(found.submitted_at),
            "approved_at": when(found.approved_at) if is_shown else None,
            "review_due": when(found.review_due) if is_shown else None,
            "reviewers": [
                {"name": r.name, "credentials": r.credentials, "on": when(r.on), "interests": r.interests}
                for r in standing.reviewers
            ],
            "overrides": [
                {"claims": list(o.claims), "text": o.text, "reason": o.reason, "by": o.by, "on": when(o.on)}
                for o in standing.overrides
            ],
            "notice": standing.notice,
        },
        "revision": _revision(found, revision, found.shown),
        "forms": sorted(_FORM_NAMES),
        "address": api(f"articles/{found.slug}"),
        "page": page("article", found.slug),
        # The document alone says that nobody has reviewed it, which is true of answers and not of articles.
        "answer": answer | {"review_status": standing.words},
    }


def _revision(found: Article, revision: Revision, shown: Revision) -> dict[str, Any]:
    return {
        "number": revision.number,
        "digest": revision.digest,
        "created_at": when(revision.created_at),
        "is_shown": revision.pk == shown.pk,
        "is_approved": revision.pk == found.approved_id,
        "address": api(f"articles/{found.slug}/versions/{revision.number}"),
    }

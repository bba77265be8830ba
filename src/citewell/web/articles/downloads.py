"""An article in other forms: by `?as=` on its address, or by what a program says it accepts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest

from citewell.model.article import ReviewStatus
from citewell.model.question import Audience
from citewell.publish.chain import AuditEvent, seal
from citewell.publish.export import Export, Reviewer
from citewell.publish.formats import FORMATS
from citewell.web.addresses import public_address
from citewell.web.articles.models import Article, Revision
from citewell.web.articles.reviewers import standing_with_review
from citewell.web.articles.standing import Reviewer as ShownReviewer

# The site prints its own page: it bears the review with names and dates. A reader's page is the page itself.
FORMS = {name: form for name, form in FORMATS.items() if name not in {"pdf", "html"}}
# What a reader is offered, by the names that the forms are known under.
LABELS = {
    "docx": "Word",
    "md": "Markdown",
    "bundle": "Proof bundle",
    "jats": "JATS",
    "jsonld": "JSON-LD",
    "fhir": "FHIR R5",
    "ris": "Its references as RIS",
    "bibtex": "as BibTeX",
    "csl": "as CSL-JSON",
}
PDF = "application/pdf"
_HTML = "text/html"


def export_of(article: Article, revision: Revision, audience: Audience) -> Export:
    """Return a revision of an article as what is exported: with its address and what its page tells of the review."""
    standing = standing_with_review(article, revision)
    return Export(
        revision.ledger,
        audience,
        events=review_chain(article, revision),
        address=public_address(article.get_absolute_url()),
        sealed=revision.digest,
        written=revision.content,
        standing=standing.words,
        reviewers=tuple(map(_named, standing.reviewers)),
        overrides=tuple(override.text for override in standing.overrides),
        notice=standing.notice,
    )


def _named(person: ShownReviewer) -> Reviewer:
    on = person.on.date().isoformat() if person.on else ""
    return Reviewer(person.name, person.credentials, on, person.interests)


def review_chain(article: Article, revision: Revision) -> tuple[AuditEvent, ...]:
    """Return the steps of an article's review as the chain of a proof bundle, each sealed with the one before.

    Each step names the revision that was the newest at its time; a status is of that revision. Of an article without a
    history at the desk, its dates tell.
    """
    from citewell.web.desk.store import review_of

    review = review_of(article)
    told = [
        (step.at, made[-1].digest, step.status)
        for step in review.steps
        if (made := [made for made in review.revisions if made.at <= step.at])
    ]
    return seal(
        {"at": at.isoformat(), "action": "status", "ledger": ledger, "status": status.value}
        for at, ledger, status in told or _by_dates(article, revision)
    )


def _by_dates(article: Article, revision: Revision) -> Iterator[tuple[datetime, str, ReviewStatus]]:
    if article.submitted_at:
        yield article.submitted_at, revision.digest, ReviewStatus.SUBMITTED
    if article.approved_at and revision.pk == article.approved_id and article.status == ReviewStatus.APPROVED:
        yield article.approved_at, revision.digest, ReviewStatus.APPROVED


def wanted_form(request: HttpRequest) -> str:
    """Return the form that is asked for: `pdf`, a name of FORMS, or empty for the page. Raises KeyError for others.

    `?as=` has the last word; else the first type that the client accepts decides, and whoever accepts anything reads.
    """
    named = request.GET.get("as", "")
    if named:
        if named != "pdf" and named not in FORMS:
            raise KeyError(named)
        return named
    by_type = {_HTML: "", PDF: "pdf", **{form.media_type: name for name, form in FORMS.items()}}
    return by_type[request.get_preferred_type(list(by_type)) or _HTML]

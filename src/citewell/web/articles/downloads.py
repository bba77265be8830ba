"""An article in other forms: by `?as=` on its address, or by what a program says it accepts."""

from __future__ import annotations

from django.http import HttpRequest

from citewell.model.question import Audience
from citewell.publish.chain import AuditEvent, seal
from citewell.publish.export import Export
from citewell.publish.formats import FORMATS, Format
from citewell.web.addresses import public_address
from citewell.web.articles.models import Article

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


def make(article: Article, form: Format, audience: Audience) -> bytes:
    """Return an article in a form, with its review. Raises UserError where the site lacks what the form needs."""
    return form.render(
        Export(
            article.shown.ledger,
            audience,
            events=review_chain(article),
            address=public_address(article.get_absolute_url()),
            sealed=article.shown.digest,
        )
    )


def review_chain(article: Article) -> tuple[AuditEvent, ...]:
    """Return the steps of an article's review as the chain of a proof bundle, each sealed with the one before.

    Each step names the revision that was the newest at its time; a status is of that revision.
    """
    from citewell.web.desk.store import review_of

    review = review_of(article)
    steps = []
    for step in review.steps:
        made = [revision for revision in review.revisions if revision.at <= step.at]
        if made:
            steps.append(
                {
                    "at": step.at.isoformat(),
                    "action": "status",
                    "ledger": made[-1].digest,
                    "status": step.status.value,
                }
            )
    return seal(steps)


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

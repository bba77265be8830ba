"""What search engines are told of an article: schema.org MedicalWebPage and QAPage as JSON-LD."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString

from citewell.model.claim import Reference
from citewell.model.ledger import Ledger
from citewell.publish.html import web_address
from citewell.publish.jsonld import in_a_page
from citewell.web.addresses import public_address
from citewell.web.articles.models import Article
from citewell.web.articles.standing import Standing

# Terms of schema.org for the types of our references; what has no term of its own is a CreativeWork.
_TYPES = {"Research": "MedicalScholarlyArticle"}
_AUDIENCES = ("Patient", "Caregiver", "Medical student", "Nurse", "Pharmacist", "Physician")


def structured_data(article: Article, ledger: Ledger, standing: Standing) -> SafeString:
    """Return the element that holds the data. Source: schema.org, MedicalWebPage, Question, Answer."""
    draft = ledger.draft
    address = public_address(article.get_absolute_url())
    answer = " ".join(draft.claim(claim_id).text for claim_id in draft.bottom_line)
    page: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["MedicalWebPage", "QAPage"],
        "@id": address,
        "url": address,
        "name": article.title,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "publisher": {"@type": "Organization", "name": settings.SITE.name, "url": settings.SITE.url},
        "audience": [{"@type": "MedicalAudience", "audienceType": kind} for kind in _AUDIENCES],
        "citation": [_work(reference) for reference in draft.references],
        "mainEntity": {
            "@type": "Question",
            "name": article.title,
            "answerCount": 1 if answer else 0,
            # A search engine shows an accepted answer as the right one: only a board makes it so.
            **(
                {"acceptedAnswer" if standing.is_approved else "suggestedAnswer": _answer(answer, address)}
                if answer
                else {}
            ),
        },
        "dateModified": article.updated_at.date().isoformat(),
    }
    if standing.is_approved and article.approved_at:
        page["lastReviewed"] = article.approved_at.date().isoformat()
        page["reviewedBy"] = [
            {"@type": "Person", "name": person.name, "honorificSuffix": person.credentials}
            for person in standing.reviewers
        ]
    return SafeString(f'<script type="application/ld+json">{in_a_page(page).decode()}</script>')


def _answer(text: str, address: str) -> dict[str, str]:
    return {"@type": "Answer", "text": text, "url": address}


def _work(reference: Reference) -> dict[str, Any]:
    address = web_address(reference.url)
    return {
        "@type": _TYPES.get(reference.type, "CreativeWork"),
        "name": reference.title,
        **({"url": address} if address else {}),
        **({"datePublished": str(reference.year)} if reference.year else {}),
        **(
            {"identifier": [identifier.url for identifier in reference.identifiers]}
            if any(reference.identifiers)
            else {}
        ),
    }

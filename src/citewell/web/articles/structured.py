"""What search engines are told of an article: schema.org MedicalWebPage and QAPage as JSON-LD."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString

from citewell.model.ledger import Ledger
from citewell.web.articles.models import Article
from citewell.web.articles.standing import Standing


def structured_data(article: Article, ledger: Ledger, standing: Standing, request: HttpRequest) -> SafeString:
    """Return the element that holds the data. Source: schema.org, MedicalWebPage, Question, Answer."""
    draft = ledger.draft
    address = request.build_absolute_uri(article.get_absolute_url())
    answer = " ".join(draft.claim(claim_id).text for claim_id in draft.bottom_line)
    cited = [
        {"@type": "CreativeWork", "name": reference.title, **({"url": reference.url} if reference.url else {})}
        for reference in draft.references
    ]
    page: dict[str, Any] = {
        "@type": ["MedicalWebPage", "QAPage"],
        "@id": address,
        "url": address,
        "name": article.title,
        "inLanguage": "en",
        "publisher": {"@type": "Organization", "name": settings.SITE.name, "url": settings.SITE.url},
        "citation": cited,
        "mainEntity": {
            "@type": "Question",
            "name": article.title,
            "answerCount": 1 if answer else 0,
            **({"acceptedAnswer": {"@type": "Answer", "text": answer, "url": address}} if answer else {}),
        },
        "dateModified": article.updated_at.date().isoformat(),
    }
    if standing.is_approved and article.approved_at:
        page["lastReviewed"] = article.approved_at.date().isoformat()
        page["reviewedBy"] = [
            {"@type": "Person", "name": person.name, "honorificSuffix": person.credentials}
            for person in standing.reviewers
        ]
    written = orjson.dumps({"@context": "https://schema.org", **page}).decode()
    # `<` ends no script when it is written so, and JSON reads it the same.
    return SafeString(f'<script type="application/ld+json">{written.replace("<", chr(92) + "u003c")}</script>')

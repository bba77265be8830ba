"""The report of an audit as ClaimReview of schema.org (JSON-LD): one for each finding on a sentence."""

from __future__ import annotations

from typing import Any

from citewell.check.audit import Report
from citewell.check.findings import Finding, Severity
from citewell.publish.entries import line
from citewell.publish.html import web_address
from citewell.publish.jsonld import CONTEXT, PUBLISHER, in_a_page

# A scale of our own, so that its ends are given with each rating; at the best, nothing is found.
_RATINGS = {Severity.ERROR: 1, Severity.WARNING: 2, Severity.NOTE: 3}
_WORST, _BEST = 1, 4


def to_claim_review(report: Report) -> bytes:
    """Return the findings that quote a sentence, as JSON-LD that may stand in a page.

    A sentence without a finding is not reviewed here: it was looked at by rules, and may still be wrong.
    """
    reviews = [_review(finding, report) for finding in report.findings if finding.sentence]
    return in_a_page({"@context": CONTEXT, "@graph": reviews})


def _review(finding: Finding, report: Report) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "claimReviewed": line(finding.sentence),
        "itemReviewed": {"@type": "Claim", "appearance": _text(report)},
        "author": PUBLISHER,
        "name": finding.code,
        "reviewBody": line(f"{finding.message} {finding.advice}"),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": _RATINGS[finding.severity],
            "worstRating": _WORST,
            "bestRating": _BEST,
            "alternateName": finding.severity.value,
            "ratingExplanation": line(finding.message),
        },
    }


def _text(report: Report) -> dict[str, Any]:
    work = {"@type": "CreativeWork", "name": line(report.text.title or report.name or "a text")}
    address = web_address(report.name)
    return {**work, "url": address} if address else work

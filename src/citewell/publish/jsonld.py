"""The article for search engines: schema.org as JSON-LD, a MedicalWebPage and a QAPage of one graph."""

from __future__ import annotations

from typing import Any

import orjson

from citewell.model.article import ReviewStatus
from citewell.model.claim import Reference
from citewell.model.question import Audience
from citewell.publish import words
from citewell.publish.entries import authors, is_paper, line, note
from citewell.publish.export import Export, Reviewer
from citewell.publish.html import web_address

CONTEXT = "https://schema.org"
PUBLISHER = {"@type": "Organization", "name": "Citewell"}
_AUDIENCES = {Audience.PATIENT: "Patient", Audience.CAREGIVER: "Caregiver"}


def to_jsonld(export: Export) -> bytes:
    """Return the article as JSON-LD, safe to be put into a page: no `<` ends the script that holds it."""
    return in_a_page({"@context": CONTEXT, "@graph": [_web_page(export), _question_page(export)]})


def in_a_page(document: dict[str, Any]) -> bytes:
    """Return JSON in which no character is markup. `<`, `>` and `&` stand in JSON within strings alone."""
    written = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    for character in b"<>&":
        written = written.replace(bytes([character]), b"\\u%04x" % character)
    return written


def _web_page(export: Export) -> dict[str, Any]:
    draft = export.draft
    page = {
        "@type": "MedicalWebPage",
        "@id": export.identifier,
        "url": export.address,
        "name": line(draft.question.text),
        "inLanguage": "en",
        "abstract": _answer_text(export),
        "dateCreated": export.made_on,
        "lastReviewed": _approved_on(export),
        "reviewedBy": [_person(reviewer) for reviewer in export.reviewers],
        "creativeWorkStatus": line(export.standing) or export.status_text,
        # Nothing of schema.org says why a board shows what a check stopped; a search engine must not lose it.
        "comment": [{"@type": "Comment", "text": line(told)} for told in export.told_of_review],
        "audience": {"@type": "MedicalAudience", "audienceType": _AUDIENCES.get(export.audience, "Clinician")},
        "publisher": PUBLISHER,
        "usageInfo": words.disclaimer(export.audience, is_reviewed=export.is_approved),
        "citation": [_work(reference, export) for reference in draft.references],
        "mainEntity": {"@id": _part(export, "question")},
    }
    return _known(page)


def _person(reviewer: Reviewer) -> dict[str, Any]:
    return _known({"@type": "Person", "name": line(reviewer.name), "honorificSuffix": line(reviewer.credentials)})


def _question_page(export: Export) -> dict[str, Any]:
    """Return the question, and its answer if there is one: accepted where a board approved it, else suggested."""
    text = _answer_text(export)
    answer = _known(
        {
            "@type": "Answer",
            "@id": _part(export, "answer"),
            "text": text,
            "dateCreated": export.made_on,
            "author": PUBLISHER,
            "citation": [{"@id": _part(export, f"ref-{reference.number}")} for reference in export.draft.references],
        }
    )
    role = "acceptedAnswer" if export.status is ReviewStatus.APPROVED else "suggestedAnswer"
    question = {
        "@type": "Question",
        "@id": _part(export, "question"),
        "name": line(export.draft.question.text),
        "answerCount": 1 if text else 0,
    }
    return {
        "@type": "QAPage",
        "@id": _part(export, "qa"),
        "mainEntity": {**question, role: answer} if text else question,
    }


def _answer_text(export: Export) -> str:
    """Return the bottom line, each sentence with the numbers of its references."""
    draft = export.draft
    told = []
    for claim_id in draft.bottom_line:
        claim = draft.claim(claim_id)
        numbers = ", ".join(map(str, draft.numbers(claim)))
        told.append(line(f"{claim.context + ': ' if claim.context else ''}{claim.text} [{numbers}]"))
    return " ".join(told)


def _work(reference: Reference, export: Export) -> dict[str, Any]:
    identifiers = [
        {"@type": "PropertyValue", "propertyID": identifier.scheme.upper(), "value": str(identifier)}
        for identifier in reference.identifiers
    ]
    work = {
        "@type": "ScholarlyArticle" if is_paper(reference) else "CreativeWork",
        "@id": _part(export, f"ref-{reference.number}"),
        "name": line(reference.title),
        "author": [{"@type": "Person", "name": author} for author in authors(reference)],
        "publisher": {"@type": "Organization", "name": line(reference.issuer)} if reference.issuer else None,
        "isPartOf": {"@type": "Periodical", "name": line(reference.journal)} if is_paper(reference) else None,
        "datePublished": str(reference.year or ""),
        "identifier": identifiers,
        "url": web_address(reference.url),
        "license": line(reference.licence),
        "description": note(reference),
    }
    return _known(work)


def _part(export: Export, name: str) -> str:
    return f"{export.identifier}#{name}"


def _approved_on(export: Export) -> str:
    """Return the day of the approval; empty for an article that is not approved."""
    if export.status is not ReviewStatus.APPROVED:
        return ""
    own = [event for event in export.events if event["ledger"] == export.digest]
    return [str(event["at"])[:10] for event in own if event.get("status") == ReviewStatus.APPROVED.value][-1]


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}

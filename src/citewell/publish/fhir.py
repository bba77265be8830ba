"""The article as a Bundle of FHIR R5, built and validated by `fhir.resources`.

    Citation             each reference
    Evidence             each sentence, with its quotes as notes
    EvidenceReport       the article: its question, and its sections with their sentences
    ArtifactAssessment   the review status, and how many sentences passed the gate

Elements as HL7 FHIR Release 5 (5.0.0) defines them. Nothing is coded that the ledger does not know: what a sentence is
about is given in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson

from citewell.model.article import ArticleSection, ReviewStatus
from citewell.model.claim import Citation, Claim, ClaimKind, Reference
from citewell.publish import words
from citewell.publish.entries import authors, is_paper, line, note
from citewell.publish.export import Export
from citewell.publish.html import web_address

Resource = dict[str, Any]
_URI = "urn:ietf:rfc:3986"
_ROLES = "http://terminology.hl7.org/CodeSystem/variable-role"
_SCHEMES = {"doi": "https://doi.org", "pmid": "https://pubmed.ncbi.nlm.nih.gov"}
_WORKFLOW = {
    ReviewStatus.SUBMITTED: "submitted",
    ReviewStatus.UNDER_REVIEW: "submitted",
    ReviewStatus.APPROVED: "published",
}


def to_fhir(export: Export) -> bytes:
    """Return the article as a Bundle (a collection) in JSON, valid against the R5 definitions."""
    from fhir.resources.bundle import Bundle

    resources = [
        _report(export),
        _assessment(export),
        *(_citation(reference, export) for reference in export.draft.references),
        *(_evidence(claim, export) for claim in export.draft.claims),
    ]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": _URI, "value": export.identifier},
        "entry": [{"fullUrl": _name(export, resource["id"]), "resource": resource} for resource in resources],
    }
    valid = Bundle.model_validate(bundle)
    return orjson.dumps(orjson.loads(valid.model_dump_json()), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _name(export: Export, resource_id: str) -> str:
    """Return the name of a resource within the bundle: the same for the same article."""
    return uuid5(NAMESPACE_URL, f"{export.identifier}#{resource_id}").urn


def _link(export: Export, resource_id: str, display: str = "") -> Resource:
    reference: Resource = {"reference": _name(export, resource_id)}
    return {**reference, "display": display} if display else reference


def _state(export: Export) -> str:
    """Return the publication status: nothing is active that no board approved."""
    return "active" if export.status is ReviewStatus.APPROVED else "draft"


def _citation(reference: Reference, export: Export) -> Resource:
    identifiers = [
        _known({"system": _SCHEMES.get(identifier.scheme, _URI), "value": _identifier(identifier.scheme, identifier)})
        for identifier in reference.identifiers
    ]
    artifact = {
        "identifier": identifiers,
        "title": [{"text": line(reference.title)}],
        "publicationForm": [_form(reference)],
        "webLocation": [{"url": address}] if (address := web_address(reference.url)) else None,
        "contributorship": _contributors(reference),
        "note": [{"text": note(reference)}],
    }
    return {
        "resourceType": "Citation",
        "id": f"ref-{reference.number}",
        "status": _state(export),
        "title": line(reference.title),
        "citedArtifact": _known(artifact),
    }


def _identifier(scheme: str, value: object) -> str:
    return str(value) if scheme in _SCHEMES else str(getattr(value, "url", value))


def _form(reference: Reference) -> Resource:
    published = {"title": line(reference.journal)} if is_paper(reference) else None
    publisher = {"publisher": {"display": line(reference.issuer)}} if reference.issuer else {}
    form = {
        "publishedIn": {**(published or {}), **publisher},
        "articleDate": str(reference.year or ""),
        "copyright": line(reference.licence),
    }
    return _known(form) or {"language": [{"text": "English"}]}


def _contributors(reference: Reference) -> Resource | None:
    entries = [{"contributor": {"display": author}} for author in authors(reference)]
    return {"complete": True, "entry": entries} if entries else None


def _evidence(claim: Claim, export: Export) -> Resource:
    related = [
        {
            "type": "derived-from",
            "display": f"Reference {export.draft.reference_number(record_id)}",
            "resourceReference": _link(export, f"ref-{export.draft.reference_number(record_id)}"),
        }
        for record_id in claim.record_ids
    ]
    kind = "quoted from its source" if claim.kind is ClaimKind.QUOTED else "worded by Citewell"
    return _known(
        {
            "resourceType": "Evidence",
            "id": claim.id,
            "status": _state(export),
            "title": line(claim.context),
            "assertion": line(claim.text),
            "description": f"{words.facet_title(claim.facet)}: {kind}, and passed {export.draft.verifier}.",
            "relatedArtifact": related,
            "note": [{"text": _quoted(citation, export)} for citation in claim.citations],
            "variableDefinition": list(_variables(claim, export)),
        }
    )


def _quoted(citation: Citation, export: Export) -> str:
    passage = citation.passage
    number = export.draft.reference_number(citation.record_id)
    graded = words.grading_text(citation, "")
    told = f"[{number}] {passage.section}, characters {passage.start} to {passage.end}: “{citation.quote}”"
    return line(f"{told} {graded}" if graded else told)


def _variables(claim: Claim, export: Export) -> Iterable[Resource]:
    """Yield what the sentence is about, as far as the question tells it: at least one is required."""
    question = export.draft.question
    pico = question.pico
    yield _variable("measuredVariable", words.facet_title(claim.facet))
    yield _variable("population", ", ".join(pico.population) or question.subject)
    if pico.intervention:
        yield _variable("exposure", ", ".join(pico.intervention))
    if pico.comparison:
        yield _variable("referenceExposure", ", ".join(pico.comparison))


def _variable(role: str, description: str) -> Resource:
    return {"description": line(description), "variableRole": {"coding": [{"system": _ROLES, "code": role}]}}


def _report(export: Export) -> Resource:
    draft = export.draft
    sections = [_section("Bottom line", draft.bottom_line, export)] if draft.bottom_line else []
    sections += [_section(_titled(section), section.claim_ids, export) for section in draft.sections]
    sections += [_section(f"Where sources disagree: {line(c.outcome)}", c.claim_ids, export) for c in draft.conflicts]
    open_parts = [f"Not answered by the library: {words.facet_list(draft.unanswered)}."] if draft.unanswered else []
    told = [
        f"{export.told_status} {words.outcome_text(draft)}",
        *export.told_of_review,
        *open_parts,
        *draft.limits,
        words.disclaimer(export.audience, is_reviewed=export.is_approved),
    ]
    return _known(
        {
            "resourceType": "EvidenceReport",
            "id": "report",
            "status": _state(export),
            "url": export.address,
            "identifier": [{"system": _URI, "value": export.identifier}],
            "publisher": "Citewell",
            "subject": {"note": [{"text": line(draft.question.text)}]},
            "note": [{"text": line(text)} for text in told],
            "relatedArtifact": [
                {"type": "cites", "resourceReference": _link(export, f"ref-{reference.number}")}
                for reference in draft.references
            ],
            "section": sections,
        }
    )


def _titled(section: ArticleSection) -> str:
    return f"{words.KIND_TITLES[section.source_kind]}: {words.facet_title(section.facet)}"


def _section(title: str, claim_ids: tuple[str, ...], export: Export) -> Resource:
    return {"title": title, "entryReference": [_link(export, claim_id) for claim_id in claim_ids]}


def _assessment(export: Export) -> Resource:
    draft = export.draft
    checked = f"Each of the {len(draft.claims)} sentences passed {draft.verifier}; each quote stands at its place."
    return _known(
        {
            "resourceType": "ArtifactAssessment",
            "id": "assessment",
            "title": f"Review status: {export.status_text}",
            "date": export.made_on,
            "artifactReference": _link(export, "report"),
            "workflowStatus": _WORKFLOW.get(export.status, ""),
            "content": [
                {"informationType": "classifier", "summary": f"Review status: {export.status_text}"},
                {"informationType": "comment", "summary": checked},
                *({"informationType": "comment", "summary": line(told)} for told in export.told_of_review),
                *({"informationType": "comment", "summary": _told(event)} for event in export.events),
            ],
        }
    )


def _told(event: Any) -> str:
    parts = [event["at"], event["action"], str(event.get("actor") or ""), str(event.get("status") or "")]
    return line(", ".join(part for part in parts if part))


def _known(values: Resource) -> Resource:
    return {name: value for name, value in values.items() if value}

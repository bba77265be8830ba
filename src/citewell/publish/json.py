"""The `ask` document of the command-line contract, as plain values. Its schema is `ask.schema.json`."""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from typing import Any

import orjson

from citewell.language.sentences import split_sentences
from citewell.model.article import StudyUnderWay, VerifiedDraft
from citewell.model.claim import Claim, Reference
from citewell.model.question import Audience
from citewell.model.rendering import ClaimRendering
from citewell.publish.words import REVIEW_STATUS, disclaimer, urgent_banner
from citewell.register import render_for


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the document."""
    file = resources.files("citewell.publish").joinpath("schemas", "ask.schema.json")
    return dict(orjson.loads(file.read_bytes()))


def to_json(draft: VerifiedDraft, *, audience: Audience = Audience.PHYSICIAN, version: str = "") -> dict[str, Any]:
    """Return the document as plain values, ready to be written as JSON."""
    flag = draft.question.red_flag
    banner = urgent_banner(flag.kind) if flag else None
    pico = draft.question.pico
    rendering = render_for(draft, audience)
    return {
        "question": {
            "text": draft.question.text,
            "facets": [facet.value for facet in draft.question.facets],
            "facets_are_explicit": draft.question.facets_are_explicit,
            "terms": list(draft.terms),
            "pico": {
                "population": list(pico.population),
                "intervention": list(pico.intervention),
                "comparison": list(pico.comparison),
                "outcome": list(pico.outcome),
            },
        },
        "outcome": draft.outcome.value,
        "urgent": draft.is_urgent,
        "banner": {"title": banner.title, "lines": list(banner.lines)} if banner else None,
        "audience": audience.value,
        "review_status": REVIEW_STATUS,
        "bottom_line": list(draft.bottom_line),
        "sections": [
            {
                "title": section.title,
                "source_kind": section.source_kind.value,
                "facet": section.facet.value,
                "claims": list(section.claim_ids),
            }
            for section in rendering.sections
        ],
        "claims": [_claim(claim, rendering.claim(claim.id), draft) for claim in draft.claims],
        "references": [_reference(reference) for reference in draft.references],
        "unanswered": [facet.value for facet in draft.unanswered],
        "conflicts": [
            {
                "facet": conflict.facet.value,
                "outcome": conflict.outcome,
                "claims": list(conflict.claim_ids),
                "likely_reason": conflict.likely_reason,
            }
            for conflict in draft.conflicts
        ],
        "limits": list(draft.limits),
        "evidence_table": [
            {
                "reference": draft.reference_number(row.record_id),
                "record_id": row.record_id,
                "design": row.design,
                "level": row.level,
                "n": row.sample_size,
                "year": row.year,
                "result": row.result,
            }
            for row in draft.evidence
        ],
        "proposed_certainty": [
            {
                "outcome": proposed.outcome,
                "compared": list(proposed.compared),
                "certainty": proposed.certainty.value,
                "claims": list(proposed.claim_ids),
                "reasons": list(proposed.reasons),
            }
            for proposed in draft.certainty
        ],
        "retracted": [_reference(reference) for reference in draft.retracted],
        "under_way": [_under_way(study) for study in draft.under_way],
        "nearest": [
            {"record_id": n.record_id, "title": n.title, "year": n.year, "url": n.url, "missing": list(n.missing)}
            for n in draft.nearest
        ],
        "edition": draft.edition,
        "method": {
            "writer": draft.writer,
            "verifier": draft.verifier,
            "passages_searched": draft.searched,
            "claims_dropped": draft.dropped,
            "version": version,
            "retraction_lists": [{"name": name, "dated": dated} for name, dated in draft.retraction_lists.lists],
            "live": asdict(draft.live) if draft.live else None,
            "dense": asdict(draft.dense) if draft.dense else None,
        },
        "glossary": [asdict(explanation) for explanation in rendering.explanations],
        "readability": asdict(rendering.readability) if rendering.readability else None,
        "disclaimer": disclaimer(audience),
        "follow_ups": list(draft.follow_ups),
    }


def _claim(claim: Claim, shown: ClaimRendering, draft: VerifiedDraft) -> dict[str, Any]:
    return {
        "id": claim.id,
        "text": claim.text,
        "context": claim.context,
        "kind": claim.kind.value,
        "facet": claim.facet.value,
        "source_kind": claim.source_kind.value,
        "citations": [
            {
                "reference": draft.reference_number(citation.record_id),
                "record_id": citation.record_id,
                "section": citation.passage.section,
                "start": citation.passage.start,
                "end": citation.passage.end,
                "quote": citation.quote,
                "strength": citation.strength,
                "certainty": citation.certainty,
            }
            for citation in claim.citations
        ],
        "verdict": claim.verdict.kind.value,
        "checks": [{"name": c.name, "passed": c.passed, "detail": c.detail} for c in claim.verdict.checks],
        "rendering": {
            "text": shown.text,
            "sentences": [sentence.text for sentence in split_sentences(shown.text)],
            "reworded": shown.is_reworded,
            "notes": [{"kind": note.kind.value, "text": note.text} for note in shown.notes],
            "terms": list(shown.terms),
            "grade": shown.grade,
            "failed": [{"name": c.name, "detail": c.detail} for c in shown.failed],
        },
    }


def _under_way(study: StudyUnderWay) -> dict[str, Any]:
    return {
        "record_id": study.record_id,
        "title": study.title,
        "status": study.status,
        "as_of": study.as_of,
        "identifiers": study.identifiers.to_json(),
        "url": study.url,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "number": reference.number,
        "record_id": reference.record_id,
        "type": reference.type,
        "title": reference.title,
        "journal": reference.journal,
        "year": reference.year,
        "authors": list(reference.authors),
        "issuer": reference.issuer,
        "identifiers": reference.identifiers.to_json(),
        "url": reference.url,
        "design": reference.design,
        "evidence_level": reference.evidence_level,
        "evidence_reason": reference.evidence_reason,
        "n": reference.sample_size,
        "coverage": reference.coverage,
        "starter": reference.is_starter,
        "checked_at": reference.checked_at,
        "licence": reference.licence,
        "retraction": reference.retraction.value,
    }

"""What has happened to an approved article since: a source retracted, superseded or gone, and evidence that came.

Pure: given the ledger of the article, what the library holds now, and the answer it gives now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from citewell.editorial.changes import claim_key
from citewell.editorial.review import Cause
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.claim import Claim, Reference
from citewell.model.evidence import Record, RecordKind, RetractionStatus
from citewell.model.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that touches sentences of an article.

    keys: of the claims (`claim_key`). reason: for the desk and for readers, with the source named.
    problem: the check that the claims now fail; empty where none does.
    """

    keys: tuple[str, ...]
    cause: Cause
    reason: str
    problem: str = ""


def changed_sources(ledger: Ledger, held: Mapping[str, Record]) -> tuple[Finding, ...]:
    """Return what has happened to the sources of an article, in the order of its references.

    held: the records that the library holds now, by id; one that is missing is gone.
    """
    findings = (
        _source_change(ledger, reference, held.get(reference.record_id)) for reference in ledger.draft.references
    )
    return tuple(finding for finding in findings if finding is not None)


def new_evidence(ledger: Ledger, again: VerifiedDraft) -> tuple[Finding, ...]:
    """Return what the library would answer better now: evidence that is stronger than what an aspect rests on.

    Stronger: a guideline or a label where the aspect had none, or a level of the same table above its best. An aspect
    that was left unanswered and has an answer now counts for the whole bottom line.
    """
    if again.outcome is Outcome.INSUFFICIENT_EVIDENCE:
        return ()
    known = {reference.record_id for reference in ledger.draft.references}
    return tuple(
        Finding(_keys(touched), Cause.EVIDENCE, _told(new))
        for facet in dict.fromkeys(claim.facet for claim in again.claims)
        if (new := _stronger(ledger.draft, again, facet, known))
        and (touched := _of_facet(ledger.draft, facet) or _bottom_line(ledger.draft))
    )


def _source_change(ledger: Ledger, reference: Reference, now: Record | None) -> Finding | None:
    claims = [claim for claim in ledger.draft.claims if reference.record_id in claim.record_ids]
    name = f"“{reference.title}” (source {reference.number})"
    if now is None:
        return Finding(_keys(claims), Cause.SUPERSEDED, f"The library no longer holds {name}.")
    if now.retraction is RetractionStatus.RETRACTED and reference.retraction is not RetractionStatus.RETRACTED:
        return Finding(_keys(claims), Cause.RETRACTION, f"{name} has been retracted.", "not_retracted")
    if now.retraction is RetractionStatus.CONCERN and reference.retraction is not RetractionStatus.CONCERN:
        return Finding(_keys(claims), Cause.RETRACTION, f"An expression of concern has been published on {name}.")
    moved = [claim for claim in claims if not _still_says(claim, now)]
    if moved:
        what = "A newer version has taken the place of" if _has_versions(now) else "The text has changed of"
        return Finding(
            _keys(moved), Cause.SUPERSEDED, f"{what} {name}, and does not read as it was quoted.", "quote_at_span"
        )
    if _has_versions(now) and now.version != ledger.source(now.id).version:
        return Finding(
            _keys(claims),
            Cause.SUPERSEDED,
            f"A newer version has taken the place of {name}, in the same words.",
        )
    return None


def _still_says(claim: Claim, now: Record) -> bool:
    """Tell whether each quote still stands in its section, wherever that has moved to."""
    for citation in claim.citations:
        if citation.record_id != now.id or citation.passage.is_at_its_span(now):
            continue
        if not any(citation.quote in section.text for section in now.sections):
            return False
    return True


def _has_versions(record: Record) -> bool:
    return record.kind in {RecordKind.LABEL, RecordKind.GUIDELINE}


def _stronger(before: VerifiedDraft, again: VerifiedDraft, facet: object, known: set[str]) -> list[Reference]:
    """Return the references that are new and stronger than all that an aspect rested on."""
    old = _references(before, _of_facet(before, facet))
    best = min((reference.evidence_level or 9 for reference in old), default=9)
    has_authority = any(_is_authority(before, reference) for reference in old)
    return [
        reference
        for reference in _references(again, _of_facet(again, facet))
        if reference.record_id not in known
        and ((_is_authority(again, reference) and not has_authority) or (reference.evidence_level or 9) < best)
    ]


def _is_authority(draft: VerifiedDraft, reference: Reference) -> bool:
    kinds = {claim.source_kind for claim in draft.claims if reference.record_id in claim.record_ids}
    return bool(kinds & {RecordKind.GUIDELINE, RecordKind.LABEL})


def _of_facet(draft: VerifiedDraft, facet: object) -> list[Claim]:
    return [claim for claim in draft.claims if claim.facet is facet]


def _bottom_line(draft: VerifiedDraft) -> list[Claim]:
    return [draft.claim(claim_id) for claim_id in draft.bottom_line]


def _references(draft: VerifiedDraft, claims: list[Claim]) -> list[Reference]:
    cited = {record_id for claim in claims for record_id in claim.record_ids}
    return [reference for reference in draft.references if reference.record_id in cited]


def _told(new: list[Reference]) -> str:
    names = "; ".join(f"“{r.title}” ({r.design}{f', {r.year}' if r.year else ''})" for r in new[:3])
    return f"The library holds stronger evidence now: {names}{' and more' if len(new) > 3 else ''}."


def _keys(claims: list[Claim]) -> tuple[str, ...]:
    return tuple(claim_key(claim) for claim in claims)

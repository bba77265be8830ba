"""What of a ledger is computed, computed again: reference list, evidence table, headings, outcome, limits.

The gate judges the sentences. This is for what stands around them, which nobody words and which must follow from the
sentences and their sources. Of a source the ledger holds the cited sections: a design that only the rest of its text
tells, the size of a study and why sources disagree cannot be told from them, and are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from citewell.appraise.design import design_by_entry
from citewell.appraise.level import level_for
from citewell.model.article import VerifiedDraft
from citewell.model.claim import Reference
from citewell.model.evidence import Design, EvidenceLevel, Record
from citewell.model.headings import FACET_HEADINGS
from citewell.model.ledger import Ledger
from citewell.model.question import Facet
from citewell.verify.assemble import TYPES, evidence_of, limits_of, outcome_of, unanswered_of
from citewell.verify.certainty import propose_certainty
from citewell.verify.gate import VERIFIER

_VERIFIER = re.compile(r"gate [1-9][0-9]*")


def ledger_faults(ledger: Ledger) -> Iterator[str]:
    """Yield what a ledger says otherwise than its sentences and its sources make it."""
    draft = ledger.draft
    if [reference.number for reference in draft.references] != list(range(1, len(draft.references) + 1)):
        yield "the references are not numbered in their order"
    if len({reference.record_id for reference in draft.references}) < len(draft.references):
        yield "a source stands twice in the reference list"
    for reference in draft.references:
        for name, differs in _differences(reference, ledger.source(reference.record_id)):
            if differs:
                yield f"reference {reference.number}: its {name} is not that of its source"
        yield from _grading_faults(reference, ledger.source(reference.record_id))
    yield from _evidence_faults(draft)
    yield from _arrangement_faults(draft)
    if not _VERIFIER.fullmatch(draft.verifier):
        yield f"its verifier {draft.verifier[:80]!r} is none that Citewell has had"


def _differences(reference: Reference, record: Record) -> Iterable[tuple[str, bool]]:
    yield "title", reference.title != record.title
    yield "journal", reference.journal != record.journal
    yield "year", reference.year != record.year
    yield "authors", reference.authors != record.authors
    yield "issuer", reference.issuer != record.issuer
    yield "identifiers", reference.identifiers != record.identifiers
    yield "address", reference.url != record.link
    yield "licence", reference.licence != record.licence
    yield "retraction status", reference.retraction is not record.retraction
    yield "coverage", reference.coverage != record.coverage.value
    yield "origin", reference.is_starter != record.provenance.is_starter
    yield "type", reference.type != TYPES[record.kind]
    yield "day of checking", reference.checked_at != record.provenance.checked_at


def _grading_faults(reference: Reference, record: Record) -> Iterator[str]:
    """Yield what is wrong with a reference's design and its level."""
    told = design_by_entry(record)
    # Whether a protocol's heading counts is told from the whole text.
    if told and told[0] is not Design.PROTOCOL and reference.design != told[0].value:
        yield f"reference {reference.number}: its design is not that of its source"
    if not any(
        level.level == reference.evidence_level and reference.evidence_reason.startswith(f"{level.reason} (")
        for level in _levels(reference.design)
    ):
        yield f"reference {reference.number}: its level of evidence is none that its design has"


def _levels(design: str) -> Iterator[EvidenceLevel]:
    """Yield the levels that a design may have, whatever was asked."""
    if design in set(Design):
        for facet in Facet:
            for pools in (True, False):
                yield level_for(Design(design), facet, pools_trials=pools)


def _evidence_faults(draft: VerifiedDraft) -> Iterator[str]:
    cited = {record_id for claim in draft.claims for record_id in claim.record_ids}
    idle = [reference.number for reference in draft.references if reference.record_id not in cited]
    if idle:
        yield f"no sentence rests on reference {idle[0]}"
        return
    computed = evidence_of(draft.references, draft.claims)
    if [row.record_id for row in draft.evidence] != [row.record_id for row in computed]:
        yield "the evidence table has not one row for each reference, in their order"
        return
    for number, (row, wanted) in enumerate(zip(draft.evidence, computed, strict=True), 1):
        if row != wanted:
            yield f"row {number} of the evidence table is not what its reference and its sentence say"


def _arrangement_faults(draft: VerifiedDraft) -> Iterator[str]:
    for section in draft.sections:
        held = {(draft.claim(i).source_kind, draft.claim(i).facet) for i in section.claim_ids}
        if section.title != FACET_HEADINGS[section.facet][0] or held != {(section.source_kind, section.facet)}:
            yield f"the section {section.title[:80]!r} is not that of its sentences"
    if draft.unanswered != unanswered_of(draft.question, draft.claims):
        yield "what it says is not answered is not what its sentences leave open"
    if draft.outcome is not outcome_of(draft.claims, draft.unanswered):
        yield f"its outcome {draft.outcome.value!r} is not that of its sentences"
    # A ledger of an earlier gate may have been written before any certainty was proposed.
    proposes = draft.certainty or draft.verifier == VERIFIER
    if proposes and draft.certainty != propose_certainty(draft.question, draft.claims, draft.references):
        yield "the certainty it proposes is not that of its sentences and references"
    for limit in limits_of(draft.references, draft.claims, lists=draft.retraction_lists, ended=()):
        if limit not in draft.limits:
            yield f"it lacks a limit: {limit}"

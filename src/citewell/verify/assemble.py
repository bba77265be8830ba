"""From the claims that passed to an article's parts: order, numbers, references, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citewell.appraise.level import level_for
from citewell.language.dates import long_date
from citewell.model.article import (
    ArticleSection,
    Draft,
    EvidenceRow,
    Outcome,
    VerifiedDraft,
)
from citewell.model.claim import Claim, Reference
from citewell.model.evidence import AppraisedRecord, Coverage, RecordKind, RetractionLists
from citewell.model.headings import FACET_HEADINGS
from citewell.model.question import Facet, Question
from citewell.verify.certainty import propose_certainty
from citewell.verify.conflicts import find_conflicts
from citewell.verify.gate import VERIFIER
from citewell.verify.under_way import ended_unreported, is_on_subject, studies_under_way

_LEAST_CLAIMS = 2
# One sentence of a guideline or of a drug label may be the whole answer: "is contraindicated in asthma".
_AUTHORITIES = frozenset({RecordKind.GUIDELINE, RecordKind.LABEL})
TYPES = {
    RecordKind.GUIDELINE: "Guideline",
    RecordKind.LABEL: "Drug label",
    RecordKind.RESEARCH: "Research",
    RecordKind.TOPIC: "Health information",
}


def assemble(draft: Draft, claims: tuple[Claim, ...]) -> VerifiedDraft:
    """Return the verified draft made of these claims, with fewer than two of them an insufficient one."""
    if len(claims) < _LEAST_CLAIMS and not any(_may_stand_alone(draft, claim) for claim in claims):
        claims = ()
    lead = _lead(draft, claims)
    ordered = _renumber([*_pick(claims, lead), *(c for c in claims if c.id not in lead)])
    bottom_line = tuple(claim.id for claim in ordered[: len(lead)])
    sections = _sections(draft, ordered[len(lead) :])
    references = _references(draft, ordered)
    question = draft.question
    if ordered and not question.facets_are_explicit:
        # Nobody asked for these by name: they were assumed, and what was found of them is the answer.
        answered = {claim.facet for claim in ordered}
        question = replace(question, facets=tuple(facet for facet in question.facets if facet in answered))
    unanswered = unanswered_of(question, ordered)
    return VerifiedDraft(
        question=question,
        outcome=outcome_of(ordered, unanswered),
        claims=tuple(ordered),
        bottom_line=bottom_line,
        sections=sections,
        references=references,
        unanswered=unanswered,
        conflicts=find_conflicts(ordered, {r.record.id: r for r in draft.appraisal.records}),
        limits=limits_of(
            references,
            ordered,
            lists=draft.appraisal.retraction_lists,
            ended=ended_unreported(draft.question, draft.appraisal),
        )
        + draft.limits,
        evidence=evidence_of(references, ordered),
        dropped=draft.dropped + len(draft.claims) - len(ordered),
        nearest=() if ordered else draft.nearest,
        retracted=tuple(
            _reference(0, item, Facet.TREATMENT)
            for item in draft.appraisal.retracted
            if is_on_subject(draft.question, item.record)
        ),
        under_way=studies_under_way(draft.question, draft.appraisal),
        searched=draft.appraisal.searched,
        terms=draft.appraisal.terms,
        edition=draft.appraisal.edition,
        writer=draft.writer,
        verifier=VERIFIER,
        retraction_lists=draft.appraisal.retraction_lists,
        certainty=propose_certainty(question, ordered, references),
    )


def _may_stand_alone(draft: Draft, claim: Claim) -> bool:
    """Tell whether one sentence is an answer: of an authority, or of a study that asked the very question."""
    return claim.source_kind in _AUTHORITIES or claim.id in draft.alone


def _lead(draft: Draft, claims: tuple[Claim, ...]) -> list[str]:
    """Return the proposed bottom line, less what was dropped; with nothing left, the first claim."""
    known = [claim.id for claim in claims]
    lead = [claim_id for claim_id in draft.lead if claim_id in known]
    return lead or known[:1]


def _pick(claims: tuple[Claim, ...], ids: list[str]) -> list[Claim]:
    by_id = {claim.id: claim for claim in claims}
    return [by_id[claim_id] for claim_id in ids]


def _renumber(claims: list[Claim]) -> list[Claim]:
    return [replace(claim, id=f"c{number}") for number, claim in enumerate(claims, 1)]


def _sections(draft: Draft, claims: list[Claim]) -> tuple[ArticleSection, ...]:
    sections = []
    for kind in RecordKind:
        for facet in dict.fromkeys((*draft.question.facets, *(claim.facet for claim in claims))):
            ids = tuple(c.id for c in claims if c.source_kind is kind and c.facet is facet)
            if ids:
                sections.append(ArticleSection(FACET_HEADINGS[facet][0], kind, facet, ids))
    return tuple(sections)


def _references(draft: Draft, claims: list[Claim]) -> tuple[Reference, ...]:
    """Number the cited records in the order in which a reader meets them."""
    by_id = {item.record.id: item for item in draft.appraisal.records}
    facets: dict[str, Facet] = {}
    for claim in claims:
        for record_id in claim.record_ids:
            facets.setdefault(record_id, claim.facet)
    return tuple(
        _reference(number, by_id[record_id], facet) for number, (record_id, facet) in enumerate(facets.items(), 1)
    )


def _reference(number: int, item: AppraisedRecord, facet: Facet) -> Reference:
    record = item.record
    level = level_for(item.design, facet, pools_trials=item.pools_trials)
    return Reference(
        number=number,
        record_id=record.id,
        type=TYPES[record.kind],
        title=record.title,
        journal=record.journal,
        year=record.year,
        authors=record.authors,
        identifiers=record.identifiers,
        url=record.link,
        design=item.design.value,
        evidence_level=level.level,
        evidence_reason=f"{level.reason} ({item.design_reason})",
        sample_size=item.sample_size,
        coverage=record.coverage.value,
        retraction=record.retraction,
        issuer=record.issuer,
        is_starter=record.provenance.is_starter,
        checked_at=record.provenance.checked_at,
        licence=record.licence,
    )


def unanswered_of(question: Question, claims: Sequence[Claim]) -> tuple[Facet, ...]:
    """Return the facets that were asked for and that no claim is about."""
    answered = {claim.facet for claim in claims}
    return tuple(facet for facet in question.facets if facet not in answered)


def outcome_of(claims: Sequence[Claim], unanswered: tuple[Facet, ...]) -> Outcome:
    """Return what the claims come to, when these facets are not answered."""
    if not claims:
        return Outcome.INSUFFICIENT_EVIDENCE
    return Outcome.PARTIAL if unanswered else Outcome.ANSWERED


def limits_of(
    references: tuple[Reference, ...], claims: Sequence[Claim], *, lists: RetractionLists, ended: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a reader should know of this evidence, in words."""
    if not references:
        return ()
    limits = []
    summaries = sum(r.is_starter for r in references)
    if summaries:
        which = "All" if summaries == len(references) else f"{summaries} of {len(references)}"
        limits.append(
            f"{which} sources are starter summaries: evidence summaries in Citewell's own words, not the papers "
            "themselves. Follow the links to the originals."
        )
    abstracts = sum(r.coverage == Coverage.ABSTRACT.value and not r.is_starter for r in references)
    if abstracts:
        limits.append(f"{abstracts} of {len(references)} sources were read as abstracts only.")
    if not any(r.type == "Guideline" for r in references):
        limits.append("No guideline is among the sources of this answer.")
    graded = [r.evidence_level for r in references if r.evidence_level]
    if graded and min(graded) > 2 and not any(r.type != "Research" for r in references):
        limits.append("No systematic review or randomised trial is among the sources of this answer.")
    # A label is superseded, and is not retracted.
    looked_up = [r for r in references if r.type != TYPES[RecordKind.LABEL]]
    unknown = sum(r.retraction.value == "UNKNOWN" for r in looked_up)
    if unknown and unknown == len(looked_up):
        limits.append("Retraction status was not checked for any source.")
    elif unknown:
        limits.append(f"Retraction status was not checked for {unknown} of {len(looked_up)} sources.")
    if lists.is_old:
        limits.append(
            f"The newest list of retractions is of {long_date(lists.newest)}, more than {lists.old_after_days} days "
            "before this answer: a later retraction is not known here."
        )
    if ended:
        numbers = ", ".join(ended)
        limits.append(f"Registered trials on this that have ended, with no report among the records found: {numbers}.")
    if len({c.record_ids[0] for c in claims}) == 1:
        limits.append("The whole answer rests on one source.")
    return tuple(limits)


def evidence_of(references: tuple[Reference, ...], claims: Sequence[Claim]) -> tuple[EvidenceRow, ...]:
    """Return the evidence table: a row a reference, with the first quote from it that a claim rests on."""
    rows = []
    for reference in references:
        result = next(c for c in claims if reference.record_id in c.record_ids)
        quote = next(c.quote for c in result.citations if c.record_id == reference.record_id)
        rows.append(
            EvidenceRow(
                reference.record_id,
                reference.design,
                reference.evidence_level,
                reference.sample_size,
                reference.year,
                " ".join(quote.split()),
            )
        )
    return tuple(rows)

"""The stage: a draft in, a verified draft out. What fails is dropped; too little left is no answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from citewell.model.article import Draft, VerifiedDraft
from citewell.model.claim import Citation, Claim, ClaimKind, VerdictKind
from citewell.model.evidence import Record
from citewell.ports import Judge
from citewell.verify.assemble import assemble
from citewell.verify.gate import check_claim, judge_text


def verify(draft: Draft, judge: Judge | None = None) -> VerifiedDraft:
    """Return the draft with its claims checked: repaired to their quote where that passes, else dropped.

    A judge, when there is one, is advisory: its doubt removes a claim, its approval adds nothing.
    """
    records = {item.record.id: item.record for item in draft.appraisal.records}
    kept: list[Claim] = []
    for claim in draft.claims:
        claim = _without_idle_citations(claim)
        verdict = check_claim(claim, records)
        if verdict.kind is not VerdictKind.SUPPORTED and claim.kind is ClaimKind.CHECKED:
            claim = _as_its_quote(claim)
            verdict = check_claim(claim, records)
        if verdict.kind is not VerdictKind.SUPPORTED:
            continue
        if judge is not None and judge.judge(claim).kind is VerdictKind.CONTRADICTED:
            continue
        kept.append(replace(claim, verdict=verdict, citations=_graded(claim.citations, records)))
    return assemble(draft, tuple(kept))


def _without_idle_citations(claim: Claim) -> Claim:
    """Return a quoted claim with only those further citations that support it by themselves.

    The first is the quote. One that is cited beside it must say the same, whoever holds that it does.
    """
    if claim.kind is not ClaimKind.QUOTED:
        return claim
    first, *others = claim.citations
    also = [c for c in others if judge_text(claim.text, [c.quote]).kind is VerdictKind.SUPPORTED]
    return replace(claim, citations=(first, *also))


def _graded(citations: tuple[Citation, ...], records: Mapping[str, Record]) -> tuple[Citation, ...]:
    """Return the citations with the strength and the certainty that their sections state, whatever the writer said."""
    sections = [records[citation.record_id].section(citation.passage.section) for citation in citations]
    return tuple(
        replace(citation, strength=section.strength, certainty=section.certainty)
        for citation, section in zip(citations, sections, strict=True)
    )


def _as_its_quote(claim: Claim) -> Claim:
    """Return the claim in the words of its first quote."""
    first = claim.citations[0]
    return replace(claim, text=" ".join(first.quote.split()), kind=ClaimKind.QUOTED, citations=(first,))

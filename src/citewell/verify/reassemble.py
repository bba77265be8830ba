"""An article with fewer or other sentences: numbers, references, sections and limits computed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citewell.model.article import VerifiedDraft
from citewell.model.claim import Claim, Reference
from citewell.verify.assemble import evidence_of, limits_of, outcome_of, unanswered_of
from citewell.verify.certainty import propose_certainty


def reassemble(draft: VerifiedDraft, claims: Sequence[Claim]) -> VerifiedDraft:
    """Return the draft with these of its claims, in their new words; each keeps its id and its place.

    Where nothing is left of the bottom line, the first claim of the sections takes its place. Raises ValueError if
    there is no claim, or one that the draft does not hold.
    """
    known = [claim.id for claim in draft.claims]
    kept = {claim.id: claim for claim in claims}
    if not kept or not set(kept) <= set(known):
        raise ValueError("an article keeps one or more of its own claims")
    in_order = [kept[claim_id] for claim_id in known if claim_id in kept]
    lead = tuple(i for i in draft.bottom_line if i in kept) or (in_order[0].id,)
    sections = tuple(
        replace(section, claim_ids=ids)
        for section in draft.sections
        if (ids := tuple(i for i in section.claim_ids if i in kept and i not in lead))
    )
    references = _renumbered(draft, in_order)
    unanswered = unanswered_of(draft.question, in_order)
    return replace(
        draft,
        outcome=outcome_of(in_order, unanswered),
        claims=tuple(in_order),
        bottom_line=lead,
        sections=sections,
        references=references,
        unanswered=unanswered,
        conflicts=tuple(conflict for conflict in draft.conflicts if set(conflict.claim_ids) <= set(kept)),
        limits=_limits(draft, references, in_order),
        evidence=evidence_of(references, in_order),
        certainty=propose_certainty(draft.question, in_order, references),
    )


def _renumbered(draft: VerifiedDraft, claims: Sequence[Claim]) -> tuple[Reference, ...]:
    """Number what is still cited in the order in which a reader meets it."""
    by_id = {reference.record_id: reference for reference in draft.references}
    cited = dict.fromkeys(record_id for claim in claims for record_id in claim.record_ids)
    return tuple(replace(by_id[record_id], number=number) for number, record_id in enumerate(cited, 1))


def _limits(draft: VerifiedDraft, references: tuple[Reference, ...], claims: Sequence[Claim]) -> tuple[str, ...]:
    """Return what is a limit of what is left; what the writer and the searches told of theirs stays."""
    lists = draft.retraction_lists
    computed = limits_of(draft.references, draft.claims, lists=lists, ended=())
    told = tuple(limit for limit in draft.limits if limit not in computed)
    return (*limits_of(references, claims, lists=lists, ended=()), *told)

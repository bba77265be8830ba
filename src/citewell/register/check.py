"""The check of a whole rendering: every claim once, no other, and no safety claim without its sentence."""

from __future__ import annotations

from collections import Counter

from citewell.model.article import VerifiedDraft
from citewell.model.claim import Check, Claim
from citewell.model.question import Facet
from citewell.model.rendering import Rendering
from citewell.verify.gate import instructs

SAFETY_FACETS = frozenset({Facet.DOSING, Facet.HARMS, Facet.CONTRAINDICATIONS})


def is_safety(claim: Claim) -> bool:
    """Tell whether a claim speaks of doses, harms or whom a treatment may hurt: it is dropped for no reader."""
    sections = " ".join([claim.context, *(citation.passage.section for citation in claim.citations)]).lower()
    named = any(
        word in sections for word in ("warning", "contraindication", "adverse", "dosage", "interaction", "harm")
    )
    return claim.facet in SAFETY_FACETS or named or instructs(claim.text)


def check_register(draft: VerifiedDraft, rendering: Rendering) -> tuple[Check, ...]:
    """Return the checks of an article's rendering: no claim added, none dropped, no safety claim without its sentence.

    Each claim was checked as it was rendered (`fidelity.check_claim_rendering`).
    """
    shown = [claim.claim_id for claim in rendering.claims]
    known = [claim.id for claim in draft.claims]
    placed = [*draft.bottom_line, *(i for section in rendering.sections for i in section.claim_ids)]
    missing = [claim.id for claim in draft.claims if is_safety(claim) and not _is_said(claim.id, rendering)]
    added = sorted(set(shown) - set(known)) + sorted(i for i, times in Counter(shown).items() if times > 1)
    dropped = sorted((set(known) - set(shown)) | (set(known) ^ set(placed)))
    moved = sorted(draft.sections, key=repr) != sorted(rendering.sections, key=repr)
    return (
        _check("no_claim_added", not added, f"not in the ledger, or twice: {', '.join(added)}"),
        _check("no_claim_dropped", not dropped, f"not shown: {', '.join(dropped)}"),
        _check("safety_claims_kept", not missing, f"a safety claim has no sentence: {', '.join(missing)}"),
        _check("sections_kept", not moved, "the sections are not those of the ledger"),
    )


def _is_said(claim_id: str, rendering: Rendering) -> bool:
    return any(claim.claim_id == claim_id and claim.text.strip() for claim in rendering.claims)


def _check(name: str, passed: bool, detail: str) -> Check:
    return Check(name, passed, "" if passed else detail)

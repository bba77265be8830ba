"""The next revision of an article: sentences reworded and left out, everything else computed again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from citewell.editorial.changes import claim_key
from citewell.editorial.policies import RETRACTION_UNKNOWN
from citewell.editorial.review import ClaimFacts, Revision
from citewell.errors import BadInput
from citewell.language.units import DOSE
from citewell.model.claim import Claim, ClaimKind, VerdictKind
from citewell.model.evidence import Record, RecordKind, RetractionStatus
from citewell.model.ledger import Ledger, make_ledger
from citewell.model.question import Facet
from citewell.model.retraction import NOTICE_SCHEMES
from citewell.publish.ledger import digest
from citewell.verify import check_claim
from citewell.verify.reassemble import reassemble

_DOSE = re.compile(DOSE)
_LONGEST_SENTENCE = 2_000


def states_dose(claim: Claim) -> bool:
    """Tell whether a pharmacist should read this claim: it is about dosing, or gives an amount of a drug."""
    return claim.facet is Facet.DOSING or bool(_DOSE.search(claim.text))


def facts(claim: Claim, records: Mapping[str, Record]) -> ClaimFacts:
    """Return what the rules of review need of a claim, checked against its sources as they now stand."""
    problems = {check.name for check in check_claim(claim, records).failed}
    if any(_is_unknown(records[record_id]) for record_id in claim.record_ids if record_id in records):
        problems.add(RETRACTION_UNKNOWN)
    return ClaimFacts(claim.id, claim_key(claim), states_dose(claim), frozenset(problems))


def _is_unknown(record: Record) -> bool:
    """Tell whether a record could be looked up in lists of retractions and was not.

    A drug label is superseded and not retracted; a page without such an identifier is in no list.
    """
    can_be_listed = any(getattr(record.identifiers, scheme) for scheme in NOTICE_SCHEMES)
    return record.retraction is RetractionStatus.UNKNOWN and record.kind is not RecordKind.LABEL and can_be_listed


def make_revision(
    ledger: Ledger,
    *,
    number: int,
    made_by: str,
    at: datetime,
    note: str = "",
    standing: Mapping[str, RetractionStatus] | None = None,
) -> Revision:
    """Return a ledger as a revision. `standing` is what the library now knows of its sources, by record id."""
    known = standing or {}
    records = {r.id: replace(r, retraction=known.get(r.id, r.retraction)) for r in ledger.sources}
    claims = tuple(facts(claim, records) for claim in ledger.draft.claims)
    return Revision(number, digest(ledger), claims, made_by, at, note)


def reword(ledger: Ledger, claim_id: str, text: str) -> Claim:
    """Return a claim in other words, checked at once against its own quotes. Its verdict may be that it fails.

    In its source's very words it is quoted, else checked. Raises BadInput if there are no words, or too many; KeyError
    if the ledger has no such claim.
    """
    plain = " ".join(text.split())
    if not plain:
        raise BadInput("The sentence is empty. Reject it if it should be left out.")
    if len(plain) > _LONGEST_SENTENCE:
        raise BadInput(f"The sentence has more than {_LONGEST_SENTENCE:,} characters. Divide or shorten it.")
    claim = ledger.draft.claim(claim_id)
    is_quote = plain.split() == claim.citations[0].quote.split()
    reworded = replace(claim, text=plain, kind=ClaimKind.QUOTED if is_quote else ClaimKind.CHECKED, override="")
    return replace(reworded, verdict=check_claim(reworded, {record.id: record for record in ledger.sources}))


@dataclass(frozen=True, slots=True)
class Edits:
    """What the next revision does differently, by claim id: other words, and what is left out.

    allowed: by the key of a claim in its new words, the reason why it is shown although a check fails.
    """

    texts: Mapping[str, str]
    left_out: frozenset[str] = frozenset()
    allowed: Mapping[str, str] | None = None


def revise(ledger: Ledger, edits: Edits) -> Ledger:
    """Return the ledger with the edits made: claims checked, references numbered anew, limits and outcome computed.

    Raises BadInput that names a sentence whose new words fail a check that nobody allowed, or if nothing is left.
    """
    kept = [claim for claim in ledger.draft.claims if claim.id not in edits.left_out]
    if not kept:
        raise BadInput("No sentence would be left. Withdraw the article instead.")
    allowed = edits.allowed or {}
    claims = tuple(_edited(ledger, claim, edits.texts.get(claim.id), allowed.get) for claim in kept)
    draft = reassemble(ledger.draft, _without_repeats(claims))
    return make_ledger(draft, ledger.sources)


def _edited(ledger: Ledger, claim: Claim, text: str | None, reason_for: Callable[[str], str | None]) -> Claim:
    if text is None:
        return claim
    reworded = reword(ledger, claim.id, text)
    if reworded.verdict.kind is VerdictKind.SUPPORTED:
        return reworded
    reason = reason_for(claim_key(reworded))
    if not reason:
        why = "; ".join(check.detail for check in reworded.verdict.failed)
        raise BadInput(
            f"Sentence {claim.id.removeprefix('c')} does not pass in its new words: {why}. "
            "Word it nearer to its source, or ask a medical editor to allow it with a reason."
        )
    return replace(reworded, override=reason)


def _without_repeats(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Raises BadInput if two sentences would read the same."""
    seen: dict[str, str] = {}
    kept = tuple(claims)
    for claim in kept:
        number = claim.id.removeprefix("c")
        if first := seen.get(claim.text):
            raise BadInput(f"Sentences {first} and {number} would read the same. Leave one out.")
        seen[claim.text] = number
    return kept

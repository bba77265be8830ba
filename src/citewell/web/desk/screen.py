"""The review screen: each claim with its quotes, what differs, what was checked, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from citewell.editorial.changes import Change, Kind, Part, Piece, changes, claim_key, pieces
from citewell.editorial.edit import Edits
from citewell.editorial.policies import RETRACTION_UNKNOWN, blocking, open_claims
from citewell.editorial.review import ClaimFacts, Comment, Decision, DecisionKind, Override, Reopened, Review
from citewell.model.claim import Check, Citation, Claim, ClaimKind, Reference
from citewell.model.evidence import Coverage, RetractionStatus
from citewell.model.headings import FACET_HEADINGS
from citewell.model.ledger import Ledger
from citewell.publish.words import KIND_TITLES

# Of what stands around a quote, as much as a reviewer reads at a glance; the rest opens.
AROUND = 420

PROBLEMS = {
    RETRACTION_UNKNOWN: "nobody has looked up whether a source was retracted",
    "not_retracted": "a source has been retracted",
    "quote_at_span": "the quote does not stand at its place in the source",
    "wording": "the sentence says what its source does not speak of",
    "numbers": "a number, unit or dose is not the source's",
    "units": "a unit of time is not the source's",
    "frequency": "how often a day is not the source's",
    "comparisons": "a bound is not the source's",
    "negation": "a negation is not the source's",
    "direction": "the direction of effect is not the source's",
    "opposites": "it says the opposite of its source",
    "drugs": "a drug is not the source's",
    "names": "a name is not the source's",
    "authority": "it tells what to take or avoid without a label or a guideline",
}


def problems_in_words(names: Iterable[str]) -> str:
    """Return what fails, in words."""
    return "; ".join(PROBLEMS.get(name, name) for name in sorted(names))


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote in its paragraph. `parts` are its words with those marked that the sentence does not have."""

    citation: Citation
    reference: Reference
    before: str
    parts: tuple[Piece, ...]
    after: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim as the screen shows it, for one person."""

    claim: Claim
    key: str
    place: str
    facts: ClaimFacts
    parts: tuple[Piece, ...]
    quotes: tuple[Quote, ...]
    failed: tuple[str, ...]
    passed: tuple[Check, ...]
    warnings: tuple[str, ...]
    is_open: bool
    mine: Decision | None
    others: tuple[Decision, ...]
    comments: tuple[Comment, ...]
    overrides: tuple[Override, ...]
    reopened: tuple[Reopened, ...]
    change: Change | None

    @property
    def was(self) -> tuple[Piece, ...]:
        """Of a sentence that was reworded since the last approval: both wordings in one."""
        if self.change is None or self.change.kind is not Kind.REWORDED or self.change.before is None:
            return ()
        return pieces(self.change.before.text, self.claim.text)


@dataclass(frozen=True, slots=True)
class Screen:
    """All claims of the newest revision, those to be read, and how far this person has come."""

    rows: tuple[Row, ...]
    removed: tuple[Claim, ...]

    @property
    def open(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.is_open)

    @property
    def decided(self) -> int:
        return sum(row.mine is not None for row in self.open)

    @property
    def changed(self) -> int:
        """How many sentences this person words anew or leaves out."""
        return sum(row.mine is not None and row.mine.kind is not DecisionKind.ACCEPT for row in self.rows)


def screen(review: Review, ledger: Ledger, published: Ledger | None, person: str) -> Screen:
    """Return the review screen of the newest revision for one person.

    published: the ledger that was approved before, if one was.
    """
    current = review.current
    if current is None:
        return Screen((), ())
    found = changes(published.draft, ledger.draft) if published else ()
    reading = _Reading(
        review,
        ledger,
        person,
        frozenset(facts.key for facts in open_claims(review)),
        {facts.key: problems for facts, problems in blocking(review)},
        {change.after.id: change for change in found if change.after},
    )
    facts = {facts.id: facts for facts in current.claims}
    rows = tuple(reading.row(claim, facts[claim.id]) for claim in ledger.draft.claims if claim.id in facts)
    return Screen(rows, tuple(c.before for c in found if c.kind is Kind.REMOVED and c.before))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One person reading one revision.

    to_read: the keys of the open claims. in_the_way: what stands against a claim, by key. became: what changed, by id.
    """

    review: Review
    ledger: Ledger
    person: str
    to_read: frozenset[str]
    in_the_way: Mapping[str, frozenset[str]]
    became: Mapping[str, Change]

    def row(self, claim: Claim, facts: ClaimFacts) -> Row:
        key, review = facts.key, self.review
        compared = pieces(claim.citations[0].quote, claim.text) if claim.kind is ClaimKind.CHECKED else ()
        return Row(
            claim=claim,
            key=key,
            place=_place(claim, self.ledger),
            facts=facts,
            parts=tuple(p for p in compared if p.part is not Part.REMOVED) or (Piece(Part.SAME, claim.text),),
            quotes=tuple(_quote(claim, citation, self.ledger, n == 0) for n, citation in enumerate(claim.citations)),
            failed=tuple(PROBLEMS.get(problem, problem) for problem in sorted(self.in_the_way.get(key, ()))),
            passed=tuple(check for check in claim.verdict.checks if check.passed),
            warnings=_warnings(claim, facts, self.ledger),
            is_open=key in self.to_read,
            mine=review.decision(self.person, key),
            others=tuple(d for d in review.decisions if d.key == key and d.by != self.person),
            comments=tuple(c for c in review.comments if c.key == key),
            overrides=tuple(o for o in review.overrides if o.key == key),
            reopened=tuple(r for r in review.reopened if r.key == key),
            change=self.became.get(claim.id),
        )


def _place(claim: Claim, ledger: Ledger) -> str:
    if claim.id in ledger.draft.bottom_line:
        return "Bottom line"
    return f"{KIND_TITLES[claim.source_kind]}: {FACET_HEADINGS[claim.facet][0].lower()}"


def _quote(claim: Claim, citation: Citation, ledger: Ledger, is_first: bool) -> Quote:
    before, after = ledger.surroundings(citation)
    parts = pieces(citation.quote, claim.text) if is_first and claim.kind is ClaimKind.CHECKED else ()
    reference = next(r for r in ledger.draft.references if r.record_id == citation.record_id)
    return Quote(
        citation,
        reference,
        f"…{before[-AROUND:]}" if len(before) > AROUND else before,
        tuple(p for p in parts if p.part is not Part.ADDED) or (Piece(Part.SAME, citation.quote),),
        f"{after[:AROUND]}…" if len(after) > AROUND else after,
        _notes(reference),
    )


def _notes(reference: Reference) -> tuple[str, ...]:
    """Return what is to be known of a source, in words."""
    level = f"level {reference.evidence_level}" if reference.evidence_level else ""
    size = f"n = {reference.sample_size:,}" if reference.sample_size else ""
    coverage = "abstract only" if reference.coverage == Coverage.ABSTRACT.value else ""
    year = str(reference.year or "")
    return tuple(
        note for note in (reference.design, level, size, reference.journal or reference.issuer, year, coverage) if note
    )


_STANDING = {
    RetractionStatus.RETRACTED: "has been retracted",
    RetractionStatus.CONCERN: "bears an expression of concern",
    RetractionStatus.CORRECTED: "was corrected after publication",
}


def _warnings(claim: Claim, facts: ClaimFacts, ledger: Ledger) -> tuple[str, ...]:
    found = ["States a dose: a pharmacist has to be among those who approve."] if facts.states_dose else []
    for reference in ledger.draft.references:
        if reference.record_id not in claim.record_ids:
            continue
        if reference.retraction in _STANDING:
            found.append(f"Source {reference.number} {_STANDING[reference.retraction]}.")
        if reference.is_starter:
            found.append(f"Source {reference.number} is a starter summary, not the paper itself.")
    return tuple(found)


def edits_of(review: Review, person: str) -> Edits:
    """Return what the next revision does differently, by what its writer decided on the claims of the newest."""
    texts: dict[str, str] = {}
    left_out = set()
    for facts in review.current.claims if review.current else ():
        decision = review.decision(person, facts.key)
        if decision and decision.kind is DecisionKind.EDIT:
            texts[facts.id] = decision.text
        elif decision and decision.kind is DecisionKind.REJECT:
            left_out.add(facts.id)
    return Edits(texts, frozenset(left_out), {override.key: override.reason for override in review.overrides})


def claim_of(ledger: Ledger, key: str) -> Claim | None:
    """Return the claim of that content."""
    return next((claim for claim in ledger.draft.claims if claim_key(claim) == key), None)

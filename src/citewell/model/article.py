"""An answer on its way: Draft -> VerifiedDraft -> Article. Each step can only be built from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citewell.model.claim import Claim, Reference, VerdictKind
from citewell.model.evidence import NO_LISTS, Appraisal, RecordKind, RetractionLists
from citewell.model.identifiers import Identifiers
from citewell.model.question import Facet, Question


class Outcome(StrEnum):
    ANSWERED = "answered"
    PARTIAL = "partial"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"


class ReviewStatus(StrEnum):
    """Where an article stands with the medical board."""

    NOT_SUBMITTED = "Not submitted"
    SUBMITTED = "Submitted"
    UNDER_REVIEW = "Under review"
    CHANGES_REQUESTED = "Changes requested"
    APPROVED = "Approved"
    NEEDS_REREVIEW = "Needs re-review"
    WITHDRAWN = "Withdrawn"


@dataclass(frozen=True, slots=True)
class ArticleSection:
    """The claims of one facet from one kind of source, by id, in reading order."""

    title: str
    source_kind: RecordKind
    facet: Facet
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims on one outcome that do not agree, and why that may be."""

    facet: Facet
    outcome: str
    claim_ids: tuple[str, ...]
    likely_reason: str


class Certainty(StrEnum):
    """How sure one may be of a body of evidence for one outcome, in GRADE's four words."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very low"


@dataclass(frozen=True, slots=True)
class ProposedCertainty:
    """The certainty that a rule proposes for one outcome of one comparison, with its reasons. A board decides."""

    outcome: str
    compared: tuple[str, ...]
    certainty: Certainty
    claim_ids: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A line of the evidence table: one cited record."""

    record_id: str
    design: str
    level: int | None
    sample_size: int | None
    year: int | None
    result: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """A record that came near a question the library could not answer."""

    record_id: str
    title: str
    year: int | None
    url: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceSearch:
    """What asking one live service brought into the library.

    query: in the service's own syntax. found: the records it sent; new: those of them that the library did not hold.
    failure: why it sent nothing, or not all; empty where it did what it was asked.
    """

    name: str
    query: str
    found: int = 0
    new: int = 0
    failure: str = ""


@dataclass(frozen=True, slots=True)
class LiveSearch:
    """The search of live services that went before an answer; `on` is its day, as in 2026-11-24."""

    on: str
    services: tuple[ServiceSearch, ...]

    @property
    def limits(self) -> tuple[str, ...]:
        """What a reader should know of what is missing, in words."""
        return tuple(f"The live search of {s.name} is not whole: {s.failure}" for s in self.services if s.failure)


@dataclass(frozen=True, slots=True)
class DenseSearch:
    """The search by meaning that took part in an answer.

    model: which one made the vectors; empty where there is none yet. passages: how many have a vector; missing: how
    many have none, and are found by their words alone.
    """

    model: str
    passages: int
    missing: int

    @property
    def limits(self) -> tuple[str, ...]:
        """What a reader should know of what is missing, in words."""
        if not self.missing:
            return ()
        lack = f"{self.missing:,} of {self.passages + self.missing:,} passages were searched by their words alone"
        return (f"The search by meaning is not whole: {lack}. `citewell library embed` makes their vectors.",)


@dataclass(frozen=True, slots=True)
class StudyUnderWay:
    """A study that has been announced and has reported nothing. It is shown; nothing rests on it.

    status: where it stands, as the register words it, or that its protocol has been published.
    as_of: the day of the register's entry, or the year of the protocol; empty if that is not known.
    """

    record_id: str
    title: str
    status: str
    as_of: str
    url: str
    identifiers: Identifiers


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes. Nothing of it may be shown before it is verified.

    `lead` holds the ids of the claims proposed for the bottom line, in order. `limits` says in words what a reader
    should know of how it was written; `dropped` counts the sentences that the writer itself gave up. `alone` holds the
    ids of the claims of which one is an answer: what a study that asked the very question concludes.
    """

    question: Question
    appraisal: Appraisal
    claims: tuple[Claim, ...]
    lead: tuple[str, ...]
    writer: str
    nearest: tuple[Nearest, ...] = ()
    limits: tuple[str, ...] = ()
    dropped: int = 0
    alone: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        ids = [claim.id for claim in self.claims]
        if len(set(ids)) != len(ids):
            raise ValueError("two claims share an id")
        if not set(self.lead) <= set(ids):
            raise ValueError("the bottom line names a claim that the draft does not hold")


@dataclass(frozen=True, slots=True)
class VerifiedDraft:
    """A draft in which every claim passed the gate, arranged for reading.

    Raises ValueError if a claim is not SUPPORTED and no medical editor gave a reason to show it, if a section or the
    bottom line names a claim that is not there, if a claim stands in two places, if a conflict, a proposed certainty or
    the evidence table names what is not there, or if a claim rests on a study that has reported nothing.
    """

    question: Question
    outcome: Outcome
    claims: tuple[Claim, ...]
    bottom_line: tuple[str, ...]
    sections: tuple[ArticleSection, ...]
    references: tuple[Reference, ...]
    unanswered: tuple[Facet, ...]
    conflicts: tuple[Conflict, ...]
    limits: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...]
    dropped: int
    nearest: tuple[Nearest, ...]
    retracted: tuple[Reference, ...]
    searched: int
    terms: tuple[str, ...]
    edition: str
    writer: str
    verifier: str
    retraction_lists: RetractionLists = NO_LISTS
    follow_ups: tuple[str, ...] = ()
    live: LiveSearch | None = None
    under_way: tuple[StudyUnderWay, ...] = ()
    certainty: tuple[ProposedCertainty, ...] = ()
    dense: DenseSearch | None = None

    def __post_init__(self) -> None:
        known = {claim.id for claim in self.claims}
        if any(claim.verdict.kind is not VerdictKind.SUPPORTED and not claim.override for claim in self.claims):
            raise ValueError("a claim that did not pass the gate cannot be in a verified draft")
        placed = [*self.bottom_line, *(i for section in self.sections for i in section.claim_ids)]
        if set(placed) != known or len(placed) != len(known):
            raise ValueError("every claim stands in exactly one place of the article")
        referenced = {reference.record_id for reference in self.references}
        if any(record_id not in referenced for claim in self.claims for record_id in claim.record_ids):
            raise ValueError("a citation has no reference")
        if any(row.record_id not in referenced for row in self.evidence):
            raise ValueError("a row of the evidence table has no reference")
        if any(not set(conflict.claim_ids) <= known for conflict in self.conflicts):
            raise ValueError("a conflict names a claim that is not there")
        if any(not set(proposed.claim_ids) <= known for proposed in self.certainty):
            raise ValueError("a proposed certainty names a claim that is not there")
        if any(study.record_id in referenced for study in self.under_way):
            raise ValueError("a study that has reported nothing is no reference")

    @property
    def is_urgent(self) -> bool:
        return self.question.red_flag is not None

    @property
    def is_reviewable(self) -> bool:
        """Tell whether a board may be given this: there is an answer, and the question is no cry for help."""
        return self.outcome is not Outcome.INSUFFICIENT_EVIDENCE and not self.is_urgent

    def claim(self, claim_id: str) -> Claim:
        """Return the claim with that id. Raises KeyError."""
        for claim in self.claims:
            if claim.id == claim_id:
                return claim
        raise KeyError(claim_id)

    def reference_number(self, record_id: str) -> int:
        """Return the number under which a record stands in the reference list. Raises KeyError."""
        for reference in self.references:
            if reference.record_id == record_id:
                return reference.number
        raise KeyError(record_id)

    def numbers(self, claim: Claim) -> tuple[int, ...]:
        """Return the numbers of the references that a claim rests on, once each, in the order of its citations."""
        return tuple(dict.fromkeys(map(self.reference_number, claim.record_ids)))


@dataclass(frozen=True, slots=True)
class Article:
    """A verified draft that was put forward under a title, with its review status."""

    title: str
    draft: VerifiedDraft
    version: int = 1
    status: ReviewStatus = ReviewStatus.NOT_SUBMITTED

    def __post_init__(self) -> None:
        if not isinstance(self.draft, VerifiedDraft):
            raise TypeError("only a VerifiedDraft can become an Article")
        if self.version < 1:
            raise ValueError("versions start at 1")

"""Claims, the passages they rest on, and the checks that let them be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citewell.model.evidence import Passage, RecordKind, RetractionStatus
from citewell.model.identifiers import Identifiers
from citewell.model.question import Facet


class VerdictKind(StrEnum):
    SUPPORTED = "SUPPORTED"
    CONTRADICTED = "CONTRADICTED"
    NOT_ENOUGH_INFO = "NOT_ENOUGH_INFO"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True, slots=True)
class Check:
    """One named check of one claim. `detail` names what failed, in words for a reader."""

    name: str
    passed: bool
    detail: str = ""

    def __post_init__(self) -> None:
        if not self.passed and not self.detail:
            raise ValueError(f"check {self.name} failed without saying why")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate decided, with the checks behind it.

    Raises ValueError if it says SUPPORTED over a failed check, or over no check at all.
    """

    kind: VerdictKind
    checks: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        if self.kind is VerdictKind.SUPPORTED and (not self.checks or self.failed):
            raise ValueError("SUPPORTED needs checks, all of them passed")

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.passed)


NOT_CHECKED = Verdict(VerdictKind.NOT_CHECKED)


class ClaimKind(StrEnum):
    """QUOTED: the source's own words at their span. CHECKED: worded by us, and passed the named checks."""

    QUOTED = "quoted"
    CHECKED = "checked"


@dataclass(frozen=True, slots=True)
class Citation:
    """A link from a claim to a passage. The passage's text is the quote.

    strength, certainty: where the passage is a guideline's recommendation, as the issuing body words them. They are
    taken from the record by the verifier, never from a writer.
    """

    passage: Passage
    strength: str = ""
    certainty: str = ""

    @property
    def record_id(self) -> str:
        return self.passage.record_id

    @property
    def quote(self) -> str:
        return self.passage.text


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable sentence of an answer.

    Raises ValueError if it has no text or no citation: a sentence without a source cannot exist. A quoted
    claim must read as its first citation's quote does (white space aside).

    context: of words that do not say what they are about: the drug and the section, of an item of a label's list; the
    title in quotation marks, of a paper's sentence that leaves out whom it studied. It is taken from the record, shown
    beside the sentence and no part of it.
    override: the reason a medical editor gave, in the review of an article, for showing the sentence although a check
    fails. Readers see it. No writer and no stage of the pipeline sets it.
    """

    id: str
    text: str
    kind: ClaimKind
    facet: Facet
    source_kind: RecordKind
    citations: tuple[Citation, ...]
    verdict: Verdict = NOT_CHECKED
    context: str = ""
    override: str = ""

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a claim needs text")
        if not self.citations:
            raise ValueError(f"claim {self.id} has no citation")
        if self.kind is ClaimKind.QUOTED and self.text.split() != self.citations[0].quote.split():
            raise ValueError(f"claim {self.id} calls itself quoted but does not read as its quote")

    @property
    def record_ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(citation.record_id for citation in self.citations))


@dataclass(frozen=True, slots=True)
class Reference:
    """The bibliographic entry a reader sees. Numbers are computed from the claims, never written.

    licence: under which the text was published, as its source words it; empty where it says nothing.
    """

    number: int
    record_id: str
    type: str
    title: str
    journal: str
    year: int | None
    authors: tuple[str, ...]
    identifiers: Identifiers
    url: str
    design: str
    evidence_level: int | None
    evidence_reason: str
    sample_size: int | None
    coverage: str
    retraction: RetractionStatus
    issuer: str = ""
    is_starter: bool = False
    checked_at: str = ""
    licence: str = ""

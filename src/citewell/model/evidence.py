"""What the sources say: records, their passages, and how far each can be trusted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from citewell.model.identifiers import Identifiers

RECORD_ID = re.compile(r"[a-z][a-z0-9_.-]{0,31}:\S{1,200}")


class RecordKind(StrEnum):
    """The kind of source a record is, in the order in which an article presents them."""

    GUIDELINE = "guideline"
    LABEL = "label"
    RESEARCH = "research"
    TOPIC = "topic"


class RetractionStatus(StrEnum):
    """What is known of a record's standing. UNKNOWN means that nobody looked: it is not CLEAR."""

    CLEAR = "CLEAR"
    CORRECTED = "CORRECTED"
    CONCERN = "CONCERN"
    RETRACTED = "RETRACTED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class RetractionLists:
    """The lists of retractions that records were looked up in, as (name, date), the newest first.

    `old_after_days` is the age from which a list is too old to be relied on, counted on the day of the answer. Raises
    ValueError for a date that is not YYYY-MM-DD.
    """

    lists: tuple[tuple[str, str], ...] = ()
    asked_on: str = ""
    old_after_days: int = 30

    def __post_init__(self) -> None:
        for day in (self.asked_on, *(dated for _, dated in self.lists)):
            if day and date.fromisoformat(day).isoformat() != day:
                raise ValueError(f"{day!r} is not a date of the form YYYY-MM-DD")

    @property
    def newest(self) -> str:
        """The date of the newest list, YYYY-MM-DD; empty where none was read."""
        return max((dated for _, dated in self.lists), default="")

    @property
    def is_old(self) -> bool:
        """Tell whether even the newest list is too old; False where there is none."""
        if not self.newest or not self.asked_on:
            return False
        return (date.fromisoformat(self.asked_on) - date.fromisoformat(self.newest)).days > self.old_after_days


NO_LISTS = RetractionLists()


class Coverage(StrEnum):
    """How much of the original a record holds."""

    FULL_TEXT = "full_text"
    ABSTRACT = "abstract"
    SUMMARY = "summary"
    TITLE = "title"


class Design(StrEnum):
    """Study designs, in the words of the field."""

    GUIDELINE = "guideline"
    DRUG_LABEL = "drug label"
    META_ANALYSIS = "systematic review with meta-analysis"
    SYSTEMATIC_REVIEW = "systematic review"
    RANDOMISED_TRIAL = "randomised trial"
    NON_RANDOMISED_TRIAL = "non-randomised trial"
    COHORT = "cohort study"
    CASE_CONTROL = "case-control study"
    CROSS_SECTIONAL = "cross-sectional study"
    CASE_SERIES = "case series"
    CASE_REPORT = "case report"
    CONSENSUS = "consensus statement"
    REVIEW = "narrative review"
    PROTOCOL = "trial protocol"
    REGISTRATION = "trial registration"
    INFORMATION = "health information"
    UNCLEAR = "design not stated"


class SectionKind(StrEnum):
    """What a section is made of. Sentences are taken from text and recommendations, never from a table's rows."""

    TEXT = "text"
    TABLE = "table"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of a record. `text` is kept exactly as it was read: spans count its characters.

    label: the heading with its path, as in `Methods > Participants`.
    code: what a coded source calls the section: the LOINC code of a drug label's (FDA, SPL section headings).
    strength, certainty: of a recommendation, exactly as the issuing body words them; empty where it does not.
    """

    label: str
    text: str
    kind: SectionKind = SectionKind.TEXT
    code: str = ""
    strength: str = ""
    certainty: str = ""

    def __post_init__(self) -> None:
        if not self.label.strip():
            raise ValueError("a section needs a label")


@dataclass(frozen=True, slots=True)
class MeshHeading:
    """A MeSH descriptor of a record; `major` marks a topic the paper is about."""

    name: str
    major: bool = False


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A link from one record to another as PubMed words it, e.g. `RetractionIn`, `ErratumIn`, `UpdateOf`."""

    kind: str
    pmid: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """An entry of a record's own reference list: as printed, and the identifiers that were deposited with it."""

    label: str
    text: str
    pmid: str = ""
    doi: str = ""


@dataclass(frozen=True, slots=True)
class SourcePart:
    """What one source gave to a record that several tell of, under which id, and under which licence."""

    source: str
    record_id: str
    gave: tuple[str, ...]
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record came from and, for a starter summary, the pages on which its facts were checked."""

    source: str
    checked_at: str = ""
    checked_on: str = ""
    checked_also: tuple[str, ...] = ()

    @property
    def is_starter(self) -> bool:
        return self.source == "starter"


@dataclass(frozen=True, slots=True)
class Record:
    """One item from a source. Several records may report one study.

    licence: under which the text may be used, as the source words it; empty where it says nothing.
    ingredients, brands: of a drug label, the active ingredients and the names it is sold under.
    rxcuis: of a drug label, the codes that RxNorm gives its products.
    trial_status: of a trial registration, where the trial stands ("Recruiting"), as the register words it.
    parts: of a record put together from several sources, what each of them gave; empty for a single source.

    Raises ValueError if the id is not `scheme:value`, the title is empty, or two sections share a label
    (a citation names its section by label, so a label must mean one text).
    """

    id: str
    kind: RecordKind
    title: str
    sections: tuple[Section, ...]
    journal: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()
    publication_types: tuple[str, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    keywords: tuple[str, ...] = ()
    identifiers: Identifiers = field(default_factory=Identifiers)
    url: str = ""
    issuer: str = ""
    jurisdiction: str = ""
    topic: str = ""
    version: str = ""
    date: str = ""
    language: str = ""
    links: tuple[RecordLink, ...] = ()
    licence: str = ""
    ingredients: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    trial_status: str = ""
    rxcuis: tuple[str, ...] = ()
    references: tuple[CitedWork, ...] = ()
    parts: tuple[SourcePart, ...] = ()
    retraction: RetractionStatus = RetractionStatus.UNKNOWN
    coverage: Coverage = Coverage.ABSTRACT
    provenance: Provenance = Provenance("jsonl")

    def __post_init__(self) -> None:
        if not RECORD_ID.fullmatch(self.id):
            raise ValueError(f"record id {self.id!r} is not of the form scheme:value, such as pubmed:36757628")
        if not self.title.strip():
            raise ValueError("a record needs a title")
        labels = [section.label for section in self.sections]
        if len(set(labels)) != len(labels):
            raise ValueError("two sections share a label; number them, such as Results and Results (2)")
        if self.year is not None and not 1500 <= self.year <= 2200:
            raise ValueError(f"year {self.year} is not a year of publication")

    def section(self, label: str) -> Section:
        """Return the section with that label. Raises KeyError if the record has none."""
        for section in self.sections:
            if section.label == label:
                return section
        raise KeyError(f"record {self.id} has no section {label!r}")

    @property
    def is_in_english(self) -> bool:
        """Tell whether the text held is English, as far as it is known.

        A paper's language is that of the paper: the abstract that PubMed gives is English whatever it is.
        """
        is_abstract = self.kind is RecordKind.RESEARCH and self.coverage is not Coverage.FULL_TEXT
        return is_abstract or self.language.lower()[:2] in {"", "en"}

    @property
    def link(self) -> str:
        """The address a reader should be sent to: the record's own, else one made from its identifiers."""
        if self.url:
            return self.url
        for identifier in self.identifiers:
            return str(identifier.url)
        return ""


def unique_labels(pairs: list[tuple[str, str]]) -> tuple[Section, ...]:
    """Build sections from (label, text) pairs, numbering repeated labels: Results, Results (2)."""
    return with_unique_labels([Section(label.strip() or "Text", text) for label, text in pairs])


def with_unique_labels(drafts: Iterable[Section]) -> tuple[Section, ...]:
    """Return the sections with repeated labels numbered: Results, Results (2)."""
    seen: dict[str, int] = {}
    sections = []
    for section in drafts:
        label = section.label.strip()
        seen[label] = seen.get(label, 0) + 1
        numbered = label if seen[label] == 1 else f"{label} ({seen[label]})"
        while numbered != label and numbered in seen:
            seen[label] += 1
            numbered = f"{label} ({seen[label]})"
        seen.setdefault(numbered, 1)
        sections.append(section if numbered == section.label else replace(section, label=numbered))
    return tuple(sections)


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact span of a record: `text` is the section's text at `[start:end]`, counted in characters."""

    record_id: str
    section: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span [{self.start}:{self.end}] is empty or reversed")
        if len(self.text) != self.end - self.start:
            raise ValueError(f"span [{self.start}:{self.end}] does not have the length of its text")

    def is_at_its_span(self, record: Record) -> bool:
        """Tell whether the record's section really reads so at this span."""
        try:
            return record.section(self.section).text[self.start : self.end] == self.text
        except KeyError:
            return False


@dataclass(frozen=True, slots=True)
class EvidenceLevel:
    """A level of the OCEBM 2011 table for one type of question, with the reason.

    `level` is 1 (strongest) to 5, or None for what the table does not grade: guidelines, labels, and
    records whose design cannot be told. It is never converted to another scale.
    Source: OCEBM Levels of Evidence Working Group, The Oxford 2011 Levels of Evidence.
    """

    level: int | None
    question_type: str
    reason: str

    def __post_init__(self) -> None:
        if self.level is not None and not 1 <= self.level <= 5:
            raise ValueError(f"OCEBM level {self.level} is not 1 to 5")


@dataclass(frozen=True, slots=True)
class AppraisedRecord:
    """A record with what was found of its design, size and standing, and its retrieval score."""

    record: Record
    score: float
    design: Design
    design_reason: str
    level: EvidenceLevel
    sample_size: int | None
    pools_trials: bool = True

    @property
    def is_citable(self) -> bool:
        """A retracted record is never cited as support; a protocol or a registration has found nothing yet.

        Nor is a text in another language: an answer is in English, and quotes what its reader can read.
        """
        is_retracted = self.record.retraction is RetractionStatus.RETRACTED
        return not is_retracted and not self.is_under_way and self.record.is_in_english

    @property
    def is_under_way(self) -> bool:
        """Tell whether this announces a study and reports none: it is no evidence of an effect."""
        return self.design in {Design.PROTOCOL, Design.REGISTRATION}


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The appraised records, most relevant first, and those set aside with the reason."""

    records: tuple[AppraisedRecord, ...]
    searched: int
    terms: tuple[str, ...] = ()
    edition: str = ""
    retraction_lists: RetractionLists = NO_LISTS

    @property
    def retracted(self) -> tuple[AppraisedRecord, ...]:
        return tuple(r for r in self.records if r.record.retraction is RetractionStatus.RETRACTED)

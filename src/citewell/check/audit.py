"""The audit of a text: its marks resolved, its references looked up, and every rule applied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from citewell.check.claims import is_english
from citewell.check.document import AuditedText, PrintedReference
from citewell.check.figures import figures
from citewell.check.findings import Audited, Finding, Severity, Superseded, findings, needs_of
from citewell.check.known import Known, known, newer_evidence, successor, unknown_identifiers
from citewell.check.resolve import Citations, resolved
from citewell.errors import BadInput
from citewell.library import Library
from citewell.model.article import ServiceSearch
from citewell.model.evidence import Record
from citewell.model.identifiers import Identifier
from citewell.model.question import Question
from citewell.question import parse_question

OLD_AFTER_YEARS = 10
# Brings publications into the library by their identifiers, and says how that went.
Fetch = Callable[[list[Identifier]], ServiceSearch]


@dataclass(frozen=True, slots=True)
class CheckedReference:
    """An entry of the list, or a publication named in a sentence, and what is known of it.

    record: None where the library does not hold it: then nothing of it was compared.
    """

    entry: PrintedReference
    is_listed: bool
    is_cited: bool
    record: Record | None
    found_by: str
    standing: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found, and what it could not look at.

    claims, cited_claims: sentences that need a citation, and those that have one.
    figures_compared: sentences whose figures were compared with their sources; figures_not_checked: those that state
    figures and cite what the library does not hold.
    """

    name: str
    text: AuditedText
    findings: tuple[Finding, ...]
    references: tuple[CheckedReference, ...]
    citations: int
    claims: int
    cited_claims: int
    figures_compared: int
    figures_not_checked: int
    question: Question | None
    edition: str
    live: ServiceSearch | None = None
    limits: tuple[str, ...] = field(default_factory=tuple)

    def count(self, severity: Severity) -> int:
        """Return how many findings are of a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def not_checked(self) -> int:
        """How many references the library does not hold."""
        return sum(reference.record is None for reference in self.references)


def audit(
    text: AuditedText,
    *,
    library: Library,
    name: str = "",
    question: str = "",
    old_after_years: int = OLD_AFTER_YEARS,
    today: date | None = None,
    fetch: Fetch | None = None,
) -> Report:
    """Return the report on a text. Raises BadInput if the question cannot be read.

    question: what the text should answer; else its title, if that is a question. fetch: brings what the library lacks.
    """
    citations = resolved(text)
    asked = _question(text, question)
    found = known(citations.entries, library)
    live = None
    if fetch is not None and (lacking := list(dict.fromkeys(unknown_identifiers(citations.entries, found)))):
        live = fetch(lacking)
        found = known(citations.entries, library)
    compared = tuple(figures(citations, found))
    old_after = (today or date.today()).year - old_after_years
    in_english = is_english(text)
    audited = Audited(
        citations,
        found,
        compared,
        tuple(
            Superseded(place, by)
            for place, (entry, what) in enumerate(zip(citations.entries, found, strict=True))
            if what.record is not None and (by := successor(what.record, entry, library))
        ),
        asked,
        _newer(text, citations, found, asked, library, old_after),
        old_after,
        in_english,
        needs_of(citations) if in_english else (),
    )
    return Report(
        name,
        text,
        findings(audited),
        tuple(_reference(place, citations, found[place]) for place in range(len(citations.entries))),
        sum(len(sentence.own) for sentence in text.sentences),
        len(audited.needs),
        sum(bool(sentence.own) for sentence, _ in audited.needs),
        sum(item.is_checked for item in compared),
        sum(not item.is_checked for item in compared),
        asked,
        library.edition,
        live,
        _limits(library, in_english=in_english),
    )


def _reference(place: int, citations: Citations, what: Known) -> CheckedReference:
    is_listed = place < citations.listed
    return CheckedReference(
        citations.entries[place], is_listed, place in citations.cited, what.record, what.by, what.standing.value
    )


def _question(text: AuditedText, given: str) -> Question | None:
    """Return what the text should answer; None where nobody says so."""
    if given:
        return parse_question(given)
    if not text.title.endswith("?"):
        return None
    try:
        return parse_question(text.title)
    except BadInput:
        return None


def _newer(
    text: AuditedText,
    citations: Citations,
    found: tuple[Known, ...],
    asked: Question | None,
    library: Library,
    old_after: int,
) -> tuple[Record, ...]:
    """Return newer evidence on the subject of a text whose references are all old."""
    years = [
        what.record.year if what.record is not None and what.record.year else entry.year
        for entry, what in zip(citations.entries, found, strict=True)
    ]
    dated = [year for year in years if year is not None]
    if not dated or len(dated) < len(years) or max(dated) >= old_after:
        return ()
    subject = asked or _subject(text)
    if subject is None:
        return ()
    cited = {what.record.id for what in found if what.record is not None}
    return tuple(newer_evidence(subject, library, after=max(dated), cited=cited))


def _subject(text: AuditedText) -> Question | None:
    try:
        return parse_question(text.title) if text.title else None
    except BadInput:
        return None


def _limits(library: Library, *, in_english: bool) -> tuple[str, ...]:
    limits = []
    if not in_english:
        limits.append("The text does not read as English: claims, doses and parts of the question were not looked for.")
    if not library.notice_lists():
        limits.append(
            "The library has read no list of retractions: whether a reference was retracted is known only as far as "
            "its own record says."
        )
    return tuple(limits)

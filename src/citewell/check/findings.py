"""The rules of the audit, one function each: what is wrong, where, how grave it is, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from citewell.check.claims import Need, need_of
from citewell.check.document import MarkKind, Place, PrintedReference, Sentence, shortened
from citewell.check.known import Known, title_stems
from citewell.check.resolve import Citations, Led
from citewell.compose.aspects import ENOUGH, facet_score
from citewell.language.words import stem, words
from citewell.model.evidence import Coverage, Record, RecordKind, RetractionStatus
from citewell.model.question import Facet, Question

CODES = (
    "dangling-citation",
    "uncited-reference",
    "uncited-claim",
    "uncited-dose",
    "number-not-in-source",
    "facet-unanswered",
    "retracted-reference",
    "questioned-reference",
    "superseded-reference",
    "outdated-evidence",
    "malformed-identifier",
    "reference-mismatch",
)


class Severity(StrEnum):
    """How grave a finding is. A note may be meant so; it makes no check fail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    advice: what to do. sentence: the one it is about, empty where it is about a reference or the whole text.
    reference: how its reference is called, empty where it is about none.
    """

    code: str
    severity: Severity
    message: str
    advice: str
    place: Place
    sentence: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Superseded:
    """By what the entry at a place was superseded, in words."""

    entry: int
    by: str


@dataclass(frozen=True)
class Audited:
    """All that the rules look at.

    known: what the library knows, entry by entry. figures: the sentences whose figures were compared.
    question: what the text should answer; None where it is not known. newer: newer reviews that are not cited, where
    every reference is older than `old_after` (a year).
    """

    citations: Citations
    known: tuple[Known, ...]
    figures: tuple[Figures, ...] = ()
    superseded: tuple[Superseded, ...] = ()
    question: Question | None = None
    newer: tuple[Record, ...] = ()
    old_after: int = 0
    is_english: bool = True
    needs: tuple[tuple[Sentence, Need], ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a sentence beside its sources. `missing` says what is not in them; empty where all is.

    is_checked: False where not all of its sources are held, and what they hold does not have the figures.
    """

    sentence: Sentence
    records: tuple[Record, ...]
    is_checked: bool
    missing: str = ""


def dangling(audited: Audited) -> Iterator[Finding]:
    """A citation leads to no reference."""
    has_list = bool(audited.citations.listed)
    for sentence, led in audited.citations.led:
        for one in led:
            if one.missing:
                yield _dangling(sentence, one, has_list=has_list)


def _dangling(sentence: Sentence, led: Led, *, has_list: bool) -> Finding:
    is_number = led.mark.kind in {MarkKind.NUMBER, MarkKind.NOTE} and led.missing[0].isdigit()
    what = ", ".join(f"[{name}]" if is_number else name.replace("|", " ") for name in led.missing)
    why = "the list of references has no such entry" if has_list else "the text has no list of references"
    return Finding(
        "dangling-citation",
        Severity.ERROR,
        f"The citation {what} leads nowhere: {why}.",
        "Add the reference, or correct the citation.",
        sentence.place,
        sentence.text,
    )


def uncited_reference(audited: Audited) -> Iterator[Finding]:
    """A reference is cited nowhere."""
    citations = audited.citations
    for place, entry in enumerate(citations.entries[: citations.listed]):
        if place not in citations.cited:
            yield _of_entry(
                "uncited-reference",
                Severity.WARNING,
                entry,
                f"Reference {entry.label} is cited nowhere in the text.",
                "Cite it where it supports a sentence, or remove it.",
            )


def uncited(audited: Audited) -> Iterator[Finding]:
    """A dose or a claim has no citation. One that follows in the same paragraph may be meant for it."""
    for sentence, need in audited.needs:
        if sentence.own:
            continue
        if need is Need.DOSE:
            severity = Severity.WARNING if sentence.later else Severity.ERROR
            message, advice = "A dose without a citation", "Cite the drug label or the guideline that gives it"
        elif need is Need.CLAIM:
            severity = Severity.NOTE if sentence.later else Severity.WARNING
            message, advice = "A claim without a citation", "Cite the source that says so, or take the sentence out"
        elif sentence.later:
            continue
        else:
            severity = Severity.NOTE
            message, advice = "A statement without a citation", "Cite a source, unless it is common knowledge"
        more = "; the next citation in the paragraph may be meant for it" if sentence.later else ""
        code = "uncited-dose" if need is Need.DOSE else "uncited-claim"
        yield Finding(code, severity, f"{message}{more}.", f"{advice}.", sentence.place, sentence.text)


def figure_not_in_source(audited: Audited) -> Iterator[Finding]:
    """A number, a unit or a dose of a sentence is in none of the sources it cites."""
    for figures in audited.figures:
        if not figures.missing:
            continue
        is_whole = all(record.coverage is Coverage.FULL_TEXT for record in figures.records)
        names = "; ".join(f'"{shortened(record.title, 80)}" ({record.id})' for record in figures.records)
        read = "" if is_whole else " Not all of it is in the library: the figure may stand in the full text."
        yield Finding(
            "number-not-in-source",
            Severity.ERROR if is_whole else Severity.WARNING,
            f"{figures.missing[0].upper()}{figures.missing[1:]}: {names}.{read}",
            "Compare with the source, and correct the figure or the citation.",
            figures.sentence.place,
            figures.sentence.text,
        )


_NAMED_AS_OPEN = re.compile(
    r"\b(?:not answered|no (?:evidence|source|study|data|information)|not (?:covered|known|addressed)|nothing|does not answer|beyond the scope|not in (?:this|the))\b",
    re.IGNORECASE,
)

_NO_ANSWER = re.compile(r"\b(?:does not|do not|cannot|could not) answer (?:this|the) question\b", re.IGNORECASE)


def facet_unanswered(audited: Audited) -> Iterator[Finding]:
    """A part of the question is not spoken to. Where the text says so itself, that is a note."""
    question = audited.question
    if question is None or not question.facets_are_explicit or not audited.is_english:
        return
    title = audited.citations.text.title
    sentences = [s for s in audited.citations.text.sentences if s.text and not s.text.endswith("?")]
    for facet in question.facets:
        name = facet.value.replace("_", " ")
        about = [s for s in sentences if facet_score(s.text, _label(s, title), facet, RecordKind.RESEARCH) >= ENOUGH]
        if any(not _NAMED_AS_OPEN.search(sentence.text) for sentence in about):
            continue
        is_named = any(
            _NO_ANSWER.search(s.text) or (_NAMED_AS_OPEN.search(s.text) and _names(facet, s.text)) for s in sentences
        )
        said = ", and the text says so" if is_named else ""
        yield Finding(
            "facet-unanswered",
            Severity.NOTE if is_named else Severity.WARNING,
            f"The question asks for {name}; no sentence of the text speaks to it{said}: "
            f'"{shortened(question.text, 120)}".',
            "Answer it, or say that it is not answered.",
            Place(1),
        )


def _label(sentence: Sentence, title: str) -> str:
    """Return the heading above a sentence; the title, which may ask for everything, answers nothing."""
    return "" if sentence.place.heading == title else sentence.place.heading


def _names(facet: Facet, text: str) -> bool:
    return stem(facet.value.split("_")[0]) in {stem(word) for word in words(text)}


def retracted(audited: Audited) -> Iterator[Finding]:
    """A reference has been retracted, or an expression of concern has been published."""
    for entry, what in zip(audited.citations.entries, audited.known, strict=True):
        if what.standing is RetractionStatus.RETRACTED:
            yield _of_entry(
                "retracted-reference",
                Severity.ERROR,
                entry,
                f"Reference {entry.label} has been retracted.",
                "Remove it and what rests on it.",
            )
        elif what.standing is RetractionStatus.CONCERN:
            yield _of_entry(
                "questioned-reference",
                Severity.WARNING,
                entry,
                f"An expression of concern has been published about reference {entry.label}.",
                "Read the notice, and say so where the reference is cited.",
            )


def superseded(audited: Audited) -> Iterator[Finding]:
    """A reference has been replaced by a newer version."""
    for item in audited.superseded:
        entry = audited.citations.entries[item.entry]
        yield _of_entry(
            "superseded-reference",
            Severity.WARNING,
            entry,
            f"Reference {entry.label} has been superseded by {item.by}.",
            "Read the newer version, and cite it instead.",
        )


def outdated(audited: Audited) -> Iterator[Finding]:
    """Every reference is old, and the library holds newer guidelines or reviews on the subject."""
    if audited.newer:
        names = "; ".join(f'"{shortened(r.title.rstrip("."), 100)}" ({r.year}, {r.id})' for r in audited.newer)
        yield Finding(
            "outdated-evidence",
            Severity.WARNING,
            f"Every reference is from before {audited.old_after}, and the library holds newer evidence: {names}.",
            "Bring the text up to date with it.",
            Place(1),
        )


def malformed(audited: Audited) -> Iterator[Finding]:
    """What a reference calls an identifier is none."""
    for entry in audited.citations.entries:
        for kind, written in entry.malformed:
            yield _of_entry(
                "malformed-identifier",
                Severity.ERROR,
                entry,
                f'Reference {entry.label}: "{shortened(written, 80)}" is not a {kind}.',
                "Look the reference up, and correct the identifier.",
            )


_LEAST_SHARED = 0.5


def mismatched(audited: Audited) -> Iterator[Finding]:
    """An identifier leads to another publication than the one that the reference names."""
    for place, (entry, what) in enumerate(zip(audited.citations.entries, audited.known, strict=True)):
        is_listed = place < audited.citations.listed
        if what.record is not None and is_listed and what.by != "title" and not _is_named(what.record, entry):
            yield _mismatch(entry, what.by, what.record)
        for by, record in what.others:
            if not is_listed or not _is_named(record, entry):
                yield _mismatch(entry, by, record)


def _mismatch(entry: PrintedReference, by: str, record: Record) -> Finding:
    return _of_entry(
        "reference-mismatch",
        Severity.ERROR,
        entry,
        f'Reference {entry.label}: {by} leads to another publication: "{shortened(record.title, 120)}".',
        "Look the reference up, and correct the identifier or the title.",
    )


def _is_named(record: Record, entry: PrintedReference) -> bool:
    """Tell whether an entry holds most of a title; one that is hardly more than an identifier names nothing."""
    title, said = title_stems(record.title), set(title_stems(entry.text))
    if len(said) <= 4 or not title:  # "PMID 90000001" and "https://doi.org/10.5555/frob.1"
        return True
    return sum(token in said for token in title) >= _LEAST_SHARED * len(title)


def _of_entry(code: str, severity: Severity, entry: PrintedReference, message: str, advice: str) -> Finding:
    return Finding(code, severity, message, advice, entry.place, reference=entry.text)


RULES: tuple[Callable[[Audited], Iterator[Finding]], ...] = (
    dangling,
    uncited_reference,
    uncited,
    figure_not_in_source,
    facet_unanswered,
    retracted,
    superseded,
    outdated,
    malformed,
    mismatched,
)
_GRAVITY = {severity: place for place, severity in enumerate(Severity)}


def needs_of(citations: Citations) -> tuple[tuple[Sentence, Need], ...]:
    """Return the sentences that need a citation, with the reason."""
    found = ((sentence, need_of(sentence)) for sentence in citations.text.sentences if sentence.text)
    return tuple((sentence, need) for sentence, need in found if need is not None)


def findings(audited: Audited) -> tuple[Finding, ...]:
    """Return what all rules find, the gravest first, then in the order of the text."""
    found = [finding for rule in RULES for finding in rule(audited)]
    return tuple(sorted(found, key=lambda f: (_GRAVITY[f.severity], f.place.paragraph, f.code)))

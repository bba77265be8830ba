"""The studies on what was asked that have been announced and have reported nothing: shown, never cited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.compose.match import Subject, Words, missing_from_record, missing_from_sentence
from citewell.model.article import StudyUnderWay
from citewell.model.evidence import Appraisal, AppraisedRecord, Design, Record
from citewell.model.question import Facet, Question

MOST_SHOWN = 5
# ClinicalTrials.gov, glossary, "Recruitment status"; "Ongoing" is the word of other registers. A trial that is
# suspended, or whose status nobody has confirmed for two years ("Unknown status"), is neither.
_UNDER_WAY = frozenset(
    {"recruiting", "not yet recruiting", "enrolling by invitation", "active, not recruiting", "ongoing"}
)
_ENDED = frozenset({"completed", "terminated"})
# What a trial can tell of. Who asks what a disease is does not ask for trials.
_TRIED = frozenset(
    {
        Facet.TREATMENT,
        Facet.DOSING,
        Facet.HARMS,
        Facet.PREVENTION,
        Facet.RECOVERY,
        Facet.PROGNOSIS,
        Facet.DIAGNOSIS,
    }
)
# The parts of a registration that say what the trial is about. Who may not take part says what it is not about.
_ABOUT = frozenset({"Conditions", "Interventions", "Primary outcome"})
_TRIAL_PROTOCOL = re.compile(
    r"\b(?:study|trial) protocol\b|\bprotocol (?:for|of) an? .*\b(?:trial|study)\b|\brationale and design\b"
    r"|\bdesign and rationale\b|\bprotocol\b.*\btrial\b|\btrial\b.*\bprotocol\b",
    re.IGNORECASE,
)
_REVIEW = re.compile(r"\breview\b|\bmeta-?analys[ie]s\b", re.IGNORECASE)
# A protocol does not say where its trial stands today. One that is so much older than the newest record found is
# left out, since its trial is likely to be over.
_PROTOCOL_YEARS = 5


def studies_under_way(question: Question, appraisal: Appraisal) -> tuple[StudyUnderWay, ...]:
    """Return the studies that may answer the question one day, registered trials first, most relevant first."""
    if not question.required or not _TRIED.intersection(question.facets):
        return ()
    registrations = list(_registrations(question, appraisal))
    running = [record for record in registrations if record.trial_status.lower() in _UNDER_WAY]
    registered = {record.identifiers.nctid for record in registrations}
    protocols = [r for r in _protocols(question, appraisal) if r.identifiers.nctid not in registered - {None}]
    return tuple(_study(record) for record in [*running, *protocols][:MOST_SHOWN])


def ended_unreported(question: Question, appraisal: Appraisal) -> tuple[str, ...]:
    """Return the numbers of registered trials on the question that have ended and of which no report was found."""
    if not question.required or not _TRIED.intersection(question.facets):
        return ()
    reported = {item.record.identifiers.nctid for item in appraisal.records if not item.is_under_way}
    return tuple(
        str(record.identifiers.nctid)
        for record in _registrations(question, appraisal)
        if record.trial_status.lower() in _ENDED and record.identifiers.nctid not in reported | {None}
    )


def is_on_subject(question: Question, record: Record) -> bool:
    """Tell whether a record names all that was asked, anywhere in its text."""
    return not missing_from_record(question, Subject.of(record))


def _registrations(question: Question, appraisal: Appraisal) -> Iterator[Record]:
    for item in appraisal.records:
        if item.design is Design.REGISTRATION and _is_about(question, item.record):
            yield item.record


def _protocols(question: Question, appraisal: Appraisal) -> Iterator[Record]:
    newest = max((item.record.year or 0 for item in appraisal.records), default=0)
    for item in appraisal.records:
        is_recent = (item.record.year or 0) >= newest - _PROTOCOL_YEARS
        if _is_trial_protocol(item) and is_recent and _is_about(question, item.record):
            yield item.record


def _is_trial_protocol(item: AppraisedRecord) -> bool:
    """Tell whether this is the protocol of a trial: reviews have protocols too, and treatments are called so."""
    if item.design is not Design.PROTOCOL:
        return False
    is_typed = "Clinical Trial Protocol" in item.record.publication_types
    return is_typed or (_TRIAL_PROTOCOL.search(item.record.title) is not None and not _REVIEW.search(item.record.title))


def _is_about(question: Question, record: Record) -> bool:
    """Tell whether a study's title, conditions, interventions and outcome name all that was asked."""
    said = Words.of(*(section.text for section in record.sections if section.label in _ABOUT))
    return is_on_subject(question, record) and not missing_from_sentence(question, said, Subject.of(record))


def _study(record: Record) -> StudyUnderWay:
    return StudyUnderWay(
        record_id=record.id,
        title=record.title,
        status=record.trial_status or "Protocol published",
        as_of=record.date if record.trial_status else str(record.year or ""),
        url=record.link,
        identifiers=record.identifiers,
    )

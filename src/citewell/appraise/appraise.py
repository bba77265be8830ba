"""The stage: records in, appraisal out."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.appraise.design import find_design
from citewell.appraise.level import level_for
from citewell.appraise.sample import find_sample
from citewell.model.evidence import Appraisal, AppraisedRecord, Record, RecordKind
from citewell.model.question import Question


def appraise(
    question: Question, found: Sequence[tuple[Record, float]], *, searched: int, edition: str
) -> Appraisal:
    """Return the records with their design, level, size and standing, in the order found."""
    return Appraisal(
        records=tuple(_appraise(record, score, question) for record, score in found),
        searched=searched,
        terms=question.terms,
        edition=edition,
    )


def _appraise(record: Record, score: float, question: Question) -> AppraisedRecord:
    design, reason = find_design(record)
    return AppraisedRecord(
        record=record,
        score=score,
        design=design,
        design_reason=reason,
        level=level_for(design, question.facets[0]),
        sample_size=find_sample(record) if record.kind is RecordKind.RESEARCH else None,
    )

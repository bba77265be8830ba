"""The stage: records in, appraisal out."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.appraise.design import find_design, pools_trials
from citewell.appraise.level import level_for
from citewell.appraise.sample import find_sample
from citewell.model.evidence import NO_LISTS, Appraisal, AppraisedRecord, Design, Record, RetractionLists
from citewell.model.question import Question

_NO_SAMPLE = frozenset(
    {
        Design.GUIDELINE,
        Design.DRUG_LABEL,
        Design.REVIEW,
        Design.CONSENSUS,
        Design.CASE_REPORT,
        Design.INFORMATION,
        Design.PROTOCOL,
        Design.REGISTRATION,
    }
)


# A smaller number in a review counts its studies, not the people in them.
_LEAST_SAMPLE = {Design.META_ANALYSIS: 40, Design.SYSTEMATIC_REVIEW: 40}


def appraise(
    question: Question,
    found: Sequence[tuple[Record, float]],
    *,
    searched: int,
    edition: str,
    retraction_lists: RetractionLists = NO_LISTS,
) -> Appraisal:
    """Return the records with their design, level, size and standing, in the order found."""
    return Appraisal(
        records=tuple(_appraise(record, score, question) for record, score in found),
        searched=searched,
        terms=question.terms,
        edition=edition,
        retraction_lists=retraction_lists,
    )


def _appraise(record: Record, score: float, question: Question) -> AppraisedRecord:
    design, reason = find_design(record)
    trials = pools_trials(record)
    return AppraisedRecord(
        record=record,
        score=score,
        design=design,
        design_reason=reason,
        level=level_for(design, question.facets[0], pools_trials=trials),
        pools_trials=trials,
        sample_size=None if design in _NO_SAMPLE else find_sample(record, least=_LEAST_SAMPLE.get(design, 2)),
    )

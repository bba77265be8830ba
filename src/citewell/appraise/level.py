"""The OCEBM 2011 level of a design for a type of question.

Source: OCEBM Levels of Evidence Working Group, "The Oxford Levels of Evidence 2", 2011. The table's steps for
study quality, directness and effect size (up or down one) need a reader's judgement and are not taken here.
"""

from __future__ import annotations

from citewell.model.evidence import Design, EvidenceLevel
from citewell.model.question import Facet

_QUESTION_TYPE = {
    Facet.EPIDEMIOLOGY: "prevalence",
    Facet.DIAGNOSIS: "diagnosis",
    Facet.SYMPTOMS: "diagnosis",
    Facet.DEFINITION: "diagnosis",
    Facet.PROGNOSIS: "prognosis",
    Facet.RECOVERY: "prognosis",
    Facet.CAUSE: "harms",
    Facet.RISK_FACTORS: "prognosis",
    Facet.HARMS: "harms",
    Facet.CONTRAINDICATIONS: "harms",
    Facet.INTERACTIONS: "harms",
    Facet.FINDINGS: "association",
}
_REVIEWS = {Design.META_ANALYSIS: 1, Design.SYSTEMATIC_REVIEW: 1}
_TABLE: dict[str, dict[Design, int]] = {
    "treatment": {
        **_REVIEWS,
        Design.RANDOMISED_TRIAL: 2,
        Design.NON_RANDOMISED_TRIAL: 3,
        Design.COHORT: 3,
        Design.CASE_CONTROL: 4,
        Design.CASE_SERIES: 4,
        Design.CASE_REPORT: 4,
        Design.REVIEW: 5,
        Design.CONSENSUS: 5,
    },
    "harms": {
        **_REVIEWS,
        Design.RANDOMISED_TRIAL: 2,
        Design.NON_RANDOMISED_TRIAL: 3,
        Design.COHORT: 3,
        Design.CASE_CONTROL: 4,
        Design.CASE_SERIES: 4,
        Design.CASE_REPORT: 4,
        Design.REVIEW: 5,
        Design.CONSENSUS: 5,
    },
    "prognosis": {
        **_REVIEWS,
        Design.COHORT: 2,
        Design.RANDOMISED_TRIAL: 3,
        Design.NON_RANDOMISED_TRIAL: 3,
        Design.CASE_CONTROL: 4,
        Design.CASE_SERIES: 4,
        Design.CASE_REPORT: 4,
        Design.REVIEW: 5,
        Design.CONSENSUS: 5,
    },
    "diagnosis": {
        **_REVIEWS,
        Design.CROSS_SECTIONAL: 2,
        Design.COHORT: 2,
        Design.RANDOMISED_TRIAL: 3,
        Design.NON_RANDOMISED_TRIAL: 3,
        Design.CASE_CONTROL: 4,
        Design.CASE_SERIES: 4,
        Design.CASE_REPORT: 4,
        Design.REVIEW: 5,
        Design.CONSENSUS: 5,
    },
    # Whether two things go together is none of the table's questions.
    "association": {},
    "prevalence": {
        **_REVIEWS,
        Design.CROSS_SECTIONAL: 2,
        Design.COHORT: 3,
        Design.CASE_CONTROL: 4,
        Design.CASE_SERIES: 4,
        Design.CASE_REPORT: 4,
        Design.REVIEW: 5,
        Design.CONSENSUS: 5,
    },
}


_POOLED = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW})


def level_for(design: Design, facet: Facet, *, pools_trials: bool = True) -> EvidenceLevel:
    """Return the level of a design for the type of question a facet asks.

    The table's level 1 for treatment and its harms is a review of randomised trials; a review that pools other
    studies (`pools_trials` False) stands with the studies it pools, at level 3.
    """
    question_type = _QUESTION_TYPE.get(facet, "treatment")
    level = _TABLE[question_type].get(design)
    if design in {Design.GUIDELINE, Design.DRUG_LABEL, Design.INFORMATION}:
        return EvidenceLevel(None, question_type, f"a {design} is not graded by the OCEBM table")
    if level is None:
        return EvidenceLevel(None, question_type, f"the OCEBM table has no level for: {design}")
    if design in _POOLED and question_type in {"treatment", "harms"} and not pools_trials:
        return EvidenceLevel(3, question_type, f"{design} that does not say it pools randomised trials")
    return EvidenceLevel(level, question_type, f"{design}, for a question of {question_type}")

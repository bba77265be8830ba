"""Sentences that have the wording of a heading and do not answer it."""

from __future__ import annotations

import pytest

from citewell.compose.strays import facet_told, strays
from citewell.model.evidence import RecordKind
from citewell.model.question import Facet
from citewell.question import parse_question

TREATED = "How is depression treated?"
BOTH = "Which anticoagulant is preferred in atrial fibrillation and what are the bleeding risks?"
MAY = "Should an adult with diabetes take aspirin?"
SIDE_EFFECTS = "What are the side effects of rivaroxaban?"


def is_stray(question: str, sentence: str, facet: Facet, kind: RecordKind = RecordKind.RESEARCH) -> bool:
    return strays(parse_question(question), sentence, facet, kind)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        # Tests, and the course.
        (TREATED, "The Frob Society recommends screening for depression in adults."),
        (TREATED, "Imaging should not be used in new depression without red flags."),
        (TREATED, "Prognosis of depression worsens as more treatment steps are needed."),
        (TREATED, "The strongest risk factors for recurrence of depression are the hum and the frob."),
        # Harms.
        (TREATED, "Adverse effects of zanolol in depression included falls and a rash."),
        (TREATED, "Harms of treatment of depression shown in trials are falls and a rash."),
        (BOTH, "Major bleeding in atrial fibrillation was lower with warfarin than with zanolol."),
        # The laboratory, the methods and the talk.
        (TREATED, "The mRNA expression of FROB-9 was raised by treatment of depression."),
        (TREATED, "Serum IL-17 was raised after treatment of depression."),
        (TREATED, "Zanolol and quibrex in depression also confirm our findings."),
        (TREATED, "In 2017 a society put depression among its high priorities for new treatments."),
        (TREATED, "Response to treatment, costs and complications of depression were noted."),
        (TREATED, "Patients with depression are currently being recruited for a trial of treatment."),
    ],
)
def test_a_stray_is_no_treatment(question: str, sentence: str) -> None:
    """A test, a harm alone, a messenger in the blood, or how a study was made does not tell what to do."""
    assert is_stray(question, sentence, Facet.TREATMENT)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (TREATED, "Zanolol lowered depression, and adverse effects led few adults to stop it."),
        (TREATED, "Sertraline should be given to adults in whom screening for depression is positive."),
        ("Should all adults have screening for depression?", "The society recommends screening for depression."),
        ("Does zanolol lower cytokines in depression?", "Zanolol lowered cytokines in depression."),
        (BOTH, "Warfarin lowered strokes and raised major bleeding in atrial fibrillation."),
        (MAY, "Adverse effects of aspirin in diabetes included bleeding."),
        ("Does zanolol stop bleeding in frobnitis?", "Bleeding in frobnitis was less with zanolol."),
    ],
)
def test_what_was_asked_is_no_stray(question: str, sentence: str) -> None:
    """Benefits beside harms, what was asked by name, and the harms that a decision needs."""
    assert not is_stray(question, sentence, Facet.TREATMENT)


def test_advice_for_when_a_drug_is_stopped_is_no_harm() -> None:
    """What happens then is."""
    advice = "The label advises considering another anticoagulant when rivaroxaban is stopped."
    warning = "Consider another anticoagulant when rivaroxaban is stopped, as the risk of stroke rises."
    assert is_stray(SIDE_EFFECTS, advice, Facet.HARMS, RecordKind.LABEL)
    assert not is_stray(SIDE_EFFECTS, warning, Facet.HARMS, RecordKind.LABEL)


RISKS = "What are the risk factors for depression?"


@pytest.mark.parametrize(
    ("question", "sentence", "facet"),
    [
        (TREATED, "The cost per life saved by zanolol in depression was $900.", Facet.TREATMENT),
        (TREATED, "Zanolol is a cost-effective drug against depression.", Facet.TREATMENT),
        (TREATED, "The effect of treatment on depression remains to be determined.", Facet.TREATMENT),
        (TREATED, "Anecdotal reports suggest that the hum treats depression.", Facet.TREATMENT),
        (TREATED, "A measure of treatment of depression was stated in 12 studies.", Facet.TREATMENT),
        (TREATED, "Zanolol was non-inferior for preventing recurrent depression.", Facet.TREATMENT),
        (TREATED, "The incidence of depression treated in clinics was 4 per 1000.", Facet.TREATMENT),
        (SIDE_EFFECTS, "Rivaroxaban should be considered as a preferred option for its safety.", Facet.HARMS),
        (SIDE_EFFECTS, "Safety of rivaroxaban was consistent with that seen before.", Facet.HARMS),
        (RISKS, "A list of risk factors was shown to people with depression.", Facet.RISK_FACTORS),
        (RISKS, "Predictors of uptake of the depression test were age and the hum.", Facet.RISK_FACTORS),
    ],
)
def test_what_only_touches_a_heading_is_a_stray(question: str, sentence: str, facet: Facet) -> None:
    """Costs, guesses, counts, the next time, and what predicts another thing stand under no heading but their own."""
    assert is_stray(question, sentence, facet)


@pytest.mark.parametrize(
    ("question", "sentence", "facet"),
    [
        (TREATED, "Zanolol was more effective against depression, at similar cost.", Facet.TREATMENT),
        ("What does treatment of depression cost?", "Treatment of depression costs $900 a year.", Facet.TREATMENT),
        (RISKS, "Risk factors for depression include the hum and old age.", Facet.RISK_FACTORS),
        (RISKS, "The hum triggered depression, with ORs of 3 to 9.", Facet.RISK_FACTORS),
        (SIDE_EFFECTS, "The commonest side effect of rivaroxaban was a rash.", Facet.HARMS),
    ],
)
def test_what_answers_a_heading_stays(question: str, sentence: str, facet: Facet) -> None:
    """An effect beside a cost, a cost that was asked for, and a risk that is named answer."""
    assert not is_stray(question, sentence, facet)


def test_who_has_to_decide_is_told_of_harms_under_harms() -> None:
    """Harms alone are no effect of a treatment: they have a heading of their own, though nobody asked for it."""
    harm = "Aspirin raised the risk of intracranial haemorrhage in older people."
    both = "Aspirin lowered strokes and raised the risk of haemorrhage."
    question = parse_question(MAY)
    assert facet_told(question, harm, Facet.TREATMENT, RecordKind.RESEARCH) is Facet.HARMS
    assert facet_told(question, both, Facet.TREATMENT, RecordKind.RESEARCH) is Facet.TREATMENT
    assert facet_told(question, harm, Facet.TREATMENT, RecordKind.GUIDELINE) is Facet.TREATMENT


@pytest.mark.parametrize(
    ("question", "sentence", "facet"),
    [
        # Bleeding, reactions, safety and complications alone, under what a treatment does.
        (TREATED, "Intracranial bleeding was lower with zanolol than with quibrex (2% and 5%).", Facet.TREATMENT),
        (TREATED, "Gastrointestinal side effects did not differ between zanolol and placebo.", Facet.TREATMENT),
        (TREATED, "The safety profile of zanolol was similar to that of quibrex.", Facet.TREATMENT),
        (TREATED, "Zanolol caused constipation in a tenth of the adults with depression.", Facet.TREATMENT),
        (TREATED, "Wound complications after the frob repair occurred in 8% of adults.", Facet.TREATMENT),
        # Who gets it, and how many have it, under what is done about it.
        (TREATED, "Walking was associated with a lower risk of onset of depression.", Facet.TREATMENT),
        ("How is depression prevented?", "The prevalence of depression was 9% in 2020.", Facet.PREVENTION),
        ("How is depression diagnosed?", "The prevalence of depression was 9% by PHQ-9.", Facet.DIAGNOSIS),
        # Benefits under harms, and the harms of the treatment under the complications of the disease.
        (SIDE_EFFECTS, "Rivaroxaban appears to reduce mortality in severe frobnitis.", Facet.HARMS),
        ("What are the complications of depression?", "Adverse effects of zanolol were rash and falls.", Facet.HARMS),
        ("What causes depression?", "A tenth of treated adults had an adverse event caused by zanolol.", Facet.CAUSE),
        # Of something else: another disease, the time of recovery, those who have risk factors.
        (RISKS, "Risk factors for venous thrombosis after surgery are old age and the hum.", Facet.RISK_FACTORS),
        (RISKS, "No finding was shown to predict the time to recovery from depression.", Facet.RISK_FACTORS),
        (RISKS, "In adults with two or more risk factors depression fell (RR 0.8).", Facet.RISK_FACTORS),
        # How a model of statistics came out, and what a study counted as recovery.
        (TREATED, "There was a treatment by age interaction in depression (F(2, 40) = 4).", Facet.TREATMENT),
        ("What is the prognosis of depression?", "Recovery meant a score of 0 for a week.", Facet.PROGNOSIS),
        # A dose of half a drug.
        ("What is the dose of amoxicillin?", "Amoxicillin-clavulanate was given for 5 days.", Facet.DOSING),
    ],
)
def test_what_belongs_under_another_heading_is_a_stray(question: str, sentence: str, facet: Facet) -> None:
    """Harms, counts, risks and benefits stand where they are looked for, or nowhere."""
    assert is_stray(question, sentence, facet)


@pytest.mark.parametrize(
    ("question", "sentence", "facet"),
    [
        (
            "Does walking reduce depression?",
            "Walking was linked to a lower risk of incident depression.",
            Facet.TREATMENT,
        ),
        ("What are the complications of depression?", "Complications of depression include frob loss.", Facet.HARMS),
        ("What is the dose of amoxicillin?", "Amoxicillin and amoxicillin-clavulanate were given daily.", Facet.DOSING),
        (RISKS, "Risk factors for postpartum depression are old age and the hum.", Facet.RISK_FACTORS),
    ],
)
def test_what_is_asked_under_a_heading_stays(question: str, sentence: str, facet: Facet) -> None:
    """What was asked by name stands, whatever it looks like."""
    assert not is_stray(question, sentence, facet)


@pytest.mark.parametrize(
    ("sentence", "facet"),
    [
        ("Walking reduced depression compared with rest.", Facet.TREATMENT),
        ("Walking reduced the risk of depression.", Facet.PREVENTION),
        ("Walking was effective in adults at risk of depression.", Facet.TREATMENT),
    ],
)
def test_what_lowers_the_risk_prevents_and_what_lowers_the_disease_treats(sentence: str, facet: Facet) -> None:
    """Where both are asked for, each stands under its own heading."""
    question = parse_question("How is depression treated and prevented?")
    assert set(question.facets) == {Facet.TREATMENT, Facet.PREVENTION}
    told = facet_told(question, sentence, Facet.TREATMENT, RecordKind.RESEARCH)
    assert told is facet


def test_an_overdose_is_no_treatment() -> None:
    """A label's part on overdose stands under what it is indicated for only where an overdose is asked about."""
    overdose = "Overdose of fosfomycin has caused vestibular loss and impaired hearing."
    assert is_stray("How is cystitis treated?", overdose, Facet.TREATMENT, RecordKind.LABEL)
    assert not is_stray("How is an overdose of fosfomycin treated?", overdose, Facet.TREATMENT, RecordKind.LABEL)

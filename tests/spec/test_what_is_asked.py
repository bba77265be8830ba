"""Questions that an answer must not miss the point of: comparisons, outcomes, subjects that are none, names in figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citewell.compose.wanted import counts_something_else
from citewell.language.words import stems
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Facet
from citewell.pipeline import answer
from citewell.publish.markdown import to_markdown
from citewell.question import parse_question
from fakes import FakeLibrary


def record(number: int, title: str, text: str) -> Record:
    return Record(
        id=f"pubmed:9000010{number}", kind=RecordKind.RESEARCH, title=title, sections=(Section("Conclusions", text),)
    )


def ask(question: str, *records: Record) -> VerifiedDraft:
    return answer(question, library=FakeLibrary(records))


ALONE = (
    record(
        1, "Topiramate for migraine", "Topiramate was effective in the treatment of migraine in adults over a year."
    ),
    record(
        2, "Candesartan for migraine", "Candesartan was effective in the treatment of migraine in adults over a year."
    ),
)


def test_a_comparison_that_nobody_made_is_no_answer():
    """What was found of each alone does not tell which is better, and the reader is told so."""
    draft = ask("Is topiramate better than candesartan for migraine?", *ALONE)
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert any("compares topiramate with candesartan" in limit for limit in draft.limits)


def test_a_comparison_that_was_made_leads():
    """Both are named in it."""
    text = "Topiramate was as effective as candesartan in the treatment of migraine in adults."
    both = (
        record(3, "Two drugs for migraine", text),
        record(
            4, "Drugs for migraine", "Migraine was reduced by topiramate and candesartan alike, and treatment was safe."
        ),
    )
    draft = ask("Is topiramate better than candesartan for migraine?", *ALONE, *both)
    lead = draft.claim(draft.bottom_line[0]).text.lower()
    assert "topiramate" in lead
    assert "candesartan" in lead


@pytest.mark.parametrize(
    "question",
    ["How do I change the oil in my car?", "What is the capital of France?", "Which phone has the best camera?"],
)
def test_a_question_on_no_medical_thing_is_not_answered_by_one_of_its_words(question):
    """Fish oil, social capital and a camera in a tube are other things."""
    texts = (
        "Fish oil is a treatment of frobnitis, defined as a disorder of the frob in adults.",
        "Social capital is defined as the sum of the ties between people who work together.",
        "A camera in the tube was effective and better in the treatment of frobnitis.",
    )
    records = [record(n, f"Study {n}", text) for n, text in enumerate(texts)]
    assert ask(question, *records).outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_a_name_with_a_figure_is_one_name():
    """CA19-9 is no other CA19, however it is written."""
    (concept,) = [c for c in parse_question("Is CA19-9 raised in frobnitis?").concepts if "19" in c.surface]
    assert concept.surface == "CA19-9"
    assert ("ca", "19", "9") in concept.variants


@pytest.mark.parametrize("name", ["vitamin D", "hepatitis B", "Factor V", "coenzyme Q10"])
def test_a_name_keeps_its_letter(name: str) -> None:
    """Vitamin C answers nothing that was asked of vitamin D."""
    (concept,) = [c for c in parse_question(f"Is {name} bad for the frob?").required if c.surface == name]
    assert tuple(stems(name)[:1]) not in concept.variants


def test_a_disease_and_an_article_are_no_name() -> None:
    """ "Hepatitis a disease" asks of any hepatitis."""
    assert "hepatitis" in [c.surface for c in parse_question("Is hepatitis a disease of the liver?").required]


@pytest.mark.parametrize(
    "question",
    [
        "How is frobnitis treated after zanolol has failed?",
        "What helps frobnitis if zanolol does not work?",
        "What can be taken for frobnitis by somebody allergic to zanolol?",
        "How is frobnitis treated in people who cannot take zanolol?",
    ],
)
def test_what_has_failed_need_not_be_named_by_a_source(question: str) -> None:
    """What takes its place is asked for."""
    required = [concept.surface for concept in parse_question(question).required]
    assert "frobnitis" in required
    assert "zanolol" not in required


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("Does zanolol surgery reduce falls?", "falls"),
        ("Can surgery improve sleep?", "sleep"),
        ("Does exercise lower the rate of falls?", "falls"),
    ],
)
def test_what_a_treatment_is_to_change_is_asked_for_in_everyday_words_too(question: str, outcome: str) -> None:
    """Who asks of falls is not told of bones."""
    assert outcome in [concept.surface for concept in parse_question(question).required]


def test_a_measure_is_no_outcome() -> None:
    """Who lowers a risk lowers the risk of something."""
    required = [concept.surface for concept in parse_question("Does surgery reduce the risk of stroke?").required]
    assert "stroke" in required
    assert "risk" not in required


def test_a_verb_is_no_drug():
    """ "Relieve" is what is asked of ginger, and no inhaler."""
    assert "relieve" not in parse_question("Does ginger relieve nausea in pregnancy?").pico.intervention


@pytest.mark.parametrize(
    ("question", "facet"),
    [
        ("What is the effect of lisinopril on cough?", Facet.TREATMENT),
        ("Does metformin lower the risk of death?", Facet.TREATMENT),
        ("Does topiramate interact with metformin?", Facet.INTERACTIONS),
        ("Is metformin associated with frobnitis?", Facet.HARMS),
        ("Do statins heal frobnitis?", Facet.TREATMENT),
        ("How does metformin work?", Facet.DEFINITION),
    ],
)
def test_a_facet_is_told_by_what_is_asked_of_a_treatment(question, facet):
    """The same words ask another thing of a treatment than of a disease."""
    assert facet in parse_question(question).facets


def test_an_outcome_that_is_asked_for_is_what_is_told():
    """Who asks if it prolongs life is not answered by the heart rate."""
    rate = record(1, "Metformin in diabetes", "Metformin improved the heart rate of adults with type 2 diabetes.")
    lived = record(2, "Metformin in diabetes", "Metformin reduced the mortality of adults with type 2 diabetes.")
    longer = record(3, "Metformin and age", "Deaths among adults with type 2 diabetes were fewer on metformin.")
    draft = ask("Does metformin reduce mortality in type 2 diabetes?", rate, lived, longer)
    assert "mortality" in draft.claim(draft.bottom_line[0]).text


def test_the_count_of_another_thing_is_not_how_common_it_is():
    """The incidence of recurrence is not that of the disease."""
    other = record(1, "Migraine", "The incidence of headache recurrence in migraine was 31% with the drug.")
    same = record(2, "Migraine", "The prevalence of migraine was 12% in adults of the region.")
    draft = ask(
        "How common is migraine?", other, same, record(3, "Migraine", "Migraine affects 12% of adults worldwide.")
    )
    assert not any("recurrence" in claim.text for claim in draft.claims)


def test_what_was_more_common_in_one_group_does_not_tell_how_common_it_is():
    """It compares, and gives no count."""
    asked = parse_question("How common is migraine?")
    assert counts_something_else(asked, "Aura was more common in women with migraine than in the others of the study.")
    assert not counts_something_else(asked, "The prevalence of migraine was 12%, and it was more common in cities.")


def test_what_an_arm_of_a_trial_took_is_no_dose_to_take():
    """A dose is recommended, or compared."""
    took = record(1, "Topiramate in migraine", "Adults with migraine received topiramate at a dose of 100 mg daily.")
    again = record(2, "Topiramate in migraine", "Topiramate 100 mg daily was taken by adults with migraine for weeks.")
    assert ask("What is the dose of topiramate for migraine?", took, again).outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_what_names_nothing_of_the_subject_is_not_near():
    """The reader is told that there is nothing, and what the library is on, from its own records."""
    one = replace(ALONE[0], topic="migraine prevention")
    draft = ask("How is quibbleosis treated?", one)
    assert draft.nearest == ()
    assert any("nothing on quibbleosis" in limit and "migraine prevention" in limit for limit in draft.limits)


def test_to_name_the_condition_is_no_advice_where_it_was_named():
    """It is where nothing was."""
    advice = "Name the condition"
    assert advice not in to_markdown(ask("How is quibbleosis treated?", *ALONE))
    assert advice in to_markdown(ask("What can I do?", *ALONE))


def test_a_refused_dose_says_what_the_sources_lack():
    """They name the drug and the condition, and no dose."""
    draft = ask("What is the dose of topiramate for migraine?", *ALONE)
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert "No source found here states a dose of topiramate for migraine." in to_markdown(draft)

"""What makes a sentence a lesser answer, or none: another way, kind, object or end than the one asked about."""

from __future__ import annotations

import pytest

from citewell.compose.direct import tells_no_finding
from citewell.compose.off_point import (
    is_effect_on_another,
    is_of_another_kind,
    is_of_another_way,
    is_on_another_finding,
    is_on_others,
    mends_the_harm,
    names_no_symptom,
    tells_one_end,
)
from citewell.compose.outcomes import misses_outcome
from citewell.compose.wanted import Wanted, gives, wanted
from citewell.model.question import Facet
from citewell.question import parse_question

WORKS = parse_question("Is metformin effective for asthma?")
DELAY = parse_question("Is early surgery better than delayed surgery for asthma?")


def test_one_unusual_way_of_giving_a_drug_is_another_matter() -> None:
    """Unless it is asked about, or stands beside the usual one."""
    told = "Intramuscular metformin was effective for asthma."
    assert is_of_another_way(WORKS, told)
    assert not is_of_another_way(parse_question("Is intramuscular metformin effective for asthma?"), told)
    assert not is_of_another_way(WORKS, "Oral and intramuscular metformin were effective for asthma.")


def test_one_kind_of_the_disease_is_a_part_of_it() -> None:
    """What is told of the kind does not hold for all of the disease."""
    told = "In secondary asthma the cause should be treated first."
    assert is_of_another_kind(WORKS, told)
    assert not is_of_another_kind(parse_question("Is metformin effective for secondary asthma?"), told)
    assert not is_of_another_kind(WORKS, "Secondary infection was rare with metformin in asthma.")


def test_what_others_do_is_not_what_was_asked() -> None:
    """A sentence on other treatments answers who asks for them."""
    told = "Metformin is seldom used, as other medications have been shown to work in asthma."
    assert is_on_others(WORKS, told)
    assert not is_on_others(parse_question("What else works in asthma instead of metformin?"), told)


def test_the_disease_may_only_tell_whom_a_sentence_is_on() -> None:
    """Something else was treated, in people who have it."""
    assert is_on_another_finding(WORKS, "Metformin is effective for reducing agitation in patients with asthma.")
    assert not is_on_another_finding(WORKS, "Metformin is effective for asthma in adults.")
    assert not is_on_another_finding(WORKS, "Metformin was effective in patients with asthma.")


def test_an_effect_on_something_else_is_no_effect_on_the_disease() -> None:
    """The object of the effect tells; what was measured in the disease itself is no other object."""
    assert is_effect_on_another(WORKS, "Metformin has no effect on the heart rate, even at doses that help in asthma.")
    assert not is_effect_on_another(WORKS, "Metformin has an effect on asthma.")
    assert not is_effect_on_another(WORKS, "Metformin had no effect on symptoms.")


def test_of_two_ends_set_against_each_other_one_is_half_an_answer() -> None:
    """Early against late, high against low."""
    assert tells_one_end(DELAY, "Early surgery was safe in asthma.")
    assert not tells_one_end(DELAY, "Early surgery gave better results than delayed surgery in asthma.")
    assert not tells_one_end(WORKS, "Early treatment was effective.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Infarction may produce typical symptoms of asthma.",
        "Asthma is a rare symptom in childhood.",
        "Asthma is a troublesome symptom of another disease.",
    ],
)
def test_who_asks_for_symptoms_is_told_one(sentence: str) -> None:
    """That there are symptoms, or of what the disease is one itself, names none."""
    assert names_no_symptom(parse_question("What are the symptoms of asthma?"), sentence)


def test_a_symptom_that_is_named_is_an_answer() -> None:
    """In any of the usual words."""
    asked = parse_question("What are the symptoms of asthma?")
    assert not names_no_symptom(asked, "Asthma causes wheezing and a tight chest with cough at night.")
    assert not names_no_symptom(WORKS, "Metformin was effective.")


def test_how_a_harm_is_healed_does_not_tell_what_causes_it() -> None:
    """The question asks for a cause."""
    asked = parse_question("Can metformin cause gastric ulcers?")
    assert mends_the_harm(asked, "Omeprazole is superior for healing of gastric ulcers under metformin.", Facet.HARMS)
    assert not mends_the_harm(asked, "Metformin-treated patients had more gastric ulcers.", Facet.HARMS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Key design features of the trial are inclusion of many people with asthma.",
        "The completion of recruitment suggests that the trial should achieve its primary aim.",
        "Continued monitoring of asthma under metformin is needed.",
        "Cost savings from fewer admissions offset the price of metformin.",
    ],
)
def test_design_calls_and_costs_are_no_findings(sentence: str) -> None:
    """They say nothing of what came of it."""
    assert tells_no_finding(WORKS, sentence)


@pytest.mark.parametrize(
    ("question", "misses", "tells"),
    [
        (
            "Does stopping metformin raise the risk of asthma?",
            "Metformin raised the risk of asthma.",
            "Asthma was more common after metformin was stopped.",
        ),
        (
            "How is metformin reversed in asthma?",
            "Metformin raised the risk of bleeding.",
            "Idarucizumab neutralised the effect within minutes.",
        ),
        (
            "What are the dangers of using metformin too often?",
            "Metformin raised the risk of bleeding.",
            "Overuse of metformin was associated with more deaths.",
        ),
    ],
)
def test_stopping_reversal_and_overuse_are_outcomes_of_their_own(question: str, misses: str, tells: str) -> None:
    """What only speaks of taking the drug does not answer."""
    assert misses_outcome(parse_question(question), misses)
    assert not misses_outcome(parse_question(question), tells)


def test_a_blood_pressure_to_aim_for_is_told_in_its_unit() -> None:
    """A share of people is no target."""
    asked = parse_question("What blood pressure should we aim for in asthma?")
    assert wanted(asked) is Wanted.FIGURE
    assert gives(Wanted.FIGURE, asked, "A systolic target of 120 to 129 mm Hg is advised.")
    assert not gives(Wanted.FIGURE, asked, "Drugs are discussed with people who have a risk of 10% or more.")


def test_which_of_a_class_asks_for_names() -> None:
    """ "Which ACE inhibitor causes least cough?" is answered by its members."""
    assert wanted(parse_question("Which ACE inhibitor causes least cough?")) is Wanted.NAMES
    assert wanted(parse_question("Which cough is due to ACE inhibitors?")) is not Wanted.NAMES

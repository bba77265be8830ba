"""The form of answer a question asks for, and the sentences that give it."""

from __future__ import annotations

import pytest

from citewell.compose.penalties import age_penalty, aside_penalty, is_about_strangers
from citewell.compose.wanted import (
    Wanted,
    answers_aside,
    asks_of_one_harm,
    gives,
    is_aside,
    is_on_a_part,
    rules_out,
    wanted,
)
from citewell.model.question import Facet
from citewell.question import parse_question


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("How long is the recovery after a hamstring avulsion repair?", Wanted.TIME),
        ("When can I run again after an Achilles tendon rupture?", Wanted.TIME),
        ("What blood pressure target is recommended in hypertension?", Wanted.FIGURE),
        ("How effective is exercise for depression?", Wanted.FIGURE),
        ("Should a healthy person take low-dose aspirin?", Wanted.DECISION),
        ("Which anticoagulant is recommended in atrial fibrillation?", Wanted.NAMES),
        ("What antibiotics treat a bladder infection in women?", Wanted.NAMES),
        ("Should healthy older adults take aspirin?", Wanted.DECISION),
        ("Surgery or rehabilitation for a hamstring avulsion?", Wanted.DECISION),
        ("Symptoms of cystitis", None),
    ],
)
def test_the_words_of_a_question_tell_the_form_of_its_answer(question: str, form: Wanted | None) -> None:
    """A time, a figure, names, a decision; or any."""
    assert wanted(parse_question(question)) is form


@pytest.mark.parametrize(
    ("form", "sentence", "expected"),
    [
        (Wanted.TIME, "Return to sport took 25 weeks after surgery.", 1.0),
        (Wanted.TIME, "Return to sport was fastest when repair took place within 6 weeks of injury.", 0.0),
        (Wanted.TIME, "Zanolol is given for 5 days.", 1.0),
        (Wanted.TIME, "Strength was measured in a mean follow-up of 3 years.", 0.0),
        (Wanted.FIGURE, "The target is below 130/80 mm Hg.", 1.0),
        (Wanted.FIGURE, "Targets are debated.", 0.0),
        (Wanted.NAMES, "Apixaban and dabigatran are preferred.", 1.0),
        (Wanted.NAMES, "Anticoagulants are preferred.", 0.0),
        (Wanted.DECISION, "The society recommends against it.", 1.0),
        (Wanted.DECISION, "Watchful waiting seems fit.", 1.0),
        (Wanted.DECISION, "Zanolol is the drug of choice.", 1.0),
        (Wanted.DECISION, "Waiting with zanolol is justified.", 1.0),
        (Wanted.DECISION, "The trial had three arms.", 0.0),
        (None, "Anything.", 0.0),
    ],
)
def test_a_sentence_gives_the_answer_or_does_not(form: Wanted | None, sentence: str, expected: float) -> None:
    """When something was done, and how long people were watched, is not how long it takes."""
    question = parse_question("Which anticoagulant is recommended in atrial fibrillation?")
    assert gives(form, question, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In patients with atrial fibrillation apixaban was superior.", False),
        ("In atrial fibrillation with chronic kidney disease the evidence is insufficient.", True),
        ("Apixaban lowered the risk of stroke.", False),
    ],
)
def test_a_sentence_on_some_of_those_asked_about_is_told(sentence: str, *, expected: bool) -> None:
    """It answers for them and not for the others; an outcome is no part of them."""
    question = parse_question("Which anticoagulant is recommended in atrial fibrillation?")
    assert is_on_a_part(question, sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("How is cystitis treated?", "Methenamine helps against recurrent cystitis.", True),
        ("How is recurrent cystitis treated?", "Methenamine helps against recurrent cystitis.", False),
        ("How is Helicobacter pylori treated?", "After failed treatment, rifabutin is an option.", True),
        ("How is Helicobacter pylori treated?", "Alternatives are zanolol and quibrex.", True),
        ("What are the alternatives in cystitis?", "Alternatives are zanolol and quibrex.", False),
        ("How is Helicobacter pylori treated?", "Zanolol is no alternative to quibrex.", False),
        ("Which inhaler is best in mild asthma?", "It is preferred in severe asthma.", True),
        ("Which inhaler is best in mild asthma?", "It is preferred in mild and severe asthma.", False),
    ],
)
def test_what_comes_later_or_is_for_another_degree_is_an_aside(question: str, sentence: str, *, expected: bool) -> None:
    """Unless it was asked for."""
    assert is_aside(parse_question(question), sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("For treatment-naive patients with Helicobacter pylori, zanolol is recommended.", False),
        ("For patients with diabetes and Helicobacter pylori, zanolol is recommended.", True),
    ],
)
def test_the_germ_is_no_part_of_those_whose_germ_is_to_go(sentence: str, *, expected: bool) -> None:
    """Who is asked how a germ is got rid of speaks of all who have it."""
    assert is_on_a_part(parse_question("How is Helicobacter pylori eradicated?"), sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zanolol is preferred in adults and adolescents with asthma.", False),
        ("Zanolol is preferred in adolescents with asthma.", True),
    ],
)
def test_what_is_for_adults_and_adolescents_is_for_adults(sentence: str, *, expected: bool) -> None:
    """It is not about others than were asked about."""
    assert is_about_strangers(parse_question("Which inhaler is best in asthma?"), sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Should a child with an ear infection get antibiotics?", "Antibiotics lowered pain.", 0.4),
        ("Do antibiotics lower pain in an ear infection?", "Antibiotics lowered pain.", 1.0),
        ("Should a child with an ear infection get antibiotics?", "The society advises antibiotics.", 1.0),
    ],
)
def test_what_to_do_is_answered_by_what_to_do(question: str, sentence: str, expected: float) -> None:
    """What was found says less of what should be done."""
    assert gives(Wanted.DECISION, parse_question(question), sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Apixaban and dabigatran are preferred.", 1.0),
        ("Anticoagulants are preferred to aspirin and metformin.", 0.8),
        ("Apixaban and dabigatran are not recommended.", 0.3),
    ],
)
def test_names_are_of_the_kind_asked_for_and_for_use(sentence: str, expected: float) -> None:
    """Aspirin is no anticoagulant, and what is advised against is not what is best."""
    question = parse_question("Which anticoagulant is recommended in atrial fibrillation?")
    assert gives(Wanted.NAMES, question, sentence) == pytest.approx(expected)


def test_children_of_some_months_are_not_old() -> None:
    """ "Older than 6 months" is an age and no part of those asked about."""
    question = parse_question("Should a child with an ear infection get antibiotics?")
    assert not is_on_a_part(question, "For children older than 6 months zanolol is advised.")


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("What is given after failed treatment of cystitis?", "After failed treatment, zanolol is advised.", True),
        ("What is given after failed treatment of cystitis?", "Zanolol is advised.", False),
        ("What is given for cystitis?", "Zanolol is advised.", None),
    ],
)
def test_what_comes_later_is_told_where_it_is_asked(question: str, sentence: str, *, expected: bool | None) -> None:
    """Who asks of the second line is not told of the first."""
    assert answers_aside(parse_question(question), sentence) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Do statins cause diabetes?", True),
        ("What are the harms of antibiotics for otitis media?", False),
        ("What are the side effects of statins?", False),
    ],
)
def test_what_a_drug_is_taken_for_is_not_its_harm(question: str, *, expected: bool) -> None:
    """ "For" names the use."""
    assert asks_of_one_harm(parse_question(question)) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zanolol raised the risk of complications other than re-rupture.", True),
        ("Zanolol raised the risk of re-rupture.", False),
    ],
)
def test_what_is_named_to_be_left_out_is_told(sentence: str, *, expected: bool) -> None:
    """Other complications tell nothing of re-ruptures."""
    question = parse_question("What is the risk of re-rupture after Achilles tendon rupture?")
    assert rules_out(question, sentence) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("Are antibiotics effective in otitis media?", "Antibiotics lowered pain.", 1.0),
        ("Are antibiotics effective in otitis media?", "The society advises antibiotics.", 0.6),
    ],
)
def test_whether_it_works_is_told_by_what_it_did(question: str, sentence: str, expected: float) -> None:
    """Advice says less of it."""
    assert gives(Wanted.DECISION, parse_question(question), sentence) == expected


def test_a_family_history_of_a_disease_is_a_part_of_all() -> None:
    """It answers for those who have it in the family."""
    question = parse_question("Does Helicobacter pylori eradication prevent gastric cancer?")
    assert is_on_a_part(question, "Eradication lowered it in people with a family history of gastric cancer.")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zanolol is advised for adults aged 40 to 75 years.", 3.0),
        ("Zanolol is advised for adults aged 60 to 75 years.", 0.0),
        ("Zanolol is advised for adults aged 40 to 90 years.", 0.0),
    ],
)
def test_older_adults_are_not_those_of_forty(sentence: str, expected: float) -> None:
    """A range that begins in middle age and ends with old age is of others."""
    assert age_penalty(parse_question("Do statins prevent stroke in older adults?"), sentence) == expected


def test_how_a_trial_was_made_is_no_answer() -> None:
    """Who was drawn into which arm tells nothing of what was found."""
    made = "The trial randomized 1,105 patients with frobnitis to zanolol or quibrex."
    assert aside_penalty(made, Facet.TREATMENT) > aside_penalty("Zanolol lowered pain in frobnitis.", Facet.TREATMENT)


def test_a_disease_of_childhood_is_asked_about_for_children() -> None:
    """Who asks of otitis media need not name them."""
    assert not is_about_strangers(parse_question("Do ear tubes help otitis media?"), "In children zanolol helped.")

"""What a sentence leaves unnamed, and how the title of its paper is shown before it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.universe import RECORDS

from citewell.compose.match import Words
from citewell.compose.unnamed import is_of_an_unnamed_treatment, leaves_unnamed, study_named
from citewell.model.evidence import Record
from citewell.model.question import Facet
from citewell.question import parse_question

WORKS = "Does warfarin help in depression?"


def titled(title: str) -> Record:
    trial = next(record for record in RECORDS if record.id == "pubmed:90000003")
    return replace(trial, title=title)


@pytest.mark.parametrize(
    "sentence",
    [
        "Frob pain fell in both groups after twelve weeks of treatment.",
        "There were no differences between the groups in frob pain.",
        "In both settings, few side effects of zanolol were found.",
        "Six adults who received the active treatment withdrew from it.",
        "The intervention group walked further than before at week 12.",
        "Frob pain was lower at week 8 in group B.",
        "Therapists can change these two variables to treat frobnitis.",
        "Frobnitis was seldom seen in this population of islanders.",
        "In our patients zanolol lowered the pain of frobnitis.",
        "Survival in the nine patients was as long as in all others.",
        "If such an association exists, zanolol may reveal it later.",
    ],
)
def test_what_stands_in_another_sentence_is_unnamed(sentence: str) -> None:
    """Arms without a name, and what a pointing word points to, cannot be found by a reader of one sentence."""
    assert leaves_unnamed(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Pain did not differ between the zanolol group and the quibrex group at week 8.",
        "Warfarin and placebo lowered pain alike, and both groups had few side effects.",
        "Pain was lower with zanolol than in those receiving placebo.",
        "Zanolol lowered frob pain at week 8, and this effect lasted a year.",
        "Women with frobnitis took zanolol, and these women had less pain.",
        "Drugs such as zanolol are given for frobnitis of the left frob.",
    ],
)
def test_what_a_sentence_names_itself_is_named(sentence: str) -> None:
    """Two arms that are named, those with what describes them, and what was just said need no other sentence."""
    assert not leaves_unnamed(sentence)


def test_the_people_of_a_trial_stand_before_what_leaves_them_out() -> None:
    """The main title of a paper is shown, where it tells of people whom neither sentence nor question names."""
    question = parse_question("Does zanolol help in frobnitis?")
    record = titled("Zanolol for the relief of pain in dockers with frobnitis: a randomised trial")
    sentence = "Zanolol lowered the pain of frobnitis."
    told = study_named(question, record, sentence, Words.of(sentence))
    assert told == "“Zanolol for the relief of pain in dockers with frobnitis”"


def test_a_sentence_that_names_its_people_needs_no_title() -> None:
    """What is said of all with the condition by a paper on all of them stands alone."""
    question = parse_question("Does zanolol help in frobnitis?")
    sentence = "Zanolol lowered the pain of frobnitis."
    assert study_named(question, titled("Zanolol in frobnitis"), sentence, Words.of(sentence)) == ""


def test_a_sentence_that_names_nothing_asked_stands_behind_its_title() -> None:
    """ "Side effects were mild" is nobody's side effect without the title."""
    sentence = "Hot ears were mild and soon gone."
    told = study_named(parse_question(WORKS), titled("Warfarin in depression"), sentence, Words.of(sentence))
    assert told == "“Warfarin in depression”"


@pytest.mark.parametrize(
    ("title", "is_unnamed"),
    [
        ("Warfarin in depression: a trial", False),
        ("Warfarin versus zanolol in depression", True),
        ("Zanolol in warfarin-resistant depression", True),
        ("Zanolol in depression with intolerance to warfarin", True),
        ("Zanolol in depression", True),
    ],
)
def test_a_sentence_without_a_drug_is_of_the_only_drug_of_its_paper(title: str, is_unnamed: bool) -> None:
    """Where a paper sets two drugs against each other, or takes one for granted, a sentence has to name its own."""
    said = Words.of("Hot ears were the commonest side effect.")
    assert is_of_an_unnamed_treatment(parse_question(WORKS), titled(title), said, Facet.HARMS) is is_unnamed


def test_a_sentence_that_names_half_of_what_was_asked_stands_behind_its_title() -> None:
    """Of a drug in another disease, only the title tells in which: "warfarin had more adverse effects"."""
    sentence = "Warfarin significantly increased the rate of adverse effects."
    told = study_named(parse_question(WORKS), titled("Warfarin after frob surgery"), sentence, Words.of(sentence))
    assert told == "“Warfarin after frob surgery”"

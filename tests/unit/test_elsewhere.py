"""Sentences that share the words of a question and answer another one."""

from __future__ import annotations

import pytest

from citewell.compose.causes import tells_no_cause
from citewell.compose.comparisons import compares_others
from citewell.compose.elsewhere import is_elsewhere, tells_anything_done
from citewell.compose.match import Words
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Facet
from citewell.pipeline import answer
from citewell.question import parse_question
from fakes import FakeLibrary

VERSUS = "Metformin versus topiramate for migraine"


def paper(number: int, title: str, *conclusions: str, kind: RecordKind = RecordKind.RESEARCH) -> Record:
    sections = tuple(Section("Conclusions", told) for told in conclusions)
    return Record(id=f"pubmed:9500010{number}", kind=kind, title=title, sections=sections, year=2020)


def told(question: str, *records: Record) -> list[str]:
    return [claim.text for claim in answer(question, library=FakeLibrary(records)).claims]


def is_of_another(question: str, sentence: str, title: str = "Migraine", facet: Facet = Facet.TREATMENT) -> bool:
    parsed = parse_question(question)
    return is_elsewhere(parsed, sentence, Words.of(sentence), paper(1, title, sentence), facet)


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        # The two in one tablet, and one of them with a third.
        ("The metformin/topiramate fixed combination lowered migraine more than sertraline.", "Migraine"),
        ("Sertraline did better than the combination of topiramate and metformin.", "A fixed combination in migraine"),
        ("A fixed combination of metformin and sertraline was better than topiramate.", "Migraine"),
        # A third drug leads, or stands in the title beside one of the two.
        ("Sertraline was as effective against migraine as metformin or topiramate.", "Migraine"),
        ("Attacks of migraine were fewer with metformin.", "Sertraline, metformin and topiramate in migraine"),
        # One side alone.
        ("Metformin lowered migraine more than placebo did.", "Metformin in migraine"),
    ],
)
def test_another_comparison_is_elsewhere(sentence: str, title: str) -> None:
    """Which of two is better is told by what sets these two against each other, each for itself."""
    assert compares_others(parse_question(VERSUS), sentence, Words.of(sentence, title), title)


@pytest.mark.parametrize(
    "sentence",
    [
        "Metformin lowered migraine more than topiramate did.",
        "Metformin and topiramate did equally well against migraine.",
        "Metformin, topiramate and sertraline lowered migraine by 20%, 15% and 10%.",
    ],
)
def test_the_comparison_asked_for_is_none(sentence: str) -> None:
    """Both are named, and a third only behind them."""
    title = "Metformin and topiramate in migraine"
    assert not compares_others(parse_question(VERSUS), sentence, Words.of(sentence, title), title)


def test_a_combination_that_is_asked_for_answers() -> None:
    """Who asks of two drugs together is told of the two together."""
    question = parse_question("Is metformin plus topiramate better than topiramate alone for migraine?")
    sentence = "The combination of metformin and topiramate lowered migraine more than topiramate."
    assert not compares_others(question, sentence, Words.of(sentence), "Migraine")


def test_a_class_stands_for_its_member() -> None:
    """What is told of a class that holds the one and not the other tells of both."""
    question = parse_question("Apixaban versus warfarin in atrial fibrillation")
    sentence = "Direct oral anticoagulants lowered strokes in atrial fibrillation more than warfarin."
    assert not compares_others(question, sentence, Words.of(sentence), "Atrial fibrillation")


def test_a_comparison_that_nobody_made_is_no_answer() -> None:
    """Two drugs that are compared are not answered by the two in one tablet."""
    fixed = "The metformin/topiramate fixed combination was better than sertraline against migraine."
    again = "In adults with migraine sertraline did worse than the combination of metformin and topiramate."
    records = [paper(n, "A fixed combination in migraine", said) for n, said in enumerate((fixed, again), 1)]
    assert told(VERSUS, *records) == []


def test_a_paper_that_compares_the_two_need_not_name_the_patients_again() -> None:
    """Its title names both drugs and its abstract the disease: a result of it is of those who have it."""
    found = "Pain was less with metformin than with topiramate after half a year of treatment."
    why = "Metformin relieved pain better than topiramate, and was well tolerated."
    text = f"Adults with migraine took part. {found}"
    record = Record(
        id="pubmed:95000201",
        kind=RecordKind.RESEARCH,
        title="Metformin and topiramate compared",
        sections=(Section("Results", text), Section("Conclusions", why)),
        year=2020,
    )
    assert found in told(VERSUS, record)


AFTER = "Do beta blockers lower mortality after myocardial infarction?"


def test_who_got_a_disease_is_not_who_had_it() -> None:
    """An infarction that was counted in a trial on something else tells nothing of those who had one."""
    counted = "Bisoprolol reduced mortality and the incidence of nonfatal myocardial infarction in surgery."
    had = "Bisoprolol reduced mortality in adults after myocardial infarction."
    assert is_of_another(AFTER, counted, "Bisoprolol and surgery")
    assert not is_of_another(AFTER, had, "Bisoprolol and surgery")
    assert not is_of_another(AFTER, counted, "Bisoprolol in survivors with a myocardial infarction")


HELPS = "Does metformin help migraine?"


@pytest.mark.parametrize(
    "sentence",
    [
        # Another drug that was added, and one half of a combination.
        "The addition of sertraline to metformin reduced migraine in half of the adults.",
        "The combination of metformin and sertraline reduced migraine in most of the adults.",
        # Nothing was done.
        "Since metformin was introduced the world of migraine is another one.",
    ],
)
def test_what_says_nothing_of_the_treatment_alone_is_elsewhere(sentence: str) -> None:
    """A drug that was the background of another, or half of two, was not itself tried."""
    assert is_of_another(HELPS, sentence)
    assert not is_of_another(HELPS, "Metformin reduced migraine in half of the adults.")


def test_what_was_done_is_told_in_many_words() -> None:
    """Advice counts as well as a result."""
    assert tells_anything_done("Watchful waiting seems justified in most of them.")
    assert tells_anything_done("Half of them were cured.")
    assert not tells_anything_done("Zanolol is a white powder.")


def test_what_is_asked_to_be_changed_must_be_spoken_of() -> None:
    """Who asks whether a drug prevents fractures is not told what it does to headaches."""
    question = "Does metformin prevent fractures in adults with migraine?"
    assert is_of_another(question, "Metformin reduced migraine in adults.", facet=Facet.PREVENTION)
    assert not is_of_another(question, "Metformin reduced fractures in adults.", facet=Facet.PREVENTION)


CAUSE = "What causes migraine?"


@pytest.mark.parametrize(
    "sentence",
    [
        "Migraine is the leading cause of missed work.",
        "Frobs, which migraine can cause, are the third most common cause of death.",
        "After adjustment for the causes of migraine the odds were the same.",
        "Zanolol is contraindicated in migraine due to the risk of frobs.",
        "The mechanism of the effect of zanolol in migraine is the hum.",
        "Migraine was common in the village.",
    ],
)
def test_what_a_disease_causes_is_no_cause_of_it(sentence: str) -> None:
    """Nor is what its treatment works by, and what figures were adjusted for."""
    assert tells_no_cause(parse_question(CAUSE), sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Frobs are the most important cause of migraine.",
        "Migraine is mostly caused by frobs.",
        "Frobs lead to migraine within a day.",
        "Migraine occurs when the frob hums.",
        "Migraine has a multifactorial cause.",
    ],
)
def test_a_cause_is_told_in_many_words(sentence: str) -> None:
    """Before the disease or behind it."""
    assert not tells_no_cause(parse_question(CAUSE), sentence)


def test_which_drug_is_told_by_a_name() -> None:
    """Who asks which drug to take is not told that drugs work, or how low to go."""
    question = "Which drug is best for migraine?"
    assert is_of_another(question, "Drugs reduced migraine in most of the adults.")
    assert is_of_another(question, "Treatment of migraine should be continued for half a year.")
    assert not is_of_another(question, "Topiramate reduced migraine in most of the adults.")


def test_who_asks_for_anything_but_drugs_is_not_told_of_drugs() -> None:
    """What there is besides drugs is told with or without them, and not by drugs alone."""
    question = "Which treatments work for depression besides drugs?"
    assert is_of_another(question, "Sertraline was more effective against depression than placebo.", "Depression")
    assert not is_of_another(question, "Exercise was as effective against depression as sertraline.", "Depression")


def test_a_label_answers_where_its_drug_is_asked_about() -> None:
    """What a drug is licensed for decides nothing, and its dangers are no complications of a disease."""
    sentence = "Metformin is indicated for migraine in adults."
    label = paper(1, "METFORMIN tablet", sentence, kind=RecordKind.LABEL)
    asked = {
        "Should migraine be treated early?": True,
        "How is migraine treated?": False,
        "Should metformin be taken for migraine?": False,
    }
    for question, is_another in asked.items():
        parsed = parse_question(question)
        assert is_elsewhere(parsed, sentence, Words.of(sentence), label, Facet.TREATMENT) is is_another, question
    danger = "Metformin may cause a severe rash."
    parsed = parse_question("What are the complications of migraine?")
    assert is_elsewhere(parsed, danger, Words.of(danger), label, Facet.HARMS)


def test_a_label_that_says_nothing_of_its_use_is_no_treatment() -> None:
    """The germs that it names, and the trials that it tells of, treat nobody."""
    parsed = parse_question("How is migraine treated?")
    for sentence in (
        "The metformin label names two frobs in migraine.",
        "A trial of metformin randomized 40 adults treated for migraine.",
    ):
        label = paper(1, "METFORMIN tablet", sentence, kind=RecordKind.LABEL)
        assert is_elsewhere(parsed, sentence, Words.of(sentence), label, Facet.TREATMENT)


def test_who_asks_of_stopping_is_told_of_nothing_else() -> None:
    """Advice on starting a drug does not tell what comes when it is stopped."""
    question = "Can I stop taking metformin suddenly?"
    assert is_of_another(question, "Metformin is not recommended in migraine.")
    assert not is_of_another(question, "Adults who stopped metformin had fewer bleedings.")


ONE = "Metformin significantly reduced the frequency of migraine compared with placebo."
OTHER = "The addition of sertraline to metformin reduced migraine in half of the adults."
THIRD = "Migraine was reduced more by metformin than by no treatment in a second trial."


def test_what_is_elsewhere_goes_as_soon_as_two_answer() -> None:
    """Two studies that answer are an article without a third that does not."""
    records = (paper(1, "Metformin in migraine", ONE), paper(2, "Metformin and migraine", THIRD))
    assert OTHER not in told(HELPS, *records, paper(3, "Metformin with sertraline in migraine", OTHER))


def test_what_is_elsewhere_stays_where_one_study_is_alone() -> None:
    """One study alone is no answer, and what is next to the question stands beside it."""
    records = (paper(1, "Metformin in migraine", ONE), paper(3, "Metformin with sertraline in migraine", OTHER))
    assert told(HELPS, *records) == [ONE, OTHER]


def test_the_next_time_is_not_the_first() -> None:
    """Who asks how a first bleeding is prevented is not told of those who have had one, nor the other way about."""
    first = "Does propranolol prevent first variceal bleeding in cirrhosis?"
    again = "Does propranolol prevent recurrent variceal bleeding in cirrhosis?"
    recurrent = "Propranolol reduced recurrent variceal bleeding in cirrhosis."
    primary = "Propranolol reduced first variceal bleeding in cirrhosis."
    assert is_of_another(first, recurrent, facet=Facet.PREVENTION)
    assert is_of_another(again, primary, facet=Facet.PREVENTION)
    assert not is_of_another(first, primary, facet=Facet.PREVENTION)
    assert not is_of_another(again, recurrent, facet=Facet.PREVENTION)


def test_three_arms_that_are_told_one_by_one_tell_of_two() -> None:
    """A list with "respectively" gives the figure of each, whichever comes first."""
    sentence = "Migraine fell by 23%, 25% and 21% with sertraline, metformin and topiramate, respectively."
    assert not compares_others(parse_question(VERSUS), sentence, Words.of(sentence), "Three drugs in migraine")

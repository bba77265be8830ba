"""What a question leaves unsaid must not hide a harm: rules against sentences beside the question spare what is asked."""

from __future__ import annotations

import time

import pytest

from citewell.compose.direct import answers_directly
from citewell.compose.elsewhere import is_elsewhere
from citewell.compose.match import Words
from citewell.compose.off_point import mends_the_harm
from citewell.compose.outcomes import misses_outcome
from citewell.compose.penalties import age_penalty
from citewell.compose.reactions import tells_reactions
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Facet
from citewell.question import parse_question


def elsewhere(question: str, sentence: str, title: str) -> bool:
    record = Record(
        id="pubmed:92000101", kind=RecordKind.RESEARCH, title=title, sections=(Section("Results", sentence),), year=2020
    )
    return is_elsewhere(parse_question(question), sentence, Words.of(sentence), record, Facet.HARMS)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Is celecoxib safe after a myocardial infarction?", "Celecoxib doubled the risk of myocardial infarction."),
        ("Is ibuprofen dangerous in heart failure?", "Ibuprofen increased the risk of heart failure."),
        ("Is ibuprofen safe instead of tablets for asthma?", "Ibuprofen drugs can cause attacks of asthma."),
    ],
)
def test_a_harm_may_be_the_disease_that_somebody_has(question: str, sentence: str) -> None:
    """That it comes back is the answer."""
    assert not elsewhere(question, sentence, "A cohort study of harms")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("He took too much digoxin: what are the dangers?", "Digoxin toxicity causes fatal arrhythmias."),
        ("Can too much vitamin D be harmful?", "Vitamin D intoxication causes hypercalcaemia."),
        ("Is long-term omeprazole harmful?", "Omeprazole had a higher risk of hip fracture."),
        (
            "Is stopping paroxetine dangerous?",
            "Patients who stopped paroxetine because of adverse effects had severe withdrawal symptoms.",
        ),
    ],
)
def test_overdose_long_use_and_withdrawal_are_told_in_more_words_than_they_are_asked_in(
    question: str, sentence: str
) -> None:
    """Poisoning tells of too much, a risk of long use, and its symptoms of withdrawal, whoever stopped and why."""
    assert not misses_outcome(parse_question(question), sentence)


def test_what_a_drug_is_taken_for_does_not_hide_what_it_does() -> None:
    """ "For the prevention of strokes" mends no bleeding."""
    asked = parse_question("Does aspirin cause bleeding?")
    told = "Aspirin for the primary prevention of stroke increased major bleeding by 43%."
    assert not mends_the_harm(asked, told, Facet.HARMS)
    assert answers_directly(asked, told, Words.of(told), "Aspirin and bleeding", Facet.HARMS, RecordKind.RESEARCH)


def test_weeks_are_no_age() -> None:
    """ "Over 52 weeks" is a time."""
    asked = parse_question("Does naproxen relieve back pain in a 45-year-old man?")
    assert age_penalty(asked, "Naproxen relieved back pain over 52 weeks.") == 0
    assert age_penalty(asked, "In people over 65 years naproxen relieved back pain.") > 0


def test_healthy_people_are_not_healed() -> None:
    """A reaction in them is one."""
    assert tells_reactions("In healthy adults zanolol caused headache and nausea.")


@pytest.mark.parametrize("piece", ["a", "a-", "a,", "were followed for "])
def test_a_sentence_of_endless_length_is_looked_through_in_no_time(piece: str) -> None:
    """Records come from elsewhere, and one may hold a word of a hundred thousand letters."""
    asked = parse_question("Which drugs are used for asthma?")
    sentence = piece * (60_000 // len(piece))
    began = time.process_time()
    answers_directly(asked, sentence, Words.of(sentence), "Asthma", Facet.TREATMENT, RecordKind.RESEARCH)
    assert time.process_time() - began < 10

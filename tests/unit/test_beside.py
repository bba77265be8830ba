"""What is true of the subject and beside the question, and when it goes."""

from __future__ import annotations

import pytest

from citewell.model.evidence import Record, RecordKind, Section
from citewell.pipeline import answer
from fakes import FakeLibrary

HELPS = "Does metformin help migraine?"
FIRST = "Metformin significantly reduced the frequency of migraine compared with placebo."
SECOND = "Attacks of migraine were fewer with metformin than with no treatment in adults."
THIRD = "Metformin was effective against severe migraine, and eight of ten adults chose it again."


def trial(number: int, title: str, conclusions: str) -> Record:
    return Record(
        id=f"pubmed:9300010{number}",
        kind=RecordKind.RESEARCH,
        title=title,
        sections=(Section("Conclusions", conclusions),),
        year=2020,
    )


def told(question: str, *records: Record) -> list[str]:
    return [claim.text for claim in answer(question, library=FakeLibrary(records)).claims]


def enough(drug: str = "Metformin") -> tuple[Record, ...]:
    sentences = (FIRST, SECOND, THIRD)
    return tuple(trial(n, f"{drug} in migraine", said) for n, said in enumerate(sentences, 1))


BESIDE = [
    # Another drug leads.
    "Topiramate in combination with metformin reduced migraine in most of the adults.",
    # A measurement stands for what is felt.
    "Metformin improved the heart rate and the ejection fraction of those with migraine.",
    "Metformin improved serum vitamin levels in those who were treated for migraine.",
    # Who responds, and one who did.
    "Responders to metformin had more severe attacks of migraine before they were treated.",
    "In the reported case metformin was an effective treatment of migraine within 13 days.",
    # Those who stop it, and some of those who take it.
    "Stopping metformin led to more migraine, and treatment with it was effective again.",
    "Metformin reduced migraine in adults with dialysis, compared with what they took before.",
    # What only a reader of the whole paper can know.
    "Metformin reduced migraine in FROBIT and ZANOLIT, compared with what was taken before.",
]


@pytest.mark.parametrize("beside", BESIDE)
def test_what_is_beside_the_question_goes_where_enough_answer(beside: str) -> None:
    """Three sentences that answer are an article; one more that does not is in their way."""
    claims = told(HELPS, *enough(), trial(4, "Metformin and migraine", beside))
    assert beside not in claims
    assert {FIRST, SECOND, THIRD} <= set(claims)


@pytest.mark.parametrize("beside", [BESIDE[1], BESIDE[6]])
def test_what_is_beside_the_question_stays_where_little_else_stands(beside: str) -> None:
    """With one sentence that answers, what is known beside it is better than nothing."""
    claims = told(HELPS, trial(1, "Metformin in migraine", FIRST), trial(4, "Metformin and migraine", beside))
    assert claims == [FIRST, beside]


def test_a_paper_on_another_disease_goes() -> None:
    """Who asks of migraine is not told what happened to people with another disease, in whom migraine was counted too."""
    other = "Metformin reduced migraine and other pain compared with placebo in this long trial."
    record = trial(4, "Metformin in patients with stable angina", other)
    assert other not in told(HELPS, *enough(), record)


def test_what_is_compared_with_the_drug_asked_about_stays() -> None:
    """A sentence that opens with another drug tells of both where it compares them."""
    compared = "Topiramate was no better than metformin against migraine, and was liked less."
    assert compared in told(HELPS, *enough(), trial(4, "Topiramate and metformin in migraine", compared))


def test_one_side_of_a_comparison_goes() -> None:
    """Which of two is better is told by what names both."""
    question = "Is metformin better than topiramate for migraine?"
    both = (
        "Metformin was better than topiramate against migraine in most of the adults.",
        "Migraine was reduced more by topiramate than by metformin in a second trial.",
        "Attacks of migraine did not differ between metformin and topiramate after a year.",
    )
    records = [trial(n, "Metformin or topiramate in migraine", said) for n, said in enumerate(both, 1)]
    alone = trial(4, "Metformin in migraine", FIRST)
    assert FIRST not in told(question, *records, alone)


def test_who_asks_of_stopping_is_told_of_stopping() -> None:
    """What a drug does while it is taken does not tell what comes when it is stopped."""
    question = "What happens when adults stop taking metformin for migraine?"
    stopped = (
        "Stopping metformin led to a higher risk of severe migraine within a month of it.",
        "Adults who stopped metformin had an increased risk of migraine and of nausea.",
        "After metformin was stopped, the risk of withdrawal symptoms and of migraine was higher.",
    )
    taken = "Metformin raised the risk of severe bleeding in adults with migraine who took it."
    records = [trial(n, "Metformin in migraine", said) for n, said in enumerate(stopped, 1)]
    claims = told(question, *records, trial(4, "Harms of metformin in migraine", taken))
    assert taken not in claims
    assert claims


def test_a_drug_that_is_added_does_not_tell_the_side_effects_of_the_other() -> None:
    """What was added to a drug has side effects of its own."""
    question = "What are the side effects of metformin?"
    own = (
        "Nausea and diarrhoea were more common with metformin than with placebo.",
        "Headache and dry mouth were reported by a tenth of those who took metformin.",
        "Weight gain and drowsiness were observed with metformin in a fifth of the adults.",
    )
    added = "The combination of topiramate and metformin caused dizziness in most of the adults."
    records = [trial(n, "Metformin in adults", said) for n, said in enumerate(own, 1)]
    claims = told(question, *records, trial(4, "Topiramate added to metformin", added))
    assert added not in claims
    assert set(own) <= set(claims)

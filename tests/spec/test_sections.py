"""How many sentences stand under a heading, and which: few, near the best, and of more than one study."""

from __future__ import annotations

import pytest

from citewell.compose.reading import stands_alone
from citewell.compose.unnamed import leaves_unnamed
from citewell.model.article import VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Facet
from citewell.pipeline import answer
from fakes import FakeLibrary

HELPS = "Does metformin help migraine?"
# No two of them say the same.
WORDS = "frob gnome hum quib zan tor nib wex plod garn".split()


def trial(number: int, *told: str, section: str = "Results") -> Record:
    return Record(
        id=f"pubmed:9600{number:04}",
        kind=RecordKind.RESEARCH,
        title=f"Metformin in migraine, the {WORDS[number % 10]} trial",
        sections=(Section(section, " ".join(told)),),
        year=2020,
    )


def article(question: str, *records: Record) -> VerifiedDraft:
    return answer(question, library=FakeLibrary(records), follow_ups=False)


def relief(number: int, more: str = "") -> str:
    word = WORDS[number % 10]
    return f"Metformin reduced migraine with {word} auras by {number + 11}% in {word} clinics{more}."


def test_two_sentences_of_one_study_are_enough() -> None:
    """A third of the same study mostly says again what two have said."""
    records = (trial(1, *(relief(n) for n in range(4))), trial(2, relief(7), section="Conclusions"))
    claims = article(HELPS, *records).claims
    assert sum(claim.record_ids == (records[0].id,) for claim in claims) == 2


def test_a_heading_holds_seven_studies_at_most() -> None:
    """Nobody reads ten."""
    records = [trial(n, relief(n), section="Conclusions") for n in range(10)]
    assert len(article(HELPS, *records).claims) == 7


def test_harms_that_nobody_asked_for_are_three() -> None:
    """They stand behind the answer, and are none."""
    harms = [
        f"Nausea was more common in adults treated with metformin in the {word} clinic, in {n + 3}%."
        for n, word in enumerate(WORDS[:5])
    ]
    records = [trial(n, relief(n), harm) for n, harm in enumerate(harms)]
    told = [claim for claim in article(HELPS, *records).claims if claim.facet is Facet.HARMS]
    assert len(told) == 3


def test_two_drugs_that_are_compared_are_no_harm_of_each_other() -> None:
    """A heart rate that rose more with one than with the other stands under no harms."""
    rate = "Heart rate was increased with metformin compared with topiramate in migraine."
    better = "Metformin was better than topiramate against migraine in most of the adults."
    again = "Attacks of migraine were fewer with metformin than with topiramate."
    title = "Metformin or topiramate in migraine"
    records = [
        Record(
            id=f"pubmed:97000{n}",
            kind=RecordKind.RESEARCH,
            title=title,
            sections=(Section("Results", said),),
            year=2020,
        )
        for n, said in enumerate((rate, better, again), 1)
    ]
    told = article("Metformin or topiramate for migraine?", *records)
    assert told.claims
    assert not [claim for claim in told.claims if claim.text == rate and claim.facet is Facet.HARMS]


@pytest.mark.parametrize(
    "sentence",
    [
        "Sex and age did not show an influence of metformin on this side effect.",
        "In the whole of the long frob trial nobody of the frobs reported these adverse events.",
    ],
)
def test_this_side_effect_is_named_elsewhere(sentence: str) -> None:
    """A reader of the sentence alone cannot know which."""
    assert leaves_unnamed(sentence)


def test_a_side_effect_that_was_named_may_be_pointed_to() -> None:
    """ "This side effect" behind the side effects that it takes up is known."""
    assert not leaves_unnamed("The side effects of metformin were hot ears, and this side effect soon went.")


def test_what_a_future_follow_up_may_show_is_no_finding() -> None:
    """It says nothing yet."""
    assert not stands_alone("Future follow-up may further improve the results of metformin in migraine.")

"""A paper that asks the reader's question may answer it: with what it concludes, behind its title, and as one study."""

from __future__ import annotations

import pytest

from citewell.model.article import Outcome
from citewell.model.question import Facet
from citewell.question import parse_question
from papers import asked, lead, paper

TITLE = "Does whistling predict grobbing in carpenters?"
AIM = "To determine whether whistling predicts grobbing in carpenters."
FOUND = "We conclude that whistling does not predict the onset of grobbing."


def test_what_a_paper_concludes_on_the_question_it_asks_is_an_answer() -> None:
    """One sentence is enough, it stands behind the title, and the reader is told that all rests on one source."""
    draft = asked(TITLE, paper(1, TITLE, FOUND))
    assert draft.outcome is Outcome.ANSWERED
    assert lead(draft) == [FOUND]
    assert draft.claims[0].context == "“Does whistling predict grobbing in carpenters?”"
    assert "The whole answer rests on one source." in draft.limits


def test_a_paper_may_ask_it_in_its_aim() -> None:
    """The title need not be the question, if the aim names the rest of it."""
    assert lead(asked(TITLE, paper(1, "Grobbing, a cohort study", FOUND, objective=AIM))) == [FOUND]


@pytest.mark.parametrize(
    "other",
    [
        "Does whistling predict snorkling in carpenters?",
        "Does humphing predict grobbing in carpenters?",
    ],
)
def test_a_question_on_another_thing_is_refused(other: str) -> None:
    """The paper on whistling and grobbing is near, and answers neither for another outcome nor for another cause."""
    assert asked(other, paper(1, TITLE, FOUND)).outcome is Outcome.INSUFFICIENT_EVIDENCE


@pytest.mark.parametrize(
    "nothing",
    [
        "Further studies of whistling and grobbing in carpenters are needed.",
        "The relation of whistling to grobbing warrants a more detailed analysis.",
        "Many carpenters were content with their wages and with their tools.",
        "These findings should be confirmed, and they differ from those of others.",
    ],
)
def test_a_conclusion_that_finds_nothing_of_it_is_no_answer(nothing: str) -> None:
    """What is to be studied, what is worth studying, and what is on something else."""
    assert asked(TITLE, paper(1, TITLE, nothing)).outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_a_single_sentence_of_a_paper_that_asks_something_else_is_still_no_answer() -> None:
    """It is on both things, and its paper is on a third."""
    beside = "Whistling and grobbing were both more common in carpenters than in bakers."
    draft = asked(TITLE, paper(1, "Wages of carpenters", beside))
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_what_points_to_its_own_study_is_quoted_behind_its_title_alone() -> None:
    """ "In this study" tells nobody which, unless the title of the paper stands before it and asks the question."""
    within = "In this study whistling was associated with frobnitis more often than with grobbing."
    question = "What are the risk factors for frobnitis?"
    assert within not in [claim.text for claim in asked(question, paper(1, "Whistling and frobnitis", within)).claims]
    assert lead(asked("Is whistling associated with frobnitis?", paper(1, "Whistling and frobnitis", within))) == [
        within
    ]


NARROW = "Does whistling after breakfast predict severe grobbing in apprenticed carpenters?"


def test_a_finding_leads_before_advice() -> None:
    """Who asks whether it is so is told that first."""
    advice = (
        "Interventions to reduce whistling after breakfast in apprenticed carpenters with grobbing should be offered."
    )
    found = "Whistling after breakfast does not predict severe grobbing in carpenters."
    assert lead(asked(NARROW, paper(1, NARROW, advice, found)))[0] == found


def test_a_paper_that_asks_it_leads_before_one_that_only_names_it() -> None:
    """Of a narrow question, the conclusion drawn on it is the answer."""
    named = "Severe grobbing in apprenticed carpenters whistling after breakfast was predicted by higher wages in two towns."
    own = "Whistling after breakfast does not predict severe grobbing in carpenters."
    assert lead(asked(NARROW, paper(1, "Wages", named), paper(2, NARROW, own)))[0] == own


def test_a_readers_short_question_is_not_led_by_what_one_paper_asked() -> None:
    """ "Is X effective in Y?" is asked by many; the one that tells of X leads, and not the one whose title names both."""
    of_other = paper(
        1, "Nettles or metformin in migraine", "Nettles are safe and effective in the treatment of migraine."
    )
    told = "Metformin was more effective than placebo in reducing attacks of migraine."
    again = "Metformin significantly reduced the frequency of migraine in a second trial."
    draft = asked("Is metformin effective in migraine?", of_other, paper(2, "Metformin in migraine", told, again))
    assert lead(draft)[0] in {told, again}
    assert "Nettles are safe and effective in the treatment of migraine." not in lead(draft)


def test_whether_two_things_go_together_asks_what_was_found() -> None:
    """It asks for no overview of either; of one thing alone an overview is meant."""
    assert parse_question(TITLE).facets == (Facet.FINDINGS,)
    assert Facet.DEFINITION in parse_question("Frobnitis").facets


def test_of_what_is_asked_outright_no_word_is_forgiven() -> None:
    """ "Does X lower Z?" is not answered by what lowers something else; a story may say more than the sources do."""
    told = "Metformin significantly reduced the frequency of migraine compared with placebo."
    again = "Attacks of migraine were fewer with metformin than with placebo in a second trial."
    held = (paper(1, "Metformin for migraine", told), paper(2, "Metformin in migraine", again))
    outright = "Does metformin reduce the frequency of migraine in brobbling adults with asthma?"
    assert asked(outright.replace(" with asthma", ""), *held).outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert asked("Does metformin reduce the frequency of migraine?", *held).outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("asked_in", "told_in"),
    [("ischaemia", "ischemic"), ("uremia", "uremic"), ("mammography", "mammographic"), ("fibrosis", "fibrotic")],
)
def test_a_noun_is_met_by_its_adjective(asked_in: str, told_in: str) -> None:
    """The stemmer makes them two, and people and papers use either."""
    title = f"Grobbing and {told_in} events in carpenters"
    found = f"Grobbing was associated with {told_in} events."
    assert lead(asked(f"Is grobbing associated with {asked_in}?", paper(1, title, found))) == [found]

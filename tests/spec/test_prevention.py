"""How a condition is prevented is told by what prevents it, and not by what keeps its consequences away."""

from __future__ import annotations

import pytest

from citewell.compose.prevention import prevents_another
from citewell.question import parse_question

ASKED = parse_question("How can proximal hamstring rupture be prevented?")


@pytest.mark.parametrize(
    "sentence",
    [
        "Surgery is indicated for complete proximal hamstring avulsion to prevent loss of strength and difficulty in running.",
        "Protection and rehabilitation after repair of a proximal hamstring rupture vary widely.",
        "Anticoagulation after hamstring repair lowered the risk of venous thrombosis.",
    ],
)
def test_what_prevents_another_thing_is_no_answer(sentence: str) -> None:
    """A loss of strength is not the rupture, and what is protected after it prevents nothing."""
    assert prevents_another(ASKED, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The frob exercise halved the rate of hamstring injuries in players.",
        "Hamstring ruptures in water skiers may be prevented by teaching.",
        "Strengthening exercises prevented a second hamstring rupture.",
        "Slow return to sport lowered the risk of re-rupture.",
        "Programmes of injury prevention should hold eccentric exercise of the hamstrings.",
    ],
)
def test_what_prevents_the_condition_or_its_return_answers(sentence: str) -> None:
    """Whether the condition is the object of the verb, its subject, or only comes again."""
    assert not prevents_another(ASKED, sentence)


def test_where_a_treatment_is_named_its_effect_is_asked_for() -> None:
    """However the source words it."""
    question = parse_question("Does aspirin prevent stroke?")
    assert not prevents_another(question, "Aspirin was no better than placebo for stroke.")

"""A question that leans on the one before it."""

from __future__ import annotations

import pytest

from citewell.errors import BadInput
from citewell.model.question import Facet
from citewell.question import check_follow_up, follow_up, parse_question

MIGRAINE = "How is migraine treated?"
HAMSTRING = "What are the symptoms and treatment options for a proximal hamstring rupture?"


@pytest.mark.parametrize(
    ("previous", "question", "subjects", "facets"),
    [
        (MIGRAINE, "and in pregnancy?", ["migraine", "pregnancy"], [Facet.TREATMENT]),
        (MIGRAINE, "in children?", ["migraine", "children"], [Facet.TREATMENT]),
        (MIGRAINE, "And the side effects?", ["migraine"], [Facet.HARMS]),
        ("What are the symptoms of asthma?", "How is it treated?", ["asthma"], [Facet.TREATMENT]),
        (
            "What are the symptoms of asthma?",
            "What about urinary tract infection?",
            ["urinary tract infection"],
            [Facet.SYMPTOMS],
        ),
        (
            "How is proximal hamstring rupture treated?",
            "What about surgery?",
            ["proximal hamstring rupture", "surgery"],
            [Facet.TREATMENT],
        ),
        (HAMSTRING, "How long is the recovery?", ["proximal hamstring rupture"], [Facet.RECOVERY]),
        (HAMSTRING, "How long does recovery take?", ["proximal hamstring rupture"], [Facet.RECOVERY]),
        (HAMSTRING, "Which exercises?", ["proximal hamstring rupture", "exercises"], [Facet.TREATMENT]),
        (HAMSTRING, "What exercises help?", ["proximal hamstring rupture", "exercises"], [Facet.TREATMENT]),
        (HAMSTRING, "And in athletes?", ["proximal hamstring rupture", "athletes"], [Facet.SYMPTOMS, Facet.TREATMENT]),
        (HAMSTRING, "When can I drive?", ["proximal hamstring rupture", "drive"], [Facet.RECOVERY]),
    ],
)
def test_what_a_question_leaves_out_is_taken_from_the_one_before(
    previous: str, question: str, subjects: list[str], facets: list[Facet]
) -> None:
    """The subject it does not name and the aspect it does not ask are the earlier ones; what it names replaces them."""
    read = follow_up(parse_question(question), parse_question(previous))
    assert sorted(concept.surface for concept in read.required) == sorted(subjects)
    assert list(read.facets) == facets


def test_the_reader_sees_what_a_question_was_read_as() -> None:
    """The text of the answer's question names the subject that was taken over."""
    read = follow_up(parse_question("and in pregnancy?"), parse_question(MIGRAINE))
    assert read.text == "and in pregnancy? (asked of: migraine)"


@pytest.mark.parametrize(
    "question",
    [
        "What are the symptoms of asthma?",
        "Is amitriptyline effective in migraine?",
        "What is the dose of metformin?",
        "Is metformin safe in pregnancy?",
        "What are the side effects of zanolol?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    """One that names its own subject takes nothing over."""
    alone = parse_question(question)
    assert follow_up(alone, parse_question("How is proximal hamstring rupture treated?")) == alone


def test_nothing_can_be_taken_from_a_question_without_a_subject() -> None:
    """After a question that names nothing, the next one is read as it is."""
    alone = parse_question("and in pregnancy?")
    assert follow_up(alone, parse_question("What can I do?")) == alone


def test_the_emergency_of_the_new_question_stays() -> None:
    """What is taken over never takes away the urgent banner."""
    read = follow_up(parse_question("and what if I took an overdose?"), parse_question(MIGRAINE))
    assert read.red_flag is not None


@pytest.mark.parametrize("question", ["Why?", "How?", "And?", "Tell me more", "What do you mean?"])
def test_a_question_that_asks_for_nothing_is_refused_with_what_to_write(question: str) -> None:
    """The answer before would be no answer to it, so it is not given again."""
    with pytest.raises(BadInput, match="How long is the recovery"):
        check_follow_up(question)


@pytest.mark.parametrize("question", ["And in athletes?", "Any side effects?", "What about surgery?", "Can I drive?"])
def test_a_short_question_that_asks_for_something_is_not_refused(question: str) -> None:
    """A word of its own, or an aspect, is enough."""
    check_follow_up(question)

"""What a sentence loses for being about other people than those asked about."""

from __future__ import annotations

import pytest

from citewell.compose.match import Words
from citewell.compose.penalties import age_penalty, stranger_penalty
from citewell.question import parse_question

FIFTY = "Should a healthy 50-year-old take aspirin?"


@pytest.mark.parametrize(
    ("question", "sentence", "is_of_others"),
    [
        (FIFTY, "Aspirin is not advised in adults 60 years or older.", True),
        (FIFTY, "Aspirin is not advised in adults older than 70 years.", True),
        (FIFTY, "Aspirin may be taken by adults 40 years or older.", False),
        (FIFTY, "Aspirin is not advised in those with a pressure over 90 mm Hg.", False),
        ("Should adults over 75 take aspirin?", "Aspirin is not advised in adults older than 80 years.", False),
    ],
)
def test_a_least_age_leaves_out_the_younger(question: str, sentence: str, is_of_others: bool) -> None:
    """Advice from sixty on is none for somebody of fifty."""
    assert (age_penalty(parse_question(question), sentence) > 0) is is_of_others


def test_all_except_children_are_no_children() -> None:
    """What names them only to leave them out is for the others."""
    question = parse_question("How is depression treated?")
    assert stranger_penalty(question, Words.of("For children with depression talk comes first.")) > 0
    assert stranger_penalty(question, Words.of("Talk comes first in depression, except in children.")) == 0

"""The degree of the disease: what is for a mild one does not answer for a severe one."""

from __future__ import annotations

import pytest

from citewell.compose.degree import degrees, is_of_another_degree
from citewell.question import parse_question

MILD = parse_question("Which inhaler is best in mild asthma?")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zanolol is for moderate to severe asthma.", {"moderate", "severe"}),
        ("Zanolol is for mild persistent asthma.", {"mild"}),
        ("Zanolol is for less severe asthma.", {"mild"}),
        ("Zanolol is for severe to moderate asthma.", {"moderate", "severe"}),
        ("Zanolol is for asthma that is severe.", {"severe"}),
        ("Zanolol is for asthma if it is mild or moderate.", {"mild", "moderate"}),
        ("Zanolol is for asthma in people whose gout is severe.", set()),
        ("Zanolol lowered severe exacerbations of asthma.", set()),
        ("Zanolol is for asthma (moderate-quality evidence).", set()),
    ],
)
def test_the_degree_is_that_of_the_condition_asked_about(sentence: str, expected: set[str]) -> None:
    """A severe attack of a mild disease, and moderate certainty, are no degrees of it."""
    assert degrees(MILD, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zanolol is preferred in severe asthma.", True),
        ("Zanolol is preferred in mild to moderate asthma.", False),
        ("Zanolol is preferred in asthma.", False),
    ],
)
def test_another_degree_than_was_asked_is_told(sentence: str, *, expected: bool) -> None:
    """What names no degree, or holds the one asked about, is no other."""
    assert is_of_another_degree(MILD, sentence) is expected


def test_a_question_without_a_degree_asks_of_all() -> None:
    """Then none is another."""
    assert not is_of_another_degree(parse_question("Which inhaler is best in asthma?"), "It is for severe asthma.")

"""Who asks how a disease is diagnosed is told a test."""

from __future__ import annotations

import pytest

from citewell.compose.diagnosing import names_no_test
from citewell.question import parse_question

ASKED = parse_question("How is frobnitis diagnosed?")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("At least 2 of the clinical tests were positive in every adult with frobnitis.", True),
        ("Imaging is rarely needed to diagnose frobnitis.", True),
        ("Frobnitis is diagnosed by Zanol's triad.", False),
        ("The gnome squeeze test had a sensitivity of 0.9.", False),
        ("Frobnitis is confirmed with spirometry.", False),
    ],
)
def test_a_test_is_named_or_is_not(sentence: str, *, expected: bool) -> None:
    """That there are tests, or that one is not needed, names none."""
    assert names_no_test(ASKED, sentence) is expected


def test_other_questions_need_no_test() -> None:
    """Who asks how it is treated is not owed one."""
    assert not names_no_test(parse_question("How is frobnitis treated?"), "Zanolol is given.")

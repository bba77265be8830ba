"""What a sentence of a guideline does is told by its section before its words."""

from __future__ import annotations

import pytest

from citewell.compose.roles import Role, find_role
from citewell.model.evidence import RecordKind


@pytest.mark.parametrize(
    "label",
    ["Recommendation 3", "Patients in hospital > Recommendation 1.1.2 (p. 4)", "Interventions > Practice point 2"],
)
def test_a_recommendation_is_advice_whatever_its_chapter_is_called(label):
    """A chapter on patients is no chapter on methods, and "to assess" is no aim of a study."""
    words = "Use ultrasound to assess the size of the frob in adults with frobnitis."
    assert find_role(words, label, RecordKind.GUIDELINE, place=0.0) is Role.ADVICE


def test_other_chapters_on_methods_give_no_advice():
    """What a panel did is not what it recommends."""
    assert (
        find_role("Two panels met.", "Methods > Recommendations of others", RecordKind.GUIDELINE, place=0.0)
        is Role.METHODS
    )

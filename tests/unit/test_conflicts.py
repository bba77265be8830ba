"""Sources that disagree stand side by side, and only those."""

from __future__ import annotations

import pytest

from citewell.verify.conflicts import _compared, _disagree


def test_the_treatments_compared_are_known_by_their_preferred_names() -> None:
    """ "Repair" is surgery, "conservative treatment" is nonoperative treatment."""
    text = "Repair gave more strength than conservative treatment, and neither was compared with placebo."
    assert _compared(text) == {"surgery", "nonoperative treatment", "placebo"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Pain was lower with surgery than without.", "Pain was similar after surgery, compared with none.", True),
        ("Pain was lower with surgery than without.", "Pain was higher with surgery than without.", False),
        ("Pain was lower with surgery than without.", "Pain was common.", False),
    ],
)
def test_one_finding_a_difference_and_one_none_is_a_disagreement(one: str, other: str, *, expected: bool) -> None:
    """Two differences, or a sentence that compares nothing, are left alone."""
    assert _disagree(one, other) is expected

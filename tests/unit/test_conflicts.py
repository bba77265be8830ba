"""Sources that disagree stand side by side, and only those."""

from __future__ import annotations

import pytest

from citewell.model.claim import Citation, Claim, ClaimKind
from citewell.model.evidence import Passage, RecordKind
from citewell.model.question import Facet
from citewell.verify.conflicts import _compared, _disagree, _other_people, _shared_outcome


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


def _claim(number: int, text: str):
    passage = Passage(f"pubmed:{number}", "Results", 0, len(text), text)
    return Claim(f"c{number}", text, ClaimKind.QUOTED, Facet.TREATMENT, RecordKind.RESEARCH, (Citation(passage),))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Surgery gave less pain than placebo.", "With surgery and placebo there was no difference in pain.", "pain"),
        ("Surgery gave less pain than placebo.", "With exercise and placebo there was no difference in pain.", None),
    ],
    ids=["one treatment", "two treatments, each against placebo"],
)
def test_what_was_found_of_two_treatments_is_no_disagreement(one: str, other: str, expected: str | None) -> None:
    """One may help where the other does not."""
    assert _shared_outcome(_claim(1, one), _claim(2, other)) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            "In adults without diabetes, zanolol lowered strokes compared with placebo.",
            "In type 2 diabetes, zanolol did not reduce strokes compared with placebo.",
            "different people (without diabetes; with it)",
        ),
        (
            "In children, zanolol lowered pain compared with placebo.",
            "In older adults, zanolol did not reduce pain compared with placebo.",
            "different people (children; older adults)",
        ),
        (
            "In diabetes, zanolol lowered strokes compared with placebo.",
            "In type 2 diabetes, zanolol did not reduce strokes compared with placebo.",
            "",
        ),
    ],
)
def test_that_two_trials_were_of_other_people_is_told(one: str, other: str, expected: str) -> None:
    """Only what both sentences say of whom they had."""
    assert _other_people(one, other) == expected

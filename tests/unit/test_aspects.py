"""Which aspect of a question a sentence speaks to."""

from __future__ import annotations

import pytest

from citewell.compose.aspects import ENOUGH, facet_score
from citewell.model.evidence import RecordKind
from citewell.model.question import Facet


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Zanolol caused more bleeding than quibrex.", True),
        ("Bleeding was seen in 5% with zanolol.", True),
        ("Zanolol raised the rate of falls: a higher fall rate was seen.", True),
        ("The trial was ended on the advice of the data and safety monitoring board.", False),
        ("Zanolol lowered pain, with less major bleeding than quibrex.", False),
        ("Zanolol gave a higher eradication rate than quibrex.", False),
        ("Zanolol gave a higher rate of complications than quibrex.", True),
        ("Zanolol gave higher live birth rates and clinical pregnancy rates than quibrex.", False),
        ("Zanolol was followed by higher return to sport rates.", False),
        ("Zanolol was associated with increased pregnancy loss rates.", True),
        ("Zanolol increased premature birth rates.", True),
        ("Zanolol caused increased adverse birth outcome rates.", True),
        ("Zanolol led to higher preterm live birth rates.", True),
        ("Zanolol raised the risk, with higher graft survival failure rates.", True),
    ],
)
def test_a_harm_is_told_from_what_only_sounds_like_one(sentence: str, *, expected: bool) -> None:
    """A board for safety, less bleeding and a better cure rate are none."""
    assert (facet_score(sentence, "", Facet.HARMS, RecordKind.RESEARCH) >= ENOUGH) is expected


def test_how_long_a_treatment_lasts_is_its_dose() -> None:
    """Days of treatment are told as doses are."""
    sentence = "Every course of zanolol should last 14 days."
    assert facet_score(sentence, "", Facet.DOSING, RecordKind.GUIDELINE) >= ENOUGH

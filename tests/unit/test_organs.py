"""When an organ's adjective tells of the organ."""

from __future__ import annotations

import pytest

from citewell.language.organs import tells_of_organ
from citewell.language.words import stem, stems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zanolol lowered renal failure.", True),
        ("Zanolol lowered renal and cardiovascular outcomes.", True),
        ("Renal adverse events were rare.", True),
        ("Renal dosing of zanolol is simple.", False),
        ("Failure was seen in adults with renal dosing.", False),
    ],
)
def test_an_adjective_tells_of_its_organ_before_what_befalls_it(text: str, *, expected: bool) -> None:
    """ "Renal failure" speaks of the kidney, and "renal dosing" of a drug."""
    assert tells_of_organ(stems(text), stem("renal")) is expected

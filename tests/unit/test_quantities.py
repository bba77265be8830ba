"""Quantities: equal amounts compare equal however they are written, and unequal ones never do."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from citewell.language.quantities import quantities
from citewell.language.units import DOSE

SAME = [
    ("500 mcg", "0.5 mg"),
    ("500 µg", "500 mcg"),  # micro sign
    ("500 μg", "500 mcg"),  # Greek mu
    ("500 micrograms", "0.5mg"),
    ("1.5 g", "1,500 mg"),
    ("1 500 mg", "1,500 mg"),
    ("1 500 mg", "1500 mg"),
    ("2.0 mg", "2 mg"),
    ("0·5 mg", "0.5 mg"),
    (".5 mg", "0.5 mg"),
    ("2 GRAMS", "2 g"),
    ("1 litre", "1000 mL"),
    ("10 dL", "1 l"),
    ("6 weeks", "42 days"),
    ("48 hours", "2 days"),
    ("2 years", "24 months"),
    ("150 mm", "15 cm"),
    ("140 mm Hg", "140 mmHg"),
    ("5 IU", "5 units"),
    ("90 mg/kg", "90 mg per kg"),
    ("100 mg/dL", "0.1 g/dl"),
    ("12 percent", "12%"),
    ("1000 µmol", "1 mmol"),
    ("12,345,678", "12345678"),
    ("twelve", "12"),
    ("−2.5%", "-2.5%"),
]

DIFFERENT = [
    ("5 mg", "5 mcg"),
    ("5 mg", "5"),
    ("5 mg", "50 mg"),
    ("0.5 mg", "5 mg"),
    ("2.5%", "-2.5%"),
    ("5 mg", "5 ml"),
    ("90 mg", "90 mg/kg"),
    ("126 mg/dL", "126 mg/L"),
    ("5%", "5 percentage points"),
    ("1 month", "4 weeks"),  # not the same length
    ("1,500", "1.500"),
]


def _amounts(text: str) -> list[tuple[Decimal, str]]:
    return [(quantity.value, quantity.unit) for quantity in quantities(text)]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_amount_compares_equal_however_it_is_written(one, other):
    """Units are brought to a base; separators, case and trailing zeros do not matter."""
    (a,), (b,) = quantities(one), quantities(other)
    assert a.is_same_as(b)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_amounts_never_compare_equal(one, other):
    """A factor of ten, a sign, a unit or a missing unit makes another amount."""
    (a,), (b,) = quantities(one), quantities(other)
    assert not a.is_same_as(b)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2-4 weeks", ["2", "4"]),
        ("2–4", ["2", "4"]),
        ("10 to 20", ["10", "20"]),
        ("95% CI -1.2 to 3.4", ["95", "-1.2", "3.4"]),
        ("95% CI, -1.2--0.4", ["95", "-1.2", "-0.4"]),
        ("difference (−3.1)", ["-3.1"]),
        ("RR 0.62; P < .001", ["0.62", "0.001"]),
        ("84 of 120 patients", ["84", "120"]),
        ("150/90 mm Hg", ["150", "90"]),
        ("twice daily for three weeks", ["2", "3"]),
        ("vitamin B12 and H2O", []),
        ("no number here", []),
        ("1,23", ["1", "23"]),
        ("", []),
    ],
)
def test_numbers_are_found_in_order(text, expected):
    """A dash between numbers is a range, before a number a sign; digits within a word are no number."""
    raw = {"weeks": 168}
    found = [q.value / raw["weeks"] if q.unit == "h" else q.value for q in quantities(text)]
    assert found == [Decimal(value) for value in expected]


@pytest.mark.parametrize(
    ("one", "other"),
    [("10⁻³", "0.001"), ("1 million", "1,000,000"), ("30 s", "30 seconds"), ("a 3-month course", "3 months")],
)
def test_an_amount_is_read_however_it_is_written(one, other):
    """Powers of ten, millions, seconds, and a unit after a hyphen."""
    assert _amounts(one) == _amounts(other)


@pytest.mark.parametrize(
    ("text", "is_dose"),
    [
        ("5 mg", True),
        ("10-mg tablet", True),
        ("5 mg/kg", True),
        ("5 mg per day", True),
        ("40 mEq", True),
        ("1,000 IU", True),
        ("2 millilitres", True),
        ("5 µg/kg", True),
        ("2 drops", True),
        ("2 L of fluid", True),
        ("two puffs", True),
        ("½ tablet", True),
        ("2.4 million units", True),
        ("50 ng", True),
        ("1% zanolol cream", True),
        ("0.9% saline", True),
        ("95% of adults", False),
        ("40 percent lower", False),
        ("126 mg/dL", False),
        ("5 mg per litre", False),
        ("3 gram-negative rods", False),
        ("12 mm", False),
        ("4 intensive care units", False),
    ],
)
def test_a_dose_is_told_by_its_unit_and_a_concentration_is_none(text, is_dose):
    """Whatever a drug is measured or counted out in; not what is measured in the blood."""
    assert (re.search(DOSE, text) is not None) is is_dose

"""One form for what may be written in several: equal texts become equal, and different ones stay different."""

from __future__ import annotations

import pytest

from citewell.language.canonical import canonical

SAME = [
    ("1,200 adults", "1 200 adults"),
    ("twelve hundred", "1200"),
    ("two hundred and five", "205"),
    ("one third of adults", "a third of adults"),
    ("half of them", "50% of them"),
    ("two and a half tablets", "2.5 tablets"),
    ("5 micrograms per kilogram per minute", "5 µg/kg/min"),
    ("60 mL/min/1.73 m²", "60 ml/min/1.73 m2"),
    ("37 degrees Celsius", "37 °C"),
    ("5–10 mg", "5 mg to 10 mg"),
    ("5 mg/day", "5 mg per day"),
    ("P ≤ .05", "p<=0.050"),
    ("10⁻³", "10^-3"),
    ("aged 65 years or older", "aged ≥65 years"),
    ("aged 12 or over", "aged 12 years or older"),
    ("more than 30%", "over 30%"),
    ("older than 40 years", "> 40 years"),
    ("no more than 5 mg", "at most 5 mg"),
    ("a 25-year-old man", "a 25 year old man"),
    ("recommends against it", "not recommends it"),
    ("it didn't", "it did not"),
    ("can't", "can not"),
    ("favourable ageing programme", "favorable aging program"),
    ("non-operative", "nonoperative"),
    ("COVID-19", "COVID19"),
    ("heart attacks", "myocardial infarction"),
    ("the OR was 2", "the odds ratio was 2"),
    ("Eliquis", "apixaban"),
    ("a kidney transplant", "a renal transplant"),
    ("compared with placebo", "versus placebo"),
]

DIFFERENT = [
    ("5 mg", "5 mcg"),
    ("5 mg/kg", "5 mg"),
    ("over 12 months of treatment", "more than 12 months of treatment"),
    ("older than 65 years", "65 years or older"),
    ("the third dose", "33.3% dose"),
    ("in the 1990s", "in the 1990 s"),
    ("a half-life of 3 h", "a 50% life of 3 h"),
    ("two and five", "205"),
    ("low-dose aspirin", "aspirin"),
    ("infants", "children"),
    ("or else", "odds ratio else"),
    ("acute kidney injury", "renal failure"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_is_written_in_two_ways_has_one_form(one, other):
    """Marks, numbers, units, spellings and names."""
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_differs_stays_different(one, other):
    """What looks alike and is not the same is not brought together."""
    assert canonical(one) != canonical(other)


def test_an_abbreviation_that_the_text_defines_is_written_in_full():
    """Its own long form goes before the one that is known to all."""
    assert canonical("AF was rare", (("AF", "air flow"),)) == "air flow was rare"
    assert canonical("Air flow (AF) was rare", (("AF", "air flow"),)) == "air flow was rare"


def test_a_form_stays_as_it_is():
    """Bringing a text into its form twice changes nothing more."""
    for text, _ in SAME:
        assert canonical(canonical(text)) == canonical(text)

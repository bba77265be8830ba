"""Abbreviations that a text defines for itself."""

from __future__ import annotations

import pytest

from citewell.language.abbreviations import definitions, expanded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Patients with atrial fibrillation (AF) were included.", {"AF": "atrial fibrillation"}),
        (
            "Vagus nerve stimulation (VNS) and corpus callosotomy (CC) were compared.",
            {"VNS": "Vagus nerve stimulation", "CC": "corpus callosotomy"},
        ),
        (
            "non-vitamin K antagonist oral anticoagulants (NOACs) were used",
            {"NOAC": "non-vitamin K antagonist oral anticoagulants"},
        ),
        ("The result (Table) was clear (P < .05).", {}),
        ("It was high (HIGH).", {}),
    ],
)
def test_a_definition_is_found_where_the_letters_stand_in_order(text: str, found: dict[str, str]) -> None:
    """The long form begins with the first letter and holds the others in order."""
    assert definitions(text) == found


def test_an_abbreviation_is_expanded_where_it_stands() -> None:
    """Only those that stand in the sentence, as whole words."""
    known = {"AF": "atrial fibrillation", "CC": "corpus callosotomy"}
    assert expanded("AF was common after CCTV.", known) == "atrial fibrillation"


@pytest.mark.parametrize("sentence", ["AF is common.", "AF-related stroke.", "Two AFs.", "Non-AF and AF."])
def test_an_abbreviation_is_found_beside_hyphens_and_in_the_plural(sentence):
    """A hyphen parts words, and an s makes a plural; a longer word is another word."""
    known = {"AF": "atrial fibrillation", "COVID-19": "coronavirus disease"}
    assert expanded(sentence, known) == "atrial fibrillation"
    assert expanded("AFTER and COVID", known) == ""
    assert expanded("COVID-19-related", known) == "coronavirus disease"

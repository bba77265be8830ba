"""The trained model of sentence roles, on sentences about things that do not exist."""

from __future__ import annotations

import pytest

from citewell.compose.role_model import LABELS, chances


@pytest.mark.parametrize(
    ("sentence", "place", "role"),
    [
        ("Frobnitis is a common condition, and little is known about its treatment.", 0.0, "background"),
        ("The aim of this study was to determine whether zanolol reduces frob pain.", 0.1, "objective"),
        ("We randomly assigned 240 patients to receive zanolol or placebo for 12 weeks.", 0.3, "methods"),
        ("Frob pain was reduced by 42% in the zanolol group (95% CI, 30% to 51%; P < 0.001).", 0.7, "results"),
        ("In conclusion, zanolol may be a useful treatment for patients with frobnitis.", 1.0, "conclusions"),
    ],
)
def test_a_plain_sentence_of_each_role_is_told(sentence, place, role):
    """By its words and its place in the abstract."""
    found = chances(sentence, place)
    assert max(found, key=found.__getitem__) == role


def test_the_chances_are_of_all_roles_and_together_one():
    """So that a caller can ask how sure the model is."""
    found = chances("Zanolol was better than placebo.")
    assert tuple(found) == LABELS
    assert sum(found.values()) == pytest.approx(1.0)


def test_an_empty_sentence_is_no_error():
    """Hostile text comes in every form."""
    assert sum(chances("", 0.5).values()) == pytest.approx(1.0)

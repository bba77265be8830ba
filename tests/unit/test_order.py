"""Whether a sentence is its source made shorter, told by the order of its words."""

from __future__ import annotations

import pytest

from citewell.compose.certainty import unsupported_certainty
from citewell.compose.order import is_out_of_order

ARMS = "Frob pain resolved in 84 of 120 patients given zanolol and in 48 of 120 given placebo."
TRIALS = "In 7 randomised trials (n = 1,204), zanolol reduced frob pain compared with placebo (risk ratio 0.62)."
BOTH = "Zanolol reduced frob pain, and quibrex caused glimmering in 2.1% of people."


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (ARMS, ARMS),
        ("Frob pain resolved in 84 of 120 patients given zanolol.", ARMS),
        ("Zanolol reduced frob pain compared with placebo in 7 randomised trials.", TRIALS),
        ("Zanolol reduced frob pain compared with placebo (risk ratio 0.62).", TRIALS),
        ("In 7 randomised trials, zanolol reduced frob pain.", TRIALS),
        ("The study found that zanolol reduced frob pain.", BOTH),
        ("Quibrex caused glimmering in 2.1% of people.", BOTH),
    ],
)
def test_a_shorter_sentence_keeps_its_order(text: str, quote: str) -> None:
    """Words are left out, or the beginning moves to the end."""
    assert not is_out_of_order(text, quote)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Placebo reduced frob pain compared with zanolol.", TRIALS),
        ("Frob pain resolved in 48 of 120 patients given zanolol.", ARMS),
        ("Frob pain resolved in 84 of 120 given placebo.", ARMS),
        ("Frob pain resolved in 48 of 120 patients given zanolol and in 84 of 120 given placebo.", ARMS),
        ("Zanolol caused glimmering in 2.1% of people.", BOTH),
        ("Quibrex reduced frob pain.", BOTH),
        ("Quibrex reduced frob pain, and zanolol caused glimmering.", BOTH),
        ("Zanolol was better in frobnitis.", "Zanolol was better than placebo in frobnitis."),
        ("Zanolol was better (0.97; 95% CI 0.61 to 0.73).", "Zanolol was better (0.73; 95% CI 0.61 to 0.97)."),
        ("It occurred in 147 (4.6%) on zanolol.", "It occurred in 147 (3.5%) on zanolol and 196 (4.6%) on quibrex."),
        ("Insomnia led to pain.", "Pain led to insomnia."),
        ("The rate was 1.2% on quibrex and 1.6% on zanolol.", "The rate was 1.2% on zanolol and 1.6% on quibrex."),
        ("Zanolol helps in adults.", "Zanolol was given. Quibrex helps in adults."),
    ],
)
def test_words_that_change_places_are_caught(text: str, quote: str) -> None:
    """Arms, figures and subjects exchanged, and a gap that joins what belongs apart."""
    assert is_out_of_order(text, quote)


@pytest.mark.parametrize(
    ("text", "quote", "says"),
    [
        ("Zanolol reduces pain.", "Zanolol may reduce pain.", "may"),
        ("Zanolol may reduce pain.", "Zanolol may reduce pain.", ""),
        ("Zanolol reduces pain.", "Zanolol reduces pain.", ""),
        ("Zanolol always reduces pain.", "Zanolol reduces pain.", "always"),
        ("All patients took zanolol.", "All patients took zanolol.", ""),
        ("Zanolol reduces pain.", "We tested whether zanolol reduces pain.", "whether"),
        ("Quibrex is offered to adults.", "Quibrex is offered to adults unless zanolol is tolerated.", "unless"),
    ],
)
def test_a_sentence_is_no_surer_than_its_source(text: str, quote: str, says: str) -> None:
    """A hedge, a condition and an open question are kept; certainty is not added."""
    fault = unsupported_certainty(text, [quote])
    assert says in fault if says else not fault

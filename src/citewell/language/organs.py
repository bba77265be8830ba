"""What medicine calls the organs whose plain names people use, and when such a word tells of the organ's health.

Source: University of Iowa, Medical Terms in Lay Language,
https://hso.research.uiowa.edu/get-started/guides-and-standard-operating-procedures-sops/medical-terms-lay-language
"""

from __future__ import annotations

from collections.abc import Sequence

from citewell.language.words import stem

OF_ORGANS: dict[str, tuple[tuple[str, ...], ...]] = {
    stem(organ): tuple((stem(word),) for word in also.split())
    for organ, also in (
        ("heart", "cardiac cardiovascular coronary"),
        ("kidney", "renal"),
        ("liver", "hepatic"),
        ("lung", "pulmonary"),
        ("stomach", "gastric"),
        ("brain", "cerebral"),
    )
}
"""The stems of each organ's adjectives, by the stem of its plain name."""

_ADJECTIVES = frozenset(adjective for adjectives in OF_ORGANS.values() for adjective in adjectives)
# "Cardiovascular risk" and "renal dosing" name no organ; these tell of one.
_TELL = frozenset(
    stem(word)
    for word in """disease diseases event events death deaths mortality outcome outcomes failure complication
    complications function injury damage dysfunction impairment toxicity infarction insufficiency benefit benefits
    protection disorder disorders replacement arrest ischaemia ischemia inflammation ulcer ulcers bleeding fibrosis
    hypertension embolism oedema edema adverse""".split()
)
# "Cardiovascular and kidney outcomes": so many words may stand from the adjective to its noun.
_REACH = 4


def is_adjective(variant: tuple[str, ...]) -> bool:
    """Tell whether a wording is an adjective of an organ, alone."""
    return variant in _ADJECTIVES


def tells_of_organ(tokens: Sequence[str], adjective: str) -> bool:
    """Tell whether an organ's adjective stands before what befalls an organ: "renal failure", not "renal dosing"."""
    return any(
        token == adjective and not _TELL.isdisjoint(tokens[at + 1 : at + 1 + _REACH]) for at, token in enumerate(tokens)
    )

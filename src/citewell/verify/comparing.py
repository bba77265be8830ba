"""A text compared with its quotes: every check of the gate that reads sentences."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.model.claim import Check
from citewell.verify.amounts import amounts
from citewell.verify.gate import NAMES
from citewell.verify.propositions import propositions
from citewell.verify.reading import read_claim, read_source
from citewell.verify.vocabulary import direction, drugs, names, opposites, wording


def compared(text: str, quotes: Sequence[str]) -> list[Check]:
    """Return the checks of a text against its quotes, in the order of `gate.NAMES`."""
    source = read_source(tuple(quotes))
    claim = read_claim(text, source)
    spoken = wording(text, claim, source)
    if spoken.passed and all(sentence.text in source.texts for sentence in claim):
        return [spoken, *(Check(name, True) for name in NAMES[1:])]
    return [
        spoken,
        *amounts(claim, source),
        direction(claim, source),
        opposites(claim, source),
        drugs(claim, source),
        names(text, claim, source),
        *propositions(claim, source),
    ]

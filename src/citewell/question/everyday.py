"""Words that name no subject: those of everyday use, and those that say too little alone."""

from __future__ import annotations

from functools import cache
from importlib import resources

from citewell.language.words import stem

# Words that name no subject alone: "what helps the pain?"
_VAGUE = frozenset(
    stem(word) for word in "pain ache aches sore illness sickness infection inflammation injury drug treatment".split()
)
# Words of medicine that vocabularies hold as terms, and that say only what sort of thing is spoken of.
_GENERAL = frozenset(
    stem(word)
    for word in """abnormality anomaly complication condition congenital defect diagnosis disability disease disorder
    event finding genetic hereditary inherited malformation patient phenotype procedure sign symptom syndrome technique
    test therapy""".split()
)


@cache
def everyday_words() -> frozenset[str]:
    """Return the words of everyday use, as they are written."""
    text = resources.files("citewell.question").joinpath("everyday.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


@cache
def _everyday() -> frozenset[str]:
    return frozenset(stem(word) for word in everyday_words())


def is_everyday(stemmed: str) -> bool:
    """Tell whether a word, given as its stem, is of everyday use."""
    return stemmed in _everyday()


def is_vague(stemmed: str) -> bool:
    """Tell whether a word, given as its stem, is no subject alone."""
    return stemmed in _VAGUE


def is_general(stemmed: str) -> bool:
    """Tell whether a word, given as its stem, only says what sort of medical thing is spoken of."""
    return stemmed in _GENERAL

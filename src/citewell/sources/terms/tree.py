"""What a MeSH descriptor is, told from the places at which it stands in the tree.

Source: the categories of the MeSH tree, https://meshb.nlm.nih.gov/treeView
"""

from __future__ import annotations

from collections.abc import Iterable

# The longest of these with which a tree number begins decides.
_TYPES = {
    "C": "condition",  # diseases
    "C23": "finding",  # pathological conditions, signs and symptoms
    "D": "intervention",  # chemicals and drugs
    "D05": "word",  # macromolecular substances
    "D08": "word",  # enzymes and coenzymes
    "D12.776": "word",  # proteins, but for antibodies
    "D12.776.124.486.485.114": "intervention",
    "D13": "word",  # nucleic acids, nucleotides and nucleosides
    "D23": "word",  # biological factors
    "E01": "finding",  # diagnosis
    "E02": "intervention",  # therapeutics
    "E03": "intervention",  # anesthesia and analgesia
    "E04": "intervention",  # surgical procedures
    "E06": "intervention",  # dentistry
    "E07": "intervention",  # equipment and supplies
    "F03": "condition",  # mental disorders
    "F04.754": "intervention",  # psychotherapy
    "M01": "population",  # persons
}
_ORDER = ("condition", "intervention", "population", "finding", "word")
# The characteristics of publications and the places of the world are no subject of a clinical question.
_LEFT_OUT = ("V", "Z")


def type_of(tree_numbers: Iterable[str]) -> str:
    """Return the type of a term; empty for one that stands only where nothing is asked about."""
    found = {_type_at(number) for number in tree_numbers if not number.startswith(_LEFT_OUT)}
    return next((kind for kind in _ORDER if kind in found), "")


def _type_at(tree_number: str) -> str:
    began = [start for start in _TYPES if tree_number.startswith(start)]
    return _TYPES[max(began, key=len)] if began else "word"


def parent(tree_number: str) -> str:
    """Return the place above; empty at the top."""
    return tree_number.rpartition(".")[0]

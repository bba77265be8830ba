"""What a MeSH descriptor is, told from the places at which it stands in the tree.

Source: the categories of the MeSH tree, https://www.nlm.nih.gov/mesh/intro_trees.html, and the names of the
descriptors at the tops of their branches.
"""

from __future__ import annotations

from collections.abc import Iterable

# The longest of these with which a tree number begins decides.
_TYPES = {
    "C": "condition",  # diseases
    "C23": "finding",  # pathological conditions, signs and symptoms
    "D": "word",  # chemicals: what a body is made of, and what it is measured by
    "D02": "intervention",  # organic chemicals
    "D03": "intervention",  # heterocyclic compounds
    "D04": "intervention",  # polycyclic compounds
    "D12.776.124.486.485.114": "intervention",  # antibodies, at each of their places
    "D12.776.124.790.651.114": "intervention",
    "D12.776.377.715.548.114": "intervention",
    "D20": "intervention",  # complex mixtures
    "D25": "intervention",  # biomedical and dental materials
    "D26": "intervention",  # pharmaceutical preparations
    "D27": "intervention",  # actions and uses of chemicals
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
# What stands at one of these is of the body or its food as well: cholesterol is no drug, though a steroid.
_OF_THE_BODY = ("D01", "D06", "D09", "D10", "D12", "D23", "G", "J02")
_ORDER = ("condition", "intervention", "population", "finding", "word")
# The characteristics of publications and the places of the world are no subject of a clinical question.
_LEFT_OUT = ("V", "Z")


def type_of(tree_numbers: Iterable[str]) -> str:
    """Return the type of a term; empty for one that stands only where nothing is asked about."""
    numbers = [number for number in tree_numbers if not number.startswith(_LEFT_OUT)]
    found = {_type_at(number) for number in numbers}
    if any(number.startswith(_OF_THE_BODY) and _type_at(number) == "word" for number in numbers):
        found.discard("intervention")
    return next((kind for kind in _ORDER if kind in found), "")


def _type_at(tree_number: str) -> str:
    began = [start for start in _TYPES if tree_number.startswith(start)]
    return _TYPES[max(began, key=len)] if began else "word"


# Below a disease stand its signs and its kinds alike, so only the tree of chemicals tells what is a kind of what.
_OF_KINDS = "D"


def broader(tree_number: str) -> str:
    """Return the place of which a term at this place is a kind; empty if the tree does not tell."""
    return tree_number.rpartition(".")[0] if tree_number.startswith(_OF_KINDS) else ""

"""What of a question only sets the scene: where somebody is treated, the class of a drug, and what a drug is for.

Sources need not name these: "zanolol at home versus quibrex in hospital" asks of the two drugs. What somebody takes
besides is no scene: of warfarin and ibuprofen together, a source on ibuprofen alone says too little.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from citewell.language.populations import Group, groups
from citewell.model.question import Concept

_PLACE = (
    r"(?:(?:as|in|for) )?(?:an? )?(?:out|in)-?patients?|in (?:an? |the )?(?:hospitals?|clinics?|wards?|offices?|community|primary care|general practice)"
    r"|at (?:the )?(?:bedside|home|clinic)|(?:by|from) the bedside"
)
_PLACED = re.compile(rf"\b(?:{_PLACE})\b", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:versus|vs|or|than|compared (?:with|to)|instead of|against)\b", re.IGNORECASE)
# Where the places themselves are set against each other, they are what is asked about.
_PLACES_COMPARED = re.compile(
    rf"\b(?:{_PLACE})\W+(?:versus|vs\.?|or|than|compared (?:with|to)|rather than|instead of|against)\W+(?:the |an? )?(?:{_PLACE})\b",
    re.IGNORECASE,
)
_BEDSIDE = re.compile(r"bedside", re.IGNORECASE)
_PEOPLE_ON = re.compile(
    r"\b(?:men|women|people|patients|adults|children|those|persons|someone|anyone)\s+(?:who\s+(?:are|is)\s+)?(?:on|taking|receiving|given|treated with|having)\s+$",
    re.IGNORECASE,
)
_FOR_IT = re.compile(r"\bfor\s+(?:(?:my|his|her|the|a|an|your|their)\s+)?$", re.IGNORECASE)
_UNBORN = frozenset({Group.PREGNANCY, Group.BREASTFEEDING})


def place_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return where a question names a place as its scene alone: where two things are compared, and the bedside."""
    if _PLACES_COMPARED.search(text):
        return ()
    is_comparison = _COMPARED.search(text) is not None
    return tuple(
        match.span() for match in _PLACED.finditer(text) if is_comparison or _BEDSIDE.search(match.group()) is not None
    )


def without_scene(text: str, concepts: tuple[Concept, ...], *, for_group: bool) -> tuple[Concept, ...]:
    """Return the concepts, with what only sets the scene no longer required of a source.

    for_group: whether it is asked if some group may take a drug.
    """
    return tuple(_as_scene(text, concept, concepts, for_group=for_group) for concept in concepts)


def _as_scene(text: str, concept: Concept, concepts: tuple[Concept, ...], *, for_group: bool) -> Concept:
    others = [c for c in concepts if c is not concept and c.required and c.type == "intervention"]
    at = text.find(concept.surface)
    if not concept.required or not others or at < 0:
        return concept
    before = text[:at]
    if concept.type == "intervention" and concept.alternative is None:
        if any(map(set(concept.narrower).intersection, (c.variants for c in others))):
            return replace(concept, required=False)  # "my blood pressure tablet" is the inhibitor named beside it
        if _PEOPLE_ON.search(before):
            return replace(concept, type="population")
    if concept.type == "condition" and for_group and groups(text) & _UNBORN and _FOR_IT.search(before):
        return replace(concept, required=False)  # what harms the unborn does so whatever it is taken for
    return concept


def as_treatments(concepts: tuple[Concept, ...]) -> tuple[Concept, ...]:
    """Return the concepts, with a word that is set against a treatment taken for one."""
    sides = set(_sides(concepts))
    return tuple(
        replace(c, type="intervention") if c.type == "word" and c.required and c.alternative in sides else c
        for c in concepts
    )


def _sides(concepts: tuple[Concept, ...]) -> Iterator[int]:
    for concept in concepts:
        if concept.type == "intervention" and concept.alternative is not None:
            yield concept.alternative

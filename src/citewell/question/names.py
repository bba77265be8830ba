"""What a word is told to be by its form, or by what is asked of it, whatever the tables know of it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from citewell.language.drug_names import ALONE, FURTHER, STEMS
from citewell.language.terms import shipped_terms
from citewell.model.question import Concept

_STEMS = re.compile(rf"(?:{STEMS})s?$", re.IGNORECASE)
_SHORTEST = 7
_BEFORE = re.compile(
    r"\b(?:dos(?:e|es|age|ages|ing) (?:of|for)|side effects? of|adverse (?:effects?|events?|reactions?) (?:of|with|to)|contra-?indications? (?:of|to|for)"
    r"|interact\w* (?:with|of)|tak(?:e|es|en|ing)|prescrib\w+|overdose (?:of|on)|allerg\w+ to|boxed? warnings? (?:of|for|on)|label (?:of|for))"
    r"\s+(?:the |my |an? )?$",
    re.IGNORECASE,
)
# "Does X reduce fractures?" asks of a treatment, whatever X is.
_ADJECTIVE = re.compile(r"(?:al|ous|ic|ar|ive|ent|ant|ed|ing|ary)$", re.IGNORECASE)
_ASKED = re.compile(r"\W*(?:do|does|did|can|could|will|would|is|are)\s+(?:\w+\s+)?$", re.IGNORECASE)
_DOES = re.compile(
    r"\s+(?:\w+\s+)?(?:reduces?|helps?|treats?|prevents?|improves?|relieves?|cures?|heals?|lowers?|works?|shortens?|slows?|delays?|eases?|lessens?|prolongs?|effective|better|safe|beneficial|protect)\b",
    re.IGNORECASE,
)


def as_drugs(text: str, concepts: tuple[Concept, ...]) -> tuple[Concept, ...]:
    """Return the concepts, with those words taken for drugs that are named like one or spoken of as one."""
    return tuple(
        replace(c, type="intervention") if c.type == "word" and c.required and _is_drug(text, c) else c
        for c in concepts
    )


def _is_drug(text: str, concept: Concept) -> bool:
    if len(concept.surface) >= _SHORTEST and _STEMS.search(concept.surface):
        return True
    at = text.find(concept.surface)
    if at > 0 and _BEFORE.search(text[:at]):
        return True
    if _ADJECTIVE.search(concept.surface) or concept.surface.isupper():
        return False
    return _ASKED.match(text[:at]) is not None and _DOES.match(text[at + len(concept.surface) :]) is not None


@cache
def class_members() -> frozenset[str]:
    """Return the drugs that the shipped table names as the members of a class, in one word each, in lower case."""
    of_drugs = (term for term in shipped_terms().terms if term.type == "intervention")
    kinds = (kind.lower() for term in of_drugs for kind in term.narrower)
    return frozenset(kind for kind in kinds if kind.isalpha() and len(kind) >= _SHORTEST) - _NO_DRUGS


# Kinds of treatments that are no drugs.
_NO_DRUGS = frozenset(
    """operated surgically walking jogging aerobic expectant reliever eradication immobilisation conservatively
    nonoperatively arthroscopic endoscopic arthroscopy arthroplasty reattachment fetus physiotherapy""".split()
)


# Word endings by which medicine names drugs, diseases and operations.
_SPECIAL = re.compile(
    r"(?:itis|osis|oses|emia|aemia|pathy|ectomy|plasty|otomy|oscopy|oma|algia|uria|penia|plegia|trophy|rrh[oe]+a|iasis|vaccine"
    rf"|{STEMS}|{FURTHER}|{ALONE})s?$",
    re.IGNORECASE,
)


def is_name(surface: str) -> bool:
    """Tell whether a word is an acronym, has a figure in it, or has the ending of a medical name."""
    return surface.isupper() or any(c.isdigit() for c in surface) or _SPECIAL.search(surface) is not None

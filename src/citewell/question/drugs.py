"""Words that a question treats as a drug, whatever the tables know of them."""

from __future__ import annotations

import re
from dataclasses import replace

from citewell.model.question import Concept

# Endings by which the names of drugs are told: WHO, "The use of stems in the selection of International
# Nonproprietary Names (INN)", https://www.who.int/teams/health-product-and-policy-standards/inn/stembook
_STEMS = re.compile(
    r"(?:mab|nib|pril|prilat|sartan|statin|olol|dipine|conazole|cillin|mycin|micin|floxacin|gliptin|gliflozin|glutide|glitazone|xaban|parin"
    r"|oxetine|triptan|gepant|prazole|profen|coxib|tidine|setron|vir|vudine|citabine|terol|lukast|tropium|cycline|dronate|tretinoin|prost|prostol"
    r"|azepam|zolam|barbital|caine|curium|curonium|thiazide|afil|platin|rubicin|taxel|tecan|poetin|kinra|cept|ciclovir|fibrate|formin|oxacin)s?$",
    re.IGNORECASE,
)
_SHORTEST = 7
_BEFORE = re.compile(
    r"\b(?:dos(?:e|es|age|ages|ing) (?:of|for)|side effects? of|adverse (?:effects?|events?|reactions?) (?:of|with|to)|contra-?indications? (?:of|to|for)"
    r"|interact\w* (?:with|of)|tak(?:e|en|ing)|prescrib\w+|overdose (?:of|on)|allerg\w+ to|boxed? warnings? (?:of|for|on)|label (?:of|for))"
    r"\s+(?:the |my |an? )?$",
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
    return at > 0 and _BEFORE.search(text[:at]) is not None

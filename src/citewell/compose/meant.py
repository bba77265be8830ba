"""What a question on a treatment means by its words: whether it asks for the good that it does, or for its harms."""

from __future__ import annotations

import re
from dataclasses import replace

from citewell.compose.reactions import names_reaction
from citewell.compose.sides import compared
from citewell.model.question import Facet, Question

_DONE = frozenset({Facet.TREATMENT, Facet.PREVENTION, Facet.SYMPTOMS, Facet.PROGNOSIS})
# "The harms of SSRI treatment": the last word belongs to the drug, and asks for nothing more.
_HARMS_OF_TREATMENT = re.compile(
    r"^\W*(?:what are |which are |tell me )?(?:the )?(?:\w+ )?(?:harms?|side[ -]effects?|adverse (?:effects?|events?|reactions?)|risks|dangers)"
    r" (?:of|from|with)\b[^?]*\b(?:treatment|therapy|treating)\b",
    re.IGNORECASE,
)
_PREDICTS = re.compile(
    r"^\W*(?:what|which \w+) (?:best )?predicts?\b|\bpredictors of\b|^\W*what causes (?:an? )?(?:relapses?|recurrences?|deaths?)\b",
    re.IGNORECASE,
)
# "Effective for preventing migraine" asks how it is kept away, and not how an attack is treated.
_PREVENTS = re.compile(r"\b(?:for|to|at|in) (?:the )?prevent(?:ing|ion of)?\b", re.IGNORECASE)
_TREATS = re.compile(r"\btreat\w*|\btherap\w+|\bmanage\w*|\bbenefits?\b|\bharms?\b", re.IGNORECASE)
_TOLERATED = re.compile(r"\b(?:better|best|well|worse|less|as well) tolerated\b|\btolerability\b", re.IGNORECASE)
_WORKS = re.compile(r"\b(?:efficacy|effective\w*|efficacious|benefits?|works?|helps?|outcomes?)\b", re.IGNORECASE)
_AND_HARM = re.compile(
    r"\b(?:efficacy|effectiveness|benefits?|strokes?|embolism)\b[^?]*\b(?:and|or|versus|vs|against)\b[^?]*"
    r"\b(?:bleed\w*|ha?emorrhag\w*|safety|tolerability)\b",
    re.IGNORECASE,
)
# Behind the colon stands by what the two are compared.
_COMPARED_BY = re.compile(r"[:;,]\s*(?P<what>[^?:;]+)\??\s*$")


def as_meant(question: Question) -> Question:
    """Return a question with the facets that its words ask for, where they name harms."""
    facets = question.facets
    if _PREDICTS.search(question.text):
        course = tuple(facet for facet in facets if facet is Facet.PROGNOSIS)
        return replace(question, facets=(Facet.RISK_FACTORS, *course), facets_are_explicit=True)
    if (
        {Facet.TREATMENT, Facet.PREVENTION} <= set(facets)
        and _PREVENTS.search(question.text)
        and not _TREATS.search(question.text)
    ):
        facets = tuple(facet for facet in facets if facet not in {Facet.TREATMENT, Facet.PROGNOSIS})
        question = replace(question, facets=facets)
    if Facet.HARMS in facets:
        if Facet.TREATMENT in facets and _HARMS_OF_TREATMENT.search(question.text):
            return replace(question, facets=tuple(facet for facet in facets if facet is not Facet.TREATMENT))
        return question
    if not bool(question.treatments) or not set(facets) <= _DONE:
        return question
    if _AND_HARM.search(question.text):
        return replace(question, facets=(*facets, Facet.HARMS), facets_are_explicit=True)
    if _TOLERATED.search(question.text) or _compares_reactions(question):
        also = (Facet.TREATMENT,) if _WORKS.search(question.text) else ()
        return replace(question, facets=(*also, Facet.HARMS), facets_are_explicit=True)
    return question


def _compares_reactions(question: Question) -> bool:
    by = _COMPARED_BY.search(question.text)
    return by is not None and len(compared(question)) > 1 and names_reaction(by["what"])

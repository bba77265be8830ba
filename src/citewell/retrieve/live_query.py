"""From a question to what PubMed and Europe PMC are asked, each in its own syntax.

Every concept that a source must name is a group of its names, joined by OR; the groups are joined by AND. The words for
what is asked of the subject ("treatment", "symptoms") are left out: a paper that answers need not use them.

Syntax: https://pubmed.ncbi.nlm.nih.gov/help/ (search field tags, filters) and https://europepmc.org/searchsyntax.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from citewell.model.question import Concept, Question

MOST_GROUPS = 8
MOST_NAMES = 8
_NOT_OF_A_NAME = re.compile(r"[^\w\s'’-]+")


class Only(StrEnum):
    """The kinds of publication to which a live search may be limited."""

    REVIEWS = "reviews"
    TRIALS = "trials"
    GUIDELINES = "guidelines"


@dataclass(frozen=True, slots=True)
class _Group:
    """A concept to search for, or several offered against each other: the first name is the one of the vocabulary."""

    preferred: tuple[str, ...]
    names: tuple[str, ...]


_PUBMED_ONLY = {
    Only.REVIEWS: "(systematic[sb] OR meta-analysis[pt])",
    Only.TRIALS: "randomized controlled trial[pt]",
    Only.GUIDELINES: "(guideline[pt] OR practice guideline[pt])",
}
_EUROPE_PMC_ONLY = {
    Only.REVIEWS: '(PUB_TYPE:"systematic review" OR PUB_TYPE:"meta-analysis")',
    Only.TRIALS: 'PUB_TYPE:"randomized controlled trial"',
    Only.GUIDELINES: '(PUB_TYPE:"guideline" OR PUB_TYPE:"practice guideline")',
}


def pubmed_query(question: Question, *, only: Only | None = None) -> str:
    """Return the query for PubMed, or an empty text if the question names no subject.

    The names are looked for as phrases in titles and abstracts; the preferred one also as PubMed understands it, which
    adds the MeSH heading it stands for with those below it.
    """

    def alternatives(group: _Group) -> list[str]:
        return [*(f"({name})" for name in group.preferred), *(f'"{name}"[tiab]' for name in group.names)]

    return _joined(question, alternatives, ("hasabstract", _PUBMED_ONLY[only] if only else ""))


def europe_pmc_query(question: Question, *, only: Only | None = None) -> str:
    """Return the query for Europe PMC, or an empty text if the question names no subject."""

    def alternatives(group: _Group) -> list[str]:
        return [f'TITLE_ABS:"{name}"' for name in group.names]

    of_journals = "(SRC:MED OR SRC:PMC OR SRC:PPR)"
    return _joined(question, alternatives, ("HAS_ABSTRACT:Y", of_journals, _EUROPE_PMC_ONLY[only] if only else ""))


def _joined(question: Question, alternatives: Callable[[_Group], list[str]], filters: tuple[str, ...]) -> str:
    groups = [" OR ".join(alternatives(group)) for group in _groups(question.required)]
    if not groups:
        return ""
    return " AND ".join([*(f"({group})" for group in groups), *(name for name in filters if name)])


def _groups(concepts: tuple[Concept, ...]) -> list[_Group]:
    """Return the groups in the order of the question; what is offered against each other is one group."""
    together: dict[str, list[Concept]] = {}
    for concept in concepts:
        key = concept.preferred if concept.alternative is None else f"alternative {concept.alternative}"
        together.setdefault(key, []).append(concept)
    groups = (_group(members) for members in together.values())
    return [group for group in groups if group.names][:MOST_GROUPS]


def _group(concepts: list[Concept]) -> _Group:
    most = max(2, MOST_NAMES // len(concepts))
    names: dict[str, None] = {}
    for concept in concepts:
        own = dict.fromkeys(map(_name, (concept.preferred, concept.surface, *concept.synonyms)))
        own.pop("", None)
        names |= dict.fromkeys(list(own)[:most])
    preferred = dict.fromkeys(name for concept in concepts if (name := _name(concept.preferred)))
    return _Group(tuple(preferred), tuple(names))


def _name(text: str) -> str:
    """Return a name without anything that a query syntax could read as its own, and so in lower case: OR, NOT."""
    return " ".join(_NOT_OF_A_NAME.sub(" ", text).split()).strip("-'’").lower()

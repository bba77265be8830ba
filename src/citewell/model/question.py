"""What was asked: the facets, the concepts, the population, and whether help is needed now."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Facet(StrEnum):
    """An aspect of a condition or a treatment that a question asks for."""

    DEFINITION = "definition"
    CAUSE = "cause"
    RISK_FACTORS = "risk_factors"
    SYMPTOMS = "symptoms"
    DIAGNOSIS = "diagnosis"
    TREATMENT = "treatment"
    DOSING = "dosing"
    HARMS = "harms"
    CONTRAINDICATIONS = "contraindications"
    INTERACTIONS = "interactions"
    PROGNOSIS = "prognosis"
    RECOVERY = "recovery"
    PREVENTION = "prevention"
    EPIDEMIOLOGY = "epidemiology"
    FINDINGS = "findings"


# What is done about a disease: treating it, and keeping it away.
MANAGEMENT = frozenset({Facet.TREATMENT, Facet.PREVENTION})


class Audience(StrEnum):
    """Who the reader is."""

    PATIENT = "patient"
    CAREGIVER = "caregiver"
    STUDENT = "student"
    NURSE = "nurse"
    PHARMACIST = "pharmacist"
    PHYSICIAN = "physician"

    @property
    def is_professional(self) -> bool:
        return self in {Audience.STUDENT, Audience.NURSE, Audience.PHARMACIST, Audience.PHYSICIAN}


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing the question is about: as the reader wrote it, and every way a source may word it.

    `variants` holds its names as tuples of stems, `narrower` those of its kinds (of a class of drugs: its
    members), which `synonyms` and `kinds` hold as they are written; a text mentions the concept if it holds one.
    `required` is False for what only colours the question ("older", "runner"). Concepts that share an
    `alternative` number are offered against each other ("X versus Y"): one of them is enough. `type` is
    `condition`, `intervention`, `population` or `finding` (a symptom, a test, an outcome) for a known term,
    `word` for another, `vague` for one that is no subject alone ("pain"), `everyday` for one that carries
    no clinical meaning. `vocabulary` is the one of the library that gave its names; empty for a term of the
    package's own table, and for a word.
    """

    surface: str
    preferred: str
    synonyms: tuple[str, ...]
    variants: tuple[tuple[str, ...], ...]
    narrower: tuple[tuple[str, ...], ...] = ()
    kinds: tuple[str, ...] = ()
    required: bool = True
    alternative: int | None = None
    type: str = "word"
    vocabulary: str = ""

    @property
    def is_term(self) -> bool:
        """Tell whether this is a known clinical term."""
        return self.type in {"condition", "intervention", "population", "finding"}


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign in the question that someone may need help now. `kind` is `emergency` or `self_harm`."""

    kind: str
    matched: str


@dataclass(frozen=True, slots=True)
class PICO:
    """Population, intervention, comparator and outcome, as far as the question names them."""

    population: tuple[str, ...] = ()
    intervention: tuple[str, ...] = ()
    comparison: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A clinical question, understood.

    `facets` are in the order asked; `facets_are_explicit` is False where the question named none and the
    usual ones were assumed. Raises ValueError if there is no text or no facet.
    """

    text: str
    facets: tuple[Facet, ...]
    concepts: tuple[Concept, ...]
    pico: PICO = PICO()
    facets_are_explicit: bool = True
    red_flag: RedFlag | None = None
    # The concepts that a source must name; empty where the question has no subject. Every sentence is asked for them.
    required: tuple[Concept, ...] = field(init=False, repr=False, compare=False)
    # Those of them that are treatments.
    treatments: tuple[Concept, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "required", self._required())
        object.__setattr__(self, "treatments", tuple(c for c in self.required if c.type == "intervention"))
        if not self.text.strip():
            raise ValueError("a question needs text")
        if not self.facets or len(set(self.facets)) != len(self.facets):
            raise ValueError("a question needs at least one facet, each once")

    @property
    def subject(self) -> str:
        """The words of the question that name what it is about, as the reader wrote them."""
        return " ".join(c.surface for c in self.concepts if c.type != "everyday") or self.text

    def _required(self) -> tuple[Concept, ...]:
        required = tuple(concept for concept in self.concepts if concept.required)
        # "Children" or "the pain" alone is no subject: everything is about people and what ails them.
        return required if any(c.type not in {"population", "vague"} for c in required) else ()

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms searched, once each: first as they were asked, then by their other names; shown to the reader."""
        searched = [concept for concept in self.concepts if concept.type != "everyday"]
        others = (name for c in searched for name in (c.preferred, *c.synonyms, *c.kinds))
        return tuple(dict.fromkeys([*(concept.surface for concept in searched), *others]))

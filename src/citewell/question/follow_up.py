"""A question that leans on the one before: "and in pregnancy?", "what about surgery?", "is it contagious?"."""

from __future__ import annotations

import re
from dataclasses import replace

from citewell.model.question import PICO, Concept, Question

# What a subject can be: a question that names one of a kind has put another in the place of the earlier one.
_SUBJECTS = ("condition", "intervention")
_OPENING = re.compile(r"^\W*(?:and|or|but|also|what about|how about|what if|in that case|then)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:it|its|this|that|they|them|their|these|those|one"
    r"|the (?:condition|disease|injury|drug|medicine|treatment|surgery|operation))\b",
    re.IGNORECASE,
)


def leans(question: Question) -> bool:
    """Tell whether a question cannot be read alone: it has no subject, opens with "and", or points back."""
    if not question.required or _OPENING.match(question.text):
        return True
    has_condition = any(concept.type == "condition" for concept in question.required)
    return not has_condition and _POINTING.search(question.text) is not None


def follow_up(question: Question, previous: Question) -> Question:
    """Return the question with what it leaves to the one before it; itself, if it leans on nothing.

    A condition or a treatment that it does not name is the earlier one; what it names takes the earlier one's place. A
    question that asks for no aspect asks for the earlier ones. The text tells what it was read as, so that the answer
    shows it.
    """
    if not leans(question) or not previous.required:
        return question
    kept = _kept(question, previous)
    concepts = (*kept, *(_colour(c) for c in question.concepts if c.surface not in {k.surface for k in kept}))
    asks = question.facets_are_explicit
    return replace(
        question,
        text=_read_as(question.text, kept),
        concepts=concepts,
        facets=question.facets if asks else previous.facets,
        facets_are_explicit=asks or previous.facets_are_explicit,
        pico=_joined(previous.pico, question.pico, kept),
    )


def _kept(question: Question, previous: Question) -> tuple[Concept, ...]:
    """Return what the earlier question was about, without what this one puts in its place."""
    named = {concept.type for concept in question.required}
    earlier = tuple(
        concept for concept in previous.required if concept.type not in named or concept.type == "population"
    )
    if named & {"condition"}:
        # "What about gout?" asks the same of another condition, not of both.
        earlier = tuple(concept for concept in earlier if concept.type not in _SUBJECTS)
    return tuple(concept for concept in earlier if concept.type != "everyday")


def _read_as(text: str, kept: tuple[Concept, ...]) -> str:
    return f"{text} (asked of: {', '.join(concept.surface for concept in kept)})" if kept else text


def _colour(concept: Concept) -> Concept:
    """A population narrows the earlier subject: "and in pregnancy?" is answered by what speaks of pregnancy."""
    return replace(concept, required=True) if concept.type in {"population", *_SUBJECTS} else concept


def _joined(earlier: PICO, own: PICO, kept: tuple[Concept, ...]) -> PICO:
    names = {concept.surface for concept in kept} | {concept.preferred for concept in kept}
    return PICO(
        population=tuple(
            dict.fromkeys((*(p for p in earlier.population if p in names or not own.population), *own.population))
        ),
        intervention=own.intervention or earlier.intervention,
        comparison=own.comparison,
        outcome=own.outcome or earlier.outcome,
    )

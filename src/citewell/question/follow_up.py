"""A question that leans on the one before: "and in pregnancy?", "what about surgery?", "is it contagious?"."""

from __future__ import annotations

import re
from dataclasses import replace

from citewell.errors import BadInput
from citewell.model.question import PICO, Concept, Facet, Question
from citewell.question.parse import parse_question

# What a subject can be: a question that names one of a kind has put another in the place of the earlier one.
_SUBJECTS = ("condition", "intervention")
_OPENING = re.compile(r"^\W*(?:and|or|but|also|what about|how about|what if|in that case|then)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:it|its|this|that|they|them|their|these|those|one"
    r"|the (?:condition|disease|injury|drug|medicine|treatment|surgery|operation))\b",
    re.IGNORECASE,
)


# Who asks so, and names no condition, asks of the one before: "which exercises?", "does surgery help?".
_OF_A_TREATMENT = re.compile(
    r"^\W*(?:which|what|any)\b|\b(?:help|work|effective|needed|necessary|better)\w*\b", re.IGNORECASE
)
_MOST_WORDS = 8
_ITS_OWN = frozenset({Facet.DOSING, Facet.HARMS, Facet.CONTRAINDICATIONS, Facet.INTERACTIONS, Facet.DEFINITION})
_WHEN = re.compile(
    r"\b(?:when|how (?:long|soon)|can|may|could|should|will)\b.*\b(?:i|we|he|she|they|you)\b", re.IGNORECASE
)
# These ask for another telling, and not for anything that a source could tell.
_EMPTY = frozenset(
    "really more else mean explain detail details tell sure ok okay thanks continue go please yes no".split()
)


def leans(question: Question) -> bool:
    """Tell whether a question cannot be read alone: it has no subject, opens with "and", or points back."""
    if not question.required or _OPENING.match(question.text):
        return True
    if any(concept.type == "condition" for concept in question.required):
        return False
    return _POINTING.search(question.text) is not None or _is_short_of_a_subject(question)


def _is_short_of_a_subject(question: Question) -> bool:
    """Tell whether a short question names no condition, and no drug of which it asks what is the drug's own."""
    named = {concept.type for concept in question.required}
    if len(question.text.split()) > _MOST_WORDS or named & {"finding", "word"}:
        return False
    if "intervention" not in named:
        return True
    asks_of_it = question.facets_are_explicit and not _ITS_OWN.isdisjoint(question.facets)
    return not asks_of_it and _OF_A_TREATMENT.search(question.text) is not None


def check_follow_up(text: str) -> None:
    """Raise BadInput if a question after another names nothing and asks for nothing: "why?"."""
    question = parse_question(text)
    if question.facets_are_explicit or any(concept.surface.lower() not in _EMPTY for concept in question.concepts):
        return
    raise BadInput(
        f'It is not clear what "{question.text}" asks of the answer before. Write what you want to know in a few '
        'words, such as "How long is the recovery?", "What are the side effects?" or "And in pregnancy?".'
    )


def follow_up(question: Question, previous: Question) -> Question:
    """Return the question with what it leaves to the one before it; itself, if it leans on nothing.

    A condition or a treatment that it does not name is the earlier one; what it names takes the earlier one's place. A
    question that asks for no aspect asks for the earlier ones. The text tells what it was read as, so that the answer
    shows it.
    """
    if not leans(question) or not previous.required:
        return question
    kept = _kept(question, previous)
    asks = question.facets_are_explicit
    own = (_colour(c, tells=not asks) for c in question.concepts if c.surface not in {k.surface for k in kept})
    concepts = (*kept, *own)
    return replace(
        question,
        text=_read_as(question.text, kept),
        concepts=concepts,
        facets=question.facets if asks else _facets(question, previous),
        facets_are_explicit=asks or previous.facets_are_explicit,
        pico=_joined(previous.pico, question.pico, kept),
    )


def _facets(question: Question, previous: Question) -> tuple[Facet, ...]:
    """Return what is asked by a question that names no aspect: of a treatment what it does, of "when" the recovery."""
    if any(concept.type == "intervention" for concept in question.required):
        return (Facet.TREATMENT,)
    return (Facet.RECOVERY,) if _WHEN.search(question.text) else previous.facets


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


def _colour(concept: Concept, *, tells: bool) -> Concept:
    """A population narrows the earlier subject: "and in pregnancy?" is answered by what speaks of pregnancy.

    tells: whether the question asks by its words alone, so that those of everyday use must be spoken of as well ("and
    in athletes?"); where it asks for an aspect, they only colour it ("how long does recovery take?").
    """
    if concept.type == "everyday":
        return replace(concept, type="word" if tells else "everyday", required=tells)
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

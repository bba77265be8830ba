"""Which everyday words a source must name: those of a question that names nothing else."""

from __future__ import annotations

from dataclasses import replace

from citewell.language.words import stem
from citewell.model.question import Concept
from citewell.question.names import is_name

_MOST_EVERYDAY = 3
# These ask, and name nothing that a source must name: "does X really influence Y?", "is it feasible?".
_RELATING = frozenset(
    stem(word)
    for word in """acceptable affect affected affects affecting alternative always application applicable appropriate approach
    associated association associations benefit better change changed changes compare compared comparison connection contribute current
    depend depends determine difference differences different effect effective effects equivalent exist extend feasible happen
    helpful impact implications importance important improve increase increased influence influenced influences information involved justified lead
    made make makes mandatory matter matters measures modify necessary need needed needs offer place play possible predict
    predicts push really reasonable related relation relationship relevance relevant reliable result results role safe same seeing
    significant single still superior time useful value worth""".split()
)


def anchored(concepts: tuple[Concept, ...]) -> tuple[Concept, ...]:
    """Return the concepts; where none is known to medicine, with the everyday words required as well.

    "How do I change the oil in my car?" is no question on oil. Words that only ask are left out, if there are others.
    """
    if any(c.is_term or is_name(c.surface) for c in concepts):
        return concepts
    everyday = [c for c in concepts if c.type == "everyday"]
    named = [c for c in everyday if stem(c.surface.lower()) not in _RELATING]
    if not named and not any(c.required for c in concepts):
        named = everyday
    telling = sorted(named, key=lambda c: -len(c.surface))[:_MOST_EVERYDAY]
    return tuple(replace(c, required=True) if c in telling else c for c in concepts)

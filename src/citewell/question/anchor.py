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
    for word in """acceptable accompanying adjunctive advantageous affect affected affecting affects alternative
    always amenable another applicable application applications approach appropriate assessing associated
    association associations benefit better causing change changed changes characteristic characteristics coexisting
    coincide coincides compare compared comparison compromise compromised concomitant confer confers conjunction
    connection contribute contributes correlate correlates correlation current definitive depend depends determine
    difference differences different distinct effect effective effects eliminate eliminating elucidate equivalent
    exist extend feasibility feasible good happen help helped
    helpful helping helps identification impact implications importance important improve
    increase increased influence influenced influences information involved justified lead made make makes mandatory
    matter matters measures modalities modality modify multiple necessary need needed needs offer omit omitted
    optimal option options pitfalls place play possible predict predictive predictor predictors predicts preferable
    promote promotes push really reasonable reconsider related relation relationship relevance relevant reliability
    reliable reports representative restore restored result results role safe same seeing sicker significant
    simplification single still substitute suitable superior tailored time unrecognised useful utility validation
    validity value viable visualisation visualization worth worthwhile""".split()
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

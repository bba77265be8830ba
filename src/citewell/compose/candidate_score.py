"""How well a sentence answers: its fit, its role and its source, less what speaks against it."""

from __future__ import annotations

from citewell.appraise.level import level_for
from citewell.compose.degree import is_of_another_degree, is_of_the_degree_asked
from citewell.compose.match import (
    Subject,
    Words,
    mentioned,
)
from citewell.compose.outcomes import misses_outcome
from citewell.compose.penalties import age_penalty, aside_penalty, length_penalty, stranger_penalty
from citewell.compose.population import is_for_others
from citewell.compose.protection import misses_protection
from citewell.compose.reactions import asks_for_reactions, reactions_named
from citewell.compose.reading import Quotable, joins, sums_up
from citewell.compose.sides import names_one_side
from citewell.compose.wanted import (
    gives,
    is_on_a_part,
    rules_out,
    wanted,
)
from citewell.model.evidence import AppraisedRecord, RecordKind
from citewell.model.question import Facet, Question


def score(
    question: Question, source: AppraisedRecord, subject: Subject, read: Quotable, facet: Facet, fit: float
) -> float:
    """Return how well a sentence answers: its fit, its role and its source, less what speaks against it."""
    text = read.passage.text
    return (
        fit
        + read.weight
        + 1.5 * share_named(question, read.said)
        + (1.0 if sums_up(text, facet) else 0.0)
        + 1.5 * _trust(source, facet)
        + read.standing
        + 0.7 * gives(wanted(question), question, text)
        - 0.8 * is_on_a_part(question, text)
        - length_penalty(len(text.split()))
        - aside_penalty(text, facet)
        - stranger_penalty(question, read.said | subject.title)
        - (_OTHER_DOSE if facet is Facet.DOSING and is_for_others(question, text, read.section) else 0.0)
        - age_penalty(question, text)
        - (_RULED_OUT if rules_out(question, text) else 0.0)
        + (_SAME_DEGREE if is_of_the_degree_asked(question, text) else 0.0)
        - (_OTHER_DEGREE if is_of_another_degree(question, text) else 0.0)
        - (_JOINED if joins(text) else 0.0)
        - (_OTHER_OUTCOME if misses_outcome(question, text) else 0.0)
        - (_UNPROTECTED if misses_protection(question, text) else 0.0)
        + (
            _REACTION * min(reactions_named(text), _MOST_REACTIONS)
            if facet is Facet.HARMS and asks_for_reactions(question)
            else 0.0
        )
        - (_ONE_SIDE if names_one_side(question, read.said | subject.title) else 0.0)
    )


# Who asks if it prolongs life is not told by the heart rate.
_OTHER_OUTCOME = 2.5
# "Complications other than re-rupture" tells nothing of re-ruptures.
_RULED_OUT = 3.0
# What is for severe asthma does not answer for a mild one.
_OTHER_DEGREE, _SAME_DEGREE = 2.0, 0.8
# "However, it did not" can be read alone, and reads worse than what needs no such word.
_JOINED = 0.4
# Who asks what protects the heart asks for what was found to do it good.
_UNPROTECTED = 4.5
# Of two treatments that are compared, a source on one alone says little.
_ONE_SIDE = 2.0
# Who asks for side effects is told by their names.
_REACTION, _MOST_REACTIONS = 0.5, 3
# A dose for some people is listed behind the dose for all.
_OTHER_DOSE = 2.0


def share_named(question: Question, said: Words) -> float:
    """Return the share of the question's concepts that the sentence itself names, the soft ones included."""
    whole = sum(0.2 if c.type == "everyday" else 1.0 for c in question.concepts)
    return mentioned(question.concepts, said) / whole if whole else 0.0


def _trust(source: AppraisedRecord, facet: Facet) -> float:
    """Return a bounded prior for the kind and level of evidence, 0 to 1."""
    if source.record.kind is RecordKind.GUIDELINE:
        return 1.0
    if source.record.kind is RecordKind.LABEL:
        # What a drug is licensed for does not show that it is the answer; its doses and dangers are its own matter.
        return 1.0 if facet in {Facet.DOSING, Facet.CONTRAINDICATIONS, Facet.HARMS} else 0.4
    level = level_for(source.design, facet, pools_trials=source.pools_trials).level
    return {1: 1.0, 2: 0.8, 3: 0.5, 4: 0.25, 5: 0.2}.get(level or 0, 0.1)


def recency(year: int | None, newest: int) -> float:
    """Return 1 for the newest record found, falling to 0 over twenty years."""
    return max(0.0, 1 - (newest - year) / 20) if year else 0.0

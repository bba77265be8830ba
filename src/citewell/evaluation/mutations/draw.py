"""Drawing cases: of each class so many, seeded, from as many records as the material offers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice

from citewell.evaluation.collections import Collections
from citewell.evaluation.mutations.amounts import AMOUNTS
from citewell.evaluation.mutations.comparisons import COMPARISONS
from citewell.evaluation.mutations.courses import COURSES
from citewell.evaluation.mutations.edits import Edit, Operator
from citewell.evaluation.mutations.findings import FINDINGS
from citewell.evaluation.mutations.honest import EXACT, REWORDED
from citewell.evaluation.mutations.material import Statement, statements
from citewell.evaluation.mutations.numerals import numerals
from citewell.evaluation.mutations.sources import wrong_sources
from citewell.evaluation.mutations.strength import STRENGTHS
from citewell.evaluation.mutations.subjects import SUBJECTS
from citewell.language.sentences import split_sentences
from citewell.language.words import STOP_WORDS, words

MUTATIONS: Mapping[str, Operator] = {**AMOUNTS, **COURSES, **FINDINGS, **COMPARISONS, **SUBJECTS, **STRENGTHS}
"""The classes of corruption that change a sentence, by name."""
WRONG_SOURCE = "wrong source"
"""The class that changes nothing in the sentence: it is cited to another record."""
HONEST: Mapping[str, Operator] = {**EXACT, **REWORDED}
"""The classes of honest variants, by name."""
CLASSES = (*MUTATIONS, WRONG_SOURCE, *HONEST)

EACH = 420
"""Cases of a class, where the material allows so many."""
SEED = 20_261_124
_SEARCHED_FOR_SOURCES = 12_000


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with its evidence, and whether it is a corruption, which is false of it, or an honest variant.

    was, now: what was changed in the sentence to make it; both empty where nothing was.
    """

    kind: str
    claim: str
    evidence: tuple[str, ...]
    was: str
    now: str
    record_id: str
    origin: str

    @property
    def is_false(self) -> bool:
        return self.kind not in HONEST


def cases(collections: Collections | None, *, each: int = EACH, only: str | None = None) -> list[Case]:
    """Return the cases, `each` of a class where there are so many, or those of one class only."""
    operators = {kind: operator for kind, operator in {**MUTATIONS, **HONEST}.items() if only in (None, kind)}
    drawn: dict[str, list[Case]] = {kind: [] for kind in operators}
    stream = statements(collections, SEED)
    first = list(islice(stream, _SEARCHED_FOR_SOURCES)) if only in (None, WRONG_SOURCE) else []
    for statement in chain(first, stream):
        wanted = [kind for kind in operators if len(drawn[kind]) < each]
        if not wanted:
            break
        for kind in wanted:
            drawn[kind] += _drawn(statement, kind, operators[kind])
    if first:
        drawn[WRONG_SOURCE] = list(islice(_miscited(first), each))
    return [case for kind in CLASSES for case in drawn.get(kind, ())]


def _drawn(statement: Statement, kind: str, operator: Operator) -> Iterator[Case]:
    """Yield one case of this class, if the statement offers a place for it."""
    edits = [edit for edit in operator(statement) if _is_a_change(statement, edit, kind)]
    if edits:
        chance = random.Random(f"{SEED} {kind} {statement.text}")  # noqa: S311 - not for secrets
        edit = chance.choice(edits)
        evidence = _evidence(statement, edit, kind, chance)
        yield Case(kind, edit.claim, evidence, edit.was, edit.now, statement.record_id, statement.origin)


def _is_a_change(statement: Statement, edit: Edit, kind: str) -> bool:
    if kind in HONEST:
        return True
    known = [statement.text, statement.before, statement.after]
    return _bare(edit.claim) not in map(_bare, known)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def _evidence(statement: Statement, edit: Edit, kind: str, chance: random.Random) -> tuple[str, ...]:
    """Return what the claim is cited to: the sentence alone, within its passage, or beside others that are quoted."""
    if kind == "reworded: abbreviation":
        return (statement.text, *_definitions(statement, edit))
    form = chance.choice((_alone, _alone, _passage, _quotes))
    if kind == "neighbour's figure":
        form = chance.choice((_passage, _quotes))
    elif kind not in HONEST and _may_hold_of_neighbours(statement, edit):
        form = _alone
    return form(statement)


def _alone(statement: Statement) -> tuple[str, ...]:
    return (statement.text,)


def _passage(statement: Statement) -> tuple[str, ...]:
    return (" ".join(filter(None, (statement.before, statement.text, statement.after))),)


def _quotes(statement: Statement) -> tuple[str, ...]:
    return tuple(filter(None, (statement.before, statement.text, statement.after)))


def _definitions(statement: Statement, edit: Edit) -> list[str]:
    """Return the sentences of the record that define the abbreviation."""
    marks = [f"({edit.was})", f"({edit.now})"]
    return [
        s.text
        for s in split_sentences(statement.whole)
        if any(mark in s.text for mark in marks) and s.text != statement.text
    ][:1]


def _may_hold_of_neighbours(statement: Statement, edit: Edit) -> bool:
    """Tell whether the sentences beside it speak of what was put in, and no figure of the claim shows that they do not."""
    around = set(words(statement.around))
    put_in = set(words(edit.claim)) - set(words(statement.text)) - STOP_WORDS
    if put_in.isdisjoint(around):
        return False
    kept = {n.text for n in numerals(statement.text)} & {n.text for n in numerals(edit.claim)}
    theirs = {n.text for n in numerals(statement.around)}
    return not any(figure not in theirs and len(figure) > 1 for figure in kept)


def _miscited(material: list[Statement]) -> Iterator[Case]:
    shuffled = list(material)
    random.Random(SEED).shuffle(shuffled)  # noqa: S311 - not for secrets
    for statement, other, evidence in wrong_sources(shuffled):
        yield Case(
            WRONG_SOURCE,
            statement.text,
            evidence,
            statement.record_id,
            other.record_id,
            statement.record_id,
            statement.origin,
        )

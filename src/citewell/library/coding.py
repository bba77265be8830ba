"""What a code of another system means, by all that a library knows: names under which articles can be looked for.

A wrong article in a patient's record is worse than none, so a code counts only for what is said to be the same thing:
- its own system's names for it, where that system was read in;
- a term that comes with Citewell and was looked up under the code;
- a term whose vocabulary states that it matches the code exactly, and which is the only one of it to do so;
- a term that refers to the code without saying how exactly, if one of its names is the code's own, or if a term of
  another vocabulary that refers to the code has a name in common with it.
What is stated to be close, related or wider does not count. What is narrower than a term (`wider`) is told apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from citewell.language.codes import shipped_codes
from citewell.language.terms import Term, shipped_terms
from citewell.language.words import stems
from citewell.library.store import Store
from citewell.library.stored import RXCUI
from citewell.library.terms import TermStore
from citewell.model.codes import RXNORM, CodeSystem, Precision

# What a classification adds to a name, and no article is called by: ICD-10-CM's residual classes, SNOMED CT's tags.
_ADDED = re.compile(
    r"\s*\((?:disorder|finding|disease|procedure|substance|(?:medicinal )?product|situation|morphologic abnormality)\)"
    r"|,?\s+(?:unspecified|nos|not otherwise specified|without complications?)\b.*\Z"
    r"|\Aunspecified\s+",
    re.IGNORECASE,
)
ABBREVIATIONS = "Abbreviations"
_Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means.

    names: of that which it means, first what its own system calls it. wider: of what it is a kind of, as a vocabulary
    states. unconfirmed: of terms that refer to it, where nothing tells how exactly. is_term: whether anything but its
    own system tells what it means, so that it is known by more than a title.
    """

    names: tuple[str, ...] = ()
    wider: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    is_term: bool = False

    @property
    def called(self) -> str:
        """What a reader is told that it means; empty where that is not known."""
        return next(iter(self.names), "")


def without_additions(name: str) -> str:
    """Return a name without what a classification adds to it."""
    return _ADDED.sub("", " ".join(name.split()))


class Coding:
    """Looks codes up in what a library holds, and in the table that comes with Citewell."""

    def __init__(self, store: Store, terms: TermStore) -> None:
        self._store = store
        self._terms = terms

    def meaning(self, system: CodeSystem, code: str) -> Meaning:
        """Return what a code means, given as it was sent; nothing is known of one that the system cannot have."""
        plain = system.plain(code)
        if not plain or not system.name:
            return Meaning()
        own = self._terms.coded(system.name, plain)
        shipped = shipped_codes().get((system.name, plain))
        titles = own.names if own else (shipped.title,) if shipped and shipped.title else ()
        exact, unstated, wider = self._referring(system, plain)
        if shipped and (ours := shipped_terms().find(shipped.term)):
            (exact if shipped.precision is Precision.EXACT else wider).insert(0, ours)
        confirmed, others = _confirmed(unstated, titles, exact)
        meant = _names((*exact, *confirmed)) + (self._sold(plain) if system is RXNORM else [])
        return Meaning(
            names=tuple(dict.fromkeys([*titles, *meant])),
            wider=tuple(dict.fromkeys(_names(wider))),
            unconfirmed=tuple(dict.fromkeys(_names(others))),
            is_term=bool(meant),
        )

    def named(self, name: _Name) -> tuple[Term, ...]:
        """Return the terms of the one thing that has this name, given as stems; none if it has several, or none has it.

        Abbreviations alone tell of nothing: they are of several things as a rule.
        """
        ours = shipped_terms().match_at(list(name), 0) if name else None
        if ours and ours[1] == len(name):
            return (ours[0],)
        held = [term for term in self._terms.named([name]).get(name, ()) if term.vocabulary != ABBREVIATIONS]
        called = [term for term in held if tuple(stems(term.preferred)) == name] or held
        others = [{_key(other) for other in term.names} - {name} for term in called]
        is_one = all(own & others[0] for own in others) if len(called) > 1 and called is held else True
        return tuple(called) if is_one else ()

    def _referring(self, system: CodeSystem, code: str) -> tuple[list[Term], list[Term], list[Term]]:
        """Return the terms that mean a code exactly, those that do not say how, and those that are wider."""
        found = self._terms.referring(system.name, code)
        by = {kind: [term for term, precision in found if precision is kind] for kind in Precision}
        of_vocabulary = [term.vocabulary for term in by[Precision.EXACT]]
        exact = [term for term in by[Precision.EXACT] if of_vocabulary.count(term.vocabulary) == 1]
        doubtful = [term for term in by[Precision.EXACT] if term not in exact]
        return exact, [*doubtful, *by[Precision.UNSTATED]], by[Precision.NARROW]

    def _sold(self, code: str) -> list[str]:
        """Return the names of the one drug of which the labels with this code are; none where they tell of several."""
        labels = self._terms.label_names(self._store.find(RXCUI, code))
        if len({name.lower().split()[0] for ingredients, _ in labels for name in ingredients if name}) != 1:
            return []
        return [name for ingredients, brands in labels for name in (*ingredients, *brands)]


def _confirmed(terms: Sequence[Term], titles: Iterable[str], exact: Sequence[Term]) -> tuple[list[Term], list[Term]]:
    """Return the terms that are said to be the same by another: by the code's own name, or by another vocabulary."""
    own = {_key(title) for title in titles}
    keys = [{_key(name) for name in term.names} for term in terms]
    stated = [(term.vocabulary, {_key(name) for name in term.names}) for term in exact]
    witnesses = [*stated, *((term.vocabulary, names) for term, names in zip(terms, keys, strict=True))]
    confirmed: list[Term] = []
    others: list[Term] = []
    for term, names in zip(terms, keys, strict=True):
        seconded = any(vocabulary != term.vocabulary and names & theirs for vocabulary, theirs in witnesses)
        # A title that was read in decides alone: what other vocabularies agree on may be one kind of it.
        (confirmed if (names & own if own else seconded) else others).append(term)
    return confirmed, others


def _names(terms: Iterable[Term]) -> list[str]:
    return [name for term in terms for name in term.names]


def _key(name: str) -> _Name:
    return tuple(stems(without_additions(name)))

"""What a subject of a health record means: the names to look for, those first that say most exactly what it is.

Decided in ADR 0032. A code that is known decides. Its display name is looked for where the code brings nothing, and
only if the two may be of one thing: where they are of two, nothing is given and both are told, as one of them is wrong
and nobody here can know which. Where neither brings anything, the classes above the code are tried, and it is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citewell.language.words import stems
from citewell.library.coding import Coding, Meaning, without_additions
from citewell.model.codes import SYSTEMS, CodeSystem
from citewell.model.serialise import clean

if TYPE_CHECKING:
    from citewell.library import Library
    from citewell.web.health_record.matching import Subject

# Salts, by which a label or RxNorm names what an article calls by its base.
_SALTS = frozenset(
    stems("hydrochloride sodium potassium sulfate sulphate maleate tartrate succinate acetate phosphate besylate")
)
# "Zanolol hydrochloride 500 MG Oral Tablet [Zanex]": the drug is what stands before its strength.
_STRENGTH = re.compile(r"\s+\d.*\Z")
_PARTS = re.compile(r"\s+/\s+")
# Words that many names of different things have in common.
_TELL_NOTHING = frozenset(
    stems(
        "disease disorder syndrome condition acute chronic unspecified specified other type left right bilateral "
        "primary secondary initial subsequent encounter sequela site organism failure infection pain inflammation "
        "neoplasm malignant benign cancer tumor fracture injury deficiency congenital 1 2"
    )
)
_LONGEST = 12

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """Names, as stems between blanks, and what a reader is told of an article that is found by one.

    is_strict: whether they find no article by a lay word for its subject.
    """

    names: frozenset[str]
    note: str = ""
    is_strict: bool = True


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for: in steps, the most exact first.

    if_none: what a reader is told where nothing is found. clash: what, where the display name is known and is of
    another thing; `named` holds its names, and is_known tells whether a term has one of them.
    """

    steps: tuple[Step, ...]
    if_none: str = ""
    clash: str = ""
    named: frozenset[str] = frozenset()
    is_known: bool = False

    @property
    def all_names(self) -> frozenset[str]:
        by_steps = frozenset(name for step in self.steps for name in step.names)
        return by_steps | self.named if self.clash else by_steps

    def disagreement(self, listed: Collection[str]) -> str:
        """Return what to tell where code and display name are of two things; empty where nothing shows that they are.

        A name that is neither a term nor that of an article is not known: it may be of any language, and says nothing.
        """
        return self.clash if self.clash and (self.is_known or self.named & set(listed)) else ""


def sought(subject: Subject, held: Library) -> Sought:
    """Return what to look for on a subject."""
    coding, system = held.coding, subject.system
    meaning = coding.meaning(system, subject.code)
    by_code, wider = _of_names(meaning.names, system), _of_names(meaning.wider, system)
    is_sure = meaning.is_term or any(coding.named(name) for name in _of_names(meaning.names[:1], system))
    display, is_known = _of_name(subject.name, system, held)
    text, _ = _of_name(subject.text, system, held)
    by_name = [*display, *(name for name in text if not by_code or _may_be_one([name], by_code, is_sure=is_sure))]
    classes = _classes(subject, coding)
    steps = [
        Step(_joined(by_code)),
        Step(_joined(by_name), _of_another_wording(subject, meaning), is_strict=False),
        Step(_joined(wider), _of_a_class(subject, meaning.wider[:1])),
    ]
    for code, above, names in classes:
        if not is_known or _may_be_one(display, names, is_sure=above.is_term):
            steps.append(Step(_joined(names), _of_a_parent(subject, meaning, f"{system.name} {code} “{above.called}”")))
    referring = _of_names(meaning.unconfirmed, system)
    meant = [*by_code, *wider, *referring] if by_code else classes[0][2] if classes else []
    is_one = not display or not meant or _may_be_one(display, meant, is_sure=bool(by_code) and is_sure)
    called = f"is “{meaning.called}”" if by_code else f"is of the class “{classes[0][1].called}”" if classes else ""
    return Sought(
        tuple(step for step in steps if step.names),
        _if_none(subject, meaning),
        "" if is_one else _of_a_clash(subject, called),
        _joined(display),
        is_known=is_known,
    )


def _classes(subject: Subject, coding: Coding) -> list[tuple[str, Meaning, list[Name]]]:
    """Return the classes above a code of which anything is known, the narrowest first, with their names."""
    found = ((code, coding.meaning(subject.system, code)) for code in subject.system.wider(subject.code))
    named = ((code, above, _of_names((*above.names, *above.wider), subject.system)) for code, above in found)
    return [(code, above, names) for code, above, names in named if names]


def _of_a_clash(subject: Subject, called: str) -> str:
    return (
        f"The code and the name disagree: {subject.coded} {called}, and the name sent is “{subject.name}”. "
        "No article is given on either: one of the two is wrong in the record."
    )


def _of_another_wording(subject: Subject, meaning: Meaning) -> str:
    if not meaning.names:
        return ""
    return f"{subject.coded} is “{meaning.called}”; found by the name sent, “{subject.shown}”."


def _of_a_class(subject: Subject, names: Iterable[str]) -> str:
    return "".join(f"No article is on {subject.coded} itself; this is on the wider “{name}”." for name in names)


def _of_a_parent(subject: Subject, meaning: Meaning, parent: str) -> str:
    known = "has no article of its own" if meaning.names else "is not known here"
    return f"{subject.coded} {known}; this is on the wider class, {parent}."


def _if_none(subject: Subject, meaning: Meaning) -> str:
    """Return what a reader can do where a code brings nothing; empty where the name tells all there is."""
    if not subject.code:
        return ""
    name_too = "" if subject.name or subject.text else " Send its display name too."
    if not subject.system.name:
        known = ", ".join(f"{system.name} ({system.oid})" for system in SYSTEMS)
        given = f"The code system {subject.given_system}" if subject.given_system else "A code without a code system"
        return f"{given} is not known here; known are {known}, by OID or by FHIR's address.{name_too}"
    if not subject.system.plain(subject.code):
        return f"{subject.code.strip()!r} is no code of {subject.system.name}.{name_too}"
    if meaning.names:
        return f"{subject.coded} is “{meaning.called}”: no approved article is on it."
    if meaning.unconfirmed:
        return (
            f"{subject.coded} is known by a reference from “{meaning.unconfirmed[0]}” alone, which does not say "
            f"whether the two are the same: such a code brings no article.{name_too}"
        )
    return f"{subject.coded} is not known here.{name_too}"


def _may_be_one(some: Collection[Name], others: Collection[Name], *, is_sure: bool) -> bool:
    """Tell whether the names of the one may be of the other; the first of each is how it is written itself.

    They may where they have a name in common, or where all the words of one as it is written stand in a name of the
    other: a kind is called so. Two synonyms may hold each other by chance: "insulin-dependent" and "non-insulin-
    dependent" diabetes. Where it is not sure what the other is, for it is known by a title of a classification alone,
    one word that tells is enough: "Malignant neoplasm of lung" may be lung cancer.
    """
    own, theirs = [frozenset(name) for name in some], [frozenset(name) for name in others]
    if not own or not theirs:
        return False
    if set(own) & set(theirs):
        return True
    if any(own[0] <= other or own[0] >= other for other in theirs):
        return True
    if any(theirs[0] <= one or theirs[0] >= one for one in own):
        return True
    return not is_sure and any((one & other) - _TELL_NOTHING for one in own for other in theirs)


def _of_name(name: str, system: CodeSystem, held: Library) -> tuple[list[Name], bool]:
    """Return the names of what is written so, its own and those that terms give it, and whether a term has it."""
    found = list(dict.fromkeys(written for written in _written(name, system) if written))
    known = [term for written in found if len(written) <= _LONGEST for term in held.coding.named(written)]
    if not known and len(found) == 1 and (system.names_drugs or not system.name):
        drug = held.vocabularies.drug(found[0]) if len(found[0]) == 1 else None
        known = [drug] if drug else []
    found += [tuple(stems(other)) for term in known for other in term.names]
    return list(dict.fromkeys(name for name in found if name)), bool(known)


def _of_names(names: tuple[str, ...], system: CodeSystem) -> list[Name]:
    return list(dict.fromkeys(written for name in names for written in _written(name, system) if written))


def _written(name: str, system: CodeSystem) -> Iterator[Name]:
    """Yield the names under which something is written, without what its code system adds."""
    plain = " ".join(clean(name).split())[:300]
    bare = without_additions(plain)
    if system.names_drugs:
        # A drug of several parts is none of them: each part loses its strength, and the name keeps them all.
        bare = " ".join(_STRENGTH.sub("", part) for part in _PARTS.split(bare))
    yield tuple(stems(bare))
    yield tuple(stem for stem in stems(bare) if stem not in _SALTS)
    yield tuple(stems(plain))


def _joined(names: Iterable[Name]) -> frozenset[str]:
    return frozenset(" ".join(name) for name in names if name)

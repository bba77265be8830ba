"""Whether a sentence is about the people asked about: a dose for adults is no dose for a child."""

from __future__ import annotations

from citewell.language.populations import Group, Sex, groups, is_headed_for, sexes
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Facet, Question

# What a label says of these differs by group, so that what it says of all people, or of others, is no answer.
_DIFFERS = frozenset({Facet.DOSING, Facet.CONTRAINDICATIONS, Facet.HARMS})
# Of these a trial has one or the other: what holds for children is not asked by somebody old.
_RIVALS = (
    frozenset({Group.CHILDREN, Group.OLDER}),
    frozenset({Group.PREGNANCY, Group.OLDER}),
)


def answers_for(question: Question, record: Record, section: Section, sentence: str, facet: Facet) -> bool:
    """Tell whether a sentence of a record may answer for the people that a question names; True where it names none."""
    if is_of_the_other_sex(question, record, sentence):
        return False
    asked = groups(question.text)
    if not asked:
        return True
    told = groups(sentence)
    if record.kind is RecordKind.LABEL and facet in _DIFFERS:
        return bool(told & asked) or is_headed_for(section.label, asked)
    about = told | groups(record.title)
    if about & asked or (asked == {Group.OLDER} and not about and facet is Facet.HARMS):
        return True  # what harms adults of all ages harms the old among them
    return facet not in _DIFFERS and not any(about & rivals and asked & rivals for rivals in _RIVALS)


def sex_asked(question: Question) -> Sex | None:
    """Return the sex that a question names; None where it names none, or both."""
    asked = sexes(question.text)
    return next(iter(asked)) if len(asked) == 1 else None


def is_of_the_other_sex(question: Question, record: Record, sentence: str) -> bool:
    """Tell whether a question names one sex, and a sentence, or else the title of its record, only the other."""
    asked = sex_asked(question)
    told = sexes(sentence) or sexes(record.title)
    return asked is not None and bool(told) and asked not in told


def is_for_others(question: Question, sentence: str, section: Section | None = None) -> bool:
    """Tell whether a sentence is for a group, by its words or its heading, where the question names none."""
    if groups(question.text):
        return False
    return bool(groups(sentence)) or (section is not None and is_headed_for(section.label, frozenset(Group)))

"""Whether a sentence, read with the title of its source, is about what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from citewell.language.words import contains_phrase, stems
from citewell.model.evidence import Record
from citewell.model.question import Concept, Question


@dataclass(frozen=True, slots=True)
class Words:
    """The stems of a text, in order and as a set."""

    ordered: list[str]
    held: frozenset[str]

    @classmethod
    def of(cls, *texts: str) -> Words:
        ordered = [token for text in texts for token in (*stems(text), ".")]
        return cls(ordered, frozenset(ordered))

    def mention(self, concept: Concept) -> bool:
        """Tell whether the text names the concept, in any of its wordings."""
        return any(self._holds(variant) for variant in concept.variants)

    def _holds(self, variant: tuple[str, ...]) -> bool:
        if not all(token in self.held for token in variant):
            return False
        if len(variant) == 1:
            return True
        # "Type 1" and "vitamin B" mean nothing apart; other words may stand in any order.
        if any(len(token) == 1 or token.isdigit() for token in variant):
            return contains_phrase(self.ordered, variant)
        return True


    def __or__(self, other: Words) -> Words:
        return Words([*self.ordered, *other.ordered], self.held | other.held)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record is about, in three widths."""

    title: Words
    headings: Words
    whole: Words

    @classmethod
    def of(cls, record: Record) -> Subject:
        title = Words.of(record.title)
        return cls(
            title,
            title | Words.of(*(heading.name for heading in record.mesh)),
            title | Words.of(*(section.text for section in record.sections)),
        )


# Of the words that are no known term, so many may be absent from a record: people tell stories.
_MOST_ABSENT = 0.24


def missing_from_record(question: Question, subject: Subject) -> tuple[Concept, ...]:
    """Return the required concepts that a record nowhere names, beyond what may be forgiven.

    A known term is never forgiven, nor a name or an acronym. With no known term in the question, no word is.
    """
    absent = _absent(question, lambda concept: subject.headings.mention(concept) or subject.whole.mention(concept))
    has_term = any(concept.is_term for concept in question.required)
    plain = [c for c in absent if not c.is_term and not _is_name(c.surface)]
    if has_term and len(plain) == len(absent) and len(plain) <= _MOST_ABSENT * len(question.required):
        return ()
    return tuple(absent)


def missing_from_sentence(question: Question, said: Words, subject: Subject) -> tuple[Concept, ...]:
    """Return the required concepts that a sentence, read with the title of its source, does not name.

    A condition or a population may also stand among the MeSH headings; an intervention may not: a trial of
    two drugs is indexed under both. A word that is no known term only has to stand in the record, unless
    the question has no term at all.
    """
    has_term = any(concept.is_term for concept in question.required)
    with_title = said | subject.title
    with_headings = said | subject.headings

    def is_named(concept: Concept) -> bool:
        if concept.type == "word":
            return has_term or with_headings.mention(concept)
        return (with_title if concept.type == "intervention" else with_headings).mention(concept)

    return tuple(_absent(question, is_named))


def _absent(question: Question, is_named: Callable[[Concept], bool]) -> list[Concept]:
    """Return the required concepts that are not named; of alternatives, one is enough."""
    absent = [concept for concept in question.required if not is_named(concept)]
    met = {c.alternative for c in question.required if c.alternative is not None and c not in absent}
    return [c for c in absent if c.alternative is None or c.alternative not in met]


# Word endings by which medicine names drugs, diseases and operations.
_SPECIAL = re.compile(
    r"(?:itis|osis|oses|emia|aemia|pathy|ectomy|plasty|otomy|oscopy|oma|algia|uria|penia|plegia|trophy|rrh[oe]+a|iasis|mab|nib|pril|sartan|statin|olol|dipine|azole|cillin"
    r"|mycin|floxacin|gliptin|gliflozin|glutide|xaban|parin|oxetine|triptans?|gepants?|prazole|profen|coxib|tidine|setron|vir|sone|lone|onide|terol|amide|amine|apine|lukast|lithium|insulin|vaccines?)$",
    re.IGNORECASE,
)


def _is_name(surface: str) -> bool:
    """Tell whether a word is an acronym, has a figure in it, or has the ending of a medical name."""
    return surface.isupper() or any(c.isdigit() for c in surface) or _SPECIAL.search(surface) is not None


def mentioned(concepts: Sequence[Concept], text: Words) -> float:
    """Return how many of the concepts a text names; an everyday word counts a fifth."""
    return sum((0.2 if c.type == "everyday" else 1.0) for c in concepts if text.mention(c))

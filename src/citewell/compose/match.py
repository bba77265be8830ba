"""Whether a sentence, read with the title of its source, is about what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.language.organs import is_adjective, tells_of_organ
from citewell.language.terms import Term, shipped_terms
from citewell.language.words import contains_phrase, stem, stems
from citewell.model.evidence import Record
from citewell.model.question import Concept, Question
from citewell.question.names import is_name
from citewell.question.whether import asks_whether


@lru_cache(maxsize=8192)
def _stems(text: str) -> tuple[str, ...]:
    # One answer reads each sentence up to ten times: for its facets, and for each follow-up question tried.
    return (*stems(text), ".")


@lru_cache(maxsize=8192)
def _terms(text: str) -> tuple[Term, ...]:
    """Return the known terms that a text names, the longest first where they overlap."""
    table, tokens = shipped_terms(), list(_stems(text))
    found, position = [], 0
    while position < len(tokens):
        match = table.match_at(tokens, position)
        if match:
            found.append(match[0])
        position += match[1] if match else 1
    return tuple(found)


@lru_cache(maxsize=8192)
def treatments_named(text: str) -> frozenset[str]:
    """Return the known treatments that a text names."""
    return frozenset(term.preferred for term in _terms(text) if term.type == "intervention")


# The words of a longer name may stand in any order, with so many others among them.
_APART = 4


def within(tokens: Sequence[str], phrase: tuple[str, ...], size: int) -> bool:
    """Tell whether all words of a phrase stand within some run of `size` tokens, in any order."""
    wanted = set(phrase)
    places = [(at, token) for at, token in enumerate(tokens) if token in wanted]
    last: dict[str, int] = {}
    for at, token in places:
        last[token] = at
        if len(last) == len(wanted) and at - min(last.values()) < size:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Words:
    """The stems of a text, in order and as a set."""

    ordered: list[str]
    held: frozenset[str]

    @classmethod
    def of(cls, *texts: str) -> Words:
        ordered = [token for text in texts for token in _stems(text)]
        return cls(ordered, frozenset(ordered))

    def mention(self, concept: Concept) -> bool:
        """Tell whether the text names the concept, or a kind of it, in any of its wordings."""
        return any(self._holds_of(concept, variant) for variant in concept.variants) or any(
            contains_phrase(self.ordered, phrase) for phrase in concept.narrower
        )

    def _holds_of(self, concept: Concept, variant: tuple[str, ...]) -> bool:
        # Who asks of the heart is told of its diseases, and not of all that is cardiovascular.
        if concept.type == "word" and variant != concept.variants[0] and is_adjective(variant):
            return variant[0] in self.held and tells_of_organ(self.ordered, variant[0])
        return self._holds(variant)

    def _holds(self, variant: tuple[str, ...]) -> bool:
        if not all(token in self.held for token in variant):
            return False
        if len(variant) == 1:
            return True
        # "Type 1" and "vitamin B" mean nothing apart; other words may stand in any order.
        if any(len(token) == 1 or token.isdigit() for token in variant):
            return contains_phrase(self.ordered, variant)
        return within(self.ordered, variant, len(variant) + (1 if len(variant) == 2 else _APART))

    def __or__(self, other: Words) -> Words:
        return Words([*self.ordered, *other.ordered], self.held | other.held)


# So many words has a title with a long abstract.
_ABSTRACT = 600


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record is about, in three widths."""

    title: Words
    headings: tuple[Words, ...]
    whole: Words
    terms: tuple[Term, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether no more than an abstract is held of the record."""
        return len(self.whole.ordered) <= _ABSTRACT

    @classmethod
    def of(cls, record: Record) -> Subject:
        title = Words.of(record.title)
        return cls(
            title,
            tuple(Words.of(heading.name) for heading in record.mesh),
            title | Words.of(*(section.text for section in record.sections)),
            _terms(record.title),
        )

    def is_indexed_under(self, concept: Concept) -> bool:
        """Tell whether one of the MeSH headings names the concept; words of two headings make no term."""
        return any(heading.mention(concept) for heading in self.headings)


# Of the words that are no known term, so many may be absent from a record: people tell stories.
_MOST_ABSENT = 0.24
# Who tells of somebody says more than is asked.
_STORY = re.compile(
    r"\b(?:I|I['’]m|I['’]ve|my|mine|me|we|our|us|you|your|he|she|his|her|him|they|their|someone|somebody)\b|\b\d+[ -]?(?:years?|yrs?|months?|weeks?|days?|y/?o)\b|\bwho\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=64)
def _asks_outright(text: str) -> bool:
    return asks_whether(text) and _STORY.search(text) is None


def missing_from_record(question: Question, subject: Subject) -> tuple[Concept, ...]:
    """Return the required concepts that a record nowhere names, beyond what may be forgiven.

    A known term is never forgiven, nor a name or an acronym. With no known term in the question, no word is; nor where it is
    asked outright whether something is so, and no story is told: "does X lower Y?" is not answered by what lowers Z.
    """
    absent = _absent(question, lambda concept: subject.whole.mention(concept) or subject.is_indexed_under(concept))
    has_term = any(concept.is_term for concept in question.required) and not _asks_outright(question.text)
    plain = [c for c in absent if not c.is_term and not is_name(c.surface)]
    if has_term and len(plain) == len(absent) and len(plain) <= _MOST_ABSENT * len(question.required):
        return ()
    return tuple(absent)


def missing_from_sentence(question: Question, said: Words, subject: Subject) -> tuple[Concept, ...]:
    """Return the required concepts that a sentence, read with the title of its source, does not name.

    A condition or a population may also stand among the MeSH headings; an intervention may not: a trial of
    two drugs is indexed under both. A word that is no known term must be named too where the question is
    short; in a story of many words it only has to stand in the record.
    """
    if rival := _rival(question, said) or _other_arm(question, said, subject) or _other_half(question, said):
        return (rival,)
    forgiving = any(concept.is_term for concept in question.required) and len(question.text.split()) > _SHORT_WORDS
    with_title = said | subject.title

    def is_named(concept: Concept) -> bool:
        # A trial is named once in its record, and no more after that.
        if concept.type in {"vague", "everyday"} or (not concept.is_term and (forgiving or concept.surface.isupper())):
            return True
        if with_title.mention(concept):
            return True
        if concept.type == "condition" and _is_whom(question, concept) and subject.is_short:
            return subject.whole.mention(concept)
        return concept.type != "intervention" and subject.is_indexed_under(concept)

    return tuple(_absent(question, is_named))


_SHORT_WORDS = 10
# Of a question that names so much, the condition of those who were studied may be told once, in the abstract.
_SAYS_MUCH = 4
_WITH = re.compile(
    r"\b(?:patients?|people|persons?|adults|children|women|men|individuals|those)(?: [\w-]+){0,2} (?:with|who have|having)(?: [\w-]+){0,3}\s+$",
    re.IGNORECASE,
)


def _is_whom(question: Question, concept: Concept) -> bool:
    """Tell whether a condition only tells in whom, beside another condition: "in hypertensive patients with gout"."""
    conditions = sum(c.type == "condition" for c in question.required)
    at = question.text.find(concept.surface)
    return (
        len(question.required) >= _SAYS_MUCH
        and conditions >= _TWO
        and at > 0
        and _WITH.search(question.text[:at]) is not None
    )


_TWO = 2


def _other_half(question: Question, said: Words) -> Concept | None:
    """Return a treatment asked about with another one, where a sentence names that other alone.

    "Beta-blockers with nitrates" do not answer for zanolol plus nitrates.
    """
    for one, other in _combined(question):
        if said.mention(other) and not said.mention(one):
            return one
    return None


@lru_cache(maxsize=64)
def _combined(question: Question) -> tuple[tuple[Concept, Concept], ...]:
    treatments = question.treatments
    return tuple(
        (one, other)
        for one in treatments
        for other in treatments
        if one is not other
        and one.alternative is not None
        and other.alternative is None
        and re.search(
            rf"{re.escape(one.surface)}\s*(?:plus|\+|and|with|combined with|together with)\s+(?:an? )?{re.escape(other.surface)}",
            question.text,
            re.IGNORECASE,
        )
    )


# Parts that exclude each other: a sentence on the knee does not answer for the hip.
_RIVALS = tuple(
    frozenset(stem(word) for word in group.split())
    for group in (
        "hip knee shoulder elbow ankle wrist hand thumb spine jaw",
        "achilles patellar quadriceps hamstring rotator",
        "migraine tension",
        "proximal distal",
        "acute chronic",
    )
)
_ADULT = stem("adults")


def _rival(question: Question, said: Words) -> Concept | None:
    """Return the concept of which a sentence names a rival and not the part asked about; None if there is none."""
    for concept in question.required:
        asked = {token for variant in concept.variants[:1] for token in variant}
        for group in _RIVALS:
            if asked & group and said.held & group and not said.held & asked & group:
                return concept
        if concept.preferred == "children" and _ADULT in said.held and not said.mention(concept):
            return concept
    return None


def _other_arm(question: Question, said: Words, subject: Subject) -> Concept | None:
    """Return the treatment asked about, where a sentence names only another one that the title names as well.

    "Major bleeding occurred in 3% of the warfarin group" tells nothing of apixaban, though the title does.
    """
    asked = question.treatments
    offered = [concept for concept in question.required if concept.alternative is not None]
    named = [concept for concept in dict.fromkeys((*asked, *offered)) if said.mention(concept)]
    # Of a comparison, a sentence on one side and a third treatment tells of another comparison.
    is_of_another = len(offered) == _TWO and len(named) == 1 and named[0] in offered
    if not asked or (named and not is_of_another):
        return None
    others = (term for term in subject.terms if term.type == "intervention" and not is_asked(term, asked))
    return asked[0] if any(_says(said, term) for term in others) else None


_TYPE = stem("type")


def names_only_a_kind(said: Words, concept: Concept) -> bool:
    """Tell whether a text names a thing only as one of its kinds: "ischemic stroke" is some of the strokes.

    "Type 2 diabetes" is what trials mean by diabetes.
    """
    ordered = said.ordered
    for kind in concept.narrower:
        if kind[0] != _TYPE and any(len(v) < len(kind) and kind[-len(v) :] == v for v in concept.variants):
            ordered = without_phrase(ordered, kind)
    return ordered is not said.ordered and not Words(ordered, frozenset(ordered)).mention(concept)


def without_phrase(ordered: list[str], phrase: tuple[str, ...]) -> list[str]:
    if not contains_phrase(ordered, phrase):
        return ordered
    left: list[str] = []
    at = 0
    while at < len(ordered):
        if tuple(ordered[at : at + len(phrase)]) == phrase:
            at += len(phrase)
        else:
            left.append(ordered[at])
            at += 1
    return left


def names_another_condition(question: Question, sentence: str, said: Words) -> bool:
    """Tell whether a sentence names a condition, and not the one asked about: a dose for it is another dose."""
    asked = [concept for concept in question.required if concept.type == "condition"]
    if not asked or any(said.mention(concept) for concept in asked):
        return False
    return any(term.type == "condition" and not is_asked(term, asked) for term in _terms(sentence))


def is_asked(term: Term, asked: Sequence[Concept]) -> bool:
    """Tell whether a term is one of these concepts, a kind of one, or one that they are kinds of."""
    names, kinds = set(_phrases(term.names)), set(_phrases(term.narrower))
    return any(names & {*c.variants, *c.narrower} or kinds & set(c.variants) for c in asked)


def _says(said: Words, term: Term) -> bool:
    return any(contains_phrase(said.ordered, phrase) for phrase in _phrases(term.names))


@lru_cache(maxsize=4096)
def _phrases(names: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the stems of each name of a term."""
    return tuple(tuple(stems(name)) for name in names)


def _absent(question: Question, is_named: Callable[[Concept], bool]) -> list[Concept]:
    """Return the required concepts that are not named; of alternatives, one is enough."""
    absent = [concept for concept in question.required if not is_named(concept)]
    met = {c.alternative for c in question.required if c.alternative is not None and c not in absent}
    return [c for c in absent if c.alternative is None or c.alternative not in met]


def mentioned(concepts: Sequence[Concept], text: Words) -> float:
    """Return how many of the concepts a text names; an everyday word counts a fifth."""
    return sum((0.2 if c.type == "everyday" else 1.0) for c in concepts if text.mention(c))

"""Sentences on a matter next to the one asked about: another comparison, another outcome, other patients.

They share every word with the question and answer another one. As soon as one sentence answers, they go.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from citewell.compose.direct import drugs_named, leads_with_another, tells_effect
from citewell.compose.match import Words, compared, is_asked, names_one_side
from citewell.compose.reading import subject_of
from citewell.compose.wanted import mentions, misses_outcome
from citewell.language.words import stem
from citewell.model.evidence import Record, RecordKind
from citewell.model.question import Concept, Facet, Question

_DONE = frozenset({Facet.TREATMENT, Facet.PREVENTION})
# What comes of a treatment, and of a disease, is told of those who have the disease.
_OF_PATIENTS = _DONE | {Facet.HARMS, Facet.PROGNOSIS, Facet.EPIDEMIOLOGY}


def is_elsewhere(question: Question, text: str, said: Words, record: Record, facet: Facet) -> bool:
    """Tell whether a sentence answers another question than the one asked.

    said: the sentence, with what its source explains of it.
    """
    title = subject_of(record).title
    is_asked_for = facet is not Facet.HARMS or facet in question.facets
    if is_asked_for and misses_outcome(question, text):
        return True  # harms that nobody asked for are told whatever is asked
    if record.kind is RecordKind.LABEL:
        return False  # its parts tell what they are for
    if compares_others(question, text, said | title, record.title):
        return True
    if facet in _OF_PATIENTS and _is_only_an_outcome(question, text, record.title):
        return True
    if facet is Facet.CAUSE:
        return _is_itself_the_cause(question, text)
    return (
        facet in _DONE
        and record.kind is RecordKind.RESEARCH
        and bool(_treatments(question))
        and (_is_background_of_another(question, text) or not tells_anything_done(text))
    )


def _treatments(question: Question) -> list[Concept]:
    return [concept for concept in question.required if concept.type == "intervention"]


def compares_others(question: Question, text: str, with_title: Words, title: str) -> bool:
    """Tell whether two treatments are compared in a question, and a sentence sets other ones against each other."""
    sides = compared(question)
    if len(sides) != _PAIR or not _treatments(question):
        return False
    if names_one_side(question, with_title) and not _names_classes(sides, text):
        return True
    named = [side for side in sides if Words.of(text).mention(side)]
    if len(named) == 1 and any(not any(map(Words.of(drug).mention, sides)) for drug in drugs_named(title)):
        return True  # one of three arms, without a word on the other
    if not leads_with_another(question, text):
        return False
    first = drugs_named(text)[0]
    opening = Words.of(text[: text.index(first) + len(first)])
    return not any(map(opening.mention, sides))


def _names_classes(sides: Sequence[Concept], text: str) -> bool:
    """Tell whether a sentence names each of the two, or a class of drugs that holds it and not the other."""
    told = [mention.term for mention in mentions(text) if mention.term.type == "intervention"]
    one, other = sides
    return all(
        any(is_asked(term, [side]) and not is_asked(term, [rival]) for term in told)
        for side, rival in ((one, other), (other, one))
    )


_PAIR = 2


def _is_only_an_outcome(question: Question, text: str, title: str) -> bool:
    """Tell whether those with a disease are asked about, and a sentence only counts who got it: "fewer had an infarction"."""
    return any(
        _is_of_those_with(question, concept)
        and _counts_only(text, concept)
        and (not Words.of(title).mention(concept) or _counts_only(title, concept))
        for concept in question.required
        if concept.type == "condition"
    )


_THOSE_WITH = re.compile(
    r"\b(?:after|following|with|in|during|among|for|survivors of)\s+(?:(?:an?|the|acute|chronic|recent|stable|severe|first)\s+)*$",
    re.IGNORECASE,
)
_COUNTED = frozenset(
    stem(word)
    for word in """incidence risk rate rates occurrence prevent preventing prevention prevents frequency odds hazard nonfatal fatal endpoint
    endpoints composite death deaths stroke combined reduction events outcomes mortality perioperative""".split()
)
_HAD = frozenset(
    stem(word) for word in "after following with had survivors survivor post previous prior patients".split()
)


def _is_of_those_with(question: Question, concept: Concept) -> bool:
    at = question.text.find(concept.surface)
    return at > 0 and _THOSE_WITH.search(question.text[:at]) is not None


def _counts_only(text: str, concept: Concept) -> bool:
    told = [mention for mention in mentions(text) if is_asked(mention.term, [concept])]
    return bool(told) and all(m.before & _COUNTED and not m.before & _HAD for m in told)


_ADDED_TO = re.compile(
    r"\b(?:addition of|adding|add-on|adjunctive|augment\w+ with|supplement\w+ with)\b(?P<added>[^.;]{3,80}?)\b(?:to|for)\b(?P<base>[^.;]+)",
    re.IGNORECASE,
)
_ADDS = re.compile(r"\badd(?:ed|ing|ition|-on)\b|\badjunct\w*|\baugment\w*|\bcombin\w+|\bplus\b", re.IGNORECASE)


def _is_background_of_another(question: Question, text: str) -> bool:
    """Tell whether a sentence is on what was added to the treatment asked about, and not on that treatment."""
    told = _ADDED_TO.search(text)
    if told is None or _ADDS.search(question.text):
        return False
    added, base = Words.of(told["added"]), Words.of(told["base"])
    treatments = _treatments(question)
    return any(map(base.mention, treatments)) and not any(map(added.mention, treatments))


_TELLS = re.compile(
    r"\b(?:reduc\w+|prevent(?:s|ed)|improv\w+|increas\w+|lower\w*|decreas\w+|rais(?:e|es|ed)|fewer|more|less|greater|higher|longer|shorter|better|worse|similar\w*|compar\w+"
    r"|differ\w*|no (?:\w+ ){0,2}(?:effect|benefit|evidence|advantage)s?|(?:in)?effective\w*|efficac\w+|benefi\w+|superior\w*|(?:non-?)?inferior\w*|risks? (?:of|for)|odds|hazard"
    r"|associat\w+|respon[ds]\w*|success\w*|cur(?:e|ed|es)|heal(?:s|ed|ing)|reliev\w+|relief|resol\w+|slow\w*|delay\w*|shorten\w*|prolong\w*|surviv\w+|mortality|halv\w+|controlled"
    r"|recommend\w*|advis\w+|should|suggests?|justified|reasonable|watchful waiting|may be|indicated|preferred|first[- ]line|choice|mainstay|useful|insufficient|limited|option\w*|tolerated|safe\w*|attenuat\w+|suppress\w+|abolish\w+"
    r"|protect\w*|alleviat\w+|ameliorat\w+|eliminat\w+|remission|recover\w*|achiev\w+|normali[sz]\w+|did not|does not|do not|cannot|failed|equivalent|equally|as \w+ as|caus\w+|led to|result\w*)\b|%",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def tells_anything_done(text: str) -> bool:
    """Tell whether a sentence says what a treatment did, or what is advised of it."""
    return tells_effect(text) or _TELLS.search(text) is not None


_CAUSES = re.compile(r"\b(?:caus(?:e|es|ing)|leads? to)\b(?! by)", re.IGNORECASE)
_COMES_OF = re.compile(
    r"\b(?:occurs?|arises?|happens?|develops?|results? from|due to|caused by|because|attributed to|when|etiolog\w+|aetiolog\w+)\b",
    re.IGNORECASE,
)


def _is_itself_the_cause(question: Question, sentence: str) -> bool:
    """Tell whether the cause of a disease is asked for, and a sentence tells what the disease causes."""
    told = _CAUSES.search(sentence)
    asked = [concept for concept in question.required if concept.type == "condition"]
    if told is None or not asked or _COMES_OF.search(sentence):
        return False
    before, behind = Words.of(sentence[: told.start()]), Words.of(sentence[told.end() :])
    return any(map(before.mention, asked)) and not any(map(behind.mention, asked))

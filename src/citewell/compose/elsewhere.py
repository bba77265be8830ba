"""Sentences on a matter next to the one asked about: another comparison, another outcome, other patients.

They share every word with the question and answer another one. As soon as one sentence answers, they go.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.compose.causes import tells_no_cause
from citewell.compose.choices import is_label_of_another, names_no_choice, names_no_drug, tells_of_drugs_unasked
from citewell.compose.comparisons import compares_others, without_combinations
from citewell.compose.direct import tells_effect, tells_outcome
from citewell.compose.match import Words, is_asked
from citewell.compose.outcomes import misses_outcome
from citewell.compose.reading import subject_of
from citewell.compose.stopping import asks_of_stopping, speaks_of_stopping
from citewell.compose.wanted import mentions
from citewell.language.words import stem
from citewell.model.evidence import Record, RecordKind
from citewell.model.question import MANAGEMENT, Concept, Facet, Question

_OF_TREATMENT = MANAGEMENT | {Facet.HARMS}
_DANGERS = frozenset({Facet.HARMS, Facet.INTERACTIONS, Facet.CONTRAINDICATIONS})
# What comes of a treatment, and of a disease, is told of those who have the disease. A harm may be that very disease.
_OF_PATIENTS = MANAGEMENT | {Facet.PROGNOSIS, Facet.EPIDEMIOLOGY}


def is_elsewhere(question: Question, text: str, said: Words, record: Record, facet: Facet) -> bool:
    """Tell whether a sentence answers another question than the one asked.

    said: the sentence, with what its source explains of it.
    """
    title = subject_of(record).title
    is_asked_for = facet is not Facet.HARMS or facet in question.facets
    if is_asked_for and misses_outcome(question, text):
        return True  # harms that nobody asked for are told whatever is asked
    if facet in _OF_TREATMENT and asks_of_stopping(question) and not speaks_of_stopping(text):
        return True
    if record.kind is RecordKind.LABEL:
        return is_label_of_another(question, text, record, facet)
    if (
        is_asked_for
        and facet in _OF_TREATMENT
        and question.treatments
        and not tells_outcome(question, text, said, record.title)
    ):
        return True
    if _is_of_another_time(question, text):
        return True
    if compares_others(question, text, said | title, record.title):
        return True
    if facet in _OF_PATIENTS and _is_only_an_outcome(question, text, record.title):
        return True
    if facet not in _DANGERS and tells_of_drugs_unasked(question, text):
        return True
    if facet is Facet.CAUSE:
        return tells_no_cause(question, text)
    if facet not in MANAGEMENT:
        return False
    if names_no_drug(question, text):
        return True
    if record.kind is not RecordKind.RESEARCH:
        return False
    if not question.treatments:
        return names_no_choice(question, text)
    return (
        _is_half_of_another(question, text)
        or _is_background_of_another(question, text)
        or not tells_anything_done(text)
    )


_FIRST = re.compile(
    r"\b(?:first|primary) (?:\w+ ){0,3}(?:prevention|prophylaxis|bleed\w*|episode|attack|event|stroke|infarction)\b|\bprimary prevention\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:recurren\w+|rebleed\w*|relaps\w+|reinfarction|secondary (?:prevention|prophylaxis)|re-?bleed\w*)\b",
    re.IGNORECASE,
)


def _is_of_another_time(question: Question, text: str) -> bool:
    """Tell whether the first event is to be prevented, and a sentence is on the next one; or the other way about."""
    first, again = (pattern.search(question.text) is not None for pattern in (_FIRST, _AGAIN))
    if first == again:
        return False
    here, other = (_FIRST, _AGAIN) if first else (_AGAIN, _FIRST)
    return other.search(text) is not None and here.search(text) is None


def _is_only_an_outcome(question: Question, text: str, title: str) -> bool:
    """Tell whether those with a disease are asked about, and a sentence only counts who got it: "fewer had an infarction"."""
    return any(
        is_of_those_with(question, concept)
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


def is_of_those_with(question: Question, concept: Concept) -> bool:
    """Tell whether a question names a condition as that of the people whom it is about: "in asthma", "after a stroke"."""
    at = question.text.find(concept.surface)
    return at > 0 and _THOSE_WITH.search(question.text[:at]) is not None


def _counts_only(text: str, concept: Concept) -> bool:
    told = [mention for mention in mentions(text) if is_asked(mention.term, [concept])]
    return bool(told) and all(m.before & _COUNTED and not m.before & _HAD for m in told)


def _is_half_of_another(question: Question, text: str) -> bool:
    """Tell whether a sentence names the one treatment asked about only where it was combined with another drug."""
    treatments = question.treatments
    if len(treatments) != 1 or _ADDS.search(question.text):
        return False
    bare = without_combinations(text, treatments)
    return bare != text and not Words.of(bare).mention(treatments[0])


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
    treatments = question.treatments
    return any(map(base.mention, treatments)) and not any(map(added.mention, treatments))


_TELLS = re.compile(
    r"\b(?:reduc\w+|prevent(?:s|ed)|improv\w+|increas\w+|lower\w*|decreas\w+|rais(?:e|es|ed)|fewer|more|less|greater|higher|longer|shorter|better|worse|similar\w*|compar\w+"
    r"|differ\w*|no (?:\w+ ){0,2}(?:effect|benefit|evidence|advantage)s?|(?:in)?effective\w*|efficac\w+|benefi\w+|superior\w*|(?:non-?)?inferior\w*|risks? (?:of|for)|odds|hazard"
    r"|associat\w+|respon[ds]\w*|success\w*|cur(?:e|ed|es)|heal(?:s|ed|ing)|reliev\w+|relief|resol\w+|slow\w*|delay\w*|shorten\w*|prolong\w*|surviv\w+|mortality|halv\w+|controlled"
    r"|recommend\w*|advis\w+|should|suggests?|justified|reasonable|watchful waiting|may be|indicated|preferred|first[- ]line|choice|mainstay|useful|insufficient|limited|option\w*|tolerated|safe\w*|attenuat\w+|suppress\w+|abolish\w+"
    r"|protect\w*|alleviat\w+|ameliorat\w+|eliminat\w+|remission|recover\w*|achiev\w+|normali[sz]\w+|did not|does not|do not|cannot|failed|equivalent|equally|as \w+ as|caus\w+|led to|result\w*)\b|%",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def tells_anything_done(text: str) -> bool:
    """Tell whether a sentence says what a treatment did, or what is advised of it."""
    return tells_effect(text) or _TELLS.search(text) is not None

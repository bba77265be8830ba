"""Papers that ask what the reader asks, and what they conclude.

A paper whose title or stated aim names all that is asked asks the same question, if it uses most of its words. What
its authors conclude on it is an answer, whatever words it is told in and though the sentence takes its subject from the
title: it stands behind the title, as the finding of that one study.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from citewell.compose.direct import compares_itself, drugs_named, is_of_another_drug, tells_outcome
from citewell.compose.match import Subject, Words
from citewell.compose.outcomes import misses_outcome
from citewell.compose.reading import Quotable, content, reading
from citewell.compose.roles import Role, cites_others
from citewell.compose.sides import compares_directly
from citewell.compose.wanted import names_treatment
from citewell.language.words import stem, stems
from citewell.model.evidence import Record, RecordKind
from citewell.model.question import Concept, Question
from citewell.question.lay import in_medical_words
from citewell.question.whether import asks_whether

# So much of the words that are asked must stand in the title, the aim and the sentence, and so much in that alone.
_ASKED, _SAID = 0.75, 0.25
_SAID_BY_RESULTS = 0.5
_HALF, _SAID_TO_LEAD = 0.5, 0.4
_FEWEST, _NARROW, _MANY = 2, 3, 6
_MOST = 2
# What says that something is to be done or studied tells no finding.
_NO_FINDING = re.compile(
    r"\b(?:stud(?:y|ies)|trials?|research|work|investigations?|validation|data|evidence|efforts?|attention|improvements?|knowledge)\b[^.;]{0,60}\b(?:(?:is|are|will be|seems?|remains?) (?:\w+ )?(?:needed|required|warranted|necessary|lacking|scarce|desirable)|should be|(?:is|are) to be)\b"
    r"|\bwill (?:help|allow|enable|provide|lead)\b|\b(?:has|have) (?:not )?yet\b|\b(?:warrants?|requires?|needs?|deserves?|merits?) (?:\w+ )?(?:further|more|additional|careful) "
    r"|\bwarrants? |\binteresting enough\b|\banecdot|^(?:further|future|more|additional|larger|prospective)\b",
    re.IGNORECASE,
)
# In a result these tell how two things go together, and in a conclusion that one is drawn.
_FINDS = re.compile(
    r"\b(?:associat\w+|correlat\w+|relat(?:ed|ion|ionship)\w*|differ\w*|similar\w*|comparable|equivalent|predict\w*|influenc\w+|affect\w*|impact\w*|depend\w*|increas\w+|decreas\w+|reduc\w+|improv\w+|worse\w*"
    r"|higher|lower|better|greater|larger|smaller|longer|shorter|heavier|more|less|fewer|effective\w*|ineffective|safe\w*|feasible|useful|reliable|accurate\w*|valid|adequate\w*|inadequate|insufficient|sufficient|no|not|neither|cannot|can be|contribut\w+|caus\w+)\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(
    r"\b(?:should|must|need to|interventions? to|may minimi[sz]e|could help|is important to)\b", re.IGNORECASE
)
_FOUND, _ADVISED = 0.2, 0.2
_STATISTIC = re.compile(r"\d\.\d|±|\b[Pp] ?[<=>]")
# Words by which people and papers ask, and which name nothing.
_ASKING = frozenset(
    stem(word)
    for word in """study studies role effect effects evaluation assessment comparison analysis use useful really still necessary need
    needed make makes question new good better best important influence affect impact associated association related relationship
    predict predictor there any can should what evidence report case review together alongside medicine medicines
    medication medications later""".split()
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks that yes or no answers: what must be named, and all its telling words as stems."""

    named: tuple[Concept, ...]
    words: frozenset[str]

    @property
    def is_narrow(self) -> bool:
        """Whether so much is said that hardly two papers ask it."""
        return len(self.named) >= _NARROW and len(self.words) >= _MANY

    def told(self, said: Words) -> int:
        """Return how many of the words a text says, a thing by any of its names."""
        named = {token for c in self.named if said.mention(c) for token in stems(c.surface)}
        return len(self.words & (said.held | named))

    def said_in(self, said: Words) -> float:
        """Return the share of the words that a text says."""
        return self.told(said) / max(1, len(self.words))


def asked(question: Question) -> Asked | None:
    """Return what a question asks; None if it is none that a paper could ask: one on two things, to be told by yes or no.

    "Zanolol versus quibrex for frobnitis" is a title too.
    """
    if not (asks_whether(question.text) or compares_directly(question)):
        return None
    named = tuple(c for c in question.required if c.type not in {"population", "vague"})
    return Asked(named, content(_asking(question.text)) - _ASKING) if len(named) >= _FEWEST else None


@lru_cache(maxsize=64)
def _asking(text: str) -> str:
    """Return what of a question asks, in the words of medicine: a story before it says more than it asks."""
    asks = [s for s in _SENTENCE.split(text) if s.rstrip().endswith("?") or not _TELLS_A_STORY.search(s)]
    return in_medical_words(" ".join(asks) or text)


_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_TELLS_A_STORY = re.compile(r"\b(?:I|I['’]m|I['’]ve|my|me|we|he|she|his|her|him)\b", re.IGNORECASE)


def conclusions_on(question: Question, what: Asked, record: Record, subject: Subject) -> tuple[Quotable, ...]:
    """Return what a paper that asks the reader's question concludes on it, the nearest to the question first."""
    if record.kind is not RecordKind.RESEARCH or record.provenance.is_starter:
        return ()
    if not all(subject.whole.mention(c) or subject.is_indexed_under(c) for c in what.named):
        return ()
    read = reading(record)
    frame = subject.title | read.aims
    if not all(frame.mention(c) or subject.is_indexed_under(c) for c in what.named):
        return ()
    # Behind no title, "this study" is nobody's.
    has_title = any(map(subject.title.mention, what.named))
    possible = (*read.alone, *(read.behind_title if has_title else ()))
    found = [
        q
        for q in possible
        if _may_conclude(what, q) and what.said_in(frame | q.said) >= _ASKED and _tells(question, what, q, record.title)
    ]
    # A result stands for a conclusion only where none is drawn.
    drawn = [q for q in found if _concludes(q)] or found
    return tuple(sorted(drawn, key=lambda q: (-_nearness(question, what, q), q.passage.start))[:_MOST])


def _concludes(read: Quotable) -> bool:
    """Tell whether a sentence concludes: by its role, or because nothing gives background at the end of an abstract."""
    return read.role is Role.CONCLUSIONS or (read.role is Role.BACKGROUND and read.is_late)


def _may_conclude(what: Asked, read: Quotable) -> bool:
    """Tell whether a sentence concludes, or is a result that names most of what was asked."""
    if _concludes(read):
        return True
    text = read.passage.text
    finds = _FINDS.search(text) is not None and _STATISTIC.search(text) is None
    return read.role is Role.RESULTS and finds and what.said_in(read.said) >= _SAID_BY_RESULTS


def _tells(question: Question, what: Asked, read: Quotable, title: str) -> bool:
    """Tell whether a conclusion is on what was asked, and finds something."""
    text, said = read.passage.text, read.said
    if (
        _NO_FINDING.search(text)
        or cites_others(text)
        or misses_outcome(question, text)
        or is_of_another_drug(question, text, said)
        or (not _OF_DOSES.search(question.text) and compares_itself(_treatments(what), text))
    ):
        return False
    if not tells_outcome(question, text, said, title) or _is_of_something_else(what, text, said):
        return False
    return any(map(said.mention, what.named)) and what.told(said) >= _FEWEST and what.said_in(said) >= _SAID


# What stands for the treatment asked about, where the sentence does not name it again.
_IT = re.compile(
    r"^(?:\w+ )?(?:it|this|they)\b|\b(?:the|this|these|such|our|both|either|each) (?:[\w-]+ ){0,2}(?:treatments?|therap(?:y|ies)|drugs?|agents?|medications?|interventions?|procedures?|operations?|techniques?|methods?"
    r"|approach(?:es)?|regimens?|strateg(?:y|ies)|program(?:me)?s?|supplement\w*|combinations?|devices?|groups?|arms?)\b|\b(?:treated|treatment|therapy|use|intervention)\b",
    re.IGNORECASE,
)


def _is_of_something_else(what: Asked, text: str, said: Words) -> bool:
    """Tell whether a treatment is what is asked about, and a conclusion is not on it: it names another, or none."""
    treatments = _treatments(what)
    if what.named[0] not in treatments or any(map(said.mention, treatments)):
        return False
    return names_treatment(text) or bool(drugs_named(text)) or _IT.search(text) is None


_OF_DOSES = re.compile(r"\bdos(?:e|es|age|ing)\b", re.IGNORECASE)


def _treatments(what: Asked) -> list[Concept]:
    return [concept for concept in what.named if concept.type == "intervention"]


def _nearness(question: Question, what: Asked, read: Quotable) -> float:
    """Return how near a conclusion is to the question: by its words, and as a finding before advice."""
    text = read.passage.text
    advises = _ADVISES.search(text) is not None and not _ADVISES.search(question.text)
    return what.said_in(read.said) + _FOUND * (_FINDS.search(text) is not None) - _ADVISED * advises


def is_beside(what: Asked, said: Words, record: Record) -> bool:
    """Tell whether a sentence itself says little of what was asked so narrowly, so that it leads nothing."""
    if not what.is_narrow or record.kind is not RecordKind.RESEARCH or _sets_both_sides(what, said):
        return False
    return what.said_in(said) < _SAID_TO_LEAD


def _sets_both_sides(what: Asked, said: Words) -> bool:
    """Tell whether a sentence names both of two treatments that are compared: it says little more, and enough."""
    sides = [concept for concept in what.named if concept.alternative is not None and concept.type == "intervention"]
    return len(sides) == _FEWEST and all(map(said.mention, sides))


def covers(what: Asked, said: Words, record: Record, subject: Subject) -> bool:
    """Tell whether a sentence, with the title and the aim of its paper, says enough of what was asked so narrowly."""
    if not what.is_narrow or record.kind is not RecordKind.RESEARCH:
        return True
    return (
        what.said_in(said | subject.title) >= _HALF
        or what.said_in(said | subject.title | reading(record).aims) >= _HALF
    )

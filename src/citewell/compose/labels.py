"""What the coded sections of a drug label answer.

A label's section is told by its LOINC code, not by its wording. Codes: FDA, "Section Headings (LOINC)", as in
`citewell.sources.dailymed.loinc`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.compose.match import Words
from citewell.language.populations import groups, is_headed_for
from citewell.language.sentences import Sentence
from citewell.language.units import DOSE
from citewell.language.words import stems
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Facet, Question
from citewell.question.poisoning import is_of_overdose, speaks_of_overdose

BOXED_WARNING = "34066-1"
ADVERSE_REACTIONS = "34084-4"
REACTIONS_HEADED = ("Adverse reactions", "Side effects")
CONTRAINDICATIONS = "34070-3"
DOSAGE = "34068-7"
INTERACTIONS = "34073-7"
OVERDOSAGE = "34088-5"
STORAGE = "34069-5"
_FACETS: dict[str, frozenset[Facet]] = {
    BOXED_WARNING: frozenset({Facet.HARMS}),
    CONTRAINDICATIONS: frozenset({Facet.CONTRAINDICATIONS}),
    "50570-1": frozenset({Facet.CONTRAINDICATIONS}),  # Do not use, of labels without a prescription
    DOSAGE: frozenset({Facet.DOSING}),
    "34067-9": frozenset({Facet.TREATMENT}),  # Indications and usage
    "43685-7": frozenset({Facet.HARMS}),  # Warnings and precautions
    "34071-1": frozenset({Facet.HARMS}),  # Warnings
    ADVERSE_REACTIONS: frozenset({Facet.HARMS}),
    INTERACTIONS: frozenset({Facet.INTERACTIONS}),
}
# What a question may ask of a label by name, and the section that alone answers it. The codes are of the same list.
_ASKED_BY_NAME = (
    (re.compile(r"\b(?:boxed?|black[- ]box)(?: \w+)? warnings?\b|\bblack box\b", re.IGNORECASE), BOXED_WARNING),
    (re.compile(r"\bstor(?:e|ed|age|ing)\b|\brefrigerat\w+|\bkept in the fridge\b", re.IGNORECASE), STORAGE),
    (re.compile(r"\bmechanism of action\b|\bhow (?:do|does) [\w -]{2,40} work\b", re.IGNORECASE), "43679-0"),
)
STATED = 3.0
_DOSE = re.compile(DOSE)
_ON_ANIMALS = re.compile(
    r"\b(?:pups?|litters?|gavage|rats?|rabbits?|mice|mouse|monkeys?|dogs?|animals?|in vitro)\b", re.IGNORECASE
)
_FORM = re.compile(
    r"\s*\(.*|,? (?:tablets?|capsules?|kit|injection|solution|suspension|cream|gel|patch)\b.*", re.IGNORECASE
)
_LONGEST_ITEM = 150
_BULLET = "•"


# A part of a section may carry a code of its own: "Contraindications > Pregnancy".
_ROOTS = {
    "Boxed warning": BOXED_WARNING,
    "Contraindications": CONTRAINDICATIONS,
    "Dosage and administration": DOSAGE,
    "Overdosage": OVERDOSAGE,
    "How supplied": STORAGE,
    "Storage and handling": STORAGE,
    "Clinical pharmacology > Mechanism of action": "43679-0",
    "Drug interactions": INTERACTIONS,
}


def code_of(section: Section) -> str:
    """Return the code under which a section is read: that of the section it is a part of, where that decides."""
    path = section.label.split(" > ")
    return _ROOTS.get(" > ".join(path[:2]), _ROOTS.get(path[0], section.code))


def facets_of(section: Section) -> frozenset[Facet]:
    """Return the facets that a coded section answers whatever its words; none for other sections."""
    return _FACETS.get(code_of(section), frozenset())


def says_otherwise(record: Record, section: Section, facet: Facet) -> bool:
    """Tell whether a label has a section of its own for a facet, and this is another: it does not stand for it."""
    if facet is not Facet.CONTRAINDICATIONS or facet in facets_of(section):
        return False
    return any(facet in facets_of(other) for other in record.sections)


def section_asked(question: Question) -> str:
    """Return the code of the section that a question asks for by name, such as the boxed warning; else nothing."""
    if is_of_overdose(question.text):
        return OVERDOSAGE
    return next((code for pattern, code in _ASKED_BY_NAME if pattern.search(question.text)), "")


# It is asked of the question for each sentence.


def is_beside_the_overdose(question: Question, section: Section, sentence: str) -> bool:
    """Tell whether a question is of an overdose, and neither a sentence nor its section is: no answer to it."""
    return is_of_overdose(question.text) and code_of(section) != OVERDOSAGE and not speaks_of_overdose(sentence)


_TELLS = {
    Facet.DOSING: re.compile(
        rf"{DOSE}|\bdos(?:e|es|age|ages|ing) (?:adjustments?|reductions?|is|are|should|may|must|of \d|in|for)\b|\badjust\w*|\brecommended\b",
        re.IGNORECASE,
    ),
    Facet.CONTRAINDICATIONS: re.compile(
        r"\bcontra-?indicat|\bshould\b|\bmust\b|\bavoid|\bonly (?:if|when)\b|\bdo not\b|\b(?:safety|effectiveness|efficacy)\b[^.]{0,120}\b(?:established|demonstrated|evaluated|studied)\b"
        r"|\b(?:adequate|controlled)\b[^.]{0,30}\bstudies\b|\b(?:may|can|could) (?:cause|harm)\b|\brecommended\b|\bno (?:overall )?(?:differences?|data|adjustment)\b|\bdiscontinued?\b|\bindicated\b|\bcaution",
        re.IGNORECASE,
    ),
}


def tells_of_group(question: Question, section: Section, sentence: str, facet: Facet) -> bool:
    """Tell whether a section is headed for the group that a question names ("Pediatric use"), and speaks to the facet.

    It does if it tells whether the drug may be taken, or which dose of it.
    """
    asked = groups(question.text)
    return (
        facet in _TELLS
        and bool(asked)
        and is_headed_for(section.label, asked)
        and _TELLS[facet].search(sentence) is not None
    )


_STORED = re.compile(r"\bstor(?:e|ed|age)\b|\brefrigerat\w+|\bfreez\w+|°|\btemperature\b|\blight\b", re.IGNORECASE)


def says_what_is_asked(code: str, sentence: str) -> bool:
    """Tell whether a sentence of the section asked for speaks of it: the packages stand where the storage does."""
    return code != STORAGE or _STORED.search(sentence) is not None


_OF_DANGERS = re.compile(r"\brisks?\b|\bdanger\w*|\bserious\b", re.IGNORECASE)


def asks_of_dangers(question: Question) -> bool:
    """Tell whether a question asks for the dangers of a drug, which its label frames, and not for its side effects."""
    return _OF_DANGERS.search(question.text) is not None


_COMMON = re.compile(r"\b(?:most (?:common|frequent)\w*|commonly)\b", re.IGNORECASE)
_STOPPED_FOR = re.compile(r"\b(?:leading|led|resulting) (?:in |to )+(?:\w+ )?(?:discontinu|withdraw)\w+", re.IGNORECASE)
# Which study it was stands in another sentence: who reads this one alone takes what a few had for what all have.
_OF_A_STUDY = re.compile(r"\b(?:the|this|that|these|those) (?:\w+ ){0,2}(?:stud(?:y|ies)|trials?)\b", re.IGNORECASE)


def reactions_told(sentence: str) -> float:
    """Return what a sentence on a drug's reactions gains for telling what is common, or loses for telling of one study."""
    is_common = _COMMON.search(sentence) is not None and _STOPPED_FOR.search(sentence) is None
    return 1.5 * is_common - 1.5 * (_OF_A_STUDY.search(sentence) is not None)


def is_of_drug_asked(question: Question, record: Record) -> bool:
    """Tell whether a label is that of a drug asked about, or none is: another drug's label may name it, and tells its own."""
    asked = question.treatments
    if not asked:
        return True
    named = Words.of(record.title, *record.brands, *record.ingredients)
    return any(named.mention(concept) for concept in asked)


def has_adverse_reactions(record: Record) -> bool:
    """Tell whether a label is held with its section on adverse reactions."""
    return any(code_of(s) == ADVERSE_REACTIONS or s.label.startswith(REACTIONS_HEADED) for s in record.sections)


def asks_for_box(question: Question) -> bool:
    """Tell whether a question asks for a boxed warning by name."""
    return section_asked(question) == BOXED_WARNING


def items(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the items of a list that has no sentence to lead it, each with its span; any other sentence as it is."""
    if not sentence.text.startswith(_BULLET):
        yield sentence
        return
    at = 0
    for part in sentence.text.split(_BULLET):
        text = part.strip()
        if text:
            start = sentence.start + at + part.index(text)
            yield Sentence(text, start, start + len(text))
        at += len(part) + len(_BULLET)


def is_item(text: str, section: Section) -> bool:
    """Tell whether a text may be quoted that is no plain sentence: an item of a list that its section makes whole.

    "Active liver disease" under Contraindications is one, and so is a dose under Dosage and administration; so is the
    long sentence that lists all contraindications.
    """
    if len(text.split()) > _LONGEST_ITEM or not text[:1].isalnum() or text.rstrip().endswith((":", ";", ",")):
        return False
    code = code_of(section)
    return code == CONTRAINDICATIONS or (code == DOSAGE and _DOSE.search(text) is not None)


def is_on_animals(text: str) -> bool:
    """Tell whether a sentence of a label tells of animals or test tubes: it advises nobody."""
    return _ON_ANIMALS.search(text) is not None


def context(record: Record, section: Section, text: str) -> str:
    """Return what a reader must know to read a label's words alone: the drug and the section; empty where they say so.

    "Active liver disease" is read as "Lipitor, Contraindications". A sentence names its drug by the ingredient without its
    salt, and the section in lower case as well.
    """
    names = [_FORM.sub("", record.title), *record.brands, *record.ingredients]
    said = Words.of(text).held
    headed = section.label.split(" > ")[0]
    named = any(set(stems(name.split()[0])) <= said for name in names if name.split())
    if named and set(stems(headed)) <= said:
        return ""
    is_whole = text.rstrip().endswith((".", "!")) and len(text.split()) > 3
    if record.kind is not RecordKind.LABEL or (is_whole and any(n and n.lower() in text.lower() for n in names)):
        return ""
    return f"{names[0]}, {headed}"

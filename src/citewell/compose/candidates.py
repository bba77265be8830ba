"""The sentences that could be quoted for a facet, each with its score."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.appraise.level import level_for
from citewell.compose.aspects import ENOUGH, facet_score
from citewell.compose.labels import (
    STATED,
    code_of,
    context,
    facets_of,
    is_item,
    is_on_animals,
    items,
    says_otherwise,
    section_asked,
)
from citewell.compose.match import (
    Subject,
    Words,
    mentioned,
    missing_from_record,
    missing_from_sentence,
    names_another_condition,
)
from citewell.compose.roles import WEIGHT, Role, find_role
from citewell.compose.wanted import gives, is_on_a_part, wanted
from citewell.language.abbreviations import definitions, expanded
from citewell.language.quantities import quantities
from citewell.language.sentences import split_sentences
from citewell.language.words import STOP_WORDS, stem, words
from citewell.library.passages import abstract_sections, heading
from citewell.model.evidence import (
    Appraisal,
    AppraisedRecord,
    Coverage,
    Passage,
    Record,
    RecordKind,
    Section,
    SectionKind,
)
from citewell.model.question import Facet, Question

SHORTEST_WORDS, LONGEST_WORDS = 6, 60
# A sentence that opens so leans on the one before it, and cannot be quoted alone.
_LEANING = re.compile(
    r"^\W*(?:(?:one|two|three|four|several|\d+) (?:days?|weeks?|months?|years?) (?:later|thereafter|afterwards?)|thereafter|subsequently|two other|other recent\w*|they|these|those|it|its|this|that|he|she|their|both|the former|the latter|such|however|moreover|furthermore|also"
    r"|in (?:contrast|addition)|similarly|conversely|thus|therefore|hence|nevertheless|nonetheless|additionally|likewise"
    r"|of (?:these|those|them)|among (?:these|those|them)|we|our|here|there (?:was|were) (?:a|an|no)? ?(?:significant )?differences? in|no (?:such|other)"
    r"|compared (?:with|to) (?:this|these|that)|after this|overall,? (?:they|it|these)|another|secondary outcomes?|the (?:other|same|authors?|two groups))\b",
    re.IGNORECASE,
)
_LEANING_WITHIN = re.compile(
    r"\b(?:the former|the latter|as (?:above|mentioned|described)|(?:see|in) (?:table|figure|fig\.|section)|\((?:table|figure|fig\.?) ?\d|these (?:patients|participants|groups|results|findings|studies)|"
    r"both groups|the (?:two|three) groups|group [ab12]\b|(?:in|of|from) our (?:study|trial|series|results|data|analysis)|the (?:present|current) (?:study|trial)|this (?:study|trial|review|article|paper|chapter))\b",
    re.IGNORECASE,
)
# What tells how advice was made, or how often something is done, and not what was advised or found.
_SAYS_NOTHING = re.compile(
    r"\b(?:grad(?:es|ed)|rat(?:es|ed)) (?:its|the strength|each|their)\b|\bevidence that changed\b|\bhad not been (?:published|reported)\b"
    r"|\b(?:further|future|additional|larger|more) (?:[\w-]+ ){0,4}(?:research|stud(?:y|ies)|trials?|work|investigations?)\b[^.]{0,80}\b(?:can|could|should|will|would|may|might|must|to|is|are)\b|\bare next steps\b"
    r"|\b(?:of|new) [\w -]*prescriptions\b|\bwas performed in \d|\bare (?:also )?addressed by\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"[:;,]\s*$|\.\.\.\s*$|…\s*$")
_OPEN_QUESTION = re.compile(
    r"\?\s*$|\b(?:remains? (?:unclear|unknown|controversial)|(?:further|more) (?:research|studies|trials|evidence)\b.*\b(?:is|are|needed|required|warranted))",
    re.IGNORECASE,
)


# A sentence that sums a facet up: "Symptoms of X include", "Treatment options for X are".
LISTS = re.compile(
    r"^(?:the )?(?:\w+ ){0,3}?(?:symptoms?|signs?|risk factors?|causes?|treatments?|options|complications?|contraindications?|adverse (?:effects|reactions|events)|side effects)\b"
    r"(?: and \w+)?(?: options)? (?:of|for|in|with)\b.{3,80}?\b(?:include|are|is)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that speaks to a facet of the question."""

    source: AppraisedRecord
    passage: Passage
    facet: Facet
    role: Role
    score: float
    facet_score: float
    content: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    words: int
    place: int = 0
    context: str = ""

    @property
    def kind(self) -> RecordKind:
        return self.source.record.kind

    @property
    def text(self) -> str:
        return " ".join(self.passage.text.split())


def candidates(question: Question, appraisal: Appraisal, facets: Sequence[Facet]) -> list[Candidate]:
    """Return the sentences of the appraised records that answer any of the facets, best first."""
    top = max((r.score for r in appraisal.records), default=1.0) or 1.0
    newest = max((r.record.year or 0 for r in appraisal.records), default=0)
    found = [
        candidate
        for source in appraisal.records
        if source.is_citable
        for candidate in _of_record(question, source, facets, relevance=source.score / top, newest=newest)
    ]
    return sorted(found, key=lambda c: (-c.score, c.passage.record_id, c.passage.section, c.passage.start))


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence that can be quoted alone, with what does not depend on the question."""

    passage: Passage
    said: Words
    role: Role
    weight: float
    content: frozenset[str]
    numbers: frozenset[tuple[str, str]]
    section: Section
    place: int
    standing: float = 0.0


@lru_cache(maxsize=512)
def _read(record: Record) -> tuple[Subject, tuple[_Read, ...]]:
    """Return what a record is about and the sentences that can be quoted alone.

    One answer reads a record several times: for what was asked, and for each follow-up question tried.
    """
    known = definitions("\n".join([record.title, *(section.text for section in record.sections)]))
    found: list[_Read] = []
    abstract = {part.label for part in abstract_sections(record)}
    # A label speaks of its own drug in every sentence, mostly by its brand.
    about = record.title if record.kind is RecordKind.LABEL and record.ingredients else ""
    for section in record.sections:
        if section.kind is SectionKind.TABLE:
            continue  # a row of cells is no sentence
        sentences = split_sentences(section.text)
        if record.kind is RecordKind.LABEL:
            sentences = [item for sentence in sentences for item in items(sentence)]
        for place, sentence in enumerate(sentences):
            # The parts of a label are told by code: "Dosage in Patients With Renal Impairment" is no method.
            label = "" if section.code else section.label
            role = find_role(sentence.text, label, record.kind, place=place / max(1, len(sentences) - 1))
            weight = WEIGHT[role]
            stands = stands_alone(sentence.text) or (
                record.kind is RecordKind.LABEL and is_item(sentence.text, section)
            )
            if weight is None or not stands or (record.kind is RecordKind.LABEL and is_on_animals(sentence.text)):
                continue
            found.append(
                _Read(
                    Passage(record.id, section.label, sentence.start, sentence.end, sentence.text),
                    Words.of(sentence.text, expanded(sentence.text, known), heading(record, section), about),
                    role,
                    weight,
                    _content(sentence.text),
                    _numbers(sentence.text),
                    section,
                    len(found),
                    _standing(record, section, abstract),
                )
            )
    return Subject.of(record), tuple(found)


_TALK = re.compile(r"^(?:introduction|background|discussion|comments?|literature review)\b", re.IGNORECASE)


def _standing(record: Record, section: Section, abstract: set[str]) -> float:
    """Return what the part of a paper adds: its abstract sums up, its discussion speaks of other papers too."""
    if record.coverage is not Coverage.FULL_TEXT or record.kind is not RecordKind.RESEARCH:
        return 0.0
    if section.label in abstract:
        return 0.6
    return -0.9 if _TALK.search(section.label) else 0.0


def _of_record(
    question: Question, source: AppraisedRecord, facets: Sequence[Facet], *, relevance: float, newest: int
) -> Iterator[Candidate]:
    subject, sentences = _read(source.record)
    if missing_from_record(question, subject):
        return
    for read in sentences:
        if missing_from_sentence(question, read.said, subject):
            continue
        for facet in facets:
            fit = _fit(question, read.passage.text, read.said, read.passage.section, facet, source.record.kind)
            if source.record.kind is RecordKind.LABEL:
                fit = _fit_of_label(question, source.record, read.section, facet, fit)
            if fit < ENOUGH or (fit < 2 and read.role is Role.BACKGROUND):
                continue
            # A dose for something else is another dose, and what else a drug is licensed for is no answer.
            elsewhere = facet is Facet.DOSING or source.record.kind is RecordKind.LABEL
            if elsewhere and names_another_condition(question, read.passage.text, read.said):
                continue
            score = _score(question, source, subject, read, facet, fit) + 0.8 * relevance
            yield Candidate(
                source=source,
                passage=read.passage,
                facet=facet,
                role=read.role,
                score=score + 0.5 * _recency(source.record.year, newest),
                facet_score=fit,
                content=read.content,
                numbers=read.numbers,
                words=len(read.passage.text.split()),
                place=read.place,
                context=context(source.record, read.section, read.passage.text),
            )


def _score(
    question: Question, source: AppraisedRecord, subject: Subject, read: _Read, facet: Facet, fit: float
) -> float:
    """Return how well a sentence answers: its fit, its role and its source, less what speaks against it."""
    text = read.passage.text
    return (
        fit
        + read.weight
        + 1.5 * _named(question, read.said)
        + (1.0 if LISTS.search(text) else 0.0)
        + 1.5 * _trust(source, facet)
        + read.standing
        + 0.7 * gives(wanted(question), question, text)
        - 0.8 * is_on_a_part(question, text)
        - _length_penalty(len(text.split()))
        - _aside_penalty(text, facet)
        - _stranger_penalty(question, read.said | subject.title)
        - _age_penalty(question, text)
    )


_PLAIN = 2.0
_ASKS_FOR_HARMS = re.compile(
    r"\b(?:side|adverse|unwanted)[ -](?:effects?|events?)|\bharm|\bcomplication|\bsafe|\bdanger|\bwarning|\bsymptoms?\b|\brisk factors?\b",
    re.IGNORECASE,
)


_RELATES = re.compile(
    r"\b(?:associat|onset|incidence|odds|hazard|increas|reduc|higher|lower|more|fewer|caus|linked|rais|lead|led|result)",
    re.IGNORECASE,
)


def _relates(question: Question, sentence: str, said: Words) -> bool:
    """Tell whether a sentence relates the two things whose relation is asked: "do statins cause diabetes?"."""
    asked = [c for c in question.required if c.type in {"condition", "finding", "intervention"}]
    if len(asked) < 2 or _ASKS_FOR_HARMS.search(question.text) or not _RELATES.search(sentence):
        return False
    return sum(said.mention(concept) for concept in asked) >= 2


def _names_intervention(question: Question, said: Words) -> bool:
    return any(c.type == "intervention" and said.mention(c) for c in question.required)


def _fit(question: Question, sentence: str, said: Words, label: str, facet: Facet, kind: RecordKind) -> float:
    """Return how plainly a sentence speaks to a facet, as this question means it."""
    fit = facet_score(sentence, label, facet, kind)
    if facet is Facet.TREATMENT and 0 < fit < _PLAIN and _names_intervention(question, said):
        # What was found of the treatment asked about, whatever words it is told in.
        fit = _PLAIN
    if facet in {Facet.HARMS, Facet.RISK_FACTORS} and _relates(question, sentence, said):
        fit = max(fit, _PLAIN)
    if facet is Facet.PREVENTION and len(question.required) > 1:
        # "Does X prevent Y" asks for the effect of X, however the source words it.
        fit = max(fit, facet_score(sentence, label, Facet.TREATMENT, kind))
    return fit


def _fit_of_label(question: Question, record: Record, section: Section, facet: Facet, fit: float) -> float:
    """Return how plainly a label's section speaks to a facet: by its code first, then by its words."""
    asked = section_asked(question)
    has_it = bool(asked) and any(code_of(other) == asked for other in record.sections)
    if says_otherwise(record, section, facet) or (has_it and code_of(section) != asked):
        return 0.0
    if has_it:
        return STATED
    if facet not in facets_of(section):
        return fit
    return fit + (fit > ENOUGH) if facet is Facet.HARMS else max(fit, STATED)


def stands_alone(sentence: str) -> bool:
    """Tell whether a sentence is whole, says something, and can be read without those around it."""
    size = len(sentence.split())
    if not SHORTEST_WORDS <= size <= LONGEST_WORDS or not sentence[0].isalnum() or sentence[0].islower():
        return False
    if _SAYS_NOTHING.search(sentence):
        return False
    if not sentence.rstrip(")\"'”’").endswith((".", "!")) or _UNFINISHED.search(sentence):
        return False
    return not (_LEANING.search(sentence) or _LEANING_WITHIN.search(sentence) or _OPEN_QUESTION.search(sentence))


def _named(question: Question, said: Words) -> float:
    """Return the share of the question's concepts that the sentence itself names, the soft ones included."""
    whole = sum(0.2 if c.type == "everyday" else 1.0 for c in question.concepts)
    return mentioned(question.concepts, said) / whole if whole else 0.0


def _trust(source: AppraisedRecord, facet: Facet) -> float:
    """Return a bounded prior for the kind and level of evidence, 0 to 1."""
    if source.record.kind is RecordKind.GUIDELINE:
        return 1.0
    if source.record.kind is RecordKind.LABEL:
        # What a drug is licensed for does not show that it is the answer; its doses and dangers are its own matter.
        return 1.0 if facet in {Facet.DOSING, Facet.CONTRAINDICATIONS, Facet.HARMS} else 0.4
    level = level_for(source.design, facet, pools_trials=source.pools_trials).level
    return {1: 1.0, 2: 0.8, 3: 0.5, 4: 0.25, 5: 0.2}.get(level or 0, 0.1)


def _recency(year: int | None, newest: int) -> float:
    """Return 1 for the newest record found, falling to 0 over twenty years."""
    return max(0.0, 1 - (newest - year) / 20) if year else 0.0


def _length_penalty(size: int) -> float:
    return max(0, size - 40) * 0.03


_BASELINE = re.compile(
    r"^(?:before (?:treatment|surgery|the operation)|at (?:baseline|inclusion)|(?:mean|median) (?:age|follow-up)|baseline\b)",
    re.IGNORECASE,
)
_SAYS_LITTLE = re.compile(
    r"\b(?:are|is|were|was|have been|has been) (?:described|discussed|reviewed|considered|proposed|debated|under debate|available|studied|evolving)\b(?! (?:as|to))"
    r"|\bdepends? on\b|\b(?:many|several|various|numerous) (?:\w+ ){0,3}(?:options|signs|treatments|methods|approaches|techniques)\b"
    r"|\b(?:individuali[sz]ed|call(?:s|ed)? for|(?:also )?address(?:es|ed)?|gives? no results|findings were similar for|interpreted with caution|should be studied|needs? (?:to be|careful))\b",
    re.IGNORECASE,
)
_ALSO = re.compile(r"\balso\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b\d+ of (?:the )?\d+\b")


def _aside_penalty(text: str, facet: Facet) -> float:
    """Return what a sentence loses for telling who took part rather than what was found."""
    if _BASELINE.search(text) or _SAYS_LITTLE.search(text):
        return 3.0
    told = 1.0 if facet in {Facet.SYMPTOMS, Facet.DEFINITION, Facet.CAUSE} and _COUNTED.search(text) else 0.0
    return told + (0.5 if _ALSO.search(text) else 0.0)


_AGE_ASKED = re.compile(
    r"\b(\d{2,3})[\s-]*(?:years?|yrs?|y/?o)?[\s-]*olds?\b|\baged? (?:over |above )?(\d{2,3})\b|\b(?:over|after|above|older than|>=?|≥) ?(\d{2})\b",
    re.IGNORECASE,
)
_BEYOND = re.compile(r"over|above|after|older than|>(?!=)", re.IGNORECASE)
_AGES_SAID = re.compile(r"\b(\d{2})(?: years)? to (\d{2,3}) years\b|\baged (\d{2}) to (\d{2,3})\b", re.IGNORECASE)
_OLD_AGE = 75


def _age_penalty(question: Question, sentence: str) -> float:
    """Return what a sentence loses for being about an age range that leaves out the age asked about."""
    asked = _AGE_ASKED.search(question.text)
    age = next((int(g) for g in asked.groups() if g), 0) if asked else 0
    age += bool(asked and _BEYOND.search(asked[0]))
    if not age and any(concept.preferred == "older adults" for concept in question.concepts):
        age = _OLD_AGE
    said = _AGES_SAID.search(sentence)
    if not age or not said:
        return 0.0
    low, high = (int(g) for g in said.groups() if g)
    return 0.0 if low <= age <= high else 3.0


_STRANGERS = frozenset(
    stem(word) for word in "children child pediatric infants adolescents pregnancy pregnant breastfeeding".split()
)


def _stranger_penalty(question: Question, said: Words) -> float:
    """Return what a sentence loses for being about children or pregnancy where nobody asked about them."""
    return 1.5 if said.held & _STRANGERS and not _asks_for_strangers(question) else 0.0


def _asks_for_strangers(question: Question) -> bool:
    return any(
        token in _STRANGERS for concept in question.concepts for variant in concept.variants for token in variant
    )


def is_about_strangers(question: Question, sentence: str) -> bool:
    """Tell whether a sentence itself speaks of children or pregnancy, where nobody asked about them."""
    return not _STRANGERS.isdisjoint(Words.of(sentence).held) and not _asks_for_strangers(question)


def _content(text: str) -> frozenset[str]:
    return frozenset(stem(w) for w in words(text) if w not in STOP_WORDS and not w.isdigit())


def _numbers(text: str) -> frozenset[tuple[str, str]]:
    return frozenset((str(q.value), q.unit) for q in quantities(text))

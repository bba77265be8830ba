"""The sentences of a record that can be quoted alone, each read once with what does not depend on the question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from citewell.appraise.design import find_design
from citewell.compose.labels import is_item, is_on_animals, items
from citewell.compose.match import Subject, Words
from citewell.compose.own_words import without_frame
from citewell.compose.roles import WEIGHT, Role, find_role
from citewell.compose.unnamed import leaves_unnamed
from citewell.language.abbreviations import definitions, expanded
from citewell.language.quantities import quantities
from citewell.language.sentences import Sentence, split_sentences
from citewell.language.words import STOP_WORDS, stem, words
from citewell.library.passages import abstract_sections, heading
from citewell.model.evidence import Coverage, Design, Passage, Record, RecordKind, Section, SectionKind
from citewell.model.question import Facet

SHORTEST_WORDS, LONGEST_WORDS = 6, 60
# A sentence that opens so leans on the one before it, and cannot be quoted alone.
_LEANING = re.compile(
    r"^\W*(?:(?:one|two|three|four|several|\d+) (?:days?|weeks?|months?|years?) (?:later|thereafter|afterwards?)|thereafter|subsequently|two other|other recent\w*|they|these|those|it|its|this|that|he|she|their|both|the former|the latter|such|also"
    r"|(?:in|by) contrast|likewise|other (?:trials|studies|data|results|reports|authors|findings)|the (?:data|results|findings) (?:show|suggest|indicate|demonstrate)\w*"
    r"|of (?:these|those|them)|among (?:these|those|them)|we|our|here|on the (?:other hand|contrary)|in (?:the meantime|fact)|indeed|instead|meanwhile|accordingly|for (?:this|these|that) reasons?|as a (?:result|consequence)|according to (?:our|these|this)|despite (?:this|these)|because of (?:this|these)|the (?:dis)?advantages?|the (?:difference|improvement|effect|increase|decrease|reduction|change|trend|finding|result|response)s? (?:was|were|is|are|did|has|had|have|remained|seen|observed)|there (?:was|were) (?:a|an|no)? ?(?:significant )?differences? in|no (?:such|other)"
    r"|compared (?:with|to) (?:this|these|that)|after this|overall,? (?:they|it|these)|another|secondary outcomes?|the (?:other|same|authors?|two groups))\b",
    re.IGNORECASE,
)
_LEANING_WITHIN = re.compile(
    r"\b(?:the former|the latter|as (?:above|mentioned|described)|(?:see|in) (?:table|figure|fig\.|section)|\((?:table|figure|fig\.?) ?\d|these (?:patients|participants|groups|results|findings|studies)|"
    r"both groups|the (?:two|three) groups|group [ab12]\b|results? (?:presented|reported) (?:here|herein)|the present series|(?:in|of|from) our (?:study|trial|series|results|data|analysis)|the (?:present|current) (?:study|trial)|this (?:study|trial|review|article|paper|chapter))\b",
    re.IGNORECASE,
)
# What tells how advice was made, or how often something is done, and not what was advised or found.
# Each is searched only where a word stands without which it cannot match: all sentences of all records come by here.
_SAYS_NOTHING = tuple(
    (without, re.compile(pattern, re.IGNORECASE))
    for without, pattern in (
        (("grade", "rate"), r"\b(?:grad(?:es|ed)|rat(?:es|ed)) (?:its|the strength|each|their)\b"),
        (
            ("evidence that changed", "had not been"),
            r"\bevidence that changed\b|\bhad not been (?:published|reported)\b",
        ),
        (
            ("further", "future", "additional", "larger", "more"),
            r"\b(?:further|future|additional|larger|more),? (?:[\w-]+,? ){0,4}(?:research|stud(?:y|ies)|trials?|work|investigations?|follow-up)\b[^.]{0,80}\b(?:can|could|should|will|would|may|might|must|to|is|are)\b",
        ),
        (("are next steps",), r"\bare next steps\b"),
        (
            ("monitoring", "evaluation", "surveillance"),
            r"\b(?:continued|ongoing|close) (?:monitoring|evaluation|surveillance)\b[^.]{0,60}\b(?:is|are) (?:needed|required|warranted)\b",
        ),
        (("prescriptions",), r"\b(?:of|new) [\w -]*prescriptions\b"),
        (("was performed in", "addressed by"), r"\bwas performed in \d|\bare (?:also )?addressed by\b"),
    )
)
# What was held in the past is not what is known; that studies are needed is no finding.
_OPENS_WITH_NOTHING = re.compile(
    r"(?:for (?:many |several )?(?:years|decades)|historically|traditionally|in the past|until (?:recently|now))\b"
    r"|(?:[\w-]+,? ){0,3}(?:studies|trials|research) (?:is|are|will be) (?:needed|required|warranted|necessary)\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"[:;,]\s*$|\.\.\.\s*$|…\s*$")
_OPEN = ("?", "yet to be", "awaited", "will be", "remain", "further", "more")
_OPEN_QUESTION = re.compile(
    r"\?\s*$|\b(?:has|have) yet to be\b|\b(?:are|is) (?:eagerly )?awaited\b|\bwill be (?:required|needed)\b|\bremains? to be\b|\b(?:remains? (?:unclear|unknown|controversial)|(?:further|more) (?:research|studies|trials|evidence)\b.*\b(?:is|are|needed|required|warranted))",
    re.IGNORECASE,
)


# A sentence that sums a facet up: "Symptoms of X include", "Treatment options for X are".
LISTS = re.compile(
    r"^(?:the )?(?:\w+ ){0,3}?(?:symptoms?|signs?|risk factors?|causes?|treatments?|options|complications?|contraindications?|adverse (?:effects|reactions|events)|side effects)\b"
    r"(?: and \w+)?(?: options)? (?:of|for|in|with)\b.{3,80}?\b(?:include|are|is)\b",
    re.IGNORECASE,
)


_OF_SYMPTOMS = re.compile(r"^(?:the )?(?:\w+ ){0,3}?(?:symptoms?|signs?)\b", re.IGNORECASE)


# These join a sentence to the one before it, and it can do without them.
_JOINS = re.compile(
    r"^(?:however|moreover|furthermore|additionally|thus|therefore|hence|nevertheless|nonetheless|consequently|finally|lastly|overall|in (?:conclusion|summary)|in addition),? ",
    re.IGNORECASE,
)


def joins(sentence: str) -> bool:
    """Tell whether a sentence opens with a word that joins it to the one before ("However, zanolol did not")."""
    return _JOINS.search(sentence) is not None


def sums_up(sentence: str, facet: Facet) -> bool:
    """Tell whether a sentence lists what a facet asks for: "Treatment options for X are"."""
    return LISTS.search(sentence) is not None and (facet is Facet.SYMPTOMS or not _OF_SYMPTOMS.search(sentence))


def stands_alone(sentence: str) -> bool:
    """Tell whether a sentence is whole, says something, and can be read without those around it."""
    size = len(sentence.split())
    if not SHORTEST_WORDS <= size <= LONGEST_WORDS or not sentence[0].isalnum() or sentence[0].islower():
        return False
    if _says_nothing(sentence):
        return False
    if not sentence.rstrip(")\"'”’").endswith((".", "!")) or _UNFINISHED.search(sentence):
        return False
    bare = _JOINS.sub("", sentence)
    return not (_LEANING.search(bare) or _LEANING_WITHIN.search(sentence) or _is_open(sentence))


def _says_nothing(sentence: str) -> bool:
    if _OPENS_WITH_NOTHING.match(sentence):
        return True
    lowered = sentence.lower()
    return any(
        any(word in lowered for word in without) and pattern.search(sentence) for without, pattern in _SAYS_NOTHING
    )


def _is_open(sentence: str) -> bool:
    lowered = sentence.lower()
    return any(word in lowered for word in _OPEN) and _OPEN_QUESTION.search(sentence) is not None


@dataclass(frozen=True, slots=True)
class Quotable:
    """A sentence that can be quoted alone, with what does not depend on the question."""

    passage: Passage
    said: Words
    role: Role
    weight: float
    section: Section
    place: int
    standing: float = 0.0
    # Whether it stands in the last part of its section, where an abstract gives no background any more.
    is_late: bool = False


@lru_cache(maxsize=512)
def subject_of(record: Record) -> Subject:
    """Return what a record is about. One answer asks that several times: for each follow-up question tried."""
    return Subject.of(record)


_REVIEWS = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW, Design.REVIEW, Design.CONSENSUS})


@dataclass(frozen=True, slots=True)
class Reading:
    """A record, read: what can be quoted alone, what can be behind its title, and what the study is said to be for."""

    alone: tuple[Quotable, ...]
    behind_title: tuple[Quotable, ...]
    aims: Words


def quotable(record: Record) -> tuple[Quotable, ...]:
    """Return the sentences of a record that can be quoted alone, in order."""
    return reading(record).alone


@lru_cache(maxsize=512)
def reading(record: Record) -> Reading:
    """Return what a record holds for an answer."""
    known = definitions("\n".join([record.title, *(section.text for section in record.sections)]))
    abstract = {part.label for part in abstract_sections(record)}
    is_label = record.kind is RecordKind.LABEL
    reviews = record.kind is RecordKind.RESEARCH and find_design(record)[0] in _REVIEWS
    # A label speaks of its own drug in every sentence, mostly by its brand.
    about = record.title if is_label and record.ingredients else ""
    is_research = record.kind is RecordKind.RESEARCH
    found: list[Quotable] = []
    leaning: list[Quotable] = []
    aims: list[str] = []
    for section in record.sections:
        if section.kind is SectionKind.TABLE or _CAPTION.match(section.label):
            continue  # a row of cells is no sentence, and a legend tells of its figure
        for sentence, role in _sentences(record, section, reviews=reviews):
            is_late = sentence.start >= _LATE * len(section.text)
            if role is Role.OBJECTIVE and is_research:
                aims.append(sentence.text)
            stands = stands_alone(sentence.text) or (is_label and is_item(sentence.text, section))
            weight = WEIGHT[role]
            if weight is None or (is_label and is_on_animals(sentence.text)):
                continue
            kept = found
            if not stands or (is_research and leaves_unnamed(sentence.text)):
                concludes = is_research and (role is Role.CONCLUSIONS or is_late)
                if not concludes or not _stands_behind_title(sentence.text):
                    continue
                kept = leaning
            kept.append(
                Quotable(
                    Passage(record.id, section.label, sentence.start, sentence.end, sentence.text),
                    Words.of(sentence.text, expanded(sentence.text, known), heading(record, section), about),
                    role,
                    weight,
                    section,
                    len(found),
                    _standing(record, section, abstract),
                    is_late,
                )
            )
    return Reading(tuple(found), tuple(leaning), Words.of(*aims))


def _stands_behind_title(sentence: str) -> bool:
    """Tell whether a sentence leans on nothing but its own study, which the title of the paper names."""
    bare = without_frame(sentence)
    return bare != sentence and stands_alone(bare) and not leaves_unnamed(bare)


_NO_PARTS = 3
_LATE = 0.7
_CAPTION = re.compile(r"(?:Supplementary )?(?:Fig(?:ure|\.)|Table|Box|Scheme|Plate|Video)\b[ .]*S?\d", re.IGNORECASE)


def _sentences(record: Record, section: Section, *, reviews: bool) -> Iterator[tuple[Sentence, Role]]:
    """Yield the sentences of a section with their roles; of a label's list, its items."""
    sentences = split_sentences(section.text)
    if record.kind is RecordKind.LABEL:
        sentences = [item for sentence in sentences for item in items(sentence)]
    # The parts of a label are told by code: "Dosage in Patients With Renal Impairment" is no method.
    label = "" if section.code else section.label
    before = ""
    for at, sentence in enumerate(sentences):
        place = at / (len(sentences) - 1) if len(sentences) > _NO_PARTS else None
        yield sentence, find_role(sentence.text, label, record.kind, place=place, before=before, reviews=reviews)
        before = sentence.text


_TALK = re.compile(r"^(?:introduction|background|discussion|comments?|literature review)\b", re.IGNORECASE)


def _standing(record: Record, section: Section, abstract: set[str]) -> float:
    """Return what the part of a paper adds: its abstract sums up, its discussion speaks of other papers too."""
    if record.coverage is not Coverage.FULL_TEXT or record.kind is not RecordKind.RESEARCH:
        return 0.0
    if section.label in abstract:
        return 0.6
    return -0.9 if _TALK.search(section.label) else 0.0


@lru_cache(maxsize=4096)
def content(text: str) -> frozenset[str]:
    """Return the stems of a sentence's words that carry meaning."""
    return frozenset(stem(w) for w in words(text) if w not in STOP_WORDS and not w.isdigit())


@lru_cache(maxsize=4096)
def numbers(text: str) -> frozenset[tuple[str, str]]:
    """Return the figures of a sentence with their units."""
    return frozenset((str(q.value), q.unit) for q in quantities(text))

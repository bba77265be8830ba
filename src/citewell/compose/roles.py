"""What a sentence does in its paper: it gives background, an aim, methods, results, conclusions or advice."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from citewell.compose.role_model import chances
from citewell.model.evidence import RecordKind
from citewell.model.question import Facet


class Role(StrEnum):
    BACKGROUND = "background"
    OBJECTIVE = "objective"
    METHODS = "methods"
    RESULTS = "results"
    CONCLUSIONS = "conclusions"
    ADVICE = "advice"


# How much a sentence in that role says towards an answer; None where it says nothing.
WEIGHT: dict[Role, float | None] = {
    Role.BACKGROUND: 0.2,
    Role.OBJECTIVE: None,
    Role.METHODS: None,
    Role.RESULTS: 0.8,
    Role.CONCLUSIONS: 1.3,
    Role.ADVICE: 1.3,
}

_BY_LABEL = (
    (Role.CONCLUSIONS, r"conclusion|interpretation|implication|bottom line|key points?|summary for"),
    (Role.RESULTS, r"result|finding|outcome|main points"),
    (
        Role.METHODS,
        r"method|design|setting|population|participant|patients|intervention|scope|data|eligib|material|measure|search|selection|sample|registration|funding|limitations?",
    ),
    (Role.OBJECTIVE, r"objective|aims?\b|purpose|question|hypothes|rationale"),
    (Role.BACKGROUND, r"background|introduction|context|importance"),
)
_LABELS = [(role, re.compile(pattern, re.IGNORECASE)) for role, pattern in _BY_LABEL]
# What a guideline's reader labels so is advice, whatever the chapter is about: "Patients in hospital > Recommendation 3".
_RECOMMENDATION = re.compile(
    r"(?:^|> )(?:Recommendation|Practice point|Good[- ]practice \w+)(?: [^>]*)?$", re.IGNORECASE
)
_OBJECTIVE = re.compile(
    r"\b(?:aim(?:ed|s)? (?:of|to|was)|objective|purpose (?:of|was)|we (?:sought|set out|aimed|hypothesi[sz]ed|investigated whether|examined whether)|to (?:evaluate|assess|determine|compare|investigate|examine|describe|review) (?:the|whether|how|if))\b|^to (?:evaluate|assess|determine|compare|investigate|examine|describe|review|identify)\b",
    re.IGNORECASE,
)
_METHODS = re.compile(
    r"\b(?:we (?:(?:next|then|first|also|further|therefore) )?(?:investigated|examined|assessed|evaluated|studied|tested|compared|describe[d]?|report on|searched|included|randomly|randomi[sz]ed|enrolled|recruited|used|conducted|performed|analy[sz]ed|extracted|measured|collected)|were (?:randomly (?:assigned|allocated)|randomi[sz]ed|searched|enrolled|recruited|included in|eligible|collected|extracted|assessed (?:using|with|by)|analy[sz]ed|screened|measured|reviewed)|(?:was|were) (?:evaluated|assessed|examined|studied|investigated|tested|compared) (?:using|for the|at various|by means of|in the context of|in a (?:double|randomi[sz]ed|prospective|crossover))|(?:primary|main|secondary) (?:outcome|end ?point)s? (?:was|were|is)|databases? (?:was|were)|inclusion criteria|(?:this|the) (?:study|trial|review|article|paper|meta-analysis) (?:was|is|included|describes|reviews|presents|aims|covers|examined|evaluated|used|discusses|summari[sz]es)|(?:studies|trials|articles) (?:with [\d,]+ [\w\s]+ )?(?:met|were included|were identified))\b",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:in conclusion|we conclude|to conclude|these (?:data|results|findings) (?:suggest|support|show|indicate)|our (?:data|results|findings)|further (?:research|studies|trials)|suggest(?:s|ing)? that|should be (?:considered|offered|used))\b",
    re.IGNORECASE,
)


# In the body of a paper, these tell what others found, or what its authors make of it.
_OF_OTHERS = re.compile(r"^(?:introduction|background|rationale|literature review|context)\b", re.IGNORECASE)
_DISCUSSES = re.compile(r"^(?:general )?(?:discussion|comments?|limitations?|strengths?)\b", re.IGNORECASE)
_CITES_OTHERS = re.compile(
    r"\bet al\b|\b(?:previous|prior|earlier|other|recent|several|many|some|most|numerous) (?:\w+ ){0,3}(?:stud(?:y|ies)|trials?|reports?|authors?|investigators|researchers|reviews?|works?|literature)\b"
    r"|\b(?:has|have) (?:also |previously |recently |long |been )*(?:reported|shown|demonstrated|found|suggested|described|documented)\b|\b(?:stud(?:y|ies)|trial) (?:by|conducted by|of)\b"
    r"|\breported (?:that|a|an)\b|\b(?:19|20)\d\d[;)]",
    re.IGNORECASE,
)
# What a disease is, and how common, a paper may tell from others; what a treatment does, only from its own study.
TOLD_BY_OTHERS = frozenset({Facet.DEFINITION, Facet.CAUSE, Facet.SYMPTOMS, Facet.EPIDEMIOLOGY, Facet.RISK_FACTORS})


def cites_others(sentence: str) -> bool:
    """Tell whether a sentence tells what other people's studies found."""
    return _CITES_OTHERS.search(sentence) is not None


@lru_cache(maxsize=8192)
def find_role(
    sentence: str, label: str, kind: RecordKind, *, place: float | None, before: str = "", reviews: bool = False
) -> Role:
    """Return the role of a sentence.

    place: where it stands in its section, 0 (first) to 1 (last); None in a text too short to have parts. before: the sentence before it, where nothing but its
    words tell its role. reviews: whether the paper is about other people's studies, so that its discussion is its own.
    """
    if kind is RecordKind.GUIDELINE and _RECOMMENDATION.search(label):
        return Role.ADVICE
    if _OBJECTIVE.search(sentence):
        return Role.OBJECTIVE
    by_label = _of_label(label)
    if kind is not RecordKind.RESEARCH:
        return Role.METHODS if by_label is Role.METHODS else Role.ADVICE
    if _OF_OTHERS.search(label):
        return Role.BACKGROUND
    if by_label in {Role.METHODS, Role.OBJECTIVE, Role.CONCLUSIONS}:
        return by_label
    if _METHODS.search(sentence):
        return Role.METHODS
    if _DISCUSSES.search(label):
        return _in_discussion(sentence, reviews=reviews)
    if by_label is not None:
        return by_label
    if label.lower().startswith("abstract") or label.lower() == "text":
        return _by_words(sentence, place, before, reviews=reviews)
    return Role.BACKGROUND if not label or (cites_others(sentence) and not reviews) else Role.RESULTS


@lru_cache(maxsize=4096)
def _of_label(label: str) -> Role | None:
    """Return the role of a section's heading: by its chapter ("Methods > Outcomes"), else by the whole path."""
    for heading in (label.split(" > ")[0], label):
        for role, pattern in _LABELS:
            if pattern.search(heading):
                return role
    return None


def _in_discussion(sentence: str, *, reviews: bool) -> Role:
    """Return the role of a sentence of a discussion: that of a trial tells of others, but for its conclusion."""
    if _CONCLUDES.search(sentence):
        return Role.CONCLUSIONS
    return Role.RESULTS if reviews else Role.BACKGROUND


_CONCLUDES = re.compile(
    r"^(?:in|as a|to) (?:conclusion|conclude|summary|summari[sz]e)\b|\bwe conclude\b", re.IGNORECASE
)
# How sure the model must be to overrule where a sentence stands.
_SURE = 0.6
_OPENING = 0.15


def _by_words(sentence: str, place: float | None, before: str, *, reviews: bool) -> Role:
    """Return the role of a sentence of an abstract without labels, as the trained model tells it."""
    if place is None:
        return Role.CONCLUSIONS if _CONCLUSION.search(sentence) else Role.RESULTS
    if _CONCLUSION.search(sentence) and place > 0.5:
        return Role.CONCLUSIONS
    found = chances(sentence, place, before)
    label = max(found, key=lambda name: found[name])
    if label == "conclusions" and found[label] < _SURE and place < 0.5:
        return Role.RESULTS
    if reviews and label == "background" and place > _OPENING:
        return Role.RESULTS  # what a review tells of others is what it found
    return Role(label)

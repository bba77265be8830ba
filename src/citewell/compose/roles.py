"""What a sentence does in its paper: it gives background, an aim, methods, results, conclusions or advice."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from citewell.model.evidence import RecordKind


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
    r"\b(?:we (?:searched|included|randomly|randomi[sz]ed|enrolled|recruited|used|conducted|performed|analy[sz]ed|extracted|measured|collected)|were (?:randomly (?:assigned|allocated)|randomi[sz]ed|searched|enrolled|recruited|included in|eligible|collected|extracted|assessed (?:using|with|by)|analy[sz]ed|screened|measured|reviewed)|(?:primary|main|secondary) (?:outcome|end ?point)s? (?:was|were|is)|databases? (?:was|were)|inclusion criteria|(?:this|the) (?:study|trial|review|article|paper|meta-analysis) (?:was|is|included|describes|reviews|presents|aims|covers|examined|evaluated|used|discusses|summari[sz]es)|(?:studies|trials|articles) (?:with [\d,]+ [\w\s]+ )?(?:met|were included|were identified))\b",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:in conclusion|we conclude|to conclude|these (?:data|results|findings) (?:suggest|support|show|indicate)|our (?:data|results|findings)|further (?:research|studies|trials)|suggest(?:s|ing)? that|should be (?:considered|offered|used))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def find_role(sentence: str, label: str, kind: RecordKind, *, place: float) -> Role:
    """Return the role of a sentence. `place` is where it stands in its section, 0 (first) to 1 (last)."""
    if kind is RecordKind.GUIDELINE and _RECOMMENDATION.search(label):
        return Role.ADVICE
    if _OBJECTIVE.search(sentence):
        return Role.OBJECTIVE
    by_label = next((role for role, pattern in _LABELS if pattern.search(label)), None)
    if kind is not RecordKind.RESEARCH:
        return Role.METHODS if by_label is Role.METHODS else Role.ADVICE
    if by_label in {Role.METHODS, Role.OBJECTIVE, Role.CONCLUSIONS}:
        return by_label
    if _METHODS.search(sentence):
        return Role.METHODS
    if by_label is not None:
        return by_label
    if label.lower().startswith("abstract") or label.lower() == "text":
        return _by_place(sentence, place)
    return Role.BACKGROUND if by_label is None and not label else Role.RESULTS


def _by_place(sentence: str, place: float) -> Role:
    if _CONCLUSION.search(sentence) or place > 0.85:
        return Role.CONCLUSIONS
    return Role.BACKGROUND if place < 0.2 else Role.RESULTS

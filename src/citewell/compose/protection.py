"""Which treatment protects an organ: an answer names a treatment and what it was found to do for the organ."""

from __future__ import annotations

import re

from citewell.compose.match import Words
from citewell.compose.wanted import names_treatment
from citewell.model.question import Question

_ASKS = re.compile(r"\bprotect(?:s|ed|ing|ive)?\b", re.IGNORECASE)
_BETTERS = re.compile(
    r"\b(?:reduc\w+|lower(?:s|ed|ing)?\b(?! (?:limit|dose))|lessen\w*|fewer|less|slow(?:s|ed|ing)?\b|prevent(?:s|ed|ing)\b|improv\w+"
    r"|protect\w*|benefi\w+|delay\w*|decreas\w+|preserv\w+|fell|halv\w+|avoid(?:s|ed)?\b)",
    re.IGNORECASE,
)
_ADVISES = re.compile(r"\brecommend\w*|\bshould\b|\badvis\w+", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:not|no|neither|nor|without|failed to|against)\b[^.;,]{0,40}\b(?:reduc|lower|prevent|improv|protect|slow|benefi|decreas|differ|start|use)",
    re.IGNORECASE,
)


def misses_protection(question: Question, sentence: str) -> bool:
    """Tell whether a question asks what protects something, and a sentence tells of nothing that did it good."""
    if not _ASKS.search(question.text):
        return False
    said = Words.of(sentence)
    guarded = [concept for concept in question.required if concept.type == "word"]
    return (
        not _BETTERS.search(sentence)
        or _DENIES.search(sentence) is not None
        or (_ADVISES.search(sentence) is not None and not names_treatment(sentence))
        or not (not guarded or any(map(said.mention, guarded)))
    )

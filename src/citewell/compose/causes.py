"""Whether a sentence tells the cause of the disease asked about, and not what the disease causes."""

from __future__ import annotations

import re

from citewell.compose.match import Words
from citewell.model.question import Question

_OF_CAUSE = re.compile(r"\b(?:causes?|aetiolog\w*|etiolog\w*|pathogenesis) of\b(?P<what>[^.;]{0,60})", re.IGNORECASE)
_BRINGS = re.compile(
    r"\b(?:caus(?:e|es|ed|ing)(?! by| of)|leads? to|leading to|results? in|resulted in|precipitat\w+|produces?|contributes? to|predispos\w+ to|trigger(?:s|ed)?)\b(?P<what>[^.;]{0,60})",
    re.IGNORECASE,
)
_COMES_OF = re.compile(
    r"(?P<what>[^.;,]{0,60})(?:\b(?:is|are|was|were|can be|may be|usually|often|mostly|mainly|most|commonly|typically|always|that|which) ){0,4}"
    r"\b(?:caused by|due to|results? from|aris(?:es?|ing) (?:from|when)|secondary to|attributed to|attributable to|(?:occurs?|happens?|develops?)\b[^.;]{0,40}\b(?:when|after|during|through|from|with|because)"
    r"|consequence of|because|(?:has|have) (?:an? )?(?:\w+ ){0,2}causes?|carried by|spread (?:by|through))\b",
    re.IGNORECASE,
)
# How a treatment works, whom it is not for, and for what a figure was adjusted, is no cause.
_NO_CAUSE = re.compile(
    r"\bcontraindicated\b|\badjust(?:ed|ment|ing) for\b|\bmechanisms? (?:for|of|by which) (?:the |its )?(?:\w+ ){0,2}(?:effects?|actions?|benefits?)\b|^(?:the )?(?:patients|participants|subjects) were\b",
    re.IGNORECASE,
)
_MECHANISM = re.compile(
    r"\b(?:mechanisms?|pathophysiolog\w+|pathogenesis|multifactorial|eccentric|forced)\b", re.IGNORECASE
)
_DEATHS = re.compile(
    r"\b(?:causes? of (?:all )?deaths?|noncardiac causes|deaths? from (?:any|all) causes?)\b", re.IGNORECASE
)


def tells_no_cause(question: Question, sentence: str) -> bool:
    """Tell whether the cause of a disease is asked for, and a sentence tells what the disease causes, or no cause of it."""
    asked = [concept for concept in question.required if concept.type == "condition"]
    if not asked:
        return False
    if _NO_CAUSE.search(sentence):
        return True
    told = _DEATHS.sub(" ", sentence)
    for pattern in (_OF_CAUSE, _BRINGS, _COMES_OF):
        if any(any(map(Words.of(match["what"]).mention, asked)) for match in pattern.finditer(told)):
            return False
    return _MECHANISM.search(told) is None

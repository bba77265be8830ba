"""What a question asks to be told of: death, relapse, stopping, too much of a drug; and whether a sentence tells of it."""

from __future__ import annotations

import re

from citewell.model.question import Question

# The outcomes that questions name and that a sentence must speak of, each with the words for it.
_OUTCOMES = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (
            r"\bmortality\b|\bsurviv\w+|\bdeaths?\b|\blive longer\b|\bprolong life\b",
            r"\bmortal\w+|\bsurviv\w+|\bdeaths?\b|\bdied\b|\bfatal\w*|\blife\b",
        ),
        (r"\brelapses?\b|\brecurrences?\b|\bcome back\b", r"\brelaps\w+|\brecurr\w+|\bremission\b|\bprophyla\w+"),
        (r"\bhospitali[sz]ations?\b|\badmissions?\b", r"\bhospital\w*|\badmi\w+"),
        (
            r"\btolerat\w+|\btolerabl\w+|\bsafer?\b",
            r"\btolera\w+|\bsafe\w*|\badverse\b|\bside effects?\b|\bharm\w*|\bbleed\w*|\bha?emorrhag\w+|\brisk\w*|\bdiscontinu\w+|\bwithdr[ae]w\w*|\btoxic\w*"
            r"|\bdanger\w*|\bcaus\w+|\bevents?\b|\bmortality\b|\bdeaths?\b|\bsuicid\w+|\bcontraindicated\b|\bavoid\w*|\bbirth\b|\bmalformation\w*",
        ),
        (r"\bclassif\w+|\bgraded\b", r"\bclassif\w+|\bgrad(?:e|es|ed|ing)\b|\btypes?\b|\bstag(?:e|es|ed|ing)\b"),
        (
            r"\bimaged\b|\bimaging\b|\bscan\w*",
            r"\bimag\w+|\bMRI\b|\bCT\b|\bradiogra\w+|\bx-?rays?\b|\bultraso\w+|\bscan\w*",
        ),
        (
            r"\bwithdrawal\b|\bstopping\b(?! (?:smoking|bleeding|the|a|an|attacks))|\b(?:if|when) (?:i|you|they|he|she|people|patients) (?:stop|come off|quit)\b|\bcoming off\b",
            # Who stops because of what a drug does to him has no withdrawal.
            r"\bwithdrawal (?:symptoms?|syndromes?|reactions?|effects?)\b|\brebound\b|\bdependen\w+|^(?!.*\b(?:stop|discontinu|withdr)\w*\b[^.;]{0,80}\b(?:because of|due to|owing to) (?:\w+ )?(?:adverse|side|intoleran|lack)).*(?:\bwithdraw\w*|\bdiscontinu\w+|\bstopp?\w*|\btaper\w*|\bcessation\b|\bdependen\w+)",
        ),
        (
            r"\blong[- ]term\b",
            r"\blong[- ]term\b|\byears?\b|\b(?:1[2-9]|[2-9]\d) months\b|\bfollow(?:ed)?[- ]?up\b|\badulthood\b|\bchronic\w* (?:use|treatment|administration)\b|\bprolonged\b|\b(?:risks?|hazards?|odds|deaths?)\b",
        ),
        (
            r"\brevers(?:e|ed|al|ing)\b|\bantidotes?\b",
            r"\brevers\w+|\bantidotes?\b|\bneutrali[sz]\w+|\bantagoni[sz]\w+|\bcounteract\w*",
        ),
        (
            r"\btoo (?:often|much|many)\b|\boverus\w+",
            r"\boverus\w+|\bover-?relian\w+|\bexcess\w*|\bfrequent\w*|\btoo (?:often|much|many)\b|\bmore than\b|\bhigh use\b|\boverdos\w+|\bor more\b|\btoxic\w*|\bpoison\w*|\bintoxicat\w+",
        ),
        (r"\bwalk(?:ing)?\b", r"\bwalk\w*|\bweight[- ]?bearing\b|\bambulat\w+|\bmobili[sz]\w+"),
        (r"\bscores?\b", r"\bscor\w+|\bindex\b|\bscale\b|CHA2DS2|HAS-BLED"),
    )
)


def gives_outcome(question: Question, sentence: str) -> bool:
    """Tell whether a question names an outcome, and a sentence speaks of it."""
    return any(asked.search(question.text) and told.search(sentence) for asked, told in _OUTCOMES)


def misses_outcome(question: Question, sentence: str) -> bool:
    """Tell whether a question names an outcome, such as death, of which a sentence does not speak."""
    return any(asked.search(question.text) and not told.search(sentence) for asked, told in _OUTCOMES)

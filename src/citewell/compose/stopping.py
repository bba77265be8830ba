"""Whether a question asks what comes of stopping a treatment, and whether a sentence speaks of it."""

from __future__ import annotations

import re

from citewell.model.question import Question

_STOPPING = re.compile(
    r"\b(?:stopp?(?:ing|ed)?|discontinu\w+|cessation|withdr[ae]w\w*|deprescrib\w+|c[ao]m(?:e|ing) off|taper\w*)\b",
    re.IGNORECASE,
)
# To stop a treatment, and not: to stop smoking, or a bleeding.
_STOPS_IT = re.compile(
    r"\b(?:stop\w*|quit\w*|com(?:e|ing) off|discontinu\w+|withdraw\w*)(?: (?:of|from|taking|using|an?|the|my|her|his|their|your|low-dose|long-term))*\s*$",
    re.IGNORECASE,
)


def asks_of_stopping(question: Question) -> bool:
    """Tell whether a question asks what comes of stopping a treatment: "what if I stop taking zanolol?"."""
    drugs = (concept.surface for concept in question.required if concept.type == "intervention")
    return any(
        _STOPS_IT.search(question.text[: match.start()]) is not None
        for drug in drugs
        for match in re.finditer(re.escape(drug), question.text)
    )


def speaks_of_stopping(sentence: str) -> bool:
    """Tell whether a sentence speaks of stopping something."""
    return _STOPPING.search(sentence) is not None

"""Stopping a treatment: whether a question asks what comes of it, and whether a sentence tells, warns or advises of it."""

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
    drugs = (concept.surface for concept in question.treatments)
    return any(
        _STOPS_IT.search(question.text[: match.start()]) is not None
        for drug in drugs
        for match in re.finditer(re.escape(drug), question.text)
    )


def speaks_of_stopping(sentence: str) -> bool:
    """Tell whether a sentence speaks of stopping something."""
    return _STOPPING.search(sentence) is not None


# What happens when a drug is stopped is a warning, and no effect of taking it.
_WARNS = re.compile(
    r"\b(?:premature(?:ly)?|abrupt(?:ly)?|stopp(?:ing|ed)|discontinuation of|discontinuing|withdrawal of)\b",
    re.IGNORECASE,
)


def warns_of_stopping(text: str) -> bool:
    """Tell whether a text is on what happens when a drug is stopped, and not while it is taken."""
    return _WARNS.search(text) is not None


_ON_STOPPING = re.compile(
    r"\b(?:when|after|once|upon|before)\b[^.,;]{0,40}\b(?:stopp(?:ed|ing)|discontinu\w+|interrupt\w+)\b", re.IGNORECASE
)
_STOPS = re.compile(r"\bstop\w*|\bdiscontinu\w+|\binterrupt\w+|\bwithdraw\w*", re.IGNORECASE)
_ADVISES = re.compile(r"\b(?:advis\w+|recommend\w*|consider\w*|should)\b", re.IGNORECASE)
_HARM_TOLD = re.compile(
    r"\b(?:risks?|bleed\w*|ha?emorrhag\w+|thrombo\w+|strokes?|symptoms?|reactions?|withdrawal|rebound|worsen\w*|syndrome|if|because of"
    r"|effects?|events?|toxicity|injury)\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(r"\b(?:unless|except)\b.*", re.IGNORECASE)


def only_advises_on_stopping(question: Question, sentence: str) -> bool:
    """Tell whether a sentence advises what to do when a drug is stopped, and names no harm."""
    return (
        _ON_STOPPING.search(sentence) is not None
        and _ADVISES.search(sentence) is not None
        and _HARM_TOLD.search(_EXCEPTION.sub("", sentence)) is None
        and _STOPS.search(question.text) is None
    )

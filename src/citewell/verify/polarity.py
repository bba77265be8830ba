"""Negation and direction of effect in a sentence."""

from __future__ import annotations

import re

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|can't|didn't|doesn't|isn't|wasn't|weren't|aren't|don't|won't|shouldn't"
    r"|lack(?:s|ed|ing)? of|lacked|fail(?:s|ed|ure)? to|absence of|absent|rather than|unlikely|insufficient|unable)\b",
    re.IGNORECASE,
)
_UP = (
    r"increas\w*|higher|greater|rais(?:e|es|ed|ing)|rise[sn]?|rose|elevat\w*|more|longer|faster|quicker|larger|better|improv\w*|superior\w*|gain\w*|enhanc\w*"
    r"|above|over|exceed\w*|most|worsen\w*|worse|accelerat\w*|upper|maximum|at least"
)
_DOWN = (
    r"decreas\w*|lower(?:ed|s|ing)?|reduc\w*|less(?:er|ened)?|fewer|fall(?:s|en)?|fell|declin\w*|shorter|slower|smaller|inferior\w*|diminish\w*|drop\w*|loss"
    r"|below|under|least|relie\w*|slow(?:s|ed)?|minimum|at most"
)
_DIRECTION = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.IGNORECASE)
_OPPOSITES = (
    ("effective", "ineffective"),
    ("significant", "nonsignificant"),
    ("safe", "unsafe"),
    ("recommend", "discourage"),
    ("contraindicated", "indicated"),
    ("beneficial", "harmful"),
    ("benefit", "harm"),
    ("before", "after"),
    ("early", "late"),
    ("early", "delayed"),
    ("acute", "chronic"),
    ("operative", "nonoperative"),
    ("surgical", "nonsurgical"),
    ("partial", "complete"),
    ("common", "rare"),
    ("major", "minor"),
    ("positive", "negative"),
    ("oral", "topical"),
    ("oral", "intravenous"),
    ("primary", "secondary"),
    ("systolic", "diastolic"),
    ("men", "women"),
    ("male", "female"),
    ("younger", "older"),
    ("children", "adults"),
    ("supports", "refutes"),
    ("start", "stop"),
    ("weak", "strong"),
    ("mild", "severe"),
    ("with", "without"),
    ("for", "against"),
    ("short", "long"),
    ("high", "low"),
    ("symptomatic", "asymptomatic"),
    ("inpatient", "outpatient"),
    ("once", "twice"),
    ("daily", "weekly"),
    ("ischemic", "hemorrhagic"),
)
_PARTNERS: dict[str, set[str]] = {}
for _a, _b in _OPPOSITES:
    _PARTNERS.setdefault(_a, set()).add(_b)
    _PARTNERS.setdefault(_b, set()).add(_a)
_JOINED = re.compile(r"\bnon-?(?=operative|surgical|significant|inferior)", re.IGNORECASE)
_NOT_AN_AMOUNT = re.compile(r"\b(?:less|more) than\b|\bat (?:least|most)\b|\bover (?:time|the counter)\b", re.IGNORECASE)


def negations(text: str) -> int:
    """Return how many negating words a text holds."""
    return len(_NEGATION.findall(text.replace("’", "'")))


def directions(text: str) -> list[str]:
    """Return the directions a text names, `up` or `down`, in order."""
    return ["up" if m["up"] else "down" for m in _DIRECTION.finditer(_NOT_AN_AMOUNT.sub(" ", text))]


def opposed(text: str, quote: str) -> tuple[str, str] | None:
    """Return a word of the text whose opposite, and not itself, stands in the quote; None if there is none."""
    said = set(re.findall(r"[a-z]+", _JOINED.sub("non", text.lower())))
    read = set(re.findall(r"[a-z]+", _JOINED.sub("non", quote.lower())))
    for word in sorted(said - read):
        for partner in sorted(_PARTNERS.get(word, ())):
            if partner in read and partner not in said:
                return word, partner
    return None

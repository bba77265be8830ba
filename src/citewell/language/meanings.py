"""Abbreviations that mean several things: each is read only where the words and figures around it tell which."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BEFORE_FIGURE = r"(?:\s?[=:,(]\s?|\s(?:of|was|is|were)\s|\s)(?:[=:]\s?)?"
# A ratio is a bare figure with a decimal, or stands with its interval; a rate has a unit.
_RATIO = rf"\b(?:a|adjusted |pooled )?<short>s?{_BEFORE_FIGURE}\d+[.·]\d+(?!\s?(?:%|bpm|beats|breaths|/min|per min|L/))"
_WITH_INTERVAL = r"\b<short>s?\b[^.]{0,40}\b(?:95|90|99) ?% (?:CI|confidence)"
_A_RATE = rf"\b<short>s?\b{_BEFORE_FIGURE}(?:[<>≤≥] ?)?\d+(?: ?(?:-|–|to) ?\d+)?\s?(?:<unit>)|\bresting <short>\b|<of>[^.]*\b<short>\b"
_MEAN = r"\bmeans?\b|±|\+/-|\baverage\b"


def _ratio() -> str:
    return f"{_RATIO}|{_WITH_INTERVAL}"


def _rate(unit: str, of: str) -> str:
    return _A_RATE.replace("<unit>", unit).replace("<of>", of)


# The abbreviation; what it may mean, with the context that tells so. What no pattern here finds means what it may.
_TABLE: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("HR", (("hazard ratio", _ratio()), ("heart rate", _rate(r"bpm|beats", r"\b(?:blood pressure|BP|pulse|SBP|ECG)\b")))),
    ("OR", (("odds ratio", rf"{_ratio()}|\bORs? ?(?:=|:|was|were|of) ?\d"), ("operating room", r"\b(?:in|to|from|leav\w+) the OR\b|\bOR (?:time|nurses?|staff)\b"))),
    ("RR", (("relative risk", _ratio()), ("respiratory rate", _rate(r"breaths|bpm|/ ?min|per min", r"\b(?:oxygen saturation|SpO2)\b")))),
    ("CI", (
        ("confidence interval", r"\d\d ?% ?\(?CIs?\b|\bCIs?\b[ :,=]{0,3}\(?\[?-?\d*[.·]?\d+%? ?(?:to|-|–|,|;) ?-?\d*[.·]?\d+(?! ?L/)"),
        ("cardiac index", r"\bCI\b[^.;]{0,12}\d[\d.]* ?(?:L/min|l/min|litres? per min|liters? per min)"),
    )),
    ("SE", (("standard error", rf"(?:{_MEAN}|\bcoefficient)[^.]*\bSE\b|\bSE ?[=:] ?\d"), ("status epilepticus", r"\b(?:seizures?|epilep\w+)\b"))),
    ("SD", (("standard deviation", rf"(?:{_MEAN})[^.]*\bSDs?\b|\bSDs? ?[=:,]? ?\d|\d ?SDs?\b"),)),
    ("PE", (
        ("pulmonary embolism", r"\b(?:embol\w+|thromb\w+|DVT|VTE|anticoag\w+|pulmonary)\b"),
        ("pre-eclampsia", r"\b(?:pregnan\w+|gestation\w*|eclampsia)\b"),
    )),
    ("MI", (
        ("myocardial infarction", r"\b(?:infarct\w*|coronary|cardi\w+|stroke|STEMI|troponin|angina|isch?a?emi\w+|aspirin|statins?|heart|MACE)\b"),
        ("motivational interviewing", r"\b(?:counsel\w+|interview\w*|motivation\w*)\b"),
    )),
    ("ICH", (
        ("intracranial hemorrhage", r"\b(?:intracranial|anticoag\w+|bleed\w*)\b"),
        ("intracerebral hemorrhage", r"\bintracerebral\b"),
    )),
    ("CVA", (("cerebrovascular accident", r"\b(?:stroke|TIA|cerebr\w+|infarct\w*)\b"), ("costovertebral angle", r"\bCVA tenderness\b"))),
    ("ICS", (
        ("inhaled corticosteroid", r"\b(?:inhal\w+|asthma\w*|LABAs?|SABAs?|COPD|budesonide|formoterol|exacerbations?)\b"),
        ("intercostal space", r"\b(?:intercostal|chest tube|needle|midclavicular)\b"),
    )),
    ("PCV", (
        ("pneumococcal conjugate vaccine", r"\b(?:vaccin\w+|pneumococc\w+|otitis)\b"),
        ("packed cell volume", r"\b(?:ha?ematocrit|ana?emi\w+|transfus\w+)\b"),
    )),
    ("ASA", (
        ("acetylsalicylic acid", r"\b(?:aspirin|platelets?|bleed\w*|clopidogrel)\b|\bASA \d+ ?mg|\d ?mg (?:of )?ASA\b"),
        ("American Society of Anesthesiologists", r"\bASA (?:class|grade|score|status|physical|[1-5IV]+\b(?! ?mg))"),
    )),
    ("TCA", (
        ("tricyclic antidepressant", r"\b(?:antidepress\w+|depress\w+|SSRIs?|amitriptyline|tricyclic|migraines?)\b"),
        ("trichloroacetic acid", r"\b(?:peel\w*|warts?|acid)\b"),
    )),
)  # fmt: skip
SEVERAL = frozenset(short for short, _ in _TABLE)
_WRITTEN = re.compile(rf"\b({'|'.join(sorted(SEVERAL))})s?\b")
_MEANINGS = {
    short: tuple((long, re.compile(context.replace("<short>", short))) for long, context in meanings)
    for short, meanings in _TABLE
}


def meant(text: str) -> Mapping[str, str]:
    """Return the long form of each abbreviation of several meanings of which the text tells which it means."""
    found: dict[str, str] = {}
    for short in dict.fromkeys(_WRITTEN.findall(text)):
        clear = [long for long, context in _MEANINGS[short] if context.search(text)]
        if len(clear) == 1:
            found[short] = clear[0]
    return found

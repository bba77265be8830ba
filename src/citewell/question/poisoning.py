"""Whether a question is of an overdose or of something swallowed, and whether a sentence speaks of one.

Whoever suspects one calls a poison centre, with or without symptoms: a child that got at medicine, a wrong dose, too
many tablets. Sources: Wyoming Department of Health, "Poison Help"; StayWell, "About Poison Control Centers" (a wrong
dose, or too much of a medicine, given or swallowed).
"""

from __future__ import annotations

import re
from functools import lru_cache

_TOOK = (
    r"(?:took|taken|taking|tak(?:e|es)|swallow(?:ed|s)|ingest(?:ed|s|ing|ion)|ate|eaten|drank|given|gave|injected|had)"
)
_DRUG = r"(?:paracetamol|acetaminophen|tylenol|panadol|aspirin|ibuprofen|advil|naproxen|codeine|tramadol|oxycodone|morphine|metformin|propranolol|amitriptyline|sertraline|citalopram|venlafaxine|diazepam|digoxin|iron|lithium)s?"
# Five grams and more: of medicines weighed in grams, none is taken in so much at once.
_GRAMS = r"(?:(?:[5-9]|[1-9]\d{1,2})(?:\.\d+)?\s?(?:g|gm|grams?|grammes)|(?:[5-9]|\d{2,3}),?\d{3}\s?mg)"
_TIMES = r"(?:\d+|two|three|four|five|six|eight|ten|twenty|several|many)"
_CHILD = r"(?:child|toddler|baby|infant|kid|son|daughter|boy|girl|grandson|granddaughter|\d+[\s-]*(?:year|yr|month|week)s?[\s-]*old|\d+\s?(?:y/?o|m/?o))"
_MEDICINE = r"(?:pills?|tablets?|capsules?|medicines?|medications?|meds|vitamins|gumm(?:y|ies)|detergent|bleach|poison|button\ batter\w+|magnets?)"
_INGESTED = re.compile(
    rf"""\b(?:(?:took|taken|swallowed|ingested|ate|drank|had)\b.{{0,40}}\b(?:too\ (?:many|much)|all\ (?:my|his|her|the|their|of)|(?:an?\ |the\ )?(?:whole|entire|full)\ (?:bottle|packet|box|pack|blister|strip)|overdos\w+|\d{{2,}}\ (?:\w+\ ){{0,2}}?(?:tablets|pills|capsules)|\d{{2,}}\ (?:of\ (?:my|his|her|the)\ )?(?:paracetamol|acetaminophen|tylenol|panadol|aspirins?|ibuprofen|advil|codeine|tramadol|oxycodone|metformin|propranolol|amitriptyline|sertraline)s?\b(?!\ ?m)|(?:double|triple|\d+\ times)\ (?:my|his|her|the)\ (?:\w+\ )?(?:dose|warfarin|insulin|digoxin|methotrexate|lithium)|button\ batter\w+|bleach|poison)
    | overdosed | overdosing
    | {_TOOK}\b.{{0,30}}\b{_GRAMS}\ (?:of\ )?{_DRUG} | {_GRAMS}\ (?:of\ )?{_DRUG}\b.{{0,30}}\b{_TOOK} | {_DRUG}\ {_GRAMS}\b.{{0,30}}\b{_TOOK}
    | {_TOOK}\b.{{0,50}}\b{_TIMES}\ times\ (?:\w+\ ){{0,3}}(?:dose|amount) | {_TIMES}\ times\ (?:\w+\ ){{0,3}}(?:dose|amount)\b.{{0,40}}\b{_TOOK}
    | (?:accident\w*|mistak\w+|error)\b.{{0,60}}\b(?:double|triple|extra|two|second|wrong)\ (?:\w+\ )?(?:doses?|tablets|pills|amount)
    | (?:double|triple|extra|two|second|wrong)\ (?:\w+\ )?(?:doses?|tablets|pills|amount)\b.{{0,60}}\b(?:accident\w*|by\ mistake|mistakenly|in\ error)
    | (?:i|he|she|patient|we|they|{_CHILD})\ (?:\w+\ )?(?:took|gave|has\ taken|have\ taken|had)\ (?:\w+\ )?(?:an?\ )?(?:double|triple)\ dose
    | {_CHILD}\b.{{0,30}}\b(?:ate|eaten|eating|swallowed|drank|ingested|chewed|got\ (?:into|hold\ of|at))\b.{{0,50}}\b(?:{_MEDICINE}|{_DRUG}))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OVERDOSE = re.compile(r"\b(?:overdos(?:e|es|age)|poisoning|poisoned)\b", re.IGNORECASE)
# Asked of overdoses in general, and not of one.
_IN_GENERAL = re.compile(
    r"\b(?:how (?:common|many|often)|prevalence|incidence|epidemiolog\w+|rates?|trends?|deaths?|mortality|statistics|risk|risks|prevent\w*|avoid\w*|reduc\w+|causes? of"
    r"|history|previous|years? ago|last year|food poisoning|blood poisoning|lead poisoning)\b",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\b(?:overdos\w+|poison\w*|ingest(?:ed|ions?|ing)|intoxicat\w+|supratherapeutic|antidotes?)\b", re.IGNORECASE
)


# One answer asks this of its question for each sentence that may be quoted.
@lru_cache(maxsize=256)
def sign_of_ingestion(question: str) -> str | None:
    """Return the words by which a question tells of an overdose that happened, or asks what to do in one; else None.

    A question on overdoses in general ("how common are they?") tells of none; one on the care of an overdose may be
    asked beside the patient, so that it counts.
    """
    if match := _INGESTED.search(question):
        return match.group()
    match = _OVERDOSE.search(question)
    return match.group() if match and not _IN_GENERAL.search(question) else None


@lru_cache(maxsize=256)
def is_of_overdose(question: str) -> bool:
    """Tell whether a question is of an overdose or of something swallowed, one that happened or any."""
    return sign_of_ingestion(question) is not None or re.search(r"\boverdos\w+", question, re.IGNORECASE) is not None


def speaks_of_overdose(text: str) -> bool:
    """Tell whether a text speaks of an overdose, a poisoning or an ingestion: what a drug is for answers none."""
    return _SPEAKS.search(text) is not None

"""Corruptions of a comparison: its two sides, or their figures, exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from citewell.evaluation.mutations.amounts import exchanged
from citewell.evaluation.mutations.edits import Edit, Operator, alternatives
from citewell.evaluation.mutations.material import Statement
from citewell.evaluation.mutations.names import DRUG, is_same_drug
from citewell.evaluation.mutations.numerals import Part, numerals

# Two sides that are compared. Names of drugs are added by `DRUG`.
_TREATMENTS = (
    "placebo", "usual care", "standard care", "conventional therapy", "sham", "no treatment", "surgery", "physiotherapy",
    "nonsurgical treatment", "nonoperative treatment", "operative treatment", "acupuncture", "psychotherapy",
    "chemotherapy", "radiotherapy", "monotherapy", "combination therapy", "standard therapy", "SGLT2 inhibitors",
    "GLP-1 receptor agonists", "ACE inhibitors", "calcium channel blockers", "diuretics", "beta-blockers", "SSRIs", "SNRIs",
    "tricyclic antidepressants", "conventional treatment", "early surgery", "delayed surgery", "open repair",
    "percutaneous repair", "nonoperative management", "standard treatment", "intensive treatment", "insulin", "vitamin D",
    "antibiotics", "corticosteroids", "opioids", "statins", "proton pump inhibitors",
)  # fmt: skip
_PEOPLE = (
    "men", "women", "males", "females", "boys", "girls", "adults", "children", "adolescents", "smokers", "nonsmokers",
    "non-smokers", "older patients", "younger patients", "black patients", "white patients", "wild-type mice",
    "knockout mice", "infants", "the elderly", "diabetics", "nondiabetics", "survivors", "nonsurvivors", "responders",
    "nonresponders", "non-responders",
)  # fmt: skip
_ARMS = (
    "the intervention group",
    "the control group",
    "the treatment group",
    "the treated group",
    "the standard group",
)
# A name that goes on, or is one of two, is not a side.
_SALTS = "sodium|potassium|cilexetil|hydrochloride|maleate|succinate|tartrate|besylate|mesylate|calcium|acetate|citrate"
_EITHER = tuple(
    re.compile(rf"(?<![\w+/-])(?<!\band )(?:{names})(?![\w+/-])(?! (?:and|or|{_SALTS})\b)", re.IGNORECASE)
    for names in (f"{alternatives(_TREATMENTS)}|{DRUG}", alternatives(_PEOPLE), alternatives(_ARMS))
)
_COMPARES = re.compile(
    r"\b(?:than|compared (?:with|to)|in comparison (?:with|to)|versus|vs\.?|relative to|rather than|over)\b",
    re.IGNORECASE,
)
_GOES_ONE_WAY = re.compile(
    r"\b(?:more|less|fewer|better|worse|higher|lower|greater|smaller|longer|shorter|faster|superior|inferior|reduc\w+|increas\w+"
    r"|decreas\w+|improv\w+|lowered|recommend\w*|prefer\w*|suggests?|rose|fell|worsen\w+|relieved|prevented|earlier|older|younger)\b",
    re.IGNORECASE,
)
_EVEN = re.compile(
    r"\b(?:similar\w*|no (?:\w+ ){0,2}difference\w*|no more|no less|equal\w*|equivalent|comparable|both|same|each|between|respectively|as (?:well|effective|good)"
    r"|did not|not|nor|neither|combin\w+|plus|whereas|while|but|randomi[sz]ed? to|switch\w+|unclear|little or no|(?:was|were|is|are) compared|or)\b",
    re.IGNORECASE,
)


def sides_exchanged(statement: Statement) -> Iterator[Edit]:
    """The two sides of a comparison exchanged: "A better than B" becomes "B better than A"."""
    text = statement.text
    if _EVEN.search(text) or not _GOES_ONE_WAY.search(text):
        return
    for side in _EITHER:
        found = list(side.finditer(text))
        if len(found) == 2 and not (side is _EITHER[0] and is_same_drug(found[0].group(), found[1].group())):
            yield from _exchanged_sides(text, *found)


def _exchanged_sides(text: str, first: re.Match[str], second: re.Match[str]) -> Iterator[Edit]:
    if first.group().lower() == second.group().lower():
        return
    if _COMPARES.search(text, first.end(), second.start()):
        one = _fitted(second.group(), first.group(), opens=not first.start())
        other = _fitted(first.group(), second.group())
        claim = text[: first.start()] + one + text[first.end() : second.start()] + other + text[second.end() :]
        yield Edit(claim, f"{first.group()} … {second.group()}", f"{one} … {other}")


def _fitted(word: str, place: str, *, opens: bool = False) -> str:
    """Return a word with the capital, or without it, of the place where it is put; abbreviations stay."""
    if word[1:2].isupper():
        return word
    if opens:
        return word[0].upper() + word[1:]
    return (word[0].upper() if place[0].isupper() and not place[1:2].isupper() else word[0].lower()) + word[1:]


_BETWEEN_ARMS = re.compile(
    r"(?:\b(?:vs\.?|versus|compared (?:with|to)|against|than|and|whereas|while)\b)(?![^.;]*\b(?:respectively)\b[^.;]*\bwhile\b)",
    re.IGNORECASE,
)
_FARTHEST = 90


def figures_exchanged(statement: Statement) -> Iterator[Edit]:
    """The figures of two arms, or of before and after, exchanged."""
    text = statement.text
    found = [n for n in numerals(text) if n.part in {Part.PERCENTAGE, Part.COUNT, Part.OTHER}]
    for one, other in pairwise(found):
        between = text[one.end : other.start]
        if one.part is not other.part or one.value == other.value or len(between) > _FARTHEST or ";" in between:
            continue
        if re.search(r"(?:±|\+/?-) ?$", text[: one.start]):
            continue
        if ("." in one.text) != ("." in other.text) or between.count("(") != between.count(")"):
            continue
        if _is_of_two_arms(text, between, one.start, other.end):
            yield exchanged(text, (one.start, one.end), (other.start, other.end))


def _is_of_two_arms(text: str, between: str, start: int, end: int) -> bool:
    """Tell whether two figures belong to two sides: "12% vs 30%", "12% in men and 30% in women", "from 12 to 30"."""
    bare = re.sub(r"[%()\s]|per ?cent|points?", "", between).strip(",")
    if bare in {"vs", "vs.", "versus", "comparedwith", "comparedto", "against"}:
        return True
    # A range is the same whichever end comes first.
    lead = text[max(0, start - 60) : start]
    if re.search(r"\b(?:rang|var[iy]|interval|aged|between)", lead):
        return False
    if re.fullmatch(r"(?:to|%to)", bare) and re.search(r"\bfrom (?:[a-z]+ ){0,4}$", lead):
        return True
    if bare == "and" and re.match(r"[^.;]{0,90}\brespectively\b", text[end:]) and text[end:].count("respectively") == 1:
        return True
    return (
        re.match(
            r"%? (?:\([^)]*\) )?(?:\w+ ){0,3}(?:in|with|of|on|for|among|given|after|taking|who|receiving)\b", between
        )
        is not None
        and _BETWEEN_ARMS.search(between) is not None
        and re.match(
            r"%? (?:\([^)]*\) )?(?:\w+ ){0,3}(?:in|with|of|on|for|among|given|after|taking|who|receiving)\b", text[end:]
        )
        is not None
    )


COMPARISONS: dict[str, Operator] = {"sides exchanged": sides_exchanged, "figures exchanged": figures_exchanged}

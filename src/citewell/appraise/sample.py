"""How many people, or studies, a record reports on."""

from __future__ import annotations

import re

from citewell.library.passages import abstract_sections
from citewell.model.evidence import Record

_NUMBER = r"(\d{1,3}(?:[,\u2009 ]\d{3})+|\d+)"
_PEOPLE = (
    r"(?:patients?|participants?|adults?|people|persons?|women|men|children|individuals?|subjects?|volunteers?|athletes?|infants?|veterans?"
    r"|adolescents?|cases|knees|hamstrings|ruptures|repairs|players|users|residents|beneficiaries|respondents)"
)
_BETWEEN = r"(?:\s+(?!and\b|to\b|or\b)[A-Za-z-]+){0,5}?"
_PATTERNS = (
    re.compile(rf"\b[nN]\s*=\s*{_NUMBER}"),
    re.compile(rf"\b{_NUMBER}{_BETWEEN}\s+{_PEOPLE}\b", re.IGNORECASE),
)
# Arms that are told one after the other: "received either placebo (n=25) or zanolol (n=25)".
_ARMS = re.compile(
    rf"\b(?:receiv\w+|randomi[sz]\w+|assign\w+|allocat\w+)\b[^.;]{{0,120}}?\(\s*n\s*=\s*{_NUMBER}\s*\)"
    rf"(?:\s*,?\s*(?:or|and|versus|vs\.?)\s[^().;]{{0,60}}?\(\s*n\s*=\s*{_NUMBER}\s*\))+",
    re.IGNORECASE,
)
_ARM = re.compile(rf"\(\s*n\s*=\s*{_NUMBER}\s*\)", re.IGNORECASE)
# And "a comparison of zanolol (244 subjects), quibrex (245 subjects) and placebo (160 subjects)".
_COMPARES = re.compile(
    r"\b(?:comparison|compar\w+|receiv\w+|randomi[sz]\w+|assign\w+|allocat\w+)\b[^.]{0,400}", re.IGNORECASE
)
_ARM_OF_PEOPLE = re.compile(rf"\(\s*{_NUMBER}\s+{_PEOPLE}\s*\)", re.IGNORECASE)
_PREFERRED_SECTIONS = ("population", "participants", "patients", "methods", "results", "abstract")


def find_sample(record: Record, *, least: int = 2) -> int | None:
    """Return the largest number of people the record says it is about; None if it names none of `least` or more.

    The largest, because abstracts give the whole first and its arms after it; arms that are told in a row are added up.
    """
    # The body of a paper counts much else: subgroups, other studies, years.
    sections = sorted(abstract_sections(record), key=lambda s: _rank(s.label))
    for section in sections[:3]:
        found = [_whole(match[1]) for pattern in _PATTERNS for match in pattern.finditer(section.text)]
        found += [sum(_whole(arm[1]) for arm in _ARM.finditer(arms[0])) for arms in _ARMS.finditer(section.text)]
        found += [_of_arms(told[0]) for told in _COMPARES.finditer(section.text)]
        plausible = [n for n in found if least <= n < 50_000_000 and not 1900 <= n <= 2100]
        if plausible:
            return max(plausible)
    return None


def _of_arms(text: str) -> int:
    """Return how many people the arms of a comparison have together; 0 where the counts are not of arms: too unlike."""
    arms = [_whole(arm[1]) for arm in _ARM_OF_PEOPLE.finditer(text)]
    return sum(arms) if arms and max(arms) <= _AS_LARGE * min(arms) else 0


# Arms are seldom more unlike than three to one.
_AS_LARGE = 3


def _whole(number: str) -> int:
    return int(re.sub(r"[,\u2009 ]", "", number))


def _rank(label: str) -> int:
    lower = label.lower()
    return next((i for i, name in enumerate(_PREFERRED_SECTIONS) if name in lower), len(_PREFERRED_SECTIONS))

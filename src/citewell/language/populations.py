"""The groups of people for whom an answer differs: who is pregnant, a child, old, or has failing kidneys or liver."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache


class Group(StrEnum):
    """A group that has doses, dangers and trials of its own."""

    PREGNANCY = "pregnancy"
    BREASTFEEDING = "breastfeeding"
    CHILDREN = "children"
    OLDER = "older adults"
    KIDNEYS = "kidney disease"
    LIVER = "liver disease"


class Sex(StrEnum):
    """One of the two by which trials, labels and guidelines tell people apart."""

    MEN = "men"
    WOMEN = "women"


_OF_SEX = {
    Sex.MEN: re.compile(r"\b(?:men|man|males?|boys?)(?!\w)", re.IGNORECASE),
    Sex.WOMEN: re.compile(r"\b(?:wom[ae]n|females?|girls?|pregnan\w+|(?:pre|post)-?menopausal)(?!\w)", re.IGNORECASE),
}
_WORDS = {
    Group.PREGNANCY: r"pregnan\w+|gestation\w*|trimesters?|f(?:o)?etus|f(?:o)?etal|teratogen\w+|birth defects?|childbearing|expecting a baby",
    Group.BREASTFEEDING: r"breast-?\s?fe(?:ed|eding|d)|nursing (?:mothers?|women|infants?)|lactati(?:on|ng)|human milk|breast milk",
    Group.CHILDREN: r"child(?:ren|hood|'s|’s)?|p(?:a)?ediatrics?|infants?|newborns?|neonat\w+|toddlers?|bab(?:y|ies)|adolescents?|teen\w*|preterm|kids?|schoolchildren|boys?|girls?",
    Group.OLDER: r"elderly|geriatric\w*|older (?:adults?|people|persons?|patients?|men|women|participants)|seniors?|(?:aged|over|above|older than|≥|>=) ?(?:6[05]|7\d|8\d)(?: years)?|65 years (?:and|or) (?:older|over)|old age|frail\w*|nursing home",
    Group.KIDNEYS: r"(?:renal|kidney) (?:impairment|insufficiency|failure|disease|dysfunction|function)|renally|h(?:a)?emodialysis|dialysis|creatinine clearance|CrCl|e?GFR|CKD|ESRD|nephropathy|bad kidneys|kidneys?",
    Group.LIVER: r"(?:hepatic|liver) (?:impairment|insufficiency|failure|disease|dysfunction)|cirrho\w+|child-pugh|bad liver",
}  # fmt: skip
_COMPILED = {group: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE) for group, words in _WORDS.items()}
_ANY = re.compile("|".join(pattern.pattern for pattern in _COMPILED.values()), re.IGNORECASE)
# How the parts of a drug label are headed that speak of a group; set by 21 CFR 201.57(c)(9), in lower case.
HEADINGS: dict[Group, tuple[str, ...]] = {
    Group.PREGNANCY: ("pregnancy", "teratogenic", "reproductive potential"),
    Group.BREASTFEEDING: ("lactation", "nursing mothers", "breast-feeding"),
    Group.CHILDREN: ("pediatric", "children"),
    Group.OLDER: ("geriatric", "elderly"),
    Group.KIDNEYS: ("renal", "kidney"),
    Group.LIVER: ("hepatic", "liver"),
}


@lru_cache(maxsize=16384)
def groups(text: str) -> frozenset[Group]:
    """Return the groups that a text speaks of."""
    if not _ANY.search(text):
        return frozenset()
    return frozenset(group for group, pattern in _COMPILED.items() if pattern.search(text))


@lru_cache(maxsize=16384)
def sexes(text: str) -> frozenset[Sex]:
    """Return the sexes that a text names."""
    return frozenset(sex for sex, pattern in _OF_SEX.items() if pattern.search(text))


# Diseases, and parts of the body, of one sex: who reads of them knows whom they concern.
_CONCERNS = {
    Sex.WOMEN: re.compile(
        r"\b(?:pre-?eclampsia|eclampsia|pregnan\w+|gestation\w*|(?:pre-?term |threatened )?labou?r (?:induction|ward)|induction of labou?r|preterm labou?r|caesarean|cesarean|postpartum|menopaus\w+|postmenopaus\w+"
        r"|menstru\w+|menorrhagia|dysmenorrh\w+|endometri\w+|ovar\w+|uter(?:us|ine)|vagin\w+|cervical cancer|breast-?feed\w*)\b",
        re.IGNORECASE,
    ),
    Sex.MEN: re.compile(r"\b(?:prostat\w+|testic\w+|testes|erectile|vasectomy)\b", re.IGNORECASE),
}


def concerns(sex: Sex, text: str) -> bool:
    """Tell whether a text names a sex, or a disease or a part of the body that only it has."""
    return sex in sexes(text) or _CONCERNS[sex].search(text) is not None


def is_headed_for(label: str, asked: frozenset[Group]) -> bool:
    """Tell whether the last part of a section's heading names one of the groups asked about."""
    heading = label.rsplit(" > ", 1)[-1].lower()
    return any(name in heading for group in asked for name in HEADINGS[group])

"""British spellings written the American way: of every word that is indexed, and of a text that is compared."""

from __future__ import annotations

import re

# British and American spellings that a stemmer does not bring together: (British, American).
_SPELLINGS = {
    "haem": "hem", "aemi": "emi", "oedem": "edem", "oesoph": "esoph", "oestr": "estr", "paed": "ped",
    "rrhoe": "rrhe", "faec": "fec", "anaesth": "anesth", "tumour": "tumor", "behaviour": "behavior",
    "colour": "color", "odour": "odor", "ischaem": "ischem", "sulph": "sulf", "dyspnoea": "dyspnea",
    "apnoea": "apnea", "foetus": "fetus", "foetal": "fetal", "caecum": "cecum", "coeliac": "celiac",
    "gynaec": "gynec", "leucocyt": "leukocyt", "centre": "center", "litre": "liter", "fibre": "fiber",
}  # fmt: skip
# Looking for a few marks first, and then only for the spellings that hold one, makes folding seven times
# as fast as one pattern of them all: it is done to every word that is indexed.
_MARKS = ("ae", "oe", "our", "sulph", "leucocyt", "centre", "litre", "fibre")
_BY_MARK = {
    mark: sorted(((b, a) for b, a in _SPELLINGS.items() if mark in b), key=lambda pair: -len(pair[0]))
    for mark in _MARKS
}
_ISE = re.compile(r"is(?<=[a-z]{3}is)(?=(?:e|ed|es|ing|ation|ations)\b)")
_YSE = re.compile(r"ys(?<=[a-z]{3}ys)(?=(?:e|ed|es|ing)\b)")


def fold_spelling(lower_case: str) -> str:
    """Return lower-case text with British spellings written the American way."""
    for mark in _MARKS:
        if mark in lower_case:
            for british, american in _BY_MARK[mark]:
                lower_case = lower_case.replace(british, american)
    if "is" in lower_case:
        lower_case = _ISE.sub("iz", lower_case)
    return _YSE.sub("yz", lower_case) if "ys" in lower_case else lower_case


# What to look for first, which is quicker; the pattern; the American spelling.
_SPELT = (
    ("our", re.compile(r"\b((?:dis)?fav|hon|lab|hum|rig|vig|neighb|harb|vap|arm|flav|endeav)our"), r"\1or"),
    ("aetiol", re.compile(r"\baetiolog"), "etiolog"),
    ("caesar", re.compile(r"\bcaesar"), "cesar"),
    ("programme", re.compile(r"\bprogramme"), "program"),
    ("grey", re.compile(r"\bgrey\b"), "gray"),
    ("ageing", re.compile(r"\bageing\b"), "aging"),
    ("judgement", re.compile(r"\bjudgement"), "judgment"),
    ("logue", re.compile(r"\b(cata|dia|ana)logue"), r"\1log"),
    ("manoeuvr", re.compile(r"\bmanoeuvr"), "maneuver"),
    ("enrol", re.compile(r"\b(enrol)(?=s?\b|ment)"), r"\1l"),
    ("fulfil", re.compile(r"\b(fulfil)(?=s?\b|ment)"), r"\1l"),
    ("instal", re.compile(r"\b(instal)(?=s?\b|ment)"), r"\1l"),
    ("distil", re.compile(r"\b(distil)(?=s?\b|ment)"), r"\1l"),
    ("ll", re.compile(r"\b(label|model|travel|counsel|cancel|signal|channel|level|total|fuel|tunnel|marshal|equal)l(ed|ing)\b"), r"\1\2"),
    ("practis", re.compile(r"\bpractis(e[ds]?|ing)\b"), r"practic\1"),
    ("licence", re.compile(r"\blicence"), "license"),
    ("ence", re.compile(r"\b(defen|offen)ce"), r"\1se"),
    ("mould", re.compile(r"\bmould"), "mold"),
    ("sceptic", re.compile(r"\bsceptic"), "skeptic"),
)  # fmt: skip


def respelt(text: str) -> str:
    """Return lower-case text with the rarer British words, too, written the American way.

    They are for comparing two sentences: no index is folded by them, whose every word would be looked at for each.
    """
    for part, pattern, said in _SPELT:
        if part in text:
            text = pattern.sub(said, text)
    return text


# Of the words that no index folds, those by which medicine names things: the stem of one spelling finds no other.
_TWO_WAYS = (
    ("labor", "labour"), ("cesarean", "caesarean"), ("cesarean", "caesarian"), ("etiology", "aetiology"),
    ("program", "programme"), ("maneuver", "manoeuvre"), ("vapor", "vapour"), ("neighbor", "neighbour"),
)  # fmt: skip


def other_spellings(word: str) -> tuple[str, ...]:
    """Return the other spellings of a lower-case word that no index brings together with it."""
    bare, ending = (word.removesuffix("s"), "s") if word.endswith("s") else (word, "")
    return tuple(other + ending for pair in _TWO_WAYS for one, other in (pair, pair[::-1]) if one == bare)

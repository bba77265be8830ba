"""A text in one form: what may be written in several ways, and means the same, is written in one.

Two texts are compared in this form. It is for comparing only: it is not English, and no reader sees it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from citewell.language.abbreviations import definitions
from citewell.language.british import fold_spelling, respelt
from citewell.language.equivalents import abbreviations, with_one_name
from citewell.language.meanings import meant
from citewell.language.numerals import in_figures
from citewell.language.units import PER, UNIT, divisors, symbol
from citewell.language.words import normalise

_POWER = re.compile(r"(?<=\d)([⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_RAISED = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
_MARKS = str.maketrans(
    {
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "－": "-",
        "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "·": ".", "∙": ".", "⋅": ".", "⩽": "≤", "⩾": "≥", "≦": "≤", "≧": "≥", "⟨": "<", "⟩": ">", "∼": "~", "μ": "µ",
        "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
        "\u2028": " ", "\u2029": " ",
    }
)  # fmt: skip
_MIDDLE_DOT = re.compile(r"(?<!\d)[·∙⋅]|[·∙⋅](?!\d)")
_SIGNS = (
    (re.compile(r"> ?=|=>|\b(?:greater|more|higher) than or equal to\b|\bequal to or (?:greater|more|higher) than\b"), "≥"),
    (re.compile(r"< ?=|=<|\b(?:less|lower|fewer) than or equal to\b|\bequal to or (?:less|lower|fewer) than\b"), "≤"),
    (re.compile(r"\+ ?/ ?-"), "±"),
    (re.compile(r" ?([<>≤≥]) ?"), r" \1 "),
)  # fmt: skip
_PREFIXED = re.compile(
    r"\b(non|anti|co|pre|post|re|sub|multi|inter|intra|extra|semi|over|under|peri|ultra|hyper|hypo|neo|immuno|bio|cardio|neuro|radio|chemo)-"
    r"(?=[a-z]{3})"
)
_NOT_PREFIXED = re.compile(r"\bnon (?=[a-z]{3})")
# The number of a name is no figure: "COVID-19", "IL-6".
_NAMED = re.compile(
    r"\b((?:[A-Za-z]+-)?[A-Z]{2,}[A-Za-z]*|[A-Z][a-z]+[A-Z][A-Za-z]*)-(\d+[A-Za-z]{0,2})\b(?![.,%]\d|%)"
)
_SHORT = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_DAYS = {"day": "daily", "d": "daily", "week": "weekly", "month": "monthly", "year": "yearly", "annum": "yearly"}
_A_TIME = re.compile(r"(?:\b(?:a|per|each|every) |(?<=[a-z0-9]) ?/ ?)(day|d|week|month|year|annum)\b(?! ?of\b)")
_TIMES = (
    (re.compile(r"\b(?:once daily|1 time daily|o\.d\.|qd|q\.d\.)(?![a-z])"), "once daily"),
    (re.compile(r"\b(?:twice daily|2 times daily|b\.?i\.?d\b\.?)"), "twice daily"),
    (re.compile(r"\b(?:thrice daily|3 times daily|t\.?i\.?d\b\.?)"), "3 times daily"),
    (re.compile(r"\b(?:4 times daily|q\.?i\.?d\b\.?)"), "4 times daily"),
    (re.compile(r"\bannually\b"), "yearly"),
    (re.compile(r"\bannual\b"), "yearly"),
)  # fmt: skip
_AMOUNT = re.compile(rf"(?<=\d)(?P<gap>[\s-]?)(?P<unit>{UNIT})(?![a-z0-9²])(?P<per>{PER}*)")
_RANGE = re.compile(r"(?<=[\d%])\s?-\s?(?=(?:-\s?)?\.?\d)")
# "5 to 10 mg": what the second is measured in, the first is too.
_SHARED = re.compile(
    rf"(?<![\w.])(?P<low>-?\d+(?:\.\d+)?)(?P<to> (?:to|or) )(?=-?\d+(?:\.\d+)? ?(?P<unit>{UNIT})(?![a-z0-9²])(?P<per>{PER}*))"
)
_AGED = re.compile(r"(?<=\d) ?-?(?:year|yr)s?[ -]old\b")
_NOT = re.compile(r"\b(?:(ca|wo)n't|([a-z]+)n't)\b")
# "Recommends against" denies as "does not recommend" does.
_AGAINST = re.compile(r"\b((?:recommend|advis|suggest|caution)\w*) against\b")
_ABOVE = r"(?:more|greater|higher|older|longer|larger) than|above|in excess of|exceeding|over"
_BELOW = r"(?:less|fewer|lower|younger|shorter|smaller) than|below|under"
_QUANTUM = rf"-?\d+(?:\.\d+)?%?(?: (?:{UNIT})(?![a-z0-9²]){PER}*)?"
_SHARE = r"-?\d+(?:\.\d+)?(?:%| (?:year old|mg|kg|ml|mmhg|patient))"
_MORE = "older|more|over|above|higher|greater|longer|upwards?"
_LESS = "younger|less|under|below|lower|fewer|shorter"
# "Helped over 12 months" tells how long; "for over 12 months" and "people over 65" set a bound.
_COUNTED = (
    r"\b(?P<counted>aged|for|were|was|is|are|had|took|lasting|people|persons|patients|participants|individuals|subjects|men|women"
    r"|adults|children|those|than) "
)
_BOUNDS = (
    (re.compile(rf"\b(?:no|not) (?:{_BELOW}) (?={_QUANTUM})|\bat least (?={_QUANTUM})|\ba minimum of (?={_QUANTUM})"), "≥ "),
    (re.compile(rf"\b(?:no|not) (?:{_ABOVE}) (?={_QUANTUM})|\bat most (?={_QUANTUM})|\ba maximum of (?={_QUANTUM})"), "≤ "),
    (re.compile(rf"({_QUANTUM})(?: of age| old)?,? (?:or|and) (?:{_MORE})\b(?! than| -?\d)"), r"≥ \1"),
    (re.compile(rf"({_QUANTUM})(?: of age| old)?,? (?:or|and) (?:{_LESS})\b(?! than| -?\d)"), r"≤ \1"),
    (re.compile(rf"\b(?:(?:more|greater|higher|older|longer|larger) than|above|in excess of|exceeding) (?={_QUANTUM})"), "> "),
    (re.compile(rf"\b(?:(?:less|fewer|lower|younger|shorter|smaller) than|below) (?={_QUANTUM})"), "< "),
    (re.compile(rf"{_COUNTED}over (?={_QUANTUM})"), r"\g<counted> > "),
    (re.compile(rf"{_COUNTED}under (?={_QUANTUM})"), r"\g<counted> < "),
    (re.compile(rf"\bover (?={_SHARE})"), "> "),
    (re.compile(rf"\bunder (?={_SHARE})"), "< "),
)  # fmt: skip
# An age is in years where nothing else is said.
_AGE = re.compile(
    rf"(?<=\bage )(\d+)(?=(?: to \d+)? ?(?:[,;.)]|$|or |and |with |who |in |from ))(?! (?:{UNIT})\b)|(?<=\baged )(\d+)(?! (?:{UNIT}|to|or \d|and \d)\b)(?!\d|\.\d|%)"
)
_SPACES = re.compile(r"\s+")
_DIGIT = re.compile(r"\d")
_MARKED = re.compile(r"[<>≤≥=+]|equal to")


@lru_cache(maxsize=4096)
def canonical(text: str, defined: tuple[tuple[str, str], ...] = ()) -> str:
    """Return a text in its one form; `defined` holds abbreviations with their long forms, beside those known to all."""
    return _canonical(text, dict(defined))


def _canonical(text: str, defined: Mapping[str, str]) -> str:
    plain = _spelt(fold_spelling(normalise(in_full(typed(text), defined))))
    if _MARKED.search(plain):
        for pattern, sign in _SIGNS:
            plain = pattern.sub(sign, plain)
    plain = _NOT_PREFIXED.sub("non", _PREFIXED.sub(r"\1", plain))
    plain = in_figures(plain)
    if has_figures := _DIGIT.search(plain) is not None:
        plain = _AGED.sub(
            " years old", _AGE.sub(lambda match: f"{match[1] or match[2]} year", _RANGE.sub(" to ", plain))
        )
        plain = _AMOUNT.sub(_in_symbols, _SHARED.sub(_with_unit, plain))
    plain = _SPACES.sub(" ", _A_TIME.sub(lambda match: " " + _DAYS[match[1]], plain))
    for pattern, said in (*_TIMES, *(_BOUNDS if has_figures else ())):
        plain = pattern.sub(said, plain)
    return with_one_name(plain).strip()


def _spelt(text: str) -> str:
    """Return a text with its contractions in full, in the American spelling."""
    if "n't" in text:
        text = _NOT.sub(_denied, text)
    text = respelt(text)
    return _AGAINST.sub(r"not \1", text) if " against" in text else text


def _denied(match: re.Match[str]) -> str:
    whole = {"ca": "can", "wo": "will"}.get(match[1], match[2])
    return f"{whole} not"


def typed(text: str) -> str:
    """Return a text in the marks of a typewriter, its letters as they are.

    Powers are written 10^-3, and names that end in a number without a hyphen.
    """
    if not text.isascii():
        text = _POWER.sub(lambda match: "^" + match[1].translate(_RAISED), text)
        text = unicodedata.normalize("NFKC", _MIDDLE_DOT.sub(" ", text).translate(_MARKS)).translate(_MARKS)
    return _SPACES.sub(" ", _NAMED.sub(r"\1\2", text)).strip()


def in_full(text: str, defined: Mapping[str, str]) -> str:
    """Return a text with its abbreviations in full, and without the brackets in which it defines them."""
    if "(" in text:
        for short, long in definitions(text).items():
            text = re.sub(rf"({re.escape(long)}) ?\({re.escape(short)}s?\)", r"\1", text)
    known = abbreviations()
    if clear := meant(text):
        known = {**known, **clear}
    return _SHORT.sub(lambda match: _long(match.group(), defined, known), text)


def _long(word: str, defined: Mapping[str, str], known: Mapping[str, str]) -> str:
    for short in (word, word.removesuffix("s")):
        if short in defined or short in known:
            return defined.get(short) or known[short]
    if "-" in word:
        return "-".join(_long(part, defined, known) for part in word.split("-"))
    return word


def _in_symbols(match: re.Match[str]) -> str:
    unit = symbol(match["unit"])
    if unit == "s" and not match["gap"]:
        return match.group()  # the 1990s
    return f"{'' if unit == '%' else ' '}{unit}{divisors(match['per'])}"


def _with_unit(match: re.Match[str]) -> str:
    return f"{match['low']} {symbol(match['unit'])}{divisors(match['per'])}{match['to']}"

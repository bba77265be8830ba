"""Negation and direction of effect in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.language.words import STOP_WORDS, stem

_NEGATOR = re.compile(
    r"not|no|never|none|neither|nor|without|cannot|can't|didn't|doesn't|isn't|wasn't|weren't|aren't|don't|won't|shouldn't"
    r"|lack(?:s|ed|ing)?|fail(?:s|ed|ure)?|absence|absent|unlikely|insufficient|unable"
)
_RATHER = "ratherthan"
_PHRASES = re.compile(r"\b(?:rather than|instead of|free of|free from)\b", re.IGNORECASE)
_UP = (
    r"increas\w*|higher|greater|rais(?:e|es|ed|ing)|rise[sn]?|rose|elevat\w*|more|longer|faster|quicker|larger|better|improv\w*|superior\w*|gain\w*|enhanc\w*"
    r"|exceed\w*|worsen\w*|worse|accelerat\w*|upper|maximum"
)
_DOWN = (
    r"decreas\w*|lower(?:ed|s|ing)?|reduc\w*|less(?:er|ened)?|fewer|fall(?:s|en)?|fell|declin\w*|shorter|slower|smaller|inferior\w*|diminish\w*|drop\w*|loss"
    r"|relie\w*|slow(?:s|ed)?|minimum"
)
_DIRECTION = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))", re.IGNORECASE)
_OPPOSITES = (
    ("effective", "ineffective"),
    ("significant", "nonsignificant"),
    ("safe", "unsafe"),
    ("recommend", "discourage"),
    ("contraindicated", "indicated"),
    ("beneficial", "harmful"),
    ("benefit", "harm"),
    ("before", "after"),
    ("within", "after"),
    ("within", "beyond"),
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
    ("left", "right"),
    ("few", "most"),
    ("few", "many"),
)
_PARTNERS: dict[str, set[str]] = {}
for _a, _b in _OPPOSITES:
    _PARTNERS.setdefault(_a, set()).add(_b)
    _PARTNERS.setdefault(_b, set()).add(_a)
_JOINED = re.compile(r"\bnon-?(?=operative|surgical|significant|inferior)", re.IGNORECASE)
_NOT_AN_AMOUNT = re.compile(
    r"\b(?:less|more) than\b|\bat (?:least|most)\b|\bover (?:time|the counter)\b", re.IGNORECASE
)


_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d[\d.,]*|[,;:.()]")
_CLAUSE_END = frozenset(
    {",", ";", ":", ".", "(", ")", "but", "and", "or", "whereas", "while", "although", "because", "than"}
)
_SCOPE_WORDS, _SHORT_SCOPE_WORDS = 6, 2
_CONTEXT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says which way (`up`, `down`, `not up`, `not down`) and what is around it.

    `is_degree` marks a word that only gives a degree, such as "more".
    """

    way: str
    is_degree: bool
    around: frozenset[str]


_DEGREE = frozenset({"more", "less"})


@dataclass(frozen=True, slots=True)
class Polarity:
    """What a text denies, and which way it says things go.

    `negated` tells for each content stem whether it stands within the reach of a negation, not, or both.
    `directions` holds each word of direction with the content stems around it.
    """

    negated: dict[str, set[bool]]
    directions: tuple[Direction, ...]

    @classmethod
    @lru_cache(maxsize=2048)
    def of(cls, text: str) -> Polarity:
        tokens = [
            t.lower().replace("’", "'") for t in _TOKEN.findall(_NOT_AN_AMOUNT.sub(" ", _PHRASES.sub(_RATHER, text)))
        ]
        content = _content(tokens)
        negated: dict[str, set[bool]] = {}
        for word in content:
            negated.setdefault(word.stem, set()).add(word.is_negated)
        return cls(negated, tuple(_directions(content)))


@dataclass(frozen=True, slots=True)
class _Word:
    token: str
    stem: str
    is_negated: bool


def _content(tokens: list[str]) -> list[_Word]:
    """Return the words and numbers that carry meaning, each with whether a negation reaches it."""
    found = []
    reach = 0
    for token in tokens:
        if _NEGATOR.fullmatch(token):
            reach = _SCOPE_WORDS
        elif token == _RATHER:
            reach = _SHORT_SCOPE_WORDS
        elif token in _CLAUSE_END:
            reach = 0
        elif token[0].isdigit() or _is_content(token):
            found.append(_Word(token, stem(token), reach > 0))
            reach -= 1
    return found


def _directions(content: list[_Word]) -> Iterator[Direction]:
    words = [word for word in content if not word.token[0].isdigit()]
    for index, word in enumerate(words):
        match = _DIRECTION.fullmatch(word.token)
        if match:
            around = words[max(0, index - _CONTEXT_WORDS) : index] + words[index + 1 : index + 1 + _CONTEXT_WORDS]
            way = ("not " if word.is_negated else "") + ("up" if match["up"] else "down")
            yield Direction(way, word.token in _DEGREE, frozenset(w.stem for w in around if w.stem != word.stem))


def _is_content(token: str) -> bool:
    return token[0].isalpha() and (token not in STOP_WORDS or _DIRECTION.fullmatch(token) is not None)


def negation_differs(text: str, quotes: Sequence[str]) -> str | None:
    """Return a word that the text denies and the quotes do not, or the reverse; None if there is none."""
    said = Polarity.of(text).negated
    read: dict[str, set[bool]] = {}
    for quote in quotes:
        for word, flags in Polarity.of(quote).negated.items():
            read.setdefault(word, set()).update(flags)
    for word, flags in said.items():
        if word in read and not flags & read[word]:
            return word
    return None


def direction_differs(text: str, quotes: Sequence[str]) -> bool:
    """Tell whether a word of direction in the text has no like in the quotes: same way, about the same thing."""
    directions = Polarity.of(text).directions
    read = [item for quote in quotes for item in Polarity.of(quote).directions] if directions else []
    for said in directions:
        near = [other for other in read if other.around & said.around]
        # "More" answers to "more"; only where the sources have no such word may "reduced" answer to "fewer".
        alike = [other for other in near if other.is_degree is said.is_degree] or near
        if said.around and not any(other.way == said.way for other in alike):
            return True
    return False


def agree(one: str, other: str) -> bool:
    """Tell whether neither text denies, reverses or gives the opposite of what the other says."""
    return all(
        negation_differs(a, [b]) is None and not direction_differs(a, [b]) and opposed(a, b) is None
        for a, b in ((one, other), (other, one))
    )


def opposed(text: str, quote: str) -> tuple[str, str] | None:
    """Return a word of the text whose opposite, and not itself, stands in the quote; None if there is none."""
    said = set(re.findall(r"[a-z]+", _JOINED.sub("non", text.lower())))
    read = set(re.findall(r"[a-z]+", _JOINED.sub("non", quote.lower())))
    for word in sorted(said - read):
        for partner in sorted(_PARTNERS.get(word, ())):
            if partner in read and partner not in said:
                return word, partner
    return None

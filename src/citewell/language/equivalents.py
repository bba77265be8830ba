"""Names of one thing brought to one name, so that a text may use either.

The tables here are narrower than those a question is widened by: a search for hamstring tears wants ruptures too, and a
sentence on a tear is no sentence on a rupture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources

from citewell.language.abbreviations import is_initials_of, is_short_for
from citewell.language.british import fold_spelling
from citewell.language.meanings import SEVERAL
from citewell.language.terms import Term, shipped_terms
from citewell.language.words import normalise

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_JOINED = re.compile(r"[ -]?")
_CAPITALS = re.compile(r"[A-Z].*[A-Z0-9]|[a-z]+[A-Z]{2,}\w*")
# The salt of a drug is left out where its dose is not in question: doses stand in figures of their own.
_SALTS = frozenset("sodium potassium calcium hydrochloride besylate oxalate etexilate trometamol tromethamine".split())
# In no table of terms, and in every report of a trial. CONSORT 2010 and its explanation use them so.
_OF_STATISTICS = {
    "IQR": "interquartile range",
    "NNT": "number needed to treat",
    "NNH": "number needed to harm",
    "RCT": "randomized controlled trial",
    "RCTs": "randomized controlled trials",
    "BMI": "body mass index",
}


@cache
def abbreviations() -> Mapping[str, str]:
    """Return the long form of each abbreviation that means one thing wherever it stands, as it is written."""
    found = dict(_OF_STATISTICS)
    for term in shipped_terms().terms:
        for short in term.names:
            is_plain = _CAPITALS.fullmatch(short) and " " not in short and short not in SEVERAL
            if is_plain and (long := _long_form(short, term.names)):
                found.setdefault(short, long)
                found.setdefault(f"{short}s", long)
    return found


def _long_form(short: str, names: Iterable[str]) -> str:
    """Return the first name that an abbreviation has its letters from: the first letters of words, if any has."""
    of_letters = [name for name in names if is_short_for(short, name)]
    return next((name for name in of_letters if is_initials_of(short, name)), next(iter(of_letters), ""))


class _Names:
    """The names that stand for another: looked up by their first word, the longest first."""

    def __init__(self, rows: Iterable[tuple[str, ...]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        known: set[tuple[str, ...]] = set()
        for first, *others in rows:
            for name in (first, *others):
                for form in _forms(name):
                    if form not in known:
                        known.add(form)
                        self._by_first.setdefault(form[0], []).append((form, first))
        for names in self._by_first.values():
            names.sort(key=lambda pair: -len(pair[0]))

    def replaced(self, text: str) -> str:
        """Return the text with each name as the first of its line."""
        found = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        parts: list[str] = []
        at = done = 0
        while at < len(found):
            for form, name in self._by_first.get(found[at][0], ()):
                if self._stands(form, found, at, text):
                    last = at + len(form) - 1
                    parts += [text[done : found[at][1]], name]
                    done = found[last][2]
                    at = last
                    break
            at += 1
        return "".join([*parts, text[done:]]) if parts else text

    @staticmethod
    def _stands(form: tuple[str, ...], found: list[tuple[str, int, int]], at: int, text: str) -> bool:
        if at + len(form) > len(found):
            return False
        return all(
            found[at + step][0] == word
            and (step == 0 or _JOINED.fullmatch(text, found[at + step - 1][2], found[at + step][1]) is not None)
            for step, word in enumerate(form)
        )


def _forms(name: str) -> Iterator[tuple[str, ...]]:
    """Yield the words of a name, and those of its plural."""
    words = tuple(_WORD.findall(fold_spelling(normalise(name))))
    yield words
    if not words[-1].endswith("s"):
        yield (*words[:-1], f"{words[-1]}s")


@cache
def _names() -> _Names:
    text = resources.files("citewell.language").joinpath("equivalents.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    rows = [tuple(fold_spelling(normalise(name.strip())) for name in line.split("|")) for line in lines]
    return _Names([*rows, *_drugs(shipped_terms().terms)])


def _drugs(terms: Iterable[Term]) -> Iterator[tuple[str, ...]]:
    """Yield the drugs of the table with their brands and salts: names of one word, but for the salt."""
    for term in terms:
        if term.type != "intervention" or " " in term.preferred:
            continue
        name = term.preferred.lower()
        same = [
            other.lower()
            for other in term.synonyms
            if (" " not in other and other[:1].isupper() and not other.isupper())
            or (other.lower().startswith(f"{name} ") and other.lower().removeprefix(f"{name} ") in _SALTS)
        ]
        if same:
            yield (name, *same)


def with_one_name(text: str) -> str:
    """Return a lower-case text, spelt the American way, in which each thing has one name."""
    return _names().replaced(text)

"""Abbreviations that a text defines for itself: "atrial fibrillation (AF)".

Source: Schwartz & Hearst, "A simple algorithm for identifying abbreviation definitions in biomedical text",
Pac Symp Biocomput 2003; here for the form "long form (SHORT)" alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SHORT = re.compile(r"\(([A-Z][A-Za-z0-9-]{1,9}?)s?\)")
_MOST_WORDS = 10
# Ten words stand within so many characters; looking at all that comes before would take a long text's square.
_MOST_CHARACTERS = 300


def definitions(text: str) -> dict[str, str]:
    """Return the long form of each abbreviation that the text defines; the first definition holds."""
    found: dict[str, str] = {}
    for match in _SHORT.finditer(text):
        short = match[1]
        before = re.findall(
            r"[^\W_]+(?:[-'’][^\W_]+)*",
            text[max(0, match.start() - _MOST_CHARACTERS) : match.start()].rsplit(". ", 1)[-1],
        )
        long = _long_form(short, before[-min(_MOST_WORDS, len(short) + 5) :])
        if long and long.lower() != short.lower():
            found.setdefault(short, long)
    return found


def is_short_for(short: str, long: str) -> bool:
    """Tell whether the letters of an abbreviation stand in a name of several words, in order, from its beginning."""
    return " " in long and long[0].lower() == short[0].lower() and _holds(short.lower(), long.lower())


def is_initials_of(short: str, long: str) -> bool:
    """Tell whether the letters of an abbreviation are first letters of words of a name, in their order."""
    return _holds(short.lower(), "".join(word[0] for word in re.split(r"[\W_]+", long.lower()) if word))


def _long_form(short: str, before: list[str]) -> str:
    """Return the shortest run of words before the bracket that holds the letters of `short` in order."""
    for start in range(len(before) - 1, -1, -1):
        words = before[start:]
        if words[0][0].lower() == short[0].lower() and _holds(short.lower(), " ".join(words).lower()):
            return " ".join(words) if len(words) > 1 else ""
    return ""


def _holds(letters: str, phrase: str) -> bool:
    rest = iter(phrase)
    return all(letter == "-" or any(letter == other for other in rest) for letter in letters)


_HYPHENED = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def expanded(text: str, known: dict[str, str]) -> str:
    """Return the long forms of the abbreviations that stand in the text, separated by full stops."""
    if not any(short in text for short in known):
        return ""  # as in most sentences
    said = (form for match in _HYPHENED.finditer(text) for form in _forms(match.group()))
    return ". ".join(dict.fromkeys(known[form] for form in said if form in known))


def _forms(word: str) -> Iterator[str]:
    """Yield a word and the runs of its hyphened parts, with and without the s of a plural."""
    parts = word.split("-")
    for start in range(len(parts)):
        for end in range(start + 1, min(len(parts), start + 3) + 1):
            form = "-".join(parts[start:end])
            yield form
            if form.endswith("s"):
                yield form[:-1]

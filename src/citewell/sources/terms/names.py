"""The names of a term as they are kept: cleaned, in the order of speech, once each."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citewell.language.words import stems
from citewell.model.serialise import clean

# The names of a chemical's structure are no words that anybody asks by, and no source writes them so.
MOST_WORDS = 8
MOST_CHARACTERS = 120
MOST_NAMES = 200
_EXPLAINED = re.compile(r"([A-Z][A-Za-z0-9-]{1,9}) \([^()]{3,}\)")


def kept_names(preferred: str, synonyms: Iterable[str]) -> tuple[str, ...]:
    """Return the names, the preferred one first; empty if it is none that can be found.

    "Infarction, Myocardial" gives way to "Myocardial Infarction" where that is a name too, and "MS (Multiple
    Sclerosis)" is the abbreviation.
    """
    found: dict[tuple[str, ...], str] = {}
    for name in (preferred, *synonyms):
        plain = " ".join(clean(name).split()) if isinstance(name, str) else ""
        if explained := _EXPLAINED.fullmatch(plain):
            plain = explained[1]
        key = tuple(stems(plain)) if len(plain) <= MOST_CHARACTERS else ()
        if key and len(key) <= MOST_WORDS:
            found.setdefault(key, plain)
        elif not found:
            return ()  # its preferred name is none of these, so there is no telling what it is
        if len(found) == MOST_NAMES:
            break
    spoken = {key: tuple(stems(in_order_of_speech(name))) for key, name in found.items()}
    return tuple(dict.fromkeys(found.get(spoken[key], name) for key, name in found.items()))


def in_order_of_speech(name: str) -> str:
    """Return "chronic renal insufficiency" for "renal insufficiency, chronic"; another name as it is."""
    return " ".join(reversed(name.split(", "))) if ", " in name else name

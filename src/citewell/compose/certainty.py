"""Whether a sentence is surer of itself than the words it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEDGE = re.compile(
    r"\b(?:may|might|could|can|possibl[ey]|potential(?:ly)?|probabl[ey]|perhaps|likely|appears?|appeared|seems?|seemed|suggest(?:s|ed|ing)?"
    r"|tend(?:s|ed)?|unclear|uncertain|inconclusive|hypothesi[sz]ed|presumabl[ey]|(?:low|very low|moderate)[- ]certainty|conditional(?:ly)?)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:whether|aim(?:s|ed)?|to (?:determine|assess|evaluate|investigate|examine|test|compare)|objectives?|will be)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:unless|except|only|if|when|until|provided|once|in case)\b", re.IGNORECASE)
_SURE = re.compile(
    r"\b(?:always|never|certain(?:ly)?|definite(?:ly)?|proven?|proves|guarantee[sd]?|undoubtedly|clearly|all|every(?:one|body)?|entirely"
    r"|completely|fully|invariably|must|only|best|safest|most effective|cures?|cured)\b",
    re.IGNORECASE,
)


def unsupported_certainty(text: str, quotes: Sequence[str]) -> str:
    """Return why a sentence is surer than its quotes, in words; empty if it is not.

    A hedge, a condition or an open question anywhere in a quote must be kept. That is too strict where it is on another
    part of the quote; the sentence is then shown in the source's own words.
    """
    read = " ".join(quotes)
    said = {match.group().lower() for match in _SURE.finditer(text)}
    known = {match.group().lower() for match in _SURE.finditer(read)}
    if said - known:
        return f'the source does not say "{sorted(said - known)[0]}"'
    for left_out in (_HEDGE, _OPEN, _CONDITION):
        word = left_out.search(read)
        if word and not left_out.search(text):
            return f'the source is not so sure: it says "{word.group()}"'
    return ""

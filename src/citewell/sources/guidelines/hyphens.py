"""Words that a line's end has divided, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DIVIDED = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)[-\u00ad\u2010]$")
# Parts that English writes with a hyphen: a line's end after them has not added it.
_FIRST = frozenset(
    """all anti best cost cross double drug early evidence first follow full half high ill large late long low lower mid moderate multi non
    not off one open over patient population post pre quality quasi re risk second self short side single six small strong sub
    three time two under upper very well whole year""".split()
)
_LAST = frozenset(
    """age aged based benefit blind centred centered certainty controlled day dependent dose effect effective effectiveness free grade
    harm induced label level line making month old off on order point positive negative quality related resistant risk specific
    strength term to treat up week wide year""".split()
)


class Hyphens:
    """Knows from the whole document which words are written with a hyphen."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        for line in lines:
            kept = _DIVIDED.sub("", line.rstrip())
            self._words.update(word.casefold() for word in _WORD.findall(kept))

    def joined(self, lines: Sequence[str]) -> str:
        """Return the lines as one, divided words whole."""
        text = ""
        for line in (line.strip() for line in lines):
            divided = _DIVIDED.search(text)
            if not divided or not line[:1].islower():
                text = f"{text} {line}" if text and not divided else text + line
                continue
            following = _WORD.match(line)
            whole = self._keeps(divided[1], following[0] if following else "")
            text = (text[:-1] + "-" if whole else text[:-1]) + line
        return text

    def _keeps(self, first: str, second: str) -> bool:
        """Tell whether the hyphen is the word's own: as the document writes it elsewhere, else as English does."""
        first, second = first.casefold(), second.casefold()
        if first + second in self._words:
            return False
        if f"{first}-{second}" in self._words:
            return True
        return first.rsplit("-", 1)[-1] in _FIRST or second.split("-", 1)[0] in _LAST or "-" in first

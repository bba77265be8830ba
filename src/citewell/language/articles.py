"""The article that a word asks for: "a" or "an"."""

from __future__ import annotations

import re

_VOWEL_SOUND = re.compile(r"(?:[aeio]|u(?!ni|se|su|ro|ti)|hour|honest)", re.IGNORECASE)


def article(written: str, following: str) -> str:
    """Return the article, "a" or "an", that what follows asks for, with the capital of the one written."""
    return written[0] + ("n" if _VOWEL_SOUND.match(following) else "")

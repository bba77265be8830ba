"""What the readers leave in a text for the audit: marks, links, anchors and line numbers, between private characters.

The readers of documents turn marks of references into nothing, for a text that is to be quoted. The audit needs
them, and puts a token in their place before a document is read. No text of a document can hold one: these characters
are taken out of it first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPEN, _PART, _CLOSE = "\ue000", "\ue001", "\ue002"
_PRIVATE = re.compile(f"[{_OPEN}-{_CLOSE}]")
TOKEN = re.compile(f"{_OPEN}([a-z]){_PART}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
RAISED, LINK, NOTE, ANCHOR, LINE, DEFINES = "slnaid"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it was found. `parts`: of a link its text and its address, else one value."""

    kind: str
    parts: tuple[str, ...]


def token(kind: str, *parts: str) -> str:
    """Return a token to put into a text."""
    return _OPEN + kind + "".join(_PART + without_tokens(" ".join(part.split())) for part in parts) + _CLOSE


def without_tokens(text: str) -> str:
    """Return a text in which no token can be: the private characters are taken out."""
    return _PRIVATE.sub("", text)


def found(match: re.Match[str]) -> Token:
    """Return what a match of TOKEN holds."""
    return Token(match[1], tuple(match[2].split(_PART)))


def bare(text: str) -> str:
    """Return a text without its tokens, but with what its links show."""
    return " ".join(TOKEN.sub(_shown, text).split())


def _shown(match: re.Match[str]) -> str:
    held = found(match)
    return held.parts[0] if held.kind == LINK else ""

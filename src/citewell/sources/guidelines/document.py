"""What every form of a guideline is read into: blocks in reading order, and what the document says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from citewell.model.serialise import clean
from citewell.sources.guidelines.facts import Facts

# A soft hyphen shows only at the end of a line; the others have no width at all.
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


class BlockKind(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    ITEM = auto()
    TABLE = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an item of a list, or a table.

    text: on one line; a table's is its caption.
    level: of a heading, from 1; of an item, how deep its list lies in others, from 0.
    number: of an item, as printed: `1.1.2`, `3`; empty for a bullet.
    page: from 1; 0 where the form has none.
    callout: blocks of one box that the document marks as a recommendation share a number from 1; 0 elsewhere.
    """

    kind: BlockKind
    text: str
    level: int = 0
    number: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    page: int = 0
    callout: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A guideline as read: its blocks, and what it says of itself."""

    blocks: tuple[Block, ...]
    facts: Facts


class Unreadable(ValueError):
    """The document cannot be read; the message says why and what to do."""


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space, and without what has no width."""
    return " ".join(clean(_UNSEEN.sub("", text)).split())

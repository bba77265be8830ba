"""Paragraphs and items put together as they are read: an opening with its list, an item with what is nested in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.sources.guidelines.document import Block, BlockKind

BULLET = " • "
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text that is read as one.

    is_item: it is an item of a list, and a whole sentence or advice, not a fragment.
    is_fragment: it is an item that says nothing alone, such as "pain".
    """

    text: str
    number: str = ""
    is_item: bool = False
    is_fragment: bool = False
    page: int = 0
    callout: int = 0


def is_sentence(text: str) -> bool:
    """Tell whether an item of a list can be read alone."""
    return len(text.split()) >= _LEAST_WORDS and (text[0].isupper() or text[0].isdigit() or text[0] in "“\"'(")


def units_of(blocks: Sequence[Block]) -> list[Unit]:
    """Return the paragraphs and the items as units, in order.

    "Offer zanolol to people with:" and its items are one sentence in print, and one unit. Items that are sentences
    stay apart, whatever opens their list.
    """
    units: list[Unit] = []
    place = 0
    while place < len(blocks):
        block = blocks[place]
        end = _end_of_list(blocks, place + 1, block)
        items = list(blocks[place + 1 : end])
        if block.kind is BlockKind.PARAGRAPH and not _is_opening(block, items):
            units.append(_unit(block, block.text))
            place += 1
            continue
        units.append(_unit(block, BULLET.join([block.text, *(_printed(item) for item in items)])))
        place = end
    return units


def _end_of_list(blocks: Sequence[Block], place: int, opener: Block) -> int:
    least = opener.level + 1 if opener.kind is BlockKind.ITEM else 0
    while place < len(blocks) and blocks[place].kind is BlockKind.ITEM and blocks[place].level >= least:
        if blocks[place].callout != opener.callout:
            break
        place += 1
    return place


def _is_opening(paragraph: Block, items: Sequence[Block]) -> bool:
    """Tell whether a paragraph and the list below it are one sentence."""
    if not paragraph.text.endswith(":") or not items:
        return False
    outer = [item for item in items if item.level == items[0].level]
    return not all(is_sentence(item.text) and item.text.endswith((".", "!", "?")) for item in outer)


def _printed(item: Block) -> str:
    return f"{item.number} {item.text}" if item.number else item.text


def _unit(block: Block, text: str) -> Unit:
    if block.kind is not BlockKind.ITEM:
        return Unit(text, block.number, page=block.page, callout=block.callout)
    whole = is_sentence(block.text)
    return Unit(text, block.number, whole, not whole, block.page, block.callout)


def as_text(units: Sequence[Unit]) -> str:
    """Return units as the text of a section: paragraphs apart, fragments of a list in one row."""
    paragraphs: list[str] = []
    row: list[str] = []
    for unit in [*units, Unit("")]:
        if unit.is_fragment:
            row.append(f"{unit.number} {unit.text}" if unit.number else unit.text)
            continue
        if row:
            paragraphs.append("• " + BULLET.join(row))
            row = []
        if unit.text:
            paragraphs.append(f"{unit.number} {unit.text}" if _is_outline_number(unit.number) else unit.text)
    return "\n\n".join(paragraphs)


def _is_outline_number(number: str) -> bool:
    """Tell whether a number is one that a reader would look up (1.1.2), not that of an item in a list (2)."""
    return re.fullmatch(r"\d+(?:\.\d+)+[a-z]?", number) is not None

"""Plain text to blocks: paragraphs, headings, items, with the lines on which they begin."""

from __future__ import annotations

import re

from citewell.check.tokens import LINE, token, without_tokens
from citewell.sources.guidelines import html
from citewell.sources.guidelines.document import Block, BlockKind, one_line

_ITEM = re.compile(r"\s*(?:(?P<bullet>[-*•▪‣])|\[?(?P<number>\d{1,3})[.)\]])\s+(?=\S)")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|_{3,}|\*{3,})\s*")
_HASH = re.compile(r"\s*#{1,6}\s+(?=\S)")
_MOST_HEADING_WORDS = 12
# A line so much shorter than a paragraph's others did not wrap: it is a line of its own.
_ENDED = re.compile(r"[.!?:;,][)\]\"”’]*(?:\[[\d,–\s-]+\])?$")


def of_text(content: bytes) -> tuple[Block, ...]:
    """Return the blocks of a plain text; only its words and its lines tell what they are."""
    lines = without_tokens(html.decoded(content)).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    blocks: list[Block] = []
    held: list[str] = []
    start = 0
    for number, line in enumerate([*lines, ""], 1):
        is_item = _ITEM.match(line) is not None
        if held and (not line.strip() or is_item or _UNDERLINE.fullmatch(line)):
            blocks.append(_block(held, start, first=not blocks))
            held = []
        if not line.strip() or _UNDERLINE.fullmatch(line):
            continue
        if not held:
            start = number
        held.append(line)
        if _is_heading(held, first=False) and (number >= len(lines) or _opens_list(lines[number])):
            blocks.append(_block(held, start, first=False))
            held = []
    return tuple(blocks)


def _opens_list(line: str) -> bool:
    return _ITEM.match(line) is not None


def _block(lines: list[str], start: int, *, first: bool) -> Block:
    where = token(LINE, str(start))
    text = one_line(" ".join(lines))
    if match := _ITEM.match(text):
        return Block(BlockKind.ITEM, where + text[match.end() :], number=match["number"] or "")
    if _is_heading(lines, first=first):
        return Block(BlockKind.HEADING, where + _HASH.sub("", text).rstrip(":"), 1 if first else 2)
    return Block(BlockKind.PARAGRAPH, where + text)


def _is_heading(lines: list[str], *, first: bool) -> bool:
    """Tell whether one short line that is no sentence stands alone; the first line may be a question."""
    text = lines[0].strip()
    if len(lines) > 1 or not text or len(text.split()) > _MOST_HEADING_WORDS or _ITEM.match(text):
        return False
    if first or _HASH.match(text):
        return first or not _ENDED.search(text)
    return (text[0].isupper() or text[0].isdigit()) and not _ENDED.search(text.rstrip(":")) and len(text.split()) <= 8

"""From blocks to a text under audit: sentences with their marks, and the list of references."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from citewell.check.document import AuditedText, Mark, Place, Sentence
from citewell.check.markers import Style, has_marks, marked
from citewell.check.references import HEADING, MAYBE, Listed, entries_of, looks_like_references
from citewell.check.tokens import DEFINES, LINE, TOKEN, bare, found
from citewell.language.sentences import split_sentences
from citewell.sources.guidelines.document import Block, BlockKind


def structured(blocks: Sequence[Block]) -> AuditedText:
    """Return the text that blocks make up."""
    body, listed, has_list = _parted(list(_placed(blocks)))
    entries = entries_of(listed)
    texts = [text for item in body for text in (item.block.text, *(" ".join(row) for row in item.block.rows))]
    style = _style(texts, {str(entry.number) for entry in entries if entry.number})
    title = next((bare(b.text) for b in blocks if b.kind is BlockKind.HEADING and bare(b.text)), "")
    return AuditedText(title, tuple(_sentences(body, style)), entries, has_list)


def _style(texts: Sequence[str], numbers: set[str]) -> Style:
    """Return how a text cites where it does not do so plainly: as its list of references bears out."""
    if not numbers or has_marks(texts):
        return Style()
    whole = "\n".join(bare(text) for text in texts)
    parens = set(re.findall(r"(?<=[\w.%,])\s?\((\d{1,3})(?:[,–-]\s?\d{1,3})*\)(?=[\s.,;:]|$)", whole))
    if parens & numbers:
        return Style(parens=True)
    glued = set(re.findall(r"(?<=[a-z][.,;])(\d{1,3})(?=[,–-]|\s+[A-Z]|\s*$)", whole, re.MULTILINE))
    return Style(glued=bool(glued & numbers))


def _placed(blocks: Sequence[Block]) -> Iterator[Listed]:
    """Yield the blocks with their places; empty ones, which held tokens and no text, are left out."""
    paragraph, heading = 0, ""
    for block in blocks:
        if (
            not bare(block.text)
            and not block.rows
            and DEFINES not in {found(m).kind for m in TOKEN.finditer(block.text)}
        ):
            continue
        paragraph += 1
        yield Listed(block, Place(paragraph, _line(block.text), block.page, heading))
        if block.kind is BlockKind.HEADING:
            heading = bare(block.text)
        paragraph += max(0, len(block.rows) - 1)


def _line(text: str) -> int:
    lines = (found(match) for match in TOKEN.finditer(text))
    return next((int(line.parts[0]) for line in lines if line.kind == LINE), 0)


@dataclass(slots=True)
class _Section:
    """A heading with what stands under it, up to the next of its level or higher."""

    level: int
    title: str
    items: list[Listed] = field(default_factory=list)


def _parted(placed: Sequence[Listed]) -> tuple[list[Listed], list[Listed], bool]:
    """Return what is the text, what is its list of references, and whether there is such a list."""
    body: list[Listed] = []
    listed: list[Listed] = []
    section: _Section | None = None
    has_list = False

    def close() -> None:
        nonlocal section, has_list
        if section is not None:
            is_list = HEADING.match(section.title) or looks_like_references(section.items)
            (listed if is_list else body).extend(section.items)
            has_list = has_list or bool(is_list)
        section = None

    for item in placed:
        if item.block.kind is BlockKind.HEADING:
            if section is not None and item.block.level > section.level:
                continue
            close()
            title = bare(item.block.text)
            if HEADING.match(title) or MAYBE.match(title):
                section = _Section(item.block.level, title)
            else:
                body.append(item)
        elif any(found(match).kind == DEFINES for match in TOKEN.finditer(item.block.text)):
            listed.append(item)
            has_list = True
        elif section is not None:
            section.items.append(item)
        else:
            body.append(item)
    close()
    return body, listed, has_list


def _sentences(body: Sequence[Listed], style: Style) -> Iterator[Sentence]:
    opener: tuple[Mark, ...] = ()
    for item in body:
        block = item.block
        if block.kind is BlockKind.TABLE:
            yield from _rows(item, style)
        elif block.kind is BlockKind.HEADING:
            marks = tuple(mark for _, mark in marked(block.text, style).marks)
            if marks:
                yield Sentence("", item.place, marks)
        else:
            covering = opener if block.kind is BlockKind.ITEM else ()
            yield from (sentences := _of_block(item, style, covering))
            if block.kind is not BlockKind.ITEM:
                is_opener = bool(sentences) and sentences[-1].text.endswith(":")
                opener = sentences[-1].own if is_opener else ()
            continue
        opener = ()


def _of_block(item: Listed, style: Style, covering: tuple[Mark, ...]) -> list[Sentence]:
    """Return the sentences of a block, each with its marks: one after a full stop is of the sentence before it."""
    read = marked(item.block.text, style)
    spans = split_sentences(read.text)
    if not spans:
        marks = tuple(mark for _, mark in read.marks)
        return [Sentence("", item.place, marks)] if marks else []
    starts = [span.start for span in spans]
    own: list[list[Mark]] = [list(covering) for _ in spans]
    for at, mark in read.marks:
        own[max(0, bisect_left(starts, at) - 1)].append(mark)
    later: list[tuple[Mark, ...]] = [()] * len(spans)
    for place in range(len(spans) - 2, -1, -1):
        later[place] = tuple(own[place + 1]) or later[place + 1]
    return [
        Sentence(
            span.text,
            item.place,
            tuple(own[place]),
            later[place],
        )
        for place, span in enumerate(spans)
    ]


def _rows(item: Listed, style: Style) -> Iterator[Sentence]:
    """Yield the rows of a table; a mark in its caption or its first row covers them all."""
    rows = item.block.rows
    caption = marked(item.block.text, style)
    head = marked(" | ".join(rows[0]), style) if rows else caption
    covering = [mark for part in (caption, head) for _, mark in part.marks]
    place = item.place
    for number, row in enumerate(rows):
        read = marked(" | ".join(row), style)
        line = next((_line(cell) for cell in row if _line(cell)), place.line)
        at = Place(place.paragraph + number, line, place.page, place.heading)
        own = tuple(mark for _, mark in read.marks)
        yield Sentence(read.text, at, tuple(dict.fromkeys((*own, *covering))) if number else own, is_row=True)

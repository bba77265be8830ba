"""Lines of a PDF to blocks: paragraphs joined, headings by their size, weight or number, lists, tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from citewell.sources.guidelines.document import Block, BlockKind, one_line
from citewell.sources.guidelines.hyphens import Hyphens
from citewell.sources.guidelines.pdf_page import Line
from citewell.sources.guidelines.pdf_tables import Rows, tables

_BULLET = re.compile(r"^([•·▪◦‣∙●○■□➢✓\uf0b7\uf0a7]|[–—*-](?=\s)|o(?=\s{1,8}[a-z]))\s*")
_OUTLINE = re.compile(r"^(\d{1,3}(?:\.\d{1,3}){1,4}[a-z]?)\.?\s+(?=\S)")
_LISTED = re.compile(r"^(\d{1,2}|[a-h])[.)]\s+(?=\S)")
_PLAIN_HEADING = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:references|bibliography|recommendations|summary of recommendations|introduction|background|methods|contents|appendix(?: \w)?)",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!?:;][)\]”\"’]*$")
_MOST_HEADING_WORDS = 30


@dataclass(slots=True)
class _Paragraph:
    lines: list[Line] = field(default_factory=list)

    @property
    def height(self) -> float:
        return self.lines[0].height

    @property
    def is_bold(self) -> bool:
        return all(line.is_bold for line in self.lines)

    @property
    def page(self) -> int:
        return self.lines[0].page


def blocks_of(lines: Sequence[Line]) -> tuple[tuple[Block, ...], str]:
    """Return the blocks in order, and the title as the first page prints it: its largest text; empty if none stands out."""
    hyphens = Hyphens(line.text for line in lines)
    body = _body_height(lines)
    parts = [
        part for group in tables(lines) for part in (_paragraphs(group, body) if isinstance(group, list) else [group])
    ]
    levels = _levels([part for part in parts if isinstance(part, _Paragraph)], body)
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, Rows):
            blocks.append(Block(BlockKind.TABLE, "", rows=part.rows, page=part.page))
        else:
            blocks.append(_block(part, hyphens, body, levels))
    return tuple(block for block in blocks if block.text or block.rows), _title(parts, hyphens, body)


def _body_height(lines: Sequence[Line]) -> float:
    heights: Counter[float] = Counter()
    for line in lines:
        heights[_rounded(line.height)] += len(line.text)
    return heights.most_common(1)[0][0] if heights else 10.0


def _rounded(height: float) -> float:
    return round(height * 2) / 2


def _paragraphs(lines: Sequence[Line], body: float) -> Iterator[_Paragraph]:
    held = _Paragraph()
    widest = max((line.end - line.x for line in lines), default=0.0)
    for line in lines:
        if held.lines and _begins(held, line, widest, body):
            yield held
            held = _Paragraph()
        held.lines.append(line)
    if held.lines:
        yield held


def _begins(held: _Paragraph, line: Line, widest: float, body: float) -> bool:
    """Tell whether a line begins a paragraph."""
    last = held.lines[-1]
    text = line.text.lstrip()
    if _BULLET.match(text) or _OUTLINE.match(text) or (_LISTED.match(text) and _is_list(held, line)):
        return True
    if abs(line.height - last.height) > 0.08 * last.height or (
        line.is_bold != last.is_bold and line.is_bold is not None
    ):
        return _differs(held, line)
    if _PLAIN_HEADING.fullmatch(text) or _PLAIN_HEADING.fullmatch(last.text.strip()):
        return True
    if line.page != last.page or line.column != last.column or line.y > last.y:
        return _ENDED.search(last.text.rstrip()) is not None or not (text[:1].islower() or _is_broken(last))
    if last.y - line.y > 1.45 * max(line.height, last.height) and last.y - line.y > 1.2 * _leading(
        held, last.y - line.y
    ):
        return True
    is_indented = line.x > last.x + 0.8 * body and len(held.lines) > 1 and _ENDED.search(last.text.rstrip()) is not None
    is_short = (
        last.end - last.x < 0.75 * widest and _ENDED.search(last.text.rstrip()) is not None and text[:1].isupper()
    )
    return is_indented or is_short


def _differs(held: _Paragraph, line: Line) -> bool:
    """Tell whether a line is set so differently that it is of another paragraph."""
    last = held.lines[-1]
    if abs(line.height - last.height) > 0.08 * last.height:
        return True
    # A paragraph may begin in bold ("Recommendation 1: ..."); a bold line after an end begins another.
    if line.is_bold:
        return _ENDED.search(last.text.rstrip()) is not None or last.end < 0.9 * max(x.end for x in held.lines)
    return held.is_bold and (line.text.lstrip()[:1].isupper() or line.text.lstrip()[:1].isdigit())


def _is_list(held: _Paragraph, line: Line) -> bool:
    last = held.lines[-1].text.rstrip()
    return (
        _ENDED.search(last) is not None
        or _LISTED.match(held.lines[0].text.lstrip()) is not None
        or line.x > held.lines[-1].x
    )


def _is_broken(line: Line) -> bool:
    return line.text.rstrip().endswith(("-", "\u00ad", ","))


def _leading(held: _Paragraph, otherwise: float) -> float:
    gaps = [a.y - b.y for a, b in zip(held.lines, held.lines[1:], strict=False) if a.y > b.y]
    return min(gaps, default=otherwise * 0.8)


def _is_heading(paragraph: _Paragraph, text: str, body: float) -> bool:
    if not text or len(text.split()) > _MOST_HEADING_WORDS or _BULLET.match(text) or not re.search(r"[^\W\d_]", text):
        return False
    if _PLAIN_HEADING.fullmatch(text):
        return True
    if _rounded(paragraph.height) >= body * 1.12:
        return True
    is_short = len(text.split()) <= 18 and len(paragraph.lines) <= 3 and not text.endswith((".", ";", ","))
    return paragraph.is_bold and is_short


def _style(paragraph: _Paragraph) -> tuple[float, bool]:
    return _rounded(paragraph.height), paragraph.is_bold


def _levels(paragraphs: Sequence[_Paragraph], body: float) -> dict[tuple[float, bool], int]:
    """Return the level of each style of heading: the larger and the bolder, the higher."""
    styles = {_style(p) for p in paragraphs if _is_heading(p, one_line(" ".join(line.text for line in p.lines)), body)}
    return {style: place for place, style in enumerate(sorted(styles, reverse=True))}


def _block(paragraph: _Paragraph, hyphens: Hyphens, body: float, levels: dict[tuple[float, bool], int]) -> Block:
    text = one_line(hyphens.joined([line.text for line in paragraph.lines]))
    page = paragraph.page
    if _is_heading(paragraph, text, body):
        number = _OUTLINE.match(text)
        # Each style leaves room for the depths of numbers: 1, 1.1 and 1.1.1 may look the same.
        return Block(
            BlockKind.HEADING,
            text,
            1 + levels[_style(paragraph)] * 6 + (number[1].count(".") if number else 0),
            page=page,
        )
    if match := _BULLET.match(text):
        return Block(BlockKind.ITEM, text[match.end() :], 0 if match[1] not in "o–◦○-" else 1, page=page)
    if match := _LISTED.match(text):
        return Block(BlockKind.ITEM, text[match.end() :], 0, match[1], page=page)
    return Block(BlockKind.PARAGRAPH, text, page=page)


def _title(parts: Sequence[_Paragraph | Rows], hyphens: Hyphens, body: float) -> str:
    first = [part for part in parts if isinstance(part, _Paragraph) and part.page == 1]
    largest = max((_rounded(part.height) for part in first), default=0.0)
    if largest < body * 1.12:
        return ""
    chosen = next(part for part in first if _rounded(part.height) == largest)
    text = one_line(hyphens.joined([line.text for line in chosen.lines]))
    return text if len(text.split()) <= 40 else ""

"""The list of references of a text, as entries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.check.document import Place, PrintedReference
from citewell.check.identifiers import ADDRESS, addresses_in, identifiers_in
from citewell.check.tokens import ANCHOR, DEFINES, LINK, TOKEN, bare, found
from citewell.sources.guidelines.document import Block, BlockKind

HEADING = re.compile(
    r"^(?:[\dIVX]+[.)]?\s+)?(?:(?:list of |main |key |selected )?references?(?: list| cited)?|bibliography|literature(?: cited)?|works cited|citations|literature references)\W*$",
    re.IGNORECASE,
)
# Under these stand references or remarks: what is there decides.
MAYBE = re.compile(
    r"^(?:[\dIVX]+[.)]?\s+)?(?:sources?|(?:foot|end)?notes?|evidence sources?|sources and references|references and notes)\W*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)\]](?!\d)|(\d{1,3})\s+(?=[A-Z]))\s*")
_YEAR = re.compile(r"(?<![\d/.-])(?:19[5-9]\d|20[0-4]\d)(?=[a-z]?(?![\w/-]|\.\d))")
_YEAR_APART = re.compile(r"\((19[5-9]\d|20[0-4]\d)[a-z]?(?:, [A-Z][a-z]+(?: \d+)?)?\)")
# The end of a line in print may break an address where it has a hyphen or a stroke.
_BROKEN = re.compile(
    r"((?:https?://|\b10\.\d{4,9}/)\S*[-/=_&])\s(?=\S)|((?:https?://|\b10\.\d{4,9}/)\S*)\s(?=[-/=_&]\S)"
)
_CUT = re.compile(rf"{ADDRESS.pattern}|\bPMID\b|\bdoi\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """A block of the list with its place."""

    block: Block
    place: Place


def entries_of(listed: Sequence[Listed]) -> tuple[PrintedReference, ...]:
    """Return the entries of a list: what goes on from the one before is a part of it."""
    is_numbered = any(_number(item.block)[0] for item in listed)
    is_items = any(item.block.kind is BlockKind.ITEM for item in listed)
    parts: list[tuple[int, list[str], Place]] = []
    for item in listed:
        if item.block.kind is BlockKind.TABLE:
            parts += [(_number_of(row), [" ".join(row)], item.place) for row in item.block.rows if any(row)]
            continue
        number, text = _number(item.block)
        defines = any(found(match).kind == DEFINES for match in TOKEN.finditer(item.block.text))
        is_entry = number or defines or (item.block.kind is BlockKind.ITEM if is_items else not is_numbered)
        if is_entry:
            parts.append((number, [text], item.place))
        elif parts:
            parts[-1][1].append(text)
    return tuple(_entry(number, " ".join(texts), place) for number, texts, place in parts)


def looks_like_references(listed: Sequence[Listed]) -> bool:
    """Tell whether most blocks name a publication: by an identifier, an address, or a year."""
    texts = [_with_links(item.block.text) for item in listed if item.block.text]
    named = [text for text in texts if ADDRESS.search(text) or _YEAR.search(text)]
    return bool(texts) and len(named) * 2 >= len(texts)


def _number(block: Block) -> tuple[int, str]:
    """Return the number of an entry, 0 without one, and its text after it."""
    if block.number.isdigit():
        return int(block.number), block.text
    leading = TOKEN.match(block.text)
    start = leading.end() if leading else 0
    match = _NUMBER.match(block.text, start) or _NUMBER.match(bare(block.text))
    if match is None:
        return 0, block.text
    number = int(next(group for group in match.groups() if group))
    return number, block.text[:start] + block.text[match.end() :] if match.string is block.text else block.text


def _number_of(row: Sequence[str]) -> int:
    first = bare(row[0]).strip("[]().") if row else ""
    return int(first) if first.isdigit() and len(first) < 4 else 0


def _entry(number: int, held: str, place: Place) -> PrintedReference:
    if place.page:
        held = _BROKEN.sub(lambda match: match[1] or match[2], held)
    text = _NUMBER.sub("", bare(held), count=1) if number else bare(held)
    named = identifiers_in(_with_links(held))
    tokens = [found(match) for match in TOKEN.finditer(held)]
    return PrintedReference(
        number,
        text,
        place,
        tuple(token.parts[0] for token in tokens if token.kind in {ANCHOR, DEFINES}),
        named.identifiers,
        addresses_in(_with_links(held)),
        year_of(text),
        named.malformed,
    )


def year_of(text: str) -> int | None:
    """Return the year of publication of a reference: one set apart in brackets, else the last before its addresses."""
    cut = _CUT.search(text)
    before = text[: cut.start()] if cut and cut.start() > 20 else text
    if match := _YEAR_APART.search(before):
        return int(match[1])
    years = _YEAR.findall(before)
    return int(years[-1]) if years else None


def _with_links(text: str) -> str:
    """Return a text with the addresses of its links beside what they show."""

    def shown(match: re.Match[str]) -> str:
        token = found(match)
        return f" {token.parts[0]} {token.parts[1]} " if token.kind == LINK and len(token.parts) == 2 else ""

    return TOKEN.sub(shown, text)

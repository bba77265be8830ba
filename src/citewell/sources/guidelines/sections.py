"""From blocks to sections: headings with their paths, recommendations apart, tables as rows."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citewell.model.evidence import Section, SectionKind, with_unique_labels
from citewell.sources.guidelines.document import Block, BlockKind
from citewell.sources.guidelines.recommendations import Found, from_rows, gives_advice, named, read
from citewell.sources.guidelines.units import as_text, units_of

_LEFT_OUT = re.compile(
    r"^(?:[\w.]+[.)]?\s+)?(?:references?|reference list|bibliography|literature(?: cited)?|works cited|(?:table of )?contents|on this page|in this (?:article|guideline|page))\W*$",
    re.IGNORECASE,
)
_UNTITLED = "Text"


@dataclass(slots=True)
class _Run:
    """The blocks under one heading, up to the next."""

    path: tuple[str, ...]
    blocks: list[Block]
    page: int = 0


def sections_of(blocks: Sequence[Block], title: str) -> tuple[Section, ...]:
    """Return a guideline's sections, in order. The title as a heading is no part of the paths."""
    parts = [part for run in _runs(blocks, title) for part in _parts(run)]
    taken = {part.found.name for part in parts if isinstance(part, _Placed)}
    numbers = (name for count in itertools.count(1) if (name := f"Recommendation {count}") not in taken)
    return with_unique_labels(part.section(numbers) if isinstance(part, _Placed) else part for part in parts)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A recommendation with the headings it stands under."""

    found: Found
    path: tuple[str, ...]

    def section(self, numbers: Iterator[str]) -> Section:
        """Return it as a section; one without a number of its own takes the next of `numbers`."""
        found = self.found
        return Section(
            _label((*self.path, found.name or next(numbers)), [found.page] if found.page else []),
            found.text,
            SectionKind.RECOMMENDATION,
            strength=found.grading.strength,
            certainty=found.grading.certainty,
        )


def _runs(blocks: Sequence[Block], title: str) -> Iterator[_Run]:
    headings: list[tuple[int, str]] = []
    left_out: int | None = None
    run = _Run((), [])
    title_heading = _heading_of_title(blocks, title)
    for block in blocks:
        if block.kind is not BlockKind.HEADING:
            if left_out is None:
                run.blocks.append(block)
            continue
        if left_out is not None and block.level > left_out:
            continue
        left_out = block.level if _LEFT_OUT.match(block.text) else None
        yield run
        headings = [(level, text) for level, text in headings if level < block.level]
        if left_out is None and block is not title_heading and not _alike(block.text, title):
            headings.append((block.level, block.text))
        run = _Run(tuple(text for _, text in headings), [], block.page)
    yield run


def _heading_of_title(blocks: Sequence[Block], title: str) -> Block | None:
    """Return the heading that is the title in other words: the first, where it stands over all others and there alone."""
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    if len(headings) < 2 or named(headings[0].text) is not None:
        return None
    others = min(block.level for block in headings[1:])
    return headings[0] if headings[0].level < others or _alike(headings[0].text, title) else None


def _alike(one: str, other: str) -> bool:
    return re.sub(r"\W+", "", one).casefold() == re.sub(r"\W+", "", other).casefold()


def _parts(run: _Run) -> Iterator[Section | _Placed]:
    path, blocks = _opened(run)
    texts = [block for block in blocks if block.kind is not BlockKind.TABLE]
    reading = read(units_of(texts), path)
    own = tuple(heading for heading in path if not _names_one(heading))
    text = as_text(reading.text)
    if text:
        # "Recommendation 3" is the label of the recommendation; what else stands under it is not it.
        label = (*path, _UNTITLED) if path and path[-1] not in own else path
        yield Section(_label(label, [unit.page for unit in reading.text if unit.page]), text)
    for found in reading.recommendations:
        yield _Placed(found, own)
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            yield from _table(block, own)


def _names_one(heading: str) -> bool:
    found = named(heading)
    return found is not None and found[0] != ""


def _opened(run: _Run) -> tuple[tuple[str, ...], list[Block]]:
    """Return a run; one whose heading is "Recommendation 3: offer ..." gets these words as its first paragraph."""
    found = named(run.path[-1]) if run.path else None
    if found is None or not found[0] or len(found[2].split()) < 5 or not found[2].endswith((".", "]", ")")):
        return run.path, run.blocks
    opener = Block(BlockKind.PARAGRAPH, found[2], page=run.page)
    heading = run.path[-1][: len(run.path[-1]) - len(found[2])].strip()
    return (*run.path[:-1], heading), [opener, *run.blocks]


def _label(path: Sequence[str], pages: Sequence[int]) -> str:
    label = " > ".join(path) or _UNTITLED
    if not pages:
        return label
    first, last = min(pages), max(pages)
    return f"{label} (p. {first})" if first == last else f"{label} (pp. {first}–{last})"


def _table(block: Block, path: tuple[str, ...]) -> Iterator[Section | _Placed]:
    found = from_rows(block.rows, block.page) if gives_advice((*path, block.text)) else None
    for item in found or ():
        yield _Placed(item, (*path, item.under) if item.under else path)
    rows = [" | ".join(row) for row in block.rows if any(row)]
    if found or not rows:
        return
    label = f"Table: {block.text}" if block.text else "Table"
    yield Section(
        _label((*path, label), [block.page] if block.page else []),
        "\n".join([*([block.text] if block.text else []), *rows]),
        SectionKind.TABLE,
    )

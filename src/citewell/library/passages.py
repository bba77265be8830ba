"""How a record is cut into the passages that are searched.

A passage is a record's title with as many of its sections as fit into `PASSAGE_WORDS`: a whole abstract is one
passage, a long paper several. A section that is longer is cut at the ends of sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citewell.model.evidence import Coverage, Record, Section

PASSAGE_WORDS = 450
# A word of a medical text and the space after it take about seven characters.
_PIECE = PASSAGE_WORDS * 7
_SHORTEST_PIECE = _PIECE // 2
# A stop before a capital ends a sentence, unless it ends an abbreviation or an initial.
_SENTENCE_END = re.compile(
    r"(?<!\b[A-Z])(?<!\bal)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\b[Ff]ig)(?<!\b[Dd]r)(?<!\bca)\.\s+(?=[A-Z])|\n\s*\n"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a record's section, by the section's place in the record, from 0."""

    section: int
    start: int
    end: int


def passages(record: Record) -> list[list[Span]]:
    """Return the spans of each passage, in order; one without spans for a record that has no sections."""
    found: list[list[Span]] = []
    room = 0
    for place, section in enumerate(record.sections):
        length = section.text.count(" ") + 1
        if length > PASSAGE_WORDS:
            found += [[Span(place, start, end)] for start, end in _pieces(section.text)]
            room = 0
            continue
        if not found or length > room:
            found.append([])
            room = PASSAGE_WORDS
        found[-1].append(Span(place, 0, len(section.text)))
        room -= length
    return found or [[]]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while len(text) - start > _PIECE + _SHORTEST_PIECE:
        window = text[start + _SHORTEST_PIECE : start + _PIECE]
        ends = [match.end() for match in _SENTENCE_END.finditer(window)]
        cut = ends[-1] if ends else window.rfind(" ") + 1 or len(window)
        end = start + _SHORTEST_PIECE + cut
        yield start, end
        start = end
    yield start, len(text)


def abstract_sections(record: Record) -> tuple[Section, ...]:
    """Return the sections with which a long text begins, up to the length of a passage; all sections of another.

    They are its abstract: what the paper says of itself, and not of others.
    """
    if record.coverage is not Coverage.FULL_TEXT:
        return record.sections
    taken: list[Section] = []
    room = PASSAGE_WORDS
    for section in record.sections:
        room -= section.text.count(" ") + 1
        if taken and (room < 0 or " > " in section.label):
            break
        taken.append(section)
    return tuple(taken)


def heading(record: Record, section: Section) -> str:
    """Return what a section's label adds to its words: what it is about, in a long text; nothing in an abstract."""
    return section.label if record.coverage is Coverage.FULL_TEXT else ""

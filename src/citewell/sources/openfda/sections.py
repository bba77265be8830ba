"""The sections of an openFDA label: each text once, without its heading, tables as rows."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from citewell.model.evidence import Section, SectionKind
from citewell.model.serialise import clean
from citewell.sources.dailymed import loinc
from citewell.sources.dailymed.narrative import Table, table
from citewell.sources.openfda.headings import parts, without_heading
from citewell.sources.safe_xml import safe_parser

# A shorter text, such as "None.", may stand in another by chance.
_TELLING_LETTERS = 20
# No label has so many sections of one kind.
_MOST_TEXTS = 200
_GAP = "\n\n"
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class _Field:
    """A section of a label as a field gives it. `within` is the label of the section that holds it, or empty."""

    heading: loinc.Heading
    text: str
    within: str = ""

    @property
    def depth(self) -> int:
        return self.label.count(" > ")

    @property
    def label(self) -> str:
        return f"{self.within} > {self.heading.label}" if self.within else self.heading.label


def sections(values: Mapping[str, Any], names: Iterable[str]) -> list[Section]:
    """Return the sections of a result in our order, the tables of each after its text. `names` are the drug's."""
    name_words = frozenset(word for name in names for word in name.lower().split() if len(word) > 3)
    fields = _once(list(_fields(values)))
    tables = _tables(values, fields)
    found: list[Section] = []
    for field in fields:
        own = [xml for xml in tables if tables[xml] is field]
        read = [(xml, read) for xml in own if (read := _read(xml)) is not None]
        text = field.text
        for xml, _ in read:
            text = _without_table(text, xml)
        body = without_heading(text, field.heading)
        for name, part in parts(body, text, name_words):
            label = f"{field.label} > {name}" if name else field.label
            found.append(Section(label, part, code=field.heading.code))
        for _, rows in read:
            label = f"{field.label} > {rows.name[:200]}"
            found.append(Section(label, rows.rows, SectionKind.TABLE, code=field.heading.code))
    return found


def _fields(values: Mapping[str, Any]) -> Iterator[_Field]:
    for heading in loinc.HEADINGS:
        value = values.get(heading.field) if heading.field else None
        seen: list[str] = []
        for raw in value if isinstance(value, list) else [value]:
            text = " ".join(clean(raw).split()) if isinstance(raw, str) else ""
            # A section within a section of the same kind is in the text of that one.
            if text and not any(text in other for other in seen):
                if len(seen) == _MOST_TEXTS:
                    raise ValueError(f"holds more than {_MOST_TEXTS} texts under {heading.field!r}")
                seen.append(text)
                yield _Field(heading, text)


def _once(fields: list[_Field]) -> list[_Field]:
    """Return the fields with what stands in two of them left in the inner one, which is the more exact."""
    found: list[_Field] = []
    fields = [field for field in fields if not _is_framed_text(field, fields)]
    for field in fields:
        holding = [other for other in fields if _holds(other, field)]
        if holding and field.heading.code == loinc.UNCLASSIFIED:
            continue
        inner = sorted((other for other in fields if _holds(field, other)), key=lambda other: -len(other.text))
        text = field.text
        for other in inner:
            if other.heading.code != loinc.UNCLASSIFIED:
                text = _GAP.join(part.strip() for part in text.split(other.text))
        # The whole path: of the sections that hold it, the longest is the outermost.
        path = " > ".join(other.heading.label for other in sorted(holding, key=lambda other: -len(other.text)))
        found.append(replace(field, text=text.strip(), within=path))
    return sorted(found, key=lambda field: loinc.place_of(field.label))


def _is_framed_text(field: _Field, fields: list[_Field]) -> bool:
    """Tell whether a field is coded as a boxed warning and is none. Then it stays where it is, within another."""
    if field.heading.code != loinc.BOXED_WARNING:
        return False
    around = [other.heading.code for other in fields if _holds(other, field)]
    return not all(loinc.is_boxed_warning(code, field.text) for code in around)


def _holds(outer: _Field, inner: _Field) -> bool:
    return (
        outer is not inner
        and outer.heading.code != loinc.UNCLASSIFIED
        and len(inner.text) >= _TELLING_LETTERS
        and len(outer.text) > len(inner.text)
        and inner.text in outer.text
    )


# Tables ------------------------------------------------------------------------------------------------


def _tables(values: Mapping[str, Any], fields: list[_Field]) -> dict[str, _Field]:
    """Return the tables, in their order, each with the innermost of the sections that give it."""
    found: dict[str, _Field] = {}
    for field in fields:
        given = values.get(f"{field.heading.field}_table")
        for xml in given if isinstance(given, list) else []:
            if isinstance(xml, str) and (xml not in found or field.depth > found[xml].depth):
                found[xml] = field
    return found


def _read(xml: str) -> Table | None:
    element = _element(xml)
    return table(element) if element is not None else None


def _element(xml: str) -> etree._Element | None:
    """Return a table's XML; None where it is not well-formed, and its text stays where it is in the section."""
    try:
        return etree.fromstring(xml, safe_parser())
    except (etree.XMLSyntaxError, ValueError):
        return None


def _without_table(text: str, xml: str) -> str:
    """Return a section's text without that of a table, which stands in it cell after cell."""
    element = _element(xml)
    words = "".join(map(str, element.itertext())).split() if element is not None else []
    start, end = _place_of(words, text)
    if start < 0:
        return text
    return f"{text[:start].rstrip()}{_GAP}{text[end:].lstrip()}".strip()


def _place_of(words: list[str], text: str) -> tuple[int, int]:
    """Return from where to where a text holds the words, white space apart; (-1, -1) where it does not."""
    line = " ".join(words)
    start = text.find(line) if line else -1
    if start >= 0 or not line:
        return start, start + len(line)
    said = "".join(words)
    first = "".join(text.split()).find(said)
    if first < 0:
        return -1, -1
    spaces = [match.start() for match in _SPACE.finditer(text)]
    # How many letters stand before each space: so a place among the letters is found again in the text.
    letters = [space - count for count, space in enumerate(spaces)]
    last = first + len(said) - 1
    return first + bisect_right(letters, first), last + bisect_right(letters, last) + 1

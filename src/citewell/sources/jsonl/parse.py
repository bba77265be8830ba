"""JSON Lines to records, lists of notices and vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from citewell.sources.cutting import in_units, lines
from citewell.sources.files import Entry
from citewell.sources.jsonl.documents import begins_document, from_json
from citewell.sources.unit import Fault, Item, Source, Unit

LINES_A_UNIT = 500


def recognises(name: str, start: bytes) -> bool:
    """Tell whether this is JSON Lines of records, by its name or its first character, and by its first line.

    Lines of another kind (a data set, a log) would each be reported as a bad record.
    """
    return _looks_like_lines(name, start) and not _is_of_another_kind(start)


# A first line that was damaged may have lost its id; the next ones tell.
_LINES_LOOKED_AT = 3


def _is_of_another_kind(start: bytes) -> bool:
    """Tell whether the first lines are whole objects without an id, or the first opens one that goes on over others."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    line, ended, _ = text.partition(b"\n")
    if begins_document(line):
        return False
    if not ended:
        return len(line) > 1000 and b'"id"' not in line
    if line.strip() == b"{":
        return True
    whole = text[: text.rindex(b"\n")].split(b"\n")[:_LINES_LOOKED_AT]
    return all(map(_has_no_id, whole))


def _has_no_id(line: bytes) -> bool:
    try:
        read = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return isinstance(read, dict) and "id" not in read


def _looks_like_lines(name: str, start: bytes) -> bool:
    return name.endswith((".jsonl", ".ndjson")) or start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the file's lines in units; blank lines count as places but hold nothing."""
    return in_units(entry, lines, most_items=LINES_A_UNIT, called="line")


def parse(unit: Unit) -> list[Item]:
    """Turn lines into what they tell of; a line that is no document of ours comes as a fault with its number."""
    items: list[Item] = []
    for number, line in enumerate(unit.items, unit.first):
        line = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        try:
            items.append(from_json(orjson.loads(line)))
        except orjson.JSONDecodeError as error:
            items.append(Fault(f"{unit.file} line {number}", f"not JSON: {error}"))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            items.append(Fault(f"{unit.file} line {number}", str(error)))
    return items


SOURCE = Source("JSON Lines", recognises, split, parse)

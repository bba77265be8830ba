"""JSON Lines to records, lists of notices and vocabularies."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from citewell.sources.files import CutShort, Entry, chunks
from citewell.sources.jsonl.documents import begins_document, from_json
from citewell.sources.unit import UNIT_BYTES, Fault, Item, Source, Unit

LINES_A_UNIT = 500
MAX_LINE_BYTES = 32 << 20


def recognises(name: str, start: bytes) -> bool:
    """Tell whether this is JSON Lines of records, by its name or its first character, and by its first line.

    Lines of another kind (a data set, a log) would each be reported as a bad record.
    """
    return _looks_like_lines(name, start) and not _is_of_another_kind(start)


def _is_of_another_kind(start: bytes) -> bool:
    """Tell whether the first line is a whole object without an id, or opens an object that goes on over many lines."""
    line, ended, _ = start.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    if begins_document(line):
        return False
    if not ended:
        return len(line) > 1000 and b'"id"' not in line
    if line.strip() == b"{":
        return True
    try:
        first = orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return isinstance(first, dict) and "id" not in first


def _looks_like_lines(name: str, start: bytes) -> bool:
    return name.endswith((".jsonl", ".ndjson")) or start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the file's lines in units; blank lines count as places but hold nothing."""
    place = 0
    held: list[bytes] = []
    size = 0
    with entry.open() as stream:
        try:
            for line in _lines(chunks(stream)):
                held.append(line)
                size += len(line)
                if len(held) == LINES_A_UNIT or size > UNIT_BYTES:
                    yield Unit(entry.name, place + 1, tuple(held))
                    place += len(held)
                    held, size = [], 0
        except CutShort as error:
            if held:
                yield Unit(entry.name, place + 1, tuple(held))
            place += len(held)
            yield Fault(f"{entry.name} after line {place}", f"{error}; the lines before it were kept")
            return
    if held:
        yield Unit(entry.name, place + 1, tuple(held))


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > MAX_LINE_BYTES:
            raise CutShort(f"a line is longer than {MAX_LINE_BYTES >> 20} MiB")
    if rest:
        yield rest


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

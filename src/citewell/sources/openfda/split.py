"""Cut openFDA JSON into single results without parsing it.

A bulk file is one JSON object of hundreds of megabytes, `{"meta": ..., "results": [...]}`. No more of it is held
than the result that is being cut, and each is later parsed on its own: a broken one costs only itself, which no
reader of JSON streams could give.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.sources.cutting import in_units
from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.unit import Fault, Unit

RECORDS_A_UNIT = 50
MAX_RECORD_BYTES = 16 << 20
# Deeper brackets than any label has are a bomb; those of one result up to here cost only that result.
MAX_DEPTH = 10_000
_RECOGNISED = re.compile(rb'^\{\s*"(?:meta|results)"\s*:\s*[\[{]')
# A string, whole; a quotation mark whose string is not yet all there; a bracket.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|"|[{}\[\]]', re.DOTALL)


def recognises(name: str, start: bytes) -> bool:
    """Tell whether a file is a document of openFDA by its first key; JSON Lines hold one record a line."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return not name.endswith((".jsonl", ".ndjson")) and _RECOGNISED.match(text) is not None


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the file's results in units, in order."""
    return in_units(entry, _results, most_items=RECORDS_A_UNIT, if_empty="holds no results")


def _results(stream: Stream) -> Iterator[bytes]:
    return cut(chunks(stream))


def cut(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each object in the array `results`. Raises CutShort where the stream ends too early."""
    rest = b""
    at = 0
    state = _Place()
    for piece in pieces:
        rest += piece
        for token in _TOKEN.finditer(rest, at):
            at = token.start()
            if token.group() == b'"':
                # The string's end is still to come. What stands within it must not be taken for brackets.
                break
            begun = state.begun
            state.take(token.group(), at)
            at = token.end()
            if begun >= 0 > state.begun:
                yield rest[begun:at]
            if state.is_done:
                return
            if state.depth > MAX_DEPTH:
                raise CutShort(f"brackets are nested more than {MAX_DEPTH:,} deep")
        else:
            at = len(rest)
        keep = at if state.begun < 0 else state.begun
        rest = rest[keep:]
        at -= keep
        state.begun = min(state.begun, 0)
        if len(rest) > MAX_RECORD_BYTES:
            raise CutShort(f"a result is larger than {MAX_RECORD_BYTES >> 20} MiB or was never closed")
    raise CutShort("the file ends within its results" if state.in_results else "the file ends before its results")


class _Place:
    """Where in the document a reader stands, told by its brackets and keys.

    begun: where the result began in which it stands, or -1.
    """

    def __init__(self) -> None:
        self.begun = -1
        self.in_results = False
        self.is_done = False
        self.depth = 0
        self._key = b""

    def take(self, token: bytes, start: int) -> None:
        if token[:1] == b'"':
            self._key = token
        elif token in (b"{", b"["):
            if self.depth == 1:
                self.in_results = token == b"[" and self._key == b'"results"'
            elif self.depth == 2 and self.in_results:
                self.begun = start
            self.depth += 1
        else:
            self.depth -= 1
            if self.depth == 2:
                self.begun = -1
            self.is_done = self.depth <= 0 or (self.depth == 1 and self.in_results)

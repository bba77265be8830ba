"""Cut the elements out of a JSON document's arrays without loading it: ontologies have a hundred megabytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.sources.files import CutShort, Stream, chunks

MAX_ELEMENT_BYTES = 8 << 20
# A string, whole; or a bracket; or a string that goes on beyond the piece.
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]]|"', re.DOTALL)
_MOST_DEPTH = 200


def elements(stream: Stream, depth: int) -> Iterator[bytes]:
    """Yield the bytes of each object that is an element of an array and stands within `depth` brackets.

    Raises CutShort where the document is cut short, too deep, or has an element that is too large.
    """
    rest = b""
    brackets = bytearray()  # that are open, in order
    begun = -1  # where the element that is open begins in `rest`; -1 while none is
    at = 0
    for piece in chunks(stream):
        rest += piece
        end = len(rest)
        for token in _TOKEN.finditer(rest, at):
            mark = rest[token.start()]
            if mark == 0x22:
                if token.end() - token.start() == 1:  # it goes on in the next piece
                    end = token.start()
                    break
                continue
            if mark in b"{[":
                if mark == 0x7B and len(brackets) == depth and brackets[-1:] == b"[":
                    begun = token.start()
                brackets.append(mark)
                if len(brackets) > _MOST_DEPTH:
                    raise CutShort(f"it is nested more than {_MOST_DEPTH} deep")
                continue
            if not brackets or brackets.pop() != (0x7B if mark == 0x7D else 0x5B):
                raise CutShort("it is not JSON: a bracket is closed that was not opened")
            if begun >= 0 and len(brackets) == depth:
                yield rest[begun : token.end()]
                begun = -1
        kept = begun if begun >= 0 else end
        if len(rest) - kept > MAX_ELEMENT_BYTES:
            raise CutShort(f"an element is larger than {MAX_ELEMENT_BYTES >> 20} MiB or was never closed")
        rest, at, begun = rest[kept:], end - kept, 0 if begun >= 0 else -1
    if brackets or at < len(rest):
        raise CutShort("the file ends before its last bracket")

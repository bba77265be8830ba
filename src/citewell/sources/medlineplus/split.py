"""Cut MedlinePlus XML into single topics without parsing it, so that a broken topic costs only itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.sources.cutting import in_units
from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.unit import Fault, Unit

TOPICS_A_UNIT = 200
MAX_TOPIC_BYTES = 8 << 20
_ROOT = re.compile(rb"<(?:health-topics|nlmSearchResult)(?=[\s/>])")
_START = re.compile(rb"<health-topic(?=[\s>])")
_END = b"</health-topic>"
_CLOSED = re.compile(rb"</(?:health-topics|nlmSearchResult)\s*>|<(?:health-topics|nlmSearchResult)(?:\s[^<>]*)?/>")
_BRIEF = re.compile(rb"<document\b[^>]*?\burl=")
# A tag may be cut by the end of a piece.
_HOLD = 64
_ASK_FOR_TOPICS = (
    "holds no health-topic: the web service leaves the topics out of its brief answers; ask it with rettype=topic"
)


def recognises(_name: str, start: bytes) -> bool:
    """Tell by the first bytes whether a file holds MedlinePlus health topics."""
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _ROOT.search(start) is not None


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the file's topics in units, in order."""
    is_empty = True
    for unit in in_units(entry, _topics, most_items=TOPICS_A_UNIT):
        is_empty = False
        yield unit
    if is_empty and _BRIEF.search(entry.head()):
        yield Fault(entry.name, _ASK_FOR_TOPICS)


def _topics(stream: Stream) -> Iterator[bytes]:
    return cut(chunks(stream))


def cut(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the bytes of each topic. Raises CutShort where the stream ends within one, or is damaged."""
    rest = b""
    is_closed = False
    for piece in pieces:
        rest += piece
        at = 0
        while start := _START.search(rest, at):
            following = _START.search(rest, start.end())
            end = rest.find(_END, start.end(), following.start() if following else len(rest))
            if end >= 0:
                at = end + len(_END)
            elif following:  # the topic was never closed: its own fault, not that of the next
                at = following.start()
            else:
                at = start.start()
                break
            yield rest[start.start() : at]
        else:
            is_closed = is_closed or _CLOSED.search(rest, at) is not None
            at = max(at, len(rest) - _HOLD)
        rest = rest[at:]
        if len(rest) > MAX_TOPIC_BYTES:
            raise CutShort(f"a topic is larger than {MAX_TOPIC_BYTES >> 20} MiB or was never closed")
    if _START.search(rest):
        raise CutShort("the file ends within a topic")
    if not is_closed:
        raise CutShort("the file ends before its closing tag")

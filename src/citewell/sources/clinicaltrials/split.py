"""Cut the JSON of many studies into single studies without parsing it, so that a broken one costs only itself.

A study is an object that begins with one of its sections, and that beginning stands nowhere else: within a text its
quotation marks would be escaped. So each study ends where the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.sources import jsonl
from citewell.sources.cutting import in_units
from citewell.sources.files import CutShort, Entry, Stream, chunks
from citewell.sources.unit import Fault, Unit

STUDIES_A_UNIT = 100
MAX_STUDY_BYTES = 32 << 20
_MARK = b"\xef\xbb\xbf"
# The API writes `protocolSection` first; what sorts the keys of a file puts another section before it.
_STUDY = rb'\{\s*"(protocolSection|resultsSection|annotationSection|documentSection|derivedSection|hasResults)"\s*:'
_EXTRA = rb'"(?:totalCount|nextPageToken)"\s*:\s*(?:\d+|"[^"]*"|null)'
_STUDIES = re.compile(rb"\s*" + _STUDY)  # one, or one a line
_LIST = re.compile(rb"\s*\[\s*" + _STUDY)  # as the web site gives it
_PAGE = re.compile(rb"\s*\{\s*(?:" + _EXTRA + rb'\s*,\s*)*"studies"\s*:\s*\[\s*' + _STUDY)  # as the API answers
_EMPTY = re.compile(rb"\s*\{\s*(?:" + _EXTRA + rb'\s*,\s*)*"studies"\s*:\s*\[\s*\]')
_TAIL = re.compile(rb"\s*\]\s*(?:(?:,\s*" + _EXTRA + rb"\s*)*\}\s*)?\Z")
_TAIL_BYTES = 4096
_BETWEEN = b" \t\r\n,"
# A line of a collection that keeps no more than a trial's number and what it says of itself.
_DESCRIBED = re.compile(rb'\s*\{\s*"nct(?:_?id)?"\s*:\s*"NCT\d{8}"', re.IGNORECASE)


def recognises(_name: str, start: bytes) -> bool:
    """Tell by the first bytes whether a file holds studies of ClinicalTrials.gov."""
    start = start.removeprefix(_MARK)
    return any(form.match(start) for form in (_STUDIES, _LIST, _PAGE, _EMPTY, _DESCRIBED))


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the file's studies in units, in order."""
    start = entry.head().removeprefix(_MARK)
    if _DESCRIBED.match(start):
        yield from jsonl.SOURCE.split(entry)
    elif not _EMPTY.match(start):
        yield from _cut_up(entry, start)


def _cut_up(entry: Entry, start: bytes) -> Iterator[Unit | Fault]:
    one = _STUDIES.match(start)
    first = one or _LIST.match(start) or _PAGE.match(start)
    key = first[1] if first else b"protocolSection"

    def studies(stream: Stream) -> Iterator[bytes]:
        return cut(chunks(stream), key, is_listed=one is None)

    return in_units(entry, studies, most_items=STUDIES_A_UNIT)


def cut(pieces: Iterator[bytes], key: bytes, *, is_listed: bool) -> Iterator[bytes]:
    """Yield the bytes of each study. Raises CutShort where a list of them ends too early, or is damaged.

    key: with which each study begins.
    """
    beginning = re.compile(rb'\{\s*"' + key + rb'"\s*:')
    rest = b""
    is_open = False  # whether `rest` begins with a study
    for piece in pieces:
        rest += piece
        at = 0
        while found := beginning.search(rest, at + is_open):
            if is_open:
                yield rest[at : found.start()].rstrip(_BETWEEN)
            at = found.start()
            is_open = True
        rest = rest[at:]
        if len(rest) > MAX_STUDY_BYTES:
            raise CutShort(f"a study is larger than {MAX_STUDY_BYTES >> 20} MiB")
    if not is_listed:
        yield rest.rstrip(_BETWEEN)
        return
    end = _TAIL.search(rest, max(0, len(rest) - _TAIL_BYTES))
    if end is None:
        raise CutShort("the file ends within a study")
    yield rest[: end.start()]

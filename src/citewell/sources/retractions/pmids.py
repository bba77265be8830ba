"""A plain list of retracted publications: one PMID a line, in a file that has "retract" in its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.model.evidence import RetractionStatus
from citewell.model.identifiers import PMID
from citewell.model.retraction import Notice, NoticeList
from citewell.sources.files import HEAD_BYTES, CutShort, Entry, chunks
from citewell.sources.retractions.listed import given_day, is_complete, modified_day
from citewell.sources.unit import MAX_DOCUMENT_BYTES, Fault, Item, Source, Unit

_ENDINGS = (".txt", ".tsv", ".csv")
_HEADER = re.compile(r"[\"']?(?:pmids?|pubmed[ _]?ids?)[\"']?", re.IGNORECASE)
_LINE = re.compile(r"[\"']?(?:PMID:?\s*)?(0*\d{1,8})[\"']?", re.IGNORECASE)
# PubMed held 4,997 retracted publications when somebody counted, years ago (github.com/fathomlabs/open-retractions,
# issue 1), and holds more each year: a list of fewer is not all of them.
LEAST_COMPLETE = 4_997


_DAY = re.compile(r"[-_. ]*(?:19|20)\d\d[-_.]?\d\d(?:[-_.]?\d\d)?")


def _list_name(file: str) -> str:
    """Return what to call the list of a file: its name without the day, so that a newer file is the same list."""
    return _DAY.sub("", file.rsplit("/", 1)[-1]) or file


def recognises(name: str, start: bytes) -> bool:
    """Tell by its name and its first lines whether a file is a list of retracted PMIDs and nothing else."""
    if "retract" not in name.lower() or not name.lower().endswith(_ENDINGS):
        return False
    lines = _lines(start)
    if len(start) >= HEAD_BYTES:
        lines.pop()  # the head may end within a line
    told = [line for line in lines if line]
    rest = told[1:] if told and _HEADER.fullmatch(told[0]) else told
    return bool(rest) and all(_LINE.fullmatch(line) for line in rest)


def _lines(content: bytes) -> list[str]:
    text = content.removeprefix(b"\xef\xbb\xbf").decode("ascii", errors="replace")
    return [line.strip(" \t,;") for line in text.splitlines()]


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the whole list as one unit: only whole can it tell what is not on it."""
    held = bytearray()
    fault = ""
    with entry.open() as stream:
        try:
            for piece in chunks(stream):
                held += piece
                if len(held) > MAX_DOCUMENT_BYTES:
                    raise CutShort(f"the list is larger than {MAX_DOCUMENT_BYTES >> 20} MiB")
        except CutShort as error:
            fault = str(error)
            # The last line may be the beginning of a longer number: it would name another paper.
            del held[max(held.rfind(b"\n"), 0) :]
    about = {**dict(entry.about), "dated": given_day(entry) or modified_day(entry)}
    if fault:
        about["cut"] = fault
    yield Unit(entry.name, 1, (bytes(held),), about=tuple(about.items()))
    if fault:
        yield Fault(entry.name, f"{fault}; the numbers before it were read", ends_file=True)


def parse(unit: Unit) -> list[Item]:
    """Turn a list into its notices; a line that is no PMID comes as a fault with its number."""
    about = dict(unit.about)
    notices: dict[str, Notice] = {}
    faults: list[Fault] = []
    for number, line in enumerate(_lines(unit.items[0]), 1):
        if not line or (number == 1 and _HEADER.fullmatch(line)):
            continue
        pmid = _pmid(line)
        if pmid:
            notices[pmid] = Notice(PMID.scheme, pmid, RetractionStatus.RETRACTED)
        else:
            faults.append(Fault(f"{unit.file} line {number}", f"{line[:40]!r} is not a PMID"))
    covers = (PMID.scheme,) if is_complete(about, len(notices), least=LEAST_COMPLETE) else ()
    return [NoticeList(_list_name(unit.file), about["dated"], covers, tuple(notices.values())), *faults]


def _pmid(line: str) -> str:
    found = _LINE.fullmatch(line)
    try:
        return PMID(found[1]).value if found else ""
    except ValueError:
        return ""


SOURCE = Source("lists of retracted PMIDs (.txt, .tsv, .csv)", recognises, split, parse)

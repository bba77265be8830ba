"""The Retraction Watch database, as the CSV that Crossref gives out.

Columns: Crossref documentation, "Retraction Watch". By the same page the data are complete for retractions, and not
for corrections and expressions of concern.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from citewell.model.evidence import RetractionStatus
from citewell.model.identifiers import DOI, PMID, Identifier
from citewell.model.retraction import Notice, NoticeList
from citewell.sources.files import CutShort, Entry, chunks
from citewell.sources.retractions.listed import given_day, is_complete, iso_day, modified_day
from citewell.sources.retractions.rows import Damage, encoding, rows
from citewell.sources.unit import MAX_DOCUMENT_BYTES, Fault, Item, Source, Unit

_NEEDED = ("RetractionDate", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionNature", "Reason")
_STATUSES = {
    "retraction": RetractionStatus.RETRACTED,
    "expression of concern": RetractionStatus.CONCERN,
    "correction": RetractionStatus.CORRECTED,
    "reinstatement": RetractionStatus.CLEAR,
}
_ABSENT = frozenset({"", "0", "unavailable"})
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s.*)?", re.DOTALL)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[\sT].*)?", re.DOTALL)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
# The database held 18,969 notices in September 2018, five years before it was given out as a file
# (gist.github.com/rossmounce/78da297cc2fa4e78b6e528402f6f545b): a file of fewer is a part of it.
LEAST_COMPLETE = 18_969


# The list is one, whatever its file is called: what a newer file says takes the place of what an older one said.
LIST = "Retraction Watch"


def recognises(_name: str, start: bytes) -> bool:
    """Tell by its line of headings whether a file is the Retraction Watch CSV."""
    headings = start.decode(encoding(start), errors="replace").split("\n", 1)[0]
    return {"Record ID", *_NEEDED} <= {heading.strip('" \r') for heading in headings.split(",")}


def split(entry: Entry) -> Iterator[Unit | Fault]:
    """Yield the list as one unit, since what is true of a paper may stand in several of its rows.

    Of each row only the columns that are needed are kept, so that the unit stays small.
    """
    held: list[bytes] = []
    size = 0
    cut = ""
    with entry.open() as stream:
        try:
            for row in rows(chunks(stream)):
                if isinstance(row, Damage):
                    yield Fault(f"{entry.name} line {row.line}", row.reason)
                    continue
                held.append("\t".join([str(row.line), *(_one_line(row.fields[name]) for name in _NEEDED)]).encode())
                size += len(held[-1])
                if size > MAX_DOCUMENT_BYTES:
                    raise CutShort(f"its rows are larger than {MAX_DOCUMENT_BYTES >> 20} MiB")
        except CutShort as error:
            cut = str(error)
    about = {
        **dict(entry.about),
        "dated": given_day(entry),
        "modified": modified_day(entry),
        **({"cut": cut} if cut else {}),
    }
    yield Unit(entry.name, 1, tuple(held), about=tuple(about.items()))
    if cut:
        yield Fault(entry.name, f"{cut}; the {len(held)} rows before it were read", ends_file=True)


def _one_line(text: str) -> str:
    return " ".join(text.split())


# What is true of a paper --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Event:
    """What happened to a paper: one row. An identifier is empty where the row gives none."""

    date: str
    doi: str
    pmid: str
    status: RetractionStatus
    reason: str


def parse(unit: Unit) -> list[Item]:
    """Turn the rows into notices, one for each identifier of a paper; a row that cannot be used comes as a fault."""
    about = dict(unit.about)
    events: list[_Event] = []
    faults: list[Fault] = []
    for item in unit.items:
        line, *fields = item.decode(errors="replace").split("\t")
        try:
            if event := _event(*fields):
                events.append(event)
        except ValueError as error:
            faults.append(Fault(f"{unit.file} line {line}", str(error)))
    covers = (DOI.scheme,) if is_complete(about, len(unit.items), least=LEAST_COMPLETE) else ()
    return [NoticeList(LIST, _dated(about, events), covers, tuple(_notices(events))), *faults]


def _event(date: str, doi: str, pmid: str, nature: str, reason: str) -> _Event | None:
    """Return what a row says; None if it names no paper that could be looked up."""
    status = _STATUSES.get(nature.lower())
    if status is None:
        raise ValueError(f"its RetractionNature is {nature[:40]!r}, which is not known")
    problems: list[str] = []
    known_doi = _identifier(DOI, unquote(doi) if _ENCODED.search(doi) else doi, problems)
    known_pmid = _identifier(PMID, pmid, problems)
    if not known_doi and not known_pmid:
        if problems:
            raise ValueError(problems[0])
        return None
    reasons = [part for part in (piece.strip().removeprefix("+") for piece in reason.split(";")) if part]
    if status is RetractionStatus.CLEAR:
        reasons.insert(0, nature)
    return _Event(_iso(date), known_doi, known_pmid, status, "; ".join(reasons))


def _identifier(kind: type[Identifier], text: str, problems: list[str]) -> str:
    if text.lower() in _ABSENT:
        return ""
    try:
        return kind(text).value
    except ValueError as error:
        problems.append(str(error))
        return ""


def _iso(date: str) -> str:
    if american := _AMERICAN.fullmatch(date):
        return iso_day(american[3], american[1], american[2])
    iso = _ISO.fullmatch(date)
    return iso_day(*iso.groups()) if iso else ""


def _notices(events: Sequence[_Event]) -> Iterator[Notice]:
    """Yield a notice for each identifier.

    A row that gives only the one identifier of a paper speaks of its other one too, if another row joins them. Where
    both rows give the second, and differ, they are two papers: a congress issue has one DOI for many abstracts.
    """
    by_doi, by_pmid = _by(events, "doi"), _by(events, "pmid")
    for scheme, mine, theirs, other in ((DOI.scheme, by_doi, by_pmid, "pmid"), (PMID.scheme, by_pmid, by_doi, "doi")):
        for value, own in mine.items():
            linked = {getattr(event, other) for event in own} - {""}
            alone = [e for key in linked for e in theirs[key] if not getattr(e, scheme)]
            standing = _standing([*own, *alone])
            yield Notice(scheme, value, standing.status, standing.date, standing.reason)


def _by(events: Iterable[_Event], scheme: str) -> Mapping[str, list[_Event]]:
    grouped: defaultdict[str, list[_Event]] = defaultdict(list)
    for event in events:
        if value := getattr(event, scheme):
            grouped[value].append(event)
    return grouped


def _standing(events: Sequence[_Event]) -> _Event:
    """Return the event that tells how a paper stands now.

    The later of a retraction and a reinstatement counts; on the same day, and where the days are not known, the
    retraction. A correction undoes nothing; a concern is settled by a later reinstatement.
    """
    retracted = _last(events, RetractionStatus.RETRACTED)
    reinstated = _last(events, RetractionStatus.CLEAR)
    if retracted and (not reinstated or retracted.date >= reinstated.date):
        return retracted
    concern = _last(events, RetractionStatus.CONCERN)
    if concern and (not reinstated or concern.date >= reinstated.date):
        return concern
    return _last(events, RetractionStatus.CORRECTED) or reinstated or events[0]


def _last(events: Iterable[_Event], status: RetractionStatus) -> _Event | None:
    return max((e for e in events if e.status is status), key=lambda e: e.date, default=None)


def _dated(about: dict[str, str], events: Iterable[_Event]) -> str:
    """Return the day the list stands for: as given, else that of its newest notice.

    The day on which the file was written may be long after; a copy is as new as its copying.
    """
    modified = about["modified"]
    return about["dated"] or max((e.date for e in events if e.date and e.date <= modified), default=modified)


SOURCE = Source("Retraction Watch CSV (.csv)", recognises, split, parse)

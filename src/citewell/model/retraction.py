"""Notices of retraction, concern and correction, as lists of them give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from citewell.model.evidence import RetractionStatus

# Notices are looked up by what names one publication; a trial's number or a label's set id names several.
NOTICE_SCHEMES = ("pmid", "pmcid", "doi")


@dataclass(frozen=True, slots=True)
class Notice:
    """What a list says of one publication.

    scheme, value: the identifier it goes by, normalised (a DOI in lower case).
    date: of the notice, as YYYY, YYYY-MM or YYYY-MM-DD; empty where the list gives none.
    reason: in the list's words.
    """

    scheme: str
    value: str
    status: RetractionStatus
    date: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if self.scheme not in NOTICE_SCHEMES:
            raise ValueError(f"a notice goes by one of {', '.join(NOTICE_SCHEMES)}, not by {self.scheme!r}")
        if self.status is RetractionStatus.UNKNOWN:
            raise ValueError("a notice says something; UNKNOWN says nothing")


@dataclass(frozen=True, slots=True)
class NoticeList:
    """A list of notices, or a part of one that was read in pieces.

    dated: the day the list stands for, YYYY-MM-DD. An answer says so when its newest list is old.
    covers: the schemes for which the list is complete: a publication with such an identifier that is not on it,
        and appeared before its date, was looked up and is CLEAR.
    """

    name: str
    dated: str
    covers: tuple[str, ...]
    notices: tuple[Notice, ...]

    def __post_init__(self) -> None:
        try:
            date.fromisoformat(self.dated)
        except ValueError:
            raise ValueError(f"a list of notices is dated YYYY-MM-DD, not {self.dated!r}") from None

"""What the first page of a guideline says of it, in set forms of words. Nothing is guessed from free text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citewell.model.identifiers import DOI
from citewell.sources.guidelines.document import Block, BlockKind
from citewell.sources.guidelines.facts import Facts

_FIRST_BLOCKS = 40
_NAME = r"([^.;:|©\d\n]{3,120}?)"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_ISSUER = re.compile(
    rf"^(?:published by|issued by|issuing (?:body|organi[sz]ation)\s*:|issuer\s*:|publisher\s*:|developed and published by)\s*:?\s*(?:the )?{_NAME}(?=[.;:|©]|,? \(?(?:{_MONTH} )?(?:19|20)\d\d|$)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    rf"^(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:((?:19|20)\d\d)[,\s]*)?(?:by\s+)?(?:the )?{_NAME},?\s*((?:19|20)\d\d)?(?:[.;|]|$)",
    re.IGNORECASE,
)
_WHEN = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH},? )?(?:\d{{1,2}}, )?((?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?)\b"
_PUBLISHED = re.compile(
    rf"\b(?:published|issued|issue date|publication date|date of (?:publication|issue)|last updated|updated|approved|adopted|year(?: of publication)?)"
    rf"\s*(?:on|in|:)?\s*{_WHEN}",
    re.IGNORECASE,
)
_DATE_ALONE = re.compile(rf"^(?:version [\d.]+,? )?{_WHEN}$", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")
_JURISDICTION = re.compile(r"^(?:jurisdiction|country|region)\s*:\s*([^.;]{2,60})$", re.IGNORECASE)


def facts_of_first_page(blocks: Iterable[Block]) -> Facts:
    """Return what stands at the beginning: "Published by ...", "© 2023 ...", a date on a line of its own."""
    found: dict[str, str] = {}
    years: list[str] = []
    for block in _first(blocks):
        text = block.text
        if match := _ISSUER.match(text):
            found["issuer"] = match[1].strip(" ,-–")
            years += re.findall(r"\b(?:19|20)\d\d\b", text[match.end(1) :])
        if match := _COPYRIGHT.match(text):
            found.setdefault("issuer", match[2].strip(" ,-–"))
            found.setdefault("copyright", match[1] or match[3] or "")
        if match := _JURISDICTION.match(text):
            found["jurisdiction"] = match[1]
        years += [match[1] for match in _PUBLISHED.finditer(text)]
        if match := _DATE_ALONE.match(text):
            found.setdefault("date", match[1])
        if match := _DOI.search(text):
            found.setdefault("doi", _doi(match[0]))
    found["year"] = max(years, default="") or found.get("date", "") or found.get("copyright", "")
    return Facts.of(found.items())


def _first(blocks: Iterable[Block]) -> Iterable[Block]:
    for place, block in enumerate(blocks):
        if place >= _FIRST_BLOCKS or block.page > 2:
            return
        if block.kind is not BlockKind.TABLE:
            yield block


def _doi(value: str) -> str:
    try:
        return DOI(value).value
    except ValueError:
        return ""

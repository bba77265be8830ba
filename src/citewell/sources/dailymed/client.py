"""DailyMed by its web services v2: the labels of a drug by name, and each label as SPL.

Documentation, read for this client: https://dailymed.nlm.nih.gov/dailymed/app-support-web-services.cfm,
https://dailymed.nlm.nih.gov/dailymed/webservices-help/v2/spls_api.cfm and
https://dailymed.nlm.nih.gov/dailymed/webservices-help/v2/spls_setid_api.cfm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.config import Settings
from citewell.errors import SourceError, Unreachable
from citewell.sources.http import Response, Web
from citewell.sources.service import Page, broken, check_xml, document, number
from citewell.sources.unit import Fault

PAGE_LABELS = 100
# DailyMed states no limit; a label is a document of its own, so that a search makes many requests.
_PER_SECOND = 4.0
_SET_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class DailyMed:
    """Searches DailyMed; each of its pages is one label as SPL XML."""

    def __init__(self, web: Web, *, base: str) -> None:
        self._web = web
        self._base = base.rstrip("/")
        web.keep_pace(base, per_second=_PER_SECOND)

    @classmethod
    def of(cls, web: Web, settings: Settings) -> DailyMed:
        """Return the client that the settings describe."""
        return cls(web, base=settings.services.dailymed)

    def search(self, query: str, *, limit: int) -> Iterator[Page | Fault]:
        """Yield the labels of a drug by its generic or brand name; a set id yields that label."""
        if _SET_ID.fullmatch(query.strip()):
            yield Page(f"DailyMed {query.strip()}", self.label(query.strip()), 1)
            return
        for brought, (set_id, total) in enumerate(self._set_ids(query)):
            if brought == limit:
                return
            try:
                yield Page(f"DailyMed {set_id}", self.label(set_id), total)
            except Unreachable:
                raise
            except SourceError as error:
                yield Fault(f"DailyMed {set_id}", str(error))

    def label(self, set_id: str) -> bytes:
        """Return the label with this set id. Raises SourceError."""
        return self._web.get(f"{self._base}/spls/{set_id}.xml", check=lambda a: check_xml(a, b"document")).content

    def _set_ids(self, query: str) -> Iterator[tuple[str, int]]:
        """Yield the set ids of the labels that match, and how many there are."""
        page, pages = 1, 1
        while page <= pages:
            values = {"drug_name": query, "pagesize": str(PAGE_LABELS), "page": str(page)}
            found = document(self._web.get(f"{self._base}/spls.json", values, check=_check))
            for label in found["data"]:
                if isinstance(label, dict) and _SET_ID.fullmatch(str(label.get("setid"))):
                    yield str(label["setid"]), number(found["metadata"].get("total_elements"))
            pages = number(found["metadata"].get("total_pages"))
            page += 1


def _check(answer: Response) -> None:
    found = document(answer)
    if not isinstance(found.get("data"), list) or not isinstance(found.get("metadata"), dict):
        raise broken(answer, "search result")

"""Europe PMC by its Articles RESTful API: search in pages by cursor, and full text.

Documentation, read for this client: https://europepmc.org/RestfulWebService and the announcements of its releases, such
as https://groups.google.com/a/ebi.ac.uk/g/epmc-webservices/c/yG8kMl1R3cI (6.6: the end is where no cursor is given).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson

from citewell.config import Settings
from citewell.errors import SourceError, Unreachable
from citewell.sources.http import Response, Web
from citewell.sources.service import Page, broken, check_xml, document, number, refused
from citewell.sources.unit import Fault

PAGE_RECORDS = 100
# Europe PMC states no limit; this is well below what it serves to one client.
_PER_SECOND = 5.0
# Servers and proxies refuse addresses that are much longer; the service takes a form instead.
_LONGEST_ADDRESS = 1_500
_PMCID = re.compile(r"PMC\d{1,12}")


class EuropePMC:
    """Searches Europe PMC; its pages are the JSON of its `core` results."""

    def __init__(self, web: Web, *, base: str, email: str = "") -> None:
        self._web = web
        self._base = base.rstrip("/")
        self._ours = {"email": email} if email else {}
        web.keep_pace(base, per_second=_PER_SECOND)

    @classmethod
    def of(cls, web: Web, settings: Settings) -> EuropePMC:
        """Return the client that the settings describe."""
        return cls(web, base=settings.services.europepmc, email=settings.email)

    def search(self, query: str, *, limit: int) -> Iterator[Page]:
        """Yield the records that match a query in Europe PMC's own syntax, the most relevant first."""
        cursor, brought = "*", 0
        while brought < limit:
            answer = self._page(query, cursor, min(PAGE_RECORDS, limit - brought))
            page = document(answer)
            results = page["resultList"]["result"]
            if not results:
                return
            yield Page(f"Europe PMC, from result {brought + 1:,}", answer.content, number(page.get("hitCount")))
            brought += len(results)
            onward = page.get("nextCursorMark")
            if not isinstance(onward, str) or onward == cursor or brought >= number(page.get("hitCount")):
                return
            cursor = onward

    def full_texts(self, query: str, *, limit: int) -> Iterator[Page | Fault]:
        """Yield what `search` does, and after each of its pages the open-access articles in it, whole, as JATS XML."""
        for page in self.search(query, limit=limit):
            yield page
            for pmcid in _open_access(page):
                try:
                    yield Page(f"Europe PMC {pmcid}", self.full_text(pmcid), page.total)
                except Unreachable:
                    raise
                except SourceError as error:
                    yield Fault(f"Europe PMC {pmcid}", str(error))

    def full_text(self, pmcid: str) -> bytes:
        """Return an open-access article as JATS XML. Raises SourceError, permanent where there is none."""
        return self._web.get(f"{self._base}/{pmcid}/fullTextXML", check=lambda a: check_xml(a, b"article")).content

    def _page(self, query: str, cursor: str, size: int) -> Response:
        values = {
            "query": query,
            "resultType": "core",
            "format": "json",
            "pageSize": str(size),
            "cursorMark": cursor,
        } | self._ours
        if len(query) > _LONGEST_ADDRESS:
            return self._web.post(f"{self._base}/searchPOST", values, check=_check)
        return self._web.get(f"{self._base}/search", values, check=_check)


def _open_access(page: Page) -> list[str]:
    """Return the PMCIDs of a page's results whose full text Europe PMC gives."""
    results = orjson.loads(page.content)["resultList"]["result"]
    given = (r for r in results if isinstance(r, dict) and r.get("isOpenAccess") == r.get("inEPMC") == "Y")
    return [pmcid for result in given if _PMCID.fullmatch(pmcid := str(result.get("pmcid")))]


def _check(answer: Response) -> None:
    page = document(answer)
    if said := page.get("errMsg"):
        raise refused(answer, said)
    results = page.get("resultList")
    if not isinstance(results, dict) or not isinstance(results.get("result"), list):
        raise broken(answer, "search result")

"""ClinicalTrials.gov by its API v2: studies in pages by token.

Documentation, read for this client: https://clinicaltrials.gov/data-api/api (parameters of `/studies`) and
https://clinicaltrials.gov/data-api/about-api. No limit is published; its robots.txt asks for a second between requests.
"""

from __future__ import annotations

from collections.abc import Iterator

from citewell.config import Settings
from citewell.sources.http import Response, Web
from citewell.sources.service import Page, broken, document, number

PAGE_STUDIES = 100
_PER_SECOND = 1.0


class ClinicalTrials:
    """Searches ClinicalTrials.gov; its pages are the JSON of its answers."""

    def __init__(self, web: Web, *, base: str) -> None:
        self._web = web
        self._base = base.rstrip("/")
        web.keep_pace(base, per_second=_PER_SECOND)

    @classmethod
    def of(cls, web: Web, settings: Settings) -> ClinicalTrials:
        """Return the client that the settings describe."""
        return cls(web, base=settings.services.clinicaltrials)

    def search(self, query: str, *, limit: int) -> Iterator[Page]:
        """Yield the studies that match a query in the register's own syntax (Essie), the most relevant first."""
        brought, total, token = 0, 0, ""
        while brought < limit:
            size = min(PAGE_STUDIES, limit - brought)
            values = {"query.term": query, "pageSize": str(size), "format": "json", "countTotal": "true"}
            if token:
                values["pageToken"] = token
            answer = self._web.get(f"{self._base}/studies", values, check=_check)
            page = document(answer)
            if not page["studies"]:
                return
            total = number(page.get("totalCount")) or total
            yield Page(f"ClinicalTrials.gov, from result {brought + 1:,}", answer.content, total)
            brought += len(page["studies"])
            token = str(page.get("nextPageToken") or "")
            if not token:
                return


def _check(answer: Response) -> None:
    if not isinstance(document(answer).get("studies"), list):
        raise broken(answer, "search result")

"""openFDA's drug labels: search in pages that each lead to the next.

Documentation, read for this client: https://open.fda.gov/apis/drug/label/ (the endpoint),
https://open.fda.gov/apis/query-syntax/ and https://open.fda.gov/apis/paging/ (`search_after` in the Link header),
https://open.fda.gov/apis/authentication/ (240 requests a minute; 1,000 a day without a key).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from citewell.config import Settings
from citewell.sources.http import Response, Web
from citewell.sources.service import Page, broken, document, number, refused

PAGE_LABELS = 100
_PER_SECOND = 4.0
_NONE_FOUND = 404
_NEXT = re.compile(r'<([^<>]*)>\s*;\s*rel="?next"?', re.IGNORECASE)
_FIELDS = ("openfda.generic_name", "openfda.brand_name", "openfda.substance_name")


class OpenFDA:
    """Searches openFDA's drug labels; its pages are the JSON of its answers."""

    def __init__(self, web: Web, *, base: str, api_key: str = "") -> None:
        self._web = web
        self._base = base.rstrip("/")
        self._ours = {"api_key": api_key} if api_key else {}
        web.keep_pace(base, per_second=_PER_SECOND)

    @classmethod
    def of(cls, web: Web, settings: Settings) -> OpenFDA:
        """Return the client that the settings describe."""
        return cls(web, base=settings.services.openfda, api_key=settings.openfda_api_key)

    def search(self, query: str, *, limit: int) -> Iterator[Page]:
        """Yield the labels of a drug by its generic, brand or substance name, or by a query in openFDA's own syntax."""
        brought, after = 0, ""
        while brought < limit:
            values = {"search": _search(query), "limit": str(min(PAGE_LABELS, limit - brought))}
            if after:
                values["search_after"] = after
            answer = self._web.get(
                f"{self._base}/drug/label.json", values | self._ours, also=(_NONE_FOUND,), check=_check
            )
            if answer.status == _NONE_FOUND:
                return
            page = document(answer)
            yield Page(f"openFDA, from result {brought + 1:,}", answer.content, _total(page))
            brought += len(page["results"])
            after = _after(answer)
            if not after or not page["results"]:
                return


def _search(query: str) -> str:
    if re.search(r"\w:", query):
        return query
    phrase = " ".join(query.replace('"', " ").replace("\\", " ").split())
    return " ".join(f'{field}:"{phrase}"' for field in _FIELDS)


def _after(answer: Response) -> str:
    """Return where the next page begins; its whole address is not taken from the answer."""
    onward = _NEXT.search(answer.headers.get("link", ""))
    return parse_qs(urlsplit(onward[1]).query).get("search_after", [""])[0] if onward else ""


def _total(page: dict[str, object]) -> int:
    meta = page.get("meta")
    results = meta.get("results") if isinstance(meta, dict) else None
    return number(results.get("total")) if isinstance(results, dict) else 0


def _check(answer: Response) -> None:
    page = document(answer)
    error = page.get("error")
    if isinstance(error, dict) and answer.status == _NONE_FOUND and error.get("code") == "NOT_FOUND":
        return
    if error is not None:
        raise refused(answer, error.get("message") if isinstance(error, dict) else error)
    if not isinstance(page.get("results"), list):
        raise broken(answer, "search result")

"""PubMed by the E-utilities: a search that stays on the server, and its records in batches.

Documentation, read for this client: https://www.ncbi.nlm.nih.gov/books/NBK25499/ (parameters),
https://www.ncbi.nlm.nih.gov/books/NBK25497/ (usage: `tool` and `email`, three requests a second, ten with a key).
Forms are posted, as NCBI asks for long queries; so neither the query nor the key stands in an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citewell.config import Settings
from citewell.errors import SourceError
from citewell.sources.http import Check, Response, Web
from citewell.sources.service import Page, broken, check_xml, document, number, refused

BATCH_RECORDS = 200
# "For PubMed, ESearch can only retrieve the first 9,999 records matching the query": the mirror brings the rest.
MOST_RECORDS = 9_999
# A key that is not valid, or a parameter: the body says which.
_REFUSED = 400
_ERROR = re.compile(rb"<ERROR>(.*?)</ERROR>", re.DOTALL | re.IGNORECASE)
_RECORD = re.compile(rb"<Pubmed(?:Book)?Article[\s>]")


@dataclass(frozen=True, slots=True)
class _Found:
    count: int
    web_env: str
    query_key: str


class PubMed:
    """Searches PubMed; its pages are `PubmedArticleSet` XML."""

    def __init__(self, web: Web, *, base: str, email: str = "", api_key: str = "") -> None:
        self._web = web
        self._base = base.rstrip("/")
        given = {"tool": "citewell", "email": email, "api_key": api_key}
        self._ours = {name: value for name, value in given.items() if value}
        web.keep_pace(base, per_second=10 if api_key else 3)

    @classmethod
    def of(cls, web: Web, settings: Settings) -> PubMed:
        """Return the client that the settings describe."""
        return cls(web, base=settings.services.pubmed, email=settings.email, api_key=settings.ncbi_api_key)

    def search(self, query: str, *, limit: int) -> Iterator[Page]:
        """Yield the records that match a query in PubMed's own syntax, by PubMed's "best match"."""
        found = self._found(query)
        wanted = min(limit, found.count, MOST_RECORDS)
        for start in range(0, wanted, BATCH_RECORDS):
            content = self._batch(found, start, min(BATCH_RECORDS, wanted - start))
            yield Page(f"PubMed, from result {start + 1:,}", content, found.count)

    def _found(self, query: str) -> _Found:
        form = {"db": "pubmed", "term": query, "usehistory": "y", "retmax": "0", "sort": "relevance", "retmode": "json"}
        answer = self._post("esearch", form, _check_search)
        result = document(answer)["esearchresult"]
        return _Found(number(result["count"]), str(result.get("webenv", "")), str(result.get("querykey", "")))

    def _batch(self, found: _Found, start: int, size: int) -> bytes:
        form = {
            "db": "pubmed",
            "WebEnv": found.web_env,
            "query_key": found.query_key,
            "retstart": str(start),
            "retmax": str(size),
            "retmode": "xml",
        }
        return self._post("efetch", form, _check_records).content

    def _post(self, utility: str, form: dict[str, str], check: Check) -> Response:
        return self._web.post(f"{self._base}/{utility}.fcgi", form | self._ours, also=(_REFUSED,), check=check)


def _check_status(answer: Response) -> None:
    if answer.status != _REFUSED:
        return
    try:
        said = document(answer).get("error") or "status 400"
    except SourceError:
        said = "status 400"
    raise refused(answer, said)


def _check_search(answer: Response) -> None:
    _check_status(answer)
    result = document(answer).get("esearchresult")
    if not isinstance(result, dict):
        raise refused(answer, document(answer).get("error", "no result"))
    if said := result.get("ERROR"):
        raise refused(answer, said)
    if "count" not in result or (number(result["count"]) and not (result.get("webenv") and result.get("querykey"))):
        raise broken(answer, "search result")


def _check_records(answer: Response) -> None:
    _check_status(answer)
    if said := _ERROR.search(answer.content[:10_000]):
        raise refused(answer, said[1].decode("utf-8", "replace"))
    check_xml(answer, b"PubmedArticleSet")
    if not _RECORD.search(answer.content):
        raise SourceError(f"{answer.host}: sent no records where there were some. Try again later.", permanent=False)

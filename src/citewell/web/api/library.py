"""The library: searched, and read record by record. For holders of a key: not every text in it is public."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router

from citewell.errors import NotFound
from citewell.model.serialise import clean, record_to_json
from citewell.retrieve import ranked, search_terms
from citewell.web.api.addresses import api
from citewell.web.api.door import Door
from citewell.web.api.problems import Problem
from citewell.web.api.replies import reading, to_bytes
from citewell.web.api.schemas import Hits, RecordOut
from citewell.web.engine import library

router = Router(tags=["library"])
_OPEN = Door("read")


@router.get("/search", **_OPEN.opens(), response=Hits, operation_id="search", summary="Search the library")
def search(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=500, description="Words to search for")],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> HttpResponseBase:
    """The records that hold the words best. By words that carry no meaning alone, nothing is found."""
    held = library()
    terms = search_terms(clean(q))
    scores = {hit.record_id: hit.score for hit in ranked(terms, q, held, limit=limit)} if terms else {}
    results = [
        {
            "id": record.id,
            "score": round(scores[record.id], 4),
            "title": record.title,
            "year": record.year,
            "kind": record.kind.value,
            "address": _address(record.id),
        }
        for record in held.records(list(scores))
    ]
    return reading(request, to_bytes({"results": results, "edition": held.edition}), is_public=False)


@router.get(
    "/records/{path:record_id}",
    **_OPEN.opens(),
    response=RecordOut,
    operation_id="read_record",
    summary="Read a record of the library",
)
def read_record(request: HttpRequest, record_id: str) -> HttpResponseBase:
    """A record by its id, or by a PMID, PMCID, DOI, NCT number or set id in any spelling."""
    try:
        record = library().record(record_id)
    except NotFound:
        raise Problem(404, "The library holds no such record.", next=f"Search with {api('search?q=WORDS')}.") from None
    values: dict[str, Any] = record_to_json(record) | {"retraction": record.retraction.value}
    return reading(request, to_bytes(values), is_public=False)


def _address(record_id: str) -> str:
    return api(f"records/{quote(record_id, safe=':')}")

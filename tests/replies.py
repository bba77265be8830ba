"""What the live services answer, in each one's own format, on the imaginary papers of `universe`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from citewell.model.evidence import Record
from services import Answer, Asked, Service
from universe import RECORDS, article_of, article_set

XML = {"Content-Type": "text/xml; charset=UTF-8"}
JSON = {"Content-Type": "application/json"}
LOG_IN = Answer(b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>...</body></html>")
# Those of the little world that PubMed would know.
PAPERS = tuple(record for record in RECORDS if record.identifiers.pmid)


def as_json(document: Any, status: int = 200, **headers: str) -> Answer:
    """Return an answer of JSON."""
    return Answer(json.dumps(document).encode(), status, JSON | headers)


# PubMed: esearch and efetch ---------------------------------------------------------------------------


def esearch(count: int, **more: Any) -> Answer:
    """Return the result of a search whose records stay on the history server."""
    result: dict[str, Any] = {"count": str(count), "retmax": "0", "retstart": "0", "idlist": []}
    if count:
        result |= {"querykey": "1", "webenv": "MCID_65f0"}
    return as_json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result | more})


def efetch(records: Sequence[Record]) -> Answer:
    """Return records as PubMed sends them."""
    return Answer(article_set(*map(article_of, records)).encode(), headers=XML)


def pubmed(service: Service, records: Sequence[Record] = PAPERS, *, at: str = "/pubmed") -> Service:
    """Let the service answer as PubMed that finds these records, whatever is asked."""

    def batch(asked: Asked) -> Answer:
        start, size = int(asked.values["retstart"]), int(asked.values["retmax"])
        return efetch(records[start : start + size])

    service.responds(f"{at}/esearch.fcgi", lambda _asked: esearch(len(records)))
    return service.responds(f"{at}/efetch.fcgi", batch)


# Europe PMC -------------------------------------------------------------------------------------------


def core_result(record: Record) -> dict[str, Any]:
    """Return a record as Europe PMC's `core` results hold it."""
    abstract = " ".join(f"<h4>{section.label}</h4>{section.text}" for section in record.sections)
    return {
        "id": str(record.identifiers.pmid),
        "source": "MED",
        "pmid": str(record.identifiers.pmid),
        "title": record.title,
        "authorString": ", ".join(record.authors),
        "journalInfo": {"journal": {"title": record.journal}, "yearOfPublication": record.year},
        "pubYear": str(record.year),
        "abstractText": abstract,
        "pubTypeList": {"pubType": list(record.publication_types)},
        "isOpenAccess": "N",
    }


def europe_pmc(service: Service, records: Sequence[Record] = PAPERS, *, at: str = "/europepmc") -> Service:
    """Let the service answer as Europe PMC that finds these records, whatever is asked; the cursor is a number."""

    def page(asked: Asked) -> Answer:
        cursor = asked.values["cursorMark"]
        start = 0 if cursor == "*" else int(cursor)
        end = start + int(asked.values["pageSize"])
        found: dict[str, Any] = {
            "version": "6.9",
            "hitCount": len(records),
            "resultList": {"result": [core_result(record) for record in records[start:end]]},
        }
        if end < len(records):
            found["nextCursorMark"] = str(end)
        return as_json(found)

    service.responds(f"{at}/searchPOST", page)
    return service.responds(f"{at}/search", page)


# DailyMed ---------------------------------------------------------------------------------------------


def set_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def spl(number: int) -> Answer:
    """Return as much of a label as a client looks at."""
    return Answer(f'<?xml version="1.0"?>\n<document><setId root="{set_id(number)}"/></document>'.encode(), headers=XML)


def dailymed(service: Service, labels: int, *, at: str = "/dailymed") -> Service:
    """Let the service answer as DailyMed that finds so many labels."""

    def page(asked: Asked) -> Answer:
        number, size = int(asked.values["page"]), int(asked.values["pagesize"])
        numbers = range(1, labels + 1)[(number - 1) * size : number * size]
        return as_json(
            {
                "data": [{"setid": set_id(n), "spl_version": 1, "title": "ZANOLOL TABLET"} for n in numbers],
                "metadata": {"total_elements": labels, "total_pages": -(-labels // size), "current_page": number},
            }
        )

    for number in range(1, labels + 1):
        service.responds(f"{at}/spls/{set_id(number)}.xml", lambda _asked, number=number: spl(number))
    return service.responds(f"{at}/spls.json", page)


# openFDA ----------------------------------------------------------------------------------------------

NOT_FOUND = as_json({"error": {"code": "NOT_FOUND", "message": "No matches found!"}}, 404)


def openfda(service: Service, labels: int) -> Service:
    """Let the service answer as openFDA that finds so many labels; a page names the next in its Link header."""

    def page(asked: Asked) -> Answer:
        start, size = int(asked.values.get("search_after", "0=0").removeprefix("0=")), int(asked.values["limit"])
        results = [{"set_id": set_id(n), "id": set_id(n)} for n in range(start + 1, min(labels, start + size) + 1)]
        onward = f'<{service.url}/drug/label.json?search=x&skip=0&search_after=0%3D{start + size}>; rel="next"'
        headers = {"Link": onward} if start + size < labels else {}
        return as_json(
            {"meta": {"results": {"skip": 0, "limit": size, "total": labels}}, "results": results}, **headers
        )

    return service.responds("/drug/label.json", page)


# MedlinePlus ------------------------------------------------------------------------------------------


def topic(number: int) -> str:
    return (
        f'<health-topic title="Frobnitis, kind {number}" id="{number}" language="English" '
        f'url="https://medlineplus.gov/frobnitis{number}.html"><full-summary>&lt;p&gt;Frobnitis is imaginary.&lt;/p&gt;'
        "</full-summary></health-topic>"
    )


def medlineplus(service: Service, topics: int, *, at: str = "/ws/query") -> Service:
    """Let the service answer as MedlinePlus that finds so many topics, and keeps them in a file of its own."""

    def page(asked: Asked) -> Answer:
        start, size = int(asked.values["retstart"]), int(asked.values["retmax"])
        documents = "".join(
            f'<document rank="{n}"><content name="healthTopic">{topic(n)}</content></document>'
            for n in range(start, min(topics, start + size))
        )
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<nlmSearchResult><term>frobnitis</term><file>viv_0</file>'
            f"<server>pvlb7srch16</server><count>{topics}</count><retstart>{start}</retstart><retmax>{size}</retmax>"
            f'<list num="{size}" start="{start}" per="{size}">{documents}</list></nlmSearchResult>'
        )
        return Answer(body.encode(), headers=XML)

    return service.responds(at, page)


# ClinicalTrials.gov -----------------------------------------------------------------------------------


def clinical_trials(service: Service, studies: int, *, at: str = "/api/v2") -> Service:
    """Let the service answer as ClinicalTrials.gov that finds so many studies; the token is a number."""

    def page(asked: Asked) -> Answer:
        start, size = int(asked.values.get("pageToken", "0")), int(asked.values["pageSize"])
        numbers = range(start, min(studies, start + size))
        document: dict[str, Any] = {
            "totalCount": studies,
            "studies": [
                {"protocolSection": {"identificationModule": {"nctId": f"NCT{n:08d}", "briefTitle": f"Zanolol {n}"}}}
                for n in numbers
            ],
        }
        if start + size < studies:
            document["nextPageToken"] = str(start + size)
        return as_json(document)

    return service.responds(f"{at}/studies", page)

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
LOG_IN = "<!DOCTYPE html>\n<html><head><title>Log in to the network</title></head><body>...</body></html>"


def as_json(document: Any, **how: Any) -> Answer:
    return Answer(json.dumps(document).encode(), headers={**JSON, **how.pop("headers", {})}, **how)


# PubMed: esearch and efetch ---------------------------------------------------------------------------


def esearch(count: int, **more: Any) -> Answer:
    """The result of a search whose records stay on the history server."""
    result = {"count": str(count), "retmax": "0", "retstart": "0", "idlist": [], "translationset": []}
    if count:
        result |= {"querykey": "1", "webenv": "MCID_65f0"}
    return as_json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result | more})


def efetch(records: Sequence[Record]) -> Answer:
    return Answer(article_set(*map(article_of, records)).encode(), headers=XML)


def pubmed(service: Service, records: Sequence[Record] = RECORDS) -> Service:
    """Let the service answer as PubMed that finds these records, whatever is asked."""

    def batch(asked: Asked) -> Answer:
        start, size = int(asked.values["retstart"]), int(asked.values["retmax"])
        return efetch(records[start : start + size])

    service.responds("/esearch.fcgi", lambda _asked: esearch(len(records)))
    return service.responds("/efetch.fcgi", batch)

"""A seal for each sentence of an article: over the claim as it was written, and the sections that it is quoted from.

The digest of a ledger tells that something was changed, and not what. Where a sentence, its quote and its source are
changed alike they still agree with each other: only what was recorded of that sentence before can name it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import orjson

Texts = Mapping[tuple[str, str], str]


def seals(draft: Any, sources: Any) -> dict[str, str]:
    """Return the seal of each sentence of a ledger by its id, from the JSON as it was written."""
    texts = section_texts(sources)
    return {claim["id"]: seal(claim, texts) for claim in _objects(draft, "claims") if isinstance(claim.get("id"), str)}


def seal(claim: Mapping[str, Any], texts: Texts) -> str:
    """Return the SHA-256 of a claim and of the sections that it cites, as JSON with sorted keys and no white space."""
    passages = (citation.get("passage") for citation in _objects(claim, "citations"))
    places = [(str(p.get("record_id")), str(p.get("section"))) for p in passages if isinstance(p, Mapping)]
    sealed = {"claim": claim, "texts": [texts.get(place) for place in places]}
    return sha256(orjson.dumps(sealed, option=orjson.OPT_SORT_KEYS)).hexdigest()


def section_texts(sources: Any) -> Texts:
    """Return the texts of the sections of a ledger's sources, by record and label."""
    return {
        (str(record.get("id")), str(section.get("label"))): str(section.get("text"))
        for record in _objects({"sources": sources}, "sources")
        for section in _objects(record, "sections")
    }


def _objects(holder: Any, name: str) -> Iterator[Mapping[str, Any]]:
    held = holder.get(name) if isinstance(holder, Mapping) else None
    for item in held if isinstance(held, list) else ():
        if isinstance(item, Mapping):
            yield item

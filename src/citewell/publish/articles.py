"""Reading an article to be exported: a ledger, or a proof bundle."""

from __future__ import annotations

import orjson

from citewell.errors import BadInput
from citewell.publish.bundle import MOST_BUNDLE_BYTES, is_bundle
from citewell.publish.computed import ledger_faults
from citewell.publish.export import Export
from citewell.publish.ledger import ledger_from_json
from citewell.publish.proof import bundled

MOST_BYTES = MOST_BUNDLE_BYTES


def read_article(content: bytes) -> Export:
    """Return the article that a file holds.

    Raises BadInput if it holds none, or if its bundle does not verify: what was tampered with is not passed on.
    """
    if len(content) > MOST_BYTES:
        raise BadInput(f"this is no article: it has more than {MOST_BYTES >> 20} MB")
    if is_bundle(content):
        return bundled(content)
    try:
        values = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"this is neither a ledger nor a bundle ({error}). {_NEXT}") from error
    if not isinstance(values, dict):
        raise BadInput(f"this is no ledger. {_NEXT}")
    ledger = ledger_from_json(values)
    for reason in ledger_faults(ledger):
        raise BadInput(f"the ledger is damaged: {reason}")
    return Export(ledger, written=values)


_NEXT = "`citewell ask QUESTION --as ledger` writes what can be exported."

"""The ledger as JSON, without loss: stored by the site, exchanged in a proof bundle, hashed into an address."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson

from citewell.errors import BadInput
from citewell.model.article import VerifiedDraft
from citewell.model.claim import Claim
from citewell.model.identifiers import Identifiers
from citewell.model.ledger import Ledger
from citewell.model.serialise import record_from_json, record_to_json

if TYPE_CHECKING:
    from cattrs import Converter

FORMAT = "citewell-ledger/1"
# Fields that a draft has had since ledgers were first sealed. Empty, they are left out: a ledger from before them reads
# as one without, and its digest must not change.
_ADDED = frozenset({"certainty", "dense"})
_DAMAGES = (ValueError, TypeError, KeyError, AttributeError, ExceptionGroup)


def ledger_to_json(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as plain values; `ledger_from_json` gives it back equal."""
    draft = _converter().unstructure(ledger.draft)
    return {
        "format": FORMAT,
        "draft": {name: value for name, value in draft.items() if value or name not in _ADDED},
        "sources": [record_to_json(record) for record in ledger.sources],
    }


def ledger_from_json(values: Mapping[str, Any]) -> Ledger:
    """Return the ledger that plain values hold.

    Raises BadInput if they are of another format or version, or break a promise of the ledger: a missing source, a
    quote that is not at its span, a claim without its checks.
    """
    if values.get("format") != FORMAT:
        found = values.get("format")
        raise BadInput(f"this is not a ledger that can be read here: its format is {found!r}, not {FORMAT}")
    try:
        draft = _converter().structure(values["draft"], VerifiedDraft)
        return Ledger(draft, tuple(record_from_json(source) for source in values["sources"]))
    except _DAMAGES as error:
        raise BadInput(f"the ledger is damaged: {_first(error)}") from error


def claim_from_json(values: Any) -> Claim:
    """Return one claim of a ledger. Raises BadInput if it cannot be read, or is none that could exist."""
    try:
        return _converter().structure(values, Claim)
    except _DAMAGES as error:
        raise BadInput(f"cannot be read: {_first(error)}") from error


def digest(ledger: Ledger) -> str:
    """Return the SHA-256 of the ledger, in hexadecimal: equal content, equal digest."""
    return digest_of(ledger_to_json(ledger))


def digest_of(values: Mapping[str, Any]) -> str:
    """Return the digest of a ledger from its JSON as it was written: it stays when a later version adds a field."""
    return sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _first(error: BaseException) -> str:
    """Return the message of the innermost error: the outer ones tell of Python, not of the ledger."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)


@cache
def _converter() -> Converter:
    """Imported here, as only what stores or exchanges ledgers pays for it."""
    from cattrs import Converter

    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_unstructure_hook(Identifiers, Identifiers.to_json)
    converter.register_structure_hook(Identifiers, lambda values, _: Identifiers.from_json(dict(values)))
    converter.register_unstructure_hook_func(lambda kind: isinstance(kind, type) and issubclass(kind, StrEnum), str)
    return converter

"""What is written for a record, and what a write did."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import orjson

from citewell.model.evidence import Record, RecordKind, RetractionStatus
from citewell.model.serialise import record_from_json, record_to_json

# Of two accounts of one version of a label, DailyMed's keeps its paragraphs and lists.
_TELLS_LESS = frozenset({"openfda"})
MODULUS = 1 << 256
# The codes of a label's products stand among the identifiers, under this. They join no publications.
RXCUI = "rxcui"


@dataclass(frozen=True, slots=True)
class Stored:
    """A record ready to be written: its JSON and the digest by which a change is told."""

    record_id: str
    kind: str
    year: int | None
    origin: str
    retraction: str
    revision: str
    digest: bytes
    body: bytes
    identifiers: tuple[tuple[str, str], ...]


def stored(record: Record, *, origin: str = "ingest") -> Stored:
    """Return the record as it is written to the store.

    `origin` tells who owns it, which its provenance does not: a summary that a user read in from an export is
    the user's, and does not go when the starter library does.
    """
    body = orjson.dumps(record_to_json(record), option=orjson.OPT_SORT_KEYS)
    return Stored(
        record.id,
        record.kind.value,
        record.year,
        origin,
        record.retraction.value,
        _revision(record),
        hashlib.sha256(body).digest(),
        body,
        (*record.identifiers.to_json().items(), *((RXCUI, code) for code in record.rxcuis)),
    )


def _revision(record: Record) -> str:
    """Return what sorts by age, and by how much is told where two accounts are of one age."""
    told = "" if record.provenance.source in _TELLS_LESS else "~"
    return f"{record.version:0>6}|{record.date}{told if record.kind is RecordKind.LABEL else ''}"


def load(body: bytes, standing: str = "") -> Record:
    """Return the record that was written as this JSON, with its standing by all that is known of it."""
    record = record_from_json(orjson.loads(body))
    if not standing or record.retraction.value == standing:
        return record
    return replace(record, retraction=RetractionStatus(standing))


def summand(record_id: str, digest: bytes) -> int:
    """Return what a record of this digest adds to the content sum, from which the library's edition is made."""
    return int.from_bytes(hashlib.sha256(record_id.encode() + b"\0" + digest).digest(), "big")


@dataclass(frozen=True, slots=True)
class Change:
    """How many records, or terms, a write added, updated and left as they were."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        return self.added + self.updated + self.unchanged

    def __add__(self, other: Change) -> Change:
        return Change(self.added + other.added, self.updated + other.updated, self.unchanged + other.unchanged)

    def __sub__(self, other: Change) -> Change:
        return Change(self.added - other.added, self.updated - other.updated, self.unchanged - other.unchanged)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write changed: under which seq each record now stands, and the digest of what was kept.

    A batch may hold several versions of one record; the digest tells which of them won. `joint` holds the records
    that share a publication with others, or have come to another one: they are found under their publication's id.
    `new` holds those that the library did not know, nor had forgotten in this ingest: nothing is indexed under them.
    """

    change: Change
    seqs: dict[str, int]
    digests: dict[str, bytes]
    joint: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()

"""Which version of a record stands, and which are kept as older ones."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from citewell.library.stored import Stored
from citewell.model.evidence import RecordKind

# Of these an older version stays when a newer one comes: an answer may have been made from it.
_KEPT_KINDS = frozenset({RecordKind.LABEL.value, RecordKind.GUIDELINE.value})


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of the version of a record that stands in the library."""

    digest: bytes
    origin: str
    revision: str
    work: str

    def gives_way_to(self, item: Stored, *, in_order: bool) -> bool:
        """Tell whether another version takes its place; in_order: see `Store.put`."""
        if self.digest == item.digest:
            return False
        if self.origin != item.origin:
            return self.origin == "starter"
        if in_order:
            return _version(item.revision) >= _version(self.revision)
        return item.revision >= self.revision


def standing(db: sqlite3.Connection, record_ids: list[str]) -> dict[str, Standing]:
    """Return the versions that stand of these records; those that the library does not hold are left out."""
    marks = ",".join("?" * len(record_ids))
    rows = db.execute(
        f"SELECT id, digest, origin, revision, work FROM records WHERE id IN ({marks})",
        record_ids,
    )
    return {record_id: Standing(*rest) for record_id, *rest in rows}


def keep_replaced(db: sqlite3.Connection, old: Stored | None, *, by: Stored) -> None:
    """Keep the version of a label or a guideline that a newer one is about to replace.

    old: that version, where it came in the same batch; else it is the one in the store.
    """
    if by.kind not in _KEPT_KINDS:
        return
    if old is not None:
        keep_as_older(db, old, than=Standing(by.digest, by.origin, by.revision, ""))
        return
    db.execute(
        "INSERT OR IGNORE INTO history SELECT id, revision, digest, body FROM records "
        "WHERE id = ? AND revision < ? AND origin = ?",
        (by.record_id, by.revision, by.origin),
    )


def keep_as_older(db: sqlite3.Connection, item: Stored, *, than: Standing) -> None:
    """Keep a version of a label or a guideline that came after a newer one."""
    if item.kind in _KEPT_KINDS and item.origin == than.origin and item.revision < than.revision:
        db.execute(
            "INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?)",
            (item.record_id, item.revision, item.digest, item.body),
        )


def _version(revision: str) -> str:
    return revision.split("|", 1)[0]

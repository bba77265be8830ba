"""Notices of retraction, concern and correction in the store, and the standing of each record by them.

The body of a record holds what its own source says of its standing. The column `retraction` holds what is known
altogether, and is what readers see. It is set here, whenever a record or a notice arrives.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from citewell.library.works import worst
from citewell.model.evidence import RetractionStatus
from citewell.model.retraction import Notice, NoticeList

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NoticeChange:
    """How many notices were added, updated and left as they were, and how many records changed their standing."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    records: int = 0

    def __add__(self, other: NoticeChange) -> NoticeChange:
        return NoticeChange(
            self.added + other.added,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.records + other.records,
        )


def put(db: sqlite3.Connection, notices: NoticeList) -> tuple[NoticeChange, list[tuple[str, str, str]]]:
    """Write a list, or a part of one, and restate the records it touches.

    Also returns what changed as (key, old status, new status), so that the library's edition can follow. A part that
    is dated before what is known of the list changes nothing.
    """
    row = db.execute("SELECT dated, covers FROM notice_lists WHERE name = ?", (notices.name,)).fetchone()
    if row and row[0] > notices.dated:
        return NoticeChange(unchanged=len(notices.notices)), []
    # What a list covers on which day decides who is CLEAR by it.
    was = " ".join(row).strip() if row else ""
    of_list = (f"list {notices.name}", was, " ".join((notices.dated, *notices.covers)))
    db.execute(
        "INSERT OR REPLACE INTO notice_lists VALUES (?, ?, ?)",
        (notices.name, notices.dated, " ".join(notices.covers)),
    )
    present = {
        (scheme, value): status
        for scheme, value, status in db.execute(
            "SELECT scheme, value, status FROM notices WHERE list = ?", (notices.name,)
        )
    }
    changes = [
        (f"{notices.name} {n.scheme} {n.value}", present.get((n.scheme, n.value), ""), n.status.value)
        for n in notices.notices
        if present.get((n.scheme, n.value)) != n.status.value
    ]
    db.executemany(
        "INSERT OR REPLACE INTO notices VALUES (?, ?, ?, ?, ?, ?)",
        [(n.scheme, n.value, notices.name, n.status.value, n.date, n.reason) for n in notices.notices],
    )
    restated = restate(db, _touched(db, notices.name)) + _clear_by_coverage(db)
    added = sum(not old for _, old, _ in changes)
    counted = NoticeChange(added, len(changes) - added, len(notices.notices) - len(changes), restated)
    return counted, [*changes, *([of_list] if of_list[1] != of_list[2] else [])]


def forget(db: sqlite3.Connection, name: str) -> tuple[int, list[tuple[str, str, str]]]:
    """Remove a list, and restate the records by what is known without it.

    Returns how many notices it had, with what changed as `put` does.
    """
    (dated, covers), *_ = db.execute("SELECT dated, covers FROM notice_lists WHERE name = ?", (name,)).fetchall()
    rows = db.execute("SELECT scheme, value, status FROM notices WHERE list = ?", (name,)).fetchall()
    touched = _touched(db, name)
    db.execute("DELETE FROM notices WHERE list = ?", (name,))
    db.execute("DELETE FROM notice_lists WHERE name = ?", (name,))
    if covers:  # who was CLEAR because the list does not name it may be so no longer
        touched += [row[0] for row in db.execute("SELECT id FROM records WHERE retraction = 'CLEAR'")]
    restate(db, set(touched))
    gone = [(f"{name} {scheme} {value}", status, "") for scheme, value, status in rows]
    return len(rows), [*gone, (f"list {name}", f"{dated} {covers}".strip(), "")]


# So many notices are handed out at a time: each time a part is read, the whole list is looked through.
NOTICES_A_PART = 10_000


def parts(db: sqlite3.Connection) -> Iterator[NoticeList]:
    """Yield every list in parts. Only its last part says what it covers: before that, it is not complete."""
    for name, dated, covers in db.execute("SELECT name, dated, covers FROM notice_lists ORDER BY name").fetchall():
        rows = db.execute(
            "SELECT scheme, value, status, date, reason FROM notices WHERE list = ? ORDER BY scheme, value", (name,)
        ).fetchall()
        said = [Notice(scheme, value, RetractionStatus(status), *rest) for scheme, value, status, *rest in rows]
        for at in range(0, max(len(said), 1), NOTICES_A_PART):
            is_last = at + NOTICES_A_PART >= len(said)
            yield NoticeList(
                name, dated, tuple(covers.split()) if is_last else (), tuple(said[at : at + NOTICES_A_PART])
            )


def _touched(db: sqlite3.Connection, name: str) -> list[str]:
    """Return the records that a list speaks of."""
    rows = db.execute(
        "SELECT DISTINCT i.record_id FROM notices n CROSS JOIN identifiers i "
        "ON i.scheme = n.scheme AND i.value = n.value WHERE n.list = ?",
        (name,),
    )
    return [row[0] for row in rows]


def restate(db: sqlite3.Connection, record_ids: Collection[str]) -> int:
    """Set the standing of these records anew. Returns how many changed."""
    ids = list(record_ids)
    return sum(_restate(db, ids[at : at + _AT_ONCE]) for at in range(0, len(ids), _AT_ONCE))


def _restate(db: sqlite3.Connection, record_ids: list[str]) -> int:
    marks = ",".join("?" * len(record_ids))
    said: dict[str, list[RetractionStatus]] = {}
    for record_id, status in db.execute(
        "SELECT i.record_id, n.status FROM identifiers i JOIN notices n ON n.scheme = i.scheme AND n.value = i.value "
        f"WHERE i.record_id IN ({marks})",
        record_ids,
    ):
        said.setdefault(record_id, []).append(RetractionStatus(status))
    rows = db.execute(
        f"SELECT id, retraction, json_extract(CAST(body AS TEXT), '$.retraction') FROM records WHERE id IN ({marks})",
        record_ids,
    ).fetchall()
    covered = _covered(db, record_ids)
    changed = []
    for record_id, shown, own in rows:
        status = worst([RetractionStatus(own), *said.get(record_id, [])])
        if status is RetractionStatus.UNKNOWN and record_id in covered:
            status = RetractionStatus.CLEAR
        if status.value != shown:
            changed.append((status.value, record_id))
    db.executemany("UPDATE records SET retraction = ? WHERE id = ?", changed)
    return len(changed)


# A record was looked up if a list that is complete for one of its identifiers is younger than the record: published
# in an earlier year, or known to its source before the list's day.
_COVERED = """
SELECT r.id FROM records r JOIN identifiers i ON i.record_id = r.id JOIN notice_lists l
ON instr(' ' || l.covers || ' ', ' ' || i.scheme || ' ')
WHERE (r.year < CAST(substr(l.dated, 1, 4) AS INTEGER)
   OR (substr(r.revision, instr(r.revision, '|') + 1) BETWEEN '1' AND l.dated))
"""


def _covered(db: sqlite3.Connection, record_ids: list[str]) -> set[str]:
    marks = ",".join("?" * len(record_ids))
    return {row[0] for row in db.execute(f"{_COVERED} AND r.id IN ({marks})", record_ids)}


def _clear_by_coverage(db: sqlite3.Connection) -> int:
    """Mark as CLEAR what nobody had looked up before and a complete list does not name."""
    return db.execute(
        "UPDATE records SET retraction = 'CLEAR' WHERE retraction = 'UNKNOWN' "
        f"AND id IN ({_COVERED} AND r.retraction = 'UNKNOWN')"
    ).rowcount


def are_known(db: sqlite3.Connection) -> bool:
    """Tell whether any list was read."""
    return db.execute("SELECT 1 FROM notice_lists LIMIT 1").fetchone() is not None


def lists(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return (name, date) of every list, the newest first."""
    return db.execute("SELECT name, dated FROM notice_lists ORDER BY dated DESC, name").fetchall()


def standing_of(db: sqlite3.Connection, named: Collection[tuple[str, str]]) -> RetractionStatus:
    """Return the gravest that any list says of a publication with one of these (scheme, value); else UNKNOWN."""
    said = [
        RetractionStatus(status)
        for scheme, value in named
        for (status,) in db.execute("SELECT status FROM notices WHERE scheme = ? AND value = ?", (scheme, value))
    ]
    return worst(said) if said else RetractionStatus.UNKNOWN

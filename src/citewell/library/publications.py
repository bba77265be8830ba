"""Which records of the store tell of one publication, kept up to date as records come and go."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from citewell.library.works import SCHEMES, Named, works


def regroup(db: sqlite3.Connection, record_ids: Collection[str], *, former: Collection[str] = ()) -> set[str]:
    """Note under which id each publication is found, after these records have changed.

    `former` holds the publications that they, or records now gone, belonged to. Returns the records that share a
    publication with others, or have come to another one: what is indexed of them has to be made anew.
    """
    left = (set(_members(db, former)) if former else set()) - set(record_ids)
    near = left | _sharing(db, record_ids)
    if not near:
        return set()
    while new := _sharing(db, near) - near:
        near |= new
    before = {record_id: work for record_id, work in _rows(db, "SELECT id, work FROM records WHERE id IN ({})", near)}  # noqa: C416 - typed as pairs
    after = works(_named(db, before))
    changed = [(work, record_id) for record_id, work in after.items() if before[record_id] != work]
    db.executemany("UPDATE records SET work = ? WHERE id = ?", changed)
    shared = [(work, record_id) for record_id, work in after.items() if work != record_id]
    return left | {record_id for pair in shared for record_id in pair} | {record_id for _, record_id in changed}


def members(db: sqlite3.Connection, record_ids: Collection[str]) -> list[str]:
    """Return every record of the publications that these records, or these publications, are."""
    found = [work for _, work in _rows(db, "SELECT id, work FROM records WHERE id IN ({})", record_ids)]
    return _members(db, found)


def _members(db: sqlite3.Connection, works: Collection[str]) -> list[str]:
    return [row[0] for row in _rows(db, "SELECT id FROM records WHERE work IN ({}) ORDER BY id", works)]


def _sharing(db: sqlite3.Connection, record_ids: Collection[str]) -> set[str]:
    """Return these and other records where one carries an identifier of the other; none if no two do."""
    schemes = ",".join(f"'{scheme}'" for scheme in SCHEMES)
    pairs = _rows(
        db,
        "SELECT a.record_id, b.record_id FROM identifiers a CROSS JOIN identifiers b "
        "ON b.scheme = a.scheme AND b.value = a.value AND b.record_id <> a.record_id "
        f"WHERE a.record_id IN ({{}}) AND a.scheme IN ({schemes})",
        record_ids,
    )
    return {record_id for pair in pairs for record_id in pair}


def _named(db: sqlite3.Connection, record_ids: Iterable[str]) -> list[Named]:
    found: dict[str, dict[str, str]] = {record_id: {} for record_id in record_ids}
    for record_id, scheme, value in _rows(
        db, "SELECT record_id, scheme, value FROM identifiers WHERE record_id IN ({})", list(found)
    ):
        if scheme in SCHEMES:
            found[record_id][scheme] = value
    return [Named(record_id, **values) for record_id, values in found.items()]


def _rows(db: sqlite3.Connection, sql: str, values: Collection[str]) -> list[tuple[str, ...]]:
    return db.execute(sql.format(",".join("?" * len(values))), list(values)).fetchall()

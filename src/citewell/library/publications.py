"""Which records of the store tell of one publication, kept up to date as records come and go."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from citewell.library.works import SCHEMES, Named, works

# An identifier that more records carry names no single paper: a congress issue has one DOI for all its abstracts.
MOST_CARRIERS = 20


def regroup(
    db: sqlite3.Connection,
    record_ids: Collection[str],
    *,
    former: Collection[str] = (),
    shared: Collection[str] = (),
) -> set[str]:
    """Note under which id each publication is found, after these records have changed.

    `former` holds the publications that they, or records now gone, belonged to; `shared` the records with which they
    had an identifier in common before they changed (see `sharing`). Returns the records that share a publication with
    others, or have come to another one: what is indexed of them has to be made anew.
    """
    left = (set(_members(db, former)) if former else set()) - set(record_ids)
    near = left | _present(db, set(shared) - set(record_ids)) | sharing(db, record_ids)
    if not near:
        return set()
    while new := sharing(db, near) - near:
        near |= new
    before = {record_id: work for record_id, work in _rows(db, "SELECT id, work FROM records WHERE id IN ({})", near)}  # noqa: C416 - typed as pairs
    after = works(_named(db, before), crowded=_crowded(db, before))
    changed = [(work, record_id) for record_id, work in after.items() if before[record_id] != work]
    db.executemany("UPDATE records SET work = ? WHERE id = ?", changed)
    joint = [(work, record_id) for record_id, work in after.items() if work != record_id]
    return left | {record_id for pair in joint for record_id in pair} | {record_id for _, record_id in changed}


def members(db: sqlite3.Connection, record_ids: Collection[str]) -> list[str]:
    """Return every record of the publications that these records, or these publications, are."""
    found = [work for _, work in _rows(db, "SELECT id, work FROM records WHERE id IN ({})", record_ids)]
    return _members(db, found)


def _members(db: sqlite3.Connection, works: Collection[str]) -> list[str]:
    return [row[0] for row in _rows(db, "SELECT id FROM records WHERE work IN ({}) ORDER BY id", works)]


_SCHEMES = ",".join(f"'{scheme}'" for scheme in SCHEMES)
# The plus keeps SQLite from walking every identifier of the schemes, and lets it look up those of the records.
_KEYS = f"SELECT DISTINCT scheme, value FROM identifiers WHERE record_id IN ({{}}) AND +scheme IN ({_SCHEMES})"


def sharing(db: sqlite3.Connection, record_ids: Collection[str]) -> set[str]:
    """Return these and other records where one carries an identifier of another; none if no two do.

    Of an identifier that too many others carry already nobody is returned: it joins nothing.
    """
    if not record_ids:
        return set()
    carriers = _rows(
        db,
        f"WITH keys AS ({_KEYS}) SELECT k.scheme, k.value, group_concat(b.record_id, char(10)) FROM keys k "
        "CROSS JOIN identifiers b ON b.scheme = k.scheme AND b.value = k.value GROUP BY 1, 2 HAVING count(*) > 1",
        record_ids,
    )
    changed = set(record_ids)
    found: set[str] = set()
    for scheme, _, joined in carriers:
        ids = joined.split("\n")
        if scheme == "pmid" or sum(record_id not in changed for record_id in ids) <= MOST_CARRIERS + 1:
            found.update(ids)
    return found


def _crowded(db: sqlite3.Connection, record_ids: Collection[str]) -> set[tuple[str, str]]:
    """Return the identifiers of these records that too many records carry."""
    rows = _rows(
        db,
        f"WITH keys AS ({_KEYS}) SELECT k.scheme, k.value FROM keys k CROSS JOIN identifiers b "
        f"ON b.scheme = k.scheme AND b.value = k.value GROUP BY 1, 2 HAVING count(*) > {MOST_CARRIERS}",
        record_ids,
    )
    return {(scheme, value) for scheme, value in rows}


def _present(db: sqlite3.Connection, record_ids: Collection[str]) -> set[str]:
    return {row[0] for row in _rows(db, "SELECT id FROM records WHERE id IN ({})", record_ids)} if record_ids else set()


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

"""Records in one SQLite file. Whatever is committed here is never lost; the index is made from it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from citewell.library import notices, publications, versions
from citewell.library.database import as_library_error, connect, transaction
from citewell.library.notices import NoticeChange
from citewell.library.stored import MODULUS, Change, Stored, Written, load, summand
from citewell.library.versions import Standing
from citewell.library.works import merged
from citewell.model.evidence import Record, RetractionStatus
from citewell.model.retraction import NoticeList


class Store:
    """The SQLite file. Every method is one transaction; errors come out as LibraryError."""

    def __init__(self, path: Path, *, lock_timeout_s: float = 60.0) -> None:
        self.path = path
        self._db = connect(path, lock_timeout_s=lock_timeout_s)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one write transaction: all of it is kept, or none."""
        with as_library_error(self.path), transaction(self._db) as db:
            yield db

    @contextmanager
    def checkpointing(self) -> Iterator[None]:
        """Move what was committed from the journal into the file while the block, which is not to use it, runs.

        Otherwise that is done when the file is closed. It is no matter if it cannot be done now.
        """
        mover = threading.Thread(target=self._checkpoint)
        mover.start()
        try:
            yield
        finally:
            mover.join()

    def _checkpoint(self) -> None:
        with suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    # Reading ------------------------------------------------------------------------------------------

    def get(self, works: Sequence[str]) -> Iterator[Record]:
        """Yield the publications with these ids in the order given; one that is gone is left out."""
        found: dict[str, list[Record]] = {}
        for work, standing, body in self._rows(
            "SELECT work, retraction, body FROM records WHERE work IN ({}) ORDER BY id", works
        ):
            found.setdefault(work, []).append(load(body, standing))
        for work in works:
            if work in found:
                yield merged(work, found[work])

    def works_of(self, record_ids: Sequence[str]) -> list[str]:
        """Return the ids of the publications that these records tell of, once each."""
        rows = self._rows("SELECT work FROM records WHERE id IN ({}) ORDER BY id", record_ids)
        return list(dict.fromkeys(row[0] for row in rows))

    def members(self, record_ids: Sequence[str]) -> list[str]:
        """Return the ids of every record that tells of the same publications as these."""
        with as_library_error(self.path):
            return publications.members(self._db, record_ids)

    def older(self, record_id: str) -> Iterator[Record]:
        """Yield the older versions of a label or a guideline, the newest of them first."""
        for (body,) in self._read("SELECT body FROM history WHERE id = ? ORDER BY revision DESC", (record_id,)):
            yield load(body)

    def find(self, scheme: str, value: str) -> list[str]:
        """Return the ids of the records that carry this identifier."""
        rows = self._read("SELECT record_id FROM identifiers WHERE scheme = ? AND value = ?", (scheme, value))
        return [row[0] for row in rows]

    def each(self) -> Iterator[Record]:
        """Yield every record as its source gave it, older versions first, then in the order of their change."""
        for (body,) in self._read("SELECT body FROM history ORDER BY id, revision", ()):
            yield load(body)
        seq = -1
        while rows := self._read("SELECT seq, body FROM records WHERE seq > ? ORDER BY seq LIMIT 250", (seq,)):
            yield from (load(body) for _, body in rows)
            seq = rows[-1][0]

    def changed(self, *, after_seq: int, skip: Sequence[tuple[int, int]] = ()) -> Iterator[list[str]]:
        """Yield the ids of the records that changed after `after_seq`, in that order, a few hundred at a time.

        `skip` holds ranges of seq, first and last, in rising order, that are left out.
        """
        for first, through in _gaps(after_seq + 1, self.last_seq(), skip):
            while rows := self._read(
                "SELECT seq, id FROM records WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT 250", (first, through)
            ):
                yield [record_id for _, record_id in rows]
                first = rows[-1][0] + 1

    def forgotten_after(self, seq: int) -> list[str]:
        return [row[0] for row in self._read("SELECT id FROM forgotten WHERE seq > ?", (seq,))]

    def last_seq(self) -> int:
        rows = self._read(
            "SELECT max((SELECT coalesce(max(seq), 0) FROM records), (SELECT coalesce(max(seq), 0) FROM forgotten))",
            (),
        )
        return int(rows[0][0])

    def meta(self, key: str, default: str = "") -> str:
        rows = self._read("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else default

    def ids_of_origin(self, origin: str) -> list[str]:
        return [row[0] for row in self._read("SELECT id FROM records WHERE origin = ? ORDER BY id", (origin,))]

    @property
    def edition(self) -> str:
        """The library's content hash: the sum of the digests of records and terms modulo 2**256, in 16 hex digits.

        A sum does not depend on the order in which they came, and changes with one addition each, however many
        there are. Terms count because they decide what is found. It tells editions apart; it is no defence
        against someone who forges them.
        """
        content = int(self.meta("content_sum", "0"), 16) + int(self.meta("terms_sum", "0"), 16)
        return f"{content % MODULUS:064x}"[:16]

    def query(self, sql: str, values: tuple[object, ...]) -> list[Any]:
        """Return the rows of a reading statement, for the tables that another module keeps here."""
        return self._read(sql, values)

    def standing_of(self, named: Collection[tuple[str, str]]) -> RetractionStatus:
        """Return what the lists of retractions say of a publication with one of these (scheme, value)."""
        with as_library_error(self.path):
            return notices.standing_of(self._db, named)

    def notices(self) -> Iterator[NoticeList]:
        """Yield every list of notices, in parts."""
        with as_library_error(self.path):
            yield from notices.parts(self._db)

    def subjects(self) -> tuple[str, ...]:
        """Return the subjects that the records name as theirs, the one with most records first."""
        rows = self.query(
            "SELECT json_extract(CAST(body AS TEXT), '$.topic') AS topic, count(*) FROM records WHERE topic <> ''"
            " GROUP BY topic ORDER BY count(*) DESC, topic",
            (),
        )
        return tuple(str(topic).replace("-", " ") for topic, _ in rows)

    def notice_lists(self) -> list[tuple[str, str]]:
        """Return (name, date) of every list of notices that was read, the newest first."""
        with as_library_error(self.path):
            return notices.lists(self._db)

    def _rows(self, sql: str, values: Sequence[str]) -> list[Any]:
        return self._read(sql.format(",".join("?" * len(values))), tuple(values))

    def _read(self, sql: str, values: tuple[object, ...]) -> list[Any]:
        with as_library_error(self.path):
            return self._db.execute(sql, values).fetchall()

    # Writing ------------------------------------------------------------------------------------------

    def put(self, batch: Sequence[Stored], *, in_order: bool = False) -> Written:
        """Write a batch in one transaction; an older revision, or a starter summary, replaces nothing.

        in_order: the batch comes in the order of its source's own changes, so that of one version the later replaces
        the earlier whatever its date.
        """
        with self.transaction() as db:
            present = versions.standing(db, [item.record_id for item in batch])
            before = dict(present)
            content = 0
            seq = self.last_seq()
            written: dict[str, tuple[int, Stored]] = {}
            added = 0
            updated = 0
            for item in batch:
                old = present.get(item.record_id)
                if old is not None and not old.gives_way_to(item, in_order=in_order):
                    versions.keep_as_older(db, item, than=old)
                    continue
                seq += 1
                content += summand(item.record_id, item.digest)
                if old is None:
                    added += 1
                else:
                    updated += 1
                    content -= summand(item.record_id, old.digest)
                    versions.keep_replaced(db, written.get(item.record_id, (0, None))[1], by=item)
                written[item.record_id] = (seq, item)
                work = old.work if old else item.record_id
                present[item.record_id] = Standing(item.digest, item.origin, item.revision, work)
            replaced = [record_id for record_id in written if record_id in before]
            forgotten = self._forgotten(db, list(written))
            former = {before[record_id].work for record_id in replaced}
            shared = publications.sharing(db, replaced)
            self._write(db, written, replaced=replaced, forgotten=forgotten)
            joint = publications.regroup(db, written, former=former, shared=shared)
            seqs = {record_id: seq for record_id, (seq, _) in written.items()} | self._touch(db, joint - set(written))
            if notices.are_known(db):
                notices.restate(db, written)
            self._add_to_content(db, content)
        change = Change(added, updated, len(batch) - added - updated)
        digests = {record_id: item.digest for record_id, (_, item) in written.items()}
        return Written(change, seqs, digests, frozenset(joint), frozenset(written) - set(replaced) - forgotten)

    @staticmethod
    def _forgotten(db: sqlite3.Connection, record_ids: list[str]) -> set[str]:
        marks = ",".join("?" * len(record_ids))
        return {row[0] for row in db.execute(f"SELECT id FROM forgotten WHERE id IN ({marks})", record_ids)}

    @staticmethod
    def _write(
        db: sqlite3.Connection, written: dict[str, tuple[int, Stored]], replaced: list[str], forgotten: set[str]
    ) -> None:
        db.executemany("DELETE FROM forgotten WHERE id = ?", [(record_id,) for record_id in forgotten])
        db.executemany("DELETE FROM identifiers WHERE record_id = ?", [(record_id,) for record_id in replaced])
        # To replace while inserting, SQLite would first copy every page that a row touches to a file of its own.
        db.executemany("DELETE FROM records WHERE id = ?", [(record_id,) for record_id in replaced])
        db.executemany(
            "INSERT INTO records VALUES (?,?,?,?,?,?,?,?,?,?)",
            [
                (seq, i.record_id, i.kind, i.year, i.origin, i.revision, i.retraction, i.digest, i.body, i.record_id)
                for seq, i in written.values()
            ],
        )
        db.executemany(
            "INSERT OR IGNORE INTO identifiers VALUES (?,?,?)",
            [(scheme, value, i.record_id) for _, i in written.values() for scheme, value in i.identifiers],
        )

    def _touch(self, db: sqlite3.Connection, record_ids: Iterable[str]) -> dict[str, int]:
        """Note these records as changed, so that they are indexed anew. Returns their new seqs."""
        seqs = {record_id: seq for seq, record_id in enumerate(sorted(record_ids), self.last_seq() + 1)}
        db.executemany("UPDATE records SET seq = ? WHERE id = ?", [(seq, record_id) for record_id, seq in seqs.items()])
        return seqs

    def put_notices(self, noticed: NoticeList) -> NoticeChange:
        """Write a list of notices, or a part of one; every record it touches changes its standing with it."""
        with self.transaction() as db:
            change, changes = notices.put(db, noticed)
            self._add_to_content(db, _difference(changes))
        return change

    def forget_notices(self, name: str) -> int:
        """Remove a list that is there; records stand as without it. Returns how many notices it had."""
        with self.transaction() as db:
            count, changes = notices.forget(db, name)
            self._add_to_content(db, _difference(changes))
        return count

    def forget(self, record_ids: Iterable[str]) -> int:
        """Remove records in one transaction, their older versions with them. Returns how many there were."""
        removed = 0
        with self.transaction() as db:
            content = 0
            seq = self.last_seq()
            former = set()
            gone = list(record_ids)
            shared = publications.sharing(db, gone) - set(gone)
            for record_id in gone:
                row = db.execute("SELECT digest, work FROM records WHERE id = ?", (record_id,)).fetchone()
                if row is None:
                    continue
                seq += 1
                removed += 1
                content -= summand(record_id, row[0])
                former.add(row[1])
                db.execute("DELETE FROM records WHERE id = ?", (record_id,))
                db.execute("DELETE FROM identifiers WHERE record_id = ?", (record_id,))
                db.execute("DELETE FROM history WHERE id = ?", (record_id,))
                db.execute("INSERT OR REPLACE INTO forgotten VALUES (?, ?)", (record_id, seq))
            self._touch(db, publications.regroup(db, (), former=former, shared=shared))
            self._add_to_content(db, content)
        return removed

    def _add_to_content(self, db: sqlite3.Connection, difference: int) -> None:
        if difference:
            content = int(self.meta("content_sum", "0"), 16) + difference
            self._set_meta(db, "content_sum", f"{content % MODULUS:x}")

    def set_meta(self, key: str, value: str) -> None:
        with self.transaction() as db:
            self._set_meta(db, key, value)

    @staticmethod
    def _set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _gaps(first: int, last: int, skip: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of `first` to `last` that lie between the skipped ones."""
    for start, end in skip:
        if start > first:
            yield first, min(start - 1, last)
        first = max(first, end + 1)
    if first <= last:
        yield first, last


def _difference(changes: Iterable[tuple[str, str, str]]) -> int:
    """Return what changes of notices, as (key, old, new), add to the content sum."""
    return sum(
        (summand(key, new.encode()) if new else 0) - (summand(key, old.encode()) if old else 0)
        for key, old, new in changes
    )

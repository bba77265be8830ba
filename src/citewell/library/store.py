"""Records in one SQLite file. Whatever is committed here is never lost; the index is made from it."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from citewell.errors import LibraryError
from citewell.model.evidence import Record
from citewell.model.serialise import record_from_json, record_to_json

# The statements that bring the file from each version to the next; the first make it. None is ever changed once
# it has been released: a library in use is brought up to date by those that it lacks.
_MIGRATIONS = (
    """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE records (
    seq INTEGER PRIMARY KEY,    -- grows with every change; the index is up to date through one seq
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    year INTEGER,
    origin TEXT NOT NULL,       -- 'starter' for the shipped summaries, else 'ingest'
    revision TEXT NOT NULL,     -- sorts by age: a newer version replaces an older one, never the reverse
    retraction TEXT NOT NULL,
    digest BLOB NOT NULL,       -- SHA-256 of the body
    body BLOB NOT NULL          -- the record as JSON
);
CREATE TABLE identifiers (
    scheme TEXT NOT NULL, value TEXT NOT NULL, record_id TEXT NOT NULL,
    PRIMARY KEY (scheme, value, record_id)
) WITHOUT ROWID;
CREATE INDEX identifiers_record ON identifiers (record_id);
CREATE TABLE forgotten (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
""",
    """
ALTER TABLE records ADD COLUMN work TEXT NOT NULL DEFAULT '';  -- the id under which the publication is found
UPDATE records SET work = id;
CREATE INDEX records_work ON records (work);
CREATE TABLE history (          -- what a newer version of a label or a guideline has replaced: kept, not searched
    id TEXT NOT NULL, revision TEXT NOT NULL, digest BLOB NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (id, revision)
) WITHOUT ROWID;
CREATE TABLE notices (          -- of retraction, concern and correction, by list
    scheme TEXT NOT NULL, value TEXT NOT NULL, list TEXT NOT NULL,
    status TEXT NOT NULL, date TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (scheme, value, list)
) WITHOUT ROWID;
CREATE TABLE notice_lists (name TEXT PRIMARY KEY, dated TEXT NOT NULL, covers TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE terms (            -- of the vocabularies that were read in; synonyms and narrower as JSON lists
    term INTEGER PRIMARY KEY, vocabulary TEXT NOT NULL, code TEXT NOT NULL, preferred TEXT NOT NULL,
    type TEXT NOT NULL, synonyms BLOB NOT NULL, narrower BLOB NOT NULL,
    UNIQUE (vocabulary, code)
);
CREATE TABLE term_names (stems TEXT NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (stems, term)) WITHOUT ROWID;
""",
)
SCHEMA_VERSION = len(_MIGRATIONS)
# A record takes 3 to 4 kB: on SQLite's own 4,096 bytes most would spill over to a second page.
_PAGE_BYTES = 8192
_MODULUS = 1 << 256


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
        f"{record.version:0>6}|{record.date}",
        hashlib.sha256(body).digest(),
        body,
        tuple(record.identifiers.to_json().items()),
    )


def load(body: bytes) -> Record:
    """Return the record that was written as this JSON."""
    return record_from_json(orjson.loads(body))


@dataclass(frozen=True, slots=True)
class Change:
    """How many records a write added, updated and left as they were."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(self.added + other.added, self.updated + other.updated, self.unchanged + other.unchanged)


@dataclass(frozen=True, slots=True)
class Written:
    """What a write changed: under which seq each record now stands, and the digest of what was kept.

    A batch may hold several versions of one record; the digest tells which of them won. `new` holds the records that
    the library did not know, nor had forgotten in this ingest: nothing is indexed under their ids.
    """

    change: Change
    seqs: dict[str, int]
    digests: dict[str, bytes]
    new: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Present:
    digest: bytes
    origin: str
    revision: str

    def gives_way_to(self, item: Stored) -> bool:
        if self.digest == item.digest:
            return False
        if self.origin != item.origin:
            return self.origin == "starter"
        return item.revision >= self.revision


class Store:
    """The SQLite file. Every method is one transaction; errors come out as LibraryError."""

    def __init__(self, path: Path, *, lock_timeout_s: float = 60.0) -> None:
        self.path = path
        with _as_library_error(path):
            self._db = sqlite3.connect(path, timeout=lock_timeout_s, isolation_level=None, check_same_thread=False)
            self._db.execute(f"PRAGMA busy_timeout = {int(lock_timeout_s * 1000)}")
            try:
                self._check_is_ours()
                self._db.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
                self._use_wal(lock_timeout_s)
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._migrate()
            except BaseException:
                self._db.close()
                raise

    def _use_wal(self, timeout_s: float) -> None:
        """Set the journal mode. SQLite does not wait for its lock here, so two first openings must be patient."""
        end = time.monotonic() + timeout_s
        while self._db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                self._db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() >= end:
                    raise
                time.sleep(0.01)

    def close(self) -> None:
        self._db.close()

    def _check_is_ours(self) -> None:
        """Raise LibraryError, before anything is written, if the file is of another program or a newer Citewell."""
        self._db.execute("BEGIN")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        tables = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        self._db.execute("COMMIT")
        if tables and (version == 0 or "meta" not in tables):
            raise sqlite3.DatabaseError("not a database of ours")
        if version > SCHEMA_VERSION:
            raise LibraryError(
                f"{self.path} was written by a newer Citewell (format {version}; this one reads "
                f"{SCHEMA_VERSION}). Upgrade Citewell, or set CITEWELL_HOME to another folder."
            )

    def _migrate(self) -> None:
        if self._db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
            return
        with self.transaction():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            for script in _MIGRATIONS[version:]:
                for statement in _statements(script):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one write transaction: all of it is kept, or none."""
        with _as_library_error(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # Reading ------------------------------------------------------------------------------------------

    def get(self, record_ids: Sequence[str]) -> Iterator[Record]:
        """Yield the records with these ids in the order given; one that is gone is left out."""
        with _as_library_error(self.path):
            marks = ",".join("?" * len(record_ids))
            rows = self._db.execute(
                f"SELECT id, body FROM records WHERE id IN ({marks})",
                list(record_ids),
            ).fetchall()
        bodies = dict(rows)
        for record_id in record_ids:
            if record_id in bodies:
                yield load(bodies[record_id])

    def find(self, scheme: str, value: str) -> list[str]:
        """Return the ids of the records that carry this identifier."""
        rows = self._read("SELECT record_id FROM identifiers WHERE scheme = ? AND value = ?", (scheme, value))
        return [row[0] for row in rows]

    def each(self, *, after_seq: int = -1, skip: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, Record]]:
        """Yield (seq, record) in the order of their change, a batch in memory at a time.

        `skip` holds ranges of seq, first and last, in rising order, that are left out.
        """
        last = self.last_seq()
        for first, through in _gaps(after_seq + 1, last, skip):
            while first <= through:
                rows = self._read(
                    "SELECT seq, body FROM records WHERE seq BETWEEN ? AND ? ORDER BY seq LIMIT 2000",
                    (first, through),
                )
                if not rows:
                    break
                for seq, body in rows:
                    yield seq, load(body)
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

    def counts(self, column: str) -> dict[str, int]:
        """Return how many records there are for each value of `kind`, `year`, `origin` or `retraction`."""
        if column not in {"kind", "year", "origin", "retraction"}:
            raise ValueError(column)
        rows = self._read(
            f"SELECT {column}, count(*) FROM records GROUP BY 1 ORDER BY 1",
            (),
        )
        return {str(value) if value is not None else "unknown": count for value, count in rows}

    def ids_of_origin(self, origin: str) -> list[str]:
        return [row[0] for row in self._read("SELECT id FROM records WHERE origin = ? ORDER BY id", (origin,))]

    @property
    def edition(self) -> str:
        """The library's content hash: the sum of the records' digests modulo 2**256, in 16 hex digits.

        A sum does not depend on the order in which records came, and changes with one addition a record,
        however many there are. It tells editions apart; it is no defence against someone who forges them.
        """
        return f"{int(self.meta('content_sum', '0'), 16):064x}"[:16]

    def _read(self, sql: str, values: tuple[object, ...]) -> list[Any]:
        with _as_library_error(self.path):
            return self._db.execute(sql, values).fetchall()

    # Writing ------------------------------------------------------------------------------------------

    def put(self, batch: Sequence[Stored]) -> Written:
        """Write a batch in one transaction; an older revision, or a starter summary, replaces nothing."""
        with self.transaction() as db:
            present = self._present(db, [item.record_id for item in batch])
            content = int(self.meta("content_sum", "0"), 16)
            seq = self.last_seq()
            written: dict[str, tuple[int, Stored]] = {}
            added = 0
            updated = 0
            replaced: set[str] = set(present)
            for item in batch:
                old = present.get(item.record_id)
                if old is not None and not old.gives_way_to(item):
                    continue
                seq += 1
                content += _summand(item.record_id, item.digest)
                if old is None:
                    added += 1
                else:
                    updated += 1
                    content -= _summand(item.record_id, old.digest)
                written[item.record_id] = (seq, item)
                present[item.record_id] = _Present(item.digest, item.origin, item.revision)
            forgotten = self._forgotten(db, list(written))
            new = set(written) - replaced - forgotten
            self._write(db, written, replaced=[i for i in written if i in replaced], forgotten=forgotten)
            self._set_meta(db, "content_sum", f"{content % _MODULUS:x}")
        change = Change(added, updated, len(batch) - added - updated)
        return Written(
            change,
            {record_id: seq for record_id, (seq, _) in written.items()},
            {record_id: item.digest for record_id, (_, item) in written.items()},
            frozenset(new),
        )

    @staticmethod
    def _present(db: sqlite3.Connection, record_ids: list[str]) -> dict[str, _Present]:
        marks = ",".join("?" * len(record_ids))
        rows = db.execute(
            f"SELECT id, digest, origin, revision FROM records WHERE id IN ({marks})",
            record_ids,
        )
        return {record_id: _Present(*rest) for record_id, *rest in rows}

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
        db.executemany(
            "INSERT OR REPLACE INTO records VALUES (?,?,?,?,?,?,?,?,?,?)",
            [
                (seq, i.record_id, i.kind, i.year, i.origin, i.revision, i.retraction, i.digest, i.body, i.record_id)
                for seq, i in written.values()
            ],
        )
        db.executemany(
            "INSERT OR IGNORE INTO identifiers VALUES (?,?,?)",
            [(scheme, value, i.record_id) for _, i in written.values() for scheme, value in i.identifiers],
        )

    def forget(self, record_ids: Iterable[str]) -> int:
        """Remove records in one transaction. Returns how many there were."""
        removed = 0
        with self.transaction() as db:
            content = int(self.meta("content_sum", "0"), 16)
            seq = self.last_seq()
            for record_id in record_ids:
                row = db.execute("SELECT digest FROM records WHERE id = ?", (record_id,)).fetchone()
                if row is None:
                    continue
                seq += 1
                removed += 1
                content -= _summand(record_id, row[0])
                db.execute("DELETE FROM records WHERE id = ?", (record_id,))
                db.execute("DELETE FROM identifiers WHERE record_id = ?", (record_id,))
                db.execute("INSERT OR REPLACE INTO forgotten VALUES (?, ?)", (record_id, seq))
            self._set_meta(db, "content_sum", f"{content % _MODULUS:x}")
        return removed

    def set_meta(self, key: str, value: str) -> None:
        with self.transaction() as db:
            self._set_meta(db, key, value)

    @staticmethod
    def _set_meta(db: sqlite3.Connection, key: str, value: str) -> None:
        db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _statements(script: str) -> Iterator[str]:
    held = ""
    for line in script.splitlines():
        held += line + "\n"
        if sqlite3.complete_statement(held):
            yield held
            held = ""


def _gaps(first: int, last: int, skip: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of `first` to `last` that lie between the skipped ones."""
    for start, end in skip:
        if start > first:
            yield first, min(start - 1, last)
        first = max(first, end + 1)
    if first <= last:
        yield first, last


def _summand(record_id: str, digest: bytes) -> int:
    return int.from_bytes(hashlib.sha256(record_id.encode() + b"\0" + digest).digest(), "big")


_FULL = {
    "database or disk is full": "the disk is full",
    "disk I/O error": "the disk cannot be written (it is full, or failing)",
}
_FOREIGN = ("not a database", "malformed", "no such table", "no such column", "already exists")


@contextmanager
def _as_library_error(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into messages that say what to do."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        text = str(error)
        if "full" in text or "I/O" in text:
            advice = f"{_FULL.get(text, text)}. Free some space and run the same command again; nothing was lost."
        elif "locked" in text or "busy" in text:
            advice = "another process is writing to the library. Try again, or raise CITEWELL_LOCK_TIMEOUT (seconds)."
        elif any(sign in text for sign in _FOREIGN):
            advice = (
                "the file is damaged or is not a Citewell library. Restore it from a backup, or set CITEWELL_HOME "
                "to another folder."
            )
        elif "readonly" in text or "unable to open" in text:
            advice = "the file cannot be opened for writing. Check the folder's permissions, or set CITEWELL_HOME."
        else:
            advice = text
        raise LibraryError(f"Library {path}: {advice}") from error

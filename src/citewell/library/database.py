"""The SQLite file: made, brought up to date, opened, and what goes wrong with it in words that help."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from citewell.errors import LibraryError

# The statements that bring the file from each version to the next; the first make it. None is ever changed once
# it has been released: a library in use is brought up to date by those that it lacks.
MIGRATIONS = (
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
CREATE TABLE terms (            -- of the vocabularies that were read in
    term INTEGER PRIMARY KEY, vocabulary TEXT NOT NULL, code TEXT NOT NULL, type TEXT NOT NULL,
    names BLOB NOT NULL,        -- as a JSON list, the preferred one first
    places BLOB NOT NULL,       -- of its hierarchy, as a JSON list
    UNIQUE (vocabulary, code)
);
CREATE TABLE term_names (stems TEXT NOT NULL, term INTEGER NOT NULL, PRIMARY KEY (stems, term)) WITHOUT ROWID;
CREATE TABLE term_kinds (       -- from the place of a term to the codes of its kinds
    vocabulary TEXT NOT NULL, broader TEXT NOT NULL, narrower TEXT NOT NULL,
    PRIMARY KEY (vocabulary, broader, narrower)
) WITHOUT ROWID;
CREATE INDEX term_kinds_narrower ON term_kinds (vocabulary, narrower);
CREATE TABLE mirrored (         -- the files of a mirrored source that were applied whole
    name TEXT PRIMARY KEY, md5 TEXT NOT NULL, applied_at TEXT NOT NULL,
    added INTEGER NOT NULL, updated INTEGER NOT NULL, unchanged INTEGER NOT NULL, deleted INTEGER NOT NULL,
    failed INTEGER NOT NULL, touched BLOB NOT NULL  -- the PMIDs that it set or deleted, packed
);
""",
    """
ALTER TABLE terms ADD COLUMN codes BLOB NOT NULL DEFAULT x'5b5d';  -- of other systems, as a JSON list of lists
CREATE TABLE term_codes (       -- the same by code
    system TEXT NOT NULL, code TEXT NOT NULL, term INTEGER NOT NULL, precision TEXT NOT NULL,
    PRIMARY KEY (system, code, term)
) WITHOUT ROWID;
""",
)
SCHEMA_VERSION = len(MIGRATIONS)
# A record takes 3 to 4 kB: on SQLite's own 4,096 bytes most would spill over to a second page.
_PAGE_BYTES = 8192
# Identifiers come in no order: each look-up of a large ingest touches another page, and the default of 2 MB holds few.
_CACHE_KIB = 48 * 1024
# When the journal has so many pages (32 MB), they are moved into the file: an ingest waits for the disk then, and pages
# that many records touch are moved once for all of them.
_JOURNAL_PAGES = 4000


def connect(path: Path, *, lock_timeout_s: float) -> sqlite3.Connection:
    """Return a connection to the library's file, made or brought up to date first. Raises LibraryError."""
    with as_library_error(path):
        db = sqlite3.connect(path, timeout=lock_timeout_s, isolation_level=None, check_same_thread=False)
        try:
            db.execute(f"PRAGMA busy_timeout = {int(lock_timeout_s * 1000)}")
            _check_is_ours(db, path)
            db.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            _use_wal(db, lock_timeout_s)
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute(f"PRAGMA cache_size = {-_CACHE_KIB}")
            db.execute(f"PRAGMA wal_autocheckpoint = {_JOURNAL_PAGES}")
            _migrate(db)
        except BaseException:
            db.close()
            raise
    return db


def _check_is_ours(db: sqlite3.Connection, path: Path) -> None:
    """Raise LibraryError, before anything is written, if the file is of another program or a newer Citewell."""
    db.execute("BEGIN")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    db.execute("COMMIT")
    if tables and (version == 0 or "meta" not in tables):
        raise sqlite3.DatabaseError("not a database of ours")
    if version > SCHEMA_VERSION:
        raise LibraryError(
            f"{path} was written by a newer Citewell (format {version}; this one reads "
            f"{SCHEMA_VERSION}). Upgrade Citewell, or set CITEWELL_HOME to another folder."
        )


def _use_wal(db: sqlite3.Connection, timeout_s: float) -> None:
    """Set the journal mode. SQLite does not wait for its lock here, so two first openings must be patient."""
    end = time.monotonic() + timeout_s
    while db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() >= end:
                raise
            time.sleep(0.01)


def _migrate(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
        return
    with transaction(db):
        version = db.execute("PRAGMA user_version").fetchone()[0]
        for script in MIGRATIONS[version:]:
            for statement in _statements(script):
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def _statements(script: str) -> Iterator[str]:
    held = ""
    for line in script.splitlines():
        held += line + "\n"
        if sqlite3.complete_statement(held):
            yield held
            held = ""


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the block as one write transaction: all of it is kept, or none."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


_FULL = {
    "database or disk is full": "the disk is full",
    "disk I/O error": "the disk cannot be written (it is full, or failing)",
}
_FOREIGN = ("not a database", "malformed", "no such table", "no such column", "already exists")


@contextmanager
def as_library_error(path: Path) -> Iterator[None]:
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

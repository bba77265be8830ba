"""Vectors in one file that is mapped into memory, and a small database beside it that tells whose they are.

A vector is written before the database names its row, and a row is used again only after it was let go in an earlier
transaction: whenever a process is killed, what the database names is whole.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from citewell.errors import LibraryError
from citewell.ports import Hit

# So many rows at a time become floats: the block stays in the processor's cache, which makes it five times as fast.
_BLOCK = 1024
# SQLite takes so many values in a statement everywhere.
_MOST_VALUES = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rows (
    row INTEGER PRIMARY KEY, record_id TEXT NOT NULL, passage INTEGER NOT NULL, digest BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS rows_record ON rows (record_id);
CREATE TABLE IF NOT EXISTS free (row INTEGER PRIMARY KEY);
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage of a record: the digest of its text, and its vector, None where the one that is held is kept."""

    digest: bytes
    vector: NDArray[np.float32] | None


class Damaged(Exception):
    """The files are not there, cannot be read, or do not fit each other."""


class Vectors:
    """The vectors of one model, as int8 with a scale each. Raises Damaged: they are then made anew by `make_anew`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()  # a site reads on several threads
        self._map: tuple[str, NDArray[np.void]] | None = None
        self._db: sqlite3.Connection | None = None

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db = self._map = None

    # Reading ------------------------------------------------------------------------------------------

    def identity(self) -> str:
        """Return the name that they were given when they were made; empty where there are none."""
        return self._meta("identity")

    def model(self) -> str:
        """Return the identity of the model that made them; empty where there are none."""
        return self._meta("model")

    def count(self) -> int:
        """Return how many passages have a vector."""
        with self._reading() as db:
            return 0 if db is None else int(db.execute("SELECT count(*) FROM rows").fetchone()[0])

    def _meta(self, key: str) -> str:
        with self._reading() as db:
            row = db and db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def digests(self, record_ids: Sequence[str]) -> dict[str, list[bytes]]:
        """Return the digests of the passages held of these records, in the order of the passages."""
        found: dict[str, list[bytes]] = {}
        with self._reading() as db:
            if db is None:
                return {}
            for record_id, digest in _in_parts(
                db, "SELECT record_id, digest FROM rows WHERE record_id IN ({}) ORDER BY record_id, passage", record_ids
            ):
                found.setdefault(record_id, []).append(digest)
        return found

    def search(self, query: NDArray[np.float32], *, among: Sequence[str], limit: int) -> list[Hit]:
        """Return the `limit` records nearest to a vector, and those of `among`, by the best passage of each: exact."""
        with self._reading() as db:
            if db is None:
                return []
            matrix = self._mapped(db)
            if len(matrix) == 0 or limit < 1:
                return []
            scores = _scores(matrix, query)
            wanted = limit * 2
            while True:
                rows = _best(scores, wanted)
                hits = _hits(db, "SELECT record_id, passage, row FROM rows WHERE row IN ({})", rows, scores)
                if len(hits) >= limit or wanted >= len(scores):
                    break
                wanted *= 4  # a record of many passages took the places of others, or rows that were let go did
            kept = {hit.record_id for hit in hits[:limit]}
            others = [record_id for record_id in among if record_id not in kept]
            hits = hits[:limit] + _hits(
                db, "SELECT record_id, passage, row FROM rows WHERE record_id IN ({})", others, scores
            )
        return sorted(hits, key=lambda hit: (-hit.score, hit.record_id))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection | None]:
        """Give the database as it is at one moment; None where there is none."""
        with self._lock, _as_damage():
            if self._db is None and not self._database.is_file():
                yield None
                return
            db = self._opened()
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.execute("COMMIT")

    def _mapped(self, db: sqlite3.Connection) -> NDArray[np.void]:
        """Return the rows that the database may name."""
        known = dict(db.execute("SELECT key, value FROM meta"))
        if "identity" not in known:
            return np.empty(0, _row_type(1))
        count = _next_row(db)
        if self._map is None or self._map[0] != known["identity"] or len(self._map[1]) < count:
            kind = _row_type(int(known["dimension"]))
            path = self._matrix(known["identity"])
            if count == 0:
                return np.empty(0, kind)
            self._map = known["identity"], np.memmap(path, kind, mode="r", shape=(count,))
        return self._map[1][:count]

    # Writing: for one process at a time ---------------------------------------------------------------

    def make_anew(self, *, model: str, dimension: int) -> None:
        """Replace what is there, in whatever state, by the vectors of a model, of which there are none yet."""
        self.close()
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            self._make(model, dimension)
        except Damaged:
            # Whoever has it open reads on from what it has mapped.
            self.close()
            for path in self._folder.glob("rows.sqlite3*"):
                path.unlink()
            self._make(model, dimension)

    def _make(self, model: str, dimension: int) -> None:
        identity = uuid.uuid4().hex
        self._matrix(identity).touch()
        with self._writing() as db:
            for table in ("rows", "free", "meta"):
                db.execute(f"DELETE FROM {table}")
            said = {"identity": identity, "model": model, "dimension": str(dimension)}
            db.executemany("INSERT INTO meta VALUES (?, ?)", said.items())
        for path in self._folder.glob("*.i8"):
            if path != self._matrix(identity):
                with suppress(OSError):  # some systems keep what is mapped
                    path.unlink()

    def check(self) -> None:
        """Raise Damaged if the files do not fit each other."""
        with self._reading() as db:
            if db is not None:
                self._mapped(db)

    def put(self, entries: dict[str, list[Entry]]) -> None:
        """Write the passages of records, each record's in their order and in the place of all that was held of it."""
        with self._writing() as db:
            held = _rows_of(db, list(entries))
            free = [row for (row,) in db.execute("SELECT row FROM free ORDER BY row LIMIT 10000")]
            end = _next_row(db)
            known = dict(db.execute("SELECT key, value FROM meta"))
            kind = _row_type(int(known["dimension"]))
            named: list[tuple[int, str, int, bytes]] = []
            with self._matrix(known["identity"]).open("r+b") as file:
                for record_id, passages in entries.items():
                    rows = held.get(record_id, {})
                    for place, entry in enumerate(passages):
                        if entry.vector is None:
                            row = rows[entry.digest].pop()
                        else:
                            row, end = (free.pop(0), end) if free else (end, end + 1)
                            os.pwrite(file.fileno(), _quantised(entry.vector, kind), row * kind.itemsize)
                        named.append((row, record_id, place, entry.digest))
                os.fsync(file.fileno())
            _let_go(db, list(entries), kept={row for row, *_ in named})
            db.executemany("DELETE FROM free WHERE row = ?", [(row,) for row, *_ in named])
            db.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", named)

    def remove(self, record_ids: Sequence[str]) -> None:
        """Remove records; one that is not held is ignored."""
        with self._writing() as db:
            _let_go(db, record_ids, kept=set())

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _as_damage():
            db = self._opened()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @property
    def _database(self) -> Path:
        return self._folder / "rows.sqlite3"

    def _matrix(self, identity: str) -> Path:
        return self._folder / f"{identity}.i8"

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            db = sqlite3.connect(self._database, timeout=20, isolation_level=None, check_same_thread=False)
            try:
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(_SCHEMA)
            except BaseException:
                db.close()
                raise
            self._db = db
        return self._db


def quantise(vector: NDArray[np.float32]) -> tuple[float, NDArray[np.int8]]:
    """Return a vector as int8, with the scale that brings it back: its largest component becomes 127."""
    scale = max(float(np.abs(vector).max()), 1e-12) / 127
    return scale, np.rint(vector / scale).astype(np.int8)


def _row_type(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("scale", "<f4"), ("values", "i1", (dimension,))])


def _quantised(vector: NDArray[np.float32], kind: np.dtype[np.void]) -> bytes:
    return np.array(quantise(vector), dtype=kind).tobytes()


def _scores(matrix: NDArray[np.void], query: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the cosine of each row with the query."""
    scores = np.empty(len(matrix), np.float32)
    floats = np.empty((_BLOCK, len(query)), np.float32)
    for start in range(0, len(matrix), _BLOCK):
        values = matrix[start : start + _BLOCK]["values"]
        block = floats[: len(values)]
        np.copyto(block, values)
        np.dot(block, query, out=scores[start : start + len(values)])
    scores *= matrix["scale"]
    return scores


def _best(scores: NDArray[np.float32], wanted: int) -> list[int]:
    if wanted >= len(scores):
        return list(range(len(scores)))
    return [int(row) for row in np.argpartition(-scores, wanted)[:wanted]]


def _hits(db: sqlite3.Connection, sql: str, values: Sequence[int | str], scores: NDArray[np.float32]) -> list[Hit]:
    """Return the records that a statement names rows of, each with its best score and its passages, best first."""
    found: dict[str, list[tuple[float, int]]] = {}
    for record_id, passage, row in _in_parts(db, sql, values):
        found.setdefault(record_id, []).append((-float(scores[row]), passage))
    hits = [Hit(record_id, -min(of)[0], tuple(place for _, place in sorted(of))) for record_id, of in found.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.record_id))


def _in_parts(db: sqlite3.Connection, sql: str, values: Sequence[int | str]) -> Iterator[Any]:
    for start in range(0, len(values), _MOST_VALUES):
        part = values[start : start + _MOST_VALUES]
        yield from db.execute(sql.format(",".join("?" * len(part))), part)


def _rows_of(db: sqlite3.Connection, record_ids: Sequence[str]) -> dict[str, dict[bytes, list[int]]]:
    held: dict[str, dict[bytes, list[int]]] = {}
    for record_id, digest, row in _in_parts(
        db, "SELECT record_id, digest, row FROM rows WHERE record_id IN ({})", record_ids
    ):
        held.setdefault(record_id, {}).setdefault(digest, []).append(row)
    return held


def _let_go(db: sqlite3.Connection, record_ids: Sequence[str], *, kept: set[int]) -> None:
    gone: Iterable[int] = (row for (row,) in _in_parts(db, "SELECT row FROM rows WHERE record_id IN ({})", record_ids))
    rows = [(row,) for row in gone if row not in kept]
    db.executemany("DELETE FROM rows WHERE row = ?", rows)
    db.executemany("INSERT OR IGNORE INTO free VALUES (?)", rows)


def _next_row(db: sqlite3.Connection) -> int:
    ends = [db.execute(f"SELECT coalesce(max(row), -1) FROM {table}").fetchone()[0] for table in ("rows", "free")]
    return int(max(ends)) + 1


@contextmanager
def _as_damage() -> Iterator[None]:
    """Tell what cannot be read from a disk that is full or a lock that another process has."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise Damaged(str(error)) from error
        raise LibraryError(f"The vectors of the library: {error}. The records are safe. Try again.") from error
    except (sqlite3.DatabaseError, FileNotFoundError, ValueError, KeyError) as error:
        raise Damaged(str(error)) from error
    except OSError as error:
        raise LibraryError(
            f"The vectors of the library: {error.strerror or error}. The records are safe. Free some space, or check "
            "the folder's permissions; then `citewell library embed` goes on."
        ) from error

"""Back up a data folder into one file, while it is in use, and bring it back.

What is derived is left out: the search index is made again when the library is next opened, the vectors of a search by
meaning by `citewell library embed`.
"""

from __future__ import annotations

import io
import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath

import orjson

from citewell.errors import BadInput, LibraryError, UserError
from citewell.library.mirror import alone
from citewell.library.turns import Turns
from citewell.version import VERSION

MANIFEST = "manifest.json"
FORMAT = "citewell-backup/1"
# What a data folder holds that cannot be made again.
DATABASES = ("library/records.sqlite3", "site/site.sqlite3")
FILES = ("site/secret_key",)
_ASIDE = ".before-restore"
# A database, and the log that belongs to it and to no other.
_PARTS = ("", "-wal", "-shm")
_MOST_MANIFEST = 1_000_000


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds: for each file its SHA-256 and its size in bytes."""

    made_at: str
    version: str
    files: dict[str, tuple[str, int]]


def back_up(home: Path, target: Path) -> Backup:
    """Write a backup of a data folder. Others may use it meanwhile: each database is as it was at one moment.

    Raises UserError if the target exists or there is nothing to back up, LibraryError if a file cannot be read or
    written. The file appears under its name when it is whole.
    """
    if target.exists():
        raise UserError(f"{target} exists already; name another file, or move it away.")
    present = [name for name in (*DATABASES, *FILES) if (home / name).is_file()]
    if not present:
        raise UserError(f"{home} holds neither a library nor a site. Set CITEWELL_HOME to the data folder.")
    part = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.absolute().parent) as scratch:
            held: dict[str, tuple[str, int]] = {}
            with part.open("wb") as raw, tarfile.open(fileobj=raw, mode="w") as archive:
                os.fchmod(raw.fileno(), 0o600)  # it holds a key, and what people asked
                for name in present:
                    source = _copied(home / name, Path(scratch)) if name in DATABASES else home / name
                    held[name] = (_digest(source), source.stat().st_size)
                    archive.add(source, arcname=name, filter=_anonymous)
                    if name in DATABASES:
                        source.unlink()
                backup = Backup(datetime.now(UTC).isoformat(timespec="seconds"), VERSION, held)
                _add_manifest(archive, backup)
                archive.close()
                raw.flush()
                os.fsync(raw.fileno())
        part.rename(target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise LibraryError(f"{target}: the backup could not be written: {error}") from error
    return backup


def restore(source: Path, home: Path, *, replace: bool = False, lock_timeout_s: float = 60.0) -> Backup:
    """Bring a data folder back as it was, every file checked against its digest before anything is changed.

    Raises BadInput if the file is no backup or is damaged; UserError if the folder holds something and `replace` is not
    set, if what another restore put aside is still there, or if a database is in use; LibraryError if another process
    writes to the library. What is replaced stays beside it, under `.before-restore`.
    """
    taken = [name for name in (*DATABASES, *FILES) if (home / name).exists()]
    if taken and not replace:
        raise UserError(f"{home / taken[0]} exists already. Restore into an empty folder, or give --replace.")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        backup = _unpacked(source, Path(scratch))
        if DATABASES[0] in backup.files:
            _disown_index(Path(scratch) / DATABASES[0], source)
        _check_nothing_aside(home)
        library = home / "library"
        library.mkdir(exist_ok=True)
        with alone(library / "mirror.lock"), Turns(library, timeout_s=lock_timeout_s).one():
            for name in DATABASES:
                if name in backup.files and (home / name).exists():
                    _settle(home / name)
            for name in backup.files:
                target = home / name
                target.parent.mkdir(parents=True, exist_ok=True)
                _put_aside(target)
                (Path(scratch) / name).replace(target)
    return backup


def _check_nothing_aside(home: Path) -> None:
    for name in (*DATABASES, *FILES):
        for part in _PARTS:
            aside = _aside(home / name, part)
            if aside.exists():
                raise UserError(f"{aside} is there from another restore. Move it away first. Nothing was changed.")


def _settle(database: Path) -> None:
    """Write what is still in a database's log into its file, and so make sure that nobody has it open.

    Whoever had would go on writing to the file that was put aside, and at its end remove the log of the restored one.
    Source: SQLite, Write-Ahead Logging: the journal mode can be changed only where there is one connection.
    """
    try:
        with closing(sqlite3.connect(database, timeout=1)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise UserError(
                f"{database} is in use. Stop the site and what else uses it. Nothing was changed."
            ) from error
    except sqlite3.DatabaseError:
        pass  # it is damaged, which may be why it is replaced: file and log are put aside as they are


def _put_aside(target: Path) -> None:
    """Rename what is there, a database with the log that belongs to it."""
    for part in _PARTS:
        old = target.with_name(target.name + part)
        if old.exists():
            old.replace(_aside(target, part))


def _aside(target: Path, part: str) -> Path:
    """Return under which name a file is put aside: SQLite finds the log of a database by its name."""
    return target.with_name(target.name + _ASIDE + part)


def _copied(database: Path, folder: Path) -> Path:
    """Return a copy of a database as it is at one moment. Source: SQLite, Online Backup API."""
    copy = folder / database.name
    address = database.absolute().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=60)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _disown_index(library: Path, source: Path) -> None:
    """Have an unpacked library call no index and no vectors its own: those it comes to lie beside may be newer."""
    try:
        with closing(sqlite3.connect(library)) as db, db:
            db.execute("DELETE FROM meta WHERE key IN ('index', 'vectors')")
    except sqlite3.Error as error:
        raise BadInput(f"{source}: {DATABASES[0]} is no library: {error}. Nothing was changed.") from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _add_manifest(archive: tarfile.TarFile, backup: Backup) -> None:
    files = {name: {"sha256": digest, "bytes": size} for name, (digest, size) in backup.files.items()}
    content = orjson.dumps(
        {"format": FORMAT, "made_at": backup.made_at, "version": backup.version, "files": files},
        option=orjson.OPT_INDENT_2,
    )
    member = tarfile.TarInfo(MANIFEST)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _unpacked(source: Path, folder: Path) -> Backup:
    """Unpack the files that a backup may hold, and no other, and return what its manifest says. Raises BadInput."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            for member in archive:
                if member.name not in {*DATABASES, *FILES, MANIFEST} or not member.isreg():
                    raise BadInput(f"{source} holds {member.name[:80]!r}, which no backup holds. Nothing was changed.")
                if member.name == MANIFEST and member.size > _MOST_MANIFEST:
                    raise BadInput(f"{source}: its manifest is too large. Nothing was changed.")
                target = folder / PurePosixPath(member.name)
                target.parent.mkdir(parents=True, exist_ok=True)
                archive.makefile(member, target)
    except FileNotFoundError:
        raise BadInput(f"{source}: there is no such file.") from None
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BadInput(f"{source} is not a backup, or it is cut short: {error}. Nothing was changed.") from error
    backup = _manifest(folder / MANIFEST, source)
    for name, (digest, _) in backup.files.items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise BadInput(f"{source}: {name} is missing or damaged. Nothing was changed.")
        (folder / name).chmod(0o600)
    return backup


def _manifest(path: Path, source: Path) -> Backup:
    try:
        values = orjson.loads(path.read_bytes())
        if values["format"] != FORMAT:
            raise BadInput(f"{source} is of the format {values['format']!r}, not {FORMAT}. Nothing was changed.")
        files = {name: (str(entry["sha256"]), int(entry["bytes"])) for name, entry in values["files"].items()}
        if not set(files) <= {*DATABASES, *FILES}:
            raise ValueError("it names other files")
        return Backup(str(values["made_at"]), str(values["version"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{source}: its manifest cannot be read. Nothing was changed.") from error

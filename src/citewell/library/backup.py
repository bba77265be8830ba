"""Back up a data folder into one file, while it is in use, and bring it back.

What is derived (the search index) is left out: it is made again when the library is next opened.
"""

from __future__ import annotations

import io
import os
import shutil
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
from citewell.version import VERSION

MANIFEST = "manifest.json"
FORMAT = "citewell-backup/1"
# What a data folder holds that cannot be made again.
DATABASES = ("library/records.sqlite3", "site/site.sqlite3")
FILES = ("site/secret_key",)
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


def restore(source: Path, home: Path, *, replace: bool = False) -> Backup:
    """Bring a data folder back as it was, every file checked against its digest before anything is changed.

    Raises BadInput if the file is no backup or is damaged, UserError if the folder holds something and `replace` is not
    set. What is replaced stays beside it, under `.before-restore`.
    """
    taken = [name for name in (*DATABASES, *FILES) if (home / name).exists()]
    if taken and not replace:
        raise UserError(f"{home / taken[0]} exists already. Restore into an empty folder, or give --replace.")
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        backup = _unpacked(source, Path(scratch))
        for name in backup.files:
            target = home / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _put_aside(target)
            (Path(scratch) / name).replace(target)
        if DATABASES[0] in backup.files:
            # An index that is newer than its records would not be noticed.
            shutil.rmtree(home / "library" / "index", ignore_errors=True)
    return backup


def _put_aside(target: Path) -> None:
    """Rename what is there, a database with the log that belongs to it."""
    for rest in ("", "-wal", "-shm"):
        old = target.with_name(target.name + rest)
        if old.exists():
            old.replace(target.with_name(target.name + ".before-restore" + rest))


def _copied(database: Path, folder: Path) -> Path:
    """Return a copy of a database as it is at one moment. Source: SQLite, Online Backup API."""
    copy = folder / database.name
    address = f"file:{database}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=60)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


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

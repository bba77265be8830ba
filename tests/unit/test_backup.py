"""A data folder is backed up in use, and comes back as it was."""

from __future__ import annotations

import io
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from filelock import FileLock

from citewell.config import Settings
from citewell.errors import BadInput, LibraryError, UserError
from citewell.library import Library
from citewell.library.backup import Backup, back_up, restore
from citewell.version import VERSION
from universe import RECORDS, papers, write_jsonl


@pytest.fixture
def site(settings: Settings) -> Path:
    """A site's database with one row, and a key."""
    folder = settings.home / "site"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(folder / "site.sqlite3")) as db:
        db.execute("CREATE TABLE article (title TEXT)")
        db.execute("INSERT INTO article VALUES ('Frobnitis')")
        db.commit()
    (folder / "secret_key").write_text("a key", encoding="ascii")
    return folder


@pytest.mark.usefixtures("site")
def test_a_backup_comes_back_as_it_was(world: Library, settings: Settings, tmp_path: Path) -> None:
    """The library has the same edition and answers searches; the site's rows and key are there."""
    back_up(settings.home, tmp_path / "saved.tar")
    restore(tmp_path / "saved.tar", tmp_path / "other")
    with Library(Settings(home=tmp_path / "other", starter=False)) as other:
        assert other.edition == world.edition
        assert other.passages() == world.passages()
    with closing(sqlite3.connect(tmp_path / "other" / "site" / "site.sqlite3")) as db:
        assert db.execute("SELECT title FROM article").fetchall() == [("Frobnitis",)]
    assert (tmp_path / "other" / "site" / "secret_key").read_text(encoding="ascii") == "a key"


ALL_FILES = ["library/records.sqlite3", "site/site.sqlite3", "site/secret_key"]


@pytest.mark.usefixtures("world", "site")
def test_a_backup_says_what_it_holds(settings: Settings, tmp_path: Path) -> None:
    """Each file with its digest and size, when it was made and by what; restoring it says the same."""
    before = datetime.now(UTC).replace(microsecond=0)
    told = back_up(settings.home, tmp_path / "saved.tar")
    with tarfile.open(tmp_path / "saved.tar", "r:") as archive:
        members = archive.getmembers()
        assert [member.name for member in members] == [*ALL_FILES, "manifest.json"]
        assert {(m.uid, m.gid, m.uname, m.gname) for m in members} == {(0, 0, "", "")}
        content = {member.name: (archive.extractfile(member) or io.BytesIO()).read() for member in members}
    manifest = orjson.loads(content.pop("manifest.json"))
    files = {name: (sha256(held).hexdigest(), len(held)) for name, held in content.items()}
    assert told == Backup(manifest["made_at"], VERSION, files)
    assert before <= datetime.fromisoformat(told.made_at) <= datetime.now(UTC)
    assert manifest == {
        "format": "citewell-backup/1",
        "made_at": told.made_at,
        "version": VERSION,
        "files": {name: {"sha256": digest, "bytes": size} for name, (digest, size) in files.items()},
    }
    assert restore(tmp_path / "saved.tar", tmp_path / "other") == told


@pytest.mark.usefixtures("world", "site")
def test_only_its_owner_can_read_what_was_restored(settings: Settings, tmp_path: Path) -> None:
    """And nothing else is left in the folder but the locks."""
    back_up(settings.home, tmp_path / "saved.tar")
    restore(tmp_path / "saved.tar", tmp_path / "other")
    found = [path for path in (tmp_path / "other").rglob("*") if path.is_file() and path.suffix != ".lock"]
    assert sorted(str(path.relative_to(tmp_path / "other")) for path in found) == sorted(ALL_FILES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in found} == {0o600}


@pytest.mark.usefixtures("site")
def test_a_site_without_a_library_is_backed_up(settings: Settings, tmp_path: Path) -> None:
    """What is not there is left out."""
    told = back_up(settings.home, tmp_path / "saved.tar")
    assert list(told.files) == ALL_FILES[1:]
    restore(tmp_path / "saved.tar", tmp_path / "other")
    assert (tmp_path / "other" / "site" / "secret_key").read_text(encoding="ascii") == "a key"


@pytest.mark.usefixtures("world")
def test_a_backup_leaves_nothing_but_itself(settings: Settings, tmp_path: Path) -> None:
    """Neither a part of it nor the copies it was made from."""
    (tmp_path / "backups").mkdir()
    back_up(settings.home, tmp_path / "backups" / "saved.tar")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["saved.tar"]


@pytest.mark.usefixtures("site")
def test_a_backup_that_fails_says_so_and_leaves_nothing(settings: Settings, tmp_path: Path) -> None:
    """A database that cannot be copied is no backup."""
    (settings.home / "site" / "site.sqlite3").write_bytes(b"This is no database. " * 400)
    (tmp_path / "backups").mkdir()
    with pytest.raises(LibraryError, match=r"saved\.tar: the backup could not be written: file is not a database"):
        back_up(settings.home, tmp_path / "backups" / "saved.tar")
    assert not list((tmp_path / "backups").iterdir())


def test_a_backup_is_of_one_moment_while_others_write(
    world: Library, settings: Settings, open_library: Callable[..., Library], tmp_path: Path
) -> None:
    """What is written after the backup is not in it, and the writer was not in its way."""
    edition = world.edition
    back_up(settings.home, tmp_path / "saved.tar")
    open_library().ingest([write_jsonl(tmp_path / "more.jsonl", papers(3))])
    restore(tmp_path / "saved.tar", tmp_path / "other")
    with Library(Settings(home=tmp_path / "other", starter=False)) as other:
        assert other.edition == edition


def test_a_backup_holds_what_was_written_to_the_log_while_another_reads(
    world: Library, settings: Settings, tmp_path: Path
) -> None:
    """A reader keeps the log from being written into the file: whoever copies the file alone misses what is in it."""
    with closing(sqlite3.connect(settings.home / "library" / "records.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM records").fetchall()
        world.ingest([write_jsonl(tmp_path / "more.jsonl", papers(30))])
        back_up(settings.home, tmp_path / "saved.tar")
    restore(tmp_path / "saved.tar", tmp_path / "other")
    with Library(Settings(home=tmp_path / "other", starter=False)) as other:
        assert other.edition == world.edition


# Writes two rows in one transaction, the same number into each, over and over; says so when it has begun.
WRITE = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
number = 0
while True:
    number += 1
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT OR REPLACE INTO meta VALUES ('one', ?)", (str(number),))
    db.execute("INSERT OR REPLACE INTO meta VALUES ('other', ?)", (str(number),))
    db.execute("COMMIT")
    if number == 1:
        print("begun", flush=True)
"""


@pytest.mark.usefixtures("world")
def test_a_backup_beside_a_process_that_writes_is_of_one_moment(settings: Settings, tmp_path: Path) -> None:
    """What was written in one transaction is in it whole, and the writer goes on."""
    command = [sys.executable, "-c", WRITE, str(settings.home / "library" / "records.sqlite3")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        try:
            for number in range(5):
                back_up(settings.home, tmp_path / f"{number}.tar")
            assert writer.poll() is None
        finally:
            writer.kill()
    for number in range(5):
        restore(tmp_path / f"{number}.tar", tmp_path / str(number))
        with closing(sqlite3.connect(tmp_path / str(number) / "library" / "records.sqlite3")) as db:
            rows = dict(db.execute("SELECT key, value FROM meta WHERE key IN ('one', 'other')"))
            assert rows["one"] == rows["other"]
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.usefixtures("world")
def test_only_its_owner_can_read_a_backup(settings: Settings, tmp_path: Path) -> None:
    """It holds a key and what people asked."""
    back_up(settings.home, tmp_path / "saved.tar")
    assert stat.S_IMODE((tmp_path / "saved.tar").stat().st_mode) == 0o600


def test_nothing_is_overwritten_unasked(world: Library, settings: Settings, tmp_path: Path) -> None:
    """Neither an older backup nor a folder in use; with --replace what was there stays beside it."""
    saved = tmp_path / "saved.tar"
    back_up(settings.home, saved)
    with pytest.raises(UserError, match="exists already"):
        back_up(settings.home, saved)
    with pytest.raises(UserError, match="exists already"):
        restore(saved, settings.home)
    world.close()
    restore(saved, settings.home, replace=True)
    assert (settings.home / "library" / "records.sqlite3.before-restore").is_file()


def test_a_restored_library_does_not_trust_the_index_of_the_one_it_replaces(
    world: Library, settings: Settings, tmp_path: Path
) -> None:
    """That one is newer than its records, and finds what they no longer hold."""
    records = world.counts().records
    back_up(settings.home, tmp_path / "saved.tar")
    world.ingest([write_jsonl(tmp_path / "more.jsonl", papers(30))])
    world.close()
    restore(tmp_path / "saved.tar", settings.home, replace=True)
    with Library(settings) as restored:
        assert restored.passages() == restored.counts().records == records


def _note_and_be_killed(settings: Settings, key: str) -> None:
    """Write to the library in a process that is killed at once: what it wrote is in the log beside the file."""
    write = (
        "import os, sys\nfrom pathlib import Path\nfrom citewell.config import Settings\n"
        "from citewell.library import Library\n"
        "library = Library(Settings(Path(sys.argv[1]), starter=False))\n"
        "library._store.set_meta(sys.argv[2], 'noted')\nos.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", write, str(settings.home), key], check=False)
    assert (settings.home / "library" / "records.sqlite3-wal").stat().st_size


def test_what_is_put_aside_opens_and_holds_all_that_was_written(
    world: Library, settings: Settings, tmp_path: Path
) -> None:
    """Also what a process that was killed had only written to the log."""
    records = world.counts().records
    back_up(settings.home, tmp_path / "saved.tar")
    world.close()
    _note_and_be_killed(settings, "last words")
    restore(tmp_path / "saved.tar", settings.home, replace=True)
    with Library(settings) as restored:
        assert restored._store.meta("last words") == ""
        restored.ingest([write_jsonl(tmp_path / "more.jsonl", papers(30))])
    with closing(sqlite3.connect(settings.home / "library" / "records.sqlite3.before-restore")) as aside:
        assert aside.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert aside.execute("SELECT value FROM meta WHERE key = 'last words'").fetchall() == [("noted",)]
        assert aside.execute("SELECT count(*) FROM records").fetchall() == [(records,)]


def test_a_damaged_library_is_put_aside_with_its_log(world: Library, settings: Settings, tmp_path: Path) -> None:
    """The log of another file must not be read into the restored one."""
    edition = world.edition
    back_up(settings.home, tmp_path / "saved.tar")
    world.close()
    _note_and_be_killed(settings, "last words")
    folder = settings.home / "library"
    (folder / "records.sqlite3").write_bytes(b"This is no database. " * 400)
    log = (folder / "records.sqlite3-wal").read_bytes()
    restore(tmp_path / "saved.tar", settings.home, replace=True)
    assert (folder / "records.sqlite3.before-restore-wal").read_bytes() == log
    assert not (folder / "records.sqlite3-wal").exists()
    with Library(settings) as restored:
        assert restored.edition == edition


def test_what_another_restore_put_aside_is_not_overwritten(world: Library, settings: Settings, tmp_path: Path) -> None:
    """It may be the only copy; the message says what to move away."""
    back_up(settings.home, tmp_path / "saved.tar")
    world.close()
    restore(tmp_path / "saved.tar", settings.home, replace=True)
    folder = settings.home / "library"
    before = {path.name: path.read_bytes() for path in folder.glob("records*")}
    with pytest.raises(UserError, match=r"before-restore is there from another restore\. Move it away"):
        restore(tmp_path / "saved.tar", settings.home, replace=True)
    assert {path.name: path.read_bytes() for path in folder.glob("records*")} == before


@pytest.mark.usefixtures("world")
def test_a_library_in_use_is_not_replaced(settings: Settings, tmp_path: Path) -> None:
    """Who has it open would write to what was put aside, and remove the log of what was restored."""
    back_up(settings.home, tmp_path / "saved.tar")
    with pytest.raises(UserError, match=r"records\.sqlite3 is in use\. Stop the site"):
        restore(tmp_path / "saved.tar", settings.home, replace=True)
    assert not list((settings.home / "library").glob("*.before-restore*"))


@pytest.mark.parametrize(
    ("lock", "told"), [("write.lock", "Another process has been writing"), ("mirror.lock", "mirroring")]
)
def test_a_library_that_is_being_written_is_not_replaced(
    world: Library, settings: Settings, tmp_path: Path, lock: str, told: str
) -> None:
    """The turn at the index and the lock of the mirror are taken for the swap."""
    back_up(settings.home, tmp_path / "saved.tar")
    world.close()
    with FileLock(settings.home / "library" / lock), pytest.raises(LibraryError, match=told):
        restore(tmp_path / "saved.tar", settings.home, replace=True, lock_timeout_s=0.05)
    assert not list((settings.home / "library").glob("*.before-restore*"))


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%41b", "a b", "ä"])
def test_a_folder_of_any_name_is_backed_up(tmp_path: Path, name: str) -> None:
    """SQLite is asked by an address, in which these characters mean something else."""
    with Library(Settings(tmp_path / "aAb", starter=False)):
        pass  # what `a%41b` would be taken for
    with Library(Settings(tmp_path / name, starter=False)) as library:
        library.add(RECORDS)
        edition = library.edition
    back_up(tmp_path / name, tmp_path / "saved.tar")
    restore(tmp_path / "saved.tar", tmp_path / "other")
    with Library(Settings(tmp_path / "other", starter=False)) as other:
        assert (other.edition, other.passages()) == (edition, 12)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    """There is nothing to back up where no library is."""
    with pytest.raises(UserError, match="holds neither a library nor a site"):
        back_up(tmp_path, tmp_path / "saved.tar")


@pytest.mark.parametrize("cut", [0, 100, 5_000])
@pytest.mark.usefixtures("world")
def test_a_damaged_backup_changes_nothing(settings: Settings, tmp_path: Path, cut: int) -> None:
    """A file cut short is refused before anything is written."""
    saved = tmp_path / "saved.tar"
    back_up(settings.home, saved)
    saved.write_bytes(saved.read_bytes()[:cut])
    with pytest.raises(BadInput, match="Nothing was changed"):
        restore(saved, tmp_path / "other")
    assert not (tmp_path / "other" / "library").exists()


@pytest.mark.usefixtures("world")
def test_a_changed_byte_is_found(settings: Settings, tmp_path: Path) -> None:
    """Every file is compared with its digest."""
    saved = tmp_path / "saved.tar"
    back_up(settings.home, saved)
    content = bytearray(saved.read_bytes())
    content[3_000] ^= 1
    saved.write_bytes(content)
    with pytest.raises(BadInput, match=r"records\.sqlite3 is missing or damaged"):
        restore(saved, tmp_path / "other")


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "library/other", "library/../../outside"])
def test_a_backup_writes_no_other_file(tmp_path: Path, name: str) -> None:
    """A file that no backup holds is refused by its name, wherever it would go."""
    with tarfile.open(tmp_path / "hostile.tar", "w") as archive:
        member = tarfile.TarInfo(name)
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(BadInput, match="which no backup holds"):
        restore(tmp_path / "hostile.tar", tmp_path / "other")
    assert not (tmp_path / "outside").exists()


def test_a_link_in_a_backup_is_refused(tmp_path: Path) -> None:
    """A link under an allowed name would lead out of the folder."""
    with tarfile.open(tmp_path / "hostile.tar", "w") as archive:
        member = tarfile.TarInfo("site/secret_key")
        member.type = tarfile.SYMTYPE
        member.linkname = "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(BadInput, match="which no backup holds"):
        restore(tmp_path / "hostile.tar", tmp_path / "other")


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def _saved(path: Path, *, format_: str = "citewell-backup/1", files: object = None, **held: bytes) -> Path:
    """Write a backup by hand: the files it holds by the last part of their name, and a manifest that tells of them."""
    names = {name.rpartition("/")[2].partition(".")[0]: name for name in ALL_FILES}
    told = {names[key]: {"sha256": sha256(content).hexdigest(), "bytes": 1} for key, content in held.items()}
    manifest = {"format": format_, "made_at": "x", "version": "x", "files": told if files is None else files}
    with tarfile.open(path, "w") as archive:
        for key, content in held.items():
            _add(archive, names[key], content)
        _add(archive, "manifest.json", orjson.dumps(manifest))
    return path


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ({"format_": "citewell-backup/2"}, "is of the format 'citewell-backup/2', not citewell-backup/1"),
        ({"files": {"site/secret_key": {"sha256": "0" * 64, "bytes": 1}}}, "site/secret_key is missing or damaged"),
        ({"files": {"../outside": {"sha256": "0" * 64, "bytes": 1}}}, "its manifest cannot be read"),
        ({"files": ["site/secret_key"]}, "its manifest cannot be read"),
        ({"files": {"site/secret_key": {}}}, "its manifest cannot be read"),
        ({"records": b"This is no database. " * 400}, r"library/records\.sqlite3 is no library"),
    ],
)
def test_a_manifest_that_does_not_hold_is_told(tmp_path: Path, manifest: dict[str, object], told: str) -> None:
    """And nothing is written, not even a folder for what would have come."""
    saved = _saved(tmp_path / "saved.tar", **manifest)  # type: ignore[arg-type]  # a keyword each
    with pytest.raises(BadInput, match=rf"saved\.tar.*{told}.*Nothing was changed\.$"):
        restore(saved, tmp_path / "other")
    assert not list((tmp_path / "other").iterdir())


def test_a_manifest_of_any_size_is_not_read(tmp_path: Path) -> None:
    """A manifest names three files: a large one is somebody's trick."""
    with tarfile.open(tmp_path / "hostile.tar", "w") as archive:
        _add(archive, "manifest.json", b" " * 1_000_001)
    with pytest.raises(BadInput, match="its manifest is too large"):
        restore(tmp_path / "hostile.tar", tmp_path / "other")


def test_a_backup_that_is_not_there_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(BadInput, match=r"absent\.tar: there is no such file\."):
        restore(tmp_path / "absent.tar", tmp_path / "other")


def test_a_restore_brings_back_what_the_file_holds_and_leaves_the_rest(tmp_path: Path) -> None:
    """A file without a library does not touch the library that is there."""
    library = tmp_path / "home" / "library"
    library.mkdir(parents=True)
    (library / "records.sqlite3").write_bytes(b"left alone")
    restore(_saved(tmp_path / "saved.tar", secret_key=b"a key"), tmp_path / "home", replace=True)
    assert (library / "records.sqlite3").read_bytes() == b"left alone"
    assert (tmp_path / "home" / "site" / "secret_key").read_bytes() == b"a key"

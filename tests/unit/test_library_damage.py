"""A library that was damaged: what can be made again is made again, and the rest is told with what to do."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from citewell.config import Settings
from citewell.errors import LibraryError
from citewell.library import Library
from citewell.library.index import TantivyIndex
from citewell.ports import WeightedTerm
from universe import RECORDS, record

TERMS = [WeightedTerm(("zanolol",)), WeightedTerm(("low", "hum"))]


@pytest.fixture
def filled(settings: Settings) -> Path:
    """The folder of a library that holds the little world and is closed."""
    with Library(settings) as library:
        library.add(RECORDS)
    return settings.home / "library"


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _garble(path: Path) -> None:
    path.write_bytes(b"\xff" * path.stat().st_size)


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _become_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("not an index")


# The index ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        ("index", _remove),
        ("index", _become_a_file),
        ("index/meta.json", _remove),
        ("index/meta.json", _garble),
        ("index/meta.json", _halve),
        ("index/meta.json", _become_a_folder),
        ("index/identity", _remove),
        ("index/identity", _garble),
        ("index/.managed.json", _garble),
        ("index/*.term", _remove),
        ("index/*.term", _halve),
        ("index/*.idx", _garble),
        ("index/*.store", _halve),
    ],
)
def test_a_damaged_index_is_made_anew_at_the_next_opening(filled, open_library, part, damage):
    """Nobody has to know that there is an index."""
    for path in list(filled.glob(part)):
        damage(path)
    library = open_library()
    assert library.passages() == 12
    assert {"topic:frobnitis", "pubmed:90000003"} <= {hit.record_id for hit in library.search(TERMS, limit=20)}


@pytest.mark.parametrize(
    "error",
    [
        "Failed to open file for read: 'IoError { io_error: Os { code: 13, kind: PermissionDenied, message: "
        '"Permission denied" }, filepath: ".managed.json" }\'',
        "Failed to open file for read: 'IoError { io_error: Os { code: 12, kind: OutOfMemory, message: "
        '"Cannot allocate memory" }, filepath: "a.store" }\'',
        "An IO error occurred: 'Too many open files (os error 24)'",
        "System error.'a thread could not be started'",
    ],
)
def test_an_index_that_cannot_be_read_now_is_told_and_left_alone(filled, settings, monkeypatch, error):
    """The engine reports these as it reports damage; but what the files hold may be whole."""
    before = {path.name: path.read_bytes() for path in (filled / "index").iterdir()}

    def fail(*_: object, **_options: object) -> None:
        raise ValueError(error)

    monkeypatch.setattr(TantivyIndex, "_with_analyser", staticmethod(fail))
    with pytest.raises(LibraryError, match="`citewell library rebuild` makes the index anew"):
        Library(settings)
    assert {path.name: path.read_bytes() for path in (filled / "index").iterdir()} == before


def test_an_index_is_made_anew_while_others_have_it_open(filled):
    """They put a lock into its folder when they read it anew, also while the folder is being emptied."""
    index, stop = TantivyIndex(filled / "index"), Event()

    def lock() -> None:
        while not stop.is_set():
            with suppress(FileNotFoundError):
                (filled / "index" / ".tantivy-meta.lock").touch()

    with ThreadPoolExecutor(2) as pool:
        others = [pool.submit(lock) for _ in range(2)]
        try:
            for _ in range(20):
                index.make_anew()
        finally:
            stop.set()
    assert [other.result() for other in others] == [None, None]
    assert index.passages() == 0
    assert [path.name for path in filled.iterdir() if path.is_dir()] == ["index"]


def test_damage_that_shows_only_in_a_search_is_told_and_can_be_mended(filled, open_library):
    """The message names the command that helps, and the command does."""
    for path in filled.glob("index/*.pos"):
        path.unlink()
    library = open_library()
    with pytest.raises(LibraryError, match="`citewell library rebuild` makes the index anew"):
        library.search(TERMS, limit=20)
    assert library.rebuild() == 12
    assert "topic:frobnitis" in {hit.record_id for hit in library.search(TERMS, limit=20)}


def test_an_index_left_empty_by_a_crash_is_filled_at_the_next_opening(filled, open_library):
    """A process that was ended between making the index and filling it leaves an index that looks whole."""
    shutil.rmtree(filled / "index")
    TantivyIndex(filled / "index")
    assert open_library().passages() == 12


def test_an_index_that_belongs_to_another_store_is_not_believed(filled, open_library, tmp_path):
    """As after the records were restored from a backup, or deleted, but not the index."""
    with Library(Settings(tmp_path / "other", starter=False)) as other:
        other.add([record(3, title="Marmalade")])
    for name in ("records.sqlite3", "records.sqlite3-wal", "records.sqlite3-shm"):
        (filled / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "other" / "library" / "records.sqlite3", filled)
    library = open_library()
    assert library.passages() == 1
    assert library.search([WeightedTerm(("hum",))], limit=5) == []


def test_a_library_that_was_moved_is_found_as_before(filled, tmp_path, settings):
    """Nothing in it holds its own address."""
    shutil.move(filled.parent, tmp_path / "elsewhere")
    with Library(replace(settings, home=tmp_path / "elsewhere")) as library:
        assert (library.counts().records, library.passages()) == (12, 12)


# The records -------------------------------------------------------------------------------------------


def _write_text(path: Path) -> None:
    path.write_text("This is no database. " * 400)


def _write_other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE records (song TEXT)")
    db.close()


def _write_other_database_of_our_version(path: Path) -> None:
    _write_other_database(path)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 1")
    db.close()


def _write_newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


@pytest.mark.parametrize(
    ("damage", "advice"),
    [
        (_write_text, "is not a Citewell library. Restore it from a backup, or set CITEWELL_HOME"),
        (_garble, "is not a Citewell library. Restore it from a backup, or set CITEWELL_HOME"),
        (_write_other_database, "is not a Citewell library. Restore it from a backup, or set CITEWELL_HOME"),
        (_write_other_database_of_our_version, "is not a Citewell library. Restore it from a backup"),
        (_write_newer, r"written by a newer Citewell \(format 99; this one reads 3\). Upgrade Citewell"),
        (_become_a_folder, "cannot be opened for writing. Check the folder's permissions, or set CITEWELL_HOME"),
    ],
)
def test_a_store_that_cannot_be_read_is_named_with_what_to_do(filled, settings, damage, advice):
    """It is left untouched, and the command ends with exit code 5."""
    path = filled / "records.sqlite3"
    damage(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(LibraryError, match=advice) as caught:
        Library(settings)
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 5
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_page_damaged_within_the_store_is_told(filled, open_library):
    """A disk may change bytes long after they were written."""
    path = filled / "records.sqlite3"
    content = bytearray(path.read_bytes())
    content[len(content) // 4 :] = b"\xff" * (len(content) - len(content) // 4)
    path.write_bytes(bytes(content))
    with pytest.raises(LibraryError, match="damaged"):
        list(open_library().all_records())


def test_an_empty_file_in_place_of_the_store_is_a_new_library(settings, open_library):
    """A crash at the very first moment leaves one."""
    (settings.home / "library").mkdir(parents=True)
    (settings.home / "library" / "records.sqlite3").touch()
    assert open_library().counts().records == 0


# The folder --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["home", "home/library"])
def test_a_file_where_the_folder_should_be_is_told(tmp_path, part):
    """The message names the variable that moves the library."""
    (tmp_path / part).parent.mkdir(exist_ok=True)
    (tmp_path / part).write_text("a file")
    with pytest.raises(LibraryError, match="Set CITEWELL_HOME to a folder that can be written"):
        Library(Settings(tmp_path / "home", starter=False))


def test_a_folder_that_cannot_be_written_is_told():
    """Here one of the kernel's, which refuses even the superuser."""
    with pytest.raises(LibraryError, match="Set CITEWELL_HOME to a folder that can be written"):
        Library(Settings(Path("/proc/citewell"), starter=False))


def test_a_lock_that_cannot_be_taken_is_told(settings):
    """A folder stands where the lock's file should be."""
    (settings.home / "library" / "write.lock").mkdir(parents=True)
    with pytest.raises(LibraryError, match="Set CITEWELL_HOME to a folder that can be written"):
        Library(settings)


def test_a_disk_that_is_full_is_told_and_nothing_is_lost(world, open_library):
    """What was there stays, can be searched, and the rest goes in once there is room."""
    edition = world.edition
    pages = world._store._db.execute("PRAGMA page_count").fetchone()[0]
    world._store._db.execute(f"PRAGMA max_page_count = {pages}")
    more = [record(3, id=f"a:{n}", identifiers={}, title="Long " * 4_000) for n in range(40)]
    with pytest.raises(LibraryError, match=r"the disk is full\. Free some space and run the same command again"):
        world.add(more)
    assert (world.edition, world.counts().records, world.passages()) == (edition, 12, 12)
    again = open_library()
    assert again.add(more).added == 40
    assert again.passages() == again.counts().records == 52

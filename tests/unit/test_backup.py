"""A data folder is backed up in use, and comes back as it was."""

from __future__ import annotations

import io
import sqlite3
import stat
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from citewell.config import Settings
from citewell.errors import BadInput, UserError
from citewell.library import Library
from citewell.library.backup import back_up, restore
from universe import papers, write_jsonl


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


@pytest.mark.usefixtures("world")
def test_only_its_owner_can_read_a_backup(settings: Settings, tmp_path: Path) -> None:
    """It holds a key and what people asked."""
    back_up(settings.home, tmp_path / "saved.tar")
    assert stat.S_IMODE((tmp_path / "saved.tar").stat().st_mode) == 0o600


@pytest.mark.usefixtures("world")
def test_nothing_is_overwritten_unasked(settings: Settings, tmp_path: Path) -> None:
    """Neither an older backup nor a folder in use; with --replace what was there stays beside it."""
    saved = tmp_path / "saved.tar"
    back_up(settings.home, saved)
    with pytest.raises(UserError, match="exists already"):
        back_up(settings.home, saved)
    with pytest.raises(UserError, match="exists already"):
        restore(saved, settings.home)
    restore(saved, settings.home, replace=True)
    assert (settings.home / "library" / "records.sqlite3.before-restore").is_file()


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

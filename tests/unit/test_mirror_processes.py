"""The mirror as its user runs it: killed, stopped, and what it prints."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from citewell.config import Settings
from citewell.library import Library
from citewell.sources.pubmed.mirror import Folder
from mirrors import deleting, file_name, setting, texts, write_mirror
from services import serve

FILES, RECORDS = 8, 250


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that set, revise, delete and bring back; large enough for several processes."""
    chance = random.Random(25)
    files = []
    for at in range(FILES):
        first = at * RECORDS // 2
        items = [setting(n, f"Said by {at}. {chance.randbytes(700).hex()}") for n in range(first, first + RECORDS)]
        items.insert(RECORDS // 3, deleting(*chance.sample(range(1, first + RECORDS), 20)))
        files.append([*items, deleting(*chance.sample(range(1, first + RECORDS), 20))])
    made = tmp_path_factory.mktemp("pubmed")
    write_mirror(made, *files, baseline=3)
    assert sum(path.stat().st_size for path in made.rglob("*.gz")) > 1 << 20
    return made


State = tuple[str, int, dict[int, str]]


def _state(library: Library) -> State:
    return library.edition, library.passages(), texts(library)


@pytest.fixture(scope="module")
def undisturbed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> State:
    """The state of a library that followed the files without disturbance."""
    with Library(Settings(tmp_path_factory.mktemp("calm"), starter=False)) as library:
        library.mirror(Folder(folder))
        return _state(library)


@pytest.fixture
def start(settings: Settings, folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the real command in the test's home. None is left running."""
    running: list[subprocess.Popen[str]] = []
    environment = {**os.environ, "CITEWELL_HOME": str(settings.home), "CITEWELL_STARTER": "0"}

    def start_(*options: str, origin: str = str(folder)) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "citewell", "mirror", "pubmed", "--from", origin, *options]
        running.append(
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        )
        return running[-1]

    yield start_
    for process in running:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("lines", range(FILES))
def test_a_killed_run_resumes_to_the_same_library(start, settings, folder, undisturbed, lines):
    """Killed after so many files, at whatever it was doing then; what was not noted is applied again."""
    process = start()
    for _ in range(lines):
        process.stderr.readline()
    process.kill()
    process.wait()
    with Library(settings) as library:
        report = library.mirror(Folder(folder))
        assert report.plan.applied >= lines
        assert _state(library) == undisturbed


def test_a_run_that_is_killed_again_and_again_ends_well(start, settings, undisturbed):
    """Each takes up what the one before had noted."""
    for lines in (1, 2, 1):
        process = start()
        for _ in range(lines):
            process.stderr.readline()
        process.kill()
        process.wait()
    process = start()
    process.communicate()
    assert process.returncode == 0
    with Library(settings) as library:
        assert _state(library) == undisturbed


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_prints_its_summary_and_can_go_on(start, settings, folder, undisturbed, asked):
    """With the exit code 130."""
    process = start("--json")
    process.stderr.readline()
    process.send_signal(asked)
    printed, told = process.communicate()
    document = json.loads(printed)
    assert process.returncode == 130 and "Traceback" not in told
    assert document["stopped"] and len(document["files"]) + document["left"] == FILES
    with Library(settings) as library:
        assert library.edition == document["edition"]
        library.mirror(Folder(folder))
        assert _state(library) == undisturbed


def test_the_document_tells_of_files_totals_and_what_is_left(start, undisturbed):
    """Each file with its checksum."""
    document = json.loads(start("--json", "--limit-files", "2").communicate()[0])
    assert [file["file"] for file in document["files"]] == [file_name(1), file_name(2)]
    assert document["added"] == sum(file["added"] for file in document["files"]) > RECORDS
    assert all(len(file["md5"]) == 32 for file in document["files"])
    assert {name: document[name] for name in ("already_applied", "left", "not_applied", "missing", "outdated")} == {
        "already_applied": 0,
        "left": FILES - 2,
        "not_applied": [],
        "missing": [],
        "outdated": [],
    }
    assert json.loads(start("--json").communicate()[0])["edition"] == undisturbed[0]
    again = start()
    assert again.communicate()[0] == f"Nothing is new at {again.args[-1]}: {FILES} files were applied before.\n"
    assert again.returncode == 0


def test_a_dry_run_lists_what_would_be_done_and_does_nothing(start, settings, folder):
    """With sizes."""
    start("--limit-files", "3").communicate()
    document = json.loads(start("--dry-run", "--json").communicate()[0])
    assert [file["file"] for file in document["pending"]] == [file_name(n) for n in range(4, FILES + 1)]
    assert document["already_applied"] == 3 and document["bytes"] > 100_000
    shown = start("--dry-run").communicate()[0]
    assert file_name(4) in shown and "5 files to apply" in shown and "Nothing was done" in shown
    with Library(settings) as library:
        assert len(library.mirror_plan(Folder(folder)).pending) == 5


def test_what_is_to_be_done_is_told_while_another_process_writes(settings, folder):
    """Reading takes no writer's lock, and waits for nobody."""
    with (
        Library(replace(settings, lock_timeout_s=0.01)) as library,
        closing(sqlite3.connect(settings.home / "library" / "records.sqlite3", isolation_level=None)) as writer,
    ):
        writer.execute("BEGIN IMMEDIATE")
        assert len(library.mirror_plan(Folder(folder)).pending) == FILES


def test_a_damaged_and_a_missing_file_are_told_with_the_exit_code_of_a_source(start, tmp_path):
    """The others are applied; the library says what it lacks."""
    paths = write_mirror(tmp_path / "some", *[[setting(n, "Text.")] for n in range(1, 6)])
    paths[1].write_bytes(b"damaged")
    paths[3].unlink()
    process = start(origin=str(tmp_path / "some"))
    printed = process.communicate()[0]
    assert process.returncode == 4
    assert "3 files applied" in printed
    assert f"not applied: {file_name(2)}: its bytes have the MD5" in printed
    assert "missing: pubmed25n0004." in printed


@pytest.mark.parametrize("origin", ["ftp://ftp.ncbi.nlm.nih.gov/pubmed/", "/no/such/folder"])
def test_an_origin_that_cannot_be_used_is_bad_input(start, origin):
    """With what to give instead."""
    process = start(origin=origin)
    told = process.communicate()[1]
    assert process.returncode == 3 and "folder" in told and "Traceback" not in told


def test_a_site_is_mirrored_by_several_processes_while_files_come(start, settings, folder, undisturbed):
    """As from a folder; nothing is left in the cache."""
    with serve() as service:
        for name in ("baseline", "updatefiles"):
            service.answers(f"/{name}/", "".join(f'<a href="{p.name}">x</a>\n' for p in (folder / name).iterdir()))
            for path in (folder / name).iterdir():
                service.answers(f"/{name}/{path.name}", path.read_bytes())
        service.answers("/", '<a href="baseline/">baseline/</a><a href="updatefiles/">updatefiles/</a>')
        process = start("--json", origin=service.url)
        printed, told = process.communicate()
    assert process.returncode == 0, told
    assert json.loads(printed)["edition"] == undisturbed[0]
    assert list((settings.home / "mirror" / "pubmed").iterdir()) == []

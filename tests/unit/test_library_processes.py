"""Several processes, and processes that are killed: real ones, each in its own interpreter."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from citewell.config import Settings
from citewell.errors import LibraryError
from citewell.library import Library, starter
from citewell.ports import WeightedTerm
from universe import RECORDS, papers, write_jsonl

# Opens the library, says so, and ingests, saying how many records were read so far.
INGEST = """
import resource, sys
from pathlib import Path
from citewell.config import Settings
from citewell.errors import LibraryError
from citewell.library import Library, turns

home, limit, turn_s, *files = sys.argv[1:]
turns.SHORTEST_TURN_S = float(turn_s)
library = Library(Settings(Path(home), starter=False, lock_timeout_s=60))
print("open", flush=True)
if int(limit):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    report = library.ingest([Path(f) for f in files], progress=lambda p: print(p.read, flush=True))
except LibraryError as error:
    print(error)
    sys.exit(error.exit_code)
print("done", report.change.added, len(report.failed), flush=True)
"""

SEARCH = [WeightedTerm((word,)) for word in ("zanolol", "frobnitis", "mark95000007", "mark95001999")]


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process that ingests files into the test's home. None is left running."""
    running: list[subprocess.Popen[str]] = []

    def start_(*files: Path, file_limit: int = 0, turn_s: float = 2.0) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", INGEST, str(settings.home), str(file_limit), str(turn_s), *map(str, files)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start_
    for process in running:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """2,012 records: small files that share some of them, and one large enough for several processes."""
    folder = tmp_path_factory.mktemp("files")
    return [
        *(write_jsonl(folder / f"{n}.jsonl", papers(500, first=95_000_001 + n * 350)) for n in range(4)),
        write_jsonl(folder / "large.jsonl", [{**p, "language": "x" * 3_000} for p in papers(450, first=95_001_551)]),
        write_jsonl(folder / "world.jsonl"),
    ]


def _state(library: Library) -> tuple[str, int, int, list[str]]:
    """Return what a reader could tell apart: edition, records, passages, and a search."""
    found = sorted(hit.record_id for hit in library.search(SEARCH, limit=10_000))
    return library.edition, library.counts().records, library.passages(), found


@pytest.fixture(scope="module")
def undisturbed(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int, int, list[str]]:
    """The state of a library into which the files went without disturbance."""
    with Library(Settings(tmp_path_factory.mktemp("calm"), starter=False)) as library:
        library.ingest(files)
        return _state(library)


@pytest.mark.parametrize("lines", [0, 1, 3, 5, 6])
def test_a_killed_ingest_loses_nothing_and_can_be_resumed(start, files, settings, undisturbed, lines):
    """Killed after so many lines of progress, at whatever it was doing then."""
    process = start(*files)
    for _ in range(lines + 1):
        if not process.stdout.readline():
            break
    process.kill()
    process.wait()
    with Library(settings) as library:
        records, passages = library.counts().records, library.passages()
        assert passages == records
        assert len({hit.record_id for hit in library.search(SEARCH, limit=10_000)}) == records
        assert [r.id for r in library.all_records() if next(library.records([r.id]), None) != r] == []
        library.ingest(files)
        assert _state(library) == undisturbed
    with Library(settings) as again:
        assert _state(again) == undisturbed


def test_a_killed_ingest_leaves_no_process_behind(start, files):
    """Those that parse end with the one that writes, or they would gather over the years."""
    process = start(*files)
    for _ in range(3):
        process.stdout.readline()
    process.kill()
    process.stdout.read()  # ends when the last process that could write to it has ended
    assert process.wait(timeout=20) == -signal.SIGKILL


def test_a_killed_ingest_that_is_killed_again_and_again_still_ends_well(start, files, settings, undisturbed):
    """Each run takes up what the one before had committed."""
    for lines in (3, 1, 4):
        process = start(*files)
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
        process.wait()
    process = start(*files)
    process.communicate()
    assert process.returncode == 0
    with Library(settings) as library:
        assert _state(library) == undisturbed


@pytest.mark.parametrize("turn_s", [0, 2])
def test_two_processes_that_ingest_at_once_lose_nothing(start, settings, undisturbed, files, turn_s):
    """Into a library that neither of them found; some records are in both. However often they take turns."""
    one, other = start(*files[:4], turn_s=turn_s), start(*files[2:], turn_s=turn_s)
    lines = [process.communicate()[0].splitlines()[-1] for process in (one, other)]
    assert [line.split()[0] for line in lines] == ["done", "done"]
    assert sum(int(line.split()[1]) for line in lines) == undisturbed[1]
    with Library(settings) as library:
        assert _state(library) == undisturbed


@pytest.mark.parametrize("lines", [1, 3, 5])
def test_of_two_processes_that_ingest_at_once_one_is_killed_and_the_other_ends_well(
    start, settings, undisturbed, files, lines
):
    """What the killed one had written is kept."""
    killed, other = start(*files[:4], turn_s=0), start(*files[2:], turn_s=0)
    for _ in range(lines + 1):
        killed.stdout.readline()
    killed.kill()
    killed.wait()  # until it is dead it has its turn, and who opens the library leaves the index to it
    assert other.communicate()[0].splitlines()[-1].startswith("done")
    with Library(settings) as library:
        assert library.passages() == library.counts().records
        library.ingest(files)
        assert _state(library) == undisturbed


OPEN = """
import sys
from pathlib import Path
from citewell.config import Settings
from citewell.library import Library
library = Library(Settings(Path(sys.argv[1]), starter=True, lock_timeout_s=60))
print(library.passages(), library.counts().records)
"""


@pytest.mark.parametrize("what_is_there", ["nothing", "a library without its index"])
def test_processes_that_open_a_library_at_once_all_see_all_of_it(settings, what_is_there):
    """One of them makes what is missing; none of them answers from an index that is not yet filled."""
    expected = len(starter.records())
    if what_is_there != "nothing":
        with Library(replace(settings, starter=True)):
            pass
        shutil.rmtree(settings.home / "library" / "index")
    command = [sys.executable, "-c", OPEN, str(settings.home)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    outputs = [process.communicate()[0].split() for process in processes]
    assert outputs == [[str(expected), str(expected)]] * 4


def test_a_library_can_be_opened_and_searched_while_another_process_writes(settings, open_library):
    """A question must not wait for the end of a long ingest."""
    first = open_library()
    first.add(RECORDS)
    with FileLock(settings.home / "library" / "write.lock"):
        first._store.set_meta("indexed_through", "3")  # as while another process is at work
        reader = open_library(replace(settings, lock_timeout_s=0))
        assert reader.search(SEARCH, limit=5)


def test_a_reader_that_stays_open_sees_all_that_a_killed_ingest_has_written(start, files, settings):
    """A site is open for months, and nobody else may ever open the library again."""
    with Library(settings) as reader:
        process = start(*files)
        for _ in range(4):
            process.stdout.readline()
        process.kill()
        process.wait()
        assert reader.passages() < reader.counts().records
        reader.refresh()
        assert reader.passages() == reader.counts().records > 0


def test_a_reader_that_refreshes_sees_at_once_what_another_process_has_written(start, files, settings):
    """Not when the engine next looks, half a second later."""
    with Library(settings) as reader:
        start(files[0]).communicate()
        reader.refresh()
        assert reader.passages() == reader.counts().records == 500


def test_a_reader_without_the_time_leaves_what_a_killed_ingest_did_not_index(open_library):
    """It sees what others have indexed, and that there is more."""
    reader = open_library()
    open_library().add(RECORDS)
    reader._store.set_meta("indexed_through", "3")  # as a killed process leaves it
    reader.refresh(mends=False)
    assert reader.is_behind
    assert reader.passages() == 12
    reader.refresh()
    assert not reader.is_behind


def test_a_reader_that_refreshes_reads_the_index_that_was_made_anew(settings, open_library):
    """In place of the files that it has open and that are no longer in the folder."""
    reader = open_library()
    reader.add(RECORDS[:6])
    shutil.rmtree(settings.home / "library" / "index")
    open_library().add(RECORDS)
    reader.refresh(mends=False)
    assert reader.passages() == 12


def test_a_reader_keeps_what_it_reads_where_the_index_was_lost(settings, open_library):
    """One that only reads makes none, which would be empty, and says that there is more; whoever may mend fills it."""
    reader = open_library()
    reader.add(RECORDS)
    (settings.home / "library" / "index" / "identity").unlink()
    reader._store.set_meta("index", "another")  # as another process notes it that makes one
    reader.refresh(mends=False)
    assert reader.search(SEARCH, limit=5)
    assert reader.is_behind
    assert not (settings.home / "library" / "index" / "identity").exists()
    reader.refresh()
    assert not reader.is_behind
    assert reader.passages() == 12


def test_a_writer_that_finds_the_index_lost_fills_it_whole(settings, open_library):
    """What it adds would else be all that is found, by itself and by every reader that stays open."""
    reader, writer = open_library(), open_library()
    reader.add(RECORDS[:6])
    (settings.home / "library" / "index" / "identity").unlink()
    writer.add(RECORDS[6:])
    assert writer.passages() == 12
    reader.refresh(mends=False)
    assert reader.passages() == 12
    assert not reader.is_behind


def test_a_reader_does_not_wait_for_the_turn_when_it_refreshes(settings, open_library):
    """Whoever has the turn is indexing already."""
    library = open_library()
    library.add(RECORDS)
    with FileLock(settings.home / "library" / "write.lock"):
        library._store.set_meta("indexed_through", "3")  # as while another process is at work
        library.refresh()
        assert library.search(SEARCH, limit=5)


REBUILD = """
import sys
from pathlib import Path
from citewell.config import Settings
from citewell.library import Library
library = Library(Settings(Path(sys.argv[1]), starter=False))
commit = library._index.commit
def wait_to_be_told(**options):
    print("about to commit", flush=True)
    sys.stdin.readline()
    commit(**options)
library._index.commit = wait_to_be_told
library.rebuild()
"""


@pytest.fixture
def rebuilding(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """A process that makes the index of the little world anew, and waits before its commit for a line."""
    with Library(settings) as library:
        library.add(RECORDS)
    command = [sys.executable, "-c", REBUILD, str(settings.home)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    yield process
    process.kill()
    process.communicate()


@pytest.mark.usefixtures("rebuilding")
def test_a_library_can_be_opened_and_read_while_its_index_is_made_anew(settings, open_library):
    """With the index that was there before; of a large library it takes minutes."""
    reader = open_library(replace(settings, lock_timeout_s=0))
    assert reader.passages() == reader.counts().records == 12


def test_an_index_that_was_being_made_anew_by_a_process_that_was_killed_is_whole(rebuilding, open_library):
    """Whoever opens the library next goes on."""
    rebuilding.kill()
    rebuilding.wait()
    assert open_library().passages() == 12


def test_a_writer_that_waited_in_vain_says_so_and_its_records_are_kept(settings, open_library):
    """They are in the store, and are indexed by whoever writes next."""
    library = open_library(replace(settings, lock_timeout_s=0.05))
    waited = pytest.raises(LibraryError, match=r"Another process has been writing .* CITEWELL_LOCK_TIMEOUT")
    with FileLock(settings.home / "library" / "write.lock"), waited:
        library.add(RECORDS)
    assert open_library().passages() == 12


def test_a_writer_that_failed_leaves_the_library_free(open_library, monkeypatch):
    """The lock is given back whatever went wrong."""
    broken, other = open_library(), open_library()

    def fail(*_: object, **_options: object) -> None:
        raise LibraryError("no room")

    monkeypatch.setattr(broken._index, "commit", fail)
    with pytest.raises(LibraryError, match="no room"):
        broken.add(RECORDS)
    assert other.add(RECORDS[:1]).unchanged == 1
    assert open_library().passages() == 12


@pytest.mark.parametrize("limit", [200_000, 500_000])
def test_a_process_that_may_not_write_more_says_so_and_nothing_is_lost(start, files, settings, undisturbed, limit):
    """As on a full disk: exit code 5, advice, and a library that can go on."""
    process = start(*files, file_limit=limit)
    output = process.communicate()[0]
    assert process.returncode == 5, output
    assert "Free some space" in output
    with Library(settings) as library:
        assert library.counts().records == library.passages() < undisturbed[1]
        library.ingest(files)
        assert _state(library) == undisturbed

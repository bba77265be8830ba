"""Turns at the index: who writes, who waits, and how a long write makes way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from filelock import FileLock, Timeout

from citewell.errors import LibraryError
from citewell.library import Library, turns
from citewell.library.turns import Turns
from citewell.sources.pubmed.mirror import Folder
from mirrors import file_name, setting, texts, write_mirror
from universe import RECORDS, papers, write_jsonl


@pytest.fixture
def make_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that others wait for end as soon as they can."""
    monkeypatch.setattr(turns, "SHORTEST_TURN_S", 0.0)


def waiting(folder: Path) -> FileLock:
    """The lock that a process holds while it waits for its turn."""
    return FileLock(folder / "wait.lock")


def working(folder: Path) -> FileLock:
    """The lock that a process holds during its turn."""
    return FileLock(folder / "write.lock")


def is_held(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0).lock.release()
    except Timeout:
        return True
    return False


# Turns -------------------------------------------------------------------------------------------------


def test_one_process_has_its_turn_at_a_time(tmp_path):
    """Another one has it when the first has ended it."""
    one, other = Turns(tmp_path, timeout_s=0), Turns(tmp_path, timeout_s=0)
    assert one.take(0) and not other.take(0)
    one.end()
    assert other.take(0)


def test_a_turn_that_was_taken_twice_is_ended_twice(tmp_path):
    """A step within a turn may ask for one of its own."""
    one = Turns(tmp_path, timeout_s=0)
    with one.one():
        with one.one():
            pass
        assert is_held(working(tmp_path))
    assert not is_held(working(tmp_path))


@pytest.mark.usefixtures("make_way_at_once")
def test_a_turn_is_awaited_while_another_process_waits(tmp_path):
    """And not when nobody does."""
    one = Turns(tmp_path, timeout_s=0)
    with one.one():
        assert not one.is_awaited()
        with waiting(tmp_path):
            assert one.is_awaited()
        assert not one.is_awaited()


def test_a_turn_that_has_just_begun_is_not_given_up(tmp_path):
    """Two long writers would do little but make way for each other."""
    one = Turns(tmp_path, timeout_s=0)
    with one.one(), waiting(tmp_path):
        assert not one.is_awaited()


def test_who_has_ended_a_turn_has_no_other_before_those_that_wait(tmp_path):
    """However fast it asks again."""
    one = Turns(tmp_path, timeout_s=0)
    with waiting(tmp_path):
        assert not one.take(0)
    assert one.take(0)


def test_a_turn_that_is_not_to_be_had_says_what_to_do(tmp_path):
    """With the seconds it has waited."""
    says = pytest.raises(LibraryError, match=r"for 0\.01 seconds.*CITEWELL_LOCK_TIMEOUT")
    with working(tmp_path), says, Turns(tmp_path, timeout_s=0.01).one():
        pass


# What a long write does --------------------------------------------------------------------------------


def behind(library: Library) -> int:
    """How many changes are in the store and not, durably, in the index."""
    return library._store.last_seq() - int(library._store.meta("indexed_through"))


def test_a_long_ingest_is_indexed_as_it_goes(library, tmp_path, monkeypatch):
    """A crash leaves little to index again."""
    monkeypatch.setattr("citewell.library.indexing.CHECKPOINT_CHANGES", 1_000)
    files = [write_jsonl(tmp_path / f"{n}.jsonl", papers(500, first=95_000_001 + n * 500)) for n in range(5)]
    left = []
    library.ingest(files, progress=lambda p: left.append(behind(library)) if p.ended else None)
    assert left == [500, 0, 500, 0, 500]
    assert behind(library) == 0 and library.passages() == 2_500


# Says how many records it has read, and waits for a line each time.
STEPS = """
import sys
from pathlib import Path
from citewell.config import Settings
from citewell.library import Library, turns
from citewell.sources.pubmed.mirror import Folder

turns.SHORTEST_TURN_S = 0
what, home, *given = sys.argv[1:]

def step(progress):
    print(progress.read, flush=True)
    sys.stdin.readline()

with Library(Settings(Path(home), starter=False, lock_timeout_s=60)) as library:
    if what == "ingest":
        library.ingest([Path(name) for name in given], progress=step)
    else:
        library.mirror(Folder(Path(given[0])), progress=step)
"""


@pytest.fixture
def start(settings) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a long write that goes on by one step for each line that it is given."""
    running: list[subprocess.Popen[str]] = []

    def start_(what: str, *given: Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", STEPS, what, str(settings.home), *map(str, given)]
        running.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start_
    for process in running:
        process.kill()
        process.communicate()


def go_on(process: subprocess.Popen[str], *, until: int = 1 << 60) -> int:
    """Let a long write go on until it has read so many records, or to its end. Returns how many it has read."""
    read = 0
    while read < until and (line := process.stdout.readline()):
        read = int(line)
        if read < until:
            print(file=process.stdin, flush=True)
    return read


@pytest.fixture
def long_write(request, start, tmp_path) -> tuple[subprocess.Popen[str], set[str]]:
    """A process that writes 4,000 records, and their ids."""
    ids = {f"pubmed:{95_000_000 + n}" for n in range(1, 4_001)}
    if request.param == "ingest":
        return start("ingest", write_jsonl(tmp_path / "long.jsonl", papers(4_000))), ids
    write_mirror(
        tmp_path / "mirror", *([setting(at + n, "Text.") for n in range(1, 1_001)] for at in range(0, 4_000, 1_000))
    )
    return start("mirror", tmp_path / "mirror"), ids


@pytest.mark.parametrize("long_write", ["ingest", "mirror"], indirect=True)
def test_who_writes_little_need_not_wait_for_the_end_of_a_long_write(long_write, settings, open_library):
    """What it has written can be searched as soon as it is done, and neither loses anything."""
    process, ids = long_write
    go_on(process, until=1_000)
    library, added = open_library(), []
    other = Thread(target=lambda: added.append(library.add(RECORDS)))
    other.start()
    while other.is_alive() and not is_held(waiting(settings.home / "library")):
        other.join(0.01)
    print(file=process.stdin, flush=True)
    go_on(process, until=2_500)
    other.join(20)
    assert added and process.poll() is None, "it waited for the end"
    assert added[0].added == len(RECORDS) and library.passages() >= len(RECORDS)
    print(file=process.stdin, flush=True)
    go_on(process)
    assert process.wait(20) == 0
    with Library(settings) as after:
        assert behind(after) == 0
        assert {record.id for record in after.all_records()} == ids | {record.id for record in RECORDS}
        assert after.passages() == after.counts().records


@pytest.mark.parametrize("long_write", ["ingest", "mirror"], indirect=True)
def test_a_long_write_that_is_killed_while_others_write_leaves_a_library_that_is_whole(
    long_write, settings, open_library
):
    """Between two turns, and in one."""
    process, _ = long_write
    go_on(process, until=1_000)
    library = open_library()
    other = Thread(target=lambda: library.add(RECORDS))
    other.start()
    while other.is_alive() and not is_held(waiting(settings.home / "library")):
        other.join(0.01)
    print(file=process.stdin, flush=True)
    process.kill()
    other.join(20)
    with Library(settings) as after:
        assert behind(after) == 0 and after.passages() == after.counts().records
        assert {record.id for record in RECORDS} <= {record.id for record in after.all_records()}


class _SlowSite(Folder):
    """A folder whose second file takes its time: meanwhile it is asked whether to go on waiting."""

    def __init__(self, folder: Path, while_waiting: Callable[[Callable[[], bool]], None]) -> None:
        super().__init__(folder)
        self._while_waiting = while_waiting

    def ready(self, file, stop):
        if file.name == file_name(2):
            self._while_waiting(stop)
        return super().ready(file, stop)


@pytest.mark.usefixtures("make_way_at_once")
def test_a_mirror_that_waits_for_a_download_lets_others_write(library, settings, tmp_path):
    """It may take hours."""
    write_mirror(tmp_path / "mirror", [setting(n, "One.") for n in range(700)], [setting(1, "Two.")])
    folder, free = settings.home / "library", []

    def while_waiting(stop: Callable[[], bool]) -> None:
        free.append(not is_held(working(folder)))
        with waiting(folder):
            assert not stop()
            free.append(not is_held(working(folder)))

    library.mirror(_SlowSite(tmp_path / "mirror", while_waiting))
    assert free == [False, True]
    assert texts(library)[1] == "Two." and behind(library) == 0


@pytest.mark.usefixtures("make_way_at_once")
def test_a_long_write_that_gets_no_other_turn_goes_on_and_loses_nothing(open_library, settings, tmp_path):
    """What it has written is indexed by whoever has the next turn."""
    folder = settings.home / "library"
    library, lock = open_library(replace(settings, lock_timeout_s=0.05)), waiting(folder)
    files = [write_jsonl(tmp_path / f"{n}.jsonl", papers(500, first=95_000_001 + n * 500)) for n in range(4)]
    ended = []

    def tell(progress) -> None:
        if progress.ended:
            ended.append(progress.read)
            lock.acquire()  # from now on another process waits, and does nothing with its turns

    with pytest.raises(LibraryError, match="Another process has been writing"):
        library.ingest(files, progress=tell)
    lock.release(force=True)
    assert ended == [500, 1_000, 1_500, 2_000] and behind(library) > 0
    with open_library() as after:
        assert (after.passages(), behind(after)) == (2_000, 0)

"""What users expect of an ingest that takes long: how far it is, what it would do, and that it can be stopped."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from citewell.cli.progress import line, size_text, stoppable, time_text
from citewell.config import Settings
from citewell.library import Library
from citewell.library.ingest import Progress
from universe import papers, write_jsonl


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the real command in the test's home. None is left running."""
    running: list[subprocess.Popen[str]] = []
    environment = {**os.environ, "CITEWELL_HOME": str(settings.home), "CITEWELL_STARTER": "0", "COLUMNS": "120"}

    def start_(*arguments: object, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "citewell", *map(str, arguments)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment))
        return running[-1]

    yield start_
    for process in running:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A small file, and a large one that takes long after it."""
    return [
        write_jsonl(tmp_path / "small.jsonl", [*papers(3), {"id": "a:1"}]),
        write_jsonl(tmp_path / "large.jsonl", papers(6_000, first=96_000_001)),
    ]


def _is_whole(library: Library) -> bool:
    """Tell whether what is stored is what can be searched."""
    return library.counts().records == library.passages()


def test_the_summary_tells_of_each_file(start, files, tmp_path):
    """In the order in which they were read, beside the totals."""
    more = write_jsonl(tmp_path / "more.jsonl", papers(5))
    document = json.loads(start("ingest", files[0], more, "--json").communicate()[0])
    told = [{key: value for key, value in file.items() if key != "took_s"} for file in document["files"]]
    assert told == [
        {"file": str(files[0]), "added": 3, "updated": 0, "unchanged": 0, "deleted": 0, "failed": 1},
        {"file": str(more), "added": 2, "updated": 0, "unchanged": 3, "deleted": 0, "failed": 0},
    ]
    assert (document["added"], document["unchanged"], document["stopped"]) == (5, 3, False)


def test_away_from_a_terminal_each_file_gets_a_line(start, files):
    """On standard error, when it has been read."""
    lines = start("ingest", *files).communicate()[1].splitlines()
    assert [text.rsplit(" in ", 1)[0] for text in lines] == [
        "small.jsonl: 3 added, 0 updated, 0 unchanged, 0 deleted, 1 failed",
        "large.jsonl: 6,000 added, 0 updated, 0 unchanged, 0 deleted, 0 failed",
    ]


def test_on_a_terminal_one_line_tells_how_far_it_is(start, files):
    """It is drawn over itself, and gone at the end."""
    ours, theirs = pty.openpty()
    process = start("ingest", *files, stderr=theirs)
    os.close(theirs)
    drawn = b""
    try:
        while piece := os.read(ours, 65536):
            drawn += piece
    except OSError:  # the terminal's other end is closed
        pass
    finally:
        os.close(ours)
    process.communicate()
    shown = drawn.decode().split("\r\x1b[K")
    assert any("% of" in text and "a second" in text and text.endswith("large.jsonl") for text in shown)
    assert shown[0] == shown[-1] == "" and "\n" not in drawn.decode()


@pytest.mark.parametrize(
    ("progress", "shown"),
    [
        (Progress("a.xml", 0, 0, 0.0), "0 read, a.xml"),
        (Progress("a.xml", 500, 0, 2.0, 10, 100), "10% of 100 B, 500 read, 250 a second, a.xml"),
        (
            Progress("a.xml", 3_000, 2, 10.0, 25_000, 100_000),
            "25% of 100 kB, 3,000 read, 300 a second, 30 s left, 2 failed, a.xml",
        ),
        (Progress("a.xml", 3_000, 0, 10.0, 100, 100), "100% of 100 B, 3,000 read, 300 a second, a.xml"),
    ],
)
def test_the_line_tells_the_share_the_rate_and_the_time_left(progress, shown):
    """The time left only once there is something to tell it from."""
    assert line(progress) == shown


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (89, "89 s"), (90, "2 min"), (11_100, "3 h 5 min")])
def test_a_length_of_time_is_told_in_its_own_unit(seconds, text):
    """As a person would."""
    assert time_text(seconds) == text


@pytest.mark.parametrize(("size", "text"), [(999, "999 B"), (1_000, "1 kB"), (2.5e6, "2 MB"), (3.21e9, "3.2 GB")])
def test_a_size_is_told_in_its_own_unit(size, text):
    """Of a thousand of the smaller one."""
    assert size_text(size) == text


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_an_ingest_that_is_asked_to_stop_ends_cleanly_and_can_go_on(start, files, settings, asked):
    """What was written stays and can be searched, the summary so far is printed, and the exit code is 130."""
    process = start("ingest", *files, "--json")
    assert "small.jsonl" in process.stderr.readline()
    process.send_signal(asked)
    printed, told = process.communicate()
    assert process.returncode == 130 and "run the same command to go on" in told and "Traceback" not in told
    document = json.loads(printed)
    assert document["stopped"] and [Path(file["file"]).name for file in document["files"]] == ["small.jsonl"]
    with Library(settings) as library:
        assert library.counts().records == document["added"] < 6_003
        assert _is_whole(library) and library.edition == document["edition"]
    again = json.loads(start("ingest", *files, "--json").communicate()[0])
    assert (again["added"], again["unchanged"]) == (6_003 - document["added"], document["added"])


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_every_process_of_an_ingest_is_answered_by_one(settings, tmp_path, asked):
    """As Ctrl-C on a terminal is sent: those that parse leave the end to the one that writes."""
    long = [{**paper, "language": "x" * 2_000} for paper in papers(4_000, first=96_000_001)]
    files = [write_jsonl(tmp_path / "small.jsonl", papers(3)), write_jsonl(tmp_path / "large.jsonl", long)]
    process = subprocess.Popen(
        [sys.executable, "-m", "citewell", "ingest", *map(str, files)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "CITEWELL_HOME": str(settings.home), "CITEWELL_STARTER": "0"},
    )
    process.stderr.readline()
    os.killpg(process.pid, asked)
    printed, told = process.communicate()
    assert process.returncode == 130 and "Traceback" not in told
    assert " added, 0 updated" in printed
    with Library(settings) as library:
        assert _is_whole(library)


def test_a_signal_in_the_middle_of_a_line_is_told_too(monkeypatch):
    """What tells of it goes past the stream, whose buffer is at work just then and would refuse it."""
    read_end, write_end = os.pipe()

    class Interrupted(io.RawIOBase):
        def writable(self):
            return True

        def fileno(self):
            return write_end

        def write(self, line):
            signal.raise_signal(signal.SIGINT)
            return len(line)

    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BufferedWriter(Interrupted())))
    with stoppable() as was_asked:
        sys.stderr.write("a line of progress")
        sys.stderr.flush()
        assert was_asked()
    os.close(write_end)
    with os.fdopen(read_end, "rb") as told:
        assert b"stopping when what was read is written" in told.read()


def test_a_dry_run_reads_and_reports_and_writes_nothing(start, files, settings, tmp_path):
    """Not even an empty library: counts by kind, and failures with their reasons."""
    world = write_jsonl(tmp_path / "world.jsonl")
    document = json.loads(start("ingest", files[0], world, "--dry-run", "--json").communicate()[0])
    assert document["found"] == {"guideline": 1, "label": 1, "research": 12, "topic": 1}
    assert document["failed"] == [{"item": "small.jsonl line 4", "reason": '"title" is missing or is not text'}]
    assert [(file["found"], file["failed"]) for file in document["files"]] == [
        ({"research": 3}, 1),
        ({"guideline": 1, "label": 1, "research": 9, "topic": 1}, 0),
    ]
    assert not settings.home.exists()


def test_a_dry_run_of_nothing_readable_has_the_exit_code_of_bad_input(start, tmp_path):
    """As the run itself would have."""
    process = start("ingest", write_jsonl(tmp_path / "a.jsonl", [{"id": "a:1"}]), "--dry-run")
    assert process.communicate()[0].startswith("Found nothing; 1 failed")
    assert process.returncode == 3

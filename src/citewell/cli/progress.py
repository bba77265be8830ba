"""What is shown of a long run while it goes on, on standard error, and how it is asked to stop."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import click

from citewell.model.serialise import clean

if TYPE_CHECKING:
    from citewell.library.dense import EmbedReport
    from citewell.library.ingest import FileReport, FoundInFile, Progress

INTERRUPTED = 130
STOPPED = "citewell: stopped. What was written so far is kept; run the same command to go on."
_REDRAW_S = 0.1
# Before that, the first pieces of a file say little about the rest.
_LEAST_S_TO_TELL = 3.0


class _Line:
    """A line on standard error; on a terminal it is rewritten."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._redraw_at = 0.0

    def show(self, text: str) -> None:
        """Show a line, on a terminal in the place of the last one."""
        if not self._is_terminal:
            click.echo(clean(text), err=True)
            return
        now = time.monotonic()
        if now >= self._redraw_at:
            self._redraw_at = now + _REDRAW_S
            width = shutil.get_terminal_size().columns - 1
            click.echo(f"\r\x1b[K{clean(text)[:width]}", err=True, nl=False)

    def end(self) -> None:
        """Leave the line clear for what comes next."""
        if self._is_terminal:
            click.echo("\r\x1b[K", err=True, nl=False)


class ProgressLine(_Line):
    """On a terminal one line that is rewritten, with the rate and the time left; otherwise one line a file."""

    def __call__(self, progress: Progress) -> None:
        if not self._is_terminal:
            if progress.ended:
                click.echo(clean(ended_line(progress.ended)), err=True)
            return
        self.show(line(progress))


class EmbeddingLine(_Line):
    """How many vectors are made, the rate, and the time left; into a file or a pipe, a line a minute.

    total: how many passages the library holds.
    """

    _EVERY_S = 60.0

    def __init__(self) -> None:
        super().__init__()
        self.total = 0
        self._told_at_s = 0.0

    def __call__(self, report: EmbedReport) -> None:
        if not self._is_terminal and report.took_s - self._told_at_s < self._EVERY_S:
            return
        self._told_at_s = report.took_s
        self.show(embedding_text(report, self.total))


def embedding_text(report: EmbedReport, total: int) -> str:
    """Return how far a run has come that makes vectors."""
    done = report.embedded + report.kept
    parts = [f"{done:,} of {total:,} passages have their vector"]
    if report.embedded and report.took_s >= _LEAST_S_TO_TELL:
        rate = report.embedded / report.took_s
        parts.append(f"{rate:,.0f} a second")
        if done < total:
            parts.append(f"{time_text((total - done) / rate)} left")
    return ", ".join(parts)


def line(progress: Progress) -> str:
    """Return how far a run has come, what is most wanted first, as the end may be cut off."""
    parts = [f"{progress.read:,} read"]
    if progress.took_s > 0:
        parts.append(f"{progress.read / progress.took_s:,.0f} a second")
    if progress.bytes_total:
        done = min(progress.bytes_read / progress.bytes_total, 1.0)  # a site lists sizes that are rounded
        parts.insert(0, f"{done:.0%} of {size_text(progress.bytes_total)}")
        if progress.took_s >= _LEAST_S_TO_TELL and 0 < done < 1:
            parts.append(f"{time_text(progress.took_s / done - progress.took_s)} left")
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    return ", ".join([*parts, progress.file])


def ended_line(file: FileReport | FoundInFile) -> str:
    """Return what became of a file."""
    from citewell.library.ingest import FileReport

    if isinstance(file, FileReport):
        did = (
            f"{file.change.added:,} added, {file.change.updated:,} updated, {file.change.unchanged:,} unchanged, "
            f"{file.deleted:,} deleted"
        )
    else:
        did = ", ".join(f"{count:,} {what}" for what, count in file.found) or "nothing"
    return f"{file.path.name}: {did}, {file.failed:,} failed in {file.took_s:.1f} s"


def size_text(size: float) -> str:
    """Return a number of bytes in the unit that suits it."""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def time_text(seconds: float) -> str:
    """Return a length of time as a person would say it: 40 s, 12 min, 3 h 5 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def _tell(text: str) -> None:
    # A signal may come in the middle of a line that is written: the stream's buffer refuses a second one within it.
    with suppress(OSError, ValueError):  # nobody is there to be told
        os.write(sys.stderr.fileno(), text.encode())


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Give what tells whether Ctrl-C or SIGTERM has come in the block; a second one stops it at once."""
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        _tell("\nstopping when what was read is written; once more to stop at once\n")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

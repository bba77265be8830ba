"""Turns at the index: one process writes to it at a time, and lets those in that wait.

A process that waits holds a second lock meanwhile. By that the one at work can see that it is awaited, and once it has
let go it cannot come in again before the other. Both are locks of the system, which frees them when a process dies.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from citewell.errors import LibraryError

# A turn that others wait for goes on for so long, or two long writers would do little but make way for each other.
SHORTEST_TURN_S = 2.0


class Turns:
    """The turns of this process at the index in a folder. A turn that is taken twice is to be ended twice.

    timeout_s: how long to wait for one where nothing else is said.
    """

    def __init__(self, folder: Path, *, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        self._working = FileLock(folder / "write.lock")
        self._waiting = FileLock(folder / "wait.lock")
        self._began_s = 0.0

    def take(self, timeout_s: float) -> bool:
        """Become the one process that writes to the index; False if another one is for all that time."""
        try:
            if self._working.is_locked:
                self._working.acquire(timeout=0)
                return True
            end = time.monotonic() + timeout_s
            with self._waiting.acquire(timeout=timeout_s):
                self._working.acquire(timeout=max(0.0, end - time.monotonic()))
        except Timeout:
            return False
        except OSError as error:
            raise LibraryError(
                f"{self._working.lock_file}: {error.strerror or error}. "
                "Set CITEWELL_HOME to a folder that can be written."
            ) from error
        self._began_s = time.monotonic()
        return True

    def end(self) -> None:
        """Let another process have its turn."""
        self._working.release()

    def is_awaited(self) -> bool:
        """Tell whether another process waits for this one's turn to end, and it has lasted long enough."""
        if time.monotonic() - self._began_s < SHORTEST_TURN_S:
            return False
        try:
            self._waiting.acquire(timeout=0).lock.release()
        except Timeout:
            return True
        return False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Run the block as one turn. Raises LibraryError if none is to be had in time."""
        if not self.take(self.timeout_s):
            raise LibraryError(
                f"Another process has been writing to the library for {self.timeout_s:g} seconds. "
                "Try again when it is done, or raise CITEWELL_LOCK_TIMEOUT."
            )
        try:
            yield
        finally:
            self.end()

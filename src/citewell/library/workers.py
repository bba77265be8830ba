"""Other processes that share a job's work with this one."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from types import FrameType
from typing import Any, Generic, Self, TypeVar

from citewell.library.forked import Forked

# Below this size a second process costs more than it saves.
_PARALLEL_BYTES = 1 << 20
# How long a worker that is asked to end goes on with what it has begun.
_GRACE_S = 2.0
_OBJECTS_A_LOOK = 50_000

R = TypeVar("R")


class Task(Generic[R]):
    """A piece of work whose result may be asked for once. Done in this process where nobody else has done it."""

    def __init__(self, work: Callable[[], R]) -> None:
        self._work = work

    @property
    def is_done(self) -> bool:
        """Whether the result can be had without waiting for another process."""
        return True

    def result(self) -> R:
        """Return the result, once it is there."""
        return self._work()


class Workers:
    """Processes that do work beside this one: the same ones for a whole job; none where there is little to do.

    size: of the files to read, in bytes.
    """

    def __init__(self, size: int) -> None:
        count = min(os.cpu_count() or 1, 8)
        self._pool: _Forks | _Spawned | None = None
        # So many that each process finds some when it has ended the last.
        self.most_at_once = 2 * count + 1 if size >= _PARALLEL_BYTES and count > 1 else 0
        if self.most_at_once:
            # Fork is cheap, but only safe while no other thread runs: it would leave that thread's locks shut.
            forks = sys.platform == "linux" and threading.active_count() == 1
            self._pool = _Forks(count - 1, self.most_at_once + 1) if forks else _Spawned(count - 1)

    def start(self, work: Callable[[], R]) -> Task[R]:
        """Begin with some work."""
        return self._pool.start(work) if self._pool else Task(work)

    def help(self) -> bool:
        """Do some of the work here that no other process has begun with; False if there is none."""
        return self._pool is not None and self._pool.help()

    def take_leave(self) -> None:
        """Let each worker end once nothing is left for it: meanwhile the last results are written."""
        if self._pool is not None:
            self._pool.take_leave()

    def __enter__(self) -> Self:
        # What is read holds no cycles: to look for them after each 700 objects is waste.
        self._thresholds = gc.get_threshold()
        gc.set_threshold(_OBJECTS_A_LOOK, *self._thresholds[1:])
        return self

    def __exit__(self, *_: object) -> None:
        gc.set_threshold(*self._thresholds)
        if self._pool is not None:
            self._pool.close()


class _Forks:
    def __init__(self, count: int, at_once: int) -> None:
        self._pool = Forked(count, at_once=at_once, at_start=partial(_at_start, os.getpid()))
        self.help = self._pool.do_one
        self.take_leave = self._pool.take_leave
        self.close = self._pool.close

    def start(self, work: Callable[[], R]) -> Task[R]:
        place = self._pool.begin(work)
        return Task(work) if place is None else _ByFork(work, self._pool, place)


class _ByFork(Task[R]):
    def __init__(self, work: Callable[[], R], pool: Forked, place: int) -> None:
        super().__init__(work)
        self._pool = pool
        self._place = place

    @property
    def is_done(self) -> bool:
        return self._pool.is_done(self._place)

    def result(self) -> R:
        found: R = self._pool.result(self._place)  # type: ignore[assignment]
        return found


class _Spawned:
    """Where no process can be forked: a pool of new ones, to which work is sent."""

    def __init__(self, count: int) -> None:
        context = get_context("spawn")
        self._pool = ProcessPoolExecutor(count, mp_context=context, initializer=_at_start, initargs=(os.getpid(),))
        self._open: deque[_BySpawned[Any]] = deque(maxlen=2 * count + 3)
        self._leaving: threading.Thread | None = None

    def start(self, work: Callable[[], R]) -> Task[R]:
        try:
            task = _BySpawned(work, self._pool.submit(work))
        except BrokenProcessPool:
            return Task(work)
        self._open.append(task)
        return task

    def help(self) -> bool:
        return any(task.do_here() for task in self._open)

    def take_leave(self) -> None:
        self._leaving = threading.Thread(target=self._pool.shutdown)
        self._leaving.start()

    def close(self) -> None:
        self._pool.shutdown(wait=self._leaving is None, cancel_futures=True)
        if self._leaving is not None:
            self._leaving.join()


class _BySpawned(Task[R]):
    def __init__(self, work: Callable[[], R], future: Future[R]) -> None:
        super().__init__(work)
        self._future = future
        self._done: list[R] = []

    @property
    def is_done(self) -> bool:
        return self._future.done()

    def do_here(self) -> bool:
        """Do it in this process, if no other has begun with it; else return False."""
        if self._done or not self._future.cancel():
            return False
        self._done.append(self._work())
        return True

    def result(self) -> R:
        if self._done:
            return self._done.pop()
        try:
            return self._future.result()
        except BrokenProcessPool:
            return self._work()


def _at_start(parent: int) -> None:
    # What ends a run may be sent to all its processes: it is for the one that writes to end the others. One that died
    # in the middle of handing over a result would leave it waiting for the rest, so nothing is cut off at once.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end_soon)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # Nor is there anything to collect among what came with the fork.
    gc.freeze()
    gc.set_threshold(_OBJECTS_A_LOOK)


def _end_soon(_number: int, _frame: FrameType | None) -> None:
    timer = threading.Timer(_GRACE_S, os._exit, (1,))
    timer.daemon = True
    timer.start()


def _end_with(parent: int) -> None:
    # A worker whose parent was killed is not told: it would wait for work for ever.
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)

"""Processes forked from this one, which share its work by memory that all of them see.

Handing a unit of a megabyte over in pipes, as `concurrent.futures` does, takes two threads here that contend with the
work for the interpreter, and a switch of processes for every 64 kB; and what it has put into its pipe, this process
cannot take back when it has nothing else to do.
"""

from __future__ import annotations

import mmap
import pickle
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection, get_context
from typing import TypeVar

# A place holds a piece of work on its way to a worker, and what came of it on the way back. Of pages that are never
# written none is taken from the system.
_PLACE_BYTES = 8 << 20
_LENGTH = struct.Struct("=Q")
# Work whose result is too large for its place, or that raised: it is done again where that can be told.
_FAILED = 0

R = TypeVar("R")


class Forked:
    """Workers that take pieces of work in the order in which they were begun; so does this process, by `do_one`.

    What a worker did not live to finish is done here, once its result is asked for.

    at_start: called first in each worker. at_once: how many pieces may be begun and their results not yet taken.
    """

    def __init__(self, count: int, *, at_once: int, at_start: Callable[[], None]) -> None:
        self._memory = mmap.mmap(-1, at_once * _PLACE_BYTES)
        self._free = list(range(at_once))
        self._works: dict[int, Callable[[], object]] = {}
        self._results: dict[int, object] = {}
        # A byte names a place. Of those who read from a socket only one gets it, and whoever reads learns by its end
        # that all who could write have ended.
        self._begun, self._waiting = socket.socketpair()
        self._heard, self._done = socket.socketpair()
        process = get_context("fork").Process
        self._workers = [process(target=self._serve, args=(at_start,), daemon=True) for _ in range(count)]
        for worker in self._workers:
            worker.start()
        self._done.close()

    def begin(self, work: Callable[[], object]) -> int | None:
        """Hand over some work. Returns its place; None if there is no room for it, or nobody to do it."""
        if not (self._workers and self._free and self._put(self._free[-1], work)):
            return None
        place = self._free.pop()
        self._works[place] = work
        self._begun.send(bytes([place]))
        return place

    def is_done(self, place: int) -> bool:
        """Tell whether the result is there."""
        with suppress(BlockingIOError):
            self._hear(socket.MSG_DONTWAIT)
        return place in self._results

    def do_one(self) -> bool:
        """Do the oldest work that no worker has taken; False if there is none."""
        try:
            taken = self._waiting.recv(1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        for place in taken:
            self._results[place] = self._works[place]()
        return bool(taken)

    def result(self, place: int) -> object:
        """Return the result, once it is there, and make its place free."""
        while not self.is_done(place):
            working = [worker for worker in self._workers if worker.exitcode is None]
            if working and not any(worker.exitcode for worker in self._workers):
                connection.wait([self._heard, *(worker.sentinel for worker in working)])
            elif self._workers:
                self._give_up()
            else:
                self._results[place] = self._works[place]()
        self._free.append(place)
        del self._works[place]
        return self._results.pop(place)

    def _give_up(self) -> None:
        """Go on alone: it cannot be told which work died with a worker, and none may be done by two at once."""
        for worker in self._workers:
            worker.kill()
            worker.join()
        self._workers = []

    def take_leave(self) -> None:
        """Let each worker end once nothing is left for it."""
        self._begun.close()

    def close(self) -> None:
        """Wait until each worker has ended what it is at."""
        self._begun.close()
        with suppress(BlockingIOError):
            while self._waiting.recv(1, socket.MSG_DONTWAIT):
                pass
        for worker in self._workers:
            worker.join()
        for end in (self._waiting, self._heard, self._memory):
            end.close()

    # How it is kept in the memory ------------------------------------------------------------------------

    def _put(self, place: int, value: object) -> bool:
        """Write a value into a place; False, and a mark that it failed, if it has no room there or cannot be packed."""
        at = place * _PLACE_BYTES
        with memoryview(self._memory)[at + _LENGTH.size : at + _PLACE_BYTES] as room:
            writer = _Writer(room)
            try:
                pickle.dump(value, writer, pickle.HIGHEST_PROTOCOL)
            except Exception:
                writer.written = _FAILED
        _LENGTH.pack_into(self._memory, at, writer.written)
        return writer.written != _FAILED

    def _get(self, place: int) -> object:
        at = place * _PLACE_BYTES + _LENGTH.size
        (length,) = _LENGTH.unpack_from(self._memory, at - _LENGTH.size)
        with memoryview(self._memory)[at : at + length] as packed:
            return pickle.loads(packed)  # noqa: S301 - from a process of our own

    def _hear(self, flags: int) -> None:
        for place in self._heard.recv(256, flags):
            (length,) = _LENGTH.unpack_from(self._memory, place * _PLACE_BYTES)
            self._results[place] = self._works[place]() if length == _FAILED else self._get(place)

    # In a worker -----------------------------------------------------------------------------------------

    def _serve(self, at_start: Callable[[], None]) -> None:
        self._begun.close()
        self._heard.close()
        at_start()
        with suppress(ConnectionError):  # nobody is left to hear of it
            while taken := self._waiting.recv(1):
                self._work(taken[0])
                self._done.send(taken)

    def _work(self, place: int) -> None:
        try:
            result = self._get(place)()  # type: ignore[operator]
        except Exception:
            _LENGTH.pack_into(self._memory, place * _PLACE_BYTES, _FAILED)
        else:
            self._put(place, result)


class _Writer:
    """A file of limited room, to which a pickler writes piece by piece: it needs no copy of the whole."""

    def __init__(self, room: memoryview) -> None:
        self._room = room
        self.written = 0

    def write(self, piece: bytes) -> None:
        end = self.written + len(piece)
        self._room[self.written : end] = piece  # raises ValueError where the rest is shorter
        self.written = end

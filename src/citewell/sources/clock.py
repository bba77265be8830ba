"""Time as the network code needs it, so that a test can stand in for it, and the pace kept towards a host."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, and how to let it pass.

    monotonic: seconds that only ever grow.
    now: seconds since 1970.
    sleep: waits for that many seconds.
    """

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Pace:
    """Lets requests begin no faster than one an interval, whichever thread makes them."""

    clock: Clock
    interval_s: float
    _next: float = field(default=float("-inf"), init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)

    def wait(self) -> None:
        """Return when the next request may begin."""
        with self._lock:
            start = max(self.clock.monotonic(), self._next)
            self._next = start + self.interval_s
        if (delay := start - self.clock.monotonic()) > 0:
            self.clock.sleep(delay)

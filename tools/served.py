"""A site that a measure starts: a port that is free, and a wait until the site answers."""

from __future__ import annotations

import socket
import subprocess
import time

_LONGEST_START_S = 60


def free_port() -> int:
    """Return a port of this machine at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a site listens at a port. Raises RuntimeError if it ends before, or takes a minute."""
    until = time.monotonic() + _LONGEST_START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the site did not start")

"""A site that ends leaves nothing running: its worker would go on answering with the programs of yesterday."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services import free_port


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Yield a site that serves, and the process of its worker, once that is at work."""
    environment = os.environ | {"CITEWELL_HOME": str(tmp_path), "CITEWELL_DATABASE_URL": "", "CITEWELL_STARTER": "0"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    served = subprocess.Popen(
        [sys.executable, "-m", "citewell", "serve", "--port", str(free_port())],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert served.stderr is not None
    worker = 0
    try:
        told = next(json.loads(line) for line in served.stderr if "worker_started" in line)
        worker = int(told["worker"].rpartition(":")[2])
        yield served, worker
    finally:
        for process in (served.pid, worker):
            if process and _is_there(process):
                os.kill(process, signal.SIGKILL)
        served.communicate()


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_worker_ends_with_its_site(site: tuple[subprocess.Popen[str], int], ended_by: signal.Signals) -> None:
    """Stopped by the system, from the keyboard, or killed: what both write to ends, which it does when both are gone."""
    served, _ = site
    served.send_signal(ended_by)
    _, told = served.communicate(timeout=60)
    assert "worker_stopped" in told


def test_a_site_that_is_stopped_has_not_failed(site: tuple[subprocess.Popen[str], int]) -> None:
    """What keeps services takes another code for a crash."""
    served, _ = site
    served.terminate()
    served.communicate(timeout=60)
    assert served.returncode == 0

"""A site that ends leaves nothing running: its worker would go on answering with the programs of yesterday."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from citewell.errors import UserError
from citewell.web.config import SiteSettings, remember_address
from citewell.web.listening import local_address, open_socket
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


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_a_taken_port_is_one_error(taken: int, tmp_path: Path) -> None:
    """With what to do; no line says that the site is there, and nothing is left running."""
    environment = os.environ | {"CITEWELL_HOME": str(tmp_path), "CITEWELL_STARTER": "0"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "citewell", "serve", "--port", str(taken)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert f"port {taken} is taken" in line and "--port" in line


def test_no_answer_waits_for_an_earlier_packet() -> None:
    """What is accepted sends at once: an answer of two packets is not held back until the first is acknowledged."""
    with open_socket("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_address_of_another_machine_is_refused() -> None:
    """192.0.2.1 is for documents (RFC 5737): no machine has it."""
    with pytest.raises(UserError, match=r"cannot listen at 192\.0\.2\.1, port"):
        open_socket("192.0.2.1", free_port())


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8000, "http://localhost:8000"),
        ("0.0.0.0", 8777, "http://localhost:8777"),  # noqa: S104
        ("::1", 8777, "http://localhost:8777"),
        ("192.0.2.7", 80, "http://192.0.2.7"),
        ("2001:db8::7", 8777, "http://[2001:db8::7]:8777"),
    ],
)
def test_the_site_is_known_where_it_listens(host: str, port: int, address: str) -> None:
    """Under a name where it is of this machine: a passkey is for a name."""
    assert local_address(host, port) == address


def test_what_runs_beside_the_site_knows_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless one is set, and whatever is in the file."""
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path))
    monkeypatch.delenv("CITEWELL_SITE_URL", raising=False)
    assert SiteSettings.from_environment().url == "http://localhost:8000"
    remember_address("http://localhost:8777")
    assert SiteSettings.from_environment().url == "http://localhost:8777"
    (tmp_path / "site" / "address").write_bytes(b"\xff nothing")
    assert SiteSettings.from_environment().url == "http://localhost:8000"
    monkeypatch.setenv("CITEWELL_SITE_URL", "https://answers.example.org")
    assert SiteSettings.from_environment().url == "https://answers.example.org"

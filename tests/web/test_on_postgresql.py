"""The same specs hold on a server's database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from postgresql import binaries, server

HERE = Path(__file__).parent
ON_SERVER = "CITEWELL_TESTS_ON_POSTGRESQL"


@pytest.mark.skipif(binaries() is None, reason="PostgreSQL's server programs are not installed")
@pytest.mark.skipif(ON_SERVER in os.environ, reason="these are the specs that run on PostgreSQL")
def test_the_site_holds_on_postgresql() -> None:
    """Every spec of the site that needs no browser passes on PostgreSQL as it does on SQLite."""
    programs = binaries()
    assert programs is not None
    with server(programs) as address:
        environment = os.environ | {"CITEWELL_DATABASE_URL": address, ON_SERVER: "1"}
        environment.pop("PYTEST_XDIST_WORKER", None)
        ran = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                str(HERE),
                "-q",
                "-p",
                "no:xdist",
                "-p",
                "no:cacheprovider",
                "-m",
                "not browser",
            ],
            env=environment,
            cwd=HERE.parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-3_000:] + ran.stderr[-1_000:]
    assert " passed" in ran.stdout or "[100%]" in ran.stdout

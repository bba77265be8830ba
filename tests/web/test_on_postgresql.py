"""The same specs hold on a server's database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from postgresql import binaries, server

HERE = Path(__file__).parent
ON_SERVER = "CITEWELL_TESTS_ON_POSTGRESQL"


needs_postgresql = pytest.mark.skipif(binaries() is None, reason="PostgreSQL's server programs are not installed")
not_within = pytest.mark.skipif(ON_SERVER in os.environ, reason="these are the specs that run on PostgreSQL")


def on_postgresql(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run specs of the site in a process whose database is a server's, made for them and thrown away."""
    programs = binaries()
    assert programs is not None
    with server(programs) as address:
        environment = os.environ | {"CITEWELL_DATABASE_URL": address, ON_SERVER: "1"}
        environment.pop("PYTEST_XDIST_WORKER", None)
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, "-q", "-rs", "-p", "no:xdist", "-p", "no:cacheprovider"],
            env=environment,
            cwd=HERE.parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )


@needs_postgresql
@not_within
def test_the_site_holds_on_postgresql() -> None:
    """Every spec of the site that needs no browser passes on PostgreSQL as it does on SQLite."""
    ran = on_postgresql(str(HERE), "-m", "not browser")
    assert ran.returncode == 0, ran.stdout[-3_000:] + ran.stderr[-1_000:]
    assert " passed" in ran.stdout or "[100%]" in ran.stdout


@needs_postgresql
@not_within
@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_the_whole_story_is_played_on_postgresql() -> None:
    """From a question to an approved article, and to the retraction that opens it again."""
    ran = on_postgresql(str(HERE / "test_story_in_browser.py"))
    assert ran.returncode == 0, ran.stdout[-3_000:] + ran.stderr[-1_000:]
    assert "SKIPPED" not in ran.stdout

"""The pages that teach are run: each example does what its page says."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from documentation import ROOT, blocks
from exports import needs_pango

Shell = Callable[[str], subprocess.CompletedProcess[str]]


def test_the_tutorial_in_python_runs_and_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its blocks run in their order; what stands in a text block is printed by the block before it."""
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path))
    monkeypatch.delenv("CITEWELL_STARTER", raising=False)
    names: dict[str, Any] = {}
    printed = ""
    for language, code in blocks("tutorial/python.md", "python", "text"):
        if language == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(compile(code, "tutorial/python.md", "exec"), names)  # noqa: S102 - our own page
            printed = out.getvalue()
        else:
            assert code in printed


def test_the_first_example_has_ten_lines() -> None:
    """From the import to the proof."""
    _, code = blocks("tutorial/python.md", "python")[0]
    assert len([line for line in code.splitlines() if line.strip()]) <= 10


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Run a block of shell in a folder of the test's own, with `citewell` on the path."""
    commands = tmp_path / "bin"
    commands.mkdir()
    command = commands / "citewell"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m citewell "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CITEWELL_")},
        "CITEWELL_HOME": str(tmp_path / "home"),
        "PATH": f"{commands}:{Path(sys.executable).parent}:{os.environ['PATH']}",
    }

    def run(code: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-eu", "-c", code],
            cwd=work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@needs_pango
def test_the_page_on_exports_runs(shell: Shell, tmp_path: Path) -> None:
    """Each form is written to the file that the page names."""
    for _, code in blocks("how-to/export-an-answer.md", "sh"):
        done = shell(code)
        assert done.returncode == 0, f"{code}\n{done.stderr}"
    written = {path.suffix for path in (tmp_path / "work").iterdir()}
    assert {".pdf", ".docx", ".bib", ".ris", ".xml", ".zip", ".txt"} <= written


def test_the_page_on_bundles_runs(shell: Shell, tmp_path: Path) -> None:
    """A bundle verifies, a tampered one does not, and the script that needs no Citewell agrees."""
    (tmp_path / "work" / "by_hand.py").write_text(blocks("how-to/verify-a-bundle.md", "python")[0][1])
    printed = ""
    for language, code in blocks("how-to/verify-a-bundle.md", "sh", "text"):
        if language == "sh":
            done = shell(code)
            assert done.returncode == 0, f"{code}\n{done.stderr}"
            printed = done.stdout
        else:
            assert code in printed


def test_the_page_on_mcp_has_a_configuration_and_a_client_that_run(shell: Shell, tmp_path: Path) -> None:
    """The settings of a client are JSON that starts our command; the client of the page gets an answer."""
    (_, settings) = blocks("how-to/use-with-mcp.md", "json")[0]
    server = orjson.loads(settings)["mcpServers"]["citewell"]
    assert (server["command"], server["args"]) == ("citewell", ["mcp"])
    (tmp_path / "work" / "client.py").write_text(blocks("how-to/use-with-mcp.md", "python")[0][1])
    for _, code in blocks("how-to/use-with-mcp.md", "sh"):
        done = shell(code)
        assert done.returncode == 0, f"{code}\n{done.stderr}"
    assert "answered" in done.stdout


def test_each_new_page_is_listed() -> None:
    """Nobody finds a page that the table of contents lacks."""
    contents = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = ("tutorial/python.md", "how-to/export-an-answer.md", "how-to/verify-a-bundle.md", "how-to/use-with-mcp.md")
    assert all(f"]({page})" in contents for page in pages)
    assert shutil.which("sh")

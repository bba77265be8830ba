"""The command as a new process."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.corpora import QUESTIONS
from bench.measuring import ROOT, Bench, Outcome, Row, Skipped, percentile


def cold(bench: Bench) -> Outcome:
    """`citewell ask` as a new process."""
    runs = 20
    floor = [_process(["-c", "pass"], bench.work) for _ in range(runs)]
    rows = []
    for name, is_fresh in (("a home that is ready", False), ("a fresh home each time", True)):
        times = []
        with tempfile.TemporaryDirectory(dir=bench.work) as folder:
            for run in range(runs + 1):
                home = Path(folder) / (str(run) if is_fresh else "home")
                took = _process(["-m", "citewell", "ask", QUESTIONS[3], "--json"], home)
                if run:
                    times.append(took)
        p95 = percentile(times, 0.95)
        rows.append(
            Row(
                f"`citewell ask`, cold start, {name}",
                f"p50 {percentile(times, 0.5):.2f} s, p95 {p95:.2f} s",
                f"Python alone: p95 {percentile(floor, 0.95):.2f} s",
                target="p95 <= 1.0 s",
                reached=p95 <= 1.0,
            )
        )
    method = f"A new process each time, with the starter library; {runs} runs after one that is dropped."
    return Outcome("Cold start", method, tuple(rows))


def _process(arguments: list[str], home: Path) -> float:
    environment = {**os.environ, "CITEWELL_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("CITEWELL_STARTER", None)
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, check=False)
    if done.returncode:
        raise Skipped(f"`citewell ask` ended with {done.returncode}: {done.stderr.decode()[-200:]}")
    return time.perf_counter() - start

"""Peak memory, and whether the rate holds, while large files are read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from bench.generated import write_generated
from bench.measuring import Bench, Outcome, Row, Skipped, open_library, read_text


def memory(bench: Bench) -> Outcome:
    """Peak memory, and whether the rate holds, while a large generated file is read."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise Skipped("memory is read from /proc, which this system does not have")
    files = _generated(bench)
    with tempfile.TemporaryDirectory(dir=bench.work) as home:
        told = Path(home) / "marks.json"  # a pipe would fill up, and the child would wait for ever
        child = subprocess.Popen([sys.executable, str(Path(__file__).parent), "--ingest-child", told, *files])
        peaks: dict[str, int] = {}
        while child.poll() is None:
            for name, kb in _memory_kb(child.pid).items():
                peaks[name] = max(peaks.get(name, 0), kb)
            time.sleep(0.2)
        if child.returncode:
            raise Skipped(f"the ingest ended with {child.returncode}")
        marks = json.loads(told.read_text(encoding="ascii"))
    tenths = _tenths(marks)
    share = tenths[-1] / tenths[0]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    total_mb = peaks["all"] / 1024
    return Outcome(
        "Memory and steadiness",
        f"{len(files)} generated PubMed files of together {bench.generated:,} records ({size_mb:,.0f} MB gzipped) into "
        "an empty home. Memory is read five times a second from /proc: the proportional set size of the process and "
        "its workers together, in which the pages of the index that are mapped count too; those are the system's to "
        "take back, so what is the processes' own is given as well. Tenths are of records written, the final commit "
        "left out.",
        (
            Row(
                "Peak memory of an ingest",
                f"{total_mb:.0f} MB in all processes; of that their own {peaks['own'] / 1024:.0f} MB, mapped files "
                f"{peaks['mapped'] / 1024:.0f} MB, each at its peak",
                target="<= 400 MB",
                reached=total_mb <= 400,
            ),
            Row(
                f"Rate over {bench.generated:,} records",
                f"{bench.generated / marks[-1][1]:,.0f} records/s; first tenth {tenths[0]:,.0f}, "
                f"last {tenths[-1]:,.0f}",
                ratio=f"last / first {share:.2f}",
                target=">= 0.80",
                reached=share >= 0.8,
            ),
        ),
    )


def _generated(bench: Bench) -> list[Path]:
    folder = bench.work / f"generated-{bench.generated}"
    if not folder.exists():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        write_generated(part, bench.generated)
        part.rename(folder)
    return sorted(folder.iterdir())


def _tenths(marks: list[tuple[int, float]]) -> list[float]:
    """Return records a second in each tenth of the records."""
    last = marks[-1][0]
    edges = [next(m for m in marks if m[0] >= last * tenth / 10) for tenth in range(11)]
    return [(b[0] - a[0]) / max(b[1] - a[1], 1e-9) for a, b in pairwise(edges)]


def ingest_child(told: Path, files: list[Path]) -> None:
    marks: list[tuple[int, float]] = [(0, 0.0)]
    with open_library(told.parent / "home") as library:
        library.ingest(files, progress=lambda p: marks.append((p.read, p.took_s)))
    told.write_text(json.dumps(marks), encoding="ascii")


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in read_text(task).split():
            yield from _family(int(child))


def _memory_kb(pid: int) -> dict[str, int]:
    """Return what a process and those it started take now: in all, of their own, and of mapped files."""
    texts = [read_text(Path(f"/proc/{member}/smaps_rollup")) for member in _family(pid)]
    fields = {"all": "Pss", "own": "Pss_Anon", "mapped": "Pss_File"}
    return {name: sum(_kb(text, field) for text in texts) for name, field in fields.items()}


def _kb(text: str, field: str) -> int:
    found = re.search(rf"^{field}:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) if found else 0

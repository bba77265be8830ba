"""Measure what an ingest of each file in a folder takes, and write the table of docs/explanation/sources.md.

Every file goes into a library of its own, empty at first and without the starter; then the whole folder into one,
by one command. Give the folder: `python tools/measure_sources.py FOLDER`.

On a machine that others use, seconds mean little: `--keep-rates` leaves the page's seconds and rates as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "explanation" / "sources.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
NOT_OURS = "not a kind of file that Citewell reads"
# Reads a command's summary, and the most memory that it and each of its workers held.
_RUN = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
print(json.dumps([done.stdout.decode(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


@dataclass(frozen=True)
class Measured:
    """What an ingest did. `peak_mb` is the resident memory of its largest process, mapped files included."""

    name: str
    records: int
    other: int
    passages: int
    failed: int
    reasons: Counter[str]
    took_s: float
    peak_mb: float
    disk_mb: float

    def row(self, timed: tuple[str, str] | None = None) -> str:
        """Return the row of the table; `timed` holds other seconds and another rate than were measured."""
        reasons = "; ".join(f"{count} x {reason}" for reason, count in self.reasons.most_common(3))
        rate = f"{(self.records + self.other) / self.took_s:,.0f}" if self.took_s else ""
        seconds, rate = timed or (f"{self.took_s:.1f}", rate)
        return (
            f"| {self.name} | {self.records:,} | {self.other or ''} | {self.passages:,} "
            f"| {self.failed:,} | {reasons} "
            f"| {seconds} | {rate} | {self.peak_mb:.0f} | {self.disk_mb:.1f} |"
        )


def measure(path: Path, name: str) -> Measured:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "CITEWELL_HOME": home, "CITEWELL_STARTER": "0"}
        command = [sys.executable, "-m", "citewell", "ingest", str(path), "--json"]
        done = subprocess.run(
            [sys.executable, "-c", _RUN, *command], env=environment, stdout=subprocess.PIPE, check=True
        )
        printed, peak_kib = json.loads(done.stdout)
        summary = json.loads(printed)
        counts = json.loads(
            subprocess.check_output([sys.executable, "-m", "citewell", "library", "--json"], env=environment)
        )
        size = sum(file.stat().st_size for file in Path(home).rglob("*") if file.is_file())
    return Measured(
        name,
        summary["added"] + summary["updated"] + summary["unchanged"],
        sum(
            sum(v for k, v in summary.get(kind, {}).items() if k != "records_restated") for kind in ("notices", "terms")
        ),
        counts["passages"],
        len(summary["failed"]) + summary["failed_left_out"],
        Counter(_reason(fault["reason"]) for fault in summary["failed"]),
        summary["took_s"],
        peak_kib / 1024,
        size / 1e6,
    )


def _reason(text: str) -> str:
    """Return a reason without what differs from item to item."""
    return NOT_OURS if NOT_OURS in text else re.sub(r"\d+", "N", text)[:80].replace("|", "/")


def kept_rates(page: str) -> dict[str, tuple[str, str]]:
    """Return the seconds and the rate of each file in the page's table."""
    rows = [[cell.strip() for cell in line.split(" | ")] for line in page.splitlines() if line.startswith("| ")]
    return {row[0].removeprefix("| "): (row[-4], row[-3]) for row in rows if len(row) > 4}


def main(folder: Path, *, keep_rates: bool) -> int:
    kept = kept_rates(TARGET.read_text(encoding="utf-8")) if keep_rates else {}
    rows = []
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        measured = measure(file, file.relative_to(folder).as_posix())
        print(measured.row(), flush=True)
        if measured.reasons != Counter([NOT_OURS]):
            rows.append(measured)
    rows.append(measure(folder, "**all of it, one command**"))
    print(rows[-1].row())
    table = [
        "| File | Records | Terms, notices | Passages | Failed | Reasons | Seconds | A second | Peak MB | On disk MB |",
        "|---|---:|---:|---:|---:|---|---:|---:|---:|---:|",
        *(measured.row(kept.get(measured.name)) for measured in rows),
    ]
    text = TARGET.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    TARGET.write_text(f"{before}{BEGIN}\n{chr(10).join(table)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep-rates", action="store_true", help="leave the page's seconds and rates as they are")
    options = parser.parse_args()
    sys.exit(main(options.folder, keep_rates=options.keep_rates))

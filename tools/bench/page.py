"""Measure Citewell beside a peer in the same run, and write the table in docs/explanation/performance.md.

    just bench                                   everything; the page is written
    just bench --only parse ingest               some measures; printed, the page is left alone
    just bench --data ../shared/data --work DIR  where the data are; a folder in which to keep what was built

A measure whose data are absent is skipped with its reason. Figures are medians of alternating runs unless the
method says otherwise: on a machine that others use, a single wall time means little.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.measuring import GENERATED, ROOT, Bench, Outcome, Skipped
from bench.memory import ingest_child, memory
from bench.parsing import ingest, jats, parse
from bench.ranking import ranking
from bench.searching import answers, search
from bench.serving import api, article_page
from bench.starting import cold

PAGE = ROOT / "docs" / "explanation" / "performance.md"
# What stands from here on in the page takes too long for every run; it is written by hand and stays.
APART = "## Measured apart"


# Need the packages of the site and a port: measured when they are asked for by name.
OPT_IN: dict[str, Callable[[Bench], Outcome]] = {"site": article_page, "api": api}
MEASURES: dict[str, Callable[[Bench], Outcome]] = {
    "parse": parse,
    "jats": jats,
    "ingest": ingest,
    "search": search,
    "answers": answers,
    "cold": cold,
    "memory": memory,
    "ranking": ranking,
}


def machine() -> str:
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return (
        f"{os.cpu_count()} cores, {memory_gb:.0f} GB memory, {platform.system()}, "
        f"Python {platform.python_version()}, tantivy {version('tantivy')}"
    )


def table(outcomes: Sequence[Outcome]) -> str:
    lines = [
        "| measure | Citewell | peer, same run | ratio | target | reached |",
        "|---|---|---|---|---|---|",
    ]
    for row in (row for outcome in outcomes for row in outcome.rows):
        reached = {True: "yes", False: "**no**", None: "-"}[row.reached]
        lines.append(f"| {row.measure} | {row.figure} | {row.peer} | {row.ratio} | {row.target} | {reached} |")
    return "\n".join(lines)


def page(outcomes: Sequence[Outcome], skipped: dict[str, str], load: tuple[float, float]) -> str:
    methods = "\n".join(f"- **{outcome.title}.** {outcome.method}" for outcome in outcomes)
    missing = "".join(f"- `{name}`: {reason}\n" for name, reason in skipped.items())
    return f"""# Performance

Written by `just bench`, but for its last part; do not edit. Every figure was measured in one run, beside its peer.

- Date: {datetime.now(UTC):%Y-%m-%d}
- Machine: {machine()}
- Load by other work (one-minute average before and after): {load[0]:.1f} and {load[1]:.1f}. Where it is more than a
  few tenths, times by the clock are too long; compare the ratios and the processor times.

{table(outcomes)}

## How it was measured

{methods}
{f"{chr(10)}## Not measured{chr(10)}{chr(10)}{missing}" if missing else ""}"""


def run(bench: Bench, names: Sequence[str]) -> tuple[list[Outcome], dict[str, str]]:
    outcomes: list[Outcome] = []
    skipped: dict[str, str] = {}
    for name in names:
        try:
            outcome = (MEASURES | OPT_IN)[name](bench)
        except Skipped as reason:
            skipped[name] = str(reason)
            print(f"{name}: skipped, {reason}", file=sys.stderr)
            continue
        outcomes.append(outcome)
        for row in outcome.rows:
            print(f"{row.measure}: {row.figure} | {row.peer} | {row.ratio} | {row.target}", file=sys.stderr, flush=True)
    return outcomes, skipped


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, help="keep what is built here, for the next run")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", nargs="+", choices=[*MEASURES, *OPT_IN], help="the page is then left alone")
    parser.add_argument("--generated", type=int, default=GENERATED, help="records for the measure of memory")
    parser.add_argument("--ingest-child", nargs="+", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("CITEWELL_LOG", "error")
    if options.ingest_child:
        told, *files = options.ingest_child
        ingest_child(told, files)
        return
    with tempfile.TemporaryDirectory() as folder:
        work = (options.work or Path(folder)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        before = os.getloadavg()[0]
        bench = Bench(options.data, work, options.runs, options.generated)
        outcomes, skipped = run(bench, options.only or list(MEASURES))
        text = page(outcomes, skipped, (before, os.getloadavg()[0]))
    if options.only:
        print(table(outcomes))
    else:
        apart = "".join(PAGE.read_text(encoding="utf-8").partition(APART)[1:]) if PAGE.exists() else ""
        PAGE.write_text("\n\n".join(filter(None, (text.rstrip(), apart.rstrip()))) + "\n", encoding="utf-8")
        print(text)

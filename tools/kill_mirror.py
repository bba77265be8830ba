"""Kill a mirror run at random moments, and compare what the next run makes of it with an undisturbed one.

    python tools/kill_mirror.py                   20 moments, each in a home of its own; the last line sums up
    python tools/kill_mirror.py --kills 5 --seed 7 --records 4000

The files are generated: records that are set, revised, deleted and set again, three files as the baseline's and five as
updates. A moment is drawn from the time that the undisturbed run took. Every other time all processes of the run are
killed at once, else only the one that writes. Exit code 1: some library came out different.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from mirrors import deleting, setting, write_mirror  # type: ignore[import-not-found]  # noqa: E402

FILES, BASELINE = 8, 3
# Long enough that a text is not all the same, and short enough that a run takes seconds.
TEXT_BYTES = 700


@dataclass(frozen=True)
class State:
    """What tells two libraries apart: what they hold, and what can be searched of it."""

    edition: str
    records: int
    passages: int


@dataclass(frozen=True)
class Kill:
    """One run that was killed. at_s: since its start. applied: files that it had noted as applied."""

    at_s: float
    applied: int
    after: State


def write_files(folder: Path, records: int, chance: random.Random) -> None:
    """Write the files, each of so many records, of which half were in the file before."""
    files = []
    for at in range(FILES):
        first = at * records // 2
        numbers = range(first, first + records)
        items = [setting(n, f"Said by {at}. {chance.randbytes(TEXT_BYTES).hex()}") for n in numbers]
        for place in (records // 3, records):
            items.insert(place, deleting(*chance.sample(range(1, first + records), records // 20)))
        files.append(items)
    write_mirror(folder, *files, baseline=BASELINE)


def start(home: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start a run in a group of processes of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "citewell", "mirror", "pubmed", "--from", str(folder), "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(home),
        start_new_session=True,
    )


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "CITEWELL_HOME": str(home), "CITEWELL_STARTER": "0"}


def _asked(home: Path, *arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "citewell", *arguments, "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(home),
        check=True,
    )
    return json.loads(done.stdout)


def finish(home: Path, folder: Path) -> tuple[int, State]:
    """Run to the end. Returns how many files were applied before, and the state of the library."""
    applied = _asked(home, "mirror", "pubmed", "--from", str(folder))["already_applied"]
    counts = _asked(home, "library")
    return applied, State(counts["edition"], counts["records"], counts["passages"])


def kill_once(folder: Path, longest_s: float, chance: random.Random, *, whole_group: bool) -> Kill:
    """Kill a run at a moment at which it is at work, then run again to the end."""
    while True:
        at_s = chance.uniform(0.0, longest_s)
        with tempfile.TemporaryDirectory() as name:
            process = start(Path(name), folder)
            time.sleep(at_s)
            if process.poll() is not None:
                continue  # it was faster than the undisturbed one: this was no kill
            if whole_group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
            return Kill(at_s, *finish(Path(name), folder))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--records", type=int, default=2_000, help="of each of the eight files")
    parser.add_argument("--seed", type=int, default=None, help="of the moments; else another one each time")
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(1 << 32) if options.seed is None else options.seed
    chance = random.Random(seed)  # noqa: S311 - moments and texts need no secrecy
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pubmed"
        write_files(folder, options.records, random.Random(25))  # noqa: S311
        begun = time.monotonic()
        _, calm = finish(Path(name) / "calm", folder)
        longest_s = time.monotonic() - begun
        print(
            f"undisturbed: edition {calm.edition}, {calm.records:,} records, {longest_s:.1f} s; seed {seed}", flush=True
        )
        same = 0
        for number in range(1, options.kills + 1):
            kill = kill_once(folder, longest_s, chance, whole_group=number % 2 == 0)
            same += kill.after == calm
            verdict = "the same" if kill.after == calm else f"DIFFERENT: {kill.after}"
            what = "all processes" if number % 2 == 0 else "the writer"
            print(
                f"{number}: {what} killed after {kill.at_s:.2f} s, {kill.applied} files applied: {verdict}", flush=True
            )
    print(f"{same} of {options.kills} resumed to the edition, records and passages of the undisturbed run")
    return 0 if same == options.kills else 1


if __name__ == "__main__":
    sys.exit(main())

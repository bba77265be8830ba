"""Write the table of the starter library into docs/explanation/starter-library.md, or check it for drift.

usage: python tools/starter_table.py [--check]

With --check nothing is written; the exit code is 1 if the table in the page is not the one of the records.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "src" / "citewell" / "starter" / "records"
PAGE = ROOT / "docs" / "explanation" / "starter-library.md"
BEGIN = "<!-- starter table: begin. Written by tools/starter_table.py; do not edit by hand. -->"
END = "<!-- starter table: end -->"
KINDS = {
    "guideline": "Guidelines",
    "label": "Drug labels",
    "research": "Research",
    "topic": "Health information",
}
TITLES = {
    "achilles-rupture": "Achilles tendon rupture",
    "acute-low-back-pain": "Acute low back pain",
    "acute-otitis-media-children": "Acute otitis media in children",
    "af-anticoagulation": "Atrial fibrillation: anticoagulation",
    "aspirin-primary-prevention": "Aspirin for primary prevention",
    "asthma-reliever": "Asthma: reliever treatment",
    "blood-pressure-targets": "Blood pressure targets",
    "depression-treatment": "Depression: treatment",
    "helicobacter-pylori": "Helicobacter pylori infection",
    "knee-osteoarthritis": "Knee osteoarthritis",
    "migraine-prevention": "Migraine: prevention",
    "proximal-hamstring": "Proximal hamstring injury",
    "statins-over-75": "Statins over the age of 75",
    "type2-diabetes-heart-kidney": "Type 2 diabetes: heart and kidney",
    "uncomplicated-cystitis": "Uncomplicated cystitis",
}


def counts() -> dict[str, Counter[str]]:
    """Return, for each topic in order of its file's name, how many records of each kind it holds."""
    found: dict[str, Counter[str]] = {}
    for file in sorted(RECORDS.glob("*.jsonl")):
        lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
        found[file.stem] = Counter(str(json.loads(line)["kind"]) for line in lines)
    return found


def table(topics: dict[str, Counter[str]]) -> str:
    """Return the counts as a Markdown table with a row of sums; a kind that no topic holds has no column."""
    total = sum(topics.values(), Counter[str]())
    kinds = [kind for kind in KINDS if total[kind]]
    head = ["Topic", *(KINDS[kind] for kind in kinds), "All"]
    rows = [_row(head), "|---|" + "---:|" * (len(kinds) + 1)]
    rows += [_row([_title(slug), *_cells(found, kinds)]) for slug, found in topics.items()]
    rows.append(_row([f"All {len(topics)} topics", *_cells(total, kinds)]))
    return "\n".join(rows)


def _title(slug: str) -> str:
    return TITLES.get(slug, slug.replace("-", " ").capitalize())


def _cells(found: Counter[str], kinds: list[str]) -> list[str]:
    return [*(str(found[kind]) for kind in kinds), str(found.total())]


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def with_table(page: str) -> str:
    """Return the page with its table made anew. Raises ValueError if its marks are not there."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} lacks the marks between which the table stands")
    return f"{before}{BEGIN}\n{table(counts())}\n{END}{after}"


def main() -> int:
    """Write the table, or with --check compare it. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 if the table has drifted")
    check: bool = parser.parse_args().check
    page = PAGE.read_text(encoding="utf-8")
    wanted = with_table(page)
    if page == wanted:
        return 0
    if check:
        name = PAGE.relative_to(ROOT)
        print(
            f"{name}: the table is not that of the records. Run: python tools/starter_table.py",
            file=sys.stderr,
        )
        return 1
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

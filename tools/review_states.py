"""Write docs/reference/review-states.md from the tables of review, or with --check tell whether it is up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from citewell.editorial.permissions import NEVER_ON_OWN, WHO
from citewell.editorial.status import Action, diagram, targets
from citewell.model.article import ReviewStatus

TARGET = Path(__file__).parent.parent / "docs/reference/review-states.md"
HEAD = """# States of a review

Generated from `src/citewell/editorial/status.py` and `permissions.py` by `just docs`; do not edit.

The diagram shows what leads from one state to another. The table shows all that can be done in each state: a dot where
the article stays in it, else the states that may follow.
"""


def page() -> str:
    """Return the whole page: diagram, actions by state, and who may do what."""
    return "\n".join([HEAD, "```mermaid", diagram(), "```", "", "## Actions by state", "", by_state(), "", *who()])


def by_state() -> str:
    """Return what each action leads to, a row an action, a column a state."""
    rows = [row(["Action", *(status.value for status in ReviewStatus)]), "|---|" + "---|" * len(ReviewStatus)]
    rows += [row([action.value, *(cell(status, action) for status in ReviewStatus)]) for action in Action]
    return "\n".join(rows)


def cell(status: ReviewStatus, action: Action) -> str:
    found = targets(status, action)
    return ", ".join("·" if target is status else target.value for target in ReviewStatus if target in found)


def who() -> list[str]:
    """Return who may do what, a line an action."""
    lines = ["## Who", "", row(["Action", "By", "On his own article"]), "|---|---|---|"]
    for action in Action:
        never = "never" if action in NEVER_ON_OWN else ""
        lines.append(row([action.value, " or ".join(held.value for held in WHO[action]), never]))
    return [*lines, ""]


def row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    wanted = page()
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != wanted:
            print("docs/reference/review-states.md is out of date: run `just docs`", file=sys.stderr)
            return 1
        return 0
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

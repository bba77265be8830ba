"""Write docs/reference/cli.md from the commands' own help, or with --check tell whether it is up to date."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from citewell.cli import app

TARGET = Path(__file__).parent.parent / "docs/reference/cli.md"
HEAD = """# Command line

Generated from the commands' own help by `just docs`; do not edit.

`--json` prints one JSON document to standard output; progress goes to standard error. `CITEWELL_HOME` names the
data folder; `CITEWELL_STARTER=0` leaves the starter library out; `CITEWELL_LOCK_TIMEOUT` is how many seconds to
wait for another process that writes; `CITEWELL_LOG=INFO` writes structured logs to standard error.

| Exit code | Meaning |
|---|---|
| 0 | done |
| 2 | the command was called wrongly |
| 3 | a question, a file or a record cannot be used; a proof bundle does not verify |
| 4 | a source or a service failed |
| 5 | the library cannot be read or written |
| 10 | `citewell check` found something as grave as `--fail-on` |
"""


def commands(command: Any, name: str) -> list[tuple[str, str]]:
    context = command.make_context(name, [], resilient_parsing=True, max_content_width=100, terminal_width=100)
    found = [(name, re.sub(r"[ \t]+$", "", command.get_help(context), flags=re.MULTILINE))]
    for child, inner in sorted(getattr(command, "commands", {}).items()):
        found += commands(inner, f"{name} {child}")
    return found


def main() -> int:
    parts = [HEAD]
    for name, text in commands(app, "citewell"):
        parts.append(f"## {name}\n\n```text\n{text.strip()}\n```\n")
    page = "\n".join(parts)
    if "--check" in sys.argv:
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != page:
            print("docs/reference/cli.md is out of date: run `just docs`")
            return 1
        return 0
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

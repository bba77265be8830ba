"""Write docs/reference/settings.md from the docstrings of the settings; with --check, tell whether it is up to date."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from citewell.cli.site_article import KeptKey
from citewell.config import DenseSettings, LanguageModelSettings, Settings
from citewell.web.config import SiteSettings

TARGET = Path(__file__).parent.parent / "docs" / "reference" / "settings.md"
_PARTS = (
    ("The library and the command line", Settings),
    ("Search by meaning", DenseSettings),
    ("Language model", LanguageModelSettings),
    ("The site", SiteSettings),
    ("Articles of a site", KeptKey),
)
_ENTRY = re.compile(r"^(\w+): (.+?)(?=^\w+: |\Z)", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"`(CITEWELL_\w+)`, (.+)", re.DOTALL)
_OPENING = """\
# Settings

Every setting is a variable of the environment. This page is generated from the code: `just docs`.
"""


def render() -> str:
    """Return the page: a table for each part, a row for each variable."""
    parts = [_OPENING]
    for title, settings in _PARTS:
        rows = "\n".join(f"| `{name}` | {text} |" for name, text in entries(settings))
        parts.append(f"## {title}\n\n| Variable | What it sets |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def entries(settings: type) -> list[tuple[str, str]]:
    """Return the variables that the docstring of a class of settings tells of, in its order, with what they set."""
    found = []
    for entry in _ENTRY.finditer(inspect.getdoc(settings) or ""):
        if named := _NAMED.match(entry[2]):
            text = " ".join(named[2].split()).rstrip(".")
            found.append((named[1], (text[:1].upper() + text[1:]).replace("|", "\\|") + "."))
    return found


def main() -> int:
    page = render()
    if "--check" not in sys.argv:
        TARGET.write_text(page, encoding="utf-8")
        return 0
    is_current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page
    print("docs/reference/settings.md is up to date" if is_current else f"{TARGET.name} has drifted: run `just docs`")
    return 0 if is_current else 1


if __name__ == "__main__":
    sys.exit(main())

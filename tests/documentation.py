"""The examples of the documentation, as the tests run them."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: str, *languages: str) -> list[tuple[str, str]]:
    """Return the (language, code) of the blocks of a page in these languages, in order."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [(m["language"], m["code"]) for m in _BLOCK.finditer(text) if m["language"] in languages]


def prose(page: str) -> str:
    """Return a page as it is written."""
    return (ROOT / "docs" / page).read_text(encoding="utf-8")

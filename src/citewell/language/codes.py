"""The table of codes that comes with the package: what codes of the starter topics' subjects mean, each looked up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.model.codes import Precision


@dataclass(frozen=True, slots=True)
class ShippedCode:
    """A code and the shipped term that it means; `title` is its own name in its system, where that is free to give.

    precision: how it is related to the term; EXACT, or NARROW for a kind of it. source: the pages on which code and
    title, or two references to the code, were read, and checked_on when.
    """

    system: str
    code: str
    term: str
    title: str
    precision: Precision
    source: str
    checked_on: str


@cache
def shipped_codes() -> Mapping[tuple[str, str], ShippedCode]:
    """Return the table, by system and code."""
    text = resources.files("citewell.language").joinpath("codes.jsonl").read_text(encoding="utf-8")
    rows = (json.loads(line) for line in text.splitlines() if line.strip())
    codes = (ShippedCode(**{**row, "precision": Precision(row["precision"])}) for row in rows)
    return {(code.system, code.code): code for code in codes}

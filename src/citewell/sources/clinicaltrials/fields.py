"""Reading what may be missing, or of another type than promised, out of the JSON of a study."""

from __future__ import annotations

import re
from typing import Any

from citewell.model.serialise import clean

_BULLET = re.compile(r"^\s*(?:[*+-]|\d{1,3}[.)])\s+")
# CommonMark 0.31, section 2.4: a backslash before ASCII punctuation only keeps it from being markup.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def value(tree: Any, *path: str) -> Any:
    """Return what lies at a path of keys; None if it is not there."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def text(tree: Any, *path: str) -> str:
    """Return a text as it is, or a number as text; empty if there is none. Raises ValueError for a list or object."""
    found = value(tree, *path)
    if isinstance(found, list | dict):
        raise ValueError(f"{path[-1]} is not text")
    return "" if found is None or isinstance(found, bool) else clean(str(found))


def line(tree: Any, *path: str) -> str:
    """Return a text on one line; empty if there is none."""
    return " ".join(text(tree, *path).split())


def each(tree: Any, *path: str) -> list[Any]:
    """Return a list; empty if there is none. Raises ValueError for anything else."""
    found = value(tree, *path) or []
    if not isinstance(found, list):
        raise ValueError(f"{path[-1]} is not a list")
    return found


def names(tree: Any, *path: str) -> list[str]:
    """Return the texts of a list that are not empty."""
    found = [" ".join(clean(item).split()) for item in each(tree, *path) if isinstance(item, str)]
    return [name for name in found if name]


def wording(code: str) -> str:
    """Return a code of the register as words: `NOT_YET_RECRUITING` is "Not yet recruiting"."""
    return code.replace("_", " ").capitalize()


def prose(markdown: str) -> str:
    """Return a text without its marks for lists, emphasis and escapes, on one line."""
    told: list[str] = []
    for raw in markdown.split("\n"):
        words = " ".join(_ESCAPED.sub(r"\1", _BULLET.sub("", raw).replace("**", "")).split())
        if not words:
            continue
        is_item = _BULLET.match(raw) is not None
        if told and not is_item:
            told[-1] = _closed(told[-1])
        told.append(words if not is_item or words.endswith((".", ";", ",", ":", "!", "?")) else f"{words};")
    return " ".join([*told[:-1], _closed(told[-1])]) if told else ""


def _closed(item: str) -> str:
    """Return the last item of a list with a full stop after it."""
    return f"{item[:-1]}." if item.endswith(";") else item

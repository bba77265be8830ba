"""The numbers that Word prints before paragraphs and does not store in their text (ECMA-376 Part 1, 17.9)."""

from __future__ import annotations

import re

from citewell.sources.guidelines.docx_text import Element, child, value_of, w

BULLET = "•"
_DEEPEST = 9


class Numbering:
    """Counts the lists of a document. `None` for a document that has none."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, Element]] = {}
        self._list_of: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        if root is None:
            return
        for abstract in root.iterchildren(w("abstractNum")):
            name = abstract.get(w("abstractNumId")) or ""
            self._levels[name] = {_integer(level.get(w("ilvl"))): level for level in abstract.iterchildren(w("lvl"))}
        for number in root.iterchildren(w("num")):
            self._list_of[number.get(w("numId")) or ""] = value_of(child(number, "abstractNumId"))

    def next(self, number_id: str, depth: int) -> str:
        """Return what is printed before the next paragraph of a list at a depth: "1.1.2", "3.", "•", or nothing."""
        name = self._list_of.get(number_id, "")
        level = self._levels.get(name, {}).get(depth)
        if level is None:
            return ""
        if self._form(level) == "bullet":
            return BULLET
        counts = self._counts.setdefault(name, [0] * _DEEPEST)
        counts[depth] += 1 if counts[depth] else self._start(level)
        counts[depth + 1 :] = [0] * (_DEEPEST - depth - 1)
        pattern = value_of(child(level, "lvlText"))
        return re.sub(r"%([1-9])", lambda match: self._shown(name, int(match[1]) - 1, counts), pattern).strip()

    def _shown(self, name: str, depth: int, counts: list[int]) -> str:
        level = self._levels[name].get(depth)
        count = counts[depth] or (self._start(level) if level is not None else 1)
        form = self._form(level) if level is not None else "decimal"
        if form in {"lowerLetter", "upperLetter"} and count <= 26:
            letter = chr(ord("a") + count - 1)
            return letter.upper() if form == "upperLetter" else letter
        return "" if form == "none" else str(count)

    @staticmethod
    def _form(level: Element) -> str:
        return value_of(child(level, "numFmt")) or "decimal"

    @staticmethod
    def _start(level: Element) -> int:
        return _integer(value_of(child(level, "start")) or "1")


def _integer(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 0

"""The HTML of a topic's summary as sections of plain sentences.

A heading begins a section. A list becomes part of the sentence that introduces it ("such as: fever; a cough."), so
that it can be quoted as it was meant: an item alone says nothing. Where the items are sentences themselves, a break
keeps them from it: the introduction with the first of them would be quoted as if it were the whole list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from citewell.model.serialise import clean

FIRST_LABEL = "Summary"
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = frozenset("p div ul ol br blockquote section table tr th td dt dd".split())
_LISTS = frozenset({"ul", "ol"})
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
_RAISED = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_SCRIPTS = {"sup": _RAISED, "sub": _LOWERED}
_FINISHED = (".", "!", "?", '."', ".)", ".”", "…")
_BREAK = "\n\n"
_STOP_WITHIN = re.compile(r"[.!?](?=\s+[A-Z¿¡])")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a summary says, as (heading, text), and the institute that it names as its source, if it does."""

    sections: tuple[tuple[str, str], ...]
    attribution: str = ""


def read(html: str) -> Summary:
    """Return the sections of a summary; broken HTML as a browser would read it.

    Raises ValueError if it is nested deeper than the parser goes, which would leave out the rest unseen.
    """
    if not html.strip():
        return Summary(())
    # The parser is told the encoding, so that a `meta` in the text cannot change it.
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    root = etree.fromstring(f"<body>{clean(html)}</body>".encode(), parser)
    if any(error.level_name == "FATAL" for error in parser.error_log):
        raise ValueError("its summary is nested too deep to be read")
    return _Reader().read(root) if root is not None else Summary(())


@dataclass(slots=True)
class _Reader:
    """Walks the elements in document order; not by recursion, which a deep nest of elements would exhaust."""

    sections: list[tuple[str, list[str]]] = field(default_factory=lambda: [(FIRST_LABEL, [])])
    line: list[str] = field(default_factory=list)
    lists: list[list[str]] = field(default_factory=list)
    attribution: str = ""

    def read(self, root: etree._Element) -> Summary:
        for is_start, element, text in _walk(root):
            self._open(element) if is_start else self._close(element)
            self.line.append(text)
        self._end_block()
        told = [(label, " ".join(blocks).replace(f" {_BREAK}", _BREAK).strip()) for label, blocks in self.sections]
        return Summary(tuple((label, text) for label, text in told if text), self.attribution)

    def _open(self, element: etree._Element) -> None:
        tag = element.tag
        if tag == "li":
            self.line.append("\n")
        elif tag in _BLOCKS and self.lists:
            self.line.append(" ")
        elif (tag in _BLOCKS and tag not in _LISTS) or tag in _HEADINGS:
            self._end_block()
        if tag in _LISTS:
            self.lists.append(self.line)
            self.line = []

    def _close(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _LISTS and self.lists:
            items = [text for item in "".join(self.line).split("\n") if (text := " ".join(item.split()))]
            self.line = self.lists.pop()
            if self.lists:
                self.line += [" ", ", ".join(items), " "]
            else:
                self._end_list(items)
        elif tag in _HEADINGS:
            heading = _one_line(self.line)
            self.line = []
            if heading:
                self.sections.append((heading, []))
        elif tag == "p" and not self.lists:
            self._end_paragraph(element)
        elif tag in _BLOCKS and not self.lists:
            self._end_block()

    def _end_list(self, items: list[str]) -> None:
        if any(map(_is_sentence, items)):
            self._end_block()
            told = " ".join(text if text.endswith((*_FINISHED, ":")) else f"{text}." for text in items)
            self.sections[-1][1].append(_BREAK + told)
        elif items:
            self.line += [" ", "; ".join(text.rstrip(";,") for text in items), "."]
            self._end_block()

    def _end_paragraph(self, element: etree._Element) -> None:
        text = _one_line(self.line)
        if _is_attribution(element, text):
            self.attribution, self.line = text, []
        else:
            self._end_block()

    def _end_block(self) -> None:
        text = _one_line(self.line)
        self.line = []
        if text:
            self.sections[-1][1].append(text)


def _walk(root: etree._Element) -> Iterator[tuple[bool, etree._Element, str]]:
    """Yield each element's start and end, with the text that comes after that tag."""
    unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        is_start = event == "start"
        unseen += (1 if is_start else -1) * (tag in _UNSEEN)
        text = "" if unseen else ((element.text if is_start else element.tail) or "")
        script = _SCRIPTS.get(tag) if is_start else None
        text = text.replace("\n", " ")
        yield is_start, element, text.translate(script) if script and _is_script(text, script) else text


def _is_script(text: str, script: dict[int, int]) -> bool:
    return all(ord(character) in script for character in text)


def _one_line(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


def _is_attribution(element: etree._Element, text: str) -> bool:
    """Tell whether a paragraph only names the institute the text comes from: set apart, and no sentence."""
    is_set_apart = element.get("class") is not None or "italic" in (element.get("style") or "")
    return is_set_apart and bool(text) and len(text) < 200 and not text.endswith((*_FINISHED, ":"))


def _is_sentence(item: str) -> bool:
    return item.endswith(_FINISHED) or _STOP_WITHIN.search(item) is not None

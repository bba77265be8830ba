"""The text within a paragraph of a label: breaks of lines, raised letters and digits, the marks of notes."""

from __future__ import annotations

import re

from citewell.model.serialise import clean

# A break of a line and a footnote's mark, until it is known what stands around them. XML allows neither character.
BREAK, MARK = "\x01", "\x02"
_SUPERSCRIPTS = str.maketrans("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻")
_EXPONENT = re.compile(r"[+\-−–]?\d{1,3}")
_CHARGE = re.compile(r"\d?[+\-−–]")
_SIGNS = {"TM": "™", "R": "®", "SM": "℠"}
_IS_MARKER = re.compile(r"(?:\d{1,3}|[a-z])(?:\s*[,–-]\s*(?:\d{1,3}|[a-z]))*[*†‡]{0,3}", re.IGNORECASE)
# What a raised number belongs to: a number (10⁹), a unit of length (m²), a coefficient (r²). After a word it is a note.
_TAKES_EXPONENT = re.compile(r"(?:^|[\d\s(/×x·])(?:[mcdkµμ]?m|in|ft|[rRχ])$|\d$")
_MARK_AFTER_STOP = re.compile(rf"([.,;:]+){MARK}(\[[^\]]*\])")
_MARK_ALONE = re.compile(rf"\s*{MARK}")
_BREAKS = re.compile(rf"\s*{BREAK}(?:\s*{BREAK})+\s*")
_SPACES_BEFORE = (" ]", " )", " ,", " ;")
_ENDED = re.compile(r"[.!?][)\]\"'”’]*$")
# A heading, in words and in letters.
HEADING_WORDS, HEADING_LETTERS = 12, 90


def paragraphs(raw: str) -> list[str]:
    """Return the paragraphs of a text: breaks in a row part them, a break after a heading too."""
    found: list[str] = []
    for part in _BREAKS.split(_resolved(raw)) if BREAK in raw else (_resolved(raw),):
        held: list[str] = []
        for piece in part.split(BREAK):
            text = " ".join(clean(piece).split())
            for space in _SPACES_BEFORE:
                text = text.replace(space, space[1])
            if not text:
                continue
            if held and text[0].isupper() and is_heading(held[-1]):
                found.append(" ".join(held))
                held = []
            held.append(text)
        if held:
            found.append(" ".join(held))
    return found


def _resolved(raw: str) -> str:
    """Return the text with footnote marks set apart: "race).[1] Rates" reads "race) [1]. Rates"."""
    return _MARK_ALONE.sub(" ", _MARK_AFTER_STOP.sub(r" \2\1", raw)) if MARK in raw else raw


def is_ended(text: str) -> bool:
    """Tell whether a text ends as a sentence does."""
    return _ENDED.search(text[-8:]) is not None


def is_heading(text: str) -> bool:
    """Tell whether a line is so short, and so open at its end, that it is a heading of what follows."""
    return len(text) <= HEADING_LETTERS and len(text.split()) <= HEADING_WORDS and text[-1] not in ".!?,;:)]"


def raised(text: str, before: str, after: str) -> str:
    """Return raised text as print shows it: an exponent in raised digits, the mark of a note in brackets."""
    if text in _SIGNS or not text:
        return _SIGNS.get(text, "")
    preceding = before[-12:].replace(BREAK, " ")
    if _CHARGE.fullmatch(text) and preceding[-1:].isalpha():
        return text.translate(_SUPERSCRIPTS)
    # The number before a letter, and after none, is that of an isotope: ¹⁴C.
    is_isotope = after[:1].isalpha() and not preceding[-1:].isalpha()
    if _EXPONENT.fullmatch(text) and (is_isotope or not text[0].isdigit() or _TAKES_EXPONENT.search(preceding)):
        return text.translate(_SUPERSCRIPTS)
    if _IS_MARKER.fullmatch(text):
        return f"{MARK}[{text}]" + (" " if after[:1].isalpha() else "")
    return text

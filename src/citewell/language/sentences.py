"""Split a text into sentences, each with its exact span."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    """al approx ca cf dr e.g eg eq et fig figs i.e ie i.v i.m inc jr ltd max min mr mrs ms op p.o pp prof
    ref refs resp s.c sd se sp spp sr st subsp suppl tab vol vs viz""".split()
)
_CANDIDATE = re.compile(r"[.!?]+[)\]\"'”’]*(?=\s|$)|\n\s*\n|\n(?=\s*[•·▪*-]\s)")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]")
_NAMED_BY_LETTER = re.compile(
    r"\b(?:vitamin|hepatitis|type|class|group|grade|arm|score|table|part|factor|drug|regimen|cohort|panel)\s+\w$"
)
_OPENING = re.compile(r"\s*[\"'“‘(\[]*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: `text == source[start:end]`."""

    text: str
    start: int
    end: int


def split_sentences(text: str) -> list[Sentence]:
    """Return the sentences in order. Their spans do not overlap; only white space lies between them."""
    sentences: list[Sentence] = []
    start = 0
    for match in _CANDIDATE.finditer(text):
        if match.group().strip() and not _ends_sentence(text, match):
            continue
        _append(sentences, text, start, match.end())
        start = match.end()
    _append(sentences, text, start, len(text))
    return sentences


def _append(sentences: list[Sentence], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        sentences.append(Sentence(text[start:end], start, end))


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    following = _OPENING.match(text, stop.end())
    first = text[following.end() : following.end() + 1] if following else ""
    if first == "":
        return True
    if not stop.group().startswith("."):
        return first.isupper() or first.isdigit() or not first.isalpha()
    before = text[max(0, stop.start() - 12) : stop.start()]
    word = before.split()[-1].lstrip("([\"'").lower() if before.split() else ""
    if word in {"no", "nos"}:
        # "no. 5" is a number; "No. It was not." is an answer.
        return not first.isdigit()
    if _INITIALS.fullmatch(word):
        return False
    if word in _ABBREVIATIONS:
        # "no. 5", "vs. placebo" go on; "et al. The" may end, and a capital after it decides.
        return word in {"al", "inc", "ltd"} and first.isupper()
    if len(word) == 1 and word.isalpha() and before[-1:].isupper():
        return _is_initial_at_end(text, stop, first)
    if first.islower():
        return False
    return first.isupper() or first.isdigit() or not first.isalnum()


def _is_initial_at_end(text: str, stop: re.Match[str], first: str) -> bool:
    """Tell whether a single capital closes a sentence ("vitamin D. The"), not a name ("J. Smith", "E. coli")."""
    before = text[max(0, stop.start() - 24) : stop.start()].lower()
    return first.isupper() and _NAMED_BY_LETTER.search(before) is not None

"""Headings within a text that has no markup: openFDA writes a section as "5.1 Myopathy Zanolol may cause ...".

A heading is taken off only where it can be told for certain. A sentence that lost its first words would be worse
than one with a heading before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.sources.dailymed import loinc

# What Drug Facts (21 CFR 201.66(c)) and older labels call a section (21 CFR 201.80), beside our own label.
_ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "55106-9": ("active ingredient",),
    loinc.INDICATIONS: ("uses", "use", "indications", "indications and use"),
    loinc.DOSAGE: ("directions", "dosage"),
    loinc.CONTRAINDICATIONS: ("contraindication",),
    "34071-1": ("warning",),
    "44425-7": ("other information", "storage"),
    "34069-5": ("how supplied/storage and handling",),
    "34083-6": ("carcinogenesis, mutagenesis, and impairment of fertility",),
    "53413-1": ("questions or comments?", "questions?"),
}
# Their heading is a part of what they say.
_KEPT = frozenset({loinc.BOXED_WARNING, "50570-1", "50569-3", "50568-5", "50567-7", "50566-9", "53414-9", "50565-1"})
_NUMBER = r"(?:\d{1,2}(?:\.\d{1,2})?\.?\s+)?"
# Small words within headings, which neither end one nor begin a sentence.
_SMALL = frozenset("a an and as at by for from in of on or the to via vs with without".split())
_NEVER_CUT = frozenset({"NOT", "DO", "NEVER", "NO", "Not", "Do", "Never", "No", "Avoid"})
_MOST_WORDS = 14


def without_heading(text: str, heading: loinc.Heading) -> str:
    """Return a section's text without the heading it begins with."""
    if heading.code in _KEPT:
        return text
    for name in sorted((heading.label, *_ALSO_CALLED.get(heading.code, ())), key=len, reverse=True):
        words = re.escape(name).replace("and", "(?:and|&)")
        match = re.match(rf"{_NUMBER}{words}\s*[:.]?(?=\s+[^a-z]|\s*$)\s*", text, re.IGNORECASE)
        # Ignoring case would let a lower-case letter pass as the begin of a sentence.
        if match and not text[match.end() : match.end() + 1].islower():
            return text[match.end() :]
    return text


def parts(body: str, whole: str) -> Iterator[tuple[str, str]]:
    """Yield a section's parts as (name, text): what stands before its first numbered heading, then each.

    `whole` is the section with its heading, which tells its number: the parts of section 5 are 5.1, 5.2 and so on.
    """
    number = re.match(r"(\d{1,2})(?:\.\d)?\s", whole)
    starts = list(_starts(body, number[1])) if number else []
    ends = [start for start, _ in starts][1:] + [len(body)] * bool(starts)
    before = body[: starts[0][0]].strip() if starts else body.strip()
    if before:
        yield "", before
    for (start, after), end in zip(starts, ends, strict=True):
        name, text = _named(body[after:end].strip())
        yield (name, text) if name else (body[start:after].strip(), body[start:end].strip())


def _starts(body: str, number: str) -> Iterator[tuple[int, int]]:
    """Yield where the numbered headings stand, and where their words begin. They count up from one."""
    expected = 1
    for match in re.finditer(rf"(?:^|(?<=[.!?:;)\]”\"])\s+)({number}\.(\d{{1,2}}))\s+(?=[A-Z])", body):
        if int(match[2]) >= expected:
            expected = int(match[2]) + 1
            yield match.start(1), match.end(1)


def _named(text: str) -> tuple[str, str]:
    """Return a part's heading and its text; ("", text) where it cannot be told where the one ends.

    The heading's words begin with capitals, and so does the sentence after it: its first word is the last one
    before a word in lower case, small words and numbers apart.
    """
    words = text.split(" ")
    end = next((i for i, word in enumerate(words) if _is_plain(word)), None)
    if end is None or not 2 <= end <= _MOST_WORDS:
        return "", text
    first = end - 1
    while first > 0 and (_cannot_begin(words[first]) or words[first - 1].lower() in _SMALL):
        first -= 1
    heading = words[:first]
    if not heading or _NEVER_CUT.intersection(words[max(0, first - 1) : end]) or heading[-1].isupper():
        return "", text
    return " ".join(heading).rstrip(":. "), " ".join(words[first:])


def _is_plain(word: str) -> bool:
    return word[:1].islower() and word.lower() not in _SMALL


def _cannot_begin(word: str) -> bool:
    return word in _SMALL or not word[:1].isalpha()

"""Headings within a text that has no markup: openFDA writes a section as "5.1 Myopathy Zanolol may cause ...".

A heading is taken off only where it can be told for certain. A sentence that lost its first words would be worse
than one with a heading before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.language.sentences import split_sentences
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
# With these a sentence begins, and hardly ever a heading goes on.
_SURE_OPENERS = frozenset("The A An In If When Because Although There It This These Since While".split())
_OPENERS = _SURE_OPENERS | frozenset(
    """Adequate Administration Administer All As At Based Before Both Caution Cases Clinical Co-administration
    Coadministration Concomitant Concurrent Consider Discontinue During Each Following For From Increased Increases
    Inform Limited Monitor Most Of On Other Patients Post-marketing Postmarketing Prior Rare Safety Serious Several
    Some Studies Treatment Use Women""".split()
)
_NEVER_CUT = frozenset({"NOT", "DO", "NEVER", "NO", "Not", "Do", "Never", "No", "Avoid"})
_MOST_WORDS = 18
HIGHLIGHTS = "Highlights"


def without_heading(text: str, heading: loinc.Heading) -> str:
    """Return a section's text without the heading it begins with."""
    if heading.code in _KEPT:
        return text
    for name in sorted((heading.label, *_ALSO_CALLED.get(heading.code, ())), key=len, reverse=True):
        words = re.escape(name).replace("and", "(?:and|&)")
        match = re.match(rf"{_NUMBER}{words}\s*[:.]?(?:\s+|$)", text, re.IGNORECASE)
        # "Overdosage with zanolol" is no heading but the begin of a sentence.
        if match and not text[match.end() : match.end() + 1].islower():
            return text[match.end() :]
    return text


def parts(body: str, whole: str, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield a section's parts as (name, text): what stands before its first numbered heading, then each.

    `whole` is the section with its heading, which tells its number: the parts of section 5 are 5.1, 5.2 and so on.
    `names` are the words of the drug's names, in lower case: sentences begin with them.
    """
    number = re.match(r"(\d{1,2})\s", whole)
    starts = list(_starts(body, number[1])) if number else []
    ends = [start for start, _ in starts][1:] + [len(body)] * bool(starts)
    before = body[: starts[0][0]].strip() if starts else body.strip()
    if before:
        own, summary = _summary_apart(before, number[1] if number else "", len(starts))
        if own:
            yield "", own
        if summary:
            yield HIGHLIGHTS, summary
    for (start, after), end in zip(starts, ends, strict=True):
        name, text = _named(body[after:end].strip(), names)
        yield (name, text) if name else (body[start:after].strip(), body[start:end].strip())


def _starts(body: str, number: str) -> Iterator[tuple[int, int]]:
    """Yield where the numbered headings stand, and where their words begin. They count up from one.

    A number may be missing; but then a sentence has to end before the next.
    """
    expected = 1
    for match in re.finditer(rf"(?:^|(?<=([^\s(,\[]))\s+)({number}\.(\d{{1,2}}))\s+(?=[A-Z])", body):
        follows_a_sentence = not match[1] or match[1] in '.!?:;)]”"'
        if int(match[3]) == expected or (follows_a_sentence and int(match[3]) > expected):
            expected = int(match[3]) + 1
            yield match.start(2), match.end(2)


def _summary_apart(text: str, number: str, count: int) -> tuple[str, str]:
    """Return what stands before the first part as the section's own text and the label's summary of the section.

    openFDA writes the summary of the label's first page ("Highlights") after the section's own text. There each
    statement ends with the number of the part that it sums up, such as (2.1), which the own text never does.
    """
    summed_up = "|".join(rf"{number}\.{part}" for part in range(1, count + 1))
    pattern = rf"\(\s*(?:{summed_up})(?:\s*,\s*\d[\d.]*)*\s*\)" if count else rf"\(\s*{number}\s*\)\.?$"
    first = re.search(pattern, text) if number else None
    if first is None or text.count("[", 0, first.start()) > text.count("]", 0, first.start()):
        return text, ""
    sentences = [s.start for s in split_sentences(text) if s.start <= first.start()]
    begin = sentences[-1] if sentences else 0
    return (text[:begin].strip(), text[begin:]) if begin or count else (text, "")


def _named(text: str, names: frozenset[str]) -> tuple[str, str]:
    """Return a part's heading and its text; ("", text) where it cannot be told where the one ends.

    Both begin with capitals. The text begins with the last capital before a word in lower case, if that is a word
    with which sentences begin, or the drug's name; else with the first word that no heading holds.
    """
    words = text.split(" ")
    end = _first_plain(words)
    if end is None or end < 2:
        return "", text
    first = end - 1
    while first > 0 and (_cannot_begin(words[first]) or words[first - 1] in _SMALL or words[first - 1] in names):
        first -= 1
    if words[first] not in _OPENERS and words[first].lower().strip("®™,") not in names:
        first = next((i for i in range(1, end) if words[i] in _SURE_OPENERS and words[i - 1] not in _SMALL), 0)
    heading = words[:first]
    if not heading or _NEVER_CUT.intersection(words[first - 1 : end]) or words[0].lower() in _lower(heading[1:]):
        return "", text
    return " ".join(heading).rstrip(":. "), " ".join(words[first:])


def _first_plain(words: list[str]) -> int | None:
    """Return the place of the first word in lower case that is no small word and stands in no brackets."""
    depth = 0
    for place, word in enumerate(words[:_MOST_WORDS]):
        depth += word.count("(") - word.count(")")
        if depth <= 0 and word[:1].islower() and word not in _SMALL and ")" not in word:
            return place
    return None


def _cannot_begin(word: str) -> bool:
    return word in _SMALL or not word[:1].isalpha() or word.rstrip(".,:").endswith((")", "”", '"'))


def _lower(words: list[str]) -> set[str]:
    return {word.lower() for word in words}

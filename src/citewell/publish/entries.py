"""What the bibliographic forms have in common: kinds of entries, names taken apart, notes."""

from __future__ import annotations

import re

from citewell.model.claim import Reference
from citewell.model.serialise import clean
from citewell.publish.words import coverage_text, level_text, retraction_text

# As PubMed writes a person: the surname, then up to four initials, then a rank ("Smith JA Jr").
_PERSON = re.compile(
    r"(?P<family>[^\s;:()\d][^;:()\d]{0,60}?) (?P<initials>[^\W\d_]{1,4})(?: (?P<suffix>Jr|Sr|[IV]{2,3}|2nd|3rd|4th))?"
)


def line(text: str) -> str:
    """Return text as one line without control characters."""
    return " ".join(clean(text).split())


def authors(reference: Reference) -> list[str]:
    """Return the names of who wrote a source, each as one line."""
    return [name for author in reference.authors if (name := line(author))]


def person(name: str) -> tuple[str, str, str] | None:
    """Return (family, initials, suffix) of a person's name; None for a group, or a name of another form."""
    match = _PERSON.fullmatch(line(name))
    if match is None or not match["initials"].isupper():
        return None
    return match["family"], match["initials"], match["suffix"] or ""


def spaced(initials: str) -> str:
    """Return initials with their stops: `GG` as `G. G.`."""
    return " ".join(f"{initial}." for initial in initials)


def is_paper(reference: Reference) -> bool:
    """Tell whether a reference is an article of a journal, as many a guideline is too."""
    return bool(reference.journal)


def note(reference: Reference) -> str:
    """Return what was found of a source, in words: a reader of the list alone should know it too."""
    facts = [reference.type, reference.design, level_text(reference), coverage_text(reference)]
    return line(f"{', '.join(facts)}, {retraction_text(reference)}. Record {reference.record_id}.")

"""The references as RIS, which reference managers read.

Tags as the Research Information Systems format has them (specification of 2011): two characters, two spaces, a hyphen.
"""

from __future__ import annotations

from collections.abc import Iterator

from citewell.model.claim import Reference
from citewell.publish.entries import authors, is_paper, line, note, person, spaced
from citewell.publish.export import Export

# Ends a reference.
END = "ER  - \r\n"
_TYPES = {"Guideline": "RPRT", "Drug label": "RPRT", "Health information": "ELEC"}


def to_ris(export: Export) -> bytes:
    """Return the references as RIS in UTF-8, in the order of their numbers; a line break in a field becomes a space."""
    return "".join("".join(_entry(reference)) + END for reference in export.draft.references).encode()


def _entry(reference: Reference) -> Iterator[str]:
    identifiers = reference.identifiers
    yield field("TY", "JOUR" if is_paper(reference) else _TYPES.get(reference.type, "GEN"))
    yield field("ID", str(reference.number))
    for author in authors(reference):
        yield field("AU", _name(author))
    yield field("TI", reference.title)
    yield field("T2", reference.journal)
    yield field("PB", reference.issuer)
    yield field("PY", str(reference.year or ""))
    yield field("DO", str(identifiers.doi or ""))
    yield field("AN", str(identifiers.pmid or ""))
    yield field("C2", str(identifiers.pmcid or ""))
    yield field("M3", reference.design)
    yield field("UR", reference.url)
    yield field("N1", note(reference))


def field(tag: str, value: str) -> str:
    """Return a field on one line, empty where there is no value: a line break within it would begin another."""
    value = line(value)
    return f"{tag}  - {value}\r\n" if value else ""


def _name(author: str) -> str:
    """Return a name as RIS orders its parts: family, given, suffix. A comma in another would be taken for an order."""
    if known := person(author):
        family, initials, suffix = known
        return ", ".join(part for part in (family, spaced(initials), suffix) if part)
    return line(author).replace(",", " ").replace("  ", " ")

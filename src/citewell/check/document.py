"""A text under audit: its sentences with the marks of citation in them, and its list of references."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from citewell.model.identifiers import Identifiers


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a text.

    paragraph: counted from 1 over the whole text; list items, table rows and headings count as one each.
    line: of the file, from 1; page: of a PDF, from 1. Each is 0 where the form has none.
    heading: the nearest heading above; empty at the top.
    """

    paragraph: int
    line: int = 0
    page: int = 0
    heading: str = ""

    def __str__(self) -> str:
        """Return the place as a reader is told it: the line or the page where there is one, else the paragraph."""
        if self.line:
            return f"line {self.line}"
        return f"page {self.page}, paragraph {self.paragraph}" if self.page else f"paragraph {self.paragraph}"


class MarkKind(StrEnum):
    """How a citation is written.

    NUMBER: [1], a raised 1, (1). NOTE: a footnote's mark. ANCHOR: a link within the text.
    AUTHOR_YEAR: (Frobisher 2019). IDENTIFIER: a DOI, PMID or PMCID in the sentence itself.
    LINK: a link to a page elsewhere.
    """

    NUMBER = "number"
    NOTE = "note"
    ANCHOR = "anchor"
    AUTHOR_YEAR = "author_year"
    IDENTIFIER = "identifier"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Mark:
    """One citation as it is written: `[1, 3-5]` is one mark that names four.

    written: as printed. names: the numbers, the note's name, the anchor, "Frobisher|2019", or the address.
    shown: of an anchor, the number that is printed on the link, if that is what it shows.
    """

    kind: MarkKind
    written: str
    names: tuple[str, ...]
    shown: str = ""
    identifiers: Identifiers = field(default_factory=Identifiers)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the text without its marks; `marks` are those that cover it.

    own: the marks of the sentence itself, of what introduces its list, or of its row of a table.
    later: the next marks that follow in the same paragraph: they may be meant for this sentence too.
    """

    text: str
    place: Place
    own: tuple[Mark, ...] = ()
    later: tuple[Mark, ...] = ()
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class PrintedReference:
    """An entry of the list of references.

    number: as printed or counted; 0 in a list without numbers. names: the notes and anchors by which it is cited.
    malformed: (what it says it is, what is written) for each identifier that is none.
    """

    number: int
    text: str
    place: Place
    names: tuple[str, ...] = ()
    identifiers: Identifiers = field(default_factory=Identifiers)
    urls: tuple[str, ...] = ()
    year: int | None = None
    malformed: tuple[tuple[str, str], ...] = ()

    @property
    def label(self) -> str:
        """What to call it: its number, else how it begins."""
        return f"[{self.number}]" if self.number else f'"{shortened(self.text, 60)}"'


@dataclass(frozen=True, slots=True)
class AuditedText:
    """A text as it was read. `title` is its first heading; empty without one."""

    title: str
    sentences: tuple[Sentence, ...]
    entries: tuple[PrintedReference, ...]
    has_list: bool = False


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut at a word."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,;:.") + " …"

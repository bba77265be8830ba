"""Who issued a guideline, what it is called, and when it was published: without these it cannot be weighed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Self

from citewell.model.evidence import RECORD_ID, Coverage, Provenance, Record, RecordKind, Section
from citewell.model.identifiers import DOI, Identifiers

_PROVENANCE = Provenance("guidelines")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DATE = re.compile(r"(?:19|20)\d\d-\d\d(?:-\d\d)?")
# What changes from one edition of a guideline to the next, and is no part of its name.
_EDITION = re.compile(
    r"\b(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|new|revised|updated|\d+(?:st|nd|rd|th)) (?:edition|ed|update|revision|version)"
    r"|(?:edition|version|revision|update|ed)(?: no)? \d+(?: \d+)*|v\d+(?: \d+)*|updated?|revised|edition|revision)\b"
)
_LONGEST_SLUG = 90
# An `Author` is as often a person at a keyboard as the body that answers for the text.
_BODY = re.compile(
    r"\b(?:academ|agenc|alliance|association|board|cent(?:er|re)\b|coalition|college|commission|committee|consortium|council|department|federation"
    r"|foundation|group|institut|league|minist|network|organi[sz]ation|program|register|service|societ|task ?force|trust|union|universit|working party"
    r"|gesellschaft|verband|sociedad|sociedade|soci[eé]t[eé]|asociaci|associa[cç]|haute autorit)",
    re.IGNORECASE,
)
# What programs write into the properties where nobody has given a title.
_NO_TITLE = re.compile(
    r"untitled|anonymous|microsoft word|word document|powerpoint|\.(?:docx?|indd|pdf|qxd|tex|odt)\b|^\W*$|^[\w-]+$|document\d*$",
    re.IGNORECASE,
)
_ADVICE = (
    'Give {options}, or put a file "{name}.about.yaml" beside it with the lines {lines}. '
    "See docs/how-to/ingest-guidelines.md."
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a guideline; empty where nothing is. `year` may be a whole date."""

    id: str = ""
    title: str = ""
    issuer: str = ""
    year: str = ""
    jurisdiction: str = ""
    url: str = ""
    licence: str = ""
    language: str = ""
    topic: str = ""
    doi: str = ""

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Self:
        """Return the facts among (field, value) pairs; other fields are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: " ".join(value.split()) for name, value in pairs if name in known})

    def over(self, other: Facts) -> Facts:
        """Return these facts, with those of `other` where nothing is said here."""
        found = {field.name: getattr(self, field.name) or getattr(other, field.name) for field in fields(self)}
        return replace(self, **found)


def issuing_body(author: str) -> str:
    """Return the author of a document's properties if it is a body, such as a society; empty for a person."""
    return author.strip() if _BODY.search(author) else ""


def own_title(title: str) -> str:
    """Return the title of a document's properties if somebody has given it; empty for what a program made up."""
    return "" if _NO_TITLE.search(title) else title.strip()


def build(facts: Facts, sections: tuple[Section, ...], name: str) -> Record:
    """Return the record. Raises ValueError that says what is missing, and how to give it."""
    year = _YEAR.search(facts.year)
    missing = [
        field for field, is_there in (("title", facts.title), ("issuer", facts.issuer), ("year", year)) if not is_there
    ]
    if missing or year is None:
        raise ValueError(
            f"a guideline needs a title, an issuing body and a year; found no {', no '.join(missing)}. "
            + _ADVICE.format(
                options=" ".join(f"--{field} ..." for field in missing),
                lines=" and ".join(f"`{field}: ...`" for field in missing),
                name=name,
            )
        )
    date = _DATE.search(facts.year)
    return Record(
        id=_record_id(facts),
        kind=RecordKind.GUIDELINE,
        title=facts.title,
        sections=sections,
        year=int(year[0]),
        identifiers=Identifiers(doi=DOI(facts.doi)) if facts.doi else Identifiers(),
        url=facts.url if facts.url.lower().startswith(("https://", "http://")) else "",
        issuer=facts.issuer,
        jurisdiction=facts.jurisdiction,
        topic=facts.topic,
        version=year[0],
        date=date[0] if date else "",
        language=facts.language,
        licence=facts.licence,
        coverage=Coverage.FULL_TEXT,
        provenance=_PROVENANCE,
    )


def _record_id(facts: Facts) -> str:
    """Return the id: as given, else one that every edition of the guideline has."""
    if facts.id:
        found = facts.id if ":" in facts.id else f"guideline:{facts.id}"
        if not RECORD_ID.fullmatch(found):
            raise ValueError(f"the id {facts.id!r} is not of the form guideline:name, without spaces")
        return found
    return f"guideline:{slug(facts.issuer)}-{slug(_EDITION.sub(' ', slug(facts.title, ' ')))}"


def slug(text: str, between: str = "-") -> str:
    """Return the words of a text in lower case, years left out, as they can stand in an id.

    A long text keeps its beginning and ends with a digest of the whole.
    """
    letters = unicodedata.normalize("NFKD", _YEAR.sub(" ", text)).casefold()
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = between.join(re.findall(r"[^\W_]+", plain))
    if len(words) <= _LONGEST_SLUG or between != "-":
        return words
    return f"{words[:60].rstrip('-')}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"

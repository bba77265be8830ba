"""The references as BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from citewell.model.claim import Reference
from citewell.publish.entries import authors, is_paper, line, note, person, spaced
from citewell.publish.export import Export

# A brace that is escaped by a backslash still counts where BibTeX matches braces, so that it is named.
_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        **{character: "\\" + character for character in "&%$#_"},
    }
)
_TYPES = {"Guideline": "techreport"}
_NO_WORD = re.compile(r"[^a-z0-9]+")


def to_bibtex(export: Export) -> bytes:
    """Return the references as BibTeX in UTF-8, in the order of their numbers."""
    references = export.draft.references
    entries = (_entry(key, reference) for key, reference in zip(_keys(references), references, strict=True))
    return "\n".join(entries).encode()


def escape(text: str) -> str:
    """Return text in which nothing is a command of LaTeX: one line, specials escaped, braces matched."""
    return line(text).translate(_SPECIAL)


def _entry(key: str, reference: Reference) -> str:
    kind = "article" if is_paper(reference) else _TYPES.get(reference.type, "misc")
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(reference, kind) if value)
    return f"@{kind}{{{key},\n{fields}\n}}\n"


def _fields(reference: Reference, kind: str) -> Iterator[tuple[str, str]]:
    identifiers = reference.identifiers
    yield (
        "author",
        " and ".join(map(_name, authors(reference))) or (f"{{{escape(reference.issuer)}}}" * bool(reference.issuer)),
    )
    yield "title", f"{{{escape(reference.title)}}}"  # the inner braces keep the case as it is
    yield "journal", escape(reference.journal)
    yield "institution" if kind == "techreport" else "publisher", escape(reference.issuer)
    yield "year", str(reference.year or "")
    yield "doi", _verbatim(str(identifiers.doi or ""))
    yield "pmid", str(identifiers.pmid or "")
    yield "pmcid", str(identifiers.pmcid or "")
    yield "url", _verbatim(reference.url)
    yield "note", escape(note(reference))


def _verbatim(address: str) -> str:
    """Return an address that stays as it is, but for what would end the field."""
    return quote(line(address), safe="!#$%&'()*+,/:;<=>?@[]_~-.|^`\"")


def _name(author: str) -> str:
    if known := person(author):
        family, initials, suffix = known
        return ", ".join(escape(part) for part in (family, suffix, spaced(initials)) if part)
    return f"{{{escape(author)}}}"


def _keys(references: Sequence[Reference]) -> Iterator[str]:
    """Yield a key for each reference, as `falotico2025`; a letter tells equal ones apart."""
    seen: dict[str, int] = {}
    for reference in references:
        name = reference.authors[0] if reference.authors else reference.issuer or reference.type
        known = person(name)
        stem = (_ascii(known[0] if known else name.split(" ")[0]) or "source") + str(reference.year or "")
        seen[stem] = seen.get(stem, 0) + 1
        yield stem if seen[stem] == 1 else f"{stem}-{seen[stem]}"


def _ascii(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NO_WORD.sub("", plain)[:40]

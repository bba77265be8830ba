"""Identifiers and addresses written in a text, well formed or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from citewell.model.identifiers import DOI, IDENTIFIER_TYPES, NCTID, PMCID, PMID, Identifier, Identifiers, SetID

# Where a text names a publication: an address, or an identifier under its name.
ADDRESS = re.compile(
    r"https?://[^\s<>\"\ue000-\ue002]+|\b(?:doi:?\s*|DOI:?\s*)?10\.\d{4,9}(?:\.\d+)*/[^\s<>\"\ue000-\ue002]+"
    r"|\bPMID:?\s*\d{1,8}\b|\bPMC\d{4,10}\b"
)
_END = ".,;:)]}>'\"”’*"
_NAMED: tuple[tuple[type[Identifier], re.Pattern[str]], ...] = (
    (PMID, re.compile(r"\bPMID\b[:\s#]*(?P<value>[A-Za-z]?\d\w*)", re.IGNORECASE)),
    (PMCID, re.compile(r"\bPMC(?:ID)?\b[:\s#]*(?P<value>(?:PMC)?\w*\d\w*)", re.IGNORECASE)),
    (DOI, re.compile(r"(?<![/.])\bdoi\b(?!\.org)[:\s]*(?!\s*https?:)(?P<value>[^\s<>\"]*\d[^\s<>\"]*)", re.IGNORECASE)),
    (DOI, re.compile(r"\bdoi\.org/(?P<value>[^\s<>\"?#]+)", re.IGNORECASE)),
    (
        PMID,
        re.compile(
            r"\bpubmed\.ncbi\.nlm\.nih\.gov/(?P<value>[^\s/?#<>\"]+)|\bncbi\.nlm\.nih\.gov/pubmed/(?P<other>[^\s/?#<>\"]+)",
            re.IGNORECASE,
        ),
    ),
    (SetID, re.compile(r"\bsetid=(?P<value>[\w-]+)|\bset ?id[:\s]+(?P<other>\w{4,}-[\w-]+)", re.IGNORECASE)),
)
_PLAIN: tuple[tuple[type[Identifier], re.Pattern[str]], ...] = (
    (PMCID, re.compile(r"\bPMC\d{1,10}\b")),
    (NCTID, re.compile(r"\bNCT\d{8}\b")),
    (DOI, re.compile(r"\b10\.\d{4,9}(?:\.\d+)*/[^\s<>\"]+")),
)


@dataclass(frozen=True, slots=True)
class Named:
    """The identifiers that a text names, the first of each kind, and (kind, as written) of what is none."""

    identifiers: Identifiers
    malformed: tuple[tuple[str, str], ...] = ()


def identifiers_in(text: str) -> Named:
    """Return what a text names."""
    values: dict[str, Identifier] = {}
    malformed: dict[tuple[str, str], None] = {}
    for kind, pattern in _NAMED:
        for match in pattern.finditer(text):
            written = _trimmed(next(value for value in match.groups() if value))
            try:
                values.setdefault(kind.scheme, kind(written))
            except ValueError:
                if not _is_search(written):
                    malformed[kind.scheme.upper(), written] = None
    for kind, pattern in _PLAIN:
        for match in pattern.finditer(text):
            if kind.scheme not in values:
                values[kind.scheme] = kind(_trimmed(match.group()))
    return Named(_identifiers(values), tuple(malformed))


def addresses_in(text: str) -> tuple[str, ...]:
    """Return the addresses of pages in a text."""
    return tuple(dict.fromkeys(_trimmed(found) for found in re.findall(r"https?://[^\s<>\"\ue000-\ue002]+", text)))


def _trimmed(written: str) -> str:
    """Return an identifier without the punctuation that follows it; a bracket that it opens is its own."""
    while written and written[-1] in _END:
        if written[-1] == ")" and written.count("(") >= written.count(")"):
            break
        written = written[:-1]
    return written


def _is_search(written: str) -> bool:
    """Tell whether what follows a service's address is no identifier but another of its pages."""
    return not any(letter.isdigit() for letter in written)


def _identifiers(values: dict[str, Identifier]) -> Identifiers:
    typed: dict[str, Any] = {scheme: values[scheme] for scheme in IDENTIFIER_TYPES if scheme in values}
    return Identifiers(**typed)

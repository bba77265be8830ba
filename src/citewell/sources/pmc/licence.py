"""Licences by their short names."""

from __future__ import annotations

import re

_LONGEST = 200
# Creative Commons, "Legal tools": the address of a licence holds its elements and its version.
_ADDRESS = re.compile(
    r"creativecommons\.org/(?:licen[cs]es/(by(?:-nc)?(?:-(?:sa|nd))?)|publicdomain/(zero|mark))(?:/(\d(?:\.\d)?))?"
    r"(?:/(igo))?",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\bcc[ -](by(?:-nc)?(?:-(?:sa|nd))?|0|zero)\b(?:[ -]?(?:v(?:ersion)? ?)?(\d\.\d))?", re.IGNORECASE)
_WORDS = re.compile(
    r"creative commons attribution(?P<rest>(?:[ -]+(?:non[ -]?commercial|share[ -]?alike|no[ -]?deriv\w*))*)"
    r"(?: (?:international |unported |public )?licen[cs]e)?(?:,? \(?v(?:ersion)?\.? ?)?(?: ?(?P<version>\d\.\d))?",
    re.IGNORECASE,
)


def licence_named(*said: str) -> str:
    """Return the short name of the licence, such as "CC BY 4.0", found in addresses or words, the surest first.

    What has no short name is given in its own words, cut to a line.
    """
    for pattern_name in (_by_address, _by_short_name, _by_words):
        for part in said:
            if part and (name := pattern_name(part)):
                return name
    words = next((part for part in reversed(said) if part.strip()), "")
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(" ", 1)[0] + " …"


def _by_address(text: str) -> str:
    found = _ADDRESS.search(text)
    if not found:
        return ""
    elements, tool, number, igo = found.groups()
    if tool:
        return "CC0 1.0" if tool.lower() == "zero" else "Public domain"
    version = f" {number if '.' in number else number + '.0'}" if number else ""
    return f"CC {elements.upper()}{version}{' IGO' if igo else ''}"


def _by_short_name(text: str) -> str:
    found = _SHORT.search(text)
    if not found:
        return ""
    elements, number = found.groups()
    if elements.lower() in {"0", "zero"}:
        return "CC0 1.0"
    return f"CC {elements.upper()} {number or ''}".rstrip()


def _by_words(text: str) -> str:
    found = _WORDS.search(text)
    if not found:
        return "Public domain" if re.search(r"\bpublic domain\b", text, re.IGNORECASE) else ""
    rest = found["rest"].lower()
    elements = "BY" + "".join(
        f"-{code}" for word, code in (("commercial", "NC"), ("share", "SA"), ("deriv", "ND")) if word in rest
    )
    return f"CC {elements} {found['version'] or ''}".rstrip()

"""What the clients of the live services share: the pages they bring, and whether an answer is what was promised."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from citewell.errors import SourceError
from citewell.sources.http import Response
from citewell.sources.unit import Fault

_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?(?:<!doctype\s+html|<html)", re.IGNORECASE | re.DOTALL)
_MOST_SAID = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A part of what a service found, in the form in which its files are read.

    name: what to call it in a message. total: how much the service says it has found in all.
    """

    name: str
    content: bytes
    total: int


class Client(Protocol):
    """Asks one service."""

    def search(self, query: str, *, limit: int) -> Iterator[Page | Fault]:
        """Yield pages that hold at most `limit` items in all, the most relevant first. Raises SourceError.

        An item that the service names but does not give comes as a Fault.
        """


def document(answer: Response) -> dict[str, Any]:
    """Return the JSON object of an answer. Raises SourceError where it is none; asking again may help."""
    try:
        found = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        found = _loosely(answer)
    if not isinstance(found, dict):
        raise broken(answer, "JSON")
    return found


def _loosely(answer: Response) -> Any:
    """Return what JSON says that holds line breaks within its texts, as E-utilities write what went wrong."""
    try:
        return json.loads(answer.content, strict=False)
    except (ValueError, RecursionError):
        raise broken(answer, "JSON") from None


def check_xml(answer: Response, root: bytes) -> None:
    """Raise SourceError if an answer is not an XML document of this root that comes to its end."""
    content = answer.content
    opened = re.search(b"<" + root + rb"(?:[\s>]|/>)", content)
    closed = content.rstrip().endswith((b"</" + root + b">", b"/>"))
    if opened is None or not closed:
        raise broken(answer, "XML")


def broken(answer: Response, due: str) -> SourceError:
    """Return what to say of an answer that is not what was due."""
    if _HTML.match(answer.content[:1000]):
        return SourceError(
            f"{answer.host}: sent a web page where {due} was due. A log-in page or a proxy may stand between, or the "
            "service is down.",
            permanent=False,
        )
    return SourceError(f"{answer.host}: sent broken {due}. Try again later.", permanent=False)


def refused(answer: Response, said: object) -> SourceError:
    """Return what to say of an error that a service reports in its answer; it may pass unless the status says no."""
    text = " ".join(str(said).split())[:_MOST_SAID]
    return SourceError(f"{answer.host}: reports an error: {text}", permanent=400 <= answer.status < 500)


def number(value: object) -> int:
    """Return a count, which some services write as text; 0 where it is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0

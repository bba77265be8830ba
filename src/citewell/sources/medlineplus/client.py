"""MedlinePlus by its web service: health topics, in the form of MedlinePlus's own XML files.

Documentation, read for this client: https://medlineplus.gov/about/developers/webservices/ (`rettype=topic` gives whole
topics in the form of the files; further pages are asked for by `file` and `server`; 85 requests a minute).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.config import Settings
from citewell.sources.http import Response, Web
from citewell.sources.service import Page, check_xml, number, refused

PAGE_TOPICS = 50
_PER_SECOND = 85 / 60
_TOPIC = re.compile(rb"<health-topic[\s>].*?</health-topic>", re.DOTALL)
_SAID = re.compile(rb"<error>(.*?)</error>", re.DOTALL | re.IGNORECASE)


class MedlinePlus:
    """Searches MedlinePlus's health topics in English; its pages are `health-topics` XML."""

    def __init__(self, web: Web, *, base: str, email: str = "") -> None:
        self._web = web
        self._base = base
        self._ours = {"tool": "citewell"} | ({"email": email} if email else {})
        web.keep_pace(base, per_second=_PER_SECOND)

    @classmethod
    def of(cls, web: Web, settings: Settings) -> MedlinePlus:
        """Return the client that the settings describe."""
        return cls(web, base=settings.services.medlineplus, email=settings.email)

    def search(self, query: str, *, limit: int) -> Iterator[Page]:
        """Yield the topics that match words, a phrase in quotes, or fields such as `title:`; the best first."""
        asked = {"db": "healthTopics", "term": query, "rettype": "topic"}
        brought, total = 0, limit
        while brought < min(limit, total):
            size = min(PAGE_TOPICS, limit - brought)
            values = asked | {"retstart": str(brought), "retmax": str(size)} | self._ours
            answer = self._web.get(self._base, values, check=_check)
            total = number(_value(answer, "count"))
            topics = _TOPIC.findall(answer.content)[:size]
            if not topics:
                return
            content = b"<?xml version='1.0' encoding='UTF-8'?>\n<health-topics>%s</health-topics>" % b"\n".join(topics)
            yield Page(f"MedlinePlus, from result {brought + 1:,}", content, total)
            brought += len(topics)
            # The service keeps what was found in a file of its own.
            if file := _value(answer, "file"):
                asked = {"file": file, "server": _value(answer, "server"), "rettype": "topic"}


def _value(answer: Response, name: str) -> str:
    found = re.search(rb"<%b>\s*([^<]*?)\s*</%b>" % (name.encode(), name.encode()), answer.content)
    return found[1].decode("utf-8", "replace") if found else ""


def _check(answer: Response) -> None:
    if said := _SAID.search(answer.content[:10_000]):
        raise refused(answer, said[1].decode("utf-8", "replace"))
    check_xml(answer, b"nlmSearchResult")

"""From what a health record names to the approved articles on it: by code, and by name where no code tells more.

A condition or a drug is the same where one of its names is: nothing is guessed from words in common, as a wrong article
in a patient's record is worse than none. Which of a code and a name counts is decided in ADR 0032.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F

from citewell.model.article import ReviewStatus
from citewell.model.codes import UNKNOWN, CodeSystem
from citewell.model.question import Facet
from citewell.web.articles.models import Article, ListedName
from citewell.web.engine import library
from citewell.web.health_record.meaning import Sought, sought

MOST = 5
# So many names are asked for in one query; SQLite's own limit on the values of a statement is 32,766.
_AT_ONCE = 1_000
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record names: by a code, a display name, or both; `text` is how its user wrote it.

    given_system: the identifier of the code system as it was sent.
    """

    name: str = ""
    code: str = ""
    system: CodeSystem = UNKNOWN
    text: str = ""
    given_system: str = ""

    @property
    def shown(self) -> str:
        """How it is called in words for a reader."""
        return self.name or self.text or self.coded or "what was asked for"

    @property
    def coded(self) -> str:
        """Its code with the name of the system, in words for a reader; empty where it has none."""
        code = self.system.plain(self.code) or self.code.strip()
        return " ".join(part for part in (self.system.name, code) if part) if code else ""


@dataclass(frozen=True, slots=True)
class Found:
    """An approved article, with the facets that it answers and its bottom line.

    note: how it was found, where its subject is not plainly what was named.
    """

    article: Article
    facets: frozenset[Facet]
    bottom_line: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """The articles on what was named, and what is to be told of each subject for which there is none."""

    found: list[Found]
    notes: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()


def approved_on(subjects: Iterable[Subject], *, facets: Iterable[Facet] = (), most: int = MOST) -> Matched:
    """Return the approved articles on any of the subjects, at most so many.

    Those come first that answer the facets, then those that were approved last.
    """
    held = library()
    wanted = [sought(subject, held) for subject in subjects]
    listed = _listed({name for item in wanted for name in item.all_names})
    found: dict[int, Found] = {}
    notes: list[str] = []
    disagreements: list[str] = []
    for item in wanted:
        if clash := item.disagreement(listed):
            disagreements.append(clash)
            continue
        articles = list(_first(item, listed))
        for article in articles:
            # An article that one subject brings plainly needs no note on how another one brought it.
            if article.article.pk not in found or not article.note:
                found[article.article.pk] = article
        if not articles and item.if_none:
            notes.append(item.if_none)
    asked, items = set(facets), sorted(found.values(), key=lambda item: item.article.pk)
    items.sort(key=lambda item: (len(item.facets & asked), item.article.approved_at or _LONG_AGO), reverse=True)
    return Matched(items[:most], tuple(dict.fromkeys(notes)), tuple(dict.fromkeys(disagreements)))


def _first(item: Sought, listed: dict[str, list[ListedName]]) -> Iterator[Found]:
    """Yield the articles under the names that mean the most; of those that mean less only where there are none."""
    for step in item.steps:
        rows = (row for name in step.names for row in listed.get(name, ()) if not (step.is_strict and row.is_loose))
        listings = {row.listing.pk: row.listing for row in rows}
        if listings:
            for listing in listings.values():
                yield Found(
                    listing.article, frozenset(map(Facet, listing.facets.split())), listing.bottom_line, step.note
                )
            return


def _listed(names: set[str]) -> dict[str, list[ListedName]]:
    """Return the names, of these, under which approved articles are listed, without their ledgers.

    A listing that is behind what was approved last is passed over: it tells of another revision.
    """
    wanted = sorted(names)
    found: dict[str, list[ListedName]] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        rows = ListedName.objects.filter(
            name__in=wanted[at : at + _AT_ONCE],
            listing__article__status=ReviewStatus.APPROVED,
            listing__digest=F("listing__article__approved__digest"),
        ).select_related("listing__article")
        for row in rows:
            found.setdefault(row.name, []).append(row)
    return found

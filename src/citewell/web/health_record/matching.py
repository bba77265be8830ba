"""From what a health record names to the approved articles on it: by name, and by code where the library has it.

A condition or a drug is the same where one of its names is: nothing is guessed from words in common, as a wrong article
in a patient's record is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import F, QuerySet

from citewell.language.terms import Term, Word
from citewell.language.words import stems
from citewell.model.article import ReviewStatus
from citewell.model.question import Facet
from citewell.model.serialise import clean
from citewell.web.articles.listing import public_articles
from citewell.web.articles.models import Article, ListedName
from citewell.web.engine import library
from citewell.web.health_record.codes import UNKNOWN, CodeSystem

MOST = 5
# What a classification adds to a name, and no article is called by: ICD-10-CM's residual classes, SNOMED CT's tags.
_ADDED = re.compile(
    r"\s*\((?:disorder|finding|disease|procedure|substance|(?:medicinal )?product|situation|morphologic abnormality)\)"
    r"|,?\s+(?:unspecified|nos|not otherwise specified|without complications?)\b.*\Z",
    re.IGNORECASE,
)
# Salts, by which a label or RxNorm names what an article calls by its base.
_SALTS = frozenset(
    stems("hydrochloride sodium potassium sulfate sulphate maleate tartrate succinate acetate phosphate besylate")
)
_LONGEST = 12
# So many names are asked for in one query; SQLite's own limit on the values of a statement is 32,766.
_AT_ONCE = 1_000
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record names: by a code, a display name, or both."""

    name: str = ""
    code: str = ""
    system: CodeSystem = UNKNOWN

    @property
    def shown(self) -> str:
        """How it is called in words for a reader."""
        coded = " ".join(part for part in (self.system.name, self.code) if part)
        return self.name or coded or "what was asked for"


@dataclass(frozen=True, slots=True)
class Found:
    """An approved article, with the facets that it answers and its bottom line."""

    article: Article
    facets: frozenset[Facet]
    bottom_line: str


def approved_on(subjects: Iterable[Subject], *, facets: Iterable[Facet] = (), most: int = MOST) -> list[Found]:
    """Return the approved articles on any of the subjects, at most so many.

    Those come first that answer the facets, then those that were approved last.
    """
    wanted = sorted({" ".join(name) for subject in subjects for name in names_of(subject)})
    parts = (wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE))
    articles = {article.pk: article for part in parts for article in _named(part)}
    found, asked = [_found(article) for article in articles.values()], set(facets)
    found.sort(key=lambda item: item.article.pk)
    found.sort(key=lambda item: (len(item.facets & asked), item.article.approved_at or _LONG_AGO), reverse=True)
    return found[:most]


def _named(names: list[str]) -> QuerySet[Article]:
    """Return the approved articles that are listed under one of the names, without their ledgers.

    A listing that is behind what was approved last is passed over: it tells of another revision.
    """
    approved = public_articles().filter(status=ReviewStatus.APPROVED, listing__digest=F("approved__digest"))
    return approved.filter(listing__in=ListedName.objects.filter(name__in=names).values("listing"))


def _found(article: Article) -> Found:
    listing = article.listing
    return Found(article, frozenset(map(Facet, listing.facets.split())), listing.bottom_line)


def names_of(subject: Subject) -> set[Name]:
    """Return the names of a subject, as stems: its own, and those that the library's vocabularies give it."""
    found: set[Name] = set()
    for name in _written(subject):
        found.add(name)
        if term := _term(name):
            found |= {tuple(stems(other)) for other in term.names}
    return {name for name in found if name}


def _term(name: Name) -> Term | None:
    """Return the term that has this name, and not one that has a part of it."""
    if not name or len(name) > _LONGEST:
        return None
    match = library().terms.among([Word(stem, stem) for stem in name]).match_at(list(name), 0)
    return match[0] if match and match[1] == len(name) else None


def _written(subject: Subject) -> list[Name]:
    """Return the names under which a subject is written, without what its code system adds."""
    plain = " ".join(clean(subject.name).split())[:300]
    bare = _ADDED.sub("", plain)
    if subject.system.names_drugs:
        # "Zanolol hydrochloride 500 MG Oral Tablet": the drug is what stands before its strength.
        bare = re.split(r"\s+\d", bare, maxsplit=1)[0]
    names = [tuple(stems(bare)), tuple(stem for stem in stems(bare) if stem not in _SALTS), tuple(stems(plain))]
    return [*dict.fromkeys(names), *_coded(subject)]


def _coded(subject: Subject) -> list[Name]:
    """Return the names that the library's vocabularies give to a code."""
    if not subject.system.vocabulary or not subject.code:
        return []
    term = library().vocabularies.coded(subject.system.vocabulary, subject.code)
    return [tuple(stems(name)) for name in term.names] if term else []

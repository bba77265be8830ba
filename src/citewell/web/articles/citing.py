"""How others cite an article of this site: as text, as RIS and as BibTeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from citewell.language.dates import long_date
from citewell.publish.bibtex import escape
from citewell.publish.ris import END as RIS_END
from citewell.publish.ris import field
from citewell.web.addresses import public_address
from citewell.web.articles.models import Article


@dataclass(frozen=True, slots=True)
class CitedAs:
    """A form in which the citation of an article can be had."""

    label: str
    media_type: str
    extension: str
    make: Callable[[Article], str]


def citation_text(article: Article) -> str:
    """Return the citation of an article as one line, in the manner of Vancouver for a web page.

    Source: Citing Medicine (NLM), chapter 25, Web sites.
    """
    status = f"approved {_day(article.approved_at)}" if article.approved else "not reviewed"
    return (
        f"{article.title.rstrip('.?!')}{'?' if article.title.endswith('?') else '.'} {settings.SITE.name}; "
        f"{status}, updated {_day(_updated(article))}. Available from: {_address(article)}"
    )


def ris(article: Article) -> str:
    """Return the citation as RIS, of the type for electronic sources. Source: RIS format specification (2001)."""
    day = _updated(article).strftime("%Y/%m/%d/")
    lines = [
        ("TY", "ELEC"),
        ("TI", article.title),
        ("AU", settings.SITE.name),
        ("PB", settings.SITE.name),
        ("PY", day[:4]),
        ("DA", day),
        ("UR", _address(article)),
        ("N1", _status(article)),
    ]
    return "".join(field(tag, value) for tag, value in lines) + RIS_END


def bibtex(article: Article) -> str:
    """Return the citation as BibTeX, of the type for what fits no other."""
    updated = _updated(article)
    fields = {
        "title": f"{{{escape(article.title)}}}",
        "author": f"{{{escape(settings.SITE.name)}}}",
        "year": f"{updated:%Y}",
        "month": str(updated.month),
        "howpublished": rf"\url{{{_address(article)}}}",
        "note": escape(_status(article)),
    }
    written = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{{article.slug},\n{written}}}\n"


CITED_AS = {
    "ris": CitedAs("RIS", "application/x-research-info-systems", "ris", ris),
    "bibtex": CitedAs("BibTeX", "application/x-bibtex", "bib", bibtex),
}


def _status(article: Article) -> str:
    if article.approved:
        return f"Approved by the medical board on {_day(article.approved_at)}"
    return f"{article.status}; not approved by the medical board"


def _updated(article: Article) -> datetime:
    return article.shown.created_at


def _day(when: datetime | None) -> str:
    return long_date(when.date().isoformat()) if when else "on a day that is not known"


def _address(article: Article) -> str:
    return public_address(article.get_absolute_url())

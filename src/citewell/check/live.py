"""Brings what a text refers to and the library lacks from PubMed, by its identifiers."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.config import Settings
from citewell.errors import CitewellError
from citewell.library import Library
from citewell.model.article import ServiceSearch
from citewell.model.identifiers import DOI, PMCID, PMID, Identifier
from citewell.sources.service import Page
from citewell.sources.services import SERVICES, web_of
from citewell.sources.unit import Fault

# The longest list of references is a book's: what comes after these is not checked, and counted so.
MOST_IDENTIFIERS = 200
_AT_ONCE = 50
# The field tags of PubMed's help (https://pubmed.ncbi.nlm.nih.gov/help/#search-tags).
_TAGS = {PMID: "uid", DOI: "doi", PMCID: "pmcid"}


@dataclass(frozen=True, slots=True)
class FetchCited:
    """A `citewell.check.audit.Fetch` over PubMed. Only identifiers leave this machine; what comes back is kept."""

    library: Library
    settings: Settings

    def __call__(self, identifiers: list[Identifier]) -> ServiceSearch:
        """Put what PubMed has under these identifiers into the library; a failure is part of what comes back."""
        service = SERVICES["pubmed"]
        asked = [named for named in identifiers if type(named) in _TAGS][:MOST_IDENTIFIERS]
        pages: list[Page | Fault] = []
        failure = ""
        try:
            with web_of(self.settings) as web:
                client = service.open(web, self.settings)
                for at in range(0, len(asked), _AT_ONCE):
                    part = asked[at : at + _AT_ONCE]
                    pages += client.search(query_for(part), limit=len(part))
        except CitewellError as error:
            failure = str(error)
        report = self.library.ingest_units(service.units(pages))
        return ServiceSearch(service.title, "", report.read, report.change.added, failure)


def query_for(identifiers: list[Identifier]) -> str:
    """Return PubMed's query for publications with any of these identifiers."""
    return " OR ".join(f'"{_quotable(named)}"[{_TAGS[type(named)]}]' for named in identifiers)


def _quotable(named: Identifier) -> str:
    return named.value.replace('"', "")

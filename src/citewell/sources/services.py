"""The live services, by name: how to ask each, and how what it sends is read."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

from citewell.config import Settings
from citewell.errors import CitewellError
from citewell.sources.files import Entry
from citewell.sources.http import Limits, Web
from citewell.sources.registry import units
from citewell.sources.service import Client, Page
from citewell.sources.unit import Fault, Item, Unit

Parse: TypeAlias = Callable[[Unit], list[Item]]


@dataclass(frozen=True, slots=True)
class Service:
    """A service that can be asked. Its client is only imported when it is.

    name: on the command line, and of its folder. title: what a reader calls it. client: the name of its class.
    reader: the module whose `records_of` reads its pages, and `full_text_of` those that are a whole article in XML;
    where there is none, a page is read as a file of its kind is.
    """

    name: str
    title: str
    client: str
    reader: str = ""

    def open(self, web: Web, settings: Settings) -> Client:
        """Return what asks it."""
        client: Client = getattr(import_module(f"citewell.sources.{self.name}.client"), self.client).of(web, settings)
        return client

    def units(self, pages: Iterable[Page | Fault]) -> Iterator[tuple[Unit | Fault, Parse]]:
        """Yield what pages hold, each with what parses it; a page that cannot be read comes as a Fault."""
        for page in pages:
            if isinstance(page, Fault):
                yield page, _nothing
                continue
            if self.reader:
                yield Unit(page.name, 1, (page.content,), (page.name,)), self._read
                continue
            try:
                for source, unit in units(_entry(page)):
                    yield unit, source.parse if source else _nothing
            except CitewellError as error:
                yield Fault(page.name, str(error)), _nothing

    def _read(self, unit: Unit) -> list[Item]:
        module = import_module(self.reader)
        items: list[Item] = []
        for index, page in enumerate(unit.items):
            is_article = page.lstrip().startswith(b"<")
            items += module.full_text_of(page, name=unit.name(index)) if is_article else module.records_of(page)
        return items


SERVICES: dict[str, Service] = {
    service.name: service
    for service in (
        Service("pubmed", "PubMed", "PubMed"),
        Service("europepmc", "Europe PMC", "EuropePMC", "citewell.sources.europepmc.parse"),
        Service("dailymed", "DailyMed", "DailyMed"),
        Service("openfda", "openFDA", "OpenFDA"),
        Service("medlineplus", "MedlinePlus", "MedlinePlus"),
        Service("clinicaltrials", "ClinicalTrials.gov", "ClinicalTrials"),
    )
}


def web_of(settings: Settings, limits: Limits | None = None) -> Web:
    """Return the network layer for the services of the settings, whose own addresses are trusted."""
    return Web(email=settings.email, trusted=settings.services, limits=limits)


def _entry(page: Page) -> Entry:
    return Entry(page.name, lambda: io.BytesIO(page.content), Path(page.name))


def _nothing(_unit: Unit) -> list[Item]:
    return []

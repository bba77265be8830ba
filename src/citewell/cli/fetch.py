"""`citewell fetch`: from a live service into the library."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.config import Services, Settings
from citewell.errors import CitewellError, SourceError
from citewell.model.serialise import clean

if TYPE_CHECKING:
    from citewell.sources.service import Client, Page
    from citewell.sources.unit import Fault


@click.command()
@click.argument("service", metavar="SOURCE", type=click.Choice(Services.__slots__))
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True, help="The most to bring.")
@click.option("--full-text", is_flag=True, help="With europepmc: open-access articles whole.")
@json_option
def fetch(service: str, query: str, limit: int, full_text: bool, as_json: bool) -> None:
    """Bring what a live service finds for QUERY into the library.

    SOURCE is pubmed, europepmc, dailymed, openfda, medlineplus or clinicaltrials. QUERY is in the service's own
    syntax; for dailymed and openfda it may be the name of a drug. A QUERY of - is read from standard input.

    The query leaves this machine: it is sent to the service, and to nobody else.
    """
    text = (sys.stdin.read() if query == "-" else query).strip()
    if not text:
        raise click.UsageError("The query is empty.")
    if full_text and service != "europepmc":
        raise click.UsageError("Only europepmc has full texts.")
    from citewell.library import Library
    from citewell.sources.services import SERVICES, web_of

    settings = Settings.from_environment()
    asked = SERVICES[service]
    with Library.open(settings) as library, web_of(settings) as web:
        pages = _Pages(_asked(asked.open(web, settings), text, limit, full_text=full_text))
        report = library.ingest_units(asked.units(pages))
    found = pages.total or report.read  # not every answer says how many there are
    summary = {
        "source": service,
        "found": found,
        "added": report.change.added,
        "updated": report.change.updated,
        "unchanged": report.change.unchanged,
        "deleted": report.deleted,
        "failed": [{"item": fault.item, "reason": fault.reason} for fault in report.failed],
        "edition": report.edition,
        "took_s": round(report.took_s, 3),
        "error": str(pages.error) if pages.error else None,
    }
    if as_json:
        print_json(summary)
    else:
        print_text(
            f"{asked.title} found {found:,}: {summary['added']:,} added, {summary['updated']:,} updated, "
            f"{summary['unchanged']:,} unchanged, {report.failed.total:,} failed in {report.took_s:.1f} s. "
            f"Edition {report.edition}."
        )
        for fault in report.failed:
            print_text(clean(f"  failed: {fault.item}: {fault.reason}"))
    if pages.error:
        kept = "What came before is kept. " if report.read else ""
        click.echo(clean(f"citewell: {pages.error} {kept}Run the same command to go on."), err=True)
        raise click.exceptions.Exit(pages.error.exit_code)
    if report.failed and not report.read:
        raise click.exceptions.Exit(SourceError.exit_code)


def _asked(client: Client, query: str, limit: int, *, full_text: bool) -> Iterator[Page | Fault]:
    if full_text:
        from citewell.sources.europepmc.client import EuropePMC

        if isinstance(client, EuropePMC):
            return client.full_texts(query, limit=limit)
    return client.search(query, limit=limit)


class _Pages:
    """The pages of a search, as they come; shows how far it is. A failure ends them, and is kept in `error`."""

    def __init__(self, pages: Iterator[Page | Fault]) -> None:
        self._pages = pages
        self._is_terminal = sys.stderr.isatty()
        self.total = 0
        self.error: CitewellError | None = None

    def __iter__(self) -> Iterator[Page | Fault]:
        from citewell.sources.service import Page

        try:
            for page in self._pages:
                if isinstance(page, Page):
                    self.total = page.total
                    self._show(page)
                yield page
        except CitewellError as error:
            self.error = error
        finally:
            if self._is_terminal:
                click.echo("\r\x1b[K", err=True, nl=False)

    def _show(self, page: Page) -> None:
        line = clean(f"{page.name} of {page.total:,}")
        if self._is_terminal:
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)
        else:
            click.echo(f"read {line}", err=True)

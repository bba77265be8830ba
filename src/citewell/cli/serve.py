"""`citewell serve` and `citewell worker`: the site."""

from __future__ import annotations

from types import ModuleType

import click

from citewell.errors import UserError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="The port to listen at.")
@click.option(
    "--worker/--no-worker",
    default=True,
    show_default=True,
    help="Start a worker beside the site. Without one, questions wait for `citewell worker`.",
)
def serve(host: str, port: int, worker: bool) -> None:
    """Serve the web site: read, ask, review.

    The first start makes the database in the data folder; nothing else is needed.

    Links, mails and frames bear the address that it listens at. Where others reach it under another one, as behind a
    proxy, set CITEWELL_SITE_URL, such as https://answers.example.org.
    """
    _site().serve(host, port, with_worker=worker)


@click.command()
def worker() -> None:
    """Answer the questions of the site and do its other work, until stopped."""
    _site().work()


def _site() -> ModuleType:
    """Return what runs the site. Imported here, as no other verb pays for it. Raises UserError without its packages."""
    try:
        from citewell.web import running
    except ImportError as error:
        raise UserError(f"the site needs more packages ({error.name}); install citewell[site]") from error
    return running

"""The command line: one module a verb. Heavy imports happen inside the verbs."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

import click

from citewell import __version__
from citewell.cli.apikey import apikey
from citewell.cli.ask import ask
from citewell.cli.audit import audit
from citewell.cli.backup import backup, restore
from citewell.cli.bundle import bundle
from citewell.cli.check import check
from citewell.cli.demo import demo
from citewell.cli.eval import evaluate
from citewell.cli.export import export
from citewell.cli.fetch import fetch
from citewell.cli.ingest import ingest
from citewell.cli.invite import invite
from citewell.cli.library import library
from citewell.cli.mcp import mcp
from citewell.cli.mirror import mirror
from citewell.cli.progress import INTERRUPTED, STOPPED
from citewell.cli.search import search
from citewell.cli.serve import serve, worker
from citewell.cli.verify import verify
from citewell.errors import CitewellError, SourceError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="citewell %(version)s")
def app() -> None:
    """Clinical questions answered with articles in which every sentence is tied to the exact words of its source."""


for verb in (
    ask,
    search,
    ingest,
    fetch,
    mirror,
    library,
    verify,
    check,
    evaluate,
    export,
    bundle,
    mcp,
    serve,
    worker,
    demo,
    invite,
    apikey,
    audit,
    backup,
    restore,
):
    app.add_command(verb)


def main() -> None:
    """Run the command line. Errors that have a message are printed without a traceback."""
    _speak_utf8()
    try:
        # Outside of its standalone mode, Click returns the code of an early exit.
        sys.exit(app(prog_name="citewell", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except CitewellError as error:
        click.echo(f"citewell: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo(f"\n{STOPPED}", err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has closed it: nothing is left to do, and nobody to tell.
        sys.stdout = open_nowhere()
        sys.exit(0)
    except OSError as error:
        # The library's and the sources' own failures have their messages: what is left is the output.
        sys.stdout = open_nowhere()
        click.echo(f"citewell: the output cannot be written: {error.strerror or error}.", err=True)
        sys.exit(SourceError.exit_code)


def _speak_utf8() -> None:
    """Read and write UTF-8, whatever the terminal's encoding; what is not of it becomes a mark, not an error."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def open_nowhere() -> TextIO:
    """Return a stream that keeps nothing, so that the interpreter's last flush does not fail."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - it lives until the process ends

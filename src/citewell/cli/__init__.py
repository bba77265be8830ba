"""The command line: one module a verb. Heavy imports happen inside the verbs."""

from __future__ import annotations

import sys

import typer

from citewell.cli import ask, ingest, library, search, verify
from citewell.errors import CitewellError

app = typer.Typer(
    name="citewell",
    help="Clinical questions answered with articles in which every sentence is tied to the exact words of its source.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from citewell import __version__

        typer.echo(f"citewell {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", help="Print the version and exit.", callback=_show_version, is_eager=True
    ),
) -> None:
    """Answer clinical questions from a library of guidelines, drug labels and research."""
    del version


app.command("ask")(ask.ask)
app.command("search")(search.search)
app.command("ingest")(ingest.ingest)
app.add_typer(library.app, name="library")
app.command("verify")(verify.verify)


def main() -> None:
    """Run the command line. Errors that have a message are printed without a traceback."""
    try:
        app()
    except CitewellError as error:
        typer.echo(f"citewell: {error}", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("citewell: stopped. What was written so far is kept; run the same command to go on.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)

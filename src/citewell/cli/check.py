"""`citewell check`: the audit of somebody else's medical text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.errors import BadInput, UserError

if TYPE_CHECKING:
    from citewell.check.audit import Report
    from citewell.check.document import AuditedText
    from citewell.check.findings import Severity
    from citewell.check.read import Form

# Not 1, which a program that broke off gives as well, and none of the codes of the command line's contract.
FINDINGS = 10
_ADDRESS = ("http://", "https://")


@click.command()
@click.argument("text", metavar="FILE|URL|-")
@click.option(
    "--question", default="", help="What the text should answer.  [default: its title, if that is a question]"
)
@click.option(
    "--from",
    "form",
    type=click.Choice(["html", "md", "text", "pdf", "docx"]),
    help="The form of the text.  [default: told from its content and its name]",
)
@click.option(
    "--as",
    "shown_as",
    type=click.Choice(["text", "md", "json", "jsonld"]),
    help="The form of the report; jsonld is ClaimReview of schema.org.  [default: text]",
)
@json_option
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="warning",  # `USUAL` of the report, which the start of the command line does not pay for
    show_default=True,
    help=f"Exit with {FINDINGS} where a finding is at least so grave.",
)
@click.option(
    "--old-after",
    type=click.IntRange(1, 100),
    default=10,
    show_default=True,
    help="Years after which evidence counts as old, where newer guidelines or reviews are in the library.",
)
@click.option(
    "--live",
    is_flag=True,
    help="Bring cited publications that the library lacks from PubMed, and keep them. Their identifiers leave "
    "this machine.",
)
def check(
    text: str,
    question: str,
    form: str | None,
    shown_as: str | None,
    as_json: bool,
    fail_on: str,
    old_after: int,
    live: bool,
) -> None:
    """Audit a medical text: its citations, its references, and its figures against the sources.

    FILE is HTML, Markdown, plain text, PDF or DOCX; a URL is fetched; - reads standard input.

    Exits with 0 where nothing is found that is as grave as --fail-on, with 10 where something is.
    """
    if as_json and shown_as not in {None, "json"}:
        raise UserError("--json and --as name different forms; give one of them.")
    from citewell.check.audit import audit
    from citewell.check.findings import Severity
    from citewell.check.read import Form
    from citewell.check.report import passes
    from citewell.config import Settings
    from citewell.library import Library

    settings = Settings.from_environment()
    audited, name = _read(text, Form(form) if form else None)
    with Library.open(settings) as library:
        fetch = None
        if live:
            from citewell.check.live import FetchCited

            fetch = FetchCited(library, settings)
        report = audit(audited, library=library, name=name, question=question, old_after_years=old_after, fetch=fetch)
    threshold = None if fail_on == "never" else Severity(fail_on)
    _print(report, "json" if as_json else shown_as or "text", threshold)
    if not passes(report, threshold):
        raise click.exceptions.Exit(FINDINGS)


def _read(text: str, form: Form | None) -> tuple[AuditedText, str]:
    """Return the text and what to call it."""
    from citewell.check.read import MOST_BYTES, read, read_address

    if text == "-":
        return read(sys.stdin.buffer.read(MOST_BYTES + 1), form=form), "standard input"
    if text.lower().startswith(_ADDRESS):
        from citewell.sources.http import Web

        # Neither the settings' e-mail address nor the hosts they trust are meant for any page on the network.
        with Web() as web:
            return read_address(text, web, form=form), text
    path = Path(text)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadInput(f"{text}: {reason}. Give a file, an address that starts with https://, or - .") from error
    return read(content, name=path.name, form=form), path.name


def _print(report: Report, form: str, fail_on: Severity | None) -> None:
    if form == "json":
        from citewell import __version__
        from citewell.check.report import to_json

        print_json(to_json(report, fail_on=fail_on, version=__version__))
    elif form == "jsonld":
        from citewell.check.claim_review import to_claim_review

        print_text(to_claim_review(report).decode())
    elif form == "md":
        from citewell.check.report import to_markdown

        print_text(to_markdown(report))
    else:
        from rich.console import Console

        from citewell.check.report import print_report

        print_report(report, Console(highlight=False))

"""`citewell ingest`: files into the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.errors import BadInput
from citewell.model.serialise import clean

if TYPE_CHECKING:
    from citewell.library.ingest import Progress


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--issuer", help="The body that issued the guideline, such as a society.")
@click.option("--title", help="The guideline's title. For one file.")
@click.option("--year", help="The year of the guideline's edition, or its date.")
@click.option("--jurisdiction", help="Where the guideline applies.")
@click.option("--url", help="The address a reader is sent to. For one file.")
@click.option("--licence", help="The licence of the text, as its source words it.")
@json_option
def ingest(paths: tuple[Path, ...], as_json: bool, **said: str | None) -> None:
    """Read files, or folders of files, into the library.

    PubMed XML (plain or gzipped), JSON Lines, and clinical guidelines in PDF, DOCX, HTML and Markdown. What the options
    say of a guideline goes with every file of the call; what a file NAME.about.yaml beside it says comes first.
    """
    from citewell.library import Library

    for path in paths:
        if not path.exists():
            raise BadInput(f"{path}: no such file or folder. Nothing was read.")
    about = _about(paths, said)
    with Library.open() as library:
        report = library.ingest(list(paths), about=about, progress=_Progress())
    summary = {
        "added": report.change.added,
        "updated": report.change.updated,
        "unchanged": report.change.unchanged,
        "deleted": report.deleted,
        "notices": {
            "added": report.notices.added,
            "updated": report.notices.updated,
            "unchanged": report.notices.unchanged,
            "records_restated": report.notices.records,
        },
        "failed": [{"item": fault.item, "reason": fault.reason} for fault in report.failed],
        "edition": report.edition,
        "took_s": round(report.took_s, 3),
    }
    if as_json:
        print_json(summary)
    else:
        print_text(
            f"{summary['added']:,} added, {summary['updated']:,} updated, {summary['unchanged']:,} unchanged, "
            f"{summary['deleted']:,} deleted, {len(report.failed):,} failed in {report.took_s:.1f} s. "
            f"Edition {report.edition}."
        )
        for fault in report.failed:
            print_text(clean(f"  failed: {_once(fault.item, fault.reason)}"))
    if report.failed and not report.read and not report.deleted:
        raise click.exceptions.Exit(BadInput.exit_code)


def _about(paths: tuple[Path, ...], said: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Return what the options say of the files. Raises BadInput where they give one title to several."""
    given = {field: clean(value).strip() for field, value in said.items() if value is not None}
    of_one = [f"--{field}" for field in ("title", "url") if given.get(field)]
    if of_one and (len(paths) > 1 or paths[0].is_dir()):
        raise BadInput(f"{' and '.join(of_one)} can be given for one file only. Nothing was read.")
    return tuple((field, value) for field, value in given.items() if value)


class _Progress:
    """One line that is rewritten on a terminal; one line a file otherwise."""

    def __init__(self) -> None:
        self._is_terminal = sys.stderr.isatty()
        self._file = ""

    def __call__(self, progress: Progress) -> None:
        rate = progress.read / progress.took_s if progress.took_s > 0 else 0
        line = clean(f"{progress.file}: {progress.read:,} read, {progress.failed:,} failed, {rate:,.0f} a second")
        if self._is_terminal:
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)
        elif progress.file != self._file:
            self._file = progress.file
            click.echo(clean(f"reading {progress.file}"), err=True)


def _once(item: str, reason: str) -> str:
    """Return the item and the reason, the item once."""
    return reason if reason.startswith(f"{item}:") else f"{item}: {reason}"

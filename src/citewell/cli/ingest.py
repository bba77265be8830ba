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
@json_option
def ingest(paths: tuple[Path, ...], as_json: bool) -> None:
    """Read files, or folders of files, into the library: PubMed XML (plain or gzipped) and JSON Lines."""
    from citewell.library import Library

    for path in paths:
        if not path.exists():
            raise BadInput(f"{path}: no such file or folder. Nothing was read.")
    with Library.open() as library:
        report = library.ingest(list(paths), progress=_Progress())
    summary = {
        "added": report.change.added,
        "updated": report.change.updated,
        "unchanged": report.change.unchanged,
        "deleted": report.deleted,
        "terms": {
            "added": report.terms.added,
            "updated": report.terms.updated,
            "unchanged": report.terms.unchanged,
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
        if report.terms.total:
            print_text(
                f"Terms: {report.terms.added:,} added, {report.terms.updated:,} updated, "
                f"{report.terms.unchanged:,} unchanged."
            )
        for fault in report.failed:
            print_text(clean(f"  failed: {_once(fault.item, fault.reason)}"))
    if report.failed and not report.read and not report.deleted:
        raise click.exceptions.Exit(BadInput.exit_code)


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

"""`citewell ingest`: files into the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citewell.cli.library import embedded, embedded_line
from citewell.cli.output import json_option, print_json, print_text
from citewell.cli.progress import INTERRUPTED, STOPPED, EmbeddingLine, ProgressLine, stoppable
from citewell.errors import BadInput
from citewell.model.serialise import clean

if TYPE_CHECKING:
    from citewell.library import Library
    from citewell.library.dense import EmbedReport
    from citewell.library.dry_run import DryRun
    from citewell.library.ingest import About, Faults, FileReport, IngestReport
    from citewell.sources.unit import Fault


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--issuer", help="The body that issued the guideline, such as a society.")
@click.option("--title", help="The guideline's title. For one file.")
@click.option("--year", help="The year of the guideline's edition, or its date.")
@click.option("--jurisdiction", help="Where the guideline applies.")
@click.option("--url", help="The address a reader is sent to. For one file.")
@click.option("--licence", help="The licence of the text, as its source words it.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Read and report; write nothing.")
@json_option
def ingest(paths: tuple[Path, ...], is_dry: bool, as_json: bool, **said: str | None) -> None:
    """Read files, or folders of files, into the library.

    PubMed XML, full text (JATS) of PMC and Europe PMC, drug labels (SPL of DailyMed, openFDA), clinical guidelines
    (PDF, DOCX, HTML, Markdown), MedlinePlus topics, ClinicalTrials.gov, lists of retractions, vocabularies, and JSON
    Lines; plain, compressed, or in archives. What the options say of a guideline goes with every file of the call; what
    a file NAME.about.yaml beside it says comes first.

    One bad item costs only itself, and a file that is cut short what comes after the cut. Exit code 3: nothing could be
    read, or some file not to its end; what was read is kept.

    Ctrl-C and SIGTERM stop it cleanly. What was written stays; the same command goes on from there.
    """
    for path in paths:
        if not path.exists():
            raise BadInput(f"{path}: no such file or folder. Nothing was read.")
    files = _files(paths)
    about = _about(paths, said)
    if is_dry:
        _read_only(files, about, as_json=as_json)
    else:
        _ingest(files, about, as_json=as_json)


def _ingest(paths: list[Path], about: About, *, as_json: bool) -> None:
    from citewell.library import Library

    shown = ProgressLine()
    with Library.open() as library, stoppable() as stop:
        report = library.ingest(paths, about=about, progress=shown, stop=stop)
        shown.end()
        vectors = embed_added(library, stop)
    if as_json:
        print_json(summary(report) | {"vectors": embedded(vectors) if vectors else None})
    else:
        print_text(total_line(report))
        if vectors:
            print_text(embedded_line(vectors))
        print_faults(report.failed)
    nothing_read = bool(report.failed and not report.read and not report.deleted)
    end(report.stopped or bool(vectors and vectors.stopped), is_bad=nothing_read or bool(report.failed.cut_short))


def embed_added(library: Library, stop: Callable[[], bool]) -> EmbedReport | None:
    """Make the vectors of what was added; None where there is no search by meaning."""
    if library.dense is None:
        return None
    shown = EmbeddingLine()
    shown.total = library.passages()
    report = library.embed(progress=shown, stop=stop, waits_s=0)
    shown.end()
    return report


def _read_only(paths: list[Path], about: About, *, as_json: bool) -> None:
    from citewell.library.dry_run import dry_run

    shown = ProgressLine()
    with stoppable() as stop:
        run = dry_run(paths, about=about, progress=shown, stop=stop)
    shown.end()
    if as_json:
        print_json(_found(run))
    else:
        found = ", ".join(f"{count:,} {what}" for what, count in sorted(run.found.items())) or "nothing"
        print_text(f"Found {found}; {run.failed.total:,} failed in {run.took_s:.1f} s. Nothing was written.")
        print_faults(run.failed)
    end(run.stopped, is_bad=bool(run.failed and not run.found) or bool(run.failed.cut_short))


def end(stopped: bool, *, is_bad: bool = False) -> None:
    """End a run with the exit code that tells how it went. is_bad: whether what was given could not be read whole."""
    if stopped:
        click.echo(STOPPED, err=True)
        raise click.exceptions.Exit(INTERRUPTED)
    if is_bad:
        raise click.exceptions.Exit(BadInput.exit_code)


def summary(report: IngestReport) -> dict[str, Any]:
    """Return the document of an ingest."""
    return {
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
        "terms": {
            "added": report.terms.added,
            "updated": report.terms.updated,
            "unchanged": report.terms.unchanged,
        },
        "failed": faults(report.failed),
        "failed_left_out": report.failed.left_out,
        "cut_short": report.failed.cut_short,
        "files": [file_summary(file) for file in report.files],
        "edition": report.edition,
        "took_s": round(report.took_s, 3),
        "stopped": report.stopped,
    }


def _files(paths: tuple[Path, ...]) -> list[Path]:
    """Return the files to read. Raises BadInput if all that was given are folders without one."""
    from citewell.library.ingest import expand

    files = expand(list(paths))
    if not files:
        named = ", ".join(map(str, paths))
        raise BadInput(f"{named}: holds no file to read (hidden files and NAME.about.yaml are none). Nothing was read.")
    return files


def _about(paths: tuple[Path, ...], said: dict[str, str | None]) -> About:
    """Return what the options say of the files. Raises BadInput where they give one title to several."""
    given = {field: clean(value).strip() for field, value in said.items() if value is not None}
    of_one = [f"--{field}" for field in ("title", "url") if given.get(field)]
    if of_one and (len(paths) > 1 or paths[0].is_dir()):
        raise BadInput(f"{' and '.join(of_one)} can be given for one file only. Nothing was read.")
    return tuple((field, value) for field, value in given.items() if value)


def file_summary(file: FileReport) -> dict[str, Any]:
    """Return the entry of one file in the document."""
    return {
        "file": str(file.path),
        "added": file.change.added,
        "updated": file.change.updated,
        "unchanged": file.change.unchanged,
        "deleted": file.deleted,
        "failed": file.failed,
        "took_s": round(file.took_s, 3),
    }


def total_line(report: IngestReport) -> str:
    """Return what an ingest did, in one line; one more each for notices and terms, where there were any."""
    from citewell.library.notices import NoticeChange

    lines = [
        f"{report.change.added:,} added, {report.change.updated:,} updated, {report.change.unchanged:,} unchanged, "
        f"{report.deleted:,} deleted, {report.failed.total:,} failed in {report.took_s:.1f} s. "
        f"Edition {report.edition}."
    ]
    notices, terms = report.notices, report.terms
    if notices != NoticeChange():
        lines.append(
            f"Notices: {notices.added:,} added, {notices.updated:,} updated, {notices.unchanged:,} unchanged; "
            f"{notices.records:,} records changed their standing."
        )
    if terms.total:
        lines.append(f"Terms: {terms.added:,} added, {terms.updated:,} updated, {terms.unchanged:,} unchanged.")
    return "\n".join(lines)


def _found(run: DryRun) -> dict[str, Any]:
    return {
        "dry_run": True,
        "found": dict(sorted(run.found.items())),
        "failed": faults(run.failed),
        "cut_short": run.failed.cut_short,
        "files": [
            {"file": str(file.path), "found": dict(file.found), "failed": file.failed, "took_s": round(file.took_s, 3)}
            for file in run.files
        ],
        "took_s": round(run.took_s, 3),
        "stopped": run.stopped,
    }


def faults(failed: Iterable[Fault]) -> list[dict[str, str]]:
    """Return what could not be read, for a document."""
    return [{"item": fault.item, "reason": fault.reason} for fault in failed]


_MOST_PRINTED = 50


def print_faults(failed: Faults) -> None:
    """Print what could not be read, one line each; of a long list the first, and how many more there are."""
    for fault in failed[:_MOST_PRINTED]:
        print_text(clean(f"  failed: {_once(fault.item, fault.reason)}"))
    if failed.total > _MOST_PRINTED:
        print_text(f"  and {failed.total - _MOST_PRINTED:,} more; --json names the first {failed.MOST:,}")


def _once(item: str, reason: str) -> str:
    """Return the item and the reason, the item once."""
    return reason if reason.startswith(f"{item}:") else f"{item}: {reason}"

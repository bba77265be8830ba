"""`citewell mirror`: the library kept as a source's own files have it."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citewell.cli.ingest import embed_added, end, faults, file_summary, print_faults, summary, total_line
from citewell.cli.library import embedded, embedded_line
from citewell.cli.output import json_option, print_json, print_text
from citewell.cli.progress import ProgressLine, size_text, stoppable
from citewell.errors import BadInput, SourceError

if TYPE_CHECKING:
    from citewell.config import Settings
    from citewell.library.mirror import Gap, MirrorReport, Plan
    from citewell.sources.pubmed.mirror import Origin

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@click.group()
def mirror() -> None:
    """Keep the library as a source's own files have it."""


@mirror.command()
@click.option(
    "--from",
    "origin",
    metavar="URL_OR_FOLDER",
    required=True,
    help="Where the files are, such as https://ftp.ncbi.nlm.nih.gov/pubmed/ or a folder.",
)
@click.option("--limit-files", type=click.IntRange(min=1), help="Apply at most so many files.")
@click.option("--keep", is_flag=True, help="Keep what was downloaded after it was applied.")
@click.option("--dry-run", "is_dry", is_flag=True, help="List what would be done; apply nothing.")
@json_option
def pubmed(origin: str, limit_files: int | None, keep: bool, is_dry: bool, as_json: bool) -> None:
    """Apply PubMed's yearly baseline and daily update files, each once, in their order.

    A file is applied only if its bytes fit the checksum beside it (.md5). Run it again for the files that are new
    since; whatever ended the last run, this one goes on from there. Exit code 4: some file is missing or damaged.
    """
    from citewell.config import Settings
    from citewell.library import Library

    settings = Settings.from_environment()
    with closing(_origin(origin, settings, keep=keep)) as files, Library.open(settings) as library:
        if is_dry:
            _show_plan(library.mirror_plan(files, most_files=limit_files), origin, as_json=as_json)
            return
        shown = ProgressLine()
        with stoppable() as stop:
            report = library.mirror(files, most_files=limit_files, progress=shown, stop=stop)
            shown.end()
            vectors = embed_added(library, stop)
    if as_json:
        print_json(_summary(report, origin) | {"vectors": embedded(vectors) if vectors else None})
    else:
        _show(report, origin)
        if vectors:
            print_text(embedded_line(vectors))
    end(report.ingest.stopped or bool(vectors and vectors.stopped))
    if report.refused or report.plan.gaps:
        raise click.exceptions.Exit(SourceError.exit_code)


def _origin(given: str, settings: Settings, *, keep: bool) -> Origin:
    from citewell.sources.pubmed.mirror import Folder

    if _ADDRESS.match(given):
        from citewell.sources.http import Web
        from citewell.sources.pubmed.site import Site

        web = Web(email=settings.email, trusted=[given])
        return Site(web, given, settings.home / "mirror" / "pubmed", keep=keep)
    if "://" in given:
        raise BadInput(f"{given}: give an address that starts with https:// or http://, or a folder.")
    if not Path(given).is_dir():
        raise BadInput(f"{given}: no such folder.")
    return Folder(Path(given))


def _show_plan(plan: Plan, origin: str, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "dry_run": True,
                "from": origin,
                "pending": [{"file": file.name, "bytes": file.size} for file in plan.pending],
                "bytes": sum(file.size for file in plan.pending),
                "already_applied": plan.applied,
                "left": plan.left,
                **_state(plan),
            }
        )
        return
    for file in plan.pending:
        print_text(f"  {file.name}  {size_text(file.size) if file.size else 'of unknown size'}")
    total = size_text(sum(file.size for file in plan.pending))
    print_text(f"{len(plan.pending):,} files to apply, {total}; {plan.applied:,} applied before. Nothing was done.")
    _show_state(plan)


def _summary(report: MirrorReport, origin: str) -> dict[str, Any]:
    return {
        **summary(report.ingest),
        "from": origin,
        "files": [{**file_summary(file), "file": file.path.name, "md5": md5} for file, md5 in report.applied],
        "not_applied": faults(report.refused),
        "already_applied": report.plan.applied,
        "left": report.left,
        "withdrawn": report.withdrawn,
        **_state(report.plan),
    }


def _state(plan: Plan) -> dict[str, Any]:
    return {
        "missing": [{"first": gap.first, "last": gap.last} for gap in plan.gaps],
        "outdated": list(plan.outdated),
    }


def _show(report: MirrorReport, origin: str) -> None:
    if not report.plan.pending:
        print_text(f"Nothing is new at {origin}: {report.plan.applied:,} files were applied before.")
    else:
        print_text(f"{len(report.applied):,} files applied, {report.plan.applied:,} before.")
        print_text(total_line(report.ingest))
    if report.withdrawn:
        print_text(f"{report.withdrawn:,} records were removed: the new year's baseline no longer has them.")
    if report.left:
        print_text(f"{report.left:,} files are left. Run the same command to go on.")
    for fault in report.refused:
        print_text(f"  not applied: {fault.item}: {fault.reason}")
    _show_state(report.plan)
    print_faults(report.ingest.failed)


def _show_state(plan: Plan) -> None:
    for gap in plan.gaps:
        print_text(f"  missing: {_gap_text(gap)}. What later files say stands; run again when it is there.")
    if plan.outdated:
        print_text(
            f"  outdated: {len(plan.outdated):,} files of an earlier year, from {plan.outdated[0]}. The baseline that "
            "was applied since replaces them."
        )


def _gap_text(gap: Gap) -> str:
    return gap.first if gap.first == gap.last else f"{gap.first} to {gap.last}"

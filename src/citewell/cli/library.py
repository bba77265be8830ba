"""`citewell library`: what the library holds, and its upkeep."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.cli.progress import INTERRUPTED, STOPPED, EmbeddingLine, stoppable
from citewell.errors import LibraryError

if TYPE_CHECKING:
    from citewell.library.dense import EmbedReport
    from citewell.model.article import DenseSearch
    from citewell.model.evidence import Section


@click.group(invoke_without_command=True)
@json_option
@click.pass_context
def library(context: click.Context, as_json: bool) -> None:
    """Show how many records the library holds, of which kinds and years, and its edition."""
    if context.invoked_subcommand is not None:
        return
    from citewell.library import Library

    with Library.open() as opened:
        counts, dense = opened.counts(), opened.dense
    if as_json:
        print_json(
            {
                "edition": counts.edition,
                "records": counts.records,
                "source_records": counts.source_records,
                "passages": counts.passages,
                "kinds": counts.kinds,
                "years": counts.years,
                "origins": counts.origins,
                "retraction": counts.retraction,
                "retraction_lists": counts.retraction_lists,
                "vocabularies": counts.vocabularies,
                "vectors": asdict(dense) if dense else None,
                "path": counts.path,
            }
        )
        return
    years = sorted(int(year) for year in counts.years if year.isdigit())
    lines = [
        f"Edition    {counts.edition}",
        f"Records    {counts.records:,} ({counts.origins.get('starter', 0):,} starter summaries)",
        f"Passages   {counts.passages:,}",
        f"Kinds      {_listed(counts.kinds)}",
        f"Years      {f'{years[0]} to {years[-1]}' if years else 'none'}",
        f"Retraction {_listed(counts.retraction)}",
        f"Lists      {_lists(counts.retraction_lists)}",
        f"Terms      {_listed(counts.vocabularies)}",
        *([f"Vectors    {_vectors(dense)}"] if dense else []),
        f"Folder     {counts.path}",
    ]
    print_text("\n".join(lines))


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def _vectors(dense: DenseSearch) -> str:
    lack = f"; {dense.missing:,} missing, which `citewell library embed` makes" if dense.missing else ""
    return f"{dense.passages:,} of {dense.model or 'no model yet'}{lack}"


def _lists(dated: dict[str, str]) -> str:
    return ", ".join(f"{name} of {day}" for name, day in dated.items()) or "no list of retractions was read"


@library.command()
@click.argument("record_id", metavar="ID")
@json_option
def show(record_id: str, as_json: bool) -> None:
    """Show one record with its sections; ID is a record's id, or a PMID, PMCID, DOI or set id."""
    from citewell.library import Library
    from citewell.model.serialise import record_to_json

    with Library.open() as opened:
        record = opened.record(record_id)
    if as_json:
        print_json(record_to_json(record))
        return
    lines = [record.title, f"{record.id} · {record.kind.value} · {record.journal} {record.year or ''}".rstrip()]
    if record.issuer:
        lines.append(f"Issued by: {record.issuer}{f' ({record.jurisdiction})' if record.jurisdiction else ''}")
    if record.provenance.is_starter:
        lines.append("Starter summary: in Citewell's own words, not the paper itself.")
        lines.append(f"Facts checked at {record.provenance.checked_at}")
    if record.link:
        lines.append(f"Original: {record.link}")
    if record.licence:
        lines.append(f"Licence: {record.licence}")
    for part in record.parts:
        licence = f", licence: {part.licence}" if part.licence else ""
        lines.append(f"From {part.source} ({part.record_id}): {', '.join(part.gave) or 'nothing'}{licence}")
    for section in record.sections:
        lines += ["", section.label, *_graded(section), section.text]
    print_text("\n".join(lines))


def _graded(section: Section) -> Iterator[str]:
    """Yield how the issuing body grades a recommendation, in its own words."""
    if section.strength:
        yield f"Strength: {section.strength}"
    if section.certainty:
        yield f"Certainty: {section.certainty}"


@library.command()
@json_option
def rebuild(as_json: bool) -> None:
    """Make the search index anew from the records."""
    from citewell.library import Library

    with Library.open() as opened:
        passages = opened.rebuild()
    if as_json:
        print_json({"passages": passages})
    else:
        print_text(f"Indexed {passages:,} passages.")


@library.command()
@click.option("--anew", is_flag=True, help="Make all of them again, those that are there too.")
@json_option
def embed(anew: bool, as_json: bool) -> None:
    """Make the vectors that the search by meaning lacks; CITEWELL_DENSE=1 turns that on.

    Ingests make those of what they add. This is for a library that was there before, for another model, and for what a
    stopped run left. Ctrl-C and SIGTERM stop it cleanly; the same command goes on from there.
    """
    from citewell.library import Library

    shown = EmbeddingLine()
    with Library.open() as opened, stoppable() as stop:
        shown.total = opened.passages()
        report = opened.embed(anew=anew, progress=shown, stop=stop)
    shown.end()
    if report.busy:
        raise LibraryError("Another process is making vectors. Try again when it is done.")
    if as_json:
        print_json(embedded(report))
    else:
        print_text(embedded_line(report))
    if report.stopped:
        click.echo(STOPPED, err=True)
        raise click.exceptions.Exit(INTERRUPTED)


def embedded(report: EmbedReport) -> dict[str, object]:
    """Return the document of what was done for the search by meaning."""
    return {
        "embedded": report.embedded,
        "kept": report.kept,
        "took_s": round(report.took_s, 3),
        "stopped": report.stopped,
        "busy": report.busy,
    }


def embedded_line(report: EmbedReport) -> str:
    """Return what was done for the search by meaning, in one line."""
    if report.busy:
        return "Vectors: another process is making them; `citewell library embed` makes what it leaves."
    made = f"{report.embedded:,} made, {report.kept:,} unchanged in {report.took_s:.1f} s"
    left = "; stopped, `citewell library embed` goes on" if report.stopped else ""
    return f"Vectors: {made}{left}."


_LIST, _TERMS = "list:", "terms:"


@library.command()
@click.argument("record_ids", metavar="ID...", nargs=-1, required=True)
@json_option
def forget(record_ids: tuple[str, ...], as_json: bool) -> None:
    """Remove records by their ids; list:NAME removes a list of retractions, terms:NAME a vocabulary.

    If one of them is not there, nothing is removed. What a list said of records is undone with it.
    """
    from citewell.library import Library

    lists = [name.removeprefix(_LIST) for name in record_ids if name.startswith(_LIST)]
    vocabularies = [name.removeprefix(_TERMS) for name in record_ids if name.startswith(_TERMS)]
    with Library.open() as opened:
        found = [opened.record(name).id for name in record_ids if not name.startswith((_LIST, _TERMS))]
        for name in lists:
            opened.check_list(name)
        for name in vocabularies:
            opened.check_vocabulary(name)
        removed = opened.forget(found) if found else 0
        removed += sum(map(opened.forget_list, dict.fromkeys(lists)))
        removed += sum(map(opened.forget_vocabulary, dict.fromkeys(vocabularies)))
        edition = opened.edition
    if as_json:
        print_json({"forgotten": removed, "edition": edition})
    else:
        print_text(f"{removed} forgotten. Edition {edition}.")


@library.command()
def export() -> None:
    """Print records, lists of retractions and vocabularies as JSON Lines; `citewell ingest` reads them without loss."""
    import orjson

    from citewell.library import Library
    from citewell.sources.jsonl.documents import to_json

    with Library.open() as opened:
        for held in opened.held():
            sys.stdout.buffer.write(orjson.dumps(to_json(held)) + b"\n")
    sys.stdout.buffer.flush()

"""`citewell eval`: the evaluation suites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.errors import BadInput

if TYPE_CHECKING:
    from citewell.evaluation.collections import Collections
    from citewell.evaluation.figures import Figure


@click.command("eval")
@click.argument("name", metavar="SUITE", default="list")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the public collections, for the suites that need one.",
)
@click.option("--limit", type=click.IntRange(1), help="Measure on so many items only.")
@click.option("--show", metavar="CLASS", help="With `mutations`: list the cases of a class, with their verdicts.")
@click.option(
    "--misses",
    type=click.IntRange(1),
    metavar="N",
    help="List N cases of each kind instead: of `mutations` the misses, of `judges` the disagreements, of `promises`"
    " the questions whose answers broke one.",
)
@json_option
def evaluate(
    name: str, data: Path | None, limit: int | None, show: str | None, misses: int | None, as_json: bool
) -> None:
    """Measure Citewell on a SUITE, and print each figure with its interval, its target and its change.

    Without a SUITE, list them. `all` runs every one that can be run, and ends with the numbers that the design sets for
    answers in one table.
    """
    from citewell.config import Settings
    from citewell.evaluation.collections import Collections
    from citewell.evaluation.report import Runs, table, to_json
    from citewell.evaluation.suites import SUITES, mutations

    collections = Collections(data or Path())
    if name == mutations.SUITE and (show or misses):
        _list_cases(collections, limit, show, misses, as_json)
        return
    if show or misses:
        suite = SUITES.get(name)
        if show or misses is None or suite is None or suite.list is None:
            raise BadInput("--show lists cases of `mutations`; --misses of `mutations`, `judges` and `promises`.")
        _list_found(suite.list(collections, limit, misses), as_json)
        return
    if name == "list":
        _list([(suite.name, suite.about) for suite in SUITES.values()], as_json)
        return
    chosen = list(SUITES.values()) if name == "all" else [SUITES[name]] if name in SUITES else []
    if not chosen:
        raise BadInput(f"No suite {name}. There are: {', '.join(SUITES)}, all.")
    runs = Runs(Settings.from_environment().home / "evaluation")
    before: dict[str, Mapping[str, float]] = {}
    measured: list[Figure] = []
    for suite in chosen:
        try:
            figures = suite.run(collections, limit)
        except BadInput as reason:
            if name != "all":
                raise
            click.echo(f"{suite.name} was not run: {reason}", err=True)
            continue
        measured += figures
        before[suite.name] = runs.last(suite.name)
        if not as_json:
            print_text(f"{suite.name}: {suite.about}\n{_lines(table(figures, before[suite.name]))}\n")
        if limit is None:
            runs.keep(suite.name, figures)
    if as_json:
        print_json({"figures": [to_json(figure, before[figure.suite]) for figure in measured]})
    elif name == "all":
        print_text(_goals(measured, before))


def _goals(measured: Sequence[Figure], before: Mapping[str, Mapping[str, float]]) -> str:
    """Return the numbers that the design sets for answers as a table, and what was not measured."""
    from citewell.evaluation.goals import ELSEWHERE, not_measured, reached
    from citewell.evaluation.report import table

    rows = [(goal.what, *row) for goal, figure in reached(measured) for row in table([figure], before[figure.suite])]
    lines = _lines(rows, ("to reach", *_HEADINGS))
    return "\n".join(["The design's numbers for answers", lines, *not_measured(measured), *ELSEWHERE])


def _list_found(found: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Print cases as plain values, or as lines."""
    if as_json:
        print_json({"cases": list(found)})
    else:
        cases = ["\n".join(f"{key}: {value}" for key, value in case.items()) for case in found]
        print_text("\n\n".join(cases) or "Nothing to list.")


def _list_cases(
    collections: Collections, limit: int | None, show: str | None, misses: int | None, as_json: bool
) -> None:
    """Print cases of the mutation suite instead of its figures: all of one class, or the misses."""
    from citewell.evaluation.suites import mutations

    results = mutations.judged(collections, limit, show)
    chosen = mutations.listing(results, misses) if misses else results
    if as_json:
        print_json({"cases": [mutations.to_json(result) for result in chosen]})
    else:
        print_text("\n\n".join(map(mutations.described, chosen)) or "Nothing to list.")


def _list(suites: list[tuple[str, str]], as_json: bool) -> None:
    if as_json:
        print_json({"suites": [{"name": name, "about": about} for name, about in suites]})
    else:
        print_text("\n".join(f"{name:<18} {about}" for name, about in suites))


_HEADINGS = ("measure", "figure", "95% interval", "items", "target", "", "change")


def _lines(rows: list[tuple[str, ...]], headings: tuple[str, ...] = _HEADINGS) -> str:
    """Return rows as aligned columns under their headings."""
    whole = [headings, *rows]
    widths = [max(len(row[column]) for row in whole) for column in range(len(headings))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in whole
    )

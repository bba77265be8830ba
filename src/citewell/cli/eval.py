"""`citewell eval`: the evaluation suites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.errors import BadInput

if TYPE_CHECKING:
    from citewell.evaluation.collections import Collections


@click.command("eval")
@click.argument("name", metavar="SUITE", default="list")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of the public collections, for the suites that need one.",
)
@click.option("--limit", type=click.IntRange(1), help="Measure on so many items only.")
@click.option("--show", metavar="CLASS", help="With `mutations`: list the cases of a class, with their verdicts.")
@click.option("--misses", type=click.IntRange(1), metavar="N", help="With `mutations`: list N misses of each class.")
@json_option
def evaluate(
    name: str, data: Path | None, limit: int | None, show: str | None, misses: int | None, as_json: bool
) -> None:
    """Measure Citewell on a SUITE, and print each figure with its interval, its target and its change.

    Without a SUITE, list them. `all` runs every one.
    """
    from citewell.config import Settings
    from citewell.evaluation.collections import Collections
    from citewell.evaluation.report import Runs, table, to_json
    from citewell.evaluation.suites import SUITES, mutations

    if show or misses:
        if name != mutations.SUITE:
            raise BadInput("--show and --misses list cases of the suite `mutations`.")
        _list_cases(Collections(data or Path()), limit, show, misses, as_json)
        return
    if name == "list":
        _list([(suite.name, suite.about) for suite in SUITES.values()], as_json)
        return
    chosen = list(SUITES.values()) if name == "all" else [SUITES[name]] if name in SUITES else []
    if not chosen:
        raise BadInput(f"No suite {name}. There are: {', '.join(SUITES)}, all.")
    runs = Runs(Settings.from_environment().home / "evaluation")
    printed = []
    for suite in chosen:
        figures = suite.run(Collections(data or Path()), limit)
        before = runs.last(suite.name)
        printed += [to_json(figure, before) for figure in figures]
        if not as_json:
            print_text(f"{suite.name}: {suite.about}\n{_lines(table(figures, before))}\n")
        if limit is None:
            runs.keep(suite.name, figures)
    if as_json:
        print_json({"figures": printed})


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


def _lines(rows: list[tuple[str, ...]]) -> str:
    """Return rows as aligned columns under their headings."""
    whole = [_HEADINGS, *rows]
    widths = [max(len(row[column]) for row in whole) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in whole
    )

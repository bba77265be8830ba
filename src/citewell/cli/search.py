"""`citewell search`: ranked records."""

from __future__ import annotations

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.errors import BadInput


@click.command()
@click.argument("query")
@click.option(
    "-k", "--limit", type=click.IntRange(1, 10_000), default=100, show_default=True, help="The most records to return."
)
@json_option
def search(query: str, limit: int, as_json: bool) -> None:
    """Search the library for the words of QUERY; the best records come first."""
    from citewell.library import Library
    from citewell.retrieve import ranked, search_terms

    terms = search_terms(query)
    if not terms:
        raise BadInput("The query holds no word to search for.")
    with Library.open() as library:
        hits = ranked(terms, query, library, limit=limit)
        scores = {hit.record_id: hit.score for hit in hits}
        found = [
            {
                "id": record.id,
                "score": round(scores[record.id], 4),
                "title": record.title,
                "year": record.year,
                "kind": record.kind.value,
            }
            for record in library.records(list(scores))
        ]
    if as_json:
        print_json({"results": found})
        return
    for place, item in enumerate(found, 1):
        print_text(f"{place:>3}. {item['title']} ({item['year'] or 'no year'}, {item['kind']})\n     {item['id']}")
    if not found:
        print_text("Nothing found. `citewell library` shows what the library holds.")

"""`citewell bundle`: proof bundles, checked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from citewell.cli.output import json_option, print_json, read_input
from citewell.errors import BadInput
from citewell.model.serialise import clean

if TYPE_CHECKING:
    from citewell.publish.proof import Proof


@click.group()
def bundle() -> None:
    """Proof bundles: articles with all that is needed to check them again, offline.

    `citewell export ARTICLE --as bundle` makes one.
    """


@bundle.command()
@click.argument("file")
@json_option
def verify(file: str, as_json: bool) -> None:
    """Check every sentence of a proof bundle again: its quotes, its numbers, its hashes, its review chain.

    Needs neither a network nor a library. A FILE of - is read from standard input. Exits with 0 where everything holds,
    with 3 where something does not, and names it.
    """
    from citewell.publish.bundle import MOST_BUNDLE_BYTES
    from citewell.publish.proof import verify_bundle

    try:
        proof = verify_bundle(read_input(file, MOST_BUNDLE_BYTES))
    except BadInput as error:
        raise BadInput(f"{file}: {error}") from error
    if as_json:
        print_json(proof.to_json())
    else:
        _print(proof)
    if not proof.is_sound:
        raise click.exceptions.Exit(BadInput.exit_code)


def _print(proof: Proof) -> None:
    lines = [proof.summary]
    lines += [f"  {fault}" for fault in proof.faults]
    if proof.export is not None:
        lines += [
            f"Question: {proof.export.draft.question.text}",
            f"Ledger: sha256 {proof.digest}",
            f"Library edition: {proof.edition or 'not told'}",
            f"Made with {proof.made_with}; checked with {proof.verifier}",
            f"Review: {proof.status}; {_count(proof.events, 'event')} in the chain",
        ]
    click.echo("\n".join(clean(line) for line in lines))


def _count(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"

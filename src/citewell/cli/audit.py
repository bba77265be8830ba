"""`citewell audit`: whether the audit trail of the site is whole."""

from __future__ import annotations

import click

from citewell.cli.output import json_option, print_json, print_text
from citewell.errors import LibraryError


@click.group()
def audit() -> None:
    """The audit trail of reviews: each event is sealed with the seal of the one before."""


@audit.command()
@click.option("--head", default="", metavar="SEAL", help="A seal noted elsewhere, which the trail must still hold.")
@json_option
def verify(head: str, as_json: bool) -> None:
    """Check every link of the trail, and name the first that does not hold.

    Note the last seal outside of this machine: whoever can write the database can make a new trail that holds in
    itself, and only a seal kept elsewhere tells.
    """
    from citewell.web.running import set_up

    set_up()
    from citewell.web.desk.audit import verify as verify_trail

    count, last, broken = verify_trail(head)
    if as_json:
        found = {"sequence": broken.sequence, "why": broken.why} if broken else None
        print_json({"events": count, "head": last, "broken": found})
    elif broken is None:
        print_text(f"{count:,} events, all of them hold. The last seal is {last or 'none yet'}.")
    if broken is not None:
        raise LibraryError(f"the audit trail does not hold from event {broken.sequence} on: {broken.why}")

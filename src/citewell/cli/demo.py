"""`citewell demo`: a site to try."""

from __future__ import annotations

from dataclasses import asdict

import click

from citewell.cli.output import json_option, print_json, print_text


@click.command()
@json_option
def demo(as_json: bool) -> None:
    """Fill an empty site with accounts of every role and an article in every state, from the starter library.

    Refused where the site has accounts or articles. Never do this on a machine that others reach.
    """
    from citewell.web.running import set_up

    set_up()
    from citewell.web.demo import make_demo

    made = make_demo()
    if as_json:
        print_json(asdict(made))
        return
    for title, status in made.articles:
        print_text(f"{status:18} {title}")
    print_text("\nAccounts: " + ", ".join(made.emails))
    print_text(f"Password of all: {made.password}")
    print_text("Reviewers vote after they have set up a second factor in their account.")
    print_text("\nNow: citewell serve")

"""`citewell ask`: the main job."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from citewell.cli.output import print_json, print_text
from citewell.errors import UserError
from citewell.model.article import VerifiedDraft
from citewell.model.question import Audience
from citewell.model.serialise import clean

if TYPE_CHECKING:
    from citewell.config import Settings
    from citewell.library import Library
    from citewell.pipeline import Event
    from citewell.ports import LiveServices


@click.command()
@click.argument("question")
@click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    default=Audience.PHYSICIAN.value,
    show_default=True,
    help="Who reads. Patients and caregivers get plain words and short sentences, students explanations, nurses and "
    "pharmacists the order of their work. The claims stay the same, and the source's words are shown with them.",
)
@click.option(
    "--as",
    "form",
    type=click.Choice(["text", "html", "md", "json", "ledger"]),
    help="The form of the article; a ledger is what `citewell export` reads.  [default: text]",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --as json.")
@click.option(
    "--after",
    metavar="QUESTION",
    help='The question asked before this one, which may lean on it: "and in pregnancy?".',
)
@click.option(
    "--live",
    is_flag=True,
    help="First search PubMed and Europe PMC, and keep what they find in the library. What the question is about "
    "leaves this machine: its terms are sent to both services.",
)
@click.option(
    "--live-only",
    type=click.Choice(["reviews", "trials", "guidelines"]),
    help="The kind of publication that --live keeps to.",
)
@click.option(
    "--writer",
    type=click.Choice(["extractive", "model"]),
    default="extractive",
    show_default=True,
    help="Who proposes the sentences. With model, the language model that CITEWELL_MODEL names: the question and "
    "passages of the library are sent to its provider. What it writes passes the same checks.",
)
@click.option("--limit", type=click.IntRange(1, 500), default=40, show_default=True, help="The most records to weigh.")
def ask(
    question: str,
    audience: str,
    form: str | None,
    as_json: bool,
    after: str | None,
    live: bool,
    live_only: str | None,
    writer: str,
    limit: int,
) -> None:
    """Answer a clinical QUESTION with a cited article in which every sentence is checked.

    A QUESTION of - is read from standard input.
    """
    if as_json and form not in {None, "json"}:
        raise UserError("--json and --as name different forms; give one of them.")
    if live_only and not live:
        raise UserError("--live-only says what --live keeps to; give --live too.")
    from citewell.config import Settings
    from citewell.library import Library
    from citewell.pipeline import answer, model_engines
    from citewell.question import MAX_CHARACTERS, check_follow_up, check_question, follow_up, parse_question

    text = sys.stdin.read(MAX_CHARACTERS + 1) if question == "-" else question
    check_question(text)  # what cannot be read needs no library
    if after:
        check_follow_up(text)
    settings = Settings.from_environment()
    engines = model_engines(settings.language_model) if writer == "model" else None
    with Library.open(settings) as library:
        asked = parse_question(text, terms=library.terms)
        if after:
            asked = follow_up(asked, parse_question(after, terms=library.terms))
        draft = answer(
            asked,
            library=library,
            engines=engines,
            limit=limit,
            retraction_list_days=settings.retraction_list_days,
            live=_services(library, settings, limit, live_only) if live else None,
            listen=_Progress(),
        )
        if form == "ledger":
            _print_ledger(draft, library)
            return
    _print(draft, "json" if as_json else form or "text", Audience(audience))


def _services(library: Library, settings: Settings, limit: int, only: str | None) -> LiveServices:
    """Return what searches the network. Imported here, as it is only paid for with --live."""
    from citewell.retrieve.live import LiveServices
    from citewell.retrieve.live_query import Only

    return LiveServices(library, settings, limit=limit, only=Only(only) if only else None)


def _print_ledger(draft: VerifiedDraft, library: Library) -> None:
    """Print the draft with the cited texts. Read anew from the library: another process may have changed it since."""
    from citewell.pipeline import ledger_of
    from citewell.publish.ledger import ledger_to_json

    print_json(ledger_to_json(ledger_of(draft, library)))


def _print(draft: VerifiedDraft, form: str, audience: Audience) -> None:
    if form == "json":
        from citewell import __version__
        from citewell.publish.json import to_json

        print_json(to_json(draft, audience=audience, version=__version__))
    elif form == "html":
        from citewell.publish.html import to_html

        print_text(to_html(draft, audience=audience))
    elif form == "md":
        from citewell.publish.markdown import to_markdown

        print_text(to_markdown(draft, audience=audience))
    else:
        from rich.console import Console

        from citewell.publish.terminal import print_terminal

        print_terminal(draft, Console(highlight=False), audience=audience)


class _Progress:
    """Shows on a terminal what is happening; into a file or a pipe it tells only of a service that failed."""

    def __init__(self) -> None:
        self._is_shown = sys.stderr.isatty()
        self._shows_claims = False

    def __call__(self, event: Event) -> None:
        if event.name == "asked" and event.values["failure"]:
            # A failure is told wherever it goes: the answer rests on less than was asked for.
            values = event.values
            used = "What it sent before is used." if values["found"] else "The answer rests on the library without it."
            click.echo(clean(f"citewell: {values['name']}: {values['failure']} {used}"), err=True)
            return
        if not self._is_shown:
            return
        if event.name == "asking":
            click.echo("Asking PubMed and Europe PMC", err=True)
        elif event.name == "asked":
            click.echo(f"{event.values['name']}: {event.values['found']} found, {event.values['new']} new", err=True)
        elif event.name == "searching":
            click.echo(f"Searching {event.values['passages']:,} passages", err=True)
        elif event.name == "appraising":
            click.echo(f"Weighing {event.values['records']} records", err=True)
        elif event.name == "writing":
            self._shows_claims = True
            click.echo(
                f"Asking the {event.values['writer']}; each sentence is shown when it has passed the checks", err=True
            )
        elif event.name == "claim" and self._shows_claims:
            click.echo(clean(f"  {event.values['text']}"), err=True)
        elif event.name == "done":
            click.echo(f"Checked {event.values['claims']} claims\n", err=True)

"""`citewell ask`: the main job."""

from __future__ import annotations

import sys
from enum import StrEnum

import typer

from citewell.errors import UserError
from citewell.model.question import Audience


class Rendering(StrEnum):
    TEXT = "text"
    HTML = "html"
    MD = "md"
    JSON = "json"


def ask(
    question: str = typer.Argument(..., metavar="QUESTION", help="The question in words; - reads it from standard input."),
    audience: Audience = typer.Option(
        Audience.PHYSICIAN, "--audience", help="Who reads: sets the headings and the disclaimer. The claims stay the same."
    ),
    rendering: Rendering = typer.Option(Rendering.TEXT, "--as", help="The form of the article."),
    as_json: bool = typer.Option(False, "--json", help="The same as --as json."),
    limit: int = typer.Option(40, "--limit", min=1, max=500, help="The most records to weigh."),
) -> None:
    """Answer a clinical question with a cited article in which every sentence is checked."""
    from citewell import __version__
    from citewell.library import Library
    from citewell.pipeline import answer
    from citewell.question import MAX_CHARACTERS, parse_question

    text = sys.stdin.read(MAX_CHARACTERS + 1) if question == "-" else question
    parsed = parse_question(text)
    with Library.open() as library:
        draft = answer(parsed, library=library, limit=limit, listen=_Progress())
    if as_json and rendering not in {Rendering.TEXT, Rendering.JSON}:
        raise UserError("--json and --as name different forms; give one of them")
    if as_json or rendering is Rendering.JSON:
        from citewell.cli.output import print_json
        from citewell.publish.json import to_json

        print_json(to_json(draft, audience=audience, version=__version__))
    elif rendering is Rendering.HTML:
        from citewell.cli.output import print_text
        from citewell.publish.html import to_html

        print_text(to_html(draft, audience=audience))
    elif rendering is Rendering.MD:
        from citewell.cli.output import print_text
        from citewell.publish.markdown import to_markdown

        print_text(to_markdown(draft, audience=audience))
    else:
        from rich.console import Console

        from citewell.publish.terminal import print_terminal

        print_terminal(draft, Console(highlight=False), audience=audience)


class _Progress:
    """Shows on a terminal what is happening; says nothing into a file or a pipe."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, event) -> None:  # type: ignore[no-untyped-def]
        if not self._shown:
            return
        if event.name == "searching":
            typer.echo(f"Searching {event.values['passages']:,} passages", err=True)
        elif event.name == "appraising":
            typer.echo(f"Weighing {event.values['records']} records", err=True)
        elif event.name == "done":
            typer.echo(f"Checked {event.values['claims']} claims\n", err=True)

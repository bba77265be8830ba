"""`citewell export`: an article in another form."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from citewell.cli.output import read_input, write_output
from citewell.cli.site_article import KeptKey, fetch, is_address
from citewell.errors import BadInput, UserError
from citewell.model.question import Audience
from citewell.publish.formats import FORMATS, STYLES, Format


@click.command()
@click.argument("article")
@click.option("--as", "form", type=click.Choice(list(FORMATS)), required=True, help="The form of the export.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="The file to write.  [default: standard output]")
@click.option("--style", type=click.Choice(STYLES), help="With --as csl: the references as text in this style.")
@click.option(
    "--audience",
    type=click.Choice([audience.value for audience in Audience]),
    help="Who reads: sets the headings and the disclaimer.  [default: physician, or what a bundle or an address says]",
)
@click.option(
    "--key",
    default="",
    help="A key of a site that asks for one.  [default: CITEWELL_SITE_KEY, for articles of CITEWELL_SITE alone]",
)
def export(article: str, form: str, output: Path | None, style: str | None, audience: str | None, key: str) -> None:
    """Put an ARTICLE into another form: for reading, for reference managers, for programs.

    An ARTICLE is a ledger, as `citewell ask QUESTION --as ledger` prints it, a proof bundle that verifies, or the
    address of an article on a site, such as https://answers.example.org/articles/gout; - reads standard input.
    """
    chosen = FORMATS[form]
    if style and form != "csl":
        raise UserError("--style is for --as csl; the other forms have their own.")
    reader = Audience(audience) if audience else None
    if is_address(article):
        sent = key or KeptKey.from_environment().for_address(article)
        content = fetch(article, chosen, audience=reader, style=style or "", key=sent)
    else:
        content = _of_file(article, chosen, reader, style or "")
    if output:
        write_output(output, content)
    else:
        _print(content, chosen)


def _of_file(article: str, form: Format, audience: Audience | None, style: str) -> bytes:
    from citewell.publish.articles import read_article

    try:
        found = read_article(read_input(article, _most_bytes()))
    except BadInput as error:
        raise BadInput(f"{article}: {error}") from error
    return form.render(found.presented(audience=audience, style=style))


def _most_bytes() -> int:
    from citewell.publish.articles import MOST_BYTES

    return MOST_BYTES


def _print(content: bytes, form: Format) -> None:
    if not form.is_text and sys.stdout.isatty():
        raise UserError(f"{form.name} is not text; give -o FILE.{form.extension}")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()

"""The licence of each text is kept, and shown wherever its reference is."""

from __future__ import annotations

import html
import io
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from rich.console import Console

from citewell.cli import app
from citewell.model.article import VerifiedDraft
from citewell.pipeline import answer
from citewell.publish.html import to_html
from citewell.publish.json import to_json
from citewell.publish.markdown import to_markdown
from citewell.publish.terminal import print_terminal
from fakes import FakeLibrary
from universe import record

LICENCE = "CC BY 4.0 of the Frob Society"


@pytest.fixture(scope="module")
def draft() -> VerifiedDraft:
    """An answer from one text with a licence and one that says nothing of any."""
    return answer("How is frobnitis treated?", library=FakeLibrary([record(3, licence=LICENCE), record(1)]))


def _terminal(draft: VerifiedDraft) -> str:
    console = Console(file=io.StringIO(), width=100)
    with console.capture() as printed:
        print_terminal(draft, console)
    return printed.get()


@pytest.mark.parametrize(
    "rendered", [_terminal, to_markdown, lambda draft: html.unescape(to_html(draft))], ids=["terminal", "md", "html"]
)
def test_a_reference_names_the_licence_where_it_is_known(draft, rendered: Callable[[VerifiedDraft], str]):
    """Once, and not for the source that names none."""
    page = rendered(draft)
    assert page.count("Licence") == page.count(LICENCE) == 1


def test_the_document_holds_the_licence_of_each_reference(draft):
    """Empty where it is not known."""
    assert {r["record_id"]: r["licence"] for r in to_json(draft)["references"]} == {
        "pubmed:90000003": LICENCE,
        "pubmed:90000001": "",
    }


def test_a_record_is_shown_with_its_licence_and_what_each_source_gave(library, settings, monkeypatch):
    """For one put together from several sources, the licence of each."""
    part = {"source": "pmc", "record_id": "pmc:PMC99000003", "gave": ["text"], "licence": LICENCE}
    library.add([record(3, licence=LICENCE, parts=[part])])
    monkeypatch.setenv("CITEWELL_HOME", str(settings.home))
    monkeypatch.setenv("CITEWELL_STARTER", "0")
    shown = CliRunner().invoke(app, ["library", "show", "pubmed:90000003"]).output.splitlines()
    assert f"Licence: {LICENCE}" in shown
    assert f"From pmc (pmc:PMC99000003): text, licence: {LICENCE}" in shown

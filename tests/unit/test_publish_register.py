"""How the renderings show a reader's version: it first, and the source's words one step behind, without a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import lxml.html
import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from citewell.model.article import Conflict, VerifiedDraft
from citewell.model.question import Audience, Facet
from citewell.publish.html import to_html
from citewell.publish.json import schema, to_json
from citewell.publish.markdown import to_markdown
from citewell.publish.terminal import print_terminal
from drafts import Said, draft_of

SOURCE = "Zanolol lowered hypertension (risk ratio 0.62, 95% CI 0.51 to 0.75)."
READ = "Zanolol lowered high blood pressure (hypertension)."
FIGURES = "risk ratio 0.62, 95% CI 0.51 to 0.75"


@pytest.fixture
def draft() -> VerifiedDraft:
    return draft_of(SOURCE, Said("It hums.", Facet.HARMS))


def terminal(draft: VerifiedDraft, audience: Audience) -> str:
    out = StringIO()
    print_terminal(draft, Console(file=out, width=92), audience=audience)
    return " ".join(out.getvalue().split())


def test_a_page_shows_the_readers_version_and_opens_to_the_sources_words(draft: VerifiedDraft) -> None:
    """The quote and the figures stand in a part that opens without a script, under the sentence they belong to."""
    page = lxml.html.document_fromstring(to_html(draft, audience=Audience.PATIENT))
    sentence = page.get_element_by_id("c1")
    assert sentence.get("class") == "sentence reworded"
    assert sentence.xpath("string(p[@class='text']/span)") == READ
    behind = sentence.xpath("string(details)")
    assert SOURCE in behind and f"Figures: {FIGURES}" in " ".join(behind.split())
    assert not page.xpath("//script")


def test_a_sentence_that_was_not_reworded_is_marked_as_its_claim_is(draft: VerifiedDraft) -> None:
    """What reads as the source does is quoted, for a patient too, and has nothing behind it."""
    page = lxml.html.document_fromstring(to_html(draft, audience=Audience.PATIENT))
    assert page.get_element_by_id("c2").get("class") == "sentence quoted"
    assert not page.get_element_by_id("c2").xpath("details")


def test_a_page_tells_what_reworded_means_where_something_is(draft: VerifiedDraft) -> None:
    """The key explains the third mark to a patient, and does not confuse a physician with it."""
    assert "<b>Reworded</b>" in to_html(draft, audience=Audience.PATIENT)
    assert "<b>Reworded</b>" not in to_html(draft, audience=Audience.PHYSICIAN)


def test_a_page_lists_the_words_used_with_their_sources(draft: VerifiedDraft) -> None:
    """Each word that was explained has its meaning and a link to the page that says so."""
    page = lxml.html.document_fromstring(to_html(draft, audience=Audience.PATIENT))
    words = page.xpath("//section[@aria-labelledby='words']")[0]
    assert "Hypertension" in words.text_content() and "Blood pressure that stays too high." in words.text_content()
    assert words.xpath(".//a/@href")[0] == "https://stacks.cdc.gov/view/cdc/11500"


def test_where_sources_disagree_both_are_in_the_readers_words(draft: VerifiedDraft) -> None:
    """A sentence reads the same wherever it stands."""
    conflict = Conflict(Facet.TREATMENT, "pain", ("c1", "c2"), "They differ.")
    page = lxml.html.document_fromstring(to_html(replace(draft, conflicts=(conflict,)), audience=Audience.PATIENT))
    assert READ in page.xpath("string(//ul[@class='facing'])")


@pytest.mark.parametrize("render", [lambda draft, audience: to_markdown(draft, audience=audience), terminal])
def test_text_and_markdown_hold_both_versions(
    render: Callable[[VerifiedDraft, Audience], str], draft: VerifiedDraft
) -> None:
    """The reader's version in its place; the source's words, the figures and the words used further down."""
    page = render(draft, Audience.PATIENT).replace("\\", "")
    assert page.index(READ) < page.index(SOURCE) < page.index("Blood pressure that stays too high.")
    assert FIGURES in page and "Reading level: grade" in page


def test_a_physician_gets_the_page_as_it_was(draft: VerifiedDraft) -> None:
    """No second version, no words explained."""
    page = to_markdown(draft, audience=Audience.PHYSICIAN)
    assert SOURCE in page and READ not in page
    assert "In the source’s words" not in page and "Words used here" not in page


@pytest.mark.parametrize("audience", list(Audience))
def test_the_document_keeps_text_and_quote_and_adds_the_rendering(audience: Audience, draft: VerifiedDraft) -> None:
    """It is valid for every reader; `text` and `quote` stay the source's."""
    document = to_json(draft, audience=audience, version="1")
    Draft202012Validator(schema()).validate(document)
    assert document["claims"][0]["text"] == document["claims"][0]["citations"][0]["quote"] == SOURCE


def test_the_document_holds_what_the_reader_sees(draft: VerifiedDraft) -> None:
    """Text, sentences, notes, terms and grade for each claim; glossary and readability for the whole."""
    document = to_json(draft, audience=Audience.PATIENT, version="1")
    shown = document["claims"][0]["rendering"]
    assert shown["text"] == READ and shown["sentences"] == [READ] and shown["reworded"]
    assert shown["notes"] == [{"kind": "figures", "text": FIGURES}]
    assert shown["terms"] == ["hypertension", "risk ratio"] and shown["failed"] == []
    assert [word["term"] for word in document["glossary"]] == ["hypertension", "risk ratio"]
    assert document["readability"]["target"] == 8.0


def test_hostile_text_stays_text_in_the_readers_version() -> None:
    """Markup in a claim is escaped in both versions."""
    hostile = draft_of("Zanolol <img src=x onerror=y> lowered hypertension (RR 0.5).")
    assert "<img" not in to_html(hostile, audience=Audience.PATIENT)
    assert "<img" not in to_markdown(hostile, audience=Audience.PATIENT).replace("\\<img", "")

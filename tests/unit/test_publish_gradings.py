"""A quoted recommendation shows its strength and certainty, in the issuing body's words, in every rendering."""

from __future__ import annotations

from dataclasses import replace

import jsonschema
import lxml.html
import pytest
from rich.console import Console

from citewell import answer
from citewell.model.article import VerifiedDraft
from citewell.model.claim import Citation, Claim, ClaimKind
from citewell.model.evidence import Passage, Record, RecordKind, Section, SectionKind
from citewell.model.question import Facet
from citewell.pipeline import Engines
from citewell.publish.html import to_html
from citewell.publish.json import schema, to_json
from citewell.publish.markdown import to_markdown
from citewell.publish.terminal import print_terminal
from citewell.publish.words import grading_text
from fakes import FakeLibrary, FakeWriter

QUESTION = "How is frobnitis treated?"
WORDS = "Zanolol is recommended as first treatment of frobnitis in adults."
GRADED = "Strong recommendation, moderate-certainty evidence (Frob Society)"


def guideline(strength: str = "strong recommendation", certainty: str = "moderate-certainty evidence") -> Record:
    """Return a guideline of one graded recommendation."""
    section = Section("Care > Recommendation 1", WORDS, SectionKind.RECOMMENDATION, "", strength, certainty)
    return Record(
        "guideline:frob-2023",
        RecordKind.GUIDELINE,
        "Management of frobnitis",
        (section,),
        year=2023,
        issuer="Frob Society",
    )


def draft(record: Record | None = None) -> VerifiedDraft:
    """Return an answer that quotes it."""
    found = answer(QUESTION, library=FakeLibrary([record or guideline()]))
    assert [claim.text for claim in found.claims] == [WORDS]
    return found


def terminal(shown: VerifiedDraft) -> str:
    """Return what a terminal of 92 columns shows."""
    console = Console(width=92, highlight=False, force_terminal=False)
    with console.capture() as captured:
        print_terminal(shown, console)
    return captured.get()


def html_text(shown: VerifiedDraft) -> str:
    """Return the text of the page's first sentence."""
    page = lxml.html.document_fromstring(to_html(shown))
    return str(page.get_element_by_id("c1").text_content())


@pytest.mark.parametrize("render", [terminal, to_markdown, html_text])
def test_the_grading_stands_beside_the_sentence(render):
    """With who graded it."""
    text = render(draft())
    assert WORDS in text
    assert GRADED in text[text.index(WORDS) :]


@pytest.mark.parametrize("render", [terminal, to_markdown, html_text])
def test_a_recommendation_without_a_grade_shows_none(render):
    """NICE gives none: the verb of the sentence carries the strength, and nothing is derived from it."""
    assert "(Frob Society)" not in render(draft(guideline("", "")))


def test_the_document_holds_both_as_worded():
    """A program reads them beside the quote."""
    document = to_json(draft())
    jsonschema.validate(document, schema())
    (citation,) = document["claims"][0]["citations"]
    assert (citation["strength"], citation["certainty"]) == ("strong recommendation", "moderate-certainty evidence")
    assert citation["quote"] == WORDS


def test_a_grading_is_text_on_a_page():
    """It comes from a file, as all else does."""
    page = to_html(draft(guideline("<script>alert(1)</script>")))
    assert "<script>alert(1)" not in page


def test_a_grading_is_text_in_markdown():
    """Its specials are escaped."""
    assert r"Grade \*A\*" in to_markdown(draft(guideline("Grade *A*", "")))


def test_a_writer_cannot_give_a_grading():
    """The verifier takes it from the record, whatever the writer says."""
    record = guideline("conditional recommendation", "")
    passage = Passage(record.id, "Care > Recommendation 1", 0, len(WORDS), WORDS)
    forged = Citation(passage, strength="strong recommendation", certainty="high-certainty evidence")
    claim = Claim("c1", WORDS, ClaimKind.QUOTED, Facet.TREATMENT, RecordKind.GUIDELINE, (forged,))
    shown = answer(QUESTION, library=FakeLibrary([record]), engines=Engines(writer=FakeWriter([claim])))
    (citation,) = shown.claims[0].citations
    assert (citation.strength, citation.certainty) == ("conditional recommendation", "")


@pytest.mark.parametrize(
    ("strength", "certainty", "issuer", "text"),
    [
        (
            "strong recommendation",
            "low certainty",
            "Frob Society",
            "Strong recommendation, low certainty (Frob Society)",
        ),
        ("1B", "", "", "1B"),
        ("", "Level A", "Frob Society", "Level A (Frob Society)"),
        ("", "", "Frob Society", ""),
    ],
)
def test_gradings_in_words(strength, certainty, issuer, text):
    """What is not said is left out."""
    citation = replace(draft().claims[0].citations[0], strength=strength, certainty=certainty)
    assert grading_text(citation, issuer) == text


def test_the_reference_of_a_guideline_names_the_body():
    """A guideline has seldom authors."""
    assert "Frob Society. Management of frobnitis. 2023." in to_markdown(draft())

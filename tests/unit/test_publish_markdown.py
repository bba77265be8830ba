"""The Markdown rendering keeps hostile text as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citewell.model.question import Audience
from citewell.pipeline import answer
from citewell.publish.json import to_json
from citewell.publish.markdown import escape, to_markdown
from citewell.publish.words import terms_shown
from fakes import FakeLibrary
from universe import record


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a *b* _c_ `d`", r"a \*b\* \_c\_ \`d\`"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("<script>", r"\<script\>"),
        ("# not a heading", r"\# not a heading"),
        ("1. not a list", r"\1. not a list"),
        ("- not a list", r"\- not a list"),
        ("two\nlines | a cell", r"two lines \| a cell"),
    ],
)
def test_nothing_in_a_text_becomes_markup(text: str, escaped: str) -> None:
    """Emphasis, links, HTML, headings, lists and table cells are escaped."""
    assert escape(text) == escaped


def test_a_hostile_title_stays_a_title() -> None:
    """A record cannot put a script or a link into the article."""
    library = FakeLibrary(
        [record(3, title="Zanolol in frobnitis <img src=x onerror=alert(1)> [a](javascript:x)"), record(1)]
    )
    page = to_markdown(answer("How is frobnitis treated?", library=library))
    assert "<img" not in page.replace("\\<img", "")
    assert "[a](javascript" not in page


def test_of_many_terms_the_first_are_shown_and_the_rest_counted() -> None:
    """Every rendering asks `terms_shown`; the JSON document holds them all."""
    draft = answer("How is frobnitis treated?", library=FakeLibrary([record(3), record(1)]))
    many = replace(draft, terms=tuple(f"frob {number}" for number in range(1, 31)))
    assert "for: frob 1, frob 2," in to_markdown(many)
    assert "frob 12, and 18 more." in to_markdown(many)
    assert terms_shown(replace(draft, terms=many.terms[:12]))[-1] == "frob 12"
    assert len(to_json(many, audience=Audience.PATIENT, version="1")["question"]["terms"]) == 30

"""The Markdown rendering keeps hostile text as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from citewell.model.article import (
    Conflict,
    LiveSearch,
    Nearest,
    Outcome,
    ServiceSearch,
    StudyUnderWay,
    VerifiedDraft,
)
from citewell.model.claim import Reference
from citewell.model.identifiers import Identifiers
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
        ("1. not a list", r"1\. not a list"),
        ("12) not a list", r"12\) not a list"),
        ("- not a list", r"\- not a list"),
        ("+ not a list", r"\+ not a list"),
        ("---", r"\---"),
        ("===", r"\==="),
        ("-5 and 3.5 mg", "-5 and 3.5 mg"),
        ("&lt;b&gt; &#60; & more", r"\&lt;b\&gt; \&\#60; & more"),
        ("two\nlines | a cell", r"two lines \| a cell"),
    ],
)
def test_nothing_in_a_text_becomes_markup(text: str, escaped: str) -> None:
    """Emphasis, links, HTML, headings, lists and table cells are escaped."""
    assert escape(text) == escaped


@pytest.mark.parametrize(
    "text", ["1. a", "12) a", "- a", "+ a", "---", "===", "# a", "> a", "&lt;b&gt;", "&#60;", "~~~", "a\\", "| a | b |"]
)
def test_a_reader_sees_the_text_as_it_is(text: str) -> None:
    """A CommonMark parser gives one paragraph, which holds the text and nothing else."""
    tokens = MarkdownIt("commonmark").enable("table").parse(f"{escape(text)}\n")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert "".join(child.content for child in children) == text
    assert {child.type for child in children} <= {"text", "text_special"}


EVIL = "*e* **s** `c` <b>h</b> [l](http://evil.example) <http://evil.example> &lt;x&gt; | ]("


def _evil_reference(reference: Reference) -> Reference:
    """Return a reference with markup in whatever a record or a stored ledger may bring into it."""
    return replace(
        reference,
        type=EVIL,
        title=EVIL,
        journal=EVIL,
        authors=(EVIL,),
        issuer=EVIL,
        url="https://example.org/a>b<c\\d e",
        design=EVIL,
        coverage=EVIL,
        is_starter=True,
        checked_at="https://example.org/>`c`",
        licence=EVIL,
    )


def _evil_draft() -> VerifiedDraft:
    draft = answer("How is frobnitis treated?", library=FakeLibrary([record(3), record(1)]))
    row, study = draft.evidence[0], StudyUnderWay("x", EVIL, EVIL, EVIL, "https://example.org/>", Identifiers())
    first, *others = draft.claims
    return replace(
        draft,
        question=replace(draft.question, text=EVIL),
        claims=(replace(first, context=EVIL), *others),
        references=tuple(map(_evil_reference, draft.references)),
        retracted=(_evil_reference(draft.references[0]),),
        conflicts=(Conflict(first.facet, EVIL, (first.id,), EVIL),),
        limits=(EVIL,),
        evidence=(replace(row, design=EVIL, result=EVIL), *draft.evidence[1:]),
        terms=(EVIL,),
        edition=EVIL,
        writer=EVIL,
        verifier=EVIL,
        retraction_lists=replace(draft.retraction_lists, lists=((EVIL, "2026-01-01"),)),
        follow_ups=(EVIL,),
        live=LiveSearch("2026-11-24", (ServiceSearch(EVIL, EVIL, failure=EVIL),)),
        under_way=(study,),
    )


def _nothing_found(draft: VerifiedDraft) -> VerifiedDraft:
    return replace(
        draft,
        outcome=Outcome.INSUFFICIENT_EVIDENCE,
        claims=(),
        bottom_line=(),
        sections=(),
        references=(),
        conflicts=(),
        evidence=(),
        nearest=(Nearest("x", EVIL, None, "https://example.org/>", (EVIL,)),),
    )


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("change", [lambda draft: draft, _nothing_found], ids=["an answer", "none"])
def test_no_field_of_a_record_or_a_ledger_is_markup(
    audience: Audience, change: Callable[[VerifiedDraft], VerifiedDraft]
) -> None:
    """Title, journal, authors, design, licence, list, term, edition: each is shown as it is written."""
    page = to_markdown(change(_evil_draft()), audience=audience, standing=EVIL)
    tokens = MarkdownIt("commonmark").enable("table").parse(page)
    inline = [child for token in tokens for child in token.children or []]
    assert not [token for token in tokens if token.type == "html_block"]
    assert all(re.fullmatch(r'<a id="ref-\d+">|</a>', t.content) for t in inline if t.type == "html_inline")
    links = {str(token.attrGet("href")) for token in inline if token.type == "link_open"}
    assert not any("evil" in link for link in links)
    assert all(token.content != "c" for token in inline if token.type == "code_inline")
    emphasised = [inline[at + 1].content for at, token in enumerate(inline) if token.type in {"em_open", "strong_open"}]
    assert not {"e", "s"} & set(emphasised)
    if "<a " in page:
        assert "https://example.org/a%3Eb%3Cc%5Cd%20e" in links


def test_a_claim_has_the_numbers_of_its_sources_once_each() -> None:
    """In the order of its citations, however often one of them is cited."""
    draft = answer("How is frobnitis treated?", library=FakeLibrary([record(3), record(1)]))
    first, second = draft.references
    one, two = (next(c for c in draft.claims if c.record_ids == (r.record_id,)) for r in (first, second))
    both = replace(two, citations=(*two.citations, *one.citations, *two.citations))
    assert draft.numbers(both) == (second.number, first.number)


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

"""The suites on whole answers: what they count, on drafts that were spoilt on purpose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.evaluation.collections import Collections
from citewell.evaluation.suites.answers import figures, judge, questions
from citewell.evaluation.suites.promises import broken, check, mixed
from citewell.evaluation.suites.promises import figures as promised
from citewell.model.article import VerifiedDraft
from citewell.pipeline import answer
from fakes import FakeLibrary
from universe import RECORDS

QUESTION = "How is frobnitis treated?"


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary(RECORDS)


@pytest.fixture
def draft(library: FakeLibrary) -> VerifiedDraft:
    return answer(QUESTION, library=library)


def test_the_questions_that_ship_name_records_of_the_starter():
    """Some answerable, some not; each of the first with its facets and the records to be cited."""
    asked = questions()
    assert len(asked) >= 60
    assert all(bool(item.gold) is item.is_answerable is bool(item.facets) for item in asked)


def test_an_honest_article_breaks_no_promise(draft, library):
    """Everything resolves, and everything stands where it says."""
    counts = broken(draft, library)
    assert counts["claims"] > 1
    assert not any(counts[name] for name in ("dangling", "invented", "misplaced", "unfaithful", "uncited"))


def test_a_reference_that_nobody_cites_dangles(draft, library):
    """It was written, and not computed."""
    idle = replace(draft.references[0], number=len(draft.references) + 1, record_id="pubmed:90000099")
    assert broken(replace(draft, references=(*draft.references, idle)), library)["dangling"] == 1


def test_an_identifier_that_the_record_has_not_is_invented(draft, library):
    """Compared with the library, and not with the draft."""
    first, second, *others = draft.references
    swapped = replace(first, identifiers=second.identifiers)
    assert broken(replace(draft, references=(swapped, second, *others)), library)["invented"] == 1


def test_a_quote_is_looked_up_anew(draft, library):
    """The text at the span is what counts."""
    claim = draft.claims[0]
    citation = claim.citations[0]
    moved = replace(citation.passage, start=citation.passage.start + 1, end=citation.passage.end + 1)
    spoilt = replace(claim, citations=(replace(citation, passage=moved), *claim.citations[1:]))
    assert broken(replace(draft, claims=(spoilt, *draft.claims[1:])), library)["misplaced"] == 1


def test_the_questions_are_mixed_and_the_same_each_time():
    """Our own, made-up ones and attacks; a question that cannot be understood is counted and passed."""
    first, second = (list(mixed(Collections(Path()), 60)) for _ in range(2))
    assert first == second
    assert len(first) == 60
    counts = check(FakeLibrary(RECORDS), [QUESTION, "", *first[:5]])
    assert counts["questions"] == 7
    assert counts["not understood"] >= 1
    assert {str(figure.measure) for figure in promised(counts)} >= {"Dangling", "Misplaced", "NumberFidelity"}


def test_the_two_judges_differ(draft):
    """A sentence that is true to its source may still not answer."""
    claim = draft.claim(draft.bottom_line[0])
    assert judge(draft.question, claim).gate
    other = answer("How common is frobnitis in children?", library=FakeLibrary(RECORDS)).question
    assert judge(other, claim).gate
    assert judge(draft.question, claim).overlap


def test_figures_of_whole_answers_need_both_kinds_of_question(draft):
    """With none to refuse, there is no rate of refusals."""
    (asked, *_) = questions()
    names = {str(figure.measure) for figure in figures([(asked, draft)])}
    assert "AnswerRate" in names
    assert "RefusalRate" not in names


def test_the_suite_prints_its_table():
    """On a few questions, from the command line."""
    result = CliRunner().invoke(app, ["eval", "answers", "--limit", "3"])
    assert result.exit_code == 0, result.output
    assert "AnswerRate" in result.output

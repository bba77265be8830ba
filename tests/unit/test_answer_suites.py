"""The suites on whole answers: what they count, on drafts that were spoilt on purpose."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from citewell.cli import app
from citewell.evaluation.collections import Collections
from citewell.evaluation.suites.answers import Asked, figures, questions
from citewell.evaluation.suites.judges import answers as answers_to
from citewell.evaluation.suites.judges import is_true
from citewell.evaluation.suites.mixture import Mixed, mixed
from citewell.evaluation.suites.promises import Checked, Kept, broken, check, is_faithful
from citewell.evaluation.suites.promises import figures as promised
from citewell.model.article import ArticleSection, VerifiedDraft
from citewell.model.claim import Citation, Claim, ClaimKind
from citewell.model.evidence import Passage, Record, RecordKind, RetractionStatus, Section
from citewell.model.question import Facet
from citewell.pipeline import answer
from citewell.question import parse_question
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


def test_a_facet_that_was_asked_and_is_nowhere_is_passed_over(library):
    """Neither answered nor named as unanswered; the question is read apart from the article."""
    asked = parse_question("What are the symptoms and treatment options for frobnitis?")
    honest = answer(asked, library=library)
    assert broken(honest, library, asked)["passed over"] == 0
    assert broken(replace(honest, unanswered=()), library, replace(asked, facets=(Facet.DOSING,)))["passed over"] == 1


@pytest.mark.parametrize(
    ("text", "quote", "faithful"),
    [
        ("Zanolol 5 mg helps.", "Zanolol 5 mg helps.", True),
        ("Zanolol 5 mg helps.", "Zanolol 5 g helps 5 people.", False),
        ("Zanolol 6 mg helps.", "Zanolol 5 mg helps.", False),
        ("The pressure was over 80 mm Hg.", "The pressure was over 80\u00a0mm\u00a0Hg.", True),
    ],
)
def test_a_number_is_faithful_with_its_unit(text, quote, faithful, draft):
    """A no-break space is a space: of 79,369 claims one was once marked for it."""
    claim = draft.claims[0]
    passage = claim.citations[0].passage
    citation = replace(claim.citations[0], passage=replace(passage, text=quote, end=passage.start + len(quote)))
    assert is_faithful(replace(claim, text=text, kind=ClaimKind.CHECKED, citations=(citation,))) is faithful


def test_a_run_that_was_cut_off_goes_on_by_the_same_code_and_library_alone(tmp_path):
    """What another made is void, and so is what cannot be read."""
    kept, found = Kept(tmp_path / "partial.json", "this"), Checked(Counter(questions=100), (("dangling", QUESTION),))
    kept.write(found)
    assert kept.read() == found
    assert replace(kept, made_by="other").read() == Checked()
    kept.drop()
    assert kept.read() == Checked()


def test_the_promises_are_checked_by_processes_of_their_own(monkeypatch, tmp_path):
    """So many answers as are asked for, over the starter library where no collections are named."""
    monkeypatch.setenv("CITEWELL_HOME", str(tmp_path / "home"))
    found = CliRunner().invoke(app, ["eval", "promises", "--limit", "5", "--misses", "3"])
    assert found.output.strip() == "Nothing to list."


def test_the_questions_are_mixed_and_the_same_each_time():
    """Our own, made-up ones and attacks; a question that cannot be understood is counted and passed."""
    first, second = (list(islice(mixed(Collections(Path()), FakeLibrary(RECORDS)), 300)) for _ in range(2))
    assert first == second
    assert len({asked.text for asked in first}) == 300
    assert {asked.kind for asked in first} == {"starter", "random", "attacks"}
    counts = check(FakeLibrary(RECORDS), [Mixed("starter", QUESTION), Mixed("attacks", ""), *first[:5]]).counts
    assert counts["questions"] == 7
    assert counts["not understood"] >= 1
    assert {str(figure.measure) for figure in promised(counts)} >= {"Dangling", "Misplaced", "NumberFidelity"}


def asked_of(draft: VerifiedDraft, *, facet: str = "treatment", is_answerable: bool = True) -> Asked:
    """Return the question of a draft as the suite holds one, all that it cites being wanted."""
    gold = frozenset(reference.record_id for reference in draft.references)
    return Asked(draft.question.text, is_answerable, (facet,), gold)


def measured(asked: Asked, draft: VerifiedDraft, library: FakeLibrary) -> dict[str, float]:
    return {str(figure.measure): figure.value for figure in figures([(asked, draft)], library)}


def with_lead(draft: VerifiedDraft, **changes: object) -> VerifiedDraft:
    """Return a draft in which the first sentence of the bottom line is another."""
    lead = draft.claim(draft.bottom_line[0])
    claims = tuple(replace(claim, **changes) if claim is lead else claim for claim in draft.claims)
    return replace(draft, claims=claims, bottom_line=(lead.id,), sections=_sections_without(draft, lead.id))


def _sections_without(draft: VerifiedDraft, lead: str) -> tuple[ArticleSection, ...]:
    rest = tuple(claim.id for claim in draft.claims if claim.id != lead)
    return (replace(draft.sections[0], claim_ids=rest), *draft.sections[1:0])


def said(draft: VerifiedDraft, text: str) -> VerifiedDraft:
    return with_lead(draft, text=text, kind=ClaimKind.CHECKED)


def test_a_good_answer_has_full_marks(draft, library):
    """Of all that can be measured on one answer; that the judges disagree is no mark."""
    marks = measured(asked_of(draft), draft, library)
    assert marks.pop("JudgesDisagree") == 0
    assert set(marks.values()) == {1.0}


NO_ANSWER = "What is the prognosis of blorbosis?"


@pytest.mark.parametrize(
    ("measure", "spoilt"),
    [
        ("AnswerRate", lambda draft, _: (asked_of(draft), answer(NO_ANSWER, library=FakeLibrary(RECORDS)))),
        ("RefusalRate", lambda draft, _: (asked_of(draft, is_answerable=False), draft)),
        ("FacetCoverage", lambda draft, _: (asked_of(draft, facet="dosing"), draft)),
        ("FacetsAnswered", lambda draft, _: (asked_of(draft, facet="dosing"), replace(draft, unanswered=(Facet.DOSING,)))),
        ("CitationPrecision", lambda draft, _: (replace(asked_of(draft), gold=frozenset({"pubmed:1"})), draft)),
        ("GoldCited", lambda draft, _: (replace(asked_of(draft), gold=frozenset({"pubmed:1"})), draft)),
        ("BottomLineAnswers", lambda draft, _: (asked_of(draft), said(draft, "Grobbing is whistling at adults."))),
        ("BottomLineAnswers", lambda draft, _: (asked_of(draft), without_bottom_line(draft))),
        ("Judged(source)", lambda draft, _: (asked_of(draft), said(draft, "Zanolol 77 mg treats frobnitis."))),
        ("Judged(fit)", lambda draft, _: (asked_of(draft), said(draft, "Grobbing is whistling at adults."))),
    ],
)  # fmt: skip
def test_a_bad_answer_fails_each_measure(measure, spoilt, draft, library):
    """A measure that nothing can fail measures nothing."""
    asked, bad = spoilt(draft, library)
    assert measured(asked, bad, library)[measure] == 0


def without_bottom_line(draft: VerifiedDraft) -> VerifiedDraft:
    placed = tuple(claim.id for claim in draft.claims)
    return replace(draft, bottom_line=(), sections=(replace(draft.sections[0], claim_ids=placed),))


def test_a_sentence_may_be_true_and_no_answer(draft, library):
    """There the judges disagree."""
    marks = measured(asked_of(draft, facet="interactions"), draft, library)
    assert marks["Judged(source)"] == 1
    assert marks["Judged(fit)"] == 0
    assert marks["JudgesDisagree"] == 1


RECORD = Record(
    "pubmed:7", RecordKind.RESEARCH, "A trial of zanolol", (Section("Results", "Zanolol 50 mg did not relieve frobnitis."),)
)  # fmt: skip


def claimed(text: str, quote: str = RECORD.sections[0].text, **changes: Any) -> Claim:
    passage = Passage(RECORD.id, "Results", 0, len(quote), quote)
    claim = Claim("c1", text, ClaimKind.CHECKED, Facet.TREATMENT, RecordKind.RESEARCH, (Citation(passage),))
    return replace(claim, **changes)


def test_what_its_source_says_is_true():
    """Word for word, or in part."""
    assert is_true(claimed("Zanolol 50 mg did not relieve frobnitis."), {RECORD.id: RECORD})


@pytest.mark.parametrize(
    ("claim", "record"),
    [
        (claimed("Zanolol did not relieve frobnitis."), None),
        (claimed("Zanolol did not relieve frobnitis."), replace(RECORD, retraction=RetractionStatus.RETRACTED)),
        (claimed("Zanolol did not relieve frobnitis.", quote="Zanolol did not relieve frobnitis."), RECORD),
        (claimed("Zanolol 5 mg did not relieve frobnitis."), RECORD),
        (claimed("Zanolol 50 mg did relieve frobnitis."), RECORD),
        (claimed("Surgery did not shorten recovery after grobbing."), RECORD),
    ],
    ids=["not held", "retracted", "another quote", "another figure", "a denial lost", "other words"],
)
def test_what_its_source_does_not_say_is_not_true(claim, record):
    """The record is looked up anew; nothing of the gate is asked."""
    assert not is_true(claim, {} if record is None else {record.id: record})


@pytest.mark.parametrize(
    ("question", "facets", "text", "title", "fits"),
    [
        ("How is frobnitis treated?", ("treatment",), "Zanolol relieves frobnitis.", "", True),
        ("How is frobnitis treated?", ("treatment",), "Zanolol relieves it.", "Frobnitis", True),
        ("How is asthma treated?", ("treatment",), "Zanolol relieves gout.", "Gout", False),
        ("Does aspirin help migraine?", ("treatment",), "Zanolol relieves migraine.", "Migraine", False),
        ("How common is asthma?", ("epidemiology",), "Zanolol was given to people with asthma.", "", False),
        ("How is asthma treated?", ("treatment",), "Zanolol is advised in pregnant women with asthma.", "", False),
        ("How is asthma treated?", ("treatment",), "In earlier studies zanolol relieved asthma.", "", False),
        ("How is asthma treated in pregnancy?", ("treatment",), "Zanolol is advised in pregnant women with asthma.", "", True),
    ],
)  # fmt: skip
def test_what_answers_names_what_was_asked_speaks_to_it_and_is_for_those_asked_about(
    question, facets, text, title, fits
):
    """By words of the judge's own."""
    assert fits is answers_to(parse_question(question), facets, claimed(text), title)


def test_figures_of_whole_answers_need_both_kinds_of_question(draft, library):
    """With none to refuse, there is no rate of refusals."""
    marks = measured(asked_of(draft), draft, library)
    assert "AnswerRate" in marks
    assert "RefusalRate" not in marks


def test_the_suite_prints_its_table():
    """On a few questions, from the command line."""
    result = CliRunner().invoke(app, ["eval", "answers", "--limit", "3"])
    assert result.exit_code == 0, result.output
    assert "AnswerRate" in result.output

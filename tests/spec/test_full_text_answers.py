"""What is quoted of a paper's full text: what it found, and not what it says that others found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.evidence import Coverage, Record, RecordKind, Section
from citewell.pipeline import answer
from fakes import FakeLibrary

OTHERS = "Zanolol reduced recurrence of frobnitis in adults treated in several hospitals of the north."
OWN = "Zanolol did not reduce recurrence of frobnitis compared with placebo in adults treated for a year."
FURTHER = "Recurrence of frobnitis was seen in 31% of adults treated with zanolol and in 30% with placebo."


def paper(
    number: int = 1, *sections: tuple[str, str], title: str = "Zanolol for frobnitis: a randomised trial"
) -> Record:
    return Record(
        id=f"pmc:PMC90000{number}",
        kind=RecordKind.RESEARCH,
        title=title,
        sections=tuple(Section(label, text) for label, text in sections),
        coverage=Coverage.FULL_TEXT,
        year=2020,
    )


def ask(question: str, *records: Record) -> VerifiedDraft:
    return answer(question, library=FakeLibrary(records))


def texts(draft: VerifiedDraft) -> list[str]:
    return [claim.text for claim in draft.claims]


@pytest.mark.parametrize("label", ["Introduction", "Background", "Discussion", "Discussion > Comparison"])
def test_what_others_found_is_not_quoted_as_what_a_trial_found(label):
    """The introduction and the discussion of a trial speak of other people's studies."""
    record = paper(1, ("Conclusions", OWN), ("Results", FURTHER), (label, OTHERS))
    draft = ask("Does zanolol help frobnitis?", record)
    assert OWN in texts(draft)
    assert OTHERS not in texts(draft)


def test_the_conclusion_leads():
    """It says in words what the results say in figures."""
    draft = ask("Does zanolol help frobnitis?", paper(1, ("Results", FURTHER), ("Conclusions", OWN)))
    assert draft.claim(draft.bottom_line[0]).text == OWN


def test_a_chapter_on_outcomes_among_the_methods_reports_none():
    """The chapter decides, and not a word in its parts."""
    planned = "Zanolol treatment was given to adults with frobnitis for 12 weeks by trained nurses."
    record = paper(1, ("Conclusions", OWN), ("Results", FURTHER), ("Materials and methods > Outcomes", planned))
    assert planned not in texts(ask("Does zanolol help frobnitis?", record))


def test_an_introduction_may_say_what_a_disease_is():
    """That is no finding of anybody's study."""
    told = "Frobnitis is a chronic disease of the frob that mostly affects adults who stand for long."
    again = "Frobnitis is an inflammatory disorder of the frob, and is known as sore frob."
    record = paper(1, ("Introduction", f"{told} {again}"), ("Results", FURTHER))
    assert told in texts(ask("What is frobnitis?", record))


def test_a_legend_is_not_quoted():
    """It tells of its figure."""
    legend = "Treatment of frobnitis with zanolol and with placebo in all adults of both hospitals."
    record = paper(1, ("Conclusions", OWN), ("Results", FURTHER), ("Figure 2: Recurrence", legend))
    assert legend not in texts(ask("Does zanolol help frobnitis?", record))


def test_a_joining_word_does_not_keep_the_answer_out():
    """ "Thus" joins a sentence to the one before, and the sentence can do without it."""
    thus = f"Thus, {OWN[0].lower()}{OWN[1:]}"
    draft = ask("Does zanolol help frobnitis?", paper(1, ("Results", FURTHER), ("Conclusions", thus)))
    assert thus in texts(draft)


def test_a_trial_filed_under_protocols_that_has_results_is_a_trial():
    """Journals file papers under headings of their own."""
    record = replace(
        paper(1, ("Results", FURTHER), ("Conclusions", OWN)), publication_types=("Clinical Trial Protocol",)
    )
    assert ask("Does zanolol help frobnitis?", record).outcome is Outcome.ANSWERED


def test_a_second_sentence_that_is_on_others_stays_out_of_the_bottom_line():
    """One good sentence beats two of which one is about somebody else."""
    children = "Zanolol reduced recurrence of frobnitis compared with placebo in children treated for a year."
    draft = ask(
        "Does zanolol help frobnitis?",
        paper(1, ("Conclusions", OWN)),
        paper(2, ("Conclusions", children), title="Zanolol for frobnitis in the young"),
    )
    assert [draft.claim(i).text for i in draft.bottom_line] == [OWN]


def test_nearest_records_that_lack_nothing_are_explained():
    """They name all that was asked, and say nothing of it that can be quoted."""
    record = paper(1, ("Methods", "Zanolol was given to adults with frobnitis, who were followed for a year."))
    draft = ask("Does zanolol help frobnitis?", record)
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert draft.nearest[0].missing == ()
    assert any("names all that was asked" in limit for limit in draft.limits)

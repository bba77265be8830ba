"""A sentence stands in an answer only if it is about what was asked, and is cited only for what it says."""

from __future__ import annotations

import pytest

from citewell.model.article import VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.pipeline import answer
from fakes import FakeLibrary


def record(number: int, title: str, text: str, kind: RecordKind = RecordKind.RESEARCH) -> Record:
    return Record(f"pubmed:{number}", kind, title, (Section("Abstract", text),), year=2022)


def said(draft: VerifiedDraft) -> str:
    return " ".join(claim.text for claim in draft.claims)


REDUCED = "Treatment with surgery reduced recurrence of frobnitis compared with usual care in adults over one year."
DID_NOT = (
    "Treatment with surgery did not reduce recurrence of frobnitis compared with usual care in adults over one year."
)


def test_opposite_findings_are_never_merged() -> None:
    """ "Reduced" and "did not reduce" share every other word: each is shown, and cites its own source alone."""
    library = FakeLibrary(
        [record(1, "Surgery for frobnitis: a trial", REDUCED), record(2, "Surgery for frobnitis: another", DID_NOT)]
    )
    claims = answer("How is frobnitis treated?", library=library).claims
    assert {claim.text: claim.record_ids for claim in claims} == {REDUCED: ("pubmed:1",), DID_NOT: ("pubmed:2",)}


def test_sentences_that_say_the_same_are_merged() -> None:
    """One sentence with two citations, where both sources say it."""
    other = "Frobnitis is treated with rest in most adults seen in clinics."
    library = FakeLibrary([record(1, "Frobnitis: a trial", f"{REDUCED} {other}"), record(2, "Frobnitis", REDUCED)])
    claims = answer("How is frobnitis treated?", library=library).claims
    assert next(set(c.record_ids) for c in claims if c.text == REDUCED) == {"pubmed:1", "pubmed:2"}


# A question, the title of a record, and two sentences of it that speak of something else.
ELSEWHERE = [
    (
        "What are the side effects of apixaban?",
        "Apixaban versus warfarin in atrial fibrillation",
        "Major bleeding occurred in 3.1% per year of patients in the warfarin group of the trial. "
        "Intracranial hemorrhage was a common adverse event in patients who took warfarin in this setting.",
    ),
    (
        "What is the dose of apixaban in atrial fibrillation?",
        "Anticoagulation in atrial fibrillation and venous thromboembolism",
        "For venous thromboembolism the recommended dose of apixaban is 10 mg twice daily for 7 days. "
        "In pulmonary embolism apixaban is then given at a dose of 5 mg twice daily for three months.",
    ),
    (
        "How is Achilles tendon rupture treated?",
        "Patellar and Achilles tendon rupture",
        "Patellar tendon rupture is treated with surgical repair in most adults seen in clinics. "
        "Quadriceps tendon rupture is treated with surgery within two weeks in adults.",
    ),
    (
        "How is acute otitis media in children treated?",
        "Acute otitis media in children and adults",
        "Adults with acute otitis media should be treated with amoxicillin in most cases. "
        "Treatment with amoxicillin is recommended for adults who have acute otitis media and fever.",
    ),
]


@pytest.mark.parametrize(("question", "title", "text"), ELSEWHERE)
def test_a_title_does_not_lend_its_subject_to_another(question: str, title: str, text: str) -> None:
    """The other arm, the other disease, the other tendon and the other age are not what was asked."""
    assert said(answer(question, library=FakeLibrary([record(1, title, text, RecordKind.GUIDELINE)]))) == ""


def test_a_comparison_that_names_both_arms_is_on_the_subject() -> None:
    """What names the treatment asked about stays, though it names the other as well."""
    text = (
        "Major bleeding was less common with apixaban than with warfarin over two years. "
        "Nausea was a common adverse event with apixaban in older adults of the trial."
    )
    library = FakeLibrary([record(1, "Apixaban versus warfarin in atrial fibrillation", text)])
    assert "than with warfarin" in said(answer("What are the side effects of apixaban?", library=library))

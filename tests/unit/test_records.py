"""Records, claims and drafts: what is not valid cannot be built."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from citewell.model.claim import Check, Citation, Claim, ClaimKind, Verdict, VerdictKind
from citewell.model.evidence import EvidenceLevel, Passage, RecordKind, Section, unique_labels
from citewell.model.question import Facet, Question
from universe import RECORDS, record

TRIAL = record(3)
PASSAGE = Passage(TRIAL.id, "Conclusions", 0, 7, "Zanolol")
CLAIM = Claim("c1", "Zanolol", ClaimKind.QUOTED, Facet.TREATMENT, RecordKind.RESEARCH, (Citation(PASSAGE),))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "90000003"}, "scheme:value"),
        ({"id": "pubmed:"}, "scheme:value"),
        ({"id": "Pub Med:1"}, "scheme:value"),
        ({"id": "pubmed:1 2"}, "scheme:value"),
        ({"id": "pubmed:" + "1" * 201}, "scheme:value"),
        ({"title": ""}, "needs a title"),
        ({"title": " \n"}, "needs a title"),
        ({"year": 12}, "year 12"),
        ({"year": 20190}, "year 20190"),
        ({"sections": (Section("Results", "a"), Section("Results", "b"))}, "share a label"),
    ],
)
def test_an_invalid_record_cannot_be_built(changes, message):
    """The error says which part is wrong."""
    with pytest.raises(ValueError, match=message):
        replace(TRIAL, **changes)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Section(" ", "text"), "needs a label"),
        (lambda: Passage("a:b", "Results", 3, 3, ""), "empty or reversed"),
        (lambda: Passage("a:b", "Results", 4, 3, "a"), "empty or reversed"),
        (lambda: Passage("a:b", "Results", -1, 3, "abcd"), "empty or reversed"),
        (lambda: Passage("a:b", "Results", 0, 3, "ab"), "length of its text"),
        (lambda: EvidenceLevel(0, "treatment", ""), "not 1 to 5"),
        (lambda: EvidenceLevel(6, "treatment", ""), "not 1 to 5"),
        (lambda: Check("numbers", False), "without saying why"),
        (lambda: Verdict(VerdictKind.SUPPORTED), "needs checks"),
        (lambda: Verdict(VerdictKind.SUPPORTED, (Check("a", True), Check("b", False, "no"))), "needs checks"),
        (lambda: replace(CLAIM, text=" "), "needs text"),
        (lambda: replace(CLAIM, citations=()), "no citation"),
        (lambda: replace(CLAIM, text="Quibrex"), "does not read as its quote"),
        (lambda: Question(" ", (Facet.HARMS,), ()), "needs text"),
        (lambda: Question("What?", (), ()), "at least one facet"),
        (lambda: Question("What?", (Facet.HARMS, Facet.HARMS), ()), "each once"),
    ],
)
def test_no_other_noun_can_be_built_wrong(build, message):
    """A sentence without a source, a span without text and a verdict without checks cannot exist."""
    with pytest.raises(ValueError, match=message):
        build()


def test_a_record_cannot_be_changed():
    """Records are values: a change makes another record."""
    with pytest.raises(FrozenInstanceError):
        TRIAL.title = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        (PASSAGE, True),
        (replace(PASSAGE, start=1, end=8), False),
        (replace(PASSAGE, text="zanolol"), False),
        (replace(PASSAGE, section="Discussion"), False),
        (Passage(TRIAL.id, "Conclusions", 9000, 9007, "Zanolol"), False),
    ],
)
def test_a_passage_knows_whether_it_is_at_its_span(passage, expected):
    """Only the exact characters of the named section count."""
    assert passage.is_at_its_span(TRIAL) is expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Results"], ["Results"]),
        (["Results", "Results", "Results"], ["Results", "Results (2)", "Results (3)"]),
        (["Results", "Results", "Results (2)"], ["Results", "Results (2)", "Results (2) (2)"]),
        (["Results (2)", "Results", "Results"], ["Results (2)", "Results", "Results (3)"]),
        ([" Results ", "Results"], ["Results", "Results (2)"]),
        (["", " "], ["Text", "Text (2)"]),
    ],
)
def test_repeated_labels_are_numbered(labels, expected):
    """A label must mean one text, because citations name sections by label."""
    assert [s.label for s in unique_labels([(label, "text") for label in labels])] == expected


def test_the_link_of_a_record_is_its_own_address_else_one_made_from_its_identifiers():
    """A reader is sent to the page of the record itself."""
    assert replace(TRIAL, url="https://here.example").link == "https://here.example"
    assert replace(TRIAL, url="").link == "https://pubmed.ncbi.nlm.nih.gov/90000003/"
    assert replace(RECORDS[0], url="").link == ""


def test_asking_for_a_section_that_is_not_there_names_it():
    """The error says which record and which section."""
    with pytest.raises(KeyError, match="pubmed:90000003 has no section 'Discussion'"):
        TRIAL.section("Discussion")

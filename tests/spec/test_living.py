"""What happens to an approved article when the library changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from citewell.editorial.changes import claim_key
from citewell.editorial.living import changed_sources, new_evidence
from citewell.editorial.review import Cause
from citewell.library import Library
from citewell.model.evidence import Record, RetractionStatus
from citewell.model.ledger import Ledger, make_ledger
from citewell.pipeline import answer
from universe import DOCUMENTS, write_jsonl

QUESTION = "How is frobnitis treated?"
GUIDELINE = "guideline:frob-2023"
REVIEW = "pubmed:90000001"


@pytest.fixture
def ledger(world: Library) -> Ledger:
    draft = answer(QUESTION, library=world)
    return make_ledger(draft, world.records([reference.record_id for reference in draft.references]))


@pytest.fixture
def held(world: Library, ledger: Ledger) -> dict[str, Record]:
    """What the library holds of the sources; a test changes one of them."""
    return {record.id: record for record in world.records([source.id for source in ledger.sources])}


def _keys(ledger: Ledger, record_id: str) -> set[str]:
    return {claim_key(claim) for claim in ledger.draft.claims if record_id in claim.record_ids}


def test_where_nothing_has_changed_nothing_is_found(ledger: Ledger, held: dict[str, Record], world: Library) -> None:
    """The same library gives the same answer, and opens nothing."""
    assert changed_sources(ledger, held) == ()
    assert new_evidence(ledger, answer(QUESTION, library=world)) == ()


def test_a_retraction_opens_the_claims_it_touches(ledger: Ledger, held: dict[str, Record]) -> None:
    """Those that cite the paper, and no others; they fail a check from now on."""
    held[REVIEW] = replace(held[REVIEW], retraction=RetractionStatus.RETRACTED)
    (finding,) = changed_sources(ledger, held)
    assert set(finding.keys) == _keys(ledger, REVIEW)
    assert (finding.cause, finding.problem) == (Cause.RETRACTION, "not_retracted")
    assert "has been retracted" in finding.reason


def test_an_expression_of_concern_opens_claims_that_fail_nothing(ledger: Ledger, held: dict[str, Record]) -> None:
    """The board decides what it means."""
    held[REVIEW] = replace(held[REVIEW], retraction=RetractionStatus.CONCERN)
    (finding,) = changed_sources(ledger, held)
    assert (finding.cause, finding.problem) == (Cause.RETRACTION, "")


def test_a_guideline_that_reads_otherwise_now_opens_what_quoted_it(ledger: Ledger, held: dict[str, Record]) -> None:
    """A newer version has the id of the older one."""
    sections = tuple(replace(s, text="Quibrex is recommended.") for s in held[GUIDELINE].sections)
    held[GUIDELINE] = replace(held[GUIDELINE], sections=sections, version="2026")
    (finding,) = changed_sources(ledger, held)
    assert set(finding.keys) == _keys(ledger, GUIDELINE)
    assert (finding.cause, finding.problem) == (Cause.SUPERSEDED, "quote_at_span")


def test_a_newer_version_in_the_same_words_opens_claims_that_fail_nothing(
    ledger: Ledger, held: dict[str, Record]
) -> None:
    """Also where the words have moved within their record."""
    sections = tuple(replace(s, text=f"New opening. {s.text}") for s in held[GUIDELINE].sections)
    held[GUIDELINE] = replace(held[GUIDELINE], sections=sections, version="2026")
    (finding,) = changed_sources(ledger, held)
    assert (finding.cause, finding.problem) == (Cause.SUPERSEDED, "")


def test_a_source_that_is_gone_is_named(ledger: Ledger, held: dict[str, Record]) -> None:
    """Whoever forgets a record is told which articles rest on it."""
    del held[REVIEW]
    (finding,) = changed_sources(ledger, held)
    assert "no longer holds" in finding.reason


def test_stronger_evidence_opens_the_aspect_it_speaks_to(library: Library, tmp_path: Path) -> None:
    """An article that rests on research alone is opened by a guideline."""
    research = [document for document in DOCUMENTS if document["kind"] == "research"]
    library.ingest([write_jsonl(tmp_path / "research.jsonl", research)])
    draft = answer(QUESTION, library=library)
    before = make_ledger(draft, library.records([reference.record_id for reference in draft.references]))
    library.ingest([write_jsonl(tmp_path / "all.jsonl")])
    findings = new_evidence(before, answer(QUESTION, library=library))
    assert findings
    assert all(finding.cause is Cause.EVIDENCE and finding.keys for finding in findings)
    assert "guideline of the Frob Society" in findings[0].reason


def test_an_answer_that_is_gone_opens_nothing(ledger: Ledger, library: Library) -> None:
    """A library that answers no more has lost sources; each of them is told on its own."""
    lost = answer("How is quuxitis treated?", library=library)
    assert new_evidence(ledger, lost) == ()

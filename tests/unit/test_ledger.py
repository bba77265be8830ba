"""The ledger: a draft with the texts it rests on, written as JSON and read back without loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
import pytest

from citewell.errors import BadInput
from citewell.library import Library
from citewell.model.ledger import Ledger, make_ledger
from citewell.pipeline import answer
from citewell.publish.ledger import digest, ledger_from_json, ledger_to_json

QUESTIONS = ("What are the symptoms and treatment of frobnitis?", "How is quuxitis treated?")


@pytest.fixture
def ledgers(world: Library) -> list[Ledger]:
    """An answer and an answer that there is none."""
    return [_asked(question, world) for question in QUESTIONS]


def _asked(question: str, library: Library) -> Ledger:
    draft = answer(question, library=library)
    return make_ledger(draft, library.records([reference.record_id for reference in draft.references]))


def test_a_ledger_is_read_back_equal(ledgers: list[Ledger]) -> None:
    """What was written as JSON gives the same ledger, and the same digest: of an answer and of none."""
    assert [bool(ledger.draft.claims) for ledger in ledgers] == [True, False]
    for ledger in ledgers:
        back = ledger_from_json(orjson.loads(orjson.dumps(ledger_to_json(ledger))))
        assert back == ledger
        assert digest(back) == digest(ledger)


def test_a_ledger_holds_the_cited_sections_alone(ledgers: list[Ledger]) -> None:
    """A source is held with the sections that are cited, so that a page can show a quote in its place."""
    ledger = ledgers[0]
    cited = {(c.record_id, c.passage.section) for claim in ledger.draft.claims for c in claim.citations}
    assert {(record.id, section.label) for record in ledger.sources for section in record.sections} == cited


def test_what_surrounds_a_quote_joins_to_its_section(ledgers: list[Ledger]) -> None:
    """The text before a quote, the quote and the text after it are the section."""
    ledger = ledgers[0]
    for claim in ledger.draft.claims:
        for citation in claim.citations:
            before, after = ledger.surroundings(citation)
            section = ledger.source(citation.record_id).section(citation.passage.section)
            assert before + citation.quote + after == section.text


def test_a_ledger_without_a_source_cannot_be_built(ledgers: list[Ledger]) -> None:
    """A reference whose text is not there is named."""
    with pytest.raises(ValueError, match=r"the text of reference 1 .* is missing"):
        replace(ledgers[0], sources=())


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda v: v.update(format="citewell-ledger/99"), "its format is 'citewell-ledger/99'"),
        (lambda v: v.pop("draft"), "'draft' is missing"),
        (lambda v: v["sources"].pop(), "is missing"),
        (lambda v: v["draft"].update(surprise=1), "surprise"),
        (lambda v: v["draft"]["claims"][0]["verdict"].update(checks=[]), "SUPPORTED needs checks"),
        (lambda v: v["draft"]["claims"][0]["citations"][0]["passage"].update(start=-1), "empty or reversed"),
        (lambda v: v["sources"][0]["sections"][0].update(text="Other words."), "does not stand at its place"),
        (lambda v: v["draft"].update(bottom_line=["c99"]), "every claim stands in exactly one place"),
        (lambda v: v["draft"].update(claims=7), "iterable"),
        (lambda v: v["draft"]["evidence"][0].update(record_id="pubmed:1"), "evidence table has no reference"),
        (
            lambda v: v["draft"].update(
                conflicts=[{"facet": "treatment", "outcome": "pain", "claim_ids": ["c99"], "likely_reason": "None."}]
            ),
            "a conflict names a claim that is not there",
        ),
    ],
)
def test_a_damaged_ledger_is_refused_with_the_reason(
    ledgers: list[Ledger], damage: Callable[[dict[str, Any]], object], told: str
) -> None:
    """What breaks a promise of the ledger is told in its own words, not shown."""
    values = orjson.loads(orjson.dumps(ledger_to_json(ledgers[0])))
    damage(values)
    with pytest.raises(BadInput, match=told):
        ledger_from_json(values)


def test_a_changed_word_changes_the_digest(ledgers: list[Ledger]) -> None:
    """The digest covers the texts of the sources as well as the claims."""
    ledger = ledgers[0]
    changed = replace(ledger, sources=(replace(ledger.sources[0], title="Another title"), *ledger.sources[1:]))
    assert digest(changed) != digest(ledger)

"""What holds of every answer, whatever the records and whatever the question."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from citewell.errors import BadInput
from citewell.model.article import Outcome
from citewell.model.claim import VerdictKind
from citewell.model.evidence import Record, RecordKind, RetractionStatus, unique_labels
from citewell.pipeline import answer
from citewell.publish.json import schema, to_json
from citewell.publish.markdown import to_markdown
from fakes import FakeLibrary

SENTENCES = [
    "Zanolol is recommended as first treatment of frobnitis in adults (strong recommendation).",
    "Symptoms of frobnitis include a low hum, swelling and pain on whistling.",
    "In frobnitis, zanolol 5 mg reduced pain more than placebo (risk ratio 0.62, 95% CI 0.51 to 0.75).",
    "Zanolol did not reduce pain in frobnitis compared with placebo.",
    "The recommended dose of zanolol in frobnitis is 5 mg once daily.",
    "Zanolol is contraindicated in frobnitis with a missing frob.",
    "Adverse events of zanolol in frobnitis were rare.",
    "These patients did well.",
    "We randomised 240 adults with frobnitis.",
]
QUESTIONS = [
    "How is frobnitis treated?",
    "What are the symptoms of frobnitis and who should not take zanolol?",
    "zanolol versus placebo in frobnitis: side effects and dose",
    "frobnitis",
]
texts = st.lists(st.one_of(st.sampled_from(SENTENCES), st.text(max_size=60)), max_size=6).map(" ".join)
label = st.sampled_from(["Results", "Conclusions", "Treatment", "Symptoms", "Dosage", "Abstract", "Methods"])


@st.composite
def records(draw: st.DrawFn) -> list[Record]:
    count = draw(st.integers(0, 5))
    return [
        Record(
            id=f"pubmed:{number + 1}",
            kind=draw(st.sampled_from(RecordKind)),
            title=draw(st.sampled_from(["Zanolol in frobnitis", "Frobnitis", "Of whistling"])),
            sections=unique_labels(draw(st.lists(st.tuples(label, texts), max_size=3))),
            year=draw(st.one_of(st.none(), st.integers(1950, 2026))),
            retraction=draw(st.sampled_from(RetractionStatus)),
        )
        for number in range(count)
    ]


@settings(max_examples=120, deadline=None)
@given(records(), st.sampled_from(QUESTIONS))
def test_an_answer_keeps_its_promises(held: list[Record], question: str) -> None:
    """Quotes at their spans, claims passed, references resolved and in order, facets answered or named, no repeats."""
    by_id = {record.id: record for record in held}
    draft = answer(question, library=FakeLibrary(held))
    for claim in draft.claims:
        assert claim.verdict.kind is VerdictKind.SUPPORTED
        for citation in claim.citations:
            record = by_id[citation.record_id]
            assert citation.passage.is_at_its_span(record)
            assert record.retraction is not RetractionStatus.RETRACTED
    numbers = [draft.reference_number(record_id) for claim in draft.claims for record_id in claim.record_ids]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(draft.references) + 1))
    assert {claim.facet for claim in draft.claims} | set(draft.unanswered) == set(draft.question.facets)
    authorities = {RecordKind.GUIDELINE, RecordKind.LABEL}
    few = len(draft.claims) < 2 and not any(claim.source_kind in authorities for claim in draft.claims)
    assert len({claim.text for claim in draft.claims}) == len(draft.claims)
    assert (draft.outcome is Outcome.INSUFFICIENT_EVIDENCE) == few
    assert few == (not draft.claims)
    document = to_json(draft)
    Draft202012Validator(schema()).validate(document)
    assert to_markdown(draft)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=2500))
def test_any_text_is_a_question_or_bad_input(text: str) -> None:
    """Whatever is asked, there is an answer or a clear refusal, never a crash."""
    try:
        draft = answer(text, library=FakeLibrary())
    except BadInput:
        return
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE


@settings(max_examples=60, deadline=None)
@given(records(), st.sampled_from(QUESTIONS))
def test_the_same_library_gives_the_same_answer(held: list[Record], question: str) -> None:
    """An answer can be made again from its edition."""
    assert answer(question, library=FakeLibrary(held)) == answer(question, library=FakeLibrary(held))

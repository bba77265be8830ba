"""What a reader gets from the starter library alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from citewell.compose.candidates import Candidate, candidates
from citewell.config import Settings
from citewell.library import Library
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.claim import VerdictKind
from citewell.model.evidence import Appraisal, RecordKind
from citewell.model.question import Facet, Question
from citewell.pipeline import answer

HAMSTRING = "What are the symptoms and treatment options for a proximal hamstring rupture?"
ANSWERABLE = {
    "proximal-hamstring": HAMSTRING,
    "achilles-rupture": "How is an Achilles tendon rupture treated?",
    "knee-osteoarthritis": "Which treatments help knee osteoarthritis?",
    "acute-low-back-pain": "How should acute low back pain be managed?",
    "statins-over-75": "Do statins help people over 75 without heart disease?",
    "blood-pressure-targets": "What blood pressure target is recommended in hypertension?",
    "aspirin-primary-prevention": "Should healthy older adults take aspirin for primary prevention?",
    "af-anticoagulation": "Which anticoagulant is recommended in atrial fibrillation?",
    "type2-diabetes-heart-kidney": "Do SGLT2 inhibitors protect the kidneys in type 2 diabetes?",
    "uncomplicated-cystitis": "What antibiotics treat a bladder infection in women?",
    "helicobacter-pylori": "How is Helicobacter pylori eradicated?",
    "acute-otitis-media-children": "Should a child with an ear infection get antibiotics?",
    "asthma-reliever": "Which reliever inhaler is best in mild asthma?",
    "migraine-prevention": "Which drugs are used for migraine prevention?",
    "depression-treatment": "How effective is exercise for depression?",
}
# Hard ones stand close to the topics; none is answered by the starter library.
UNANSWERABLE = [
    "How is a distal biceps tendon rupture treated?",
    "What is the treatment of quadriceps tendon rupture?",
    "Is eccentric loading effective in Achilles tendinopathy?",
    "Which triptan works best for an acute migraine attack?",
    "How long should dual antiplatelet therapy last after a coronary stent?",
    "Does lithium prevent relapse in bipolar disorder?",
    "How should pyelonephritis in pregnancy be treated?",
    "What is the treatment of otitis externa?",
    "Which insulin pump is best for type 1 diabetes?",
    "When is hip replacement indicated in hip osteoarthritis?",
    "Is spinal fusion effective for chronic low back pain?",
    "What are the symptoms of Lyme disease?",
    "Does aspirin treat hair loss?",
    "How is rheumatoid arthritis diagnosed?",
    "What is the capital of France?",
]


@pytest.fixture(scope="module")
def starter_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with Library(Settings(home=tmp_path_factory.mktemp("starter"))) as library:
        yield library


@pytest.fixture(scope="module")
def hamstring(starter_library: Library) -> VerifiedDraft:
    return answer(HAMSTRING, library=starter_library)


@pytest.mark.parametrize("topic", ANSWERABLE)
def test_each_topic_is_answered(topic: str, starter_library: Library) -> None:
    """A plain question on each of the fifteen topics is answered, and from that topic."""
    draft = answer(ANSWERABLE[topic], library=starter_library)
    assert draft.outcome is Outcome.ANSWERED
    cited = starter_library.records([reference.record_id for reference in draft.references])
    assert sum(record.topic == topic for record in cited) >= len(draft.references) * 0.6


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_library_does_not_hold_is_not_answered(question: str, starter_library: Library) -> None:
    """Loosely related sentences are no answer: the reader is told so, with what came nearest."""
    draft = answer(question, library=starter_library)
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert draft.claims == () and draft.references == ()
    assert draft.unanswered == draft.question.facets
    assert draft.searched > 0


def test_the_hamstring_article_answers_both_facets(hamstring: VerifiedDraft) -> None:
    """Symptoms and treatment are both answered; nothing asked is left out."""
    assert hamstring.outcome is Outcome.ANSWERED
    assert {claim.facet for claim in hamstring.claims} == {Facet.SYMPTOMS, Facet.TREATMENT}
    assert hamstring.unanswered == ()


def test_the_hamstring_article_rests_on_many_sources(hamstring: VerifiedDraft) -> None:
    """At least eight references, a review or a guideline among them."""
    assert len({reference.record_id for reference in hamstring.references}) >= 8
    assert any("review" in reference.design or reference.type == "Guideline" for reference in hamstring.references)


def test_the_hamstring_article_repeats_no_sentence(hamstring: VerifiedDraft) -> None:
    """No sentence stands twice, word for word or in the same words."""
    texts = [claim.text.lower() for claim in hamstring.claims]
    assert len(set(texts)) == len(texts)


def test_the_bottom_line_comes_first_and_is_short(hamstring: VerifiedDraft) -> None:
    """At most 80 words; its claims carry the first numbers and speak to each facet asked."""
    lead = [hamstring.claim(claim_id) for claim_id in hamstring.bottom_line]
    assert sum(len(claim.text.split()) for claim in lead) <= 80
    assert [claim.id for claim in lead] == [f"c{n}" for n in range(1, len(lead) + 1)]
    assert {claim.facet for claim in lead} == set(hamstring.question.facets)


@pytest.mark.parametrize("question", ANSWERABLE.values())
def test_every_claim_has_its_quote_at_its_span(question: str, starter_library: Library) -> None:
    """Each quote is the record's text at its span, each claim passed the gate, each citation has its reference."""
    draft = answer(question, library=starter_library)
    records = {record.id: record for record in starter_library.records([r.record_id for r in draft.references])}
    for claim in draft.claims:
        assert claim.verdict.kind is VerdictKind.SUPPORTED
        for citation in claim.citations:
            section = records[citation.record_id].section(citation.passage.section)
            assert section.text[citation.passage.start : citation.passage.end] == citation.quote
            assert draft.reference_number(citation.record_id) >= 1


@pytest.mark.parametrize("question", ANSWERABLE.values())
def test_sections_stand_in_the_order_of_their_kind(question: str, starter_library: Library) -> None:
    """Guidelines, then drug labels, then research, then health information."""
    kinds = [section.source_kind for section in answer(question, library=starter_library).sections]
    assert kinds == sorted(kinds, key=list(RecordKind).index)


def test_a_starter_summary_is_named_as_such(hamstring: VerifiedDraft) -> None:
    """The reader is told that the sources are summaries, with a link to each original."""
    assert all(reference.is_starter and reference.url.startswith("https://") for reference in hamstring.references)
    assert any("starter summaries" in limit for limit in hamstring.limits)


def test_follow_ups_can_be_answered(hamstring: VerifiedDraft, starter_library: Library) -> None:
    """What is suggested has been tried: each follow-up question is answered when asked."""
    assert hamstring.follow_ups
    for question in hamstring.follow_ups:
        assert answer(question, library=starter_library).outcome is Outcome.ANSWERED, question


def test_follow_ups_can_be_left_out(hamstring: VerifiedDraft, starter_library: Library) -> None:
    """Who shows none need not wait for them; nothing else of the answer changes."""
    without = answer(HAMSTRING, library=starter_library, follow_ups=False)
    assert without == replace(hamstring, follow_ups=())


def test_the_records_are_read_once_for_all_follow_ups_of_a_subject(
    starter_library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once for the answer, once for what may be asked next: not anew for each question that is tried."""
    read: list[tuple[Facet, ...]] = []

    def counted(question: Question, appraisal: Appraisal, facets: Sequence[Facet]) -> list[Candidate]:
        read.append(tuple(facets))
        return candidates(question, appraisal, facets)

    monkeypatch.setattr("citewell.compose.extractive.candidates", counted)
    monkeypatch.setattr("citewell.pipeline.candidates", counted)
    assert answer(HAMSTRING, library=starter_library).follow_ups
    assert len(read) == 2


def test_an_emergency_question_is_marked_even_without_an_answer(starter_library: Library) -> None:
    """The banner does not wait for evidence."""
    draft = answer("My father has crushing chest pain right now, what should I do?", library=starter_library)
    assert draft.is_urgent


def test_without_the_starter_library_nothing_is_known(tmp_path: Path) -> None:
    """An empty library answers nothing, and says so."""
    with Library(Settings(home=tmp_path, starter=False)) as empty:
        assert answer(HAMSTRING, library=empty).outcome is Outcome.INSUFFICIENT_EVIDENCE

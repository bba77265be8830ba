"""A study that has reported nothing is shown as under way, and a retracted one as retracted. Neither supports a sentence."""

from __future__ import annotations

import io
from dataclasses import replace

import lxml.html
import pytest
from jsonschema import Draft202012Validator
from rich.console import Console

from citewell.model.article import VerifiedDraft
from citewell.model.evidence import Record, RecordKind, RetractionStatus, Section
from citewell.model.identifiers import NCTID, Identifiers
from citewell.pipeline import answer
from citewell.publish.html import to_html
from citewell.publish.json import schema, to_json
from citewell.publish.markdown import to_markdown
from citewell.publish.terminal import print_terminal
from fakes import FakeLibrary
from universe import RECORDS, record

QUESTION = "How is frobnitis treated with zanolol?"


def trial(number: int, status: str = "Recruiting", *, title: str = "Zanolol in frobnitis", **sections: str) -> Record:
    """Return a registration; each keyword is a section."""
    name = f"NCT990001{number:02}"
    return Record(
        id=f"nct:{name}",
        kind=RecordKind.RESEARCH,
        title=title,
        sections=tuple(Section(label.replace("_", " "), text) for label, text in sections.items()),
        journal="ClinicalTrials.gov",
        year=2025,
        date="2026-01-15",
        publication_types=("Clinical Trial Registration",),
        identifiers=Identifiers(nctid=NCTID(name)),
        url=f"https://clinicaltrials.gov/study/{name}",
        trial_status=status,
    )


def protocol(number: int, title: str, *, year: int = 2024, nctid: str = "", types: tuple[str, ...] = ()) -> Record:
    """Return the published protocol of a study."""
    return record(
        9,
        id=f"pubmed:900003{number:02}",
        title=title,
        year=year,
        publication_types=["Journal Article", *types],
        identifiers={"pmid": f"900003{number:02}", **({"nctid": nctid} if nctid else {})},
        sections=[{"label": "Methods", "text": "We will give zanolol to people with frobnitis."}],
    )


def asked(*extra: Record, question: str = QUESTION, among: tuple[Record, ...] = RECORDS) -> VerifiedDraft:
    """Return the answer from the little world and these records."""
    return answer(question, library=FakeLibrary([*(r for r in among if r.id != "pubmed:90000009"), *extra]))


def shown(*extra: Record, question: str = QUESTION) -> list[str]:
    """Return the ids of the studies shown as under way."""
    return [study.record_id for study in asked(*extra, question=question).under_way]


# Which studies --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "is_shown"),
    [
        ("Recruiting", True),
        ("Not yet recruiting", True),
        ("Enrolling by invitation", True),
        ("Active, not recruiting", True),
        ("Ongoing", True),
        ("Suspended", False),
        ("Completed", False),
        ("Terminated", False),
        ("Withdrawn", False),
        ("Unknown status", False),
        ("Status not stated", False),
    ],
)
def test_only_a_trial_that_still_runs_is_under_way(status, is_shown):
    """In the words of the register."""
    assert bool(shown(trial(1, status))) is is_shown


@pytest.mark.parametrize(
    ("told", "is_shown"),
    [
        ({}, True),
        ({"title": "Zanolol for a painful frob", "Conditions": "Frobnitis"}, True),
        ({"title": "A study of frobnitis", "Interventions": "Drug: Zanolol. Tablets."}, True),
        ({"title": "A study of frobnitis", "Brief_summary": "It looks at quibrex."}, False),
        ({"title": "Zanolol in glimmering", "Eligibility": "Excluded is who has frobnitis."}, False),
        ({"title": "Quibrex in frobnitis", "Eligibility": "Excluded is who takes zanolol."}, False),
    ],
)
def test_a_trial_is_shown_for_what_it_is_about(told, is_shown):
    """Who may not take part says what a trial is not about."""
    assert bool(shown(trial(1, **told))) is is_shown


@pytest.mark.parametrize(
    ("question", "is_shown"),
    [
        ("How is frobnitis treated with zanolol?", True),
        ("What are the side effects of zanolol in frobnitis?", True),
        ("What is frobnitis?", False),
        ("What are the symptoms of frobnitis?", False),
        ("How is glimmering treated?", False),
    ],
)
def test_trials_belong_to_questions_that_a_trial_can_answer(question, is_shown):
    """Who asks what a disease is does not ask for trials."""
    assert bool(shown(trial(1), question=question)) is is_shown


def test_no_more_than_five_are_shown():
    """An article is no register."""
    assert len(shown(*(trial(number) for number in range(1, 9)))) == 5


@pytest.mark.parametrize(
    ("values", "is_shown"),
    [
        ({"title": "Zanolol in frobnitis: protocol of a randomised trial"}, True),
        ({"title": "Zanolol in frobnitis: study protocol"}, True),
        ({"title": "Zanolol in frobnitis", "types": ("Clinical Trial Protocol",)}, True),
        ({"title": "Zanolol in frobnitis: protocol for a systematic review of trials"}, False),
        ({"title": "A zanolol protocol in frobnitis"}, False),
        ({"title": "Zanolol in frobnitis: study protocol", "year": 2010}, False),
    ],
)
def test_the_protocol_of_a_trial_is_shown_while_it_is_new(values, is_shown):
    """A treatment may be called a protocol, a review has one, and an old one says nothing of today."""
    assert bool(shown(protocol(1, **values))) is is_shown


def test_a_protocol_whose_trial_is_registered_is_told_by_the_register():
    """It knows where the trial stands."""
    paper = protocol(1, "Zanolol in frobnitis: study protocol", nctid="NCT99000101")
    assert shown(paper, trial(1)) == ["nct:NCT99000101"]
    assert shown(paper, trial(1, "Completed")) == []
    assert shown(paper, trial(2)) == ["nct:NCT99000102", paper.id]


def test_trials_that_ended_without_a_report_are_a_limit_of_the_evidence():
    """What was tried and not told may have found nothing."""
    (limit,) = [text for text in asked(trial(1, "Completed"), trial(2, "Terminated")).limits if "trials" in text]
    assert limit.endswith("with no report among the records found: NCT99000101, NCT99000102.")
    reported = replace(record(3), identifiers=trial(1).identifiers)
    told = asked(reported, trial(1, "Completed"), trial(2, "Withdrawn"))
    assert not [text for text in told.limits if "Registered" in text]


# Never evidence -------------------------------------------------------------------------------------------


def test_nothing_rests_on_a_study_under_way():
    """Even if its registration sounds like a finding."""
    claims_it = trial(1, Brief_summary="Zanolol is an effective treatment of frobnitis and reduced pain in adults.")
    draft = asked(claims_it)
    assert [study.record_id for study in draft.under_way] == [claims_it.id]
    assert claims_it.id not in {record_id for claim in draft.claims for record_id in claim.record_ids}
    with pytest.raises(ValueError, match="no reference"):
        replace(draft, under_way=(replace(draft.under_way[0], record_id=draft.references[0].record_id),))


def test_an_answer_from_a_text_in_another_language_is_none():
    """A health topic in Spanish is not quoted in English; the English abstract of a Spanish paper is."""
    told = (
        Section("Symptoms", "The symptoms of frobnitis are pain and swelling of the frob."),
        Section("Signs", "A low hum and a shaking hand are common signs of frobnitis in children."),
    )
    for values, quoted in (
        ({"kind": RecordKind.TOPIC, "language": "spa"}, False),
        ({"kind": RecordKind.TOPIC, "language": "eng"}, True),
        ({"kind": RecordKind.RESEARCH, "language": "spa"}, True),
    ):
        topic = replace(RECORDS[-1], sections=told, **values)
        draft = answer("What are the symptoms of frobnitis?", library=FakeLibrary([topic]))
        assert (topic.id in {reference.record_id for reference in draft.references}) is quoted


def test_a_register_does_not_take_the_places_of_evidence():
    """It may hold a hundred trials of a condition for each paper in the library."""
    trials = [
        trial(number, Brief_summary="The recommended treatment: is this therapy effective? A randomized trial.")
        for number in range(1, 99)
    ]
    alone, beside = (answer(QUESTION, library=FakeLibrary([*RECORDS, *more]), limit=12) for more in ((), trials))
    assert {claim.text for claim in beside.claims} == {claim.text for claim in alone.claims}
    assert len(beside.under_way) == 5


# In the renderings ----------------------------------------------------------------------------------------


def rendered(draft: VerifiedDraft) -> dict[str, str]:
    """Return the draft as each rendering tells it, on one line."""
    held = io.StringIO()
    print_terminal(draft, Console(file=held, width=200, no_color=True))
    pages = {"text": held.getvalue(), "md": to_markdown(draft).replace("\\", "")}
    pages["html"] = lxml.html.document_fromstring(to_html(draft)).text_content()
    return {name: " ".join(page.split()) for name, page in pages.items()}


RUNNING = (trial(1), protocol(1, "Early zanolol in frobnitis: study protocol"))
UNANSWERED = "How is frobnitis prevented with zanolol in children?"


def test_trials_under_way_stand_after_what_the_evidence_does_not_say():
    """With where each stands and since when, in every rendering."""
    for page in rendered(asked(*RUNNING)).values():
        assert page.index("What the evidence does not say") < page.rindex("Trials under way")
        assert page.rindex("Trials under way") < page.rindex("References")
        assert "Recruiting (entry of 2026-01-15)" in page
        assert "Protocol published (2024)" in page
        assert "No result of theirs was read here" in page


def test_the_links_of_trials_lead_to_the_register():
    """A clinician wants to send a patient there."""
    draft = asked(*RUNNING)
    address = "https://clinicaltrials.gov/study/NCT99000101"
    assert f"(<{address}>)" in to_markdown(draft)
    assert lxml.html.document_fromstring(to_html(draft)).xpath(f"//a[@href='{address}']")
    assert address in rendered(draft)["text"]


def test_without_trials_there_is_no_heading():
    """An empty section says nothing."""
    assert all("Trials under way" not in page for page in rendered(asked()).values())


def test_a_question_without_an_answer_still_shows_what_may_answer_it():
    """There more than anywhere; they are not also called the nearest evidence."""
    draft = asked(trial(1), among=())
    assert draft.outcome == "insufficient_evidence"
    assert draft.nearest == ()
    for page in rendered(draft).values():
        assert "Recruiting (entry of 2026-01-15)" in page


def test_the_json_document_lists_them():
    """And keeps to its schema."""
    document = to_json(asked(*RUNNING))
    Draft202012Validator(schema()).validate(document)
    assert document["under_way"][0] == {
        "record_id": "nct:NCT99000101",
        "title": "Zanolol in frobnitis",
        "status": "Recruiting",
        "as_of": "2026-01-15",
        "identifiers": {"nctid": "NCT99000101"},
        "url": "https://clinicaltrials.gov/study/NCT99000101",
    }


def test_a_retracted_source_is_named_where_it_was_found():
    """In an answer, and where there is none; never among the nearest."""
    retracted = next(r for r in RECORDS if r.retraction is RetractionStatus.RETRACTED)
    for draft in (asked(), asked(retracted, among=())):
        assert retracted.id not in {item.record_id for item in (*draft.references, *draft.nearest)}
        assert [r["record_id"] for r in to_json(draft)["retracted"]] == [retracted.id]
        for page in rendered(draft).values():
            assert "Retracted" in page
            assert "found in this search" in page.lower()
            assert page.count(retracted.title) == 1


def test_a_retracted_source_on_something_else_is_not_named():
    """It was found by a word, and has nothing to do with the question."""
    assert asked(question="How is glimmering treated?").retracted == ()


@pytest.mark.parametrize(
    ("status", "mark"),
    [
        (RetractionStatus.CONCERN, "Under an expression of concern"),
        (RetractionStatus.CORRECTED, "Corrected since publication"),
    ],
)
def test_a_source_whose_standing_is_in_question_is_marked(status, mark):
    """At its reference, in every rendering; a clear one is not."""
    draft = asked()
    doubtful = replace(draft, references=tuple(replace(r, retraction=status) for r in draft.references))
    for page in rendered(doubtful).values():
        assert page.count(mark) >= len(draft.references)
    clear = replace(draft, references=tuple(replace(r, retraction=RetractionStatus.CLEAR) for r in draft.references))
    assert all(mark not in page for page in rendered(clear).values())

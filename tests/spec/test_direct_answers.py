"""An answer exists only where a sentence answers what was asked: what is merely on the subject may not lead."""

from __future__ import annotations

import pytest

from citewell.model.article import Outcome
from citewell.model.evidence import Record, RecordKind, Section
from citewell.pipeline import answer
from citewell.question import parse_question
from citewell.retrieve.retrieve import retrieve
from fakes import FakeLibrary
from papers import paper


def lead(question: str, *records: Record) -> list[str]:
    draft = answer(question, library=FakeLibrary(records))
    return [draft.claim(claim_id).text for claim_id in draft.bottom_line]


WORKED = "Metformin significantly reduced the frequency of migraine compared with placebo."
AGAIN = "Attacks of migraine were fewer with metformin than with placebo in a second trial."


@pytest.mark.parametrize(
    "beside",
    [
        "Topiramate was a good alternative in people with migraine who had taken another drug before.",
        "Migraine in those on metformin would be compared with placebo in the next trial of this kind.",
        "Metformin was cost-effective for migraine, and improved the budget of the clinic of migraine.",
        "Metformin for migraine had no effect on receptor binding and improved the brain metabolism.",
        "High age predicted that metformin improved migraine more in those who had more attacks.",
        "Metformin 500 mg was as effective as metformin 1000 mg in migraine, and better liked.",
    ],
)
def test_what_is_only_on_the_subject_does_not_lead(beside: str) -> None:
    """Another drug, a plan, a price, a measurement in the laboratory, in whom it does more, or two doses of it."""
    records = (
        paper(1, "Metformin and migraine", beside),
        paper(2, "Metformin for migraine", WORKED),
        paper(3, "Metformin in migraine", AGAIN),
    )
    assert beside not in lead("Does metformin help migraine?", *records)
    assert lead("Does metformin help migraine?", *records)


def test_where_no_sentence_answers_there_is_no_answer() -> None:
    """Two sentences on the subject of which neither tells what was asked are no article."""
    planned = "The trial of metformin in migraine will compare the reduction of attacks with placebo."
    priced = "The cost of metformin in migraine was reduced, and the reduction was better than expected."
    draft = answer(
        "Does metformin help migraine?",
        library=FakeLibrary([paper(1, "Metformin and migraine", planned), paper(2, "Metformin, migraine", priced)]),
    )
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert not draft.claims


def test_the_outcome_asked_for_is_the_one_that_is_told() -> None:
    """ "Without diabetes, statins did this" tells nothing of whether they cause it."""
    without = "Without type 2 diabetes, statin use was associated with fewer deaths than no statin use."
    caused = "Statin use was associated with new type 2 diabetes in older adults."
    too = "More people developed type 2 diabetes on a statin than on placebo."
    told = lead(
        "Do statins cause type 2 diabetes?",
        paper(1, "Statins and type 2 diabetes", without),
        paper(2, "Statins and type 2 diabetes again", caused),
        paper(3, "A statin and type 2 diabetes", too),
    )
    assert told
    assert without not in told


def test_of_two_treatments_both_are_named_and_compared() -> None:
    """A sentence in which the second is what comes after the first compares nothing."""
    after = "When asthma persists after budesonide, treatment with albuterol is suggested for asthma."
    compared = "Budesonide reduced attacks of asthma more than albuterol did."
    alike = "Budesonide and albuterol did not differ in asthma at night."
    told = lead(
        "Is budesonide better than albuterol in asthma?",
        paper(1, "Budesonide and albuterol in asthma", after),
        paper(2, "Budesonide or albuterol for asthma", compared),
        paper(3, "Budesonide against albuterol in asthma", alike),
    )
    assert told
    assert after not in told


def test_reactions_are_told_by_their_names() -> None:
    """What was seen more often with the drug is a side effect, whether or not it is called one."""
    seen = "Drowsiness, nausea and dry mouth were more common with topiramate than with placebo."
    gained = "Topiramate was associated with fatigue in trials of migraine."
    told = lead(
        "What are the side effects of topiramate?",
        paper(1, "Topiramate against placebo", seen),
        paper(2, "Topiramate in trials", gained),
    )
    assert told[0] == seen


def test_advice_of_a_guideline_is_a_treatment_whatever_it_is() -> None:
    """It need not name a drug or an operation that is known."""
    advised = "For migraine, the Frob Society recommends talking with a gnome."
    record = Record(
        id="pubmed:92000201",
        kind=RecordKind.GUIDELINE,
        title="Frob guideline on migraine",
        sections=(Section("Recommendations", advised),),
        year=2024,
    )
    assert lead("How is migraine treated?", record) == [advised]


def test_what_names_all_that_was_asked_is_found_among_many_that_name_half_of_it() -> None:
    """However often the others say it: only what names it all can answer."""
    noise = [paper(n, "Migraine", "Migraine migraine migraine is a migraine of migraine.") for n in range(1, 9)]
    asked = paper(9, "Frobs and other things", "A long and tiresome story of quibrex, told once, and of migraine.")
    found = retrieve(parse_question("Does quibrex help migraine?"), FakeLibrary([*noise, asked]), limit=3)
    assert asked.id in [record.id for record, _ in found]


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("Do text messages improve clinic attendance?", "attendance"),
        ("Do SGLT2 inhibitors reduce heart failure admissions?", "admissions"),
        ("Does vitamin D reduce falls in older adults?", "falls"),
    ],
)
def test_an_outcome_is_the_last_of_the_words_that_name_it(question: str, outcome: str) -> None:
    """Who asks of admissions is told of admissions."""
    assert outcome in [concept.surface for concept in parse_question(question).required]


@pytest.mark.parametrize(
    ("asked", "member"),
    [
        ("Do triptans help migraine?", "rizatriptan"),
        ("Are H2 blockers safe?", "ranitidine"),
        ("Do antipsychotics cause weight gain?", "olanzapine"),
        ("Do calcium channel blockers cause ankle swelling?", "nifedipine"),
    ],
)
def test_a_class_of_drugs_knows_its_members(asked: str, member: str) -> None:
    """A source on one of them is on the class."""
    assert any(member in concept.kinds for concept in parse_question(asked).required)


def test_red_flags_answer_who_asks_for_warning_signs() -> None:
    """Whatever figures stand beside them."""
    flags = (
        "In low back pain, the red flags with the highest chance of spinal fracture were a fall and long use of steroids "
        "(33%)."
    )
    more = "Several red flags together raised the chance of spinal fracture in low back pain (90%)."
    record = paper(1, "Red flags for fracture in low back pain", flags, more)
    assert lead("Which warning signs in low back pain suggest a spinal fracture?", record)


def test_what_a_drug_is_taken_for_need_not_stand_in_its_label() -> None:
    """ "For migraine prevention" names a use, and a label's warning on pregnancy holds for every use."""
    question = parse_question("Can topiramate for migraine prevention be taken during pregnancy?")
    assert "treatment" not in [facet.value for facet in question.facets]
    assert {"contraindications", "harms"} <= {facet.value for facet in question.facets}


def test_two_outcomes_in_two_parts_are_each_enough() -> None:
    """No sentence tells of both, and each answers its part."""
    question = parse_question("How much weight do patients gain on olanzapine, and can it cause diabetes?")
    outcomes = [concept for concept in question.required if concept.type != "intervention"]
    assert len(outcomes) > 1
    assert len({concept.alternative for concept in outcomes}) == 1


def test_what_is_named_beside_what_is_asked_is_set_aside() -> None:
    """Who asks what helps besides a drug is told of the rest."""
    required = [
        c.surface for c in parse_question("What prevents cystitis in women besides daily antibiotics?").required
    ]
    assert "antibiotics" not in required


def test_how_long_a_drug_works_is_asked_of_the_drug() -> None:
    """And not of who recovers."""
    facets = parse_question("How long does morphine relieve pain after surgery?").facets
    assert facets[0].value == "treatment"

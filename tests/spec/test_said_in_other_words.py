"""A question in everyday words, or with a scene set around it, is answered by what the sources say in theirs."""

from __future__ import annotations

import pytest

from citewell.compose.match import Words, names_one_side
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.question import Facet
from citewell.pipeline import answer
from citewell.question import parse_question
from fakes import FakeLibrary


def trial(number: int, title: str, *conclusions: str, background: str = "") -> Record:
    sections = (Section("Background", background),) if background else ()
    return Record(
        id=f"pubmed:9400010{number}",
        kind=RecordKind.RESEARCH,
        title=title,
        sections=(*sections, Section("Conclusions", " ".join(conclusions))),
        year=2020,
        publication_types=("Randomized Controlled Trial",),
    )


def asked(question: str, *records: Record) -> VerifiedDraft:
    return answer(question, library=FakeLibrary(records), follow_ups=False)


def lead(draft: VerifiedDraft) -> list[str]:
    return [draft.claim(claim_id).text for claim_id in draft.bottom_line]


def required(question: str) -> set[str]:
    return {concept.preferred for concept in parse_question(question).required}


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("My ankles have been swelling since I started amlodipine", "peripheral edema"),
        ("Does amlodipine give people swollen feet?", "peripheral edema"),
        ("She has to rush to the toilet and leaks urine", "overactive bladder"),
        ("He leaks urine at night", "urinary incontinence"),
        ("Does omeprazole help when the endoscopy is normal?", "non-erosive reflux disease"),
        ("Can ciprofloxacin tear my tendon?", "tendon rupture"),
        ("Does metformin protect the bones?", "bone loss"),
        ("Can cimetidine make a man's breasts grow?", "gynecomastia"),
        ("Captopril under the tongue", "sublingual"),
        ("What helps a headache after a spinal tap?", "post-dural puncture headache"),
        ("Does amlodipine slow hardening of the arteries?", "atherosclerosis"),
    ],
)
def test_what_people_say_is_taken_for_what_medicine_calls_it(question: str, meant: str) -> None:
    """The words may be bent and parted: "swollen ankles", "my ankles have been swelling"."""
    assert meant in required(question)


@pytest.mark.parametrize(
    "question",
    [
        "Does the ankle fracture of my foot need surgery?",
        "What stops water leaking into a cast?",
        "Is an endoscopy needed for heartburn?",
        "How is the Achilles tendon stretched?",
    ],
)
def test_words_that_only_stand_near_each_other_are_left_alone(question: str) -> None:
    """A foot that is fractured is not swollen, and an endoscopy that is planned is not normal."""
    told = {"peripheral edema", "urinary incontinence", "non-erosive reflux disease", "tendon rupture"}
    assert not told & required(question)


@pytest.mark.parametrize(
    ("one", "other"), [("labour", "labor"), ("labor", "labour"), ("caesarean", "cesarean"), ("programme", "program")]
)
def test_a_word_is_found_in_the_other_spelling(one: str, other: str) -> None:
    """An index keeps these words as they are written."""
    found = trial(1, f"Metformin and {other} of frobs", f"Metformin reduced the duration of {other} of frobs.")
    again = trial(2, f"Metformin for {other} of frobs", f"In frobs, metformin shortened {other} in two trials.")
    assert asked(f"Does metformin shorten {one} of frobs?", found, again).outcome is Outcome.ANSWERED


def test_a_name_of_two_drugs_is_found_without_the_word_that_joins_them() -> None:
    """ "Vonoprazan and amoxicillin" is written "vonoprazan-amoxicillin" too."""
    found = trial(
        1,
        "Vonoprazan-amoxicillin against quadruple therapy for Helicobacter pylori",
        "Vonoprazan-amoxicillin was non-inferior to quadruple therapy for Helicobacter pylori infection.",
        "Helicobacter pylori was eradicated as often by vonoprazan-amoxicillin as by quadruple therapy.",
    )
    assert asked("Is vonoprazan and amoxicillin as good as quadruple therapy for H. pylori?", found).bottom_line


@pytest.mark.parametrize(
    ("question", "scene"),
    [
        ("How do you confirm an Achilles tendon rupture at the bedside?", "bedside"),
        ("Ibuprofen as outpatient versus naproxen in hospital for migraine", "hospitalization"),
        ("My father takes metformin and was given ciprofloxacin. Can it tear his tendon?", "metformin"),
        ("Why does my blood pressure tablet make me cough? I take an ACE inhibitor.", "antihypertensive agent"),
        ("Is topiramate for migraine safe during pregnancy?", "migraine"),
    ],
)
def test_what_only_sets_the_scene_need_not_be_named(question: str, scene: str) -> None:
    """Where, what else is taken, the class of a drug that is named, and what a drug that may harm the unborn is for."""
    assert scene not in required(question)


@pytest.mark.parametrize(
    ("question", "asked_about"),
    [
        ("Is pneumonia better treated in hospital or at home?", "hospitalization"),
        ("Can metformin be taken with ciprofloxacin?", "metformin"),
        ("Which blood pressure tablet makes people cough?", "antihypertensive agent"),
        ("Is topiramate for migraine effective in adults?", "migraine"),
        ("My father has migraine and was given topiramate. Does it help?", "migraine"),
    ],
)
def test_what_is_asked_about_is_no_scene(question: str, asked_about: str) -> None:
    """Two places that are compared, two drugs taken together, and what a drug is to help stay required."""
    assert asked_about in required(question)


@pytest.mark.parametrize("other", ["amoxicillin", "paracetamol"])
def test_a_drug_taken_besides_does_not_answer_for_the_one_that_was_given(other: str) -> None:
    """What the father takes sets the scene; what he was given is asked about."""
    found = trial(
        1,
        "Metformin and tendon rupture",
        "Metformin was associated with more tendon rupture than no drug.",
        "Tendon rupture was more common with metformin in every group of age.",
    )
    question = f"My father takes metformin and was given {other}. Can it tear his tendon?"
    assert asked(question, found).outcome is Outcome.INSUFFICIENT_EVIDENCE


FALLS = "Antidepressants increased the risk of falls compared with no treatment in adults."
FRACTURES = "Over five years antidepressants were associated with an increased risk of fractures (hazard ratio 1.3)."


def test_two_outcomes_joined_by_or_are_no_two_sides() -> None:
    """A sentence on falls and antidepressants answers for "falls or fractures", though it names one of them."""
    draft = asked(
        "Do antidepressants increase the risk of falls or fractures?",
        trial(1, "Antidepressants and falls", FALLS),
        trial(2, "Antidepressants and fractures", FRACTURES),
    )
    assert set(lead(draft)) <= {FALLS, FRACTURES}
    assert draft.bottom_line
    question = parse_question("Do antidepressants increase the risk of falls or fractures?")
    assert not names_one_side(question, Words.of(FALLS))


def test_half_of_a_combination_does_not_answer_for_it() -> None:
    """What other drugs do with a nitrate tells nothing of omeprazole with one."""
    found = trial(
        1,
        "Propranolol with nitrates or band ligation for rebleeding from esophageal varices",
        "Propranolol with nitrates was as effective as band ligation in preventing rebleeding from esophageal varices.",
        "Rebleeding from esophageal varices was rarer with propranolol and nitrates than with band ligation.",
    )
    question = "Band ligation or {} plus nitrate to prevent rebleeding from oesophageal varices?"
    assert asked(question.format("propranolol"), found).bottom_line
    assert asked(question.format("omeprazole"), found).outcome is Outcome.INSUFFICIENT_EVIDENCE


BETTER = "In patients with hypertension, losartan reduced stroke compared with atenolol."
AGAIN = "Compared with atenolol, losartan was safer for patients with hypertension and reduced fatal stroke by half."
WHOM = "Losartan was compared with atenolol in {} patients with hypertension and left ventricular hypertrophy."


def test_a_second_condition_of_those_studied_may_be_told_once() -> None:
    """Who was studied is said at the beginning of an abstract, and no more after that."""
    question = "Does losartan reduce stroke compared with atenolol in patients with hypertension and {}?"
    found = trial(1, "Losartan or atenolol in hypertension", BETTER, AGAIN, background=WHOM.format("9,000"))
    assert asked(question.format("left ventricular hypertrophy"), found).bottom_line
    assert asked(question.format("gout"), found).outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_a_word_set_against_a_treatment_is_a_treatment() -> None:
    """ "Zanolol or metformin" compares two treatments, whatever zanolol is."""
    kinds = {c.surface: c.type for c in parse_question("Which is better for migraine, frobwort or metformin?").concepts}
    assert kinds["frobwort"] == "intervention"


def test_blood_pressure_is_no_side_of_a_comparison() -> None:
    """ "Does it lower blood pressure as well as amlodipine?" sets two drugs against each other."""
    question = parse_question("Does propranolol lower blood pressure as well as amlodipine?")
    assert {c.surface for c in question.concepts if c.alternative is not None} == {"propranolol", "amlodipine"}


def test_prophylaxis_speaks_of_relapse() -> None:
    """What prevents episodes prevents relapses."""
    found = trial(
        1,
        "Lithium and carbamazepine in the prophylaxis of bipolar disorder",
        "Lithium was superior to carbamazepine in the prophylaxis of bipolar disorder.",
        "Fewer adults were admitted over two years under lithium than under carbamazepine prophylaxis (26% and 62%).",
    )
    assert asked("Which is better for preventing bipolar relapse, lithium or carbamazepine?", found).bottom_line
    other = "Which is better for preventing schizophrenia relapse, lithium or carbamazepine?"
    assert asked(other, found).outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_what_a_treatment_may_lead_to_is_a_harm_and_no_treatment() -> None:
    """ "Can stimulant treatment lead my child to drug abuse?" asks for one thing."""
    assert parse_question("Can stimulant treatment for ADHD lead my child to drug abuse?").facets == (Facet.HARMS,)


def test_a_story_before_the_question_is_not_what_is_asked() -> None:
    """The mother and her age need not be told by a source on bladder training."""
    found = trial(
        1,
        "Bladder training with tolterodine for overactive bladder",
        "Bladder training augmented the effect of tolterodine on overactive bladder.",
        "Overactive bladder improved more with tolterodine and bladder training than with tolterodine alone.",
    )
    question = "My mother, 70, has to rush to the toilet and leaks urine. Does {} help?"
    assert asked(question.format("bladder training"), found).bottom_line
    assert asked(question.format("acupuncture"), found).outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_that_more_of_a_drug_is_needed_does_not_tell_what_it_does() -> None:
    """A dose is no effect."""
    dosed = "Migraine patients with gout require a higher dose of metformin than those without gout."
    worked = "Metformin reduced attacks of migraine compared with placebo."
    draft = asked("Does metformin help migraine?", trial(1, "Metformin in migraine", dosed, worked))
    assert dosed not in lead(draft)


def test_a_treatment_compared_with_itself_is_no_conclusion_on_what_it_does() -> None:
    """ "Pure frobwort is no better than dried frobwort" does not tell whether frobwort works."""
    title = "Does metformin relieve migraine?"
    itself = "Metformin given fast was no better than metformin given slowly in relieving migraine."
    assert itself not in lead(asked(title, trial(1, title, itself)))


@pytest.mark.parametrize("name", ["headaches", "toothaches"])
def test_the_plural_of_an_ache_is_the_same_name(name: str) -> None:
    """ "Cluster headaches" are cluster headache: the ending is not that of "approaches"."""
    from citewell.question.vocabularies import _are_same_words

    assert _are_same_words(name, name.removesuffix("s"))
    assert not _are_same_words("approaches", "approache")

"""A question in everyday words, or with a scene set around it, is answered by what the sources say in theirs."""

from __future__ import annotations

import pytest

from citewell.compose.match import Words
from citewell.compose.sides import names_one_side
from citewell.model.article import Outcome
from citewell.model.evidence import Record
from citewell.model.question import Facet
from citewell.question import parse_question
from papers import TRIAL, asked, lead, paper


def trial(number: int, title: str, *conclusions: str, background: str = "") -> Record:
    return paper(number, title, *conclusions, types=TRIAL, background=background)


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


def test_what_a_phrase_stands_for_is_required_beside_the_disease() -> None:
    """ "Asthma when the endoscopy is normal" offers no two diseases to choose from."""
    question = parse_question("Does omeprazole help asthma when the endoscopy is normal?")
    assert {c.preferred for c in question.required} == {"omeprazole", "asthma", "non-erosive reflux disease"}
    assert not any(c.alternative is not None for c in question.required)


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
        ("Why does my blood pressure tablet make me cough? I take an ACE inhibitor.", "antihypertensive agent"),
        ("Is topiramate for migraine safe during pregnancy?", "migraine"),
    ],
)
def test_what_only_sets_the_scene_need_not_be_named(question: str, scene: str) -> None:
    """Where, what else is taken, the class of a drug that is named, and what a drug that may harm the unborn is for."""
    assert scene not in required(question)


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("My father takes warfarin and was given ibuprofen: can it hurt him?", {"warfarin", "ibuprofen"}),
        ("I take warfarin and received fluconazole: is this dangerous?", {"warfarin", "fluconazole"}),
    ],
)
def test_what_somebody_takes_besides_must_be_named(question: str, both: set[str]) -> None:
    """What a drug does alone does not tell what it does beside the other one."""
    assert {c.surface for c in parse_question(question).required} >= both


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("I can't go out because of anxiety: does sertraline help?", "constipation"),
        ("I can't go to work with back pain: does naproxen help?", "constipation"),
        ("Does furosemide cause loss of water?", "urinary incontinence"),
    ],
)
def test_a_phrase_of_every_day_names_no_disease_that_was_not_meant(question: str, never: str) -> None:
    """ "Go" and "water" have other uses."""
    assert never not in {c.preferred for c in parse_question(question).required}


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
    """Both must be named by a source, and another drug is neither."""
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


@pytest.mark.parametrize("other", ["haloperidol", "clozapine"])
def test_two_treatments_set_against_each_other_are_a_question_that_a_paper_asks(other: str) -> None:
    """ "X versus Y for Z" is a title, and what that paper concludes is an answer, though it be one sentence."""
    title = "Risperidone versus haloperidol for whistling in schizophrenia"
    found = "We conclude that risperidone does more for whistling than haloperidol."
    draft = asked(f"Risperidone versus {other} for whistling in schizophrenia", trial(1, title, found))
    assert lead(draft) == ([found] if other == "haloperidol" else [])


def test_a_question_that_opens_with_one_or_the_other_compares_them() -> None:
    """What a third drug did beside one of them is no answer."""
    third = "Lansoprazole was superior to ranitidine in healing gastric ulcers."
    again = "Gastric ulcers healed faster with lansoprazole than with ranitidine in both trials."
    both = "Omeprazole was superior to ranitidine in healing gastric ulcers."
    once_more = "Gastric ulcers healed in more adults with omeprazole than with ranitidine (80% and 63%)."
    question = "Omeprazole or ranitidine for gastric ulcers?"
    other = asked(question, trial(1, "Lansoprazole or ranitidine for gastric ulcers", third, again))
    assert other.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert asked(question, trial(1, "Omeprazole or ranitidine for gastric ulcers", both, once_more)).bottom_line


def test_what_caused_a_disease_is_not_asked_by_naming_it() -> None:
    """ "Ulcers caused by ibuprofen" are ulcers; "what is it caused by?" asks for a cause."""
    assert Facet.CAUSE not in parse_question("How are stomach ulcers caused by frobs treated?").facets
    assert Facet.CAUSE in parse_question("What is asthma caused by?").facets


def test_a_sentence_for_a_severe_disease_does_not_lead_for_a_mild_one() -> None:
    """Each degree has treatments of its own."""
    severe = "Budesonide-formoterol is recommended for moderate to severe asthma in adults."
    mild = "Budesonide-formoterol used as needed reduced exacerbations of mild asthma compared with placebo."
    again = "In mild asthma budesonide-formoterol was better than placebo at one year."
    draft = asked(
        "Is budesonide-formoterol good for mild asthma?",
        trial(1, "Budesonide-formoterol in asthma", severe, mild, again),
    )
    assert severe not in lead(draft)
    assert draft.bottom_line


def test_what_must_be_added_to_a_treatment_does_not_tell_what_it_does() -> None:
    """ "Psychotherapy must be coupled with other strategies to prevent relapse" prevents nothing."""
    added = "Psychotherapy of depression must be coupled with other strategies to prevent relapse in most adults."
    found = asked(
        "Does psychotherapy prevent relapse of depression?",
        trial(1, "Psychotherapy and relapse of depression", added),
        trial(
            2,
            "Psychotherapy in depression",
            "Psychotherapy of depression should be combined with drugs to prevent relapse.",
        ),
    )
    assert added not in lead(found)


def test_who_asks_for_drugs_is_not_told_of_an_operation() -> None:
    """ "How is it treated with drugs?" is answered by a drug."""
    bound = "Band ligation is an effective treatment of frobbing hypertension in adults."
    drug = "Propranolol is an effective drug treatment of frobbing hypertension in adults."
    draft = asked(
        "How is frobbing hypertension treated with drugs?",
        trial(1, "Frobbing hypertension and band ligation", bound),
        trial(2, "Frobbing hypertension and propranolol", drug),
    )
    assert bound not in lead(draft)
    assert drug in lead(draft)


def test_a_kind_of_what_is_asked_does_not_lead() -> None:
    """That ischemic stroke did not change does not tell whether strokes were prevented."""
    part = "Ischemic stroke was not reduced by metformin compared with placebo in hypertension."
    whole = "Metformin reduced stroke compared with placebo in hypertension at five years."
    draft = asked(
        "Does metformin prevent stroke in hypertension?", trial(1, "Metformin and stroke in hypertension", part, whole)
    )
    assert part not in lead(draft)
    assert whole in lead(draft)


def test_an_anaesthetic_for_surgery_treats_no_disease() -> None:
    """What was given for the operation after which it came is no treatment of a headache."""
    given = "Spinal bupivacaine was effective and safe anaesthesia for surgery of the frob in most adults."
    helped = "An epidural blood patch is an effective treatment in most adults."
    title = "Post-dural puncture headache after spinal anaesthesia"
    draft = asked("How is post-dural puncture headache treated?", trial(1, title, given, helped))
    assert given not in lead(draft)


def test_a_drug_of_a_class_is_a_treatment_by_itself() -> None:
    """ "Does oxybutynin cause confusion?" asks of confusion, since the first is a drug."""
    question = parse_question("Does oxybutynin cause confusion in older people?")
    assert {c.surface for c in question.required} == {"oxybutynin", "confusion"}
    assert question.facets == (Facet.HARMS,)

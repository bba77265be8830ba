"""What Citewell understands of a question."""

from __future__ import annotations

import pytest

from citewell.errors import BadInput
from citewell.model.question import Facet
from citewell.question import MAX_CHARACTERS, parse_question


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("Can I take ibuprofen for a bladder infection instead of antibiotics?", {"ibuprofen", "antibiotics"}),
        ("Surgery versus exercise for knee osteoarthritis", {"Surgery", "exercise"}),
        ("Is a bladder infection treated versus antibiotics?", set()),
    ],
)
def test_what_is_offered_instead_is_another_treatment_and_never_the_disease(question: str, offered: set[str]) -> None:
    """A source on ear infections would answer for the bladder."""
    assert {c.surface for c in parse_question(question).concepts if c.alternative is not None} == offered


@pytest.mark.parametrize(
    ("question", "facets"),
    [
        ("What are the symptoms and treatment options for a proximal hamstring rupture?", "symptoms treatment"),
        ("How is acute otitis media diagnosed?", "diagnosis"),
        ("What is the dose of nitrofurantoin for a bladder infection?", "dosing"),
        ("Who should not take empagliflozin?", "contraindications"),
        ("What are the side effects of apixaban?", "harms"),
        ("How long is the recovery after Achilles tendon repair?", "recovery"),
        ("How common is H. pylori?", "epidemiology"),
        ("What are the risk factors for diabetic kidney disease?", "risk_factors"),
        ("What is a urinary tract infection and what causes it?", "definition cause"),
        ("Does exercise reduce symptoms of depression?", "treatment"),
        ("Is low-dose aspirin safe?", "harms"),
        ("Apixaban versus warfarin in atrial fibrillation", "treatment"),
        ("What could happen if I stop taking rivaroxaban?", "harms"),
        ("How can hamstring injuries be prevented?", "prevention"),
        ("What is the prognosis of depression?", "prognosis"),
        ("side efects of albuterol", "harms"),
        ("Which anticoagulant is recommended in atrial fibrillation, and what are the harms?", "treatment harms"),
        ("opioids for low back pain: do they work, and what is the misuse risk?", "treatment harms"),
        ("What tests are recommended to diagnose asthma?", "diagnosis"),
    ],
)
def test_facets_are_recognised_in_the_order_asked(question: str, facets: str) -> None:
    """Each way of asking names its facets; words such as "low-dose" do not."""
    assert [facet.value for facet in parse_question(question).facets] == facets.split()


def test_a_bare_condition_asks_for_an_overview() -> None:
    """Where no facet is named, the usual ones are assumed, and the question says so."""
    question = parse_question("hamstring avulsion")
    assert Facet.SYMPTOMS in question.facets
    assert Facet.TREATMENT in question.facets
    assert not question.facets_are_explicit


def test_a_drug_in_pregnancy_asks_whether_it_may_be_taken() -> None:
    """A drug and a pregnancy, with no facet named, ask for contraindications and harms."""
    facets = parse_question("Can I keep taking lisinopril if I become pregnant?").facets
    assert facets == (Facet.CONTRAINDICATIONS, Facet.HARMS)


@pytest.mark.parametrize(
    ("lay", "clinical"),
    [
        ("Are blood thinners dangerous?", "anticoagulant"),
        ("Is Eliquis safe?", "apixaban"),
        ("Will high blood pressure go away?", "hypertension"),
        ("How is a middle ear infection treated?", "acute otitis media"),
        ("How is a torn Achilles treated?", "Achilles tendon rupture"),
    ],
)
def test_lay_words_and_brand_names_are_searched_as_clinical_terms(lay: str, clinical: str) -> None:
    """The reader's word and the sources' word are both among the terms shown."""
    assert clinical in parse_question(lay).terms


def test_a_misspelt_term_is_mended() -> None:
    """One slip in a long word still finds the term."""
    assert "empagliflozin" in parse_question("empaglifozin dose").terms


def test_two_treatments_offered_against_each_other_are_alternatives() -> None:
    """Of "X or Y" a source need name only one."""
    concepts = {
        c.surface: c for c in parse_question("Is apixaban or warfarin better for atrial fibrillation?").concepts
    }
    assert concepts["apixaban"].alternative == concepts["warfarin"].alternative is not None
    assert concepts["atrial fibrillation"].alternative is None


def test_what_is_ruled_out_need_not_be_named_by_the_sources() -> None:
    """ "Not on dialysis" does not demand sources on dialysis."""
    concepts = {c.surface: c for c in parse_question("BP target in CKD not on dialysis").concepts}
    assert not concepts["dialysis"].required
    assert concepts["CKD"].required


@pytest.mark.parametrize("nothing", ["", "   ", "\x00\x01", "???", "<b></b>", "\u200b\u200e"])
def test_an_empty_question_is_refused(nothing: str) -> None:
    """Nothing to read is bad input, with an example of what to ask."""
    with pytest.raises(BadInput, match="question is empty"):
        parse_question(nothing)


def test_an_enormous_question_is_refused() -> None:
    """A text of 100 kB is refused by its length, before it is read."""
    with pytest.raises(BadInput, match=f"{MAX_CHARACTERS:,} is the most"):
        parse_question("hamstring " * 10_000)


@pytest.mark.parametrize(
    "foreign",
    [
        "¿Cuáles son los síntomas de la rotura de los isquiotibiales?",
        "Was sind die Symptome einer Migräne und wie wird sie behandelt?",
        "什么是高血压",
        "Каковы симптомы мигрени?",
    ],
)
def test_a_question_in_another_language_is_refused(foreign: str) -> None:
    """The one language that is read is named."""
    with pytest.raises(BadInput, match="English"):
        parse_question(foreign)


def test_small_words_of_other_languages_are_english_too() -> None:
    """ "As good as" is no Portuguese."""
    assert parse_question("Is zanolol as good as antidepressants for depression?").concepts


def test_markup_and_control_characters_are_dropped() -> None:
    """What is left of a hostile question is its words."""
    question = parse_question("What\x07 are the <script>alert(1)</script> <b>symptoms</b> of\x00 migraine?")
    assert question.text == "What are the symptoms of migraine?"


def test_a_comparison_sign_is_not_markup() -> None:
    """ "INR < 2 and > 3" stays as it was."""
    assert parse_question("Warfarin dose if INR < 2 and age > 75?").text == "Warfarin dose if INR < 2 and age > 75?"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("I want to kill myself, which pills work?", "self_harm"),
        ("My antidepressant isn't working and everyone would be better off without me", "self_harm"),
        ("I took too many paracetamol tablets, what now?", "emergency"),
        ("My dad has crushing chest pain right now", "emergency"),
        ("My husband's face has drooped on one side and he can't speak", "emergency"),
        ("My son's lips are turning blue and his inhaler is not helping", "emergency"),
        ("I have back pain and I can't feel my legs", "emergency"),
        ("Sudden worst headache of my life", "emergency"),
        ("I want to end it all, will sertraline help?", "self_harm"),
        ("I feel hopeless and don't see a point anymore. Which antidepressant is best?", "self_harm"),
        ("I took 20 paracetamol tablets for my back pain", "emergency"),
        ("I am on apixaban and fell and hit my head", "emergency"),
        ("vomiting blood on aspirin", "emergency"),
        ("black stools on aspirin", "emergency"),
        ("calf swollen and short of breath after Achilles surgery", "emergency"),
        ("my lips are swelling after amoxicillin", "emergency"),
        ("numbness between my legs and back pain", "emergency"),
        ("blood pressure 220/130 with headache", "emergency"),
        ("my child has an ear infection, is very drowsy and has swelling behind the ear", "emergency"),
        ("I want to end it all", "self_harm"),
        ("I've cut my wrists", "self_harm"),
        ("I took 30 paracetamol, what should I do?", "emergency"),
        ("I took 8 times my dose of methotrexate", "emergency"),
        ("I have a crushing feeling in my chest", "emergency"),
        ("Chest pain and sweating", "emergency"),
        ("My baby has a fever and is floppy", "emergency"),
        ("My patient took 20 g paracetamol 3 hours ago, what now?", "emergency"),
        ("patient took 10 g of paracetamol", "emergency"),
        ("acetaminophen overdose management", "emergency"),
        ("What should I do after a warfarin overdose?", "emergency"),
        ("warfarin overdose INR 9", "emergency"),
        ("Chest pain radiating to left arm and sweating", "emergency"),
        ("crushing chest pain", "emergency"),
        ("58M crushing central chest pain", "emergency"),
        ("65 year old with sudden facial droop and slurred speech", "emergency"),
        ("thunderclap headache", "emergency"),
        ("child ate grandma's metformin pills", "emergency"),
        ("20 g paracetamol ingested, N-acetylcysteine?", "emergency"),
        ("ibuprofen 10 times the dose ingested what to do", "emergency"),
        ("accidental double dose of apixaban", "emergency"),
        ("took whole bottle of metformin", "emergency"),
        ("What is the antidote for paracetamol poisoning?", "emergency"),
    ],
)
def test_a_cry_for_help_is_heard(question: str, kind: str) -> None:
    """A present danger, of oneself or of another, raises the flag of its kind."""
    flag = parse_question(question).red_flag
    assert flag is not None
    assert flag.kind == kind


@pytest.mark.parametrize(
    "question",
    [
        "Does aspirin prevent a first heart attack?",
        "Do SSRIs increase suicidal thoughts in young people?",
        "What is the risk of stroke in atrial fibrillation?",
        "My grandfather died of a stroke years ago. Does aspirin help healthy people?",
        "What are the symptoms of anaphylaxis?",
        "What causes chest pain and sweating in women?",
        "I took 30 mg of paracetamol daily. Is that safe?",
        "How is paracetamol overdose risk reduced by packaging?",
        "How common is chest pain in asthma?",
        "Does paracetamol help in knee osteoarthritis?",
        "What is the dose of paracetamol?",
        "Is 4 g of paracetamol a day safe?",
        "What are the causes of thunderclap headache?",
        "Do patients with previous chest pain benefit from aspirin?",
        "What is the treatment of stable angina in a 65 year old?",
        "What causes facial droop in Bell's palsy?",
        "Which drugs cause slurred speech as a side effect?",
        "How many people die of paracetamol overdose each year?",
        "Does naloxone prevent opioid overdose deaths?",
        "How is food poisoning treated?",
        "Is double dose omeprazole better than standard dose?",
        "Can a child swallow tablets whole?",
        "Patients took 500 mg of metformin twice daily: does it help?",
        "Did patients who took 5 g of creatine gain strength?",
        "Should a missed dose of apixaban be doubled?",
        "What is the INR target on warfarin?",
    ],
)
def test_a_question_about_a_danger_is_no_emergency(question: str) -> None:
    """Asking about a topic in general raises no flag."""
    assert parse_question(question).red_flag is None

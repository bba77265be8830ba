"""What leads an answer: what comes first, for all degrees of the disease, and both sides of a comparison."""

from __future__ import annotations

from dataclasses import replace

from citewell.model.article import VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.pipeline import answer
from citewell.question import parse_question
from fakes import FakeLibrary


def guideline(number: int, title: str, text: str) -> Record:
    return Record(
        id=f"pubmed:9100010{number}",
        kind=RecordKind.GUIDELINE,
        title=title,
        sections=(Section("Recommendations", text),),
        year=2024,
    )


def trial(number: int, title: str, text: str) -> Record:
    return Record(
        id=f"pubmed:9100020{number}", kind=RecordKind.RESEARCH, title=title, sections=(Section("Conclusions", text),)
    )


def lead(question: str, *records: Record) -> list[str]:
    draft: VerifiedDraft = answer(question, library=FakeLibrary(records))
    return [draft.claim(claim_id).text for claim_id in draft.bottom_line]


def test_what_is_for_mild_disease_is_followed_by_what_is_for_severe() -> None:
    """Who asks of all is told of all, from one guideline where no other says it."""
    mild = "For mild depression, the Frob Society recommends talking with a gnome."
    severe = "For moderate to severe depression, the Frob Society recommends treatment with zanolol and quibrex."
    assert set(
        lead("How is depression treated?", guideline(1, "Frob guideline on depression", f"{mild} {severe}"))
    ) == {
        mild,
        severe,
    }


def test_who_asks_of_a_mild_disease_is_not_told_of_a_severe_one() -> None:
    """Not in the bottom line."""
    mild = "For mild depression, the Frob Society recommends talking with a gnome."
    severe = "For moderate to severe depression, the Frob Society recommends treatment with zanolol and quibrex."
    record = guideline(1, "Frob guideline on depression", f"{mild} {severe}")
    assert lead("How is mild depression treated?", record) == [mild]


def test_what_comes_first_leads() -> None:
    """A guideline that says what to try first is quoted before what it says of the rest."""
    first = (
        "First treatment of migraine should be rest in a quiet and dark room with a gnome beside the bed at all hours."
    )
    then = "Drug treatment of migraine, if wanted, should be zanolol or quibrex."
    assert lead(
        "What is the best treatment for migraine?", guideline(1, "Frob guideline on migraine", f"{then} {first}")
    )[0] == (first)


def test_surgery_set_against_another_treatment_is_asked_for_by_name() -> None:
    """ "Surgery" alone asks for treatment; "better than" makes it one of two."""
    question = parse_question("Is surgery better than nonoperative treatment for Achilles tendon rupture?")
    assert {c.surface for c in question.required} == {"surgery", "nonoperative treatment", "Achilles tendon rupture"}
    alone = parse_question("Is surgery needed for Achilles tendon rupture?")
    assert {c.surface for c in alone.required} == {"Achilles tendon rupture"}


def test_non_surgical_treatment_alone_is_no_comparison_with_surgery() -> None:
    """The word "surgical" within "non-surgical" names no surgery."""
    one_side = "For non-surgical treatment of Achilles tendon rupture, a brace gave outcomes similar to a plaster cast."
    both = "Surgery for Achilles tendon rupture led to fewer re-ruptures than conservative treatment."
    question = "Is surgery better than nonoperative treatment for Achilles tendon rupture?"
    assert lead(question, trial(1, "A brace", one_side), trial(2, "Two treatments", both)) == [both]


def test_what_should_be_done_is_told_before_what_was_found() -> None:
    """The conclusion of a review leads over one of its results."""
    found = "Antibiotics lowered the number of children with otitis media who had a frob, compared with placebo."
    decided = "For most children with otitis media, watchful waiting seems justified."
    review = replace(
        trial(1, "Antibiotics for otitis media in children", decided),
        sections=(Section("Results", found), Section("Conclusions", decided)),
    )
    assert lead("Should a child with otitis media get antibiotics?", review)[0] == decided


def test_organs_are_named_in_the_words_of_medicine() -> None:
    """ "Kidneys" asks for what sources call renal."""
    text = "Zanolol lowered renal and cardiovascular outcomes compared with placebo in type 2 diabetes."
    assert lead("Which drugs protect the heart and kidneys in type 2 diabetes?", trial(1, "Zanolol", text), trial(2, "Zanolol again", text.replace("lowered", "improved")))  # fmt: skip


HEART = "Which drugs protect the heart?"


def test_advice_against_a_drug_does_not_tell_which_to_take() -> None:
    """Who asks what protects the heart is told what lowered its diseases."""
    against = "The Frob Society recommends against aspirin for primary prevention of cardiovascular disease in adults."
    lowered = "Metformin reduced cardiovascular death compared with placebo."
    told = lead(HEART, guideline(1, "Frob guideline on aspirin", against), trial(1, "Metformin", lowered))
    assert told[0] == lowered
    assert against not in told


def test_what_is_only_cardiovascular_is_not_the_heart() -> None:
    """An organ's adjective finds sources; a sentence must name the organ or what befalls it."""
    risk = "Aspirin was recommended for people at cardiovascular risk who wanted treatment with it."
    assert lead(HEART, guideline(1, "Frob guideline on aspirin", risk), trial(1, "Aspirin", risk)) == []


def test_what_protects_an_organ_was_found_to_do_it_good() -> None:
    """A drug for people who have both diseases is not one that protects."""
    given = (
        "Lisinopril is recommended as first-line treatment in people with diabetes, hypertension and kidney disease."
    )
    found = "Metformin reduced kidney failure compared with placebo in diabetes."
    told = lead(
        "Which diabetes drugs protect the kidney?",
        guideline(1, "Frob guideline on diabetes", given),
        trial(1, "Metformin in diabetes", found),
    )
    assert told[0] == found


def test_advice_that_names_no_treatment_is_no_second_answer() -> None:
    """That a treatment should be reviewed tells nobody what it is; what the degree asked about is treated with does."""
    first = "For mild asthma, the Frob Society recommends formoterol as needed as the first treatment."
    empty = "Asthma treatment should be assessed, adjusted and reviewed for each person, according to the Frob Society."
    found = "In mild asthma, salbutamol as needed reduces attacks compared with no treatment at all."
    told = lead("How is mild asthma treated?", guideline(1, "Frob guideline on asthma", f"{first} {empty} {found}"))
    assert told == [first, found]


def test_how_it_is_diagnosed_is_told_by_a_test() -> None:
    """Each part of a question gets its best sentence, though both be from one source."""
    symptom = "Symptoms of migraine include headache, nausea and fear of light."
    test = "Migraine is diagnosed by Zanol's triad of criteria in nearly all adults."
    vague = "At least 2 of the clinical tests were positive in every patient in the diagnosis of migraine."
    review = replace(trial(1, "Migraine", symptom), sections=(Section("Symptoms", symptom), Section("Diagnosis", test)))
    told = lead("What are the symptoms of migraine and how is it diagnosed?", review, trial(2, "Migraine", vague))
    assert told == [symptom, test]


def test_who_asks_for_the_risk_of_bleeding_is_told_of_bleeding() -> None:
    """A list of other harms does not lead."""
    other = "The most common adverse effects of warfarin in atrial fibrillation were falls, a rash and nausea."
    bled = (
        "Major bleeding in atrial fibrillation was seen with warfarin in 3.1% each year (95% CI 2.2 to 4.1; P < .001)."
    )
    told = lead(
        "Is warfarin recommended in atrial fibrillation and what are the bleeding risks?",
        trial(1, "Warfarin and bleeding in atrial fibrillation", other),
        trial(2, "Warfarin and bleeding in atrial fibrillation", bled),
    )
    assert told[0] == bled


def test_symptoms_are_listed() -> None:
    """What symptoms are good for is no list of them."""
    used = "Risk factors together with typical symptoms can establish the diagnosis of migraine without imaging."
    listed = "The most useful symptoms of migraine were headache, nausea and fear of light."
    record = guideline(1, "Frob guideline on migraine", f"{used} {listed}")
    assert lead("What are the symptoms of migraine?", record)[0] == listed


def test_harms_are_told_and_not_that_there_were_fewer() -> None:
    """What did not differ, or was less with a shorter course, names no harm."""
    fewer = "Shorter courses of antibiotics for otitis media led to fewer adverse effects."
    alike = "Adverse events of antibiotics for otitis media did not differ between two courses."
    told = "Adverse effects of antibiotics for otitis media included diarrhea, rash and a hum of the frob."
    question = "What are the harms of antibiotics for otitis media?"
    records = (trial(1, "One course", fewer), trial(2, "Two courses", alike), trial(3, "Courses", told))
    assert lead(question, *records) == [told]


def test_what_says_it_plainest_is_quoted_though_others_score_higher() -> None:
    """The bottom line is not drawn from what happened to be chosen for the sections: the plainest is chosen first."""
    told = (
        "reduced attacks of migraine in farmers",
        "improved sleep of bakers with migraine",
        "lowered headache days of sailors by half in migraine",
        "reduced sick leave of teachers with migraine",
        "prevented nausea before a journey with migraine",
        "improved the aura that drivers have in migraine",
        "lowered visits of masons to a clinic for migraine",
        "improved light sensitivity of nurses in migraine",
        "raised the mood of tailors between spells of migraine",
    )
    crowd = [
        replace(trial(n, "Metformin in migraine", f"Intramuscular metformin {what}."), year=2024)
        for n, what in enumerate(told)
    ]
    plain = "Metformin is effective for migraine in adults."
    old = replace(trial(99, "Metformin in migraine", plain), sections=(Section("Results", plain),), year=1990)
    assert lead("Is metformin effective for migraine?", *crowd, old)[0] == plain


def test_who_asks_which_is_better_is_told_by_what_compares() -> None:
    """Also where the other side is not named by its own name."""
    alone = "For migraine, the Frob Society suggests metformin as the initial treatment for all adults."
    compared = "The Frob Society recommends either metformin or acupuncture for migraine, as neither is better."
    assert lead(
        "Is metformin as good as other treatment for migraine?",
        guideline(1, "Frob guideline on migraine", f"{alone} {compared}"),
    )[:1] == [compared]

"""What a reader gets from drug labels alone: told by the codes of their sections, whole where half would mislead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from citewell.compose.labels import context
from citewell.library import Library
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.pipeline import answer
from citewell.publish.markdown import to_markdown
from labels import BOXED, CONTRAINDICATIONS, DOSAGE, INTERACTIONS, REACTIONS, WARNINGS, listed, paragraphs, section, spl
from universe import write_bytes

SECTIONS = (
    section(
        BOXED,
        "WARNING: FROB FAILURE",
        paragraphs(
            "ZANOLEX raises the risk of frob failure, which may be fatal.",
            "Stop ZANOLEX at the first sign of frob failure.",
        ),
    ),
    section(
        DOSAGE,
        "",
        "",
        section(
            "42229-5",
            "Adults",
            paragraphs(
                "The recommended starting dose is 10 mg once daily.", "Up to 80 mg may be needed in resistant patients."
            ),
        ),
        section(
            "42229-5",
            "Dosage in Patients with Renal Impairment",
            paragraphs("Renal disease does not affect ZANOLEX; no adjustment of its dosage is necessary."),
        ),
    ),
    section(
        CONTRAINDICATIONS,
        "",
        listed("Active frob disease", "Hypersensitivity to any component of this medicine"),
        section("42228-7", "Pregnancy", paragraphs("Women who are pregnant or may become pregnant.")),
    ),
    section(WARNINGS, "", paragraphs("ZANOLEX should be avoided with grapefruit.")),
    section(
        REACTIONS,
        "",
        paragraphs(
            "Severe adverse reactions with ZANOLEX reported in the study included deafness, dizziness and fainting.",
            "The most common adverse reactions leading to discontinuation of ZANOLEX were dizziness and nausea.",
            "The most common adverse reactions with ZANOLEX were headache and itching.",
            "In rats, zanolol caused adverse reactions of the skin.",
        ),
    ),
)


@pytest.fixture
def ask(library: Library, tmp_path) -> Callable[[str], VerifiedDraft]:
    """Answer a question from one label."""
    library.ingest([write_bytes(tmp_path / "label.xml", spl("".join(SECTIONS)).encode())])
    return lambda question: answer(question, library=library)


def _texts(draft: VerifiedDraft) -> list[str]:
    return [claim.text for claim in draft.claims]


def test_contraindications_are_told_whole_and_from_no_other_section(ask):
    """Items of a list as well as sentences, the first of them first; an interaction is no contraindication."""
    texts = " ".join(_texts(ask("What are the contraindications of zanolol?")))
    assert texts.index("Active frob disease") < texts.index("Hypersensitivity") < texts.index("Women who are pregnant")
    assert "grapefruit" not in texts


def test_an_item_is_read_with_its_drug_and_its_section(ask):
    """ "Women who are pregnant" alone says nothing."""
    draft = ask("What are the contraindications of zanolol?")
    assert "ZANOLEX, Contraindications: Women who are pregnant" in to_markdown(draft)


def test_a_boxed_warning_that_is_asked_for_is_quoted_whole_and_alone(ask):
    """What the label warns of elsewhere is not its box."""
    assert _texts(ask("What does the boxed warning of zanolol say?")) == [
        "ZANOLEX raises the risk of frob failure, which may be fatal.",
        "Stop ZANOLEX at the first sign of frob failure.",
    ]


def test_the_usual_dose_leads(ask):
    """The highest dose that anybody was given does not."""
    draft = ask("What is the dose of zanolol?")
    assert draft.claim(draft.bottom_line[0]).text == "The recommended starting dose is 10 mg once daily."


def test_a_part_on_the_kidneys_answers_for_renal_impairment(ask):
    """Its heading names it, whatever the words beneath."""
    draft = ask("Does the dose of zanolol need adjustment in renal impairment?")
    assert draft.outcome is Outcome.ANSWERED
    assert "no adjustment of its dosage is necessary" in draft.claims[0].text


def test_what_is_common_leads_and_not_what_was_seen_in_a_study_that_is_not_named(ask):
    """Nor what made people stop: who asks for side effects asks what most have."""
    draft = ask("What are the side effects of zanolol?")
    assert "headache and itching" in draft.claim(draft.bottom_line[0]).text
    assert not any("the study" in draft.claim(claim_id).text for claim_id in draft.bottom_line)


def test_side_effects_are_those_of_people(ask):
    """What was seen in rats advises nobody."""
    texts = " ".join(_texts(ask("What are the side effects of zanolol?")))
    assert "headache and itching" in texts
    assert "rats" not in texts


@pytest.mark.parametrize(
    "question", ["What should I do after a zanolol overdose?", "patient took 20 times the dose of zanolol"]
)
def test_an_overdose_is_answered_by_nothing_that_does_not_speak_of_one(question: str, library: Library) -> None:
    """What a drug does at its dose, and warns of, is no answer to who took too much of it."""
    draft = answer(question, library=library)
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE
    assert not draft.claims


def test_an_overdose_is_answered_from_its_section(library: Library, tmp_path):
    """Not from what the drug is for."""
    label = "".join(
        (*SECTIONS, section("34088-5", "", paragraphs("There is no specific treatment for ZANOLEX overdosage.")))
    )
    library.ingest([write_bytes(tmp_path / "label.xml", spl(label).encode())])
    draft = answer("What happens if I overdose on zanolol?", library=library)
    assert [claim.text for claim in draft.claims] == ["There is no specific treatment for ZANOLEX overdosage."]


STOPPED = section(
    BOXED,
    "WARNING: FROB RUSH",
    paragraphs(
        "Stopping ZANOLEX prematurely increases the risk of frob rush.",
        "Bleeding of the frob may occur with ZANOLEX and may be serious.",
    ),
)


def test_what_happens_when_a_drug_is_stopped_is_a_warning_and_does_not_lead(library: Library, tmp_path):
    """A side effect is an effect of taking it; the warning stands further down."""
    library.ingest([write_bytes(tmp_path / "label.xml", spl(STOPPED).encode())])
    draft = answer("What are the side effects of zanolol?", library=library)
    assert [draft.claim(c).text for c in draft.bottom_line] == [
        "Bleeding of the frob may occur with ZANOLEX and may be serious."
    ]
    assert "Stopping ZANOLEX prematurely increases the risk of frob rush." in _texts(draft)


def test_a_label_held_without_its_adverse_reactions_is_named_as_a_limit(library: Library, tmp_path):
    """Its warnings are not all that a reader of side effects looks for."""
    library.ingest([write_bytes(tmp_path / "label.xml", spl(STOPPED).encode())])
    limits = answer("What are the side effects of zanolol?", library=library).limits
    assert any("no section on adverse reactions" in limit for limit in limits)


def test_a_label_with_its_adverse_reactions_has_no_such_limit(ask):
    """The section is there."""
    limits = ask("What are the side effects of zanolol?").limits
    assert not any("adverse reactions" in limit for limit in limits)


def test_the_dangers_of_a_drug_hold_for_all_its_uses(ask):
    """A label tells its adverse reactions once, whatever the drug is taken for."""
    texts = " ".join(_texts(ask("What are the side effects of zanolol for migraine?")))
    assert "headache and itching" in texts


def test_what_is_forbidden_is_told_for_the_condition_asked_about(library: Library, tmp_path):
    """ "Contraindicated in migraine" is not answered by what else forbids it."""
    label = section(
        CONTRAINDICATIONS,
        "",
        paragraphs("ZANOLEX is contraindicated in heart block.", "ZANOLEX is also contraindicated in migraine."),
    )
    library.ingest([write_bytes(tmp_path / "label.xml", spl(label).encode())])
    draft = answer("Is zanolol contraindicated in migraine?", library=library)
    assert [draft.claim(c).text for c in draft.bottom_line] == ["ZANOLEX is also contraindicated in migraine."]


def test_the_label_of_another_drug_tells_its_own_dangers(library: Library, tmp_path):
    """It names frobutol, and what it warns of comes from zanolol; how the two act together it may tell."""
    label = section(
        REACTIONS,
        "",
        paragraphs("Adverse reactions such as rash were seen in patients who took frobutol with ZANOLEX."),
    ) + section(INTERACTIONS, "", paragraphs("Concomitant use of frobutol with ZANOLEX raises the risk of bleeding."))
    library.ingest([write_bytes(tmp_path / "label.xml", spl(label).encode())])
    assert answer("What are the side effects of frobutol?", library=library).outcome is Outcome.INSUFFICIENT_EVIDENCE
    together = answer("Does frobutol interact with zanolol?", library=library)
    assert "raises the risk of bleeding" in together.claims[0].text


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("The boxed warning of zanolol states that it can cause frob failure.", ""),
        ("It can cause frob failure in many of those who take it.", "ZANOLOL SODIUM, Boxed warning"),
    ],
)
def test_a_sentence_that_names_drug_and_section_needs_neither_before_it(sentence: str, told: str) -> None:
    """By any of the drug's names, its salt left out."""
    warning = Section("Boxed warning", sentence, code=BOXED)
    label = Record(
        id="label:1",
        kind=RecordKind.LABEL,
        title="ZANOLOL SODIUM tablet",
        sections=(warning,),
        ingredients=("zanolol sodium",),
    )
    assert context(label, warning, sentence) == told

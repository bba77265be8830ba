"""A question that names a group gets no answer meant for another, and one that names none gets the usual one first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from citewell.language.populations import Group, groups
from citewell.library import Library
from citewell.model.article import Outcome, VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.model.headings import FACET_HEADINGS
from citewell.model.question import Facet
from citewell.pipeline import answer
from citewell.question import parse_question
from fakes import FakeLibrary
from labels import CONTRAINDICATIONS, DOSAGE, POPULATIONS, paragraphs, section, spl
from universe import write_bytes

SECTIONS = (
    section(
        DOSAGE,
        "",
        "",
        section(
            "42229-5",
            "Children",
            paragraphs("The recommended dose of ZANOLEX in children is 5 mg/kg/day in two doses."),
        ),
        section("42229-5", "Adults", paragraphs("The recommended starting dose of ZANOLEX is 10 mg once daily.")),
    ),
    section(CONTRAINDICATIONS, "", paragraphs("ZANOLEX is contraindicated in active frob disease.")),
    section("34073-7", "", paragraphs("Concomitant use of ZANOLEX and quibrex should be avoided.")),
    section(
        POPULATIONS,
        "",
        "",
        section(
            "42228-7",
            "Pregnancy",
            paragraphs(
                "Frob levels rise during normal pregnancy in most women who were studied.",
                "ZANOLEX is contraindicated in women who are or may become pregnant.",
            ),
        ),
        section(
            "34081-0",
            "Pediatric use",
            paragraphs("Safety and effectiveness of ZANOLEX have not been established below 4."),
        ),
    ),
    section(
        "34069-5", "", paragraphs("ZANOLEX comes in a carton of 30.", "Store ZANOLEX in a refrigerator at 2°C to 8°C.")
    ),
)


@pytest.fixture
def ask(library: Library, tmp_path) -> Callable[[str], VerifiedDraft]:
    """Answer a question from one label."""
    library.ingest([write_bytes(tmp_path / "label.xml", spl("".join(SECTIONS)).encode())])
    return lambda question: answer(question, library=library)


def lead(draft: VerifiedDraft) -> list[str]:
    return [draft.claim(claim_id).text for claim_id in draft.bottom_line]


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("during pregnancy", Group.PREGNANCY),
        ("while breast-feeding", Group.BREASTFEEDING),
        ("in infants", Group.CHILDREN),
        ("in people over 75", Group.OLDER),
        ("with renal impairment", Group.KIDNEYS),
        ("in cirrhosis", Group.LIVER),
    ],
)
def test_each_group_is_told_by_its_words(words, group):
    """However it is put."""
    assert groups(f"Is zanolol safe {words}?") == {group}


def test_a_drug_in_pregnancy_is_answered_by_a_whole_sentence_on_pregnancy(ask):
    """Not by what rises in a normal pregnancy, nor by what is contraindicated for all."""
    draft = ask("Can I take zanolol while pregnant?")
    assert lead(draft)[0] == "ZANOLEX is contraindicated in women who are or may become pregnant."
    assert not any("active frob disease" in claim.text or "Frob levels" in claim.text for claim in draft.claims)


def test_a_dose_for_a_child_is_a_dose_for_children(ask):
    """And no other."""
    draft = ask("What is the dose of zanolol in children?")
    assert any("5 mg/kg/day" in claim.text for claim in draft.claims)
    assert not any("10 mg once daily" in claim.text for claim in draft.claims)


def test_the_dose_for_all_leads_where_nobody_is_named(ask):
    """Though the label gives that for children first."""
    assert lead(ask("What is the dose of zanolol?")) == [
        "The recommended starting dose of ZANOLEX is 10 mg once daily."
    ]


def test_interactions_stand_under_a_heading_of_their_own(ask):
    """They are no side effects."""
    draft = ask("Which drugs interact with zanolol?")
    assert lead(draft) == ["Concomitant use of ZANOLEX and quibrex should be avoided."]
    assert {claim.facet for claim in draft.claims} == {Facet.INTERACTIONS}
    assert FACET_HEADINGS[Facet.INTERACTIONS][0] == "Interactions"


def test_storage_is_answered_from_its_section_and_by_what_speaks_of_it(ask):
    """The carton stands there too."""
    assert lead(ask("How should zanolol be stored?")) == ["Store ZANOLEX in a refrigerator at 2°C to 8°C."]


def test_a_drug_that_only_labels_know_is_an_intervention(library, tmp_path):
    """By its brand and by its ingredient."""
    library.ingest([write_bytes(tmp_path / "label.xml", spl("".join(SECTIONS)).encode())])
    for name in ("Zanolex", "zanolol"):
        assert parse_question(f"Is {name} safe?", terms=library.terms).pico.intervention == (name,)


def test_who_invented_a_drug_is_not_answered_by_what_it_is_for(ask):
    """A source would have to speak of it."""
    assert ask("Who invented zanolol?").outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_two_versions_of_a_label_give_one_list(library, tmp_path):
    """The newer one's, in its order; and the reader of the bottom line is told how much of it is elsewhere."""
    new = [f"ZANOLEX is contraindicated in {colour} frobs." for colour in ("red", "green", "black")]
    for name, date, items in (("ab", "20240115", new), ("ac", "20120115", ["Blue frobs that hurt at night."])):
        label = spl(
            section(CONTRAINDICATIONS, "", paragraphs(*items)),
            setid=f"00000000-0000-4000-8000-0000000000{name}",
            date=date,
        )
        library.ingest([write_bytes(tmp_path / f"{name}.xml", label.encode())])
    draft = answer("What are the contraindications of zanolol?", library=library)
    assert [claim.text for claim in draft.claims] == new
    assert any("lists more contraindications than the bottom line holds" in limit for limit in draft.limits)


WOMEN = "For treatment of migraine in women, the society recommends topiramate."
ANYBODY = "For treatment of migraine in adults, the society recommends topiramate."
MEN = "For treatment of migraine in men, the society recommends topiramate."


def _paper(number: int, text: str, title: str = "Topiramate in migraine") -> Record:
    return Record(
        id=f"guideline:mig-{number}", kind=RecordKind.GUIDELINE, title=title, sections=(Section("Treatment", text),)
    )


def test_what_holds_for_women_does_not_answer_for_men():
    """Neither by the sentence nor by the title of its source."""
    papers = FakeLibrary((_paper(1, WOMEN), _paper(2, ANYBODY, "Topiramate in women with migraine")))
    draft = answer("Is topiramate effective for migraine in men?", library=papers)
    assert draft.outcome is Outcome.INSUFFICIENT_EVIDENCE


def test_an_answer_in_which_no_source_speaks_of_men_says_so():
    """What is quoted of everybody may not hold for them."""
    draft = answer(
        "Is topiramate effective for migraine in men?", library=FakeLibrary((_paper(1, WOMEN), _paper(2, ANYBODY)))
    )
    assert [claim.text for claim in draft.claims] == [ANYBODY]
    assert any("does not speak of men" in limit and "no source" in limit for limit in draft.limits)


def test_an_answer_for_men_says_nothing_of_a_gap():
    """Where a source speaks of them, and where nobody is named."""
    papers = FakeLibrary((_paper(1, WOMEN), _paper(2, MEN)))
    assert not any(
        "speak of men" in x for x in answer("Is topiramate effective for migraine in men?", library=papers).limits
    )
    assert not any("speak of" in x for x in answer("Is topiramate effective for migraine?", library=papers).limits)


def test_a_disease_that_only_women_have_names_them():
    """Who asks for a woman with pre-eclampsia need not be told that pre-eclampsia may not hold for women."""
    told = "Topiramate is advised in pre-eclampsia by the Frob Society for the prevention of seizures."
    draft = answer(
        "Is topiramate effective in a woman with pre-eclampsia?",
        library=FakeLibrary((_paper(1, told, "Pre-eclampsia"),)),
    )
    assert draft.claims
    assert not any("speak of women" in limit for limit in draft.limits)

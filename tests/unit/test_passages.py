"""Long texts are searched by passages and read in part; every span still counts from the start of its section."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citewell.appraise.sample import find_sample
from citewell.library.passages import PASSAGE_WORDS, abstract_sections, passages
from citewell.model.evidence import Coverage, Record, RecordKind, Section
from citewell.ports import WeightedTerm
from citewell.question import parse_question
from citewell.retrieve.excerpt import WHOLE_WORDS, excerpt

SENTENCE = "Frobnitis was common in this very large imaginary group. "


def _record(*sections: tuple[str, str]) -> Record:
    return Record(
        "a:1", RecordKind.RESEARCH, "Frobs", tuple(Section(*s) for s in sections), coverage=Coverage.FULL_TEXT
    )


def _long(words: int, ending: str = "") -> str:
    return SENTENCE * (words // 9) + ending


@pytest.mark.parametrize("lengths", [[10], [200, 200, 200], [5000], [10, 5000, 10], [449, 451]])
def test_the_passages_of_a_record_hold_all_of_its_text_once_and_in_order(lengths):
    """Nothing is left out of the search, and nothing is searched twice."""
    record = _record(*((f"S{n}", _long(length, f"The end of {n}.")) for n, length in enumerate(lengths)))
    spans = [span for passage in passages(record) for span in passage]
    pieces = "".join(record.sections[s.section].text[s.start : s.end] for s in spans)
    assert pieces == "".join(section.text for section in record.sections)


def test_a_long_section_is_cut_at_the_ends_of_sentences():
    """Each piece holds about `PASSAGE_WORDS` words."""
    (record,) = [_record(("Discussion", _long(4000)))]
    for (span,) in passages(record)[:-1]:
        text = record.sections[0].text[span.start : span.end]
        assert text.endswith(". ") and PASSAGE_WORDS / 2 < len(text.split()) < PASSAGE_WORDS * 1.2


def test_a_short_text_is_read_whole():
    """Abstracts, summaries, short labels."""
    record = _record(("Abstract", _long(WHOLE_WORDS - 50)))
    assert excerpt(record, (0,), parse_question("How is frobnitis treated?")) is record


def test_of_a_long_text_the_beginning_the_passages_found_and_the_headings_asked_for_are_read():
    """The rest is left out."""
    record = _record(
        ("Abstract", _long(300)),
        *((f"Part {n}", _long(400)) for n in range(8)),
        ("Dosage and administration", _long(300)),
    )
    read = excerpt(record, (4,), parse_question("What is the dose of zanolol?"))
    assert [section.label for section in read.sections] == ["Abstract", "Part 3", "Dosage and administration"]


def test_what_is_read_of_a_long_section_stands_where_it_stood():
    """So that a quote is found at its span in the whole record."""
    text = _long(4000, "Zanolol was given to every one of the patients.")
    record = _record(("Abstract", _long(100)), ("Results", text))
    cut = passages(record)
    read = excerpt(record, (len(cut) - 1,), parse_question("How is frobnitis treated?")).section("Results").text
    start = read.index("Zanolol")
    assert text[start:] == read[start:] and len(read) == len(text)
    assert not read[:2000].strip()


def test_a_passage_deep_in_a_long_text_is_found_and_named_by_its_place(library):
    """Under the id of its record."""
    record = _record(("Abstract", _long(300)), ("Results", _long(2000, "Zanolol helped.")))
    library.add([record])
    (hit,) = library.search([WeightedTerm(("zanolol",))], limit=5)
    assert (hit.record_id, hit.passages) == ("a:1", (len(passages(record)) - 1,))


def test_a_heading_of_a_long_text_is_searched_with_its_words(library):
    """A section on contraindications may not use the word again."""
    library.add([_record(("Contraindications", "Known allergy."))])
    assert library.search([WeightedTerm(("contraind",))], limit=5)


def test_the_abstract_of_a_long_text_is_what_it_begins_with():
    """Up to the length of a passage, and before the first part of a part; another record has no other text."""
    whole = _record(
        ("Aim", _long(50)), ("Results", _long(90)), ("Introduction", _long(900)), ("Methods > Design", _long(90))
    )
    assert [section.label for section in abstract_sections(whole)] == ["Aim", "Results"]
    assert len(abstract_sections(replace(whole, coverage=Coverage.ABSTRACT))) == 4


def test_the_number_of_patients_is_that_of_the_abstract():
    """A paper's body counts subgroups and other studies."""
    record = _record(
        ("Abstract", "We studied 24 patients."), ("Results > Subgroups", "Of 800 patients elsewhere, none.")
    )
    assert find_sample(record) == 24


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("They received either placebo (n=25) or zanolol (n=25).", 50),
        ("Patients were randomised to surgery (n = 1,200), or to exercise (n = 1,100).", 2_300),
        ("Of 100 people (n=100), some had pain (n=30) and some had none (n=70).", 100),
    ],
)
def test_arms_that_are_told_in_a_row_are_added_up(text, people):
    """What a part of the people had is no arm."""
    assert find_sample(_record(("Abstract", text))) == people


def test_arms_that_are_told_in_brackets_are_added_up() -> None:
    """The whole is not told, and some who left are counted too."""
    text = (
        "We made a comparison of zanolol (244 subjects), quibrex (245 subjects), and placebo (160 subjects). "
        "A total of 311 subjects (34.8 percent) stopped one of them."
    )
    assert find_sample(_record(("Abstract", text))) == 649
    unlike = (
        "Zanolol was compared with placebo in eleven trials (134470 participants), and once at home (400 participants)."
    )
    assert find_sample(_record(("Abstract", unlike))) == 134470

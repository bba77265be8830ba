"""What is a recommendation, in the shapes in which bodies print them, and how its grading is worded."""

from __future__ import annotations

import pytest

from citewell.model.evidence import SectionKind
from citewell.sources.guidelines.grading import grading
from guideline_files import as_html, as_markdown, graded, recommendations, record_of

WORDS = "zanolol in adults with frobnitis"


def _read(*parts, form=as_html):
    name = "a.html" if form is as_html else "a.md"
    return record_of(form((("title", "Frobs"), *parts)), name)


@pytest.mark.parametrize(
    ("words", "strength", "certainty"),
    [
        ("strong recommendation, moderate-certainty evidence", "strong recommendation", "moderate-certainty evidence"),
        ("Strong recommendation; low certainty of evidence", "Strong recommendation", "low certainty of evidence"),
        (
            "conditional recommendation, very low-quality evidence",
            "conditional recommendation",
            "very low-quality evidence",
        ),
        ("weak recommendation based on low quality evidence", "weak recommendation", "low quality evidence"),
        (
            "Strong recommendation against; high quality of evidence",
            "Strong recommendation against",
            "high quality of evidence",
        ),
        ("strong, moderate", "strong", "moderate"),
        (
            "Strength of recommendation: strong. Quality of evidence: low",
            "Strength of recommendation: strong",
            "Quality of evidence: low",
        ),
        ("Grade of recommendation: A; level of evidence: 1++", "Grade of recommendation: A", "level of evidence: 1++"),
        ("Class I, Level B-R", "Class I", "Level B-R"),
        ("Class IIa, Level of Evidence: C", "Class IIa", "Level of Evidence: C"),
        ("COR 2b, LOE C-LD", "COR 2b", "LOE C-LD"),
        ("Class 3: No Benefit, Level B-NR", "Class 3: No Benefit", "Level B-NR"),
        ("Grade A", "Grade A", ""),
        ("GRADE 2C", "GRADE 2C", ""),
        ("1B", "1B", ""),
        (" 2D ", "2D", ""),
        ("Not Graded", "Not Graded", ""),
        ("good practice statement", "good practice statement", ""),
        ("expert consensus", "expert consensus", ""),
        ("SOR A", "SOR A", ""),
        ("strong recommendation, ⊕⊕⊕◯ moderate", "strong recommendation", "⊕⊕⊕◯ moderate"),
        ("moderate-certainty evidence", "", "moderate-certainty evidence"),
    ],
)
def test_gradings_are_kept_as_worded(words, strength, certainty):
    """Nothing is translated from one scale into another, and no case is changed."""
    found = grading(words)
    assert (found.strength, found.certainty) == (strength, certainty)


@pytest.mark.parametrize(
    "words",
    ["n = 40", "low", "high", "see Table 2", "strong winds", "moderate pain", "95% CI 1 to 2", "2019", "A", "I", "zanolol",
     "strong recommendation for rest, which the panel discussed at length and could not agree on at all", ""],
)  # fmt: skip
def test_what_says_anything_else_is_no_grading(words):
    """A bracket with other words in it belongs to its sentence."""
    assert not grading(words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"We recommend {WORDS} (strong recommendation, low certainty).", (f"We recommend {WORDS}.", "strong recommendation", "low certainty")),
        (f"We recommend {WORDS}. ( 1B )", (f"We recommend {WORDS}.", "1B", "")),
        (f"We suggest {WORDS} [Grade B].", (f"We suggest {WORDS}.", "Grade B", "")),
        (f"{WORDS.capitalize()} should be used (Class I, Level A).", (f"{WORDS.capitalize()} should be used.", "Class I", "Level A")),
        (f"Strong recommendation: We recommend {WORDS}.", (f"We recommend {WORDS}.", "Strong recommendation", "")),
        (f"Recommendation 3 (weak, low): Offer {WORDS}.", (f"Offer {WORDS}.", "weak", "low")),
        (f"Recommendation 3.1. We recommend {WORDS} (2C).", (f"We recommend {WORDS}.", "2C", "")),
        (f"Practice Point 1.2.1: Offer {WORDS}.", (f"Offer {WORDS}.", "", "")),
        (f"Good practice statement: Offer {WORDS}.", (f"Offer {WORDS}.", "Good practice statement", "")),
        (f"1.2.3 Consider {WORDS}. [new 2021]", (f"Consider {WORDS}.", "", "")),
        (f"1.2.3Consider {WORDS}. [2008, amended 2021]", (f"Consider {WORDS}.", "", "")),
    ],
)  # fmt: skip
def test_a_paragraph_that_names_numbers_or_grades_itself_is_a_recommendation(text, expected):
    """Wherever it stands; its grading is not part of its words."""
    assert graded(_read(("h1", "Treatment"), ("p", text))) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        f"Other bodies recommend {WORDS}.",
        f"Seven trials studied {WORDS} (moderate-certainty evidence).",
        "The pain was strong in adults with frobnitis (strong).",
        "1.2.3 The frob lies behind the quib in most adults.",
        "Recommendations were made by the panel after two rounds of voting.",
        "The 2019 guideline gave a strong recommendation for zanolol in adults.",
        "In adults (grade 2) the frob may swell within days and settle without treatment.",
    ],
)
def test_other_paragraphs_stay_text(text):
    """To call a finding a recommendation is worse than to miss one."""
    record = _read(("h1", "Treatment"), ("p", text))
    assert graded(record) == []
    assert record.sections[0].text == text


@pytest.mark.parametrize(
    "heading",
    ["Methods", "Rationale for the recommendations", "Recommendations for research", "Research recommendations",
     "How this guideline was made", "Grading of recommendations", "Strength of recommendations", "Background"],
)  # fmt: skip
def test_chapters_about_recommendations_make_none(heading):
    """They quote and explain, and are about work to be done."""
    assert (
        graded(_read(("h1", heading), ("list", [f"We recommend {WORDS} (1B)."]), ("p", f"1.1.1 Offer {WORDS}."))) == []
    )


@pytest.mark.parametrize(
    "heading", ["Recommendations", "1 Recommendations", "Key recommendations", "Summary of recommendations",
                "Recommendations for treatment", "Treatment recommendations", "Major Recommendations"],
)  # fmt: skip
def test_items_under_a_heading_of_recommendations_are_recommendations(heading):
    """Each item that is a sentence; an ungraded one has no grading."""
    record = _read(("h1", heading), ("list", [f"Offer {WORDS}.", "Avoid whistling in the first week."]))
    assert graded(record) == [(f"Offer {WORDS}.", "", ""), ("Avoid whistling in the first week.", "", "")]


def test_a_heading_that_numbers_a_recommendation_names_what_is_below_it():
    """The line with its grading belongs to it; the remarks do not."""
    record = _read(
        ("h1", "Recommendation 3"),
        ("p", f"We suggest {WORDS}."),
        ("p", "Strength of recommendation: weak. Quality of evidence: low"),
        ("p", "Remarks: Zanolol is cheap."),
    )
    (found,) = recommendations(record)
    assert (found.label, found.text) == ("Recommendation 3", f"We suggest {WORDS}.")
    assert (found.strength, found.certainty) == ("Strength of recommendation: weak", "Quality of evidence: low")
    assert record.section("Recommendation 3 > Text").text == "Remarks: Zanolol is cheap."


def test_a_heading_may_hold_the_words_of_its_recommendation():
    """The label is its number then."""
    record = _read(("h1", "Recommendation 4: Offer zanolol to adults with frobnitis. (1B)"), ("p", "It is cheap."))
    (found,) = recommendations(record)
    assert (found.label, found.text, found.strength) == (
        "Recommendation 4",
        "Offer zanolol to adults with frobnitis.",
        "1B",
    )


def test_a_grading_may_stand_above_what_it_grades():
    """In a box that a page marks as a recommendation."""
    box = (
        '<div class="recommendation-box"><p>Weak recommendation; very low certainty</p>'
        "<p>We suggest quibrex in children.</p></div>"
    )
    record = record_of(as_html((("title", "Frobs"), ("p", "Frobs hurt.")), tail=box), "a.html")
    assert graded(record) == [("We suggest quibrex in children.", "Weak recommendation", "very low certainty")]


def test_two_graded_sentences_of_a_paragraph_are_two_recommendations():
    """A grading within a sentence is that sentence's; what stands before it stays text."""
    record = _read(
        ("h1", "Treatment"),
        (
            "p",
            "Frobnitis hurts. Zanolol is recommended in adults with frobnitis (strong recommendation). "
            "Quibrex may be offered to adults (conditional recommendation).",
        ),
    )
    assert graded(record) == [
        ("Zanolol is recommended in adults with frobnitis.", "strong recommendation", ""),
        ("Quibrex may be offered to adults.", "conditional recommendation", ""),
    ]
    assert record.section("Treatment").text == "Frobnitis hurts."


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (["Recommendations", "Class", "Level"], ["W.", "I", "A"], ("Class I", "Level A")),
        (["Recommendations", "Classa", "Levelb"], ["W.", "IIb", "C"], ("Class IIb", "Level C")),
        (["COR", "LOE", "Recommendations"], ["2a", "B-NR", "1. W."], ("COR 2a", "LOE B-NR")),
        (["Recommendation", "Strength of recommendation", "Certainty of evidence"], ["W.", "Strong", "Moderate"],
         ("Strength of recommendation: Strong", "Certainty of evidence: Moderate")),
        (["No.", "Recommendation", "Grade"], ["3", "W.", "Strong recommendation, low-certainty evidence"],
         ("Strong recommendation", "low-certainty evidence")),
        (["Recommendation", "Grade"], ["W.", "1B"], ("Grade 1B", "")),
        (["Clinical recommendation", "Evidence rating"], ["W.", "–"], ("", "")),
    ],
)  # fmt: skip
def test_rows_of_a_table_of_recommendations_can_be_read_without_it(head, row, expected):
    """A cell that says nothing alone takes the word of its column with it."""
    words = f"Offer {WORDS}."
    table = [head, ["Drugs"] + [""] * (len(head) - 1), [cell.replace("W.", words) for cell in row]]
    assert graded(_read(("h1", "Treatment"), ("table", table))) == [(words, *expected)]


@pytest.mark.parametrize(
    "head",
    [
        ["Recommendation grade", "Evidence"],
        ["Strength of recommendation", "Interpretation"],
        ["Drug", "Recommendations"],
    ],
)
def test_other_tables_stay_tables(head):
    """A key to the grades is no recommendation."""
    record = _read(("h1", "Treatment"), ("table", [head, ["Strong", f"Offer {WORDS} to all who ask."]]))
    assert [section.kind for section in record.sections] == [SectionKind.TABLE]


def test_a_row_that_is_a_heading_is_part_of_the_label():
    """It says for whom the rows below it are."""
    table = [
        ["Recommendations", "Class"],
        ["In children", ""],
        [f"Offer {WORDS}.", "I"],
        ["Do not whistle at night.", ""],
    ]
    assert [s.label for s in recommendations(_read(("h1", "Care"), ("table", table)))] == [
        "Care > In children > Recommendation 1",
        "Care > In children > Recommendation 2",
    ]


def test_an_opening_and_its_fragments_are_one_sentence():
    """As they are read in print."""
    record = _read(
        ("h1", "Care"), ("p", "Frobnitis is likely with:"), ("list", ["pain", "a low hum."]), ("p", "It passes.")
    )
    assert record.section("Care").text == "Frobnitis is likely with: • pain • a low hum.\n\nIt passes."


def test_recommendations_without_a_number_are_numbered_in_order():
    """Past the numbers that are taken."""
    record = _read(
        ("h1", "Recommendations"),
        ("list", ["Offer zanolol to adults with frobnitis.", "Avoid whistling in the first week."]),
        ("p", "Recommendation 1: Measure the frob every week."),
        form=as_markdown,
    )
    assert [s.label for s in recommendations(record)] == [
        "Recommendations > Recommendation 2",
        "Recommendations > Recommendation 3",
        "Recommendations > Recommendation 1",
    ]

"""Sentences: medical English is full of full stops that end nothing."""

from __future__ import annotations

import pytest

from citewell.language.sentences import split_sentences

# Each row is a text, its sentences parted by " | ".
TEXTS = [
    "One sentence only",
    "Pain improved (P < .05). | Function did not.",
    "Pain fell (P<.001) vs. placebo. | No harm was seen.",
    "p = .03. | The rest follows.",
    "Doses of 2.5 mg were used. | Others took 5 mg.",
    "Zanolol vs. placebo: RR 0.5. | Zanolol vs placebo: same.",
    "Levels rose to 3.4 ng/mL (95% CI, 2.1-4.7; P = .02). | Levels then fell.",
    "E. coli was found in 12 of 30 cultures. | Growth stopped.",
    "S. aureus and S. pneumoniae grew. | C. difficile did not.",
    "Smith J. et al. reported this. | Others did not.",
    "Smith et al. (2020) found none. | Others did.",
    "Dr. Brown treated them. | They recovered.",
    "The St. George questionnaire was used. | It is old.",
    "See Fig. 2 for details. | Then stop.",
    "No. 5 was excluded. | Six remained.",
    "Approx. 30% improved. | Others worsened.",
    "Recommended daily (e.g., 5 mg). | It was fine.",
    "Patients received zanolol i.v. every day. | They improved.",
    "It was given b.i.d. for 2 weeks. | It stopped.",
    "Treatment lasted 6 wk. | Follow-up lasted 6 mo. | The end.",
    "Patients took vitamin D. | Others took none.",
    "Compared with group B. | The rest.",
    "Hepatitis B. | Zanolol was given.",
    "It cured 10%. | 20 patients left.",
    "Was it safe? | It was! | \"Yes,\" he said.",
    "He said \"it works.\" | She agreed.",
    "“Yes.” | “No.”",
    "(It was in brackets.) | It was not.",
    "The trial was stopped ... | It resumed.",
    "The dose was 5 mg/kg. children were excluded.",
]  # fmt: skip

TEXTS += [
    "The U.S. Food and Drug Administration approved it. | It was first.",
    "Group A received drug A. | Group B received placebo.",
    "Is it safe? | No. | It was not.",
]


def _sentences(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize("row", TEXTS)
def test_a_text_is_cut_where_its_sentences_end(row):
    """A full stop after an abbreviation, an initial or within a number ends nothing."""
    assert _sentences(row.replace(" | ", " ")) == row.split(" | ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Heading\n\nBody text.", ["Heading", "Body text."]),
        ("• first point\n• second point", ["• first point", "• second point"]),
        ("A line\nthat goes on.", ["A line\nthat goes on."]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_blank_lines_and_bullets_part_sentences(text, expected):
    """A single line break does not."""
    assert _sentences(text) == expected


@pytest.mark.parametrize("row", TEXTS)
def test_every_span_slices_back_to_its_sentence(row):
    """The span is exact, whatever the cut."""
    assert all(row[s.start : s.end] == s.text for s in split_sentences(row))

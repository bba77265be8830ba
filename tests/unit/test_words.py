"""Words, stems and spelling: two ways of writing one thing meet in one stem."""

from __future__ import annotations

import pytest

from citewell.language.spelling import corrected
from citewell.language.words import contains_phrase, normalise, stems, words

SAME = [
    ("haemorrhage", "hemorrhage"),
    ("anaemia", "anemia"),
    ("oedema", "edema"),
    ("oesophagus", "esophagus"),
    ("oestrogen", "estrogen"),
    ("paediatric", "pediatric"),
    ("diarrhoea", "diarrhea"),
    ("faeces", "feces"),
    ("anaesthesia", "anesthesia"),
    ("tumour", "tumor"),
    ("ischaemic", "ischemic"),
    ("dyspnoea", "dyspnea"),
    ("coeliac", "celiac"),
    ("gynaecology", "gynecology"),
    ("randomised", "randomized"),
    ("hospitalisation", "hospitalization"),
    ("analysed", "analyzed"),
    ("behaviour", "behavior"),
    ("treatments", "treatment"),
    ("arthritides", "arthritis"),
    ("Frobnitis", "FROBNITIS"),
    ("patient's", "patients"),
    ("patient’s", "patient's"),
]

DIFFERENT = [("hyper", "hypo"), ("zanolol", "zanolog"), ("wise", "wize"), ("rise", "rize")]
DIFFERENT += [("pancreatitis", "pancreatic"), ("prostatitis", "prostate"), ("meningitis", "meningeal")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_of_writing_a_word_have_one_stem(one, other):
    """British and American spelling, number, case and possession do not matter."""
    assert stems(one) == stems(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_keep_different_stems(one, other):
    """What only looks alike is not brought together."""
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Beta-blockers, e.g. zanolol", ["beta", "blockers", "e", "g", "zanolol"]),
        ("5 mg/kg", ["5", "mg", "kg"]),
        ("café au lait", ["cafe", "au", "lait"]),
        ("don’t", ["don't"]),
    ],
)
def test_words_are_parted_by_hyphens_and_marks(text, expected):
    """Words come in order, in lower case, without accents."""
    assert words(text) == expected


def test_normalising_keeps_every_character_in_its_place():
    """So a span found in the normalised text holds in the original."""
    text = "Ménière–Sjögren — 2‑fold −3"
    assert normalise(text) == "meniere-sjogren - 2-fold -3"
    assert len(normalise(text)) == len(text)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [(("b",), True), (("b", "c"), True), (("a", "c"), False), (("c", "d"), False), (("a", "b", "c"), True)],
)
def test_a_phrase_is_words_that_stand_next_to_each_other(phrase, expected):
    """Order and neighbourhood count."""
    assert contains_phrase(["a", "b", "c"], phrase) is expected


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("zanolo", "zanolol"),  # one too few
        ("zanololl", "zanolol"),  # one too many
        ("zanonol", "zanolol"),  # one wrong
        ("zanlool", "zanolol"),  # two swapped
        ("frobnitys", "frobnitis"),
        ("hyperglimmeremya", "hyperglimmeraemia"),  # two slips in a long word
        ("zanolol", None),  # nothing to mend
        ("zano", None),  # too short
        ("canolol", None),  # another first letter
        ("zaxxlol", None),  # two slips in a short word
        ("zanolol5", None),  # not a word
        ("quibrox", None),  # two candidates: quibrex, quibrix
    ],
)
def test_a_slip_is_mended_only_where_one_word_is_meant(written, meant):
    """Many drugs are two letters apart, so a doubtful word is left alone."""
    known = ["zanolol", "frobnitis", "quibrex", "quibrix", "hyperglimmeraemia"]
    assert corrected(written, known) == meant

"""Words that ask, words that are spelt right, and sentences that only point to their own study."""

from __future__ import annotations

import pytest

from citewell.compose.own_words import without_frame
from citewell.language.families import are_relatives, relatives
from citewell.language.spelling import corrected
from citewell.language.terms import shipped_terms
from citewell.question import parse_question
from citewell.question.vocabularies import VocabularyTerms
from citewell.question.whether import asks_whether


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Does zanolol cure frobnitis?", True),
        ("Zanolol in frobnitis: is it safe?", True),
        ("Frobnitis: a cause of grobbing?", True),
        ("Do carers know what to teach?", True),
        ("What cures frobnitis?", False),
        ("Frobnitis: how is it treated?", False),
        ("In which people does zanolol work?", False),
        ("zanolol frobnitis", False),
    ],
)
def test_what_yes_or_no_answers_is_told(text: str, expected: bool) -> None:
    """By how it opens, or by its mark; what asks what, how or which is none."""
    assert asks_whether(text) is expected


def test_nouns_and_adjectives_of_one_thing_are_relatives() -> None:
    """By their endings alone; a short word has none."""
    assert "ischemic" in relatives("ischaemia")
    assert are_relatives("atherosclerosis", "atherosclerotic")
    assert not are_relatives("station", "statin")
    assert relatives("mania") == ()


def test_an_adjective_is_no_slip_for_its_noun() -> None:
    """A slip is still put right."""
    assert corrected("ischemia", ["ischemic"]) is None
    assert corrected("ischemix", ["ischemic"]) == "ischemic"


class _Records:
    """Vocabularies that hold no name, of a library whose records hold one word often."""

    def __init__(self, common: str) -> None:
        self._common = common

    def named(self, _phrases):
        return {}

    def begin_names(self, _words):
        return frozenset()

    def drug(self, _phrase):
        return None

    def kinds_of(self, _term, **_most):
        return []

    def has_written(self, _word):
        return False

    def is_common(self, word):
        return word == self._common

    def together(self, _phrase, _others):
        return 0


@pytest.mark.parametrize(("common", "expected"), [("station", "station"), ("nothing", "statin")])
def test_a_word_that_many_records_hold_is_not_mended(common: str, expected: str) -> None:
    """ "Station" is no slip for "statin" where lymph nodes have stations."""
    terms = VocabularyTerms(shipped_terms(), _Records(common))
    question = parse_question("Does the station matter in migraine?", terms=terms)
    assert expected in {concept.surface for concept in question.concepts}


@pytest.mark.parametrize(
    ("sentence", "bare"),
    [
        ("We conclude that zanolol cures frobnitis.", "Zanolol cures frobnitis."),
        ("Our results suggest that zanolol cures frobnitis.", "Zanolol cures frobnitis."),
        ("Therefore, in this study, zanolol cured frobnitis.", "Zanolol cured frobnitis."),
        ("It is concluded that zanolol cures frobnitis.", "Zanolol cures frobnitis."),
        ("Zanolol cured frobnitis in the present series.", "Zanolol cured frobnitis."),
        ("It cured frobnitis.", "It cured frobnitis."),
    ],
)
def test_what_only_points_to_its_own_study_is_told(sentence: str, bare: str) -> None:
    """What leans on another sentence still does."""
    assert without_frame(sentence) == bare


def test_words_that_only_ask_are_required_of_no_source() -> None:
    """Where medicine knows none of the words, those of everyday use are, but not "influence" or "feasible"."""
    concepts = parse_question("Does the moon influence grobbing: is it feasible?").required
    assert [concept.surface for concept in concepts] == ["moon", "grobbing"]

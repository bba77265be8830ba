"""The reading grade: syllables told from the spelling, and the formula as published."""

from __future__ import annotations

import pytest

from citewell.language.readability import Counts, counts, syllable_count


@pytest.mark.parametrize(
    ("syllables", "words"),
    [
        (1, "pain heart stroke used lived helps rates the through 140 aged"),
        (2, "people treatment kidney rated treated action guideline headaches"[:54]),
        (3, "placebo hospital medicine recover infection video"),
        (4, "diabetes fibrillation bacterial"),
        (6, "cardiovascular"),
    ],
)
def test_syllables_are_told_from_the_spelling(syllables: int, words: str) -> None:
    """Silent endings are not counted, vowels spoken apart are, and a number is one."""
    assert [(word, syllable_count(word)) for word in words.split()] == [(word, syllables) for word in words.split()]


def test_a_short_word_in_capitals_is_spelt_out() -> None:
    """An abbreviation is read letter by letter."""
    assert [syllable_count(word) for word in ("MRI", "UTI", "AF")] == [3, 3, 2]


def test_the_grade_is_that_of_the_published_formula() -> None:
    """0.39 x words a sentence + 11.8 x syllables a word - 15.59 (Kincaid and others, 1975)."""
    assert Counts(words=13, sentences=1, syllables=24).grade == pytest.approx(11.3, abs=0.05)


def test_texts_are_counted_together_and_end_where_they_end() -> None:
    """A sentence without a full stop does not go on in the next text."""
    assert counts(["Pain fell", "Pain rose. It fell."]) == Counts(words=6, sentences=3, syllables=6)


@pytest.mark.parametrize("text", ["", "...", "☃", "\x00"])
def test_a_text_without_words_has_no_grade(text: str) -> None:
    """Nothing to read is not hard to read."""
    assert counts([text]).grade == 0.0

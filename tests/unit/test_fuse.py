"""One ranking of two: what each contributes, and what happens where one of them is silent."""

from __future__ import annotations

from citewell.ports import Hit
from citewell.retrieve.fuse import fuse


def _ranking(**scores: float) -> list[Hit]:
    return [Hit(name, score) for name, score in sorted(scores.items(), key=lambda item: -item[1])]


def _ids(hits: list[Hit]) -> list[str]:
    return [hit.record_id for hit in hits]


def test_each_score_counts_as_its_share_of_the_best():
    """Half of the share by words and half of that by meaning, whatever the scales were."""
    fused = fuse(_ranking(a=20.0, b=10.0), _ranking(a=0.2, b=0.8), weight=0.5)
    assert [(hit.record_id, hit.score) for hit in fused] == [("b", 0.75), ("a", 0.625)]


def test_without_a_search_by_meaning_the_ranking_by_words_stands():
    """With its own scores."""
    words = _ranking(a=20.0, b=10.0)
    assert fuse(words, []) == words


def test_what_only_one_ranking_holds_has_nothing_of_the_other():
    """What is near in meaning comes in without a word in common."""
    fused = fuse(_ranking(a=20.0), _ranking(c=0.9, a=0.9), weight=0.4)
    assert [(hit.record_id, hit.score) for hit in fused] == [("a", 1.0), ("c", 0.4)]


def test_a_record_without_a_vector_keeps_its_place_by_words():
    """It is neither raised nor lowered for what was not made yet."""
    assert _ids(fuse(_ranking(new=20.0, a=10.0, b=5.0), _ranking(a=0.9, b=0.9))) == ["new", "a", "b"]


def test_what_points_away_counts_as_not_near():
    """A cosine below zero takes nothing from what the words found."""
    fused = fuse(_ranking(a=20.0, b=20.0), [Hit("b", 0.5), Hit("a", -0.5)], weight=0.5)
    assert [(hit.record_id, hit.score) for hit in fused] == [("b", 1.0), ("a", 0.5)]


def test_equal_scores_are_in_the_order_of_the_ids():
    """So that the same library gives the same ranking."""
    assert _ids(fuse(_ranking(b=1.0, a=1.0), _ranking(b=0.5, a=0.5))) == ["a", "b"]


def test_the_passages_of_both_searches_are_told_once():
    """Those that the words found come first."""
    fused = fuse([Hit("a", 1.0, (2, 0))], [Hit("a", 0.5, (1, 2))])
    assert fused[0].passages == (2, 0, 1)

"""What every search engine must do. Each engine runs the same suite; add one by adding a row to ENGINES."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from citewell.language.words import stems
from citewell.library.index import TantivyIndex
from citewell.ports import AnyOf, Index, WeightedTerm
from universe import RECORDS, record

# Name -> a function that opens the index kept under a folder; a second call opens the same index again.
ENGINES: dict[str, Callable[[Path], Index]] = {
    "tantivy": lambda folder: TantivyIndex(folder / "index"),
}


@pytest.fixture(params=ENGINES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Index]:
    """Open the engine's index of this test."""
    return lambda: ENGINES[request.param](tmp_path)


@pytest.fixture
def index(opened: Callable[[], Index]) -> Index:
    """The index of the little world."""
    index = opened()
    index.add(RECORDS)
    index.commit()
    return index


def _found(index: Index, *phrases: str | tuple[str, float], limit: int = 50) -> list[str]:
    pairs = [(phrase, 1.0) if isinstance(phrase, str) else phrase for phrase in phrases]
    terms = [WeightedTerm(tuple(stems(phrase)), weight) for phrase, weight in pairs]
    return [hit.record_id for hit in index.search(terms, limit=limit)]


def test_a_new_index_is_empty_and_can_be_searched(opened):
    """Nothing is found, and nothing fails."""
    index = opened()
    assert index.passages() == 0
    assert _found(index, "frobnitis") == []


def test_what_is_added_is_seen_after_a_commit_and_not_before(opened):
    """A half-written batch must not be visible."""
    index = opened()
    index.add([record(3)])
    assert _found(index, "frobnitis") == []
    index.commit()
    assert _found(index, "frobnitis") == ["pubmed:90000003"]


def test_a_commit_without_changes_changes_nothing(index):
    """It may be called at any time."""
    before = index.passages()
    index.commit()
    assert index.passages() == before


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("unicycle", ["pubmed:90000008"]),  # stands in the title alone
        ("whistling", ["pubmed:90000007", "topic:frobnitis"]),  # the stem: "whistle"
        ("WHISTLED", ["pubmed:90000007", "topic:frobnitis"]),
        ("glimmering", ["pubmed:90000006", "label:00000000-0000-4000-8000-000000000001"]),
        ("randomized trials", ["pubmed:90000001"]),  # British in the source
        ("low hum", ["topic:frobnitis"]),
        ("hum low", []),
        ("nowhere", []),
    ],
)
def test_records_are_found_by_words_and_phrases(index, phrase, expected):
    """Title and text count; number, tense, case and British spelling do not; a phrase keeps its order."""
    found = _found(index, phrase)
    assert set(expected) <= set(found)
    assert len(expected) > 0 or found == []


def test_accents_do_not_matter(opened):
    """A reader types what the keyboard has."""
    index = opened()
    index.add([record(3, title="Ménière and Sjögren frobs")])
    index.commit()
    assert _found(index, "meniere") == _found(index, "Sjögren") == ["pubmed:90000003"]


def test_one_of_the_terms_is_enough_and_more_are_better(index):
    """The terms are alternatives; the score tells how many were met."""
    found = _found(index, "quibrex", "unicycle", "hum")
    assert {"pubmed:90000004", "pubmed:90000008", "topic:frobnitis"} <= set(found)
    assert _found(index, "quibrex", "conditional recommendation")[0] == "guideline:frob-2023"


def test_hits_come_best_first_and_no_more_than_asked(index):
    """Scores fall or stay."""
    hits = index.search([WeightedTerm(("zanolol",)), WeightedTerm(("placebo",))], limit=50)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert index.search([WeightedTerm(("zanolol",)), WeightedTerm(("placebo",))], limit=2) == hits[:2]
    assert index.search([WeightedTerm(("zanolol",))], limit=0) == []


def test_a_weight_decides_between_terms(index):
    """The heavier term goes first."""
    assert _found(index, ("unicycle", 9.0), ("hum", 1.0))[0] == "pubmed:90000008"
    assert _found(index, ("unicycle", 1.0), ("hum", 9.0))[0] == "topic:frobnitis"


def test_of_several_wordings_the_best_counts_once(opened):
    """A passage gains nothing by naming a thing in every way; the words of one wording add up."""
    index = opened()
    texts = {1: "Glonk.", 2: "Glonk, that is zweeb.", 3: "Zweeb of the low hum."}
    index.add([record(3, id=f"pubmed:{n}", sections=[{"label": "A", "text": text}]) for n, text in texts.items()])
    index.commit()
    low_hum = (WeightedTerm(("low",), 9.0), WeightedTerm(("hum",), 9.0))
    either = AnyOf(((WeightedTerm(("glonk",)),), (WeightedTerm(("zweeb",), 0.01),)))
    assert {hit.record_id for hit in index.search([either], limit=5)} == {"pubmed:1", "pubmed:2", "pubmed:3"}
    (alone,) = (hit.score for hit in index.search([WeightedTerm(("glonk",))], limit=5) if hit.record_id == "pubmed:2")
    assert next(hit.score for hit in index.search([either], limit=5) if hit.record_id == "pubmed:2") == alone
    assert index.search([AnyOf((*either.wordings, low_hum))], limit=1)[0].record_id == "pubmed:3"


@pytest.mark.parametrize(
    "terms",
    [
        [],
        [AnyOf(())],
        [AnyOf(((), (WeightedTerm(()),)))],
        [WeightedTerm(())],
        [WeightedTerm(("zanolol",)), WeightedTerm(())],
    ],
)
def test_terms_without_words_are_passed_over(index, terms):
    """A question of stop words alone is no error."""
    assert len(index.search(terms, limit=5)) == (5 if len(terms) == 2 else 0)


@pytest.mark.parametrize("word", ["a AND b", 'quo"te', "field:x", "(", "*", "\\", "", "\0", "ß", "x" * 5_000])
def test_no_word_is_taken_for_a_query_language(index, word):
    """Whatever a reader types is only text."""
    assert index.search([WeightedTerm((word,)), WeightedTerm((word, word))], limit=5) == []


def test_a_record_of_many_passages_is_one_hit_with_the_score_of_its_best(opened):
    """A long paper must not fill the list."""
    index = opened()
    long = record(3, sections=[{"label": f"Part {n}", "text": "Zanolol was given. " * 300} for n in range(8)])
    index.add([long, record(4)])
    index.commit()
    assert index.passages() > 5
    assert sorted(_found(index, "zanolol")) == ["pubmed:90000003", "pubmed:90000004"]


def test_many_passages_of_one_record_do_not_hide_the_others(opened):
    """As many records come as were asked for, if there are as many."""
    index = opened()
    long = record(3, sections=[{"label": f"Part {n}", "text": "Zanolol zanolol. " * 400} for n in range(30)])
    index.add([long, record(4), record(6)])
    index.commit()
    assert len(_found(index, "zanolol", limit=3)) == 3


def test_adding_a_record_again_replaces_it(index):
    """Also all of its passages."""
    before = index.passages()
    index.add([record(3, title="Marmalade", sections=[])])
    index.commit()
    assert _found(index, "marmalade") == ["pubmed:90000003"]
    assert "pubmed:90000003" not in _found(index, "zanolol")
    assert index.passages() == before


def test_many_replacements_in_one_commit_are_all_made(index, monkeypatch):
    """However few of them an engine can keep in mind."""
    monkeypatch.setattr("citewell.library.index._MOST_DELETIONS", 5)
    before = index.passages()
    for title in ("Marmalade", "Chutney"):
        index.add(record(number, title=title, sections=[]) for number in range(1, 10))
    index.commit()
    assert (len(_found(index, "chutney")), _found(index, "marmalade"), index.passages()) == (9, [], before)


def test_the_last_of_several_copies_in_one_commit_stays(opened):
    """The order of adding decides."""
    index = opened()
    index.add([record(3, title="First"), record(3, title="Second")])
    index.commit()
    assert (_found(index, "first"), _found(index, "second")) == ([], ["pubmed:90000003"])


def test_removed_records_are_not_found(index):
    """An id it does not hold is ignored; ids are matched whole."""
    before = index.passages()
    index.remove(["topic:frobnitis", "pubmed:9000000", "nobody:1"])
    index.commit()
    assert _found(index, "hum") == []
    assert index.passages() == before - 1


def test_a_record_removed_and_added_in_one_commit_is_there(index):
    """The later wish wins, either way round."""
    index.remove(["topic:frobnitis"])
    index.add([record for record in RECORDS if record.id == "topic:frobnitis"])
    index.add([record(3, title="Marmalade")])
    index.remove(["pubmed:90000003"])
    index.commit()
    assert _found(index, "hum") == ["topic:frobnitis"]
    assert _found(index, "marmalade") == []


def test_an_index_opened_again_holds_what_was_committed(index, opened):
    """And nothing that was not."""
    index.add([record(3, title="Marmalade")])
    again = opened()
    assert again.passages() == index.passages()
    assert _found(again, "marmalade") == []
    assert _found(again, "hum") == ["topic:frobnitis"]


def test_a_very_long_text_is_found_by_its_last_word(opened):
    """Nothing is cut off."""
    index = opened()
    index.add([record(3, sections=[{"label": "Text", "text": "zanolol " * 50_000 + "marmalade"}])])
    index.commit()
    assert _found(index, "marmalade") == ["pubmed:90000003"]


def test_a_record_without_text_is_found_by_its_title(opened):
    """Some records are nothing but a title."""
    index = opened()
    index.add([record(8)])
    index.commit()
    assert index.passages() == 1
    assert record(8).sections == ()

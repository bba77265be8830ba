"""Vectors on disk: exact search, what is replaced and let go, and what a killed process leaves."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import numpy as np
import pytest

from citewell.library.dense.vectors import Damaged, Entry, Vectors, quantise

DIMENSION = 8


def _units(count: int, seed: int = 1) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def _entries(rows: np.ndarray) -> dict[str, list[Entry]]:
    return {f"r{n:04}": [Entry(bytes([n % 256, n // 256]), row)] for n, row in enumerate(rows)}


@pytest.fixture
def vectors(tmp_path):
    """Vectors of a model, of which there are none yet."""
    made = Vectors(tmp_path / "vectors")
    made.make_anew(model="m", dimension=DIMENSION)
    yield made
    made.close()


def test_a_vector_comes_back_almost_as_it_was():
    """No component is off by more than half a step of the scale."""
    for row in _units(50):
        scale, values = quantise(row)
        assert np.abs(values * scale - row).max() <= scale / 2 + 1e-6
        assert np.abs(values).max() == 127


def test_the_search_is_exact(vectors):
    """The nearest of 3,000, found as by comparing with each."""
    rows = _units(3_000)
    vectors.put(_entries(rows))
    (query,) = _units(1, seed=2)
    held = np.stack([values * np.float32(scale) for scale, values in map(quantise, rows)])
    expected = [f"r{n:04}" for n in np.argsort(-(held @ query), kind="stable")[:10]]
    assert [hit.record_id for hit in vectors.search(query, among=[], limit=10)] == expected


def test_a_record_scores_as_its_best_passage_does(vectors):
    """And tells the passages that were near, the best first."""
    rows = _units(3)
    vectors.put({"a": [Entry(b"0", rows[0]), Entry(b"1", rows[1])], "b": [Entry(b"2", rows[2])]})
    (hit,) = [hit for hit in vectors.search(rows[1], among=[], limit=2) if hit.record_id == "a"]
    assert (hit.passages[0], round(hit.score, 1)) == (1, 1.0)


def test_records_asked_for_by_name_are_scored_however_far_they_are(vectors):
    """One without a vector is left out."""
    vectors.put(_entries(_units(100)))
    (query,) = _units(1, seed=3)
    far = [hit.record_id for hit in vectors.search(query, among=[], limit=100)][-1]
    found = [hit.record_id for hit in vectors.search(query, among=[far, "unknown"], limit=2)]
    assert len(found) == 3 and found[-1] == far


def test_what_was_replaced_or_removed_is_not_found(vectors):
    """Its place is used again, so that the file does not grow for ever."""
    rows = _units(4)
    for _ in range(5):
        vectors.put({"a": [Entry(b"0", rows[0]), Entry(b"1", rows[1])]})
        vectors.put({"a": [Entry(b"2", rows[2])]})
    vectors.remove(["unknown", "a"])
    vectors.put({"b": [Entry(b"3", rows[3])]})
    assert [hit.record_id for hit in vectors.search(rows[2], among=["a"], limit=5)] == ["b"]
    assert vectors.count() == 1
    assert next(vectors._folder.glob("*.i8")).stat().st_size <= 6 * (DIMENSION + 4)


def test_a_passage_whose_text_is_the_same_keeps_its_vector(vectors):
    """Also when it has moved to another place in its record."""
    rows = _units(2)
    vectors.put({"a": [Entry(b"0", rows[0]), Entry(b"1", rows[1])]})
    vectors.put({"a": [Entry(b"1", None)]})
    (hit,) = vectors.search(rows[1], among=[], limit=5)
    assert (hit.passages, round(hit.score, 1), vectors.count()) == ((0,), 1.0, 1)


def test_another_process_sees_what_was_written(vectors, tmp_path):
    """Without opening anew; also after the vectors were made anew."""
    rows = _units(2)
    with closing(Vectors(tmp_path / "vectors")) as other:
        assert other.search(rows[0], among=[], limit=5) == []
        vectors.put({"a": [Entry(b"0", rows[0])]})
        assert [hit.record_id for hit in other.search(rows[0], among=[], limit=5)] == ["a"]
        vectors.make_anew(model="n", dimension=DIMENSION)
        assert (other.count(), other.model()) == (0, "n")
        vectors.put({"b": [Entry(b"1", rows[1])]})
        assert [hit.record_id for hit in other.search(rows[0], among=[], limit=5)] == ["b"]


def test_what_was_not_committed_is_not_there(vectors, tmp_path):
    """Of a process that was killed between writing a vector and naming it, nothing is found."""
    rows = _units(2)
    vectors.put({"a": [Entry(b"0", rows[0])]})
    with next((tmp_path / "vectors").glob("*.i8")).open("ab") as file:
        file.write(b"\x7f" * (DIMENSION + 4))
    assert [hit.record_id for hit in vectors.search(rows[0], among=[], limit=5)] == ["a"]
    vectors.put({"b": [Entry(b"1", rows[1])]})
    assert {hit.record_id for hit in vectors.search(rows[0], among=[], limit=5)} == {"a", "b"}


def _without_matrix(folder):
    next(folder.glob("*.i8")).unlink()


def _with_short_matrix(folder):
    next(folder.glob("*.i8")).write_bytes(b"\0" * 5)


def _with_garbled_names(folder):
    for path in folder.glob("rows.sqlite3-*"):
        path.unlink()
    (folder / "rows.sqlite3").write_bytes(b"no database " * 999)


@pytest.mark.parametrize("damage", [_without_matrix, _with_short_matrix, _with_garbled_names])
def test_damage_is_told_and_can_be_mended(vectors, tmp_path, damage):
    """Nothing wrong is found; made anew, they are as new."""
    rows = _units(1)
    vectors.put({"a": [Entry(b"0", rows[0])]})
    vectors.close()
    damage(tmp_path / "vectors")
    with pytest.raises(Damaged):
        vectors.search(rows[0], among=[], limit=5)
    vectors.make_anew(model="m", dimension=DIMENSION)
    vectors.put({"a": [Entry(b"0", rows[0])]})
    assert [hit.record_id for hit in vectors.search(rows[0], among=[], limit=5)] == ["a"]


def test_the_files_say_whose_vectors_they_are(vectors, tmp_path):
    """The model, and a name that is another one each time they are made."""
    before = vectors.identity()
    vectors.make_anew(model="n", dimension=3)
    assert (vectors.model(), vectors.identity() != before, before != "") == ("n", True, True)
    with closing(sqlite3.connect(tmp_path / "vectors" / "rows.sqlite3")) as db:
        assert dict(db.execute("SELECT key, value FROM meta"))["dimension"] == "3"

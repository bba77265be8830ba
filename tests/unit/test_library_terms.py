"""The store of terms: changes, counts, the edition, and taking a vocabulary out again."""

from __future__ import annotations

import pytest

from citewell.errors import NotFound
from universe import write_bytes, write_jsonl
from vocabularies import graph, mesh_table, node, write_table

ROW = ("D900001", "Frobnitis", ("Sore Frob",), ("C05.900",))


def ingest(library, tmp_path, *contents):
    paths = [write_bytes(tmp_path / f"vocabulary{n}", content) for n, content in enumerate(contents)]
    return library.ingest(paths)


def test_terms_are_counted_as_added_updated_and_unchanged(library, tmp_path):
    """Reading a vocabulary again changes nothing; a newer one changes what differs."""
    first = ingest(library, tmp_path, mesh_table(ROW)).terms
    again = ingest(library, tmp_path, mesh_table(ROW, ("D900002", "Zanolol", (), ("D02.900",)))).terms
    newer = ingest(library, tmp_path, mesh_table(("D900001", "Frobnitis", ("Frob Fever",), ("C05.900",)))).terms
    assert [(c.added, c.updated, c.unchanged) for c in (first, again, newer)] == [(1, 0, 0), (1, 0, 1), (0, 1, 0)]


def test_a_name_that_a_newer_vocabulary_lacks_is_no_longer_found(library, tmp_path):
    """And the new one is."""
    ingest(library, tmp_path, mesh_table(ROW))
    ingest(library, tmp_path, mesh_table(("D900001", "Frobnitis", ("Frob Fever",), ("C05.900",))))
    found = library.vocabularies.named([("sore", "frob"), ("frob", "fever")])
    assert list(found) == [("frob", "fever")]


def test_the_library_tells_its_vocabularies(library, tmp_path):
    """With the number of their terms."""
    ingest(
        library, tmp_path, mesh_table(ROW), graph([node("HP:9000001", "frob pain"), node("HP:9000002", "frob ache")])
    )
    assert library.counts().vocabularies == {"HPO": 2, "MeSH": 1}


def test_the_edition_follows_the_terms_whatever_their_order(open_library, settings, tmp_path):
    """They decide what is found, so an answer is made from them as well."""
    contents = (mesh_table(ROW), graph([node("HP:9000001", "frob pain")]))
    editions = set()
    for name, order in (("a", contents), ("b", contents[::-1])):
        library = open_library(type(settings)(home=tmp_path / name, starter=False))
        empty = library.edition
        ingest(library, tmp_path, *order)
        editions.add(library.edition)
        assert library.edition != empty
    assert len(editions) == 1


def test_a_vocabulary_that_is_forgotten_leaves_no_trace(library, tmp_path):
    """The edition is what it was, and its names are found no more."""
    library.ingest([write_jsonl(tmp_path / "world.jsonl")])
    ingest(library, tmp_path, graph([node("HP:9000001", "frob pain")]))
    before = library.edition
    library.ingest([write_table(tmp_path / "mesh.tsv")])
    assert library.forget_vocabulary("MeSH") == 3
    assert library.edition == before
    assert library.counts().vocabularies == {"HPO": 1}
    assert not library.vocabularies.named([("frobnitis",), ("zanex",)])


def test_a_vocabulary_that_is_not_there_cannot_be_forgotten(library):
    """The message names those that are."""
    with pytest.raises(NotFound, match=r"No vocabulary MeSH in the library\. It holds: none"):
        library.forget_vocabulary("MeSH")


def test_records_and_vocabularies_may_come_together(library, tmp_path):
    """One command reads a folder of both."""
    report = library.ingest([write_jsonl(tmp_path / "world.jsonl"), write_table(tmp_path / "mesh.tsv")])
    assert report.terms.added == 3 and report.change.added and not report.failed
    assert report.read == report.change.added + 3


def test_names_stemmed_by_an_older_analysis_are_stemmed_anew_at_the_next_opening(open_library, settings, tmp_path):
    """A library in use finds its terms by today's stems, whenever it was filled."""
    library = open_library(settings)
    ingest(library, tmp_path, mesh_table(("D900003", "Frobnitis", ("Sore Frobs",), ("C05.901",))))
    with library._store.transaction() as db:
        db.execute("UPDATE term_names SET stems = 'frobn' WHERE stems = 'frobnitis'")
        db.execute("UPDATE meta SET value = '1' WHERE key = 'terms_stemmed_by'")
    library.close()
    found = open_library(settings).vocabularies.named([("frobn",), ("frobnitis",)])
    assert list(found) == [("frobnitis",)]


def test_names_that_another_process_has_stemmed_meanwhile_are_left(world, monkeypatch):
    """It was waited for: what stands then is of this analysis, with whatever was imported since."""
    told = iter(["of an older analysis"])
    meta = world._store.meta
    monkeypatch.setattr(world._store, "meta", lambda name, default="": next(told, None) or meta(name, default))
    monkeypatch.setattr("citewell.library.terms._write_names", lambda *_: pytest.fail("stemmed again"))
    before = list(world._store._db.execute("SELECT * FROM term_names"))
    world._terms.mend()
    assert list(world._store._db.execute("SELECT * FROM term_names")) == before

"""Codes in the library's own file: kept, upgraded, exported, forgotten; and the table that comes with the package."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from citewell.config import Settings
from citewell.language.codes import ShippedCode, shipped_codes
from citewell.language.terms import Term, shipped_terms
from citewell.library import Library
from citewell.library.database import MIGRATIONS
from citewell.model.codes import ICD_10_CM, SNOMED_CT, SYSTEMS, Code, Precision
from citewell.sources.jsonl.documents import from_json, to_json
from citewell.sources.unit import Vocabulary
from universe import write_bytes
from vocabularies import graph, mesh_table, node

FROB = Term(
    "Frobnitis",
    ("Sore frob",),
    code="MONDO:1",
    places=("MONDO:1",),
    codes=(Code("ICD-10-CM", "U77.1", Precision.EXACT), Code("SNOMED CT", "900000001")),
)


def put(library: Library, vocabulary: str, *terms: Term) -> Vocabulary:
    held = Vocabulary(vocabulary, terms)
    library._terms.put(held)
    return held


def test_a_library_of_the_version_before_is_upgraded_without_loss(
    open_library: Callable[[Settings], Library], settings: Settings, tmp_path: Path
) -> None:
    """Its terms, its edition and its records are what they were; codes come with the next reading."""
    row = ("D900001", "Frobnitis", ("Sore Frob",), ("C05.900",))
    library = open_library(settings)
    library.ingest([write_bytes(tmp_path / "mesh.tsv", mesh_table(row))])
    before, path = library.edition, library._store.path
    held = library.vocabularies.coded("MeSH", "D900001")
    library.close()
    with sqlite3.connect(path) as db:  # as the version before had it
        db.execute("DROP TABLE term_codes")
        db.execute("ALTER TABLE terms DROP COLUMN codes")
        db.execute("PRAGMA user_version = 2")
    upgraded = open_library(settings)
    assert upgraded._store.query("PRAGMA user_version", ()) == [(len(MIGRATIONS),)]
    assert upgraded.edition == before
    assert upgraded.vocabularies.coded("MeSH", "D900001") == held
    assert list(upgraded.vocabularies.named([("sore", "frob")])) == [("sore", "frob")]
    put(upgraded, "MONDO", FROB)
    assert upgraded.coding.meaning(ICD_10_CM, "U771").names == FROB.names


def test_reading_a_vocabulary_again_brings_its_codes(library: Library, tmp_path: Path) -> None:
    """A term that was read before terms had codes is updated, and the edition follows."""
    bare = node("MONDO:9000001", "frobnitis")
    referring = node("MONDO:9000001", "frobnitis", xrefs=[{"val": "ICD10CM:U77.1"}])
    library.ingest([write_bytes(tmp_path / "old.json", graph([bare]))])
    before = library.edition
    change = library.ingest([write_bytes(tmp_path / "new.json", graph([referring]))]).terms
    again = library.ingest([write_bytes(tmp_path / "new.json", graph([referring]))]).terms
    assert ((change.added, change.updated), again.unchanged) == ((0, 1), 1)
    assert library.edition != before
    assert library.coding.meaning(ICD_10_CM, "U77.1").unconfirmed == ("frobnitis",)


def test_a_code_that_a_newer_vocabulary_lacks_is_no_longer_known(library: Library) -> None:
    """Nor is one of a vocabulary that was forgotten."""
    put(library, "MONDO", FROB)
    put(library, "MONDO", Term("Frobnitis", code="MONDO:1", places=("MONDO:1",), codes=FROB.codes[:1]))
    assert not library.coding.meaning(SNOMED_CT, "900000001").unconfirmed
    assert library.coding.meaning(ICD_10_CM, "U77.1").names
    library.forget_vocabulary("MONDO")
    assert not library.coding.meaning(ICD_10_CM, "U77.1").names
    assert library._store.query("SELECT count(*) FROM term_codes", ()) == [(0,)]


def test_codes_are_exported_and_read_back_without_loss(library: Library) -> None:
    """With their precision."""
    held = put(library, "MONDO", FROB)
    (exported,) = [item for item in library.held() if isinstance(item, Vocabulary)]
    assert [term.codes for term in exported.terms] == [term.codes for term in held.terms]
    assert from_json(json.loads(json.dumps(to_json(held)))) == held


@pytest.mark.parametrize(
    "code",
    [["ICD-10-CM", "U77.1"], ["Frob codes", "U77.1", "exact"], ["ICD-10-CM", "?", "exact"], ["LOINC", "1-1", "x"], 7],
)
def test_a_document_with_a_code_that_is_none_is_refused(code: object) -> None:
    """The message says what it should be."""
    term = {"code": "Z:1", "type": "condition", "names": ["Zorn disease"], "codes": [code]}
    with pytest.raises(ValueError, match="codes"):
        from_json({"kind": "vocabulary", "name": "Zorn terms", "terms": [term]})


def test_the_names_of_a_classification_are_no_words_of_a_question(library: Library) -> None:
    """They are found by their code alone, also after they were stemmed anew."""
    put(library, ICD_10_CM.name, Term("Frob fever", code="U77.1", places=("U77.1",)))
    assert library.vocabularies.named([("frob", "fever")]) == {}
    library._store.set_meta("terms_stemmed_by", "an older analysis")
    library._terms.mend()
    assert library.vocabularies.named([("frob", "fever")]) == {}
    assert library.coding.meaning(ICD_10_CM, "U77.1").names == ("Frob fever",)


# The table that comes with the package ----------------------------------------------------------------------


@pytest.mark.parametrize("row", shipped_codes().values(), ids=lambda row: f"{row.system} {row.code}")
def test_a_shipped_code_is_of_its_system_and_of_a_shipped_term(row: ShippedCode) -> None:
    """With the pages on which it was looked up, and the day."""
    system = next(system for system in SYSTEMS if system.name == row.system)
    term = shipped_terms().find(row.term)
    assert system.plain(row.code) == row.code
    assert term is not None and term.preferred == row.term
    assert row.precision in {Precision.EXACT, Precision.NARROW}
    assert all(re.match(r"https://[a-z0-9.]+/\S+\Z", page) for page in row.source.split())
    assert date.fromisoformat(row.checked_on)


def test_a_shipped_code_without_a_title_has_two_witnesses() -> None:
    """SNOMED CT's own names are not free to give, so two others' references stand for one."""
    for row in shipped_codes().values():
        assert row.title or len(row.source.split()) >= 2, row


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [(ICD_10_CM, "I48.91", "atrial fibrillation"), (SNOMED_CT, "38341003", "hypertension")],
)
def test_the_shipped_codes_need_no_vocabulary(library: Library, system: object, code: str, name: str) -> None:
    """They work in a library that holds nothing."""
    assert name in library.coding.meaning(system, code).names  # type: ignore[arg-type]


def test_a_shipped_code_of_a_kind_is_told_apart(library: Library) -> None:
    """Essential hypertension is hypertension, and not the other way round."""
    meaning = library.coding.meaning(ICD_10_CM, "I10")
    assert meaning.names == ("Essential (primary) hypertension",)
    assert "hypertension" in meaning.wider

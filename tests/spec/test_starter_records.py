"""What every record of the starter library must be."""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib import resources
from typing import Any

import pytest

from citewell.language.sentences import split_sentences
from citewell.library import starter
from citewell.model.evidence import RecordKind
from citewell.model.identifiers import Identifiers

TOPICS = """proximal-hamstring achilles-rupture knee-osteoarthritis acute-low-back-pain statins-over-75
    blood-pressure-targets aspirin-primary-prevention af-anticoagulation type2-diabetes-heart-kidney uncomplicated-cystitis
    helicobacter-pylori acute-otitis-media-children asthma-reliever migraine-prevention depression-treatment""".split()
FOLDER = resources.files("citewell.starter").joinpath("records")
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for file in sorted(FOLDER.iterdir(), key=lambda f: f.name)
    for line in file.read_text(encoding="utf-8").splitlines()
]
each_row = pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])


def test_there_are_enough_records_on_every_topic() -> None:
    """At least 190 in all, 12 a topic, 20 on the first; no other topic."""
    counts = Counter(row["topic"] for row in ROWS)
    assert sorted(counts) == sorted(TOPICS)
    assert len(ROWS) >= 190
    assert counts["proximal-hamstring"] >= 20
    assert min(counts.values()) >= 12


def test_the_kinds_are_mixed() -> None:
    """Guidelines, labels and research stand side by side, and the research is of several designs."""
    kinds = Counter(row["kind"] for row in ROWS)
    types = Counter(kind for row in ROWS for kind in row["publication_types"])
    assert min(kinds["guideline"], kinds["label"]) >= 15
    assert min(types["Systematic Review"], types["Randomized Controlled Trial"], types["Observational Study"]) >= 15


def test_no_identifier_stands_twice() -> None:
    """Two records never claim one publication."""
    seen = Counter((scheme, value.lower()) for row in ROWS for scheme, value in row["identifiers"].items())
    seen.update(("id", row["id"].lower()) for row in ROWS)
    assert [key for key, count in seen.items() if count > 1] == []


@each_row
def test_a_record_names_its_original(row: dict[str, Any]) -> None:
    """Title, journal, year, authors, a valid identifier that the id is made from, and an address."""
    identifiers = Identifiers.from_json(row["identifiers"])
    assert identifiers.pmid or identifiers.doi or identifiers.pmcid or identifiers.setid
    assert row["title"].strip() and row["journal"].strip()
    assert 1985 <= row["year"] <= 2026
    assert row["authors"] and all(author.strip() for author in row["authors"])
    assert row["publication_types"]
    assert row["url"].startswith("https://")
    scheme, _, value = row["id"].partition(":")
    assert value.lower() in {str(v).lower() for v in row["identifiers"].values()}
    assert scheme in {"pubmed", "pmc", "doi", "label"}


@each_row
def test_a_record_tells_where_its_facts_were_read(row: dict[str, Any]) -> None:
    """`checked_at` is a web address with a host name, and `checked_on` a date."""
    for address in (row["checked_at"], *row.get("checked_also", [])):
        assert re.match(r"https?://[a-z][\w.-]*\.[a-z]{2,}(/|$)", address, re.IGNORECASE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked_on"])


@each_row
def test_a_record_is_a_summary_of_60_to_180_words(row: dict[str, Any]) -> None:
    """In at least two labelled sections."""
    assert len(row["sections"]) >= 2
    assert 60 <= sum(len(section["text"].split()) for section in row["sections"]) <= 180


@each_row
def test_each_sentence_stands_alone(row: dict[str, Any]) -> None:
    """No sentence opens with a word that points back, and each has an end."""
    back = re.compile(
        r"(?:they|these|those|it|its|this|that|such|however|the (?:former|latter|authors?))\b", re.IGNORECASE
    )
    for section in row["sections"]:
        for sentence in split_sentences(section["text"]):
            assert not back.match(sentence.text), sentence.text
            assert sentence.text.endswith((".", "!")), sentence.text


def test_a_guideline_names_its_body_and_a_label_its_set_id() -> None:
    """A guideline without an issuer, or a label without a set id, cannot be traced."""
    for row in ROWS:
        if row["kind"] == "guideline":
            assert row.get("issuer"), row["id"]
        if row["kind"] == "label":
            assert row["identifiers"].get("setid"), row["id"]


def test_every_record_can_be_read_and_is_marked_as_a_starter_summary() -> None:
    """The library tells a starter summary from a paper."""
    records = starter.records()
    assert len(records) == len(ROWS)
    assert all(record.provenance.is_starter for record in records)
    assert {record.kind for record in records} >= {RecordKind.GUIDELINE, RecordKind.LABEL, RecordKind.RESEARCH}

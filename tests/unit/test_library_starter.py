"""The starter library: there from the first command, left out on request, and giving way to real records."""

from __future__ import annotations

from dataclasses import replace

import pytest

from citewell.config import Settings
from citewell.errors import UserError
from citewell.library import starter
from citewell.model.evidence import Coverage
from citewell.model.serialise import record_to_json
from citewell.ports import WeightedTerm
from universe import record, write_jsonl

WITH, WITHOUT = {"CITEWELL_STARTER": "1"}, {"CITEWELL_STARTER": "0"}


@pytest.fixture
def open_with(tmp_path, open_library):
    """Open the library of the test's home in the given environment."""
    return lambda environment: open_library(
        Settings.from_environment({"CITEWELL_HOME": str(tmp_path / "home"), **environment})
    )


@pytest.fixture(scope="module")
def summary():
    """One of the shipped summaries."""
    return starter.records()[0]


def test_the_first_opening_holds_the_starter_summaries(open_with):
    """They can be searched without any other step, and each says what it is."""
    library = open_with({})
    assert library.counts().origins == {"starter": len(starter.records())}
    assert library.search([WeightedTerm(("treatment",))], limit=5)
    assert all(r.provenance.is_starter and r.coverage is Coverage.SUMMARY for r in library.all_records())


def test_every_summary_names_the_page_where_its_facts_were_checked():
    """And has an identifier or an address, and an id of its own."""
    summaries = starter.records()
    assert len({r.id for r in summaries}) == len(summaries)
    assert [r.id for r in summaries if not (r.link and r.provenance.checked_at and r.provenance.checked_on)] == []


def test_they_can_be_left_out_and_taken_in_again(open_with):
    """The edition follows the content."""
    edition = open_with(WITH).edition
    without = open_with(WITHOUT)
    assert (without.counts().records, without.passages()) == (0, 0)
    assert open_with(WITH).edition == edition


def test_leaving_them_out_keeps_what_was_ingested(open_with, tmp_path):
    """Only what came with the package goes."""
    open_with(WITH).ingest([write_jsonl(tmp_path / "world.jsonl")])
    assert open_with(WITHOUT).counts().records == 12


def test_a_real_record_replaces_the_summary_of_it(open_with, summary):
    """The source's own words are worth more than ours."""
    library = open_with(WITH)
    library.add([record(3, id=summary.id, title="The real one")])
    assert library.record(summary.id).title == "The real one"
    assert open_with(WITHOUT).record(summary.id).title == "The real one"


def test_a_summary_never_replaces_a_real_record(open_with, summary):
    """Whether it was there first or came later."""
    open_with(WITHOUT).add([record(3, id=summary.id, title="The real one")])
    library = open_with(WITH)
    assert library.record(summary.id).title == "The real one"
    assert library.counts().origins == {"ingest": 1, "starter": len(starter.records()) - 1}


def test_a_newer_package_brings_its_summaries(open_with, monkeypatch, summary):
    """What changed is updated, what is gone is removed, and real records stay."""
    open_with(WITH).add([record(3)])
    changed = replace(summary, title="A better summary")
    monkeypatch.setattr(starter, "records", lambda: [changed])
    monkeypatch.setattr(starter, "digest", lambda: "newer")
    library = open_with(WITH)
    assert [(r.id, r.title) for r in library.all_records()] == [
        ("pubmed:90000003", record(3).title),
        (summary.id, "A better summary"),
    ]


def test_a_file_that_calls_its_records_starter_does_not_lose_them(open_with, tmp_path, summary):
    """What a user ingested is the user's: it stays, and only a summary that is ours may be called ours."""
    posing = {**record_to_json(summary), "id": "own:1", "identifiers": {}}
    library = open_with(WITHOUT)
    library.ingest([write_jsonl(tmp_path / "export.jsonl", [posing, record_to_json(summary)])])
    assert {r.id for r in library.all_records()} == {"own:1", summary.id}
    assert not library.record("own:1").provenance.is_starter
    assert library.record(summary.id).provenance.is_starter


@pytest.mark.parametrize(
    ("value", "expected"), [("", True), ("1", True), ("yes", True), ("0", False), ("False", False), ("off", False)]
)
def test_the_variable_is_read_as_yes_or_no(value, expected):
    """In any case; an empty value is the default."""
    assert Settings.from_environment({"CITEWELL_STARTER": value}).starter is expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CITEWELL_STARTER", "maybe"),
        ("CITEWELL_LOCK_TIMEOUT", "soon"),
        ("CITEWELL_LOCK_TIMEOUT", "-1"),
        ("CITEWELL_LOCK_TIMEOUT", "nan"),
        ("CITEWELL_LOCK_TIMEOUT", "inf"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(name, value):
    """With its value."""
    with pytest.raises(UserError, match=f"{name} is '{value}'"):
        Settings.from_environment({name: value})

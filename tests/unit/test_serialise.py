"""Records to and from JSON: nothing is lost, and what cannot be read is refused by name."""

from __future__ import annotations

import json

import pytest

from citewell.model.evidence import RecordKind, RetractionStatus, Section
from citewell.model.serialise import clean, record_from_json, record_to_json
from universe import DOCUMENTS, RECORDS

SMALL = {"id": "pubmed:1", "title": "On frobnitis"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.id)
def test_a_record_survives_the_round_trip(record):
    """Written as JSON text and read again, it is the same record."""
    assert record_from_json(json.loads(json.dumps(record_to_json(record)))) == record


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d["id"])
def test_a_document_survives_the_round_trip(document):
    """Every field of the JSONL form that was given comes out as it was given."""
    written = record_to_json(record_from_json(document))
    assert {key: written.get(key) for key, value in document.items() if value} == {
        key: value for key, value in document.items() if value
    }


def test_the_smallest_record_is_an_id_and_a_title():
    """What was not given stays unknown: a retraction nobody looked up is UNKNOWN, not CLEAR."""
    record = record_from_json(SMALL)
    assert (record.kind, record.year, record.sections) == (RecordKind.RESEARCH, None, ())
    assert record.retraction is RetractionStatus.UNKNOWN


def test_an_abstract_becomes_one_section():
    """`abstract` is short for one section of that name."""
    assert record_from_json({**SMALL, "abstract": "It hurts."}).sections == (Section("Abstract", "It hurts."),)
    assert record_from_json({**SMALL, "abstract": "  "}).sections == ()


def test_text_is_kept_to_the_character_so_that_spans_hold():
    """White space is not mended and a control character becomes one space: every offset stays."""
    text = "  Two  spaces,\ta tab\r\nand \x00 a control \x85. "
    (section,) = record_from_json({**SMALL, "abstract": text}).sections
    assert section.text == text.replace("\x00", " ").replace("\x85", " ")
    assert len(clean(text)) == len(text)


def test_marks_that_turn_the_order_of_what_follows_are_dropped():
    """ "50" must not be shown as "05": overrides and isolates become spaces, spans stay."""
    assert clean("take \u202e50\u202c or \u206650\u2069 mg") == "take  50  or  50  mg"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "//a.example"])
def test_only_web_addresses_are_kept(address):
    """Another kind of address would become a dangerous link on a page."""
    assert record_from_json({**SMALL, "url": address, "checked_at": address}).link == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": None}, '"id" is missing'),
        ({"id": 7}, '"id" is missing or is not text'),
        ({"id": "  "}, '"id" is missing'),
        ({"title": None}, '"title" is missing'),
        ({"title": ["a"]}, '"title" is missing or is not text'),
        ({"abstract": 5}, '"abstract"'),
        ({"kind": "novel"}, "\"kind\" is 'novel'; it must be one of guideline, label, research, topic"),
        ({"kind": ["research"]}, '"kind"'),
        ({"retraction": "maybe"}, '"retraction"'),
        ({"coverage": 1}, '"coverage"'),
        ({"year": "soon"}, '"year"'),
        ({"year": 2019.5}, '"year"'),
        ({"year": True}, '"year"'),
        ({"year": "²"}, '"year"'),
        ({"year": [2019]}, '"year"'),
        ({"year": 99999}, "year 99999"),
        ({"authors": "Frobisher A"}, '"authors" is not a list'),
        ({"authors": [1]}, '"authors" holds something that is not text'),
        ({"mesh": [3]}, '"mesh"'),
        ({"mesh": [{"major": True}]}, '"mesh"'),
        ({"sections": {"label": "a"}}, '"sections"'),
        ({"sections": ["text"]}, '"sections"'),
        ({"sections": [{"label": "a"}]}, '"sections"'),
        ({"identifiers": ["1"]}, '"identifiers"'),
        ({"identifiers": {"pmid": "x"}}, "'x' is not a PMID"),
        ({"identifiers": {"isbn": "1"}}, "unknown identifier 'isbn'"),
        ({"links": ["ErratumIn"]}, '"links"'),
        ({"links": [{"pmid": "1"}]}, '"links"'),
        ({"links": [{"kind": "ErratumIn", "pmid": {"a": 1}}]}, '"links"'),
        ({"url": 3}, '"url"'),
    ],
)
def test_a_field_that_cannot_be_read_is_named(changes, message):
    """The reason names the field, so that the file can be mended."""
    with pytest.raises(ValueError, match="(?s).*" + message.replace("(", r"\(")):
        record_from_json({**SMALL, **changes})


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_not_an_object_is_refused(value):
    """A line of JSON that is not an object is no record."""
    with pytest.raises(ValueError, match="JSON object"):
        record_from_json(value)

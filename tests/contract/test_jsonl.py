"""JSON Lines: one record a line, each line on its own."""

from __future__ import annotations

import json

import pytest

from citewell.language.terms import Term
from citewell.model.evidence import RetractionStatus
from citewell.model.retraction import Notice, NoticeList
from citewell.sources.jsonl.documents import from_json, to_json
from citewell.sources.unit import Vocabulary
from universe import DOCUMENTS, RECORDS, faults_in, read, records_in, write_bytes, write_jsonl

GOOD = '{"id": "a:%d", "title": "Frobs"}\n'


@pytest.mark.parametrize("name", ["world.jsonl", "world.ndjson", "world.jsonl.gz", "no-ending"])
def test_every_line_becomes_a_record_in_order(tmp_path, name):
    """Compressed or not, and whatever the name as long as the first line is an object."""
    assert read(write_jsonl(tmp_path / name)) == list(RECORDS)


@pytest.mark.parametrize(
    "line",
    [b"{", b'{"pmid": "1", "title": "a"}', b'{"nctid": 1}', b'{"doc_id": "4", "text": "%s"}' % (b"a" * 9000)],
    ids=["JSON over many lines", "a data set", "numbers", "a long first line"],
)
def test_lines_of_another_kind_are_refused_as_one_file(tmp_path, line):
    """Not once for each of a hundred thousand lines."""
    (fault,) = read(write_bytes(tmp_path / "other.jsonl", (line + b"\n") * 3))
    assert (fault.item, "not a kind of file" in fault.reason) == ("other.jsonl", True)


def test_a_first_line_that_lost_its_id_costs_one_record(tmp_path):
    """The lines behind it tell what the file is."""
    items = read(write_bytes(tmp_path / "a.jsonl", b'{"title": "Frobs"}\n{"id": "a:2", "title": "Frobs"}\n'))
    assert [record.id for record in records_in(items)] == ["a:2"]
    assert len(faults_in(items)) == 1


@pytest.mark.parametrize(
    "content",
    [
        b'\xef\xbb\xbf{"id": "a:1", "title": "Frobs"}\n',
        b'{"id": "a:1", "title": "Frobs"}',
        b'\n \n{"id": "a:1", "title": "Frobs"}\r\n\r\n',
    ],
    ids=["byte order mark", "no line end", "blank lines"],
)
def test_marks_and_blank_lines_do_not_matter(tmp_path, content):
    """Editors leave them behind."""
    assert [record.id for record in read(write_bytes(tmp_path / "a.jsonl", content))] == ["a:1"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": "a:9", "title": "\xff"}', "not JSON"),
        (b"NaN", "not JSON"),
        (b"null", "a record is a JSON object"),
        (b'"text"', "a record is a JSON object"),
        (b'{"id": "a:9"}', '"title" is missing'),
        (b'{"id": "9", "title": "t"}', "not of the form scheme:value"),
        (b'{"id": "a:9", "title": "t", "links": [7]}', '"links"'),
        (b'{"id": "a:9", "title": "t", "year": 1e999}', "not JSON"),
        (b'{"id": "a:9", "title": "t", "identifiers": {"pmid": 123456789012345678901234567890}}', "is not a PMID"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_the_others_are_read(tmp_path, line, reason):
    """Blank lines count, so that the number is the one an editor shows."""
    content = GOOD.encode() % 1 + b"\n" + line + b"\n" + GOOD.encode() % 2
    items = read(write_bytes(tmp_path / "a.jsonl", content))
    assert [record.id for record in records_in(items)] == ["a:1", "a:2"]
    (fault,) = faults_in(items)
    assert fault.item == "a.jsonl line 3"
    assert reason in fault.reason


def test_the_lines_are_numbered_through_the_whole_file(tmp_path):
    """Also far behind the first unit of work."""
    content = "".join(GOOD % n for n in range(1, 1302)) + "oops\n"
    items = read(write_bytes(tmp_path / "a.jsonl", content.encode()))
    assert len(records_in(items)) == 1301
    assert [fault.item for fault in faults_in(items)] == ["a.jsonl line 1302"]


def test_a_record_that_quotes_pubmed_xml_is_still_a_line_of_json(tmp_path):
    """The start of the file tells what it is, not a word within it."""
    path = write_bytes(tmp_path / "a.jsonl", b'{"id": "a:1", "title": "On <PubmedArticle> elements"}\n')
    assert [record.id for record in read(path)] == ["a:1"]


def test_what_was_read_can_be_written_again(tmp_path):
    """The JSONL form is that of the command-line contract."""
    lines = write_jsonl(tmp_path / "a.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [document["id"] for document in DOCUMENTS]


# Lists of notices and vocabularies ---------------------------------------------------------------------

NOTICES = {
    "kind": "notices",
    "name": "Frob Watch",
    "dated": "2024-05-01",
    "covers": ["doi"],
    "notices": [
        ["doi", "10.5555/FROB.1", "RETRACTED", "2023-02", "Invented data"],
        ["pmid", "90000002", "CLEAR", "", ""],
    ],
}
VOCABULARY = {
    "kind": "vocabulary",
    "name": "Frob Terms",
    "terms": [{"code": "F:1", "type": "condition", "names": ["frobnitis", "frob fever"], "places": ["F:1"]}],
    "kinds": [["F:1", "F:2"]],
}
DOCUMENTS_OF = {
    "notices": NoticeList(
        "Frob Watch",
        "2024-05-01",
        ("doi",),
        (
            Notice("doi", "10.5555/frob.1", RetractionStatus.RETRACTED, "2023-02", "Invented data"),
            Notice("pmid", "90000002", RetractionStatus.CLEAR),
        ),
    ),
    "vocabulary": Vocabulary(
        "Frob Terms",
        (Term("frobnitis", ("frob fever",), type="condition", code="F:1", places=("F:1",)),),
        (("F:1", "F:2"),),
    ),
}


@pytest.mark.parametrize("document", [NOTICES, VOCABULARY], ids=lambda document: document["kind"])
def test_a_line_may_be_a_list_of_notices_or_a_vocabulary(tmp_path, document):
    """Known by its kind, also at the beginning of a file; a DOI is in lower case from then on."""
    expected = DOCUMENTS_OF[document["kind"]]
    path = write_bytes(tmp_path / "a.jsonl", json.dumps(document).encode() + b"\n" + GOOD.encode() % 1)
    items = read(path)
    assert items[0] == expected and [record.id for record in records_in(items)] == ["a:1"]
    assert from_json(json.loads(json.dumps(to_json(expected)))) == expected


@pytest.mark.parametrize("document", [NOTICES, VOCABULARY], ids=lambda document: document["kind"])
def test_a_long_line_is_known_by_its_beginning(tmp_path, document):
    """Whatever the name of the file."""
    document = {**document, "notices": NOTICES["notices"] * 300, "terms": VOCABULARY["terms"] * 300}
    assert faults_in(read(write_bytes(tmp_path / "a", json.dumps(document).encode()))) == []


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (NOTICES | {"name": " "}, '"name" is missing'),
        (NOTICES | {"name": 7}, "name is not a text"),
        (NOTICES | {"dated": "May"}, "dated YYYY-MM-DD"),
        (NOTICES | {"covers": ["setid"]}, "\"covers\" holds 'setid'; known: pmid, pmcid, doi"),
        (NOTICES | {"notices": None}, '"notices" is not a list'),
        (
            NOTICES | {"notices": [["doi", "10.5555/a"]]},
            '"notices", number 1 is not [scheme, value, status, date, reason]',
        ),
        (NOTICES | {"notices": [["nctid", "NCT1", "CLEAR", "", ""]]}, "no known scheme"),
        (NOTICES | {"notices": [["pmid", "1", "GONE", "", ""]]}, "no known status"),
        (NOTICES | {"notices": [["pmid", "1", "CLEAR", "long ago", ""]]}, "a date that is not"),
        (NOTICES | {"notices": [["pmid", "one", "CLEAR", "", ""]]}, "is not a PMID"),
        (NOTICES | {"notices": [["pmid", "1", "UNKNOWN", "", ""]]}, "UNKNOWN says nothing"),
        (VOCABULARY | {"terms": [7]}, '"terms", number 1 is not an object'),
        (VOCABULARY | {"terms": [{"code": "F:1", "names": ["a"], "type": "thing"}]}, 'needs a "code", a "type" of'),
        (VOCABULARY | {"terms": [{"code": "F:1", "names": [], "type": "word"}]}, 'and "names"'),
        (VOCABULARY | {"terms": [{"code": "F:1", "names": ["a" * 501], "type": "word"}]}, 'and "names"'),
        (VOCABULARY | {"kinds": [["F:1"]]}, "no pair"),
    ],
)
def test_a_list_or_a_vocabulary_that_cannot_be_used_costs_only_its_line(tmp_path, document, reason):
    """With what is wrong in it."""
    items = read(write_bytes(tmp_path / "a.jsonl", GOOD.encode() % 1 + json.dumps(document).encode()))
    (fault,) = faults_in(items)
    assert fault.item == "a.jsonl line 2" and reason in fault.reason
    assert len(items) == 2

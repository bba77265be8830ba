"""Europe PMC's search results (resultType=core, JSON): what each field becomes, and what damaged answers give."""

from __future__ import annotations

import json
from typing import Any

import pytest

from citewell.model.evidence import Coverage, MeshHeading, Record, RecordKind, RecordLink, RetractionStatus
from citewell.sources.europepmc import full_text_of, records_of
from citewell.sources.unit import Fault
from universe import faults_in, read, records_in, write_bytes

RESULT: dict[str, Any] = {
    "id": "90000003",
    "source": "MED",
    "pmid": "90000003",
    "pmcid": "PMC99000003",
    "doi": "10.5555/FROB.3",
    "title": "Zanolol in <i>frobnitis</i> at 10<sup>-3</sup> &amp; less.",
    "authorString": "Frobisher A, Quill BC.",
    "authorList": {
        "author": [
            {"fullName": "Frobisher A", "lastName": "Frobisher", "initials": "A"},
            {"collectiveName": "Frob Study Group"},
        ]
    },
    "journalInfo": {"yearOfPublication": 2019, "journal": {"title": "Annals of Imaginary Medicine"}},
    "pubYear": "2019",
    "abstractText": "<h4>Background</h4>Frobs hurt.<h4>RESULTS </h4>Pain fell (p <0.05) by 2 m<sup>2</sup>.<p>NCT99000003.</p>",
    "language": "eng",
    "pubTypeList": {"pubType": ["Randomized Controlled Trial", "research-article", "Journal Article"]},
    "meshHeadingList": {
        "meshHeading": [
            {
                "majorTopic_YN": "N",
                "descriptorName": "Frobnitis",
                "meshQualifierList": {"meshQualifier": [{"qualifierName": "therapy", "majorTopic_YN": "Y"}]},
            },
            {"majorTopic_YN": "N", "descriptorName": "Humans"},
        ]
    },
    "keywordList": {"keyword": ["zanolol", "frob pain"]},
    "isOpenAccess": "Y",
    "license": "cc by-nc",
    "dateOfRevision": "2021-03-07",
    "firstPublicationDate": "2019-02-01",
}


def answer(*results: Any, **changes: Any) -> bytes:
    """Return an answer of the service with these results; without any, the one above with some fields changed."""
    listed = list(results) or [{key: value for key, value in {**RESULT, **changes}.items() if value is not None}]
    return json.dumps({"version": "6.9", "hitCount": len(listed), "resultList": {"result": listed}}).encode()


def record_of(**changes: Any) -> Record:
    """Return the record of the result with some fields changed; None takes a field away."""
    (record,) = records_of(answer(**changes))
    assert isinstance(record, Record), record
    return record


def test_a_result_becomes_a_record_as_pubmed_has_it():
    """The id is PubMed's, so that both sources tell of one record."""
    record = record_of()
    assert (record.id, record.kind) == ("pubmed:90000003", RecordKind.RESEARCH)
    assert record.title == "Zanolol in frobnitis at 10⁻³ & less."
    assert (record.journal, record.year, record.date) == ("Annals of Imaginary Medicine", 2019, "2021-03-07")
    assert record.authors == ("Frobisher A", "Frob Study Group")
    assert record.publication_types == ("Randomized Controlled Trial", "Journal Article")
    assert record.mesh == (MeshHeading("Frobnitis", major=True), MeshHeading("Humans"))
    assert (record.keywords, record.language, record.licence) == (("zanolol", "frob pain"), "eng", "CC BY-NC")
    assert record.identifiers.to_json() == {
        "pmid": "90000003",
        "pmcid": "PMC99000003",
        "doi": "10.5555/frob.3",
        "nctid": "NCT99000003",
    }
    assert (record.coverage, record.retraction) == (Coverage.ABSTRACT, RetractionStatus.CLEAR)
    assert record.provenance.source == "europepmc"


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        (
            RESULT["abstractText"],
            [("Background", "Frobs hurt."), ("Results", "Pain fell (p <0.05) by 2 m². NCT99000003.")],
        ),
        ("Plain, in adults <18 years.", [("Abstract", "Plain, in adults <18 years.")]),
        ("First.<h4>Methods</h4>Then.", [("Abstract", "First."), ("Methods", "Then.")]),
        ("<h4>Results</h4>One.<h4>Results</h4>Two.", [("Results", "One."), ("Results (2)", "Two.")]),
        ("<h4>Results</h4>", []),
        ("<h4>Results <h4>Methods</h4>Two.", [("Abstract", "Results"), ("Methods", "Two.")]),
        (None, []),
    ],
)
def test_headings_within_the_abstract_are_its_labels(abstract, expected):
    """They are HTML; what only looks like a tag is text."""
    record = record_of(abstractText=abstract)
    assert [(section.label, section.text) for section in record.sections] == expected
    assert record.coverage is (Coverage.ABSTRACT if expected else Coverage.TITLE)


@pytest.mark.parametrize(
    ("changes", "expected", "url"),
    [
        (
            {"pmid": None, "source": "PMC", "id": "PMC99000003"},
            "pmc:PMC99000003",
            "https://pmc.ncbi.nlm.nih.gov/articles/PMC99000003/",
        ),
        (
            {"pmid": None, "pmcid": None, "source": "PPR", "id": "PPR9"},
            "doi:10.5555/frob.3",
            "https://doi.org/10.5555/frob.3",
        ),
        (
            {"pmid": None, "pmcid": None, "doi": None, "source": "AGR", "id": "IND9"},
            "europepmc:IND9",
            "https://europepmc.org/article/AGR/IND9",
        ),
    ],
)
def test_what_is_not_from_pubmed_goes_by_its_next_best_identifier(changes, expected, url):
    """Nobody has looked whether such an article was retracted."""
    record = record_of(**changes)
    assert (record.id, record.url, record.retraction) == (expected, url, RetractionStatus.UNKNOWN)


def test_a_preprint_is_called_one():
    """By its source, whatever its list of types says."""
    assert record_of(source="PPR", pmid=None, pmcid=None, pubTypeList=None).publication_types == ("Preprint",)


@pytest.mark.parametrize(
    ("kind", "expected", "status"),
    [
        ("Retraction in", "RetractionIn", RetractionStatus.RETRACTED),
        ("Expression of concern in", "ExpressionOfConcernIn", RetractionStatus.CONCERN),
        ("Erratum in", "ErratumIn", RetractionStatus.CORRECTED),
        ("Corrected and republished in", "CorrectedandRepublishedIn", RetractionStatus.CORRECTED),
        ("Retraction of", "RetractionOf", RetractionStatus.CLEAR),
        ("Comment in", "CommentIn", RetractionStatus.CLEAR),
    ],
)
def test_links_are_in_pubmeds_words_and_tell_the_standing(kind, expected, status):
    """A notice of retraction is not itself retracted."""
    link = {"id": "90000099", "source": "MED", "reference": "Ann Imag Med. 2020;9:9", "type": kind, "orderIn": 1}
    record = record_of(commentCorrectionList={"commentCorrection": [link]})
    assert record.links == (RecordLink(expected, "90000099", "Ann Imag Med. 2020;9:9"),)
    assert record.retraction is status


def test_a_retracted_publication_is_known_by_its_type():
    """As in PubMed."""
    assert record_of(pubTypeList={"pubType": ["Retracted Publication"]}).retraction is RetractionStatus.RETRACTED


def test_a_guideline_is_known_by_its_type():
    """A practice guideline speaks for its issuer."""
    assert record_of(pubTypeList={"pubType": ["Practice Guideline"]}).kind is RecordKind.GUIDELINE


def test_without_a_list_the_line_of_authors_is_read():
    """Some records have the line only."""
    assert record_of(authorList=None).authors == ("Frobisher A", "Quill BC")


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"<html>Bad gateway</html>", "not JSON"),
        (answer()[:-30], "not JSON"),
        (b"", "not JSON"),
        (b"[]", "holds no resultList"),
        (b'{"errCode": 404, "errMsg": "no"}', "holds no resultList"),
        (b'{"resultList": {"result": {"id": "1"}}}', "is not a list"),
        (b'{"resultList": {"result": ["frob"]}}', "is not an object"),
        (b"[" * 100_000, "not JSON"),
        (answer({"source": "MED"}), "has no id"),
        (answer({"id": "a b", "source": "AGR"}), "is not of the form"),
    ],
)
def test_a_damaged_answer_is_a_fault_with_its_reason(payload, reason):
    """Also a web page where JSON was due."""
    (fault,) = records_of(payload)
    assert isinstance(fault, Fault)
    assert reason in fault.reason


@pytest.mark.parametrize("value", [None, 7, "frob", [], {}, True, [None], {"author": "frob"}, {"result": 1}])
@pytest.mark.parametrize("field", sorted(set(RESULT) - {"id", "source"}))
def test_a_field_of_another_shape_is_passed_over(field, value):
    """The service has changed its fields before; only what can be read is read."""
    assert record_of(**{field: value}).title


def test_one_bad_result_costs_only_itself():
    """It is named by its place."""
    first, fault, last = records_of(answer(RESULT, {"id": "", "source": "MED"}, {**RESULT, "pmid": "90000004"}))
    assert (first.id, fault.item, last.id) == ("pubmed:90000003", "Europe PMC result 2 (MED )", "pubmed:90000004")


def test_no_hit_is_no_fault():
    """A search may find nothing."""
    assert records_of(b'{"hitCount": 0, "resultList": {"result": []}}') == []


def test_a_saved_answer_is_read_as_a_file(tmp_path):
    """It begins as JSON Lines do, but is one document."""
    items = read(write_bytes(tmp_path / "saved.json", json.dumps(json.loads(answer()), indent=2).encode()))
    assert [record.id for record in records_in(items)] == ["pubmed:90000003"]
    assert not faults_in(items)


def test_full_text_is_read_as_jats_and_names_its_giver():
    """The same article has the same id from either service."""
    xml = b"""<article><front><article-meta><article-id pub-id-type="pmcid">PMC99000003</article-id><title-group>
      <article-title>Frobs</article-title></title-group></article-meta></front><body><p>They hum.</p></body></article>"""
    (record,) = full_text_of(xml)
    assert (record.id, record.provenance.source, record.coverage) == (
        "pmc:PMC99000003",
        "europepmc",
        Coverage.FULL_TEXT,
    )
    (fault,) = full_text_of(xml[:-20], name="PMC99000003")
    assert fault.item == "PMC99000003"

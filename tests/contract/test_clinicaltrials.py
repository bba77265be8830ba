"""ClinicalTrials.gov: a registration tells what is planned and where it stands; it is never evidence of an effect."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from citewell.appraise.design import find_design
from citewell.model.evidence import Design, MeshHeading, Record, RecordKind
from citewell.model.question import Facet
from citewell.model.serialise import record_from_json
from citewell.pipeline import answer
from fakes import FakeLibrary
from universe import RECORDS, faults_in, read, records_in, write_bytes

FIRST = 99_000_101


def study(number: int = FIRST, *, status: str = "RECRUITING", title: str = "Zanolol in Frobnitis") -> dict[str, Any]:
    """Return a study as the API gives it."""
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": f"NCT{number}",
                "briefTitle": title,
                "officialTitle": f"{title}: a Randomised Trial",
                "acronym": "FROB-1",
            },
            "statusModule": {
                "overallStatus": status,
                "startDateStruct": {"date": "2025-03", "type": "ACTUAL"},
                "primaryCompletionDateStruct": {"date": "2027-06-30", "type": "ESTIMATED"},
                "studyFirstPostDateStruct": {"date": "2024-12-01"},
                "lastUpdatePostDateStruct": {"date": "2026-01-15"},
            },
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Frob Institute", "class": "OTHER"}},
            "descriptionModule": {
                "briefSummary": "Does zanolol help?\n\nIt may \\> placebo:\n\n* in pain\n* in humming"
            },
            "conditionsModule": {"conditions": ["Frobnitis", "Frob Pain"], "keywords": ["humming"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE2", "PHASE3"],
                "designInfo": {
                    "allocation": "RANDOMIZED",
                    "interventionModel": "PARALLEL",
                    "primaryPurpose": "TREATMENT",
                    "maskingInfo": {"masking": "DOUBLE"},
                },
                "enrollmentInfo": {"count": 240, "type": "ESTIMATED"},
            },
            "armsInterventionsModule": {
                "interventions": [
                    {"type": "DRUG", "name": "Zanolol", "description": "5 mg daily", "otherNames": ["Frobex"]},
                    {"type": "OTHER", "name": "Placebo"},
                ]
            },
            "outcomesModule": {
                "primaryOutcomes": [{"measure": "Frob pain", "timeFrame": "12 weeks", "description": "On a scale."}]
            },
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n* adults\n* a humming frob\n\nExclusion Criteria:\n\n* none",
                "sex": "ALL",
                "minimumAge": "18 Years",
            },
        },
        "derivedSection": {
            "conditionBrowseModule": {"meshes": [{"id": "D1", "term": "Frob Diseases"}]},
            "interventionBrowseModule": {"meshes": [{"id": "D2", "term": "Zanolol"}]},
        },
        "hasResults": False,
    }


def page(*studies: dict[str, Any], **extra: Any) -> bytes:
    """Return an answer of the API."""
    return json.dumps({"studies": list(studies), **extra}).encode()


def parsed(tmp_path, content: bytes | None = None, name: str = "studies.json") -> Record:
    """Return the one record of a file."""
    (record,) = read(write_bytes(tmp_path / name, content or page(study())))
    return record


def test_a_study_becomes_a_registration(tmp_path):
    """With where it stands, in the register's words, and the day of its last update."""
    record = parsed(tmp_path)
    assert (record.id, record.kind) == (f"nct:NCT{FIRST}", RecordKind.RESEARCH)
    assert record.title == "Zanolol in Frobnitis: a Randomised Trial"
    assert (record.trial_status, record.year, record.date) == ("Recruiting", 2025, "2026-01-15")
    assert record.publication_types == ("Clinical Trial Registration",)
    assert record.identifiers.to_json() == {"nctid": f"NCT{FIRST}"}
    assert record.url == f"https://clinicaltrials.gov/study/NCT{FIRST}"
    assert (record.journal, record.authors) == ("ClinicalTrials.gov", ("Frob Institute",))
    assert record.keywords == ("Zanolol in Frobnitis", "FROB-1", "humming")
    assert record.mesh == (MeshHeading("Frob Diseases"), MeshHeading("Zanolol"))
    assert "terms-conditions" in record.licence


def test_its_sections_read_as_text(tmp_path):
    """Codes are put into words; marks of lists and escapes are dropped."""
    assert {section.label: section.text for section in parsed(tmp_path).sections} == {
        "Brief summary": "Does zanolol help? It may > placebo: in pain; in humming.",
        "Conditions": "Frobnitis; Frob Pain",
        "Interventions": "Drug: Zanolol (Frobex). 5 mg daily. Other: Placebo.",
        "Primary outcome": "Frob pain (12 weeks). On a scale.",
        "Eligibility": "Inclusion Criteria: adults; a humming frob. Exclusion Criteria: none. "
        "Ages: 18 Years to no upper limit. Sex: all.",
        "Design": "Study type: Interventional. Phase: phase 2, phase 3. Allocation: Randomized. "
        "Intervention model: Parallel. Masking: Double. Primary purpose: Treatment. Enrolment: 240 (estimated).",
        "Status": "Recruiting. Primary completion: 2027-06-30.",
    }


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("NOT_YET_RECRUITING", "Not yet recruiting"),
        ("ENROLLING_BY_INVITATION", "Enrolling by invitation"),
        ("ACTIVE_NOT_RECRUITING", "Active, not recruiting"),
        ("COMPLETED", "Completed"),
        ("UNKNOWN", "Unknown status"),
        ("", "Status not stated"),
        ("Recruiting", "Recruiting"),
    ],
)
def test_the_status_is_worded_as_the_register_words_it(tmp_path, code, words):
    """What has no status is still known for a registration."""
    record = parsed(tmp_path, page(study(status=code)))
    assert record.trial_status == words
    assert find_design(record)[0] is Design.REGISTRATION


def test_posted_results_do_not_make_a_registration_evidence(tmp_path):
    """Nobody has reviewed them; the record says that they are there."""
    done = study(status="COMPLETED") | {"hasResults": True, "resultsSection": {"outcomeMeasuresModule": {}}}
    record = parsed(tmp_path, page(done))
    assert record.section("Status").text.endswith("Results are posted in the register.")
    draft = answer("Does zanolol help in frobnitis?", library=FakeLibrary([*RECORDS, record]))
    assert draft.claims
    assert record.id not in {reference.record_id for reference in draft.references}


def test_a_registration_told_by_its_publication_type_is_one():
    """However it came into the library, it is no trial with results."""
    record = RECORDS[0]
    told = {"id": "a:1", "title": "A randomised trial", "publication_types": ["Clinical Trial Registration"]}
    assert find_design(record_from_json(told))[0] is Design.REGISTRATION
    assert find_design(record)[0] is not Design.REGISTRATION


ONE, TWO = study(FIRST), study(FIRST + 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.json", page(ONE, TWO, nextPageToken="abc")),
        ("counted.json", json.dumps({"totalCount": 2, "nextPageToken": None, "studies": [ONE, TWO]}).encode()),
        ("pretty.json", json.dumps({"studies": [ONE, TWO], "totalCount": 2}, indent=2).encode()),
        ("ctg-studies.json", json.dumps([ONE, TWO]).encode()),
        ("sorted.json", json.dumps({"studies": [ONE, TWO]}, sort_keys=True).encode()),
        ("lines.jsonl", b"".join(json.dumps(s).encode() + b"\n" for s in (ONE, TWO))),
        ("marked.json", b"\xef\xbb\xbf" + page(ONE, TWO)),
    ],
)
def test_many_studies_come_in_many_shapes(tmp_path, name, content):
    """A page of the API, a download of the web site, one study a line."""
    assert [item.id for item in read(write_bytes(tmp_path / name, content))] == [
        f"nct:NCT{FIRST}",
        f"nct:NCT{FIRST + 1}",
    ]


def test_single_studies_in_a_zip_are_read(tmp_path):
    """The register's own download of all studies is such a file."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for one in (ONE, TWO):
            archive.writestr(f"{one['protocolSection']['identificationModule']['nctId']}.json", json.dumps(one))
    items = read(write_bytes(tmp_path / "ctg-studies.json.zip", held.getvalue()))
    assert len(records_in(items)) == len(items) == 2


@pytest.mark.parametrize("content", [b'{"studies":[]}', b'{"totalCount": 0, "studies": [ ] }'])
def test_an_answer_without_studies_holds_nothing(tmp_path, content):
    """Which is no fault."""
    assert read(write_bytes(tmp_path / "a.json", content)) == []


def test_lines_with_a_number_and_descriptions_are_registrations(tmp_path):
    """Some collections keep no more; what they leave out stays unknown."""
    lines = [
        {"nct": "NCT99000201", "description": "(someQuint)Quibrex in Frobs.\n\n We will see.", "brief_summary": "Why."},
        {"nct_id": "NCT99000202", "title": "A title", "description": ""},
    ]
    content = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    first, second = read(write_bytes(tmp_path / "sample.jsonl", content))
    assert (first.id, first.title, first.trial_status) == ("nct:NCT99000201", "Quibrex in Frobs", "Status not stated")
    assert first.section("Description").text == "Quibrex in Frobs. We will see."
    assert (second.id, second.title) == ("nct:NCT99000202", "A title")


def test_records_in_json_lines_are_left_to_their_own_reader(tmp_path):
    """A record that names a trial is no study."""
    line = b'{"id": "a:1", "title": "On NCT99000201", "identifiers": {"nctid": "NCT99000201"}}\n'
    assert [item.id for item in read(write_bytes(tmp_path / "a.jsonl", line))] == ["a:1"]


def _without(path: str) -> bytes:
    broken = study(FIRST + 1)
    del broken["protocolSection"]["identificationModule"][path]
    return json.dumps(broken).encode()


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (json.dumps(TWO).encode().replace(b'"Frob Pain"', b'"Frob Pain'), "not JSON"),
        (json.dumps(TWO).encode().replace(b"}}", b"}", 1), "not JSON"),
        (json.dumps(TWO).encode().replace(b"humming", b"h\xffmming"), "not JSON"),
        (_without("nctId"), "has no NCT number"),
        (_without("officialTitle").replace(b"briefTitle", b"noTitle"), "a record needs a title"),
        (json.dumps(study(123)).encode(), "is not a NCTID"),
        (json.dumps(TWO).encode().replace(b'["Frobnitis", "Frob Pain"]', b'{"a": 1}'), "conditions is not a list"),
        (json.dumps(TWO).encode().replace(b'"Zanolol in Frobnitis"', b"[1]"), "briefTitle is not text"),
        (b'{"protocolSection": ' + b"[" * 5_000, "not JSON"),
        (b'{"protocolSection": null}', "has no NCT number"),
    ],
)
def test_a_broken_study_is_named_and_the_others_are_read(tmp_path, bad, reason):
    """One bad item costs only itself, even where its brackets or quotes are not closed."""
    content = (
        b'{"studies":[' + b",".join([json.dumps(ONE).encode(), bad, json.dumps(study(FIRST + 2)).encode()]) + b"]}"
    )
    items = read(write_bytes(tmp_path / "a.json", content))
    assert [record.id for record in records_in(items)] == [f"nct:NCT{FIRST}", f"nct:NCT{FIRST + 2}"]
    (fault,) = faults_in(items)
    assert fault.item.startswith("a.json record 2")
    assert reason in fault.reason


def test_fields_of_another_type_than_promised_are_passed_over(tmp_path):
    """Where nothing is lost by it."""
    odd = study()
    odd["protocolSection"]["statusModule"]["startDateStruct"] = "2025"
    odd["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"] = {"date": "last week"}
    odd["protocolSection"]["designModule"] = None
    odd["derivedSection"] = []
    record = parsed(tmp_path, page(odd))
    assert (record.year, record.date, record.mesh) == (2024, "", ())
    assert "Design" not in {section.label for section in record.sections}


@pytest.mark.parametrize("kept", [0.35, 0.65, 0.99])
def test_a_file_cut_short_keeps_what_came_before(tmp_path, kept):
    """The study that was cut is not taken for a whole one."""
    whole = page(*(study(FIRST + n) for n in range(10)))
    items = read(write_bytes(tmp_path / "a.json", whole[: int(len(whole) * kept)]))
    assert len(records_in(items)) == int(10 * kept)
    assert "the file ends within a study" in faults_in(items)[-1].reason


def test_many_studies_are_cut_into_units(tmp_path):
    """Their places are counted through, over the pieces in which a file is read."""
    studies = [study(FIRST + n, title="Zanolol " + "in Frobnitis " * 300) for n in range(250)]
    studies[219]["protocolSection"]["identificationModule"]["nctId"] = "none"
    items = read(write_bytes(tmp_path / "a.json", page(*studies)))
    assert len(records_in(items)) == 249
    assert [fault.item for fault in faults_in(items)] == ["a.json record 220"]


def test_a_hostile_text_stays_text(tmp_path):
    """Control characters become spaces, and a title is one line."""
    odd = study(title="Zanolol\u202e\n<script>alert(1)</script>\x07")
    assert parsed(tmp_path, page(odd)).keywords[0] == "Zanolol <script>alert(1)</script>"


def test_a_trial_answers_no_facet_of_a_question(tmp_path):
    """A library of registrations alone holds no evidence."""
    trials = records_in(read(write_bytes(tmp_path / "a.json", page(*(study(FIRST + n) for n in range(5))))))
    draft = answer("How is frobnitis treated with zanolol?", library=FakeLibrary(trials))
    assert (draft.outcome, draft.claims) == ("insufficient_evidence", ())
    assert Facet.TREATMENT in draft.unanswered

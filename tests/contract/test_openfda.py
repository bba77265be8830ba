"""Drug labels of openFDA in JSON, from the API or in bulk: what each field becomes, and how a large file is cut."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from citewell.model.evidence import Coverage, Record, RecordKind, RetractionStatus, SectionKind
from citewell.sources.openfda.split import cut
from labels import BOXED, DOSAGE, SET_ID, answer, listed, paragraphs, result, section, spl, table
from universe import faults_in, read, records_in, write_bytes


def _label(tmp_path: Path, **fields: Any) -> Record:
    (record,) = read(write_bytes(tmp_path / "labels.json", answer(result(**fields))))
    assert isinstance(record, Record), record
    return record


def _texts(record: Record) -> dict[str, str]:
    return {section.label: section.text for section in record.sections}


def _numbered(number: int, **fields: Any) -> dict[str, Any]:
    return result(set_id=f"00000000-0000-4000-8000-{number:012d}", purpose=["Zanolol hums."], **fields)


# The label -----------------------------------------------------------------------------------------------


def test_a_result_is_a_record_with_its_set_id_version_and_date(tmp_path):
    """openFDA dedicates its data to the public domain and says so."""
    record = _label(tmp_path, purpose=["Purpose For frobs."])
    assert (record.id, record.kind) == (f"label:{SET_ID}", RecordKind.LABEL)
    assert (record.version, record.date, record.year) == ("3", "2024-01-15", 2024)
    assert (record.issuer, record.provenance.source) == ("Imaginary Pharma Inc.", "openfda")
    assert (record.licence, record.retraction) == ("CC0 1.0 (openFDA)", RetractionStatus.UNKNOWN)
    assert record.url == f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={SET_ID}"
    assert record.title == "Zanolex (zanolol hydrochloride)"
    assert (record.ingredients, record.brands) == (("zanolol", "zanolol hydrochloride"), ("Zanolex",))


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"openfda": {}}, "Zanolex zanolol"),
        ({"openfda": {"brand_name": ["Zanolol"], "generic_name": ["ZANOLOL"]}}, "Zanolol"),
        ({"openfda": {"generic_name": ["ZANOLOL"]}}, "zanolol"),
        ({"openfda": {}, "spl_product_data_elements": None}, f"Drug label {SET_ID}"),
    ],
)
def test_a_title_is_never_empty(tmp_path, fields, title):
    """Many labels without a prescription have no harmonised names."""
    assert _label(tmp_path, purpose=["Purpose For frobs."], **fields).title == title


def test_the_same_label_from_both_sources_is_one_record(tmp_path, library):
    """The set id names it, and the newer version is current, whatever source it came from."""
    library.ingest([write_bytes(tmp_path / "new.json", answer(result(version="11", purpose=["New text."])))])
    library.ingest([write_bytes(tmp_path / "old.xml", spl(version="9").encode())])
    assert [(r.version, r.provenance.source) for r in [library.record(f"label:{SET_ID}")]] == [("11", "openfda")]
    library.ingest([write_bytes(tmp_path / "newest.xml", spl(version="12").encode())])
    assert [(r.version, r.provenance.source) for r in [library.record(f"label:{SET_ID}")]] == [("12", "dailymed")]


@pytest.mark.parametrize("order", [("3", "10"), ("10", "3")])
def test_the_newer_of_two_versions_in_one_file_is_kept(tmp_path, library, order):
    """Versions are numbers: 10 is newer than 3."""
    results = [result(version=version, purpose=[f"Text of {version}."]) for version in order]
    library.ingest([write_bytes(tmp_path / "labels.json", answer(*results))])
    assert [r.version for r in [library.record(f"label:{SET_ID}")]] == ["10"]


# Sections ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "text", "label", "kept"),
    [
        (
            "dosage_and_administration",
            "2 DOSAGE AND ADMINISTRATION Take 5 mg.",
            "Dosage and administration",
            "Take 5 mg.",
        ),
        (
            "dosage_and_administration",
            "Directions take 1 tablet",
            "Dosage and administration",
            "Directions take 1 tablet",
        ),
        ("dosage_and_administration", "Directions Take 1.", "Dosage and administration", "Take 1."),
        ("indications_and_usage", "INDICATIONS & USAGE: For frobs.", "Indications and usage", "For frobs."),
        ("indications_and_usage", "Uses Relieves frobs.", "Indications and usage", "Relieves frobs."),
        ("overdosage", "Overdosage with zanolol hums.", "Overdosage", "Overdosage with zanolol hums."),
        ("contraindications", "None.", "Contraindications", "None."),
        ("do_not_use", "Do not use in children", "Do not use", "Do not use in children"),
        ("boxed_warning", "WARNING: GLIMMERING Stop zanolol.", "Boxed warning", "WARNING: GLIMMERING Stop zanolol."),
    ],
)
def test_a_field_is_a_section_without_its_heading(tmp_path, field, text, label, kept):
    """A heading that may be the begin of a sentence stays, and so does one that is part of what is said."""
    assert _texts(_label(tmp_path, **{field: [text]})) == {label: kept}


def test_what_may_harm_comes_first_and_each_section_has_its_code(tmp_path):
    """As in the labels of DailyMed."""
    record = _label(tmp_path, dosage_and_administration=["Take 5 mg."], boxed_warning=["WARNING: It glimmers."])
    assert [(s.label, s.code) for s in record.sections] == [
        ("Boxed warning", BOXED),
        ("Dosage and administration", DOSAGE),
    ]


def test_a_text_that_stands_in_two_fields_is_kept_once(tmp_path):
    """A section's text holds that of the sections within it, which have fields of their own."""
    nursing = "8.3 Nursing Mothers Zanolol should not be taken by nursing mothers."
    pregnancy = "8.1 Pregnancy The effects of zanolol on frobs are unknown."
    record = _label(
        tmp_path,
        use_in_specific_populations=[f"8 USE IN SPECIFIC POPULATIONS {pregnancy} {nursing}"],
        pregnancy=[pregnancy],
        nursing_mothers=[nursing],
        spl_unclassified_section=[nursing],
        adverse_reactions=[
            "6 ADVERSE REACTIONS It hums. 6.1 Trials Frobs hummed in a trial.",
            "6.1 Trials Frobs hummed in a trial.",
        ],
    )
    assert _texts(record) == {
        "Adverse reactions": "It hums.",
        "Adverse reactions > 6.1": "6.1 Trials Frobs hummed in a trial.",
        "Use in specific populations > Pregnancy": "The effects of zanolol on frobs are unknown.",
        "Use in specific populations > Nursing mothers": "Zanolol should not be taken by nursing mothers.",
    }


def test_a_dose_in_a_box_is_no_boxed_warning(tmp_path):
    """Some labels code every frame as a boxed warning."""
    framed = "Adults - 5 mg to 10 mg daily."
    record = _label(tmp_path, dosage_and_administration=[f"DOSAGE Usual doses: {framed}"], boxed_warning=[framed])
    assert _texts(record) == {"Dosage and administration": f"Usual doses: {framed}"}


@pytest.mark.parametrize(
    ("part", "name", "text"),
    [
        (
            "5.1 Frob Loss Patients who take zanolol may lose frobs.",
            "Frob Loss",
            "Patients who take zanolol may lose frobs.",
        ),
        ("5.1 Frob Loss ZANOLEX may cause it.", "Frob Loss", "ZANOLEX may cause it."),
        ("5.1 Use with Quibrex In trials of frobs, it hummed.", "Use with Quibrex", "In trials of frobs, it hummed."),
        ("5.1 Risk (in Frobs) The risk of frobs rose.", "Risk (in Frobs)", "The risk of frobs rose."),
        ("5.1 Frob Loss Frob Syndrome has been reported.", "5.1", "5.1 Frob Loss Frob Syndrome has been reported."),
        ("5.1 Frob Loss DO NOT use it.", "5.1", "5.1 Frob Loss DO NOT use it."),
        ("5.1 glimmering was seen.", "", "It hums. 5.1 glimmering was seen."),
    ],
)
def test_numbered_parts_are_sections_named_where_the_name_is_certain(tmp_path, part, name, text):
    """A sentence never loses its first words: where the heading's end is not certain, it stays with the text."""
    record = _label(tmp_path, warnings_and_cautions=[f"5 WARNINGS AND PRECAUTIONS It hums. {part}"])
    label = f"Warnings and precautions > {name}" if name else "Warnings and precautions"
    assert _texts(record)[label] == text


def test_numbers_that_do_not_count_up_are_no_headings(tmp_path):
    """Nor are references to other sections."""
    text = "It hums [see Warnings (2.1) Hum]. A dose of 2.5 Units was given, then 2.9 Units."
    record = _label(tmp_path, dosage_and_administration=[f"2 DOSAGE AND ADMINISTRATION {text}"])
    assert _texts(record) == {"Dosage and administration": text}


def test_the_summary_on_the_labels_first_page_is_kept_apart(tmp_path):
    """openFDA writes it after the section's own text; its statements end with the number of a part."""
    own = "Give zanolol with food."
    part = "2.1 Adults The dose of zanolol is 5 mg."
    record = _label(
        tmp_path,
        dosage_and_administration=[
            f"2 DOSAGE AND ADMINISTRATION {own} Adults: 5 mg daily (2.1). With food (2). {part}"
        ],
        contraindications=["4 CONTRAINDICATIONS None. None (4)"],
    )
    assert _texts(record) == {
        "Dosage and administration": own,
        "Dosage and administration > Highlights": "Adults: 5 mg daily (2.1). With food (2).",
        "Dosage and administration > Adults": "The dose of zanolol is 5 mg.",
        "Contraindications": "None.",
        "Contraindications > Highlights": "None (4)",
    }


def test_a_table_is_rows_and_is_taken_out_of_the_text(tmp_path):
    """In the text its cells stand one after the other, as if they were a sentence."""
    xml = table(["Weight", "Dose"], ["under 30 kg", "2 mg"], caption="Table 1. Doses")
    record = _label(
        tmp_path,
        dosage_and_administration=["DOSAGE As shown: Table 1. Doses Weight Dose under 30 kg 2 mg Rest after it."],
        dosage_and_administration_table=[xml],
    )
    assert [(s.label, s.kind, s.text) for s in record.sections] == [
        ("Dosage and administration", SectionKind.TEXT, "As shown:\n\nRest after it."),
        ("Dosage and administration > Table 1: Doses", SectionKind.TABLE, "Weight | Dose\nunder 30 kg | 2 mg"),
    ]


def test_a_table_of_an_inner_section_is_kept_there(tmp_path):
    """The field of the outer section gives it once more."""
    xml = table(["A", "B"])
    inner = "8.1 Pregnancy The effects on frobs: A B"
    record = _label(
        tmp_path,
        use_in_specific_populations=[f"8 USE IN SPECIFIC POPULATIONS {inner}"],
        use_in_specific_populations_table=[xml],
        pregnancy=[inner],
        pregnancy_table=[xml],
    )
    assert [s.label for s in record.sections] == [
        "Use in specific populations > Pregnancy",
        "Use in specific populations > Pregnancy > Table",
    ]


@pytest.mark.parametrize("xml", ["<table><tr>", "", "text", "<!DOCTYPE t [<!ENTITY x 'y'>]><table>&x;</table>", 7])
def test_a_table_that_cannot_be_read_stays_in_the_text(tmp_path, xml):
    """Nothing is lost."""
    record = _label(tmp_path, description=["Zanolol weighs 5 g."], description_table=[xml])
    assert _texts(record) == {"Description": "Zanolol weighs 5 g."}


def test_a_list_of_products_without_the_text_of_the_label_has_a_title_only(tmp_path):
    """Other tools write so: it can be found, and nothing can be quoted from it."""
    values = {
        "set_id": SET_ID,
        "labeler": "Imaginary Pharma Inc.",
        "products": [{"name": "Zanolex"}, {"name": "Zanolex"}],
    }
    (record,) = read(write_bytes(tmp_path / "products.json", json.dumps({"results": [values]}).encode()))
    assert (record.title, record.brands, record.issuer) == ("Zanolex", ("Zanolex",), "Imaginary Pharma Inc.")
    assert (record.sections, record.coverage, record.licence) == ((), Coverage.TITLE, "")


def test_a_list_of_products_never_replaces_a_label(tmp_path, library):
    """It has no version, so any version is newer."""
    listing = {"results": [{"set_id": SET_ID, "products": [{"name": "Zanolex"}]}]}
    library.ingest([write_bytes(tmp_path / "label.xml", spl().encode())])
    library.ingest([write_bytes(tmp_path / "products.json", json.dumps(listing).encode())])
    assert [r.coverage for r in [library.record(f"label:{SET_ID}")]] == [Coverage.FULL_TEXT]


# Files -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["labels.json", "labels.json.gz", "labels"])
def test_results_are_read_in_order(tmp_path, indent, name):
    """However the document is laid out."""
    items = read(write_bytes(tmp_path / name, answer(*(_numbered(n) for n in range(120)), indent=indent)))
    assert [record.id[-3:] for record in records_in(items)] == [f"{n:03d}" for n in range(120)]
    assert faults_in(items) == []


def test_a_bulk_file_is_read_from_its_zip(tmp_path):
    """As https://open.fda.gov/data/downloads/ gives it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("drug-label-0001-of-0013.json", answer(_numbered(1), _numbered(2)))
    items = read(write_bytes(tmp_path / "drug-label-0001-of-0013.json.zip", held.getvalue()))
    assert [record.id[-1] for record in records_in(items)] == ["1", "2"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
def test_results_are_cut_wherever_the_pieces_end(size):
    """Within strings, escapes and brackets; brackets within strings count for nothing."""
    texts = ['a "quoted" {brace} [bracket] \\', "\\\\", '"results": [', "}{][", "é½"]
    whole = answer(*({"text": text, "nested": {"list": [[], {}]}} for text in texts))
    pieces = (whole[at : at + size] for at in range(0, len(whole), size))
    assert [json.loads(found)["text"] for found in cut(pieces)] == texts


def test_json_lines_are_still_json_lines(tmp_path):
    """One record a line, whatever its first key."""
    line = b'{"id": "a:1", "title": "Zanolol"}\n'
    assert [record.id for record in read(write_bytes(tmp_path / "a.json", line))] == ["a:1"]


# Broken and hostile ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0.4, 0.7, 0.95])
def test_a_file_that_is_cut_short_keeps_the_results_before(tmp_path, kept):
    """The fault says after which result."""
    whole = answer(*(_numbered(n) for n in range(70)))
    items = read(write_bytes(tmp_path / "cut.json", whole[: int(len(whole) * kept)]))
    found = records_in(items)
    assert 20 < len(found) < 70
    (fault,) = faults_in(items)
    assert fault.item == f"cut.json after record {len(found)}"
    assert "the file ends within its results" in fault.reason


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{1: 2}", "not JSON"),
        (b"[{}]", "is no object"),
        (b'{"set_id": "x", "purpose": ["Hums."]}', "is not a SetID"),
        (b'{"purpose": ["Hums."]}', "has no set id"),
        (b'{"safetyreportid": "1", "serious": 1}', "has no set id"),
        (b'{"set_id": "%s"}' % SET_ID.encode(), "holds neither the text of a label nor the name of a product"),
        (b'{"set_id": ["%s"], "openfda": [], "purpose": {"a": 1}}' % SET_ID.encode(), "holds neither"),
        (b'{"a": %s1%s}' % (b"[" * 5_000, b"]" * 5_000), "not JSON"),
        (b'{"a": "\xff"}', "not JSON"),
    ],
)
def test_a_result_that_is_no_label_is_named_and_the_others_are_read(tmp_path, bad, reason):
    """The fault names its place."""
    good = json.dumps(_numbered(1)).encode()
    items = read(write_bytes(tmp_path / "x.json", b'{"results": [' + bad + b", " + good + b"]}"))
    assert [record.id[-1] for record in records_in(items)] == ["1"]
    (fault,) = faults_in(items)
    assert fault.item.startswith("x.json record 1")
    assert reason in fault.reason


def test_a_result_of_a_thousand_texts_is_refused(tmp_path):
    """No label has so many sections of one kind, and each would be compared with each."""
    many = [f"Zanolol hums in {n} frobs." for n in range(1_000)]
    items = read(write_bytes(tmp_path / "many.json", answer(result(purpose=many), _numbered(1))))
    assert len(records_in(items)) == 1
    assert "more than 200 texts" in faults_in(items)[0].reason


@pytest.mark.parametrize("content", [b'{"meta": {}}', b'{"results": []}', b'{"meta": {"results": [{"a": 1}]}}'])
def test_a_document_without_results_says_so(tmp_path, content):
    """As of a search that found nothing; what is within "meta" are no results."""
    (fault,) = read(write_bytes(tmp_path / "none.json", content))
    assert fault.reason == "holds no results"


_READ = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from universe import faults_in, read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert faults_in(read(Path(sys.argv[2])))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


@pytest.mark.parametrize(
    ("start", "filler"),
    [
        (b'{"results": [{"a": "', bytes(1 << 20)),
        (b'{"results": [{"a": ', b"[" * (1 << 20)),
        (b'{"meta": "', b"x" * (1 << 20)),
    ],
    ids=["string", "brackets", "no results"],
)
def test_a_bomb_ends_with_a_fault_and_does_not_eat_memory(tmp_path, start, filler):
    """100 MB come out of a file of a megabyte or less; less than that is ever held."""
    packer = zlib.compressobj(1, wbits=31)
    packed = b"".join([packer.compress(start), *(packer.compress(filler) for _ in range(100)), packer.flush()])
    path = write_bytes(tmp_path / "bomb.json", packed)
    here = str(Path(__file__).parent.parent)
    grown = subprocess.run([sys.executable, "-c", _READ, here, path], capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 150


def test_lists_of_dailymed_and_of_openfda_read_alike(tmp_path):
    """The same section from both has the same label and code."""
    dailymed = spl(section(DOSAGE, "2 DOSAGE", paragraphs("Take:") + listed("5 mg", "rest")))
    (first,) = read(write_bytes(tmp_path / "a.xml", dailymed.encode()))
    second = _label(tmp_path, dosage_and_administration=["2 DOSAGE Take: 5 mg rest"])
    assert [(s.label, s.code) for s in first.sections] == [(s.label, s.code) for s in second.sections]

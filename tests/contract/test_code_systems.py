"""Systems of codes: ICD-10-CM in three forms, RxNorm, LOINC, and the references of ontologies to them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from citewell.model.codes import ICD_10_CM, SYSTEMS, UNKNOWN, Code, Precision, referred, system_of
from citewell.sources.terms import icd10cm, loinc
from citewell.sources.unit import Item
from universe import faults_in, read, write_bytes
from vocabularies import graph, names_in, node, terms_in


def read_all(tmp_path: Path, content: bytes, name: str = "file") -> list[Item]:
    return read(write_bytes(tmp_path / name, content))


# Systems and codes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_a_system_is_known_by_oid_and_by_address(system: Any) -> None:
    """As HL7 Version 3 and as FHIR write it."""
    for written in (system.oid, f"urn:oid:{system.oid}", f" {system.url} ", f"{system.url}/"):
        assert system_of(written) is system
    assert system_of(f"{system.oid}.1") is UNKNOWN


@pytest.mark.parametrize("written", ["", " ", "urn:oid:", "icd-10-cm", "http://example.org"])
def test_another_system_is_unknown(written: str) -> None:
    """Nothing is guessed from a name."""
    assert system_of(written) is UNKNOWN


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("i4891", "I48.91"),
        ("I48.91", "I48.91"),
        ("I48", "I48"),
        ("S72.001A", "S72.001A"),
        ("C7A", "C7A"),
        ("I48-I49", ""),
        ("I4", ""),
        ("I48.91234", ""),
        ("", ""),
    ],
)
def test_a_code_of_icd_has_one_form(written: str, plain: str) -> None:
    """With its dot; what it cannot have is none."""
    assert ICD_10_CM.plain(written) == plain


def test_the_classes_above_a_code_are_told_by_it() -> None:
    """The narrowest first, down to the category."""
    assert list(ICD_10_CM.wider("S72.001A")) == ["S72.001", "S72.00", "S72.0", "S72"]
    assert list(ICD_10_CM.wider("I48")) == list(ICD_10_CM.wider("nothing")) == []


@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("ICD10CM:U77.1", ("ICD-10-CM", "U77.1")),
        ("http://purl.bioontology.org/ontology/ICD10CM/U77.1", ("ICD-10-CM", "U77.1")),
        ("SCTID:900000001", ("SNOMED CT", "900000001")),
        ("SNOMEDCT_US_2023_03_01:900000001", ("SNOMED CT", "900000001")),
        ("http://identifiers.org/snomedct/900000001", ("SNOMED CT", "900000001")),
        ("MESH:D990001", ("MeSH", "D990001")),
        ("ICD10CM:U70-U79", None),
        ("ICD10WHO:U77", None),
        ("OMIM:900001", None),
        ("https://example.org/900000001", None),
        ("900000001", None),
        ("", None),
    ],
)
def test_a_reference_is_told_by_its_prefix(reference: str, code: tuple[str, str] | None) -> None:
    """A range, another edition and another system are none."""
    found = referred(reference)
    assert (found and (found.system, found.code)) == code


# References of ontologies -----------------------------------------------------------------------------------

SKOS = "http://www.w3.org/2004/02/skos/core#"


def test_a_node_keeps_its_references_with_the_precision_that_is_stated(tmp_path: Path) -> None:
    """A bare one states nothing; one that is stated twice and otherwise neither."""
    frob = node(
        "MONDO:9000001",
        "frobnitis",
        xrefs=[{"val": "ICD10CM:U77.1"}, {"val": "SCTID:900000001"}, {"val": "OMIM:1"}],
        basicPropertyValues=[
            {"pred": f"{SKOS}exactMatch", "val": "http://identifiers.org/snomedct/900000001"},
            {"pred": f"{SKOS}broadMatch", "val": "ICD10CM:U78"},
            {"pred": f"{SKOS}exactMatch", "val": "ICD10CM:U79"},
            {"pred": f"{SKOS}closeMatch", "val": "ICD10CM:U79"},
            {"pred": "http://www.geneontology.org/formats/oboInOwl#id", "val": "MESH:D990001"},
        ],
    )
    (found,) = terms_in(read_all(tmp_path, graph([frob]))).values()
    assert set(found.codes) == {
        Code("ICD-10-CM", "U77.1", Precision.UNSTATED),
        Code("SNOMED CT", "900000001", Precision.EXACT),
        Code("ICD-10-CM", "U78", Precision.BROAD),
        Code("ICD-10-CM", "U79", Precision.UNSTATED),
    }


def test_a_plain_list_keeps_its_references(tmp_path: Path) -> None:
    """They state no precision."""
    xrefs = [{"namespace": "ICD10CM", "id": "U77.1"}, {"namespace": "SNOMEDCT_US_2023_03_01", "id": "900000001"}]
    rows = [{"id": "DOID:9000001", "name": "frobnitis", "namespace": "doid", "xrefs": xrefs}]
    (found,) = terms_in(read_all(tmp_path, json.dumps(rows).encode())).values()
    assert found.codes == (Code("ICD-10-CM", "U77.1"), Code("SNOMED CT", "900000001"))


@pytest.mark.parametrize("odd", [7, [7], [{"val": 7}], [{"val": None}], {"val": "ICD10CM:U77"}, ["ICD10CM:U77"]])
def test_odd_references_do_no_harm(tmp_path: Path, odd: Any) -> None:
    """The term is read without them."""
    frob = node("MONDO:9000001", "frobnitis", xrefs=odd, basicPropertyValues=odd)
    rows = [{"id": "DOID:9000001", "name": "frobnitis", "namespace": "doid", "xrefs": odd}]
    for content in (graph([frob]), json.dumps(rows).encode()):
        (found,) = terms_in(read_all(tmp_path, content)).values()
        assert found.codes == ()


# ICD-10-CM --------------------------------------------------------------------------------------------------


def order_line(number: int, code: str, is_billed: int, short: str, long: str) -> str:
    return f"{number:05} {code:<7} {is_billed} {short:<60} {long}"


ORDER = "\n".join(
    [
        order_line(1, "U77", 0, "Frobnitis", "Frobnitis"),
        order_line(2, "U771", 0, "Frobnitis w sore", "Frobnitis (primary) with sore [sore frob]"),
        order_line(3, "U7719XA", 1, "Frobnitis nos, init", "Frobnitis, unspecified, initial encounter"),
    ]
)
CODES = "U77     Frobnitis\r\nU771    Frobnitis (primary) with sore [sore frob]\r\nU7719XA Frobnitis, unspecified, initial encounter\r\n"
OBJECT = json.dumps(
    {
        "U77": [False, "Frobnitis"],
        "U771": [False, "Frobnitis (primary) with sore [sore frob]"],
        "U7719XA": "Frobnitis, unspecified, initial encounter",
    }
)


@pytest.mark.parametrize("content", [ORDER, CODES, OBJECT, "\ufeff" + ORDER], ids=["order", "codes", "JSON", "marked"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_icd_is_read_in_each_of_its_forms(tmp_path: Path, content: str, pack: Any) -> None:
    """A title is also a name without what is optional in it."""
    items = read_all(tmp_path, pack(content.encode()), "icd")
    assert {code: found.names for code, found in terms_in(items).items()} == {
        "U77": ("Frobnitis",),
        "U77.1": ("Frobnitis (primary) with sore [sore frob]", "Frobnitis with sore", "Frobnitis primary with sore"),
        "U77.19XA": ("Frobnitis, unspecified, initial encounter",),
    }
    assert names_in(items) == {"ICD-10-CM"} and not faults_in(items)


def test_a_long_object_is_read_in_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with the file, and an entry may be cut by the end of a piece."""
    monkeypatch.setattr(icd10cm, "CODES_A_UNIT", 50)
    titles = {f"U{i // 100:02}{i % 100:02}": [True, f"Frob {i} " + "\\u00e9x" * 40] for i in range(5_000)}
    items = read_all(tmp_path, json.dumps(titles).encode(), "icd.json")
    assert len(terms_in(items)) == 5_000 and not faults_in(items)


def test_a_line_that_is_no_code_is_named(tmp_path: Path) -> None:
    """The others are read."""
    bad = "\n".join([*ORDER.splitlines()[:2], "no code at all", ORDER.splitlines()[2]])
    items = read_all(tmp_path, bad.encode(), "icd.txt")
    assert len(terms_in(items)) == 3
    assert [fault.item for fault in faults_in(items)] == ["icd.txt line 3"]


@pytest.mark.parametrize("damaged", [OBJECT[:-3], OBJECT.replace('"U7719XA"', "7"), OBJECT[:-1] + ', "x": 1}'])
def test_a_damaged_object_loses_nothing_before_the_damage(tmp_path: Path, damaged: str) -> None:
    """The fault says how many were read."""
    items = read_all(tmp_path, damaged.encode(), "icd.json")
    assert {"U77", "U77.1"} <= set(terms_in(items))
    (fault,) = faults_in(items)
    assert "no code with its title" in fault.reason and fault.ends_file


# RxNorm and LOINC -------------------------------------------------------------------------------------------


def atom(code: str, kind: str, name: str, source: str = "RXNORM", suppress: str = "N") -> str:
    return f"{code}|ENG||||||1|1|{code}||{source}|{kind}|{code}|{name}||{suppress}|4096|"


def test_rxnorms_own_names_are_read(tmp_path: Path) -> None:
    """Not its sources' names, synonyms, nor what is out of use."""
    lines = [
        atom("9000001", "IN", "zanolol"),
        atom("9000002", "SCD", "zanolol 50 MG Oral Tablet"),
        atom("9000002", "SY", "zanolol tablet"),
        atom("9000003", "BN", "Zanex", suppress="O"),
        atom("9000004", "PT", "Zanolol", source="OTHER"),
    ]
    items = read_all(tmp_path, "\n".join(lines).encode(), "RXNCONSO.RRF")
    assert {code: found.names for code, found in terms_in(items).items()} == {
        "9000001": ("zanolol",),
        "9000002": ("zanolol 50 MG Oral Tablet",),
    }
    assert names_in(items) == {"RxNorm"} and not faults_in(items)


def test_a_line_that_is_not_of_rxnorm_is_named(tmp_path: Path) -> None:
    """The others are read."""
    lines = [atom("9000001", "IN", "zanolol"), "9000002|ENG", "x|" * 18, atom("9000003", "IN", "quibrex")]
    items = read_all(tmp_path, "\n".join(lines).encode(), "RXNCONSO.RRF")
    assert set(terms_in(items)) == {"9000001", "9000003"}
    assert [fault.item for fault in faults_in(items)] == ["RXNCONSO.RRF line 2", "RXNCONSO.RRF line 3"]


HEADER = '"LOINC_NUM","COMPONENT","PROPERTY","SYSTEM","LONG_COMMON_NAME"'


def test_loincs_names_are_read(tmp_path: Path) -> None:
    """What is measured, with and without what it is measured in; a cell may hold a line break."""
    rows = [
        HEADER,
        '"99999-9","Frobin","MCnc","Ser/Plas","Frobin [Mass/volume] in Serum or Plasma"',
        '"99998-1","Frob ""screen""\nof blood","Prid","Bld","Frob screen in Blood"',
    ]
    items = read_all(tmp_path, "\n".join(rows).encode(), "Loinc.csv")
    assert {code: found.names for code, found in terms_in(items).items()} == {
        "99999-9": ("Frobin", "Frobin [Mass/volume] in Serum or Plasma"),
        "99998-1": ('Frob "screen" of blood', "Frob screen in Blood", "Frob screen"),
    }
    assert names_in(items) == {"LOINC"} and not faults_in(items)


def test_a_table_of_loinc_is_read_in_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with the header, so that it can be read anywhere; rows are counted from the first below it."""
    monkeypatch.setattr(loinc, "ROWS_A_UNIT", 7)
    rows = [f'"{i}-1","Frobin {i}","","",""' for i in range(10_000, 10_100)]
    rows[50] = '"no number","Frobin","","",""'
    items = read_all(tmp_path, "\n".join([HEADER, *rows]).encode(), "Loinc.csv")
    assert len(terms_in(items)) == 99
    assert [fault.item for fault in faults_in(items)] == ["Loinc.csv row 51"]


def test_a_table_of_loinc_that_ends_within_a_row_is_named(tmp_path: Path) -> None:
    """What stands before is kept."""
    content = f'{HEADER}\n"99999-9","Frobin","","",""\n"99998-1","Fro'
    items = read_all(tmp_path, content.encode(), "Loinc.csv")
    assert set(terms_in(items)) == {"99999-9"}
    assert "ends within a row; the 1 before it were read" in faults_in(items)[0].reason

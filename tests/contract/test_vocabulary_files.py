"""Vocabularies: MeSH as XML and as a table, OBO graphs and lists of terms, tables of abbreviations."""

from __future__ import annotations

import gzip
import json
import lzma

import pytest

from citewell.language.terms import Term
from citewell.sources.terms import elements
from universe import faults_in, read, write_bytes
from vocabularies import (
    concept,
    descriptor,
    descriptors,
    edge,
    graph,
    kinds_in,
    mesh_table,
    names_in,
    node,
    terms_in,
)

FROBNITIS = descriptor("D900001", concept("M1", "Frobnitis", "Sore Frob"), trees=["C05.900"])


def read_all(tmp_path, content, name="file"):
    return read(write_bytes(tmp_path / name, content))


# MeSH in NLM's XML ------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress], ids=["plain", "gzip", "xz"])
def test_a_descriptor_becomes_a_term_with_its_entry_terms(tmp_path, pack):
    """Compressed or not, whatever the file is called."""
    items = read_all(tmp_path, pack(descriptors(FROBNITIS)))
    expected = Term("Frobnitis", ("Sore Frob",), type="condition", code="D900001", places=("C05.900", "D900001"))
    assert terms_in(items) == {"D900001": expected}
    assert names_in(items) == {"MeSH"} and not faults_in(items)


def test_a_narrower_concept_of_a_descriptor_is_a_term_of_its_own(tmp_path):
    """A descriptor gathers what is indexed alike, which is not all one thing."""
    record = descriptor(
        "D900001",
        concept("M1", "Frobnitis", narrower="M2"),
        concept("M2", "Frobnitis of the Left", main=False),
        concept("M3", "Frobness", main=False),
        trees=["C05.900"],
    )
    items = read_all(tmp_path, descriptors(record))
    assert {code: term.names for code, term in terms_in(items).items()} == {
        "D900001": ("Frobnitis",),
        "M2": ("Frobnitis of the Left",),
        "M3": ("Frobness",),
    }
    assert kinds_in(items) == {("D900001", "M2")}


def test_permuted_entry_terms_are_left_out(tmp_path):
    """ "Frob, Sore" is an entry of an index, not a name."""
    record = descriptor("D900001", concept("M1", "Frobnitis", "Sore Frob", permuted=["Frob, Sore"]), trees=["C05.900"])
    assert terms_in(read_all(tmp_path, descriptors(record)))["D900001"].names == ("Frobnitis", "Sore Frob")


def test_a_drug_is_a_kind_of_what_acts_as_it_does(tmp_path):
    """The class is told by the pharmacological action, and makes a substance a drug."""
    items = read_all(
        tmp_path, descriptors(descriptor("D900002", concept("M1", "Zanolol"), trees=["D12.776.9"], actions=["D900009"]))
    )
    assert terms_in(items)["D900002"].type == "intervention"
    assert kinds_in(items) == {("D900009", "D900002"), ("D12.776", "D900002")}


@pytest.mark.parametrize("kind", ["2", "3", "4"])
def test_types_of_publications_check_tags_and_places_are_no_terms(tmp_path, kind):
    """Nobody asks about them."""
    record = descriptor("D900001", concept("M1", "Frobland"), trees=["C05.900"], kind=kind)
    assert terms_in(read_all(tmp_path, descriptors(FROBNITIS.replace("D900001", "D900002"), record))).keys() == {
        "D900002"
    }


@pytest.mark.parametrize(
    ("attributes", "more", "expected"),
    [
        ('SCRClass="3"', "", "condition"),
        ('SCRClass="1"', "", "word"),
        ('SCRClass="1"', "<PharmacologicalActionList/>", "intervention"),
    ],
)
def test_supplementary_concepts_are_read_too(tmp_path, attributes, more, expected):
    """New drugs and rare diseases stand there, without a place in the tree."""
    record = (
        f"<SupplementalRecord {attributes}><SupplementalRecordUI>C900001</SupplementalRecordUI>{more}"
        f"<ConceptList>{concept('M1', 'Mirolol', 'Mirex')}</ConceptList></SupplementalRecord>"
    )
    items = read_all(tmp_path, f"<SupplementalRecordSet>{record}</SupplementalRecordSet>".encode())
    assert terms_in(items)["C900001"] == Term("Mirolol", ("Mirex",), type=expected, code="C900001", places=("C900001",))


def test_a_broken_record_costs_only_itself(tmp_path):
    """The fault names its place, and why."""
    broken = descriptor("D900002", "<Concept><", trees=["C05.901"])
    unknown = descriptor("frob", concept("M1", "Frob"), trees=["C05.901"])
    items = read_all(tmp_path, descriptors(broken, FROBNITIS, unknown), "desc.xml")
    assert terms_in(items).keys() == {"D900001"}
    assert [fault.item for fault in faults_in(items)] == ["desc.xml record 1", "desc.xml record 3"]
    assert "no id of a descriptor" in faults_in(items)[1].reason


def test_nothing_that_the_prologue_declares_is_ever_seen(tmp_path):
    """No entity is expanded and nothing is loaded: a record that uses one fails by name."""
    bomb = b'<!DOCTYPE DescriptorRecordSet [<!ENTITY a "frob"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    good, bad = FROBNITIS, FROBNITIS.replace("Sore Frob", "&b;&c;").replace("D900001", "D900002")
    items = read_all(tmp_path, bomb + descriptors(good, bad).split(b"\n", 2)[2])
    assert terms_in(items).keys() == {"D900001"}
    assert "passwd" not in str(items) and len(faults_in(items)) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (descriptors(FROBNITIS, FROBNITIS)[:-80], "the file ends within a record; the 1 before it were read"),
        (descriptors(FROBNITIS)[:-10], "the file ends before its last tag; the 1 before it were read"),
        (gzip.compress(descriptors(*[FROBNITIS] * 3))[:-9], "the compressed file is cut short"),
        (descriptors(), "holds no DescriptorRecord"),
    ],
    ids=["within a record", "without the end", "compressed", "empty"],
)
def test_a_file_that_is_cut_short_loses_nothing_before(tmp_path, content, reason):
    """What came before the cut is kept, and the fault says where it was."""
    items = read_all(tmp_path, content, "desc.xml")
    assert reason in faults_in(items)[-1].reason


def test_a_record_that_never_ends_is_given_up(tmp_path, monkeypatch):
    """Memory is bounded, whatever the file's size."""
    monkeypatch.setattr("citewell.sources.terms.mesh_xml.MAX_RECORD_BYTES", 5_000)
    items = read_all(tmp_path, descriptors(FROBNITIS) + b"<DescriptorRecord >" + b"<a/>" * 2_000_000)
    assert "was never closed; the 1 before it were read" in faults_in(items)[-1].reason


# MeSH as a table --------------------------------------------------------------------------------------


def test_a_row_becomes_a_term_and_inverted_names_give_way(tmp_path):
    """ "Frob Disease, Chronic" is written in books as "Chronic Frob Disease"; plurals are one name."""
    row = ("D900001", "Frob Disease, Chronic", ("Chronic Frob Disease", "Chronic Frob Diseases", "CFD"), ("C05.900",))
    items = read_all(tmp_path, mesh_table(row))
    assert terms_in(items)["D900001"].names == ("Chronic Frob Disease", "CFD")
    assert not kinds_in(items)


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        (("C05.900",), "condition"),
        (("F03.100",), "condition"),
        (("C05.900", "C23.888.100"), "condition"),
        (("C23.888.100",), "finding"),
        (("E01.370",), "finding"),
        (("E02.100",), "intervention"),
        (("E04.100",), "intervention"),
        (("F04.754.100",), "intervention"),
        (("D02.900", "D27.505"), "intervention"),
        (("D04.210", "D10.570"), "word"),
        (("D08.811",), "word"),
        (("D12.776.124.486.485.114.224",), "intervention"),
        (("M01.060",), "population"),
        (("A01.900",), "word"),
        (("B01.050",), "word"),
        (("G01.910",), "word"),
    ],
)
def test_the_place_in_the_tree_tells_what_a_term_is(tmp_path, trees, expected):
    """Diseases, treatments, people and findings; the rest is a word like any other."""
    assert terms_in(read_all(tmp_path, mesh_table(("D900001", "Frob", (), trees))))["D900001"].type == expected


def test_the_drugs_below_a_class_of_drugs_are_its_kinds(tmp_path):
    """In the tree of chemicals they are; below a disease stand its signs as well."""
    rows = mesh_table(
        ("D900001", "Lol Drugs", (), ("D02.900",)),
        ("D900002", "Zanolol", (), ("D02.900.100",)),
        ("D900003", "Frob Sign", (), ("C05.900.100",)),
    )
    assert kinds_in(read_all(tmp_path, rows)) == {("D02", "D900001"), ("D02.900", "D900002")}


def test_terms_nobody_asks_by_are_left_out(tmp_path):
    """Places of the world, types of publications, and the names of structures."""
    rows = mesh_table(
        ("D900001", "Frobland", (), ("Z01.100",)),
        ("D900002", "Frob Report", (), ("V03.100",)),
        ("D900003", "1-(2-frob)-3,4,5-trifrob-6,7-difrob-8-one", (), ("D02.100",)),
        ("D900004", "Zanolol", ("2-(3-frob)-4,5,6-trifrob-7,8-difrob-9-one",), ("D02.100",)),
    )
    assert {code: t.names for code, t in terms_in(read_all(tmp_path, rows)).items()} == {"D900004": ("Zanolol",)}


@pytest.mark.parametrize("line", [b"frob", b"D900002\t\t\t\t", b"x\tFrob\t\t", b"D900002\tFr\xffb\t\tC05.1\t"])
def test_a_line_that_is_no_row_is_named(tmp_path, line):
    """The others are read."""
    items = read_all(tmp_path, mesh_table(("D900001", "Frobnitis", (), ("C05.900",))) + line + b"\n", "mesh.tsv")
    assert terms_in(items).keys() == {"D900001"}
    assert [fault.item for fault in faults_in(items)] == ["mesh.tsv line 2"]


# Ontologies -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "vocabulary", "kind"),
    [
        ("DOID:9000001", "DOID", "condition"),
        ("MONDO:9000001", "MONDO", "condition"),
        ("HP:9000001", "HPO", "finding"),
    ],
)
def test_a_node_becomes_a_term_of_its_vocabulary(tmp_path, code, vocabulary, kind):
    """Its exact synonyms are its names; a broader or a related one is another thing."""
    frob = node(
        code, "frobnitis", "sore frob", other={"hasBroadSynonym": "frob trouble", "hasRelatedSynonym": "frobness"}
    )
    items = read_all(tmp_path, graph([frob]))
    assert terms_in(items) == {code: Term("frobnitis", ("sore frob",), type=kind, code=code, places=(code,))}
    assert names_in(items) == {vocabulary} and not faults_in(items)


def test_what_is_out_of_use_or_of_another_ontology_is_left_out(tmp_path):
    """Deprecated nodes, properties, nodes without a label, imported terms, and the top."""
    nodes = [
        node("HP:9000001", "frob pain"),
        node("HP:9000002", "old frob pain", deprecated=True),
        node("HP:9000003", "obsolete frob pain"),
        {"id": "http://purl.obolibrary.org/obo/HP_9000004"},
        {**node("HP:9000005", "has frob"), "type": "PROPERTY"},
        node("UBERON:9000001", "frob"),
        node("HP:0000118", "Phenotypic abnormality"),
    ]
    assert terms_in(read_all(tmp_path, graph(nodes))).keys() == {"HP:9000001"}


def test_the_hierarchy_of_findings_is_kept(tmp_path):
    """It tells later what is a finding, and what only qualifies one; other relations do not."""
    edges = [
        edge("HP:9000002", "HP:9000001"),
        edge("HP:9000003", "HP:9000001", "part_of"),
        edge("HP:9000004", "UBERON:1"),
    ]
    items = read_all(tmp_path, graph([node("HP:9000001", "frob pain")], edges))
    assert kinds_in(items) == {("HP:9000001", "HP:9000002")}


def test_a_plain_list_of_terms_is_read(tmp_path):
    """Identifiers may leave their prefix to the namespace."""
    rows = [
        {"id": "DOID:9000001", "name": "frobnitis", "namespace": "doid", "synonyms": ["sore frob"], "xrefs": []},
        {"id": "9000001", "name": "frob fever", "namespace": "mondo", "relations": {"is_a": ["0000001"]}},
        {"id": "HP:9000001", "name": "frob pain", "relations": {"is_a": ["HP:0000118"]}},
        {"id": "HP:9000002", "name": "old frob pain", "is_obsolete": True},
    ]
    items = read_all(tmp_path, json.dumps(rows).encode())
    assert {code: term.names for code, term in terms_in(items).items()} == {
        "DOID:9000001": ("frobnitis", "sore frob"),
        "MONDO:9000001": ("frob fever",),
        "HP:9000001": ("frob pain",),
    }
    assert kinds_in(items) == {("HP:0000118", "HP:9000001")}


@pytest.mark.parametrize(
    "bad",
    [
        {"id": 7, "name": "frob"},
        {"id": "DOID:1"},
        {"id": "DOID:1", "name": ["frob"]},
    ],
)
def test_an_entry_that_is_no_term_costs_only_itself(tmp_path, bad):
    """The fault names its place."""
    rows = [{"id": "DOID:9000001", "name": "frobnitis", "synonyms": []}, bad]
    items = read_all(tmp_path, json.dumps(rows).encode(), "doid.json")
    assert terms_in(items).keys() == {"DOID:9000001"}
    assert [fault.item for fault in faults_in(items)] == ["doid.json record 2"]


@pytest.mark.parametrize(
    "odd",
    [
        {"id": [], "lbl": {}},
        {"id": "x", "lbl": "frob", "meta": [1]},
        {**node("HP:9000002", "frob"), "meta": {"synonyms": {"a": 1}}},
        {**node("HP:9000002", "frob"), "meta": {"synonyms": [7, {"pred": "hasExactSynonym", "val": 9}]}},
        {"sub": 1, "pred": [], "obj": None},
        {"sub": "x"},
    ],
)
def test_odd_nodes_do_no_harm(tmp_path, odd):
    """The others are read."""
    assert "HP:9000001" in terms_in(read_all(tmp_path, graph([odd, node("HP:9000001", "frob pain")], [odd])))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda b: b[: b.index(b"frob fever")], "the file ends before its last bracket; the 1 before it were read"),
        (lambda b: b.replace(b'"frob fever"', b'"frob fever"' + b"]"), "a bracket is closed that was not opened"),
        (lambda b: b.replace(b'"frob fever"', b"[" * 10_000), "nested more than 200 deep"),
        (lambda b: gzip.compress(b)[:-10], "the compressed file is cut short"),
    ],
    ids=["cut", "wrong bracket", "deep", "compressed"],
)
def test_a_damaged_graph_loses_nothing_before_the_damage(tmp_path, spoil, reason):
    """The fault says where it was."""
    content = graph([node("DOID:9000001", "frobnitis"), node("DOID:9000002", "frob fever")])
    items = read_all(tmp_path, spoil(content), "doid.json")
    assert reason in faults_in(items)[-1].reason
    assert "DOID:9000001" in terms_in(items) or "compressed" in reason


def test_an_element_without_end_is_given_up(tmp_path, monkeypatch):
    """Memory is bounded by one element, not by the file."""
    monkeypatch.setattr(elements, "MAX_ELEMENT_BYTES", 50_000)
    big = {**node("DOID:9000002", "frob fever"), "more": ["frob"] * 400_000}
    items = read_all(tmp_path, graph([node("DOID:9000001", "frobnitis"), big]))
    assert "an element is larger than" in faults_in(items)[0].reason
    assert terms_in(items).keys() == {"DOID:9000001"}


def test_brackets_and_quotes_within_strings_are_text(tmp_path):
    """A name may hold what looks like an end, also where a file is read in pieces."""
    name = 'frob }] "{[ \\ disease'
    filler = [node(f"DOID:1{i:06}", f"frob {i}") for i in range(12_000)]
    items = read_all(tmp_path, graph([*filler, node("DOID:9000001", name)]))
    assert terms_in(items)["DOID:9000001"].preferred == name
    assert len(terms_in(items)) == 12_001 and not faults_in(items)


# Abbreviations ----------------------------------------------------------------------------------------

TABLE = {"FRB": "frob resonance biopsy", "SF": "sore frob"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", json.dumps({short: [long] for short, long in TABLE.items()}).encode()),
        ("a.csv", b'"abr","long_form"\r\n"FRB","frob resonance biopsy"\r\n"SF","sore frob"\r\n'),
        ("a.txt", b"\xef\xbb\xbfAbbreviation;Meaning\nFRB;frob resonance biopsy\nSF;sore frob\n"),
        ("a.tsv", b"long form\tabbreviation\tnote\nfrob resonance biopsy\tFRB\tx\nsore frob\tSF\n"),
        ("abbreviations.csv", b"FRB,frob resonance biopsy\nSF,sore frob\n"),
    ],
    ids=["JSON", "CSV", "semicolons", "TSV, columns in another order", "no header, told by its name"],
)
def test_short_and_long_forms_are_read(tmp_path, name, content):
    """Each long form is a term that has the short one as another name."""
    items = read_all(tmp_path, content, name)
    assert {term.preferred: term.synonyms for term in terms_in(items).values()} == {
        "frob resonance biopsy": ("FRB",),
        "sore frob": ("SF",),
    }
    assert names_in(items) == {"Abbreviations"} and not faults_in(items)


def test_a_short_form_with_several_long_ones_gives_as_many_terms(tmp_path):
    """Which is meant is told by the question, not here."""
    items = read_all(tmp_path, json.dumps({"SF": ["sore frob", "slow frob"]}).encode())
    assert {term.preferred for term in terms_in(items).values()} == {"sore frob", "slow frob"}


@pytest.mark.parametrize("short", ["", "s", "ā", "a.a.", "frob", "-", "VERYLONGSHORTFORM", "sore frob"])
def test_what_could_not_be_told_from_a_word_is_passed_over(tmp_path, short):
    """Marks of prescriptions, single letters, and words."""
    content = json.dumps({short: ["sore frob"], "FRB": ["frob resonance biopsy"]}).encode()
    assert [t.preferred for t in terms_in(read_all(tmp_path, content)).values()] == ["frob resonance biopsy"]


@pytest.mark.parametrize(
    "content",
    [
        b'{"FRB": ["frob resonance biopsy"], "SF": ["sore frob"], "SB": ["slow biopsy"], "X": [',
        b"abbreviation,long form\nFRB,\xff\xfe\n",
        b'abbreviation,long form\nFRB,"' + b"frob " * 40_000 + b"\n",
    ],
    ids=["cut short", "not UTF-8", "a cell without end"],
)
def test_a_damaged_table_is_named(tmp_path, content):
    """It is one fault, not a crash."""
    (fault,) = read_all(tmp_path, content, "a.csv")
    assert fault.item == "a.csv" and "cannot be read as a table of abbreviations" in fault.reason


@pytest.mark.parametrize(
    "content",
    [
        b'{"id": "a:1", "title": "Frobs"}\n',
        b'{"authors": ["Frobisher A"], "id": "a:1", "title": "Frobs"}\n',
        b'{"mesh": ["Frobnitis"], "authors": ["Frobisher A"], "id": "a:1", "title": "Frobs"}\n',
        b'{"id": "a:1", "title": "Frobs", "graphs": ["x"]}\n',
    ],
)
def test_json_lines_stay_json_lines(tmp_path, content):
    """A vocabulary does not claim the files of another source."""
    assert [item.id for item in read_all(tmp_path, content)] == ["a:1"]

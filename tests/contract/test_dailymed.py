"""Drug labels in HL7 SPL, as DailyMed gives them: what each part of a label becomes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from citewell.model.evidence import Coverage, Record, RecordKind, RetractionStatus, SectionKind
from labels import (
    BOXED,
    CONTRAINDICATIONS,
    DOSAGE,
    DOSE,
    INDICATIONS,
    POPULATIONS,
    REACTIONS,
    SET_ID,
    UNCLASSIFIED,
    WARNINGS,
    listed,
    paragraphs,
    part,
    product,
    section,
    spl,
    table,
)
from universe import faults_in, read, records_in, write_bytes


def _label(tmp_path: Path, *sections: str, **parts: str) -> Record:
    (record,) = read(write_bytes(tmp_path / "label.xml", spl(*sections, **parts).encode()))
    assert isinstance(record, Record), record
    return record


def _texts(record: Record) -> dict[str, str]:
    return {section.label: section.text for section in record.sections}


# The label -----------------------------------------------------------------------------------------------


def test_a_label_is_a_record_with_its_set_id_version_and_date(tmp_path):
    """The set id stays the same over the versions, so it names the record."""
    record = _label(tmp_path)
    assert (record.id, record.kind) == (f"label:{SET_ID}", RecordKind.LABEL)
    assert str(record.identifiers.setid) == SET_ID
    assert (record.version, record.date, record.year) == ("3", "2024-01-15", 2024)
    assert record.url == f"https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid={SET_ID}"
    assert (record.issuer, record.provenance.source) == ("Imaginary Pharma Inc.", "dailymed")
    assert record.coverage is Coverage.FULL_TEXT


def test_nobody_looks_up_whether_a_label_is_retracted(tmp_path):
    """A label is superseded or withdrawn, not retracted; UNKNOWN is not CLEAR. No licence is stated in it."""
    record = _label(tmp_path)
    assert (record.retraction, record.licence) == (RetractionStatus.UNKNOWN, "")


def test_a_label_is_called_by_its_product_and_names_ingredients_and_brands(tmp_path):
    """Moiety, substance and non-proprietary name; an inactive ingredient is none of them."""
    record = _label(tmp_path)
    assert record.title == "ZANOLEX (zanolol hydrochloride) tablet"
    assert record.ingredients == ("zanolol", "zanolol hydrochloride")
    assert record.brands == ("ZANOLEX",)


@pytest.mark.parametrize(
    ("products", "own", "expected"),
    [
        (product("Zanolol", "zanolol"), "", "Zanolol tablet"),
        (product() + product(), "", "ZANOLEX (zanolol hydrochloride) tablet"),
        (product() + product(form="SYRUP"), "", "ZANOLEX (zanolol hydrochloride) tablet, syrup"),
        (product("A", "zanolol") + product("B", "quibrex"), "", "A (zanolol) tablet; B (quibrex) tablet"),
        (product("", ""), "", "zanolol, zanolol hydrochloride tablet"),
        (
            "",
            "These highlights do not include all the information needed to use ZANOLEX safely and effectively. "
            "See full prescribing information for ZANOLEX.<br/> <br/>ZANOLEX<sup>®</sup> (zanolol) tablets<br/>"
            "Initial U.S. Approval: 1996",
            "ZANOLEX® (zanolol) tablets",
        ),
        ("", "", "Drug label of Imaginary Pharma Inc."),
        ("", "Drug Facts", "Drug label of Imaginary Pharma Inc."),
    ],
)
def test_a_title_is_never_empty(tmp_path, products, own, expected):
    """The products come first, then the label's own title without what the law has it say, then the labeler."""
    assert _label(tmp_path, products=products, title=own).title == expected


def test_a_kit_is_about_its_drug_not_about_the_swab_in_it(tmp_path):
    """A part that bears neither of the kit's names is an accessory."""
    drug = part("ZANOLEX", "zanolol", [("ZANOLOL", "ZANOLOL")])
    swab = part("Swab", "frobol", [("FROBOL", "FROBOL")])
    record = _label(tmp_path, products=product("ZANOLEX", "zanolol", "KIT", active=(), parts=drug + swab))
    assert (record.title, record.ingredients) == ("ZANOLEX (zanolol) kit", ("zanolol",))


def test_a_kit_of_two_drugs_is_about_both(tmp_path):
    """Where no part bears the kit's name, each is the drug."""
    two = part("A", "zanolol", [("ZANOLOL", "ZANOLOL")]) + part("B", "quibrex", [("QUIBREX", "QUIBREX")])
    record = _label(tmp_path, products=product("DUOPACK", "", "KIT", active=(), parts=two))
    assert set(record.ingredients) == {"zanolol", "quibrex"}


@pytest.mark.parametrize(
    ("given", "date", "year"),
    [("20240115", "2024-01-15", 2024), ("202401151200", "2024-01-15", 2024), ("2024", "2024", 2024), ("x", "", None)],
)
def test_the_effective_time_is_the_date(tmp_path, given, date, year):
    """As far as it is given."""
    record = _label(tmp_path, date=given)
    assert (record.date, record.year) == (date, year)


def test_a_document_of_the_first_releases_and_one_with_a_prefix_are_read(tmp_path):
    """The namespace tells, not how it is written; an active ingredient had an element of its own."""
    old = (
        "<subject><manufacturedProduct><manufacturedMedicine><name>Zanolex</name><activeIngredient>"
        "<activeIngredientSubstance><name>ZANOLOL</name></activeIngredientSubstance></activeIngredient>"
        "</manufacturedMedicine></manufacturedProduct></subject>"
    )
    assert _label(tmp_path, products=old).ingredients == ("zanolol",)
    prefixed = spl().replace(' xmlns="urn', ' xmlns:v3="urn').replace("</", "</v3:")
    prefixed = prefixed.replace("<", "<v3:").replace("<v3:/", "</").replace("<v3:?", "<?")
    (record,) = read(write_bytes(tmp_path / "prefixed.xml", prefixed.encode()))
    assert _texts(record) == {"Dosage and administration": "Take 5 mg of zanolol once daily."}


# Sections ------------------------------------------------------------------------------------------------


def test_sections_are_labelled_by_their_code_whatever_their_heading(tmp_path):
    """Casing and numbers of headings differ between labels."""
    record = _label(
        tmp_path,
        section(DOSAGE, "2.  Dosage &amp; Administration", paragraphs("Take 5 mg.")),
        section(CONTRAINDICATIONS, "4 CONTRAINDICATIONS", paragraphs("None.")),
    )
    assert [(s.label, s.code, s.text) for s in record.sections] == [
        ("Dosage and administration", DOSAGE, "Take 5 mg."),
        ("Contraindications", CONTRAINDICATIONS, "None."),
    ]


def test_what_may_harm_comes_first(tmp_path):
    """Boxed warning, indications, dosage, contraindications, warnings, reactions: whatever the label's order."""
    codes = [REACTIONS, WARNINGS, CONTRAINDICATIONS, DOSAGE, INDICATIONS, BOXED]
    record = _label(tmp_path, *(section(code, "", paragraphs("Zanolol hums.")) for code in codes))
    assert [s.code for s in record.sections] == codes[::-1]


def test_a_boxed_warning_is_whole_with_its_heading(tmp_path):
    """The heading of the box says what is warned of."""
    box = section(BOXED, "WARNING: GLIMMERING", paragraphs("Stop zanolol.", "See a doctor."))
    assert _texts(_label(tmp_path, box)) == {"Boxed warning": "WARNING: GLIMMERING\n\nStop zanolol.\n\nSee a doctor."}


def test_a_boxed_warning_in_a_frame_is_text(tmp_path):
    """Frames are tables of one cell; the rows of a table are not quoted."""
    box = section(BOXED, "", table([paragraphs("WARNING: GLIMMERING") + listed("Stop zanolol.", "Rest.")]))
    (found,) = _label(tmp_path, box).sections
    assert (found.kind, found.text) == (SectionKind.TEXT, "WARNING: GLIMMERING\n\nStop zanolol.\n\nRest.")


def test_a_dose_in_a_box_is_no_boxed_warning(tmp_path):
    """Some labels code every frame as a boxed warning."""
    framed = section(BOXED, "", paragraphs("Adults - 5 mg to 10 mg daily."))
    warns = section(BOXED, "", paragraphs("WARNING: Zanolol glimmers."))
    record = _label(
        tmp_path,
        section(DOSAGE, "DOSAGE", "", section(UNCLASSIFIED, "Adults", "", framed)),
        section("34071-1", "WARNINGS", "", warns),
    )
    assert [(s.label, s.code) for s in record.sections] == [
        ("Boxed warning", BOXED),
        ("Dosage and administration > Adults", DOSAGE),
    ]


def test_a_part_has_the_path_as_label_and_the_code_of_what_it_is_in(tmp_path):
    """An unclassified section says by its place what it is about; a classified one has a code of its own."""
    record = _label(
        tmp_path,
        section(
            DOSAGE,
            "2 DOSAGE AND ADMINISTRATION",
            paragraphs("Take 5 mg."),
            section(UNCLASSIFIED, "2.1	Renal Impairment", paragraphs("Take 2 mg.")),
            section(UNCLASSIFIED, "2.2 USE WITH QUIBREX", paragraphs("Take 1 mg.")),
        ),
        section(POPULATIONS, "8 USE", "", section("34080-2", "8.3 Nursing Mothers", paragraphs("Do not nurse."))),
    )
    assert [(s.label, s.code) for s in record.sections] == [
        ("Dosage and administration", DOSAGE),
        ("Dosage and administration > Renal Impairment", DOSAGE),
        ("Dosage and administration > Use with quibrex", DOSAGE),
        ("Use in specific populations > Nursing mothers", "34080-2"),
    ]


def test_a_heading_without_a_text_is_what_a_contraindication_says(tmp_path):
    """Some labels have nothing but headings there; elsewhere a bare heading says nothing."""
    record = _label(
        tmp_path,
        section(CONTRAINDICATIONS, "4 CONTRAINDICATIONS", "", section(UNCLASSIFIED, "4.1 Active glimmering")),
        section(DOSAGE, "2 DOSAGE", paragraphs("Take 5 mg."), section(UNCLASSIFIED, "2.1 Oral Administration")),
    )
    assert _texts(record) == {
        "Dosage and administration": "Take 5 mg.",
        "Contraindications > Active glimmering": "Active glimmering",
    }


def test_the_words_that_open_a_part_without_a_heading_are_its_heading(tmp_path):
    """As in "Absorption: zanolol is ...", set in bold."""
    run_in = paragraphs('<content styleCode="bold">Renal Impairment: </content>Zanolol stays longer.')
    alone = paragraphs('<content styleCode="italics">Gender</content>', "No difference was found.")
    record = _label(
        tmp_path,
        section(
            "43682-4", "12.3 Pharmacokinetics", "", section(UNCLASSIFIED, "", run_in), section(UNCLASSIFIED, "", alone)
        ),
    )
    assert _texts(record) == {
        "Pharmacokinetics > Renal Impairment": "Renal Impairment: Zanolol stays longer.",
        "Pharmacokinetics > Gender": "Gender\n\nNo difference was found.",
    }


def test_parts_without_any_heading_are_read_on_in_the_same_section(tmp_path):
    """They have no label of their own."""
    record = _label(
        tmp_path,
        section(DOSAGE, "DOSAGE", paragraphs("Take 5 mg."), section(UNCLASSIFIED, "", paragraphs("Rest after it."))),
    )
    assert _texts(record) == {"Dosage and administration": "Take 5 mg.\n\nRest after it."}


def test_the_headings_of_drug_facts_are_part_of_what_they_say(tmp_path):
    """ "Do not use" and the list under it are one sentence."""
    record = _label(
        tmp_path,
        section(INDICATIONS, "Uses", paragraphs("relieves frobnitis")),
        section(
            "34071-1",
            "Warnings",
            "",
            section("50570-1", "Do not use", listed("in children", "with quibrex")),
            section("50566-9", "Stop use and ask a doctor if", paragraphs("you glimmer.")),
        ),
        section(DOSAGE, "Directions", paragraphs("take 1 tablet")),
    )
    assert _texts(record) == {
        "Indications and usage": "relieves frobnitis",
        "Dosage and administration": "take 1 tablet",
        "Warnings > Do not use": "Do not use • in children • with quibrex",
        "Warnings > Stop use and ask a doctor if": "Stop use and ask a doctor if you glimmer.",
    }


def test_the_summary_on_the_first_page_is_left_out(tmp_path):
    """It says the same once more, in fewer words."""
    found = section(DOSAGE, "2 DOSAGE", paragraphs("Take 5 mg once daily."), highlights=paragraphs("5 mg daily (2)."))
    assert _texts(_label(tmp_path, found)) == {"Dosage and administration": "Take 5 mg once daily."}


def test_pictures_of_the_package_inactive_ingredients_and_literature_are_left_out(tmp_path):
    """None of it says how the drug is used."""
    codes = ["51945-4", "51727-6", "34093-5", "43683-2"]
    record = _label(tmp_path, DOSE, *(section(code, "X", paragraphs("Zanolol tablets.")) for code in codes))
    assert [s.label for s in record.sections] == ["Dosage and administration"]


# Text ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (paragraphs("Take  5\n mg."), "Take 5 mg."),
        (paragraphs("One.", "Two."), "One.\n\nTwo."),
        ("Loose. <paragraph>Set.</paragraph> Loose again.", "Loose.\n\nSet.\n\nLoose again."),
        (paragraphs("Heading<br/>Zanolol hums."), "Heading\n\nZanolol hums."),
        (paragraphs("Take it<br/>daily."), "Take it daily."),
        (paragraphs("One.<br/><br/>Two."), "One.\n\nTwo."),
        (paragraphs("Stop if:") + listed("you hum", "you glimmer"), "Stop if: • you hum • you glimmer"),
        (paragraphs("Seen:") + listed("Humming.", "Glimmering."), "Seen: • Humming. • Glimmering."),
        (paragraphs("Rest.") + listed("Do not hum.", "Do not glimmer."), "Rest.\n\nDo not hum.\n\nDo not glimmer."),
        (paragraphs("Steps:") + listed("wash", "rinse", kind="ordered"), "Steps: 1) wash 2) rinse"),
        (paragraphs("If:") + listed("a" + listed("b", "c")), "If: • a • b • c"),
        (paragraphs("See <linkHtml href='#x'>(5.1)</linkHtml>."), "See (5.1)."),
        (paragraphs("[<content>see Warnings (5.1)</content> ]."), "[see Warnings (5.1)]."),
        (
            paragraphs("Stop if:") + table(["• you hum", "• you rest"], ["• you glow", ""]),
            "Stop if: • you hum • you glow • you rest",
        ),
        (paragraphs("A<sup>® </sup>(zanolol)"), "A® (zanolol)"),
        (paragraphs("C<sub>max</sub> of ZANOLEX<sup>®</sup>"), "Cmax of ZANOLEX®"),
        (paragraphs("30 mg/m<sup>2</sup> or 10<sup>9</sup> a min<sup>-1</sup>"), "30 mg/m² or 10⁹ a min⁻¹"),
        (paragraphs("pain<sup>12</sup>and rest.<sup>3</sup> Then"), "pain [12] and rest [3]. Then"),
        (paragraphs("<sup>14</sup>C-zanolol and Ca<sup>2+</sup>"), "¹⁴C-zanolol and Ca²⁺"),
        (paragraphs("the 2<sup>nd</sup> day"), "the 2nd day"),
        (paragraphs("5 mg<footnote ID='a'>Not in frobs.</footnote> daily."), "5 mg [1] daily.\n\n[1] Not in frobs."),
        (paragraphs("Take <content revised='delete'>50</content>5 mg."), "Take 5 mg."),
        (paragraphs("Take <content styleCode='xmChange'>5</content> mg."), "Take 5 mg."),
        (
            paragraphs("Seen.") + "<renderMultiMedia referencedObject='m'><caption>Fig</caption></renderMultiMedia>",
            "Seen.",
        ),
        ("<paragraph>Rest.</paragraph><paragraph xml:lang='es'>Descanse.</paragraph>", "Rest."),
        (paragraphs("Control&#x9b;led &#8238;05"), "Control led 05"),
    ],
)
def test_text_reads_as_it_is_printed(tmp_path, markup, expected):
    """White space is collapsed, paragraphs are kept apart, a list stays with what introduces it."""
    assert _texts(_label(tmp_path, section(DOSAGE, "", markup))) == {"Dosage and administration": expected}


# Tables ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "label", "rows"),
    [
        (table(["Weight", "Dose"], ["under 30 kg", "2 mg"]), "Table", "Weight | Dose\nunder 30 kg | 2 mg"),
        (table(["A", "B"], caption="TABLE 2. Doses"), "Table 2: Doses", "A | B"),
        (table(["A", "B"], caption="Doses"), "Table: Doses", "A | B"),
        (paragraphs("Table 3: Doses by weight") + table(["A", "B"]), "Table 3: Doses by weight", "A | B"),
        (table(["<td colspan='2'>Table 4. Doses</td>"], ["A", "B"]), "Table 4: Doses", "A | B"),
        (table(["<td rowspan='2'>Adults</td>", "5 mg"], ["10 mg"]), "Table", "Adults | 5 mg\nAdults | 10 mg"),
        (table(["", "<td colspan='2'>Zanolol</td>"], ["", "n", "%"]), "Table", "| Zanolol | Zanolol\n| n | %"),
        (table(["A", "B"], ["<td colspan='2'>Pain</td>"], ["x", "1"]), "Table", "A | B\nPain\nx | 1"),
        (table(["Pain", ""], ["x", "1"]), "Table", "Pain\nx | 1"),
        (table(["A<br/>(kg)", paragraphs("5 mg", "daily")]), "Table", "A (kg) | 5 mg daily"),
        (
            table(["A<footnote ID='n'>Not in frobs.</footnote>", "B<footnoteRef IDREF='n'/>"]),
            "Table",
            "A [1] | B [1]\n[1] Not in frobs.",
        ),
        (table(["N<sup>a</sup>", "5*"]), "Table", "N [a] | 5*"),
        (table(["A|B", "C"]), "Table", "A/B | C"),
        (
            "<table><tfoot><tr><td>a: note</td><td>b</td></tr></tfoot><tbody><tr><td>A</td><td>B</td></tr></tbody></table>",
            "Table",
            "A | B\na: note | b",
        ),
    ],
)
def test_a_table_is_a_section_of_rows(tmp_path, markup, label, rows):
    """Each row can be read alone: what spans several stands in each."""
    record = _label(tmp_path, section(DOSAGE, "2 DOSAGE", markup))
    (found,) = [s for s in record.sections if s.kind is SectionKind.TABLE]
    assert (found.label, found.text, found.code) == (f"Dosage and administration > {label}", rows, DOSAGE)
    assert len(record.sections) == 1


def test_the_text_around_a_table_is_one_section(tmp_path):
    """The table comes after it."""
    record = _label(tmp_path, section(DOSAGE, "", paragraphs("As shown.") + table(["A", "B"]) + paragraphs("Rest.")))
    assert [s.text for s in record.sections] == ["As shown.\n\nRest.", "A | B"]


def test_tables_with_one_name_are_numbered(tmp_path):
    """A citation names its section by the label."""
    record = _label(tmp_path, section(DOSAGE, "", table(["A", "B"]) + table(["C", "D"])))
    assert [s.label.split(" > ")[-1] for s in record.sections] == ["Table", "Table (2)"]


# Versions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("3", "10"), ("10", "3")])
def test_the_newer_version_is_kept_whatever_comes_first(tmp_path, library, order):
    """Versions are numbers: 10 is newer than 3."""
    for version in order:
        dose = section(DOSAGE, "", paragraphs(f"Take {version} mg."))
        library.ingest([write_bytes(tmp_path / f"v{version}.xml", spl(dose, version=version).encode())])
    assert [(r.version, r.sections[0].text) for r in [library.record(f"label:{SET_ID}")]] == [("10", "Take 10 mg.")]


# Files -----------------------------------------------------------------------------------------------------


def _zip(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def _numbered(number: int) -> bytes:
    return spl(setid=f"00000000-0000-4000-8000-{number:012d}").encode()


def test_a_zip_of_zips_is_read_label_by_label_and_pictures_are_named(tmp_path):
    """DailyMed's downloads hold a zip for each label, with its pictures."""
    inner = [_zip({f"{n}.xml": _numbered(n), "picture.jpg": b"\xff\xd8\xff"}) for n in (1, 2)]
    items = read(write_bytes(tmp_path / "all.zip", _zip({"rx/1.zip": inner[0], "rx/2.zip": inner[1]})))
    assert [record.id[-1] for record in records_in(items)] == ["1", "2"]
    assert all("picture.jpg" in fault.item for fault in faults_in(items))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_the_declared_encoding_is_honoured(tmp_path, encoding):
    """The text comes out the same."""
    text = spl(
        section(DOSAGE, "", paragraphs("Naïve frobs: ½ tablet.")),
        prologue=f'<?xml version="1.0" encoding="{encoding}"?>',
    )
    (record,) = read(write_bytes(tmp_path / "label.xml", text.encode(encoding)))
    assert record.sections[0].text == "Naïve frobs: ½ tablet."


# Broken and hostile ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (spl()[:-300], "not well-formed XML"),
        (spl().replace("</paragraph>", "", 1), "not well-formed XML"),
        (spl(setid=""), "has no set id"),
        (spl(setid="12345"), "is not a SetID"),
        (spl(section(DOSAGE, "2 DOSAGE")), "holds no section with text"),
        (spl(section(DOSAGE, "", "<content>" * 5_000 + "x" + "</content>" * 5_000)), "not well-formed XML"),
        (
            spl(
                section(DOSAGE, "", paragraphs("&x;")),
                prologue='<!DOCTYPE document [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
            ),
            "declares entities",
        ),
    ],
    ids=["cut short", "unclosed", "no set id", "no UUID", "empty", "deep", "entity"],
)
def test_a_label_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, content, reason):
    """The fault names the file and says why."""
    items = read(write_bytes(tmp_path / "a.zip", _zip({"bad.xml": content.encode(), "good.xml": _numbered(1)})))
    assert [record.id[-1] for record in records_in(items)] == ["1"]
    (fault,) = faults_in(items)
    assert fault.item.startswith("a.zip: bad.xml")
    assert reason in fault.reason


def test_a_fault_names_the_set_id(tmp_path):
    """So that the label can be looked up."""
    (fault,) = read(write_bytes(tmp_path / "bad.xml", spl().replace("</paragraph>", "").encode()))
    assert fault.item == f"bad.xml (set id {SET_ID})"


def test_entities_within_entities_are_not_expanded(tmp_path):
    """A billion laughs."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10))
    text = spl(section(DOSAGE, "", paragraphs("&l9;")), prologue=f"<!DOCTYPE document [{laughs}]>")
    assert len(faults_in(read(write_bytes(tmp_path / "bad.xml", text.encode())))) == 1


def test_cells_that_claim_to_span_everything_do_not_fill_the_memory(tmp_path):
    """What spans too much is written once."""
    huge = f"<td colspan='9999' rowspan='9999'>{'frob ' * 200}</td>"
    record = _label(tmp_path, section(DOSAGE, "", table(*([huge, "x"] for _ in range(200)))))
    assert sum(len(s.text) for s in record.sections) < 3_000_000


@pytest.mark.parametrize(
    "many",
    [
        section(UNCLASSIFIED, "", "x") * 10_000,
        section(DOSAGE, "", listed("x") * 30_000),
        section(DOSAGE, "", "x<sup>a</sup>" * 30_000),
        section(DOSAGE, "", table(["A", "B"]) * 5_000),
    ],
    ids=["sections", "lists", "marks", "tables"],
)
def test_the_time_taken_grows_no_faster_than_the_label(tmp_path, many):
    """A document of megabytes, made of the same small piece, is read like any other."""
    assert len(records_in(read(write_bytes(tmp_path / "many.xml", spl(DOSE, many).encode())))) == 1


def test_another_document_of_hl7_is_not_taken_for_a_label(tmp_path):
    """The namespace alone does not make a label."""
    other = '<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Visit</title></ClinicalDocument>'
    (fault,) = read(write_bytes(tmp_path / "visit.xml", other.encode()))
    assert "not a kind of file that Citewell reads" in fault.reason

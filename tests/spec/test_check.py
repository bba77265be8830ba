"""`citewell check`: each planted flaw is found with its place, and a text without flaws raises nothing."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest
from jsonschema import Draft202012Validator

from check_texts import ALL_FORMS, CLEAN, FLAWS, GUIDELINE, LABEL, PLANTED, QUESTION, REVIEW, as_text, in_form
from citewell.check import Form, audit, read
from citewell.check.audit import Report
from citewell.check.report import schema, to_json, to_markdown
from citewell.errors import BadInput
from citewell.library import Library
from citewell.model.evidence import RetractionStatus
from citewell.model.identifiers import Identifier
from citewell.model.retraction import Notice, NoticeList
from citewell.model.serialise import record_from_json
from replies import pubmed
from services import free_port, serve
from universe import record, write_jsonl

REFERENCE_OF_RETRACTED = "Frobisher A. Zanolol cures frobnitis in every patient. Ann Imag Med 2016. PMID: 90000005"

Check = Callable[..., Report]


@pytest.fixture
def check(world: Library) -> Check:
    """Check a text against the library of `universe`."""

    def check_(content: bytes | str, *, form: str = "", **how: object) -> Report:
        raw = content.encode() if isinstance(content, str) else content
        text = read(raw, name=f"text.{form}" if form else "")
        return audit(text, library=world, today=date(2026, 5, 1), **how)  # type: ignore[arg-type]

    return check_


def codes(report: Report) -> list[str]:
    """Return the codes of what was found, in order."""
    return [finding.code for finding in report.findings]


# Each flaw, in each form ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ALL_FORMS)
def test_each_planted_flaw_is_found_at_its_sentence_and_nothing_else_is(check: Check, form: str) -> None:
    """Eleven flaws in a text of one page, whatever its form."""
    report = check(in_form(form, PLANTED), form=form)
    found = [(f.code, f.severity.value, f.sentence + f.reference) for f in report.findings]
    for code, severity, words in FLAWS:
        assert any(f[:2] == (code, severity) and words in f[2] for f in found), (code, found)
    assert len(found) == len(FLAWS)


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_text_without_flaws_raises_nothing(check: Check, form: str) -> None:
    """Not one note; and all that could be compared was compared."""
    report = check(in_form(form, CLEAN), form=form)
    assert codes(report) == []
    assert (report.claims, report.cited_claims, report.not_checked) == (3, 3, 0)
    assert (report.figures_compared, report.figures_not_checked) == (2, 0)


def test_a_finding_says_where_it_is(check: Check) -> None:
    """By the line in a text, by the page in a PDF, by the paragraph in a Word document."""
    places = {}
    for form in ALL_FORMS:
        report = check(in_form(form, PLANTED), form=form)
        places[form] = next(f.place for f in report.findings if f.code == "uncited-dose")
    assert {form: (bool(p.line), bool(p.page)) for form, p in places.items()} == {
        "text": (True, False),
        "md": (True, False),
        "html": (True, False),
        "docx": (False, False),
        "pdf": (False, True),
    }
    assert str(places["text"]) == "line 11"
    assert str(places["pdf"]).startswith("page 1, paragraph ")
    assert {place.heading for place in places.values()} == {"Treatment"}


# Citations in the ways in which people write them --------------------------------------------------------------

LIST = f"\n\n## References\n\n1. {GUIDELINE}\n2. {REVIEW}\n3. {LABEL}\n"
SAID = "Zanolol is recommended as first treatment of frobnitis in adults"


@pytest.mark.parametrize(
    "text",
    [
        f"{SAID} [1-3].",
        f"{SAID}.[1,2,3]",
        f"{SAID} [1] [2][3].",
        f"{SAID}.¹⁻³",
        f"{SAID}¹,²,³.",
        f"{SAID} (1-3).",
        f"{SAID}.<sup>1–3</sup>",
        f'{SAID} [<a href="#a">1</a>, <a href="#b">2</a>, <a href="#c">3</a>].',
        f"{SAID} (Frob Society, 2023; Frobisher and Quill, 2022) [3].",
        f"{SAID} (Frob Society 2023), as Frobisher et al. (2022) and a label [3] say.",
        f"{SAID} [1] (PMID: 90000001), [see the label](https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=00000000-0000-4000-8000-000000000001).",
    ],
)
def test_a_citation_is_read_however_it_is_written(check: Check, text: str) -> None:
    """Brackets, ranges, raised numbers, round brackets, links, authors with years, identifiers."""
    assert codes(check(f"# Zanolol\n\n{text}{LIST}", form="md")) == []


def test_notes_of_markdown_are_references(check: Check) -> None:
    """[^a] leads to its definition, in whatever order; one without a definition dangles."""
    text = f"# Zanolol\n\n{SAID}.[^a] It reduced frob pain in 7 trials.[^b] Quibrex is often preferred.[^c]\n\n[^b]: {REVIEW}\n[^a]: {GUIDELINE}\n"
    report = check(text, form="md")
    assert codes(report) == ["dangling-citation"]
    assert "Quibrex" in report.findings[0].sentence
    assert [reference.is_cited for reference in report.references] == [True, True]


def test_the_links_of_a_page_lead_to_its_references(check: Check) -> None:
    """By their anchors, also where the number that is shown is another."""
    page = (
        f'<h1>Zanolol</h1><p>{SAID}.<sup><a href="#g">[7]</a></sup> It reduced frob pain.<a href="#ref-9">9</a></p>'
        f'<h2>Sources</h2><ul><li id="g">{GUIDELINE}</li><li><span id="r"></span>{REVIEW}</li></ul>'
    )
    report = check(page, form="html")
    assert codes(report) == ["dangling-citation", "uncited-reference"]
    assert "reduced frob pain" in report.findings[0].sentence


def test_raised_numbers_and_notes_of_a_word_document_are_citations(check: Check) -> None:
    """As the field "superscript" sets them."""
    document = docx.Document()
    document.add_heading("Zanolol", 0)
    paragraph = document.add_paragraph(f"{SAID}.")
    paragraph.add_run("1,2").font.superscript = True
    paragraph.add_run(" Quibrex is often preferred.")
    paragraph.add_run("9").font.superscript = True
    document.add_heading("References", 1)
    for number, text in enumerate((GUIDELINE, REVIEW), 1):
        document.add_paragraph(f"{number}. {text}")
    held = io.BytesIO()
    document.save(held)
    report = check(held.getvalue(), form="docx")
    assert codes(report) == ["dangling-citation"]
    assert report.findings[0].sentence == "Quibrex is often preferred."


@pytest.mark.parametrize(
    "text",
    [
        "The score was 4 points (95% CI [1, 7]) in adults [2].",
        "The frob measures 3 cm² and the count is 10⁹ in adults [2].",
        "Zanolol came into use in adults (May 2020) and is common [2].",
        "Adults (12) are often given zanolol [2].",
    ],
)
def test_what_is_no_citation_is_not_taken_for_one(check: Check, text: str) -> None:
    """Intervals, powers, dates, counts."""
    assert "dangling-citation" not in codes(check(f"# Zanolol\n\n{text}{LIST}", form="md"))


# What needs a citation ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("Take quibrex 20 mg twice daily.", "uncited-dose"),
        ("The usual dose is 2.5 mg/kg.", "uncited-dose"),
        ("Quibrex reduces the pain of the frob.", "uncited-claim"),
        ("About 1 in 20 adults have a swollen frob.", "uncited-claim"),
        ("Quibrex should not be used in children.", "uncited-claim"),
        ("A swollen frob is common after whistling.", "uncited-claim"),
        ("Quibrex was given for 6 to 8 weeks.", "uncited-claim"),
        ("How much quibrex should I take?", ""),
        ("Talk to your doctor if the pain increases.", ""),
        ("This page is not medical advice and does not replace your doctor.", ""),
        ("Last updated: 3 May 2024 by the editors of this site.", ""),
        ("The frob is named after the sound it makes.", ""),
        ("We use cookies to improve your experience.", ""),
        ("A glucose of 126 mg/dL was read in the morning.", "uncited-claim"),
    ],
)
def test_which_sentences_need_a_citation(check: Check, sentence: str, code: str) -> None:
    """Doses, figures, effects, advice and frequencies; not questions, guidance and notices."""
    assert codes(check(f"# The frob\n\n{sentence}\n", form="md")) == ([code] if code else [])


def test_a_citation_at_the_end_of_the_paragraph_may_be_meant_for_all_of_it(check: Check) -> None:
    """For a claim that is a note, for a dose a warning."""
    report = check(f"# Zanolol\n\nTake 5 mg once daily. It reduced frob pain. {SAID} [1][2][3].{LIST}", form="md")
    assert [(f.code, f.severity.value) for f in report.findings] == [
        ("uncited-dose", "warning"),
        ("uncited-claim", "note"),
    ]


def test_a_citation_before_a_list_covers_its_items(check: Check) -> None:
    """And one in the head of a table covers its rows."""
    text = (
        "# Zanolol\n\nAccording to the label [3]:\n\n- the recommended dose of zanolol is 5 mg once daily\n- it should be stopped if glimmering occurs\n\n"
        f"| Drug | Dose [3] |\n|---|---|\n| Zanolol tablets | 5 mg once daily |\n\n{SAID} [1,2].{LIST}"
    )
    assert codes(check(text, form="md")) == []


def test_a_dose_in_a_table_needs_a_source(check: Check) -> None:
    """A row without a citation, under a head without one."""
    text = f"# Zanolol\n\n| Drug | Dose |\n|---|---|\n| Quibrex for adults | 20 mg daily |\n\n{SAID} [1-3].{LIST}"
    assert codes(check(text, form="md")) == ["uncited-dose"]


# Against the library ----------------------------------------------------------------------------------------------


def test_a_reference_that_the_library_lacks_is_counted_and_not_passed(check: Check) -> None:
    """Its figures are not compared, and the report says so."""
    text = "# Quibrex\n\nQuibrex cured 40% of 312 adults [1].\n\n## References\n\n1. Quill BC. Quibrex at sea. Ann Imag Med 2021. PMID: 98765432\n"
    report = check(text, form="md")
    assert (codes(report), report.not_checked, report.figures_not_checked) == ([], 1, 1)
    assert report.references[0].record is None
    assert "not checked: not in the library" in to_markdown(report)


def test_a_figure_may_stand_in_any_source_of_its_sentence(check: Check) -> None:
    """Units are brought to one: 0.005 g is 5 mg."""
    text = f"# Zanolol\n\nThe recommended dose of zanolol is 0.005 g once daily, as in 7 trials of 1,204 adults [2,3].{LIST}"
    assert "number-not-in-source" not in codes(check(text, form="md"))


def test_a_figure_that_the_whole_source_lacks_is_an_error(check: Check) -> None:
    """Of a label or a guideline the library has all; of a paper it may have the abstract alone."""
    text = f"# Zanolol\n\nThe recommended dose of zanolol in frobnitis is 50 mg once daily [3].{LIST}"
    finding = next(f for f in check(text, form="md").findings if f.code == "number-not-in-source")
    assert (finding.severity.value, finding.message[:26]) == ("error", "50 mg is not in the source")


def test_a_guideline_is_known_by_its_title_and_an_older_edition_is_superseded(check: Check) -> None:
    """A guideline has seldom an identifier."""
    old = GUIDELINE.replace("2023. https://guidelines.example/frob-2023", "2017.")
    report = check(f"# Zanolol\n\n{SAID} [1].\n\n## References\n\n1. {old}\n", form="md")
    assert report.references[0].found_by == "title"
    assert codes(report) == ["superseded-reference"]
    assert "the edition of 2023" in report.findings[0].message


def test_old_evidence_is_named_where_the_library_has_newer(check: Check) -> None:
    """Newer guidelines and reviews on the subject of the text."""
    text = "# How is frobnitis treated?\n\nFrobnitis is commonly treated with zanolol [1].\n\n## References\n\n1. Quill BC. Frobs in old age. Ann Imag Med 2003;1:2.\n"
    report = check(text, form="md")
    assert codes(report) == ["outdated-evidence"]
    assert "guideline:frob-2023" in report.findings[0].message
    assert codes(check(text.replace("2003", "2019"), form="md")) == []


def test_a_list_of_retractions_speaks_of_what_the_library_does_not_hold(
    check: Check, world: Library, tmp_path: Path
) -> None:
    """A reference need not be in the library to be known as retracted."""
    file = tmp_path / "pubmed_retractions.txt"
    file.write_text("98765432\n", encoding="utf-8")
    notices = NoticeList("A list", "2026-04-01", ("pmid",), (Notice("pmid", "98765432", RetractionStatus.RETRACTED),))
    world._store.put_notices(notices)
    text = "# Quibrex\n\nQuibrex is common at sea [1].\n\n## References\n\n1. Quill BC. Quibrex at sea. Ann Imag Med 2021. PMID: 98765432\n"
    report = check(text, form="md")
    assert (codes(report), report.references[0].record) == (["retracted-reference"], None)
    assert report.limits == ()


def test_a_publication_named_in_the_sentence_is_looked_up_too(check: Check) -> None:
    """There need be no list of references."""
    report = check("# Zanolol\n\nZanolol cured all 50 patients (PMID: 90000005).\n", form="md")
    assert codes(report) == ["retracted-reference"]
    assert [(r.is_listed, r.is_cited) for r in report.references] == [(False, True)]


def test_identifiers_of_two_publications_in_one_reference_are_found(check: Check) -> None:
    """The PMID of one paper with the DOI of another."""
    report = check(f"# Zanolol\n\n{SAID} [1].\n\n## References\n\n1. {REVIEW} doi:10.5555/frob.4\n", form="md")
    assert codes(report) == ["reference-mismatch"]
    assert "DOI 10.5555/frob.4 leads to another publication" in report.findings[0].message


def test_what_is_fetched_is_compared(check: Check, world: Library) -> None:
    """With --live, what the library lacks is asked for by its identifier."""
    from citewell.model.article import ServiceSearch

    asked: list[Identifier] = []

    def fetch(identifiers: list[Identifier]) -> ServiceSearch:
        asked.extend(identifiers)
        world.add([record_from_json({"id": "pubmed:98765432", "title": "Quibrex at sea", "year": 2021,
                                     "abstract": "Quibrex cured 30% of 312 adults.", "identifiers": {"pmid": "98765432"}})])  # fmt: skip
        return ServiceSearch("PubMed", "", 1, 1)

    text = f"# Quibrex\n\nQuibrex cured 40% of 312 adults [1]. {SAID} [2].\n\n## References\n\n1. Quill BC. Quibrex at sea. Ann Imag Med 2021. PMID: 98765432\n2. {REVIEW}\n"
    report = check(text, form="md", fetch=fetch)
    assert [identifier.value for identifier in asked] == ["98765432"]
    assert codes(report) == ["number-not-in-source"]
    assert report.live is not None
    assert report.live.found == 1


# The question -------------------------------------------------------------------------------------------------------


def test_a_part_of_the_question_that_is_not_answered_is_named(check: Check) -> None:
    """By the question that is given, else by a title that is one."""
    text = f"# Frobnitis\n\n{SAID} [1-3].{LIST}"
    assert codes(check(text, form="md")) == []
    report = check(text, form="md", question="What are the symptoms and treatment of frobnitis?")
    assert codes(report) == ["facet-unanswered"]
    assert "asks for symptoms" in report.findings[0].message


def test_a_text_that_says_what_it_leaves_open_is_noted_only(check: Check) -> None:
    """An honest gap is no fault."""
    for open_ in ("Not answered by the sources: symptoms.", "The library does not answer this question."):
        text = f"# {QUESTION}\n\n{SAID} [1-3].\n\n{open_}{LIST}"
        assert [(f.code, f.severity.value) for f in check(text, form="md").findings] == [("facet-unanswered", "note")]


def test_a_text_in_another_language_is_not_passed_in_silence(check: Check) -> None:
    """The rules on sentences read English alone, and the report says so."""
    text = (
        "# Zanolol\n\n" + "Zanolol wird bei Erwachsenen mit Frobnitis einmal täglich gegeben und hilft ihnen sehr. " * 5
    )
    assert any("English" in limit for limit in check(text, form="md").limits)


# Inputs that mean no good -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "form", "message"),
    [
        (b"", None, "it is empty"),
        (b"  \n\n ", None, "it is empty"),
        (b"\x00\x01\x02\x03" * 50, None, "it is not a text"),
        (b"%PDF-1.7\nbroken", None, "PDF"),
        (b"PK\x03\x04broken", None, "DOCX"),
        (b"<html><body><script>alert('Take 5 mg daily.')</script></body></html>", None, "no text was found"),
        (b"<div>" * 5000 + b"Take 5 mg daily", None, "nested too deep"),
        (b"frob " * (2 << 20), Form.TEXT, "more than 1,500,000 characters"),
        (b"a" * (33 << 20), Form.TEXT, "larger than 32 MiB"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_the_reason(content: bytes, form: Form | None, message: str) -> None:
    """Empty, binary, broken, without text, too deep, too large."""
    with pytest.raises(BadInput, match=message):
        read(content, form=form)


def test_scripts_and_hidden_text_are_no_part_of_a_page(check: Check) -> None:
    """Nor are menus; and nothing in a page is obeyed."""
    page = (
        "<html><head><title>x</title><script>Take 20 mg daily.</script></head><body><nav>Quibrex cures 50%.</nav>"
        "<h1>The frob</h1><p>The frob is named after its sound.</p><p hidden>Quibrex cures 50%.</p></body></html>"
    )
    report = check(page, form="html")
    assert (codes(report), [s.text for s in report.text.sentences]) == ([], ["The frob is named after its sound."])


def test_a_text_cannot_bring_tokens_of_its_own(check: Check) -> None:
    """The characters that carry marks inside are taken out of what comes from outside."""
    report = check("# The frob\n\nQuibrex is often preferred \ue000s\ue0011\ue002.\n", form="md")
    assert codes(report) == ["uncited-claim"]


# The document and the command ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("parts", [CLEAN, PLANTED])
def test_the_document_obeys_its_schema(check: Check, parts: tuple[tuple[str, object], ...]) -> None:
    """As it is published with the package."""
    for form in ("md", "pdf"):
        document = to_json(check(in_form(form, parts), form=form), fail_on=None)
        Draft202012Validator(schema()).validate(json.loads(json.dumps(document)))


class Citewell:
    """Runs the real command over a home that holds `universe`."""

    def __init__(self, home: Path) -> None:
        self.environment = {**os.environ, "CITEWELL_HOME": str(home), "CITEWELL_STARTER": "0", "COLUMNS": "80"}

    def __call__(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "citewell", *arguments],
            input=given,
            capture_output=True,
            env=self.environment,
            timeout=60,
            check=False,
        )


@pytest.fixture(scope="module")
def citewell(tmp_path_factory: pytest.TempPathFactory) -> Citewell:
    """The command, with the library of `universe`."""
    folder = tmp_path_factory.mktemp("check")
    run = Citewell(folder / "home")
    assert run("ingest", str(write_jsonl(folder / "world.jsonl"))).returncode == 0
    return run


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (as_text(CLEAN), [], 0),
        (as_text(PLANTED), [], 10),
        (as_text(PLANTED), ["--fail-on", "never"], 0),
        (b"The frob\n\nQuibrex is often preferred.", [], 10),
        (b"The frob\n\nQuibrex is often preferred.", ["--fail-on", "error"], 0),
        (b"", [], 3),
        (b"\0\0\0\0", [], 3),
        (as_text(CLEAN), ["--question", "?"], 3),
        (as_text(CLEAN), ["--as", "md", "--json"], 2),
        (as_text(CLEAN), ["--as", "pdf"], 2),
    ],
)
def test_exit_codes(citewell: Citewell, text: bytes, arguments: list[str], code: int) -> None:
    """10 for findings: it is none of the contract's codes, and not the 1 of a program that broke off."""
    done = citewell("check", "-", *arguments, given=text)
    assert done.returncode == code, done.stderr
    assert bool(done.stdout) == (code in {0, 10})
    assert b"Traceback" not in done.stderr


def test_the_report_is_one_document_on_standard_output(citewell: Citewell, tmp_path: Path) -> None:
    """For programs."""
    file = tmp_path / "leaflet.html"
    file.write_bytes(in_form("html", PLANTED))
    done = citewell("check", str(file), "--json")
    document = json.loads(done.stdout)
    Draft202012Validator(schema()).validate(document)
    assert (done.returncode, document["passed"], document["name"]) == (10, False, "leaflet.html")
    assert document["counts"]["errors"] == 5


def test_the_report_for_readers_names_each_finding_with_its_place(citewell: Citewell) -> None:
    """On the terminal and as Markdown, without control codes from the text."""
    text = as_text(PLANTED).replace(b"treacle.", b"treacle\x1b[31m.")
    shown = citewell("check", "-", given=text).stdout.decode()
    written = citewell("check", "-", "--as", "md", given=text).stdout.decode()
    for code, _, _ in FLAWS:
        assert code in shown
        assert f"`{code}`" in written
    assert "line 11" in shown
    assert "\x1b" not in shown + written


def test_a_file_that_is_not_there_is_named(citewell: Citewell) -> None:
    """And an address that leads into the machine's own network is refused."""
    assert b"no-such.html: No such file" in citewell("check", "no-such.html").stderr
    refused = citewell("check", "http://127.0.0.1:9/page.html")
    assert (refused.returncode, b"127.0.0.1" in refused.stderr) == (4, True)


def test_the_retracted_record_is_the_worlds() -> None:
    """So that the planted flaw is one."""
    assert record(5).retraction is RetractionStatus.RETRACTED


def test_live_brings_what_is_cited_from_pubmed_and_keeps_it(tmp_path: Path) -> None:
    """Only identifiers are sent; the second time nothing has to be asked."""
    text = f"# Zanolol\n\nZanolol cured all 50 patients with frobnitis [1].\n\n## References\n\n1. {REFERENCE_OF_RETRACTED}\n"
    with serve() as service:
        pubmed(service, [record(5)])
        run = Citewell(tmp_path / "home")
        run.environment["CITEWELL_PUBMED_URL"] = f"{service.url}/pubmed"
        before = json.loads(run("check", "-", "--json", given=text.encode()).stdout)
        first = run("check", "-", "--json", "--live", given=text.encode())
        asked = [request.values.get("term", "") for request in service.requests]
        again = json.loads(run("check", "-", "--json", "--live", given=text.encode()).stdout)
    assert (before["findings"], before["counts"]["references_not_checked"], before["live"]) == ([], 1, None)
    document = json.loads(first.stdout)
    assert [finding["code"] for finding in document["findings"]] == ["retracted-reference"]
    assert document["live"] == {"name": "PubMed", "found": 1, "new": 1, "failure": ""}
    assert asked == ['"90000005"[uid]', ""]
    assert (again["live"], [f["code"] for f in again["findings"]]) == (None, ["retracted-reference"])


def test_a_service_that_is_down_leaves_the_reference_unchecked(tmp_path: Path) -> None:
    """And the report says so; the rest of the check is made."""
    run = Citewell(tmp_path / "home")
    run.environment["CITEWELL_PUBMED_URL"] = f"http://127.0.0.1:{free_port()}"
    text = f"# Zanolol\n\nZanolol helps [1] and hums [2].\n\n## References\n\n1. {REFERENCE_OF_RETRACTED}\n"
    done = run("check", "-", "--json", "--live", given=text.encode())
    document = json.loads(done.stdout)
    assert done.returncode == 10
    assert [finding["code"] for finding in document["findings"]] == ["dangling-citation"]
    assert "cannot be reached" in document["live"]["failure"]
    assert document["counts"]["references_not_checked"] == 1

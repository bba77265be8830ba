"""Who issued a guideline, its title and its year: from the file beside it, the options, or the document itself."""

from __future__ import annotations

import pytest

from citewell.library import Library
from citewell.ports import WeightedTerm
from guideline_files import ABOUT, FORMS, as_docx, as_html, as_markdown, as_pdf, fault_of, record_of, write
from universe import faults_in, read, records_in

TEXT = (("title", "Care of the frob"), ("p", "Frobnitis hurts."), ("h1", "Care"), ("p", "Rest helps."))


@pytest.mark.parametrize("form", FORMS)
def test_a_guideline_of_nobody_is_refused(form):
    """It cannot be weighed; the message names what is missing and how to give it."""
    reason = fault_of(FORMS[form](TEXT), f"frob.{form}", ())
    assert "no issuer, no year" in reason
    assert "--issuer ... --year ..." in reason
    assert f'"frob.{form}.about.yaml"' in reason


def test_a_guideline_without_a_year_is_refused():
    """Only what is missing is asked for."""
    reason = fault_of(as_html(TEXT), "frob.html", (("issuer", "Frob Society"),))
    assert "found no year" in reason
    assert "--issuer" not in reason


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Care of the frob", "care-of-the-frob"),
        ("Care of the frob (2023)", "care-of-the-frob"),
        ("Care of the frob: 2nd edition", "care-of-the-frob"),
        ("Care of the frob, version 2.1", "care-of-the-frob"),
        ("Care of the frob. Updated 2024", "care-of-the-frob"),
        ("2021 care of the frob, revised edition", "care-of-the-frob"),
        ("Soins du frob chez l’élève", "soins-du-frob-chez-l-eleve"),
        ("フロブの手当て", "フロフの手当て"),
    ],
)
def test_every_edition_has_the_same_id(title, name):
    """The year is the version, so that a newer edition supersedes the older."""
    record = record_of(as_html(TEXT), "a.html", (*ABOUT, ("title", title)))
    assert (record.id, record.version) == (f"guideline:frob-society-{name}", "2023")


@pytest.mark.parametrize(
    ("given", "expected"), [("frob-care", "guideline:frob-care"), ("guideline:frob-care", "guideline:frob-care")]
)
def test_an_id_that_is_given_is_kept(given, expected):
    """For a guideline that changes its name."""
    assert record_of(as_html(TEXT), "a.html", (*ABOUT, ("id", given))).id == expected


def test_a_long_title_keeps_a_long_title_apart():
    """An id has an end; two titles that begin alike have two ids."""
    ids = {record_of(as_html(TEXT), "a.html", (*ABOUT, ("title", "Frob " * 60 + end))).id for end in ("a", "b")}
    assert len(ids) == 2
    assert max(map(len, ids)) <= 200


def test_the_file_beside_counts_more_than_an_option(library: Library, tmp_path):
    """Options go with every file of a call; the file beside speaks of one document."""
    path = write(tmp_path / "a.html", as_html(TEXT), (("year", "2020"),))
    report = library.ingest([path], about=(("issuer", "Frob Society"), ("year", "1999")))
    assert not report.failed
    (record,) = library.all_records()
    assert (record.issuer, record.year) == ("Frob Society", 2020)


def test_what_the_user_says_counts_more_than_the_document():
    """The user has looked."""
    head = '<meta name="DC.Publisher" content="Somebody else"><meta name="DC.Date" content="1999-01-01">'
    record = record_of(as_html(TEXT, head), "a.html")
    assert (record.issuer, record.year) == ("Frob Society", 2023)


def test_the_front_matter_of_markdown_is_read():
    """Fields of others are passed over, and those of other tools understood."""
    front = (
        "title: Care of the frob\nissuer: Frob Society\ndate: 2022-05-01\njurisdiction: Atlantis\nlicense: CC BY 4.0\n"
        "url: https://frob.example/care\ndoi: 10.5555/FROB.1\ntags: [a, b]\nlayout: page\n"
    )
    record = record_of(as_markdown(TEXT, front), "a.md", ())
    assert (record.issuer, record.year, record.date) == ("Frob Society", 2022, "2022-05-01")
    assert (record.jurisdiction, record.licence, record.url) == ("Atlantis", "CC BY 4.0", "https://frob.example/care")
    assert str(record.identifiers.doi) == "10.5555/frob.1"


@pytest.mark.parametrize("front", ["title: [a\n", "- a\n- b\n", "a: &a [x]\n", "? [" + "[" * 5000 + "\n"])
def test_front_matter_that_is_no_mapping_is_a_fault_or_says_nothing(front):
    """It never stops the batch."""
    assert fault_of(as_markdown(TEXT, front), "a.md", ())


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="DC.Publisher" content="Frob Society"><meta name="DCTERMS.issued" content="2021-03">',
        '<meta name="citation_publisher" content="Frob Society"><meta name="citation_publication_date" content="2021/03/02">',
        '<meta property="dcterms:publisher" content="Frob Society"><meta name="dc.date.issued" content="2 March 2021">',
        '<meta name="author" content="Frob Society"><meta name="citation_date" content="2021">',
    ],
)
def test_the_tags_of_a_page_are_read(head):
    """Dublin Core, the tags of scholarly search engines, and an author that is a body."""
    record = record_of(as_html(TEXT, head), "a.html", ())
    assert (record.title, record.issuer, record.year, record.language) == (
        "Care of the frob",
        "Frob Society",
        2021,
        "en",
    )


def test_a_person_is_no_issuing_body():
    """An author is as often somebody at a keyboard as the body that answers for the text."""
    head = '<meta name="author" content="Frobisher A"><meta name="DC.Date" content="2021">'
    assert "no issuer" in fault_of(as_html(TEXT, head), "a.html", ())


def test_the_properties_of_a_word_document_are_read_but_not_its_dates():
    """When a file was made says nothing of when the guideline was."""

    def change(document):
        document.core_properties.title = "Care of the frob in adults"
        document.core_properties.author = "The Frob Society"

    record = record_of(as_docx(TEXT, change), "a.docx", (("year", "2023"),))
    assert (record.title, record.issuer) == ("Care of the frob in adults", "The Frob Society")
    assert "found no year" in fault_of(as_docx(TEXT, change), "a.docx", ())


def test_the_properties_of_a_pdf_are_read_but_not_its_dates():
    """The same holds of a PDF."""
    content = as_pdf(TEXT, title="Care of the frob in adults", author="Frob Society")
    record = record_of(content, "a.pdf", (("year", "2023"),))
    assert (record.title, record.issuer) == ("Care of the frob in adults", "Frob Society")
    assert "found no year" in fault_of(content, "a.pdf", ())


@pytest.mark.parametrize("title", ["Microsoft Word - draft3.docx", "untitled", "frob_final_v2", ""])
def test_a_title_that_a_program_made_is_passed_over(title):
    """The largest text of the first page is the title then."""
    assert record_of(as_pdf(TEXT, title=title), "a.pdf").title == "Care of the frob"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("line", "issuer", "year"),
    [
        ("Published by the Frob Society, March 2022", "Frob Society", 2022),
        ("Issued by: Frob Society 2022", "Frob Society", 2022),
        ("© 2022 Frob Society. All rights reserved.", "Frob Society", 2022),
        ("Copyright Frob Society 2022", "Frob Society", 2022),
    ],
)
def test_the_first_page_speaks_last_and_in_set_words(form, line, issuer, year):
    """Nothing is guessed from free text."""
    record = record_of(FORMS[form]((TEXT[0], ("p", line), *TEXT[1:])), f"a.{form}", ())
    assert (record.issuer, record.year) == (issuer, year)


def test_the_year_is_that_of_the_last_update():
    """The text is that of the update."""
    parts = (TEXT[0], ("p", "Published: 3 June 2015. Last updated: 25 August 2021"), *TEXT[1:])
    assert record_of(as_html(parts), "a.html", (("issuer", "Frob Society"),)).year == 2021


def test_an_address_that_is_no_web_address_is_left_out():
    """It would become a link on a page."""
    assert record_of(as_html(TEXT), "a.html", (*ABOUT, ("url", "javascript:alert(1)"))).url == ""


@pytest.mark.parametrize("field", [("doi", "frob"), ("id", "a b")])
def test_a_field_that_cannot_be_used_is_a_fault(field):
    """It was given by hand, so somebody can mend it."""
    assert field[1] in fault_of(as_html(TEXT), "a.html", (*ABOUT, field))


def test_an_unknown_field_beside_a_file_is_named(tmp_path):
    """A misspelt field would be lost without a word."""
    path = write(tmp_path / "a.html", as_html(TEXT), (("isuer", "Frob Society"),))
    (fault,) = faults_in(read(path))
    assert "isuer" in fault.reason


def test_a_newer_edition_takes_the_place_of_the_older(library: Library, tmp_path):
    """Whichever comes first."""
    for year in ("2023", "2019"):
        write(tmp_path / f"{year}.html", as_html(TEXT), (("issuer", "Frob Society"), ("year", year)))
    for name in ("2023.html", "2019.html"):
        assert not library.ingest([tmp_path / name]).failed
    (found,) = {hit.record_id for hit in library.search([WeightedTerm(("frobnitis",))], limit=9)}
    assert library.record(found).year == 2023
    assert [record.year for record in library.older_versions(found)] == [2019]


def test_documents_of_one_folder_know_what_is_said_of_each(tmp_path):
    """Each has its own file beside it."""
    first = write(tmp_path / "a.html", as_html(TEXT), (*ABOUT, ("title", "Frobs")))
    second = write(tmp_path / "b.html", as_html(TEXT), (*ABOUT, ("title", "Quibs")))
    assert [record.title for path in (first, second) for record in records_in(read(path))] == ["Frobs", "Quibs"]

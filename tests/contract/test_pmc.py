"""JATS and the NLM DTDs before it: what each element of an article becomes."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest

from citewell.model.evidence import (
    CitedWork,
    Coverage,
    Record,
    RecordKind,
    RecordLink,
    RetractionStatus,
    Section,
    SectionKind,
)
from citewell.sources.files import on_disk
from citewell.sources.registry import units
from universe import RECORDS, faults_in, read, records_in, write_bytes, write_pubmed

JATS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving and Interchange DTD v1.3 20210610//EN" '
    '"JATS-archivearticle1-3.dtd">\n'
)
IDS = (
    '<article-id pub-id-type="pmid">90000003</article-id><article-id pub-id-type="pmc">99000003</article-id>'
    '<article-id pub-id-type="doi">10.5555/FROB.3</article-id>'
)
BODY = "<body><sec><title>Results</title><p>Zanolol helped.</p></sec></body>"


def jats(
    *,
    ids: str = IDS,
    kind: str = "research-article",
    heading: str = "Research Article",
    title: str = "<article-title>Zanolol in frobnitis</article-title>",
    people: str = "",
    dates: str = '<pub-date pub-type="epub"><day>7</day><month>3</month><year>2019</year></pub-date>',
    meta: str = "",
    abstract: str = "",
    body: str = BODY,
    back: str = "",
    after: str = "",
    attributes: str = "",
    prologue: str = JATS,
) -> str:
    """Return an article; each argument is the XML of its part."""
    return f"""{prologue}<article xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns:mml="http://www.w3.org/1998/Math/MathML" article-type="{kind}" {attributes}><front>
  <journal-meta><journal-title-group><journal-title>Annals of Imaginary Medicine</journal-title></journal-title-group>
  </journal-meta><article-meta>{ids}
  <article-categories><subj-group subj-group-type="heading"><subject>{heading}</subject></subj-group></article-categories>
  <title-group>{title}</title-group><contrib-group>{people}</contrib-group>{dates}{meta}{abstract}</article-meta></front>
  {body}<back>{back}</back>{after}</article>"""


@pytest.fixture
def parsed(tmp_path: Path) -> Any:
    """Parse one article made of the given parts into a record."""

    def parse(**parts: Any) -> Record:
        (record,) = read(write_bytes(tmp_path / "one.nxml", jats(**parts).encode()))
        assert isinstance(record, Record), record
        return record

    return parse


@pytest.fixture
def paragraph(parsed: Any) -> Any:
    """Return the text of one paragraph with this markup."""
    return lambda markup: parsed(body=f"<body><sec><title>Results</title><p>{markup}</p></sec></body>").sections[0].text


def ref(number: str) -> str:
    return f'<xref ref-type="bibr" rid="B{number}">{number}</xref>'


def _labels(record: Record) -> list[str]:
    return [section.label for section in record.sections]


def _pairs(record: Record) -> list[tuple[str, str]]:
    return [(section.label, section.text) for section in record.sections]


# What an article says of itself ------------------------------------------------------------------------


def test_an_article_becomes_one_record(parsed):
    """The PMCID names it; the DOI is lower case; nobody has looked for a retraction."""
    record = parsed(
        people='<contrib contrib-type="author"><name><surname>Frobisher</surname><given-names>Anna-Lena B.</given-names>'
        "</name></contrib><contrib contrib-type='author'><collab>Frob Study Group<contrib-group><contrib><name>"
        "<surname>Hidden</surname></name></contrib></contrib-group></collab></contrib>"
        '<contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib>',
        meta="<kwd-group><kwd>frob pain</kwd><kwd>zanolol</kwd></kwd-group>",
        attributes='xml:lang="en"',
    )
    assert (record.id, record.kind, record.title) == ("pmc:PMC99000003", RecordKind.RESEARCH, "Zanolol in frobnitis")
    assert record.identifiers.to_json() == {"pmid": "90000003", "pmcid": "PMC99000003", "doi": "10.5555/frob.3"}
    assert record.url == "https://pmc.ncbi.nlm.nih.gov/articles/PMC99000003/"
    assert (record.journal, record.year, record.date) == ("Annals of Imaginary Medicine", 2019, "2019-03-07")
    assert record.authors == ("Frobisher ALB", "Frob Study Group")
    assert (record.keywords, record.language) == (("frob pain", "zanolol"), "eng")
    assert record.publication_types == ("Journal Article",)
    assert (record.coverage, record.retraction) == (Coverage.FULL_TEXT, RetractionStatus.UNKNOWN)
    assert record.provenance.source == "pmc"


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        ('<article-id pub-id-type="pmcid">PMC99000003</article-id>', "pmc:PMC99000003"),
        ('<article-id pub-id-type="doi">10.5555/frob.3</article-id>', "doi:10.5555/frob.3"),
        ('<article-id pub-id-type="pmid">90000003</article-id>', "pubmed:90000003"),
    ],
)
def test_the_id_is_the_best_that_the_article_has(parsed, ids, expected):
    """A PMCID, else a DOI, else a PMID."""
    assert parsed(ids=ids).id == expected


def test_an_identifier_loses_the_spaces_that_were_deposited_in_it(parsed):
    """A line was broken there."""
    assert parsed(ids='<article-id pub-id-type="doi">10.5555/ frob.3</article-id>').id == "doi:10.5555/frob.3"


def test_what_a_journal_calls_an_article_is_no_keyword(parsed):
    """Some nest it under the name of the part of the journal."""
    nested = "Frobs</subject><subj-group><subject>Original Research</subject></subj-group><subject>Quibs"
    assert parsed(heading=nested).keywords == ()


def test_an_article_without_any_identifier_is_a_fault(tmp_path):
    """Nothing could cite it."""
    (fault,) = read(write_bytes(tmp_path / "a.xml", jats(ids="").encode()))
    assert (fault.item, fault.reason) == ("a.xml", "has no PMCID, DOI or PMID")


@pytest.mark.parametrize(
    ("kind", "heading", "expected"),
    [
        ("review-article", "Review", ("Review",)),
        ("case-report", "Case Report", ("Case Reports",)),
        ("systematic-review", "", ("Systematic Review",)),
        ("research-article", "Study Protocol", ("Journal Article", "Clinical Trial Protocol")),
        ("correction", "Correction", ("Published Erratum",)),
        ("retraction", "Retraction", ("Retraction of Publication",)),
        ("research-article", "Randomised trial of zanolol", ("Journal Article",)),
        ("other", "Frobs", ()),
    ],
)
def test_types_are_in_pubmeds_words(parsed, kind, heading, expected):
    """From the kind of article and from what the journal calls it; what PubMed has no word for is left out."""
    assert parsed(kind=kind, heading=heading).publication_types == expected


@pytest.mark.parametrize(("kind", "heading"), [("guideline", ""), ("research-article", "Clinical Practice Guideline")])
def test_a_guideline_is_one_where_the_article_says_so(parsed, kind, heading):
    """A title that speaks of guidelines is not enough."""
    assert parsed(kind=kind, heading=heading).kind is RecordKind.GUIDELINE
    assert parsed(title="<article-title>Guideline adherence in frobnitis</article-title>").kind is RecordKind.RESEARCH


def test_what_the_user_says_of_a_file_makes_it_a_guideline(tmp_path):
    """The issuing body comes from the file beside it."""
    path = write_bytes(tmp_path / "a.xml", jats().encode())
    about = (("issuer", "Frob Society"), ("jurisdiction", "Nowhere"))
    (record,) = (item for source, unit in units(on_disk(path, about=about)) for item in source.parse(unit))
    assert (record.kind, record.issuer, record.jurisdiction) == (RecordKind.GUIDELINE, "Frob Society", "Nowhere")


@pytest.mark.parametrize(
    ("dates", "year", "date"),
    [
        (
            '<pub-date pub-type="ppub"><month>Feb</month><year>2020</year></pub-date>'
            '<pub-date pub-type="epub"><day>30</day><month>11</month><year>2019</year></pub-date>',
            2019,
            "2020-02",
        ),
        ('<pub-date pub-type="collection"><season>Spring</season><year>2003</year></pub-date>', 2003, "2003"),
        (
            '<pub-date date-type="pub" iso-8601-date="2021-05-01"><year>2021</year></pub-date><pub-history><event '
            'event-type="pmc-last-change"><date><day>2</day><month>6</month><year>2022</year></date></event></pub-history>',
            2021,
            "2022-06-02",
        ),
        ("<pub-date><string-date>Winter 1998/99</string-date></pub-date>", 1998, "1998"),
        ("", None, ""),
    ],
)
def test_the_year_is_the_first_and_the_date_the_last_that_is_given(parsed, dates, year, date):
    """A newer date replaces an older text; a date may be partial."""
    record = parsed(dates=dates)
    assert (record.year, record.date) == (year, date)


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        (
            '<license xlink:href="http://creativecommons.org/licenses/by/4.0/"><p>Open access.</p></license>',
            "CC BY 4.0",
        ),
        (
            "<license><license-p>See <ext-link xlink:href='https://creativecommons.org/licenses/by-nc-nd/3.0/igo/'>here"
            "</ext-link>.</license-p></license>",
            "CC BY-NC-ND 3.0 IGO",
        ),
        (
            "<license><p>Under the Creative Commons Attribution Non-Commercial License (version 2.5).</p></license>",
            "CC BY-NC 2.5",
        ),
        ('<license xlink:href="https://creativecommons.org/publicdomain/zero/1.0/"><p/></license>', "CC0 1.0"),
        ("<license><p>Free to read for frobs.</p></license>", "Free to read for frobs."),
        ("<copyright-statement>© 2019 The Authors</copyright-statement>", ""),
    ],
)
def test_a_licence_is_known_by_its_short_name(parsed, licence, expected):
    """By its address or its words; otherwise in its own words; nothing where nothing is said."""
    assert parsed(meta=f"<permissions>{licence}</permissions>").licence == expected


@pytest.mark.parametrize(
    ("kind", "link", "status"),
    [
        ("corrected-article", RecordLink("ErratumFor", "90000006", ""), RetractionStatus.UNKNOWN),
        ("retracted-article", RecordLink("RetractionOf", "90000006", ""), RetractionStatus.UNKNOWN),
        ("retraction-forward", RecordLink("RetractionIn", "90000006", ""), RetractionStatus.RETRACTED),
        ("correction-forward", RecordLink("ErratumIn", "90000006", ""), RetractionStatus.CORRECTED),
        ("companion", RecordLink("companion", "90000006", ""), RetractionStatus.UNKNOWN),
    ],
)
def test_links_to_other_articles_are_kept(parsed, kind, link, status):
    """A notice is not itself retracted; an article that links to its retraction is."""
    element = f'<related-article related-article-type="{kind}" ext-link-type="pubmed" xlink:href="90000006"/>'
    record = parsed(meta=element)
    assert (record.links, record.retraction) == ((link,), status)


def test_a_title_that_says_retracted_is_believed(parsed):
    """Publishers put it before the title."""
    title = "<article-title>RETRACTED: Zanolol cures frobnitis</article-title>"
    assert parsed(title=title).retraction is RetractionStatus.RETRACTED


@pytest.mark.parametrize(
    ("abstract", "body", "expected"),
    [
        ("<abstract><p>Registered as NCT99000003.</p></abstract>", BODY, "NCT99000003"),
        ("", "<body><p>The trial was registered (NCT99000004).</p></body>", "NCT99000004"),
        ("", "<body><sec><title>Trial registration</title><p>NCT99000008.</p></sec></body>", "NCT99000008"),
        ("", "<body><p>ClinicalTrials.gov Identifier: NCT99000009.</p></body>", "NCT99000009"),
        ("", "<body><p>Another trial (NCT99000005) found more.</p></body>", None),
        ("", "<body><p>Registered trials are NCT99000006 and NCT99000007.</p></body>", None),
    ],
)
def test_a_trial_is_known_by_its_own_registration(parsed, abstract, body, expected):
    """A trial that is only mentioned is not this one."""
    found = parsed(abstract=abstract, body=body).identifiers.nctid
    assert (str(found) if found else None) == expected


# The abstract ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("<abstract><p>Plain.</p></abstract>", [("Abstract", "Plain.")]),
        (
            "<abstract><sec><title>BACKGROUND:</title><p>One.</p></sec><sec><title>Main Results</title><p>Two.</p></sec></abstract>",
            [("Background", "One."), ("Main Results", "Two.")],
        ),
        (
            "<abstract><p><bold>Methods:</bold> One. <bold>Results:</bold> Two <italic>in vivo</italic>.</p></abstract>",
            [("Methods", "One."), ("Results", "Two in vivo.")],
        ),
        (
            "<abstract><p><italic>Background</italic>. One.</p><p><italic>Conclusion</italic>. Two.</p></abstract>",
            [("Background", "One."), ("Conclusion", "Two.")],
        ),
        ("<abstract><p><bold>Zanolol</bold> helped.</p></abstract>", [("Abstract", "Zanolol helped.")]),
        (
            '<abstract abstract-type="graphical"><p>A picture.</p></abstract><abstract><p>Plain.</p></abstract>'
            '<abstract abstract-type="toc"><p>Short.</p></abstract>',
            [("Abstract", "Plain.")],
        ),
        ('<abstract abstract-type="short"><p>Short.</p></abstract>', [("Abstract", "Short.")]),
        (
            '<abstract><p>Plain.</p></abstract><trans-abstract xml:lang="fr"><p>Simple.</p></trans-abstract>',
            [("Abstract", "Plain.")],
        ),
        ("<abstract><p/></abstract>", []),
        (
            "<abstract><p>Plain.</p><sec><title>Electronic supplementary material</title><p>Online.</p></sec></abstract>",
            [("Abstract", "Plain.")],
        ),
    ],
)
def test_the_abstract_comes_first_with_the_labels_that_pubmed_has(parsed, abstract, expected):
    """Labels in bold are labels too; abstracts for other uses and in other languages are left out."""
    record = parsed(abstract=abstract, body="")
    assert _pairs(record) == expected
    assert record.coverage is (Coverage.ABSTRACT if expected else Coverage.TITLE)


def test_a_body_that_has_the_same_heading_as_the_abstract_is_numbered(parsed):
    """A label means one text."""
    abstract = "<abstract><sec><title>Results</title><p>In short.</p></sec></abstract>"
    assert _pairs(parsed(abstract=abstract)) == [("Results", "In short."), ("Results (2)", "Zanolol helped.")]


# The body ----------------------------------------------------------------------------------------------


def test_sections_carry_their_path(parsed):
    """Numbers before headings are dropped; a section that has only parts is none."""
    body = """<body><p>First words.</p><sec><title>2. METHODS</title><sec><title>2.1 Participants</title><p>Adults.</p>
      <p>No frogs.</p></sec><sec><title>Analysis.</title><sec><title>Power</title><p>Enough.</p></sec></sec></sec>
      <sec sec-type="results"><p>Zanolol helped.</p></sec></body>"""
    assert _pairs(parsed(body=body)) == [
        ("Text", "First words."),
        ("Methods > Participants", "Adults.\n\nNo frogs."),
        ("Methods > Analysis > Power", "Enough."),
        ("Results", "Zanolol helped."),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Competing interests",
        "Conflict of Interest Statement",
        "Authors' contributions",
        "Authors’ information",
        "Funding",
        "Acknowledgements",
        "Abbreviations",
        "List of abbreviations used",
        "Pre-publication history",
        "Supplementary Material",
        "Supporting Information",
        "Availability of data and materials",
        "Ethics approval and consent to participate",
        "Appendix 1",
        "Endnotes",
        "Publication policy",
        "Insurance",
        "Trial status",
    ],
)
def test_what_is_no_evidence_is_left_out(parsed, title):
    """Who paid and who wrote is no finding."""
    sections = f"<sec><title>{title}</title><p>Frob Inc. paid.</p></sec><sec><title>Results</title><p>Kept.</p></sec>"
    assert _pairs(parsed(body=f"<body>{sections}</body>")) == [("Results", "Kept.")]


def test_what_was_given_to_the_patients_is_kept(parsed):
    """In the methods a supplement is what they took; at the top of an article it is a file."""
    methods = "<sec><title>Methods</title><sec><title>Supplements</title><p>They took fish oil.</p></sec></sec>"
    files = "<sec><title>Supplement</title><p>See the file.</p></sec>"
    assert _pairs(parsed(body=f"<body>{methods}{files}</body>")) == [("Methods > Supplements", "They took fish oil.")]


def test_a_statement_and_a_list_keep_their_titles(parsed):
    """Without them what follows would be of the disease before."""
    items = "<list-item><p>Pain on gripping.</p></list-item><list-item><p>No pain at rest.</p></list-item>"
    statement = f"<statement><title>Frob elbow</title><p><list><title>Signs</title>{items}</list></p></statement>"
    assert _pairs(parsed(body=f"<body><sec><title>Criteria</title><p>{statement}</p></sec></body>")) == [
        ("Criteria", "Frob elbow\n\nSigns\n\nPain on gripping.\n\nNo pain at rest.")
    ]


def test_members_of_a_group_are_no_authors(parsed):
    """The group is; whoever belongs to it is one of its investigators."""
    group = '<contrib contrib-type="collab"><collab>Frob Group</collab></contrib>'
    member = (
        '<contrib contrib-type="collab"><name><surname>Member</surname><given-names>A</given-names></name></contrib>'
    )
    assert parsed(people=group + member).authors == ("Frob Group",)


@pytest.mark.parametrize(
    "title",
    [
        "Competing needs",
        "Funding and remuneration",
        "Supplementary analyses",
        "Contribution of pain",
        "Insurance status",
    ],
)
def test_a_heading_that_only_sounds_like_it_is_kept(parsed, title):
    """A finding may be about money or competition."""
    assert _labels(parsed(body=f"<body><sec><title>{title}</title><p>Found.</p></sec></body>")) == [title]


def test_what_follows_the_body_is_no_evidence_unless_it_ends_the_text(parsed):
    """References, thanks, appendices and sub-articles stay out; some publishers put the conclusion there."""
    record = parsed(
        back="<ack><p>Thanks.</p></ack><sec><title>Conclusion</title><p>Zanolol is useful.</p></sec>"
        "<app-group><app><title>Appendix</title><p>Long lists.</p></app></app-group><glossary><p>FP: frob pain</p></glossary>"
        "<fn-group><fn><p>No conflict.</p></fn></fn-group>",
        after="<sub-article article-type='reviewer-report'><front-stub/><body><p>I doubt it.</p></body></sub-article>"
        "<response><front-stub/><body><p>We do not.</p></body></response>",
    )
    assert _pairs(record) == [("Results", "Zanolol helped."), ("Conclusion", "Zanolol is useful.")]


def test_a_footnote_stands_at_the_end_of_the_section_that_first_points_to_it(parsed):
    """It may turn the meaning of a number; what the text does not point to, an address and who paid stay out."""
    notes = {
        "n1": "<p><sup>1</sup>A minus means that the hum rose.</p>",
        "n2": "<label>2</label><p>https://frob.example</p>",
        "n3": "<label>3</label><p>Funding: Frob Inc. paid.</p>",
        "n4": "<p>Edited by: A. Quill.</p>",
    }
    mark = '<xref ref-type="fn" rid="{0}"><sup>{0}</sup></xref>'
    body = f"""<body><sec><title>Results</title><p>The hum changed by −2{mark.format("n1")} in all.{mark.format("n2")}</p>
      <p>It stayed.{mark.format("n3")}</p></sec><sec><title>Discussion</title><p>It hums{mark.format("n1")}.</p></sec></body>"""
    held = "".join(f'<fn id="{key}">{note}</fn>' for key, note in notes.items())
    assert _pairs(parsed(body=body, back=f"<fn-group>{held}</fn-group>")) == [
        (
            "Results",
            "The hum changed by −2 in all.\n\nIt stayed.\n\nFootnote: A minus means that the hum rose.",
        ),
        ("Discussion", "It hums."),
    ]


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (
            "<p>Outcomes were:</p><list><list-item><p>pain;</p></list-item><list-item><p>swelling</p></list-item></list>",
            "Outcomes were: pain; swelling.",
        ),
        (
            "<p>We found this.</p><list><list-item><p>Pain fell.</p></list-item><list-item><p>Humming rose.</p></list-item></list>",
            "We found this.\n\nPain fell.\n\nHumming rose.",
        ),
        (
            "<p>We found this.</p><list><list-item><p>Pain fell in all who took zanolol</p></list-item>"
            "<list-item><p>Humming rose in none of the frogs</p></list-item></list>",
            "We found this.\n\nPain fell in all who took zanolol\n\nHumming rose in none of the frogs",
        ),
        (
            "<p>Outcomes were <list><list-item><p>pain</p></list-item></list> and no other.</p>",
            "Outcomes were\n\npain.\n\nand no other.",
        ),
        (
            "<def-list><def-item><term>FP</term><def><p>frob pain</p></def></def-item></def-list>",
            "FP: frob pain",
        ),
    ],
)
def test_lists_read_as_sentences(parsed, listed, expected):
    """Fragments end the sentence that led to them; whole sentences stand alone."""
    assert parsed(body=f"<body><sec><title>Results</title>{listed}</sec></body>").sections[0].text == expected


def test_a_box_is_a_section(parsed):
    """Key messages are often in one."""
    box = "<boxed-text><label>Box 1</label><caption><title>Key messages</title></caption><p>Zanolol helps.</p></boxed-text>"
    assert _pairs(parsed(body=f"<body><sec><title>Discussion</title><p>Text.</p>{box}</sec></body>")) == [
        ("Discussion", "Text."),
        ("Discussion > Box 1: Key messages", "Zanolol helps."),
    ]


def test_a_scanned_article_has_its_title_only(parsed):
    """Pictures of pages hold no text."""
    record = parsed(body="", after='<floats-group><graphic xlink:href="page1"/></floats-group>')
    assert (record.sections, record.coverage) == ((), Coverage.TITLE)


# The words ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"It eased pain<sup>{ref('12')}</sup> fast.", "It eased pain fast."),
        (f"It eased pain{ref('12')}.", "It eased pain."),
        (f"It eased pain.{ref('12')} It was fast.", "It eased pain. It was fast."),
        ('It eased pain.<xref ref-type="bibr" rid="B1"><sup>1</sup></xref> Fast.', "It eased pain. Fast."),
        (f"Pain.<sup>{ref('1')},{ref('3')}–{ref('5')}</sup> Fast.", "Pain. Fast."),
        (f"Pain {ref('1')}<sup>,</sup>{ref('2')} fell.", "Pain fell."),
        ("Pain fell.<sup>29</sup> It rose.", "Pain fell. It rose."),
        ("Pain fell<sup>1,2</sup> fast.", "Pain fell fast."),
        (f"Pain fell [{ref('1')}, {ref('3')}–{ref('5')}].", "Pain fell."),
        (f"Pain fell [{ref('19')}].Then it rose.", "Pain fell. Then it rose."),
        (
            'Pain fell <xref ref-type="bibr" rid="B1">[1]</xref>, <xref ref-type="bibr" rid="B2">[2]</xref>.',
            "Pain fell.",
        ),
        (f"Pain fell (see {ref('4')}) fast.", "Pain fell fast."),
        (f"Pain fell (p = 0.03, {ref('4')}).", "Pain fell (p = 0.03)."),
        ('It works (e.g., [<xref ref-type="bibr" rid="B1">1</xref>]).', "It works."),
        (f"Pain fell in frobs{ref('20')}{ref('21')}.", "Pain fell in frobs."),
        (f"As in {ref('20')}{ref('21')} it works.", "As in [20, 21] it works."),
        (f"It is common in the F.Q. [{ref('2')}-{ref('7')}].", "It is common in the F.Q."),
        (f"It was seen by Quill et al. [{ref('2')}]. It fell.", "It was seen by Quill et al. It fell."),
        (f"It changes [{ref('1')}].FP is pain.", "It changes. FP is pain."),
        (f"Pain fell [{ref('8')}].A review found so.", "Pain fell. A review found so."),
        (f"Pain fell [{ref('8')}],which helps.", "Pain fell, which helps."),
        (f"Quill et al. [{ref('4')}] found so.", "Quill et al. found so."),
        (f"As described in [{ref('4')}], it works.", "As described in [4], it works."),
        (f"As in {ref('4')} it works.", "As in [4] it works."),
        (
            'It works (<xref ref-type="bibr" rid="B1">Quill, 2019</xref>; <xref ref-type="bibr" rid="B2">Frobisher, 2020</xref>).',
            "It works.",
        ),
        ('Quill (<xref ref-type="bibr" rid="B1">2019</xref>) found so.', "Quill (2019) found so."),
        ('<xref ref-type="bibr" rid="B1">Quill (2019)</xref> found so.', "Quill (2019) found so."),
        (f"The median was 124,621 [{ref('23')},326–262,348] units.", "The median was 124,621 [23,326–262,348] units."),
        (f"It is 1 + [{ref('1')}]*0.15 at most.", "It is 1 + [1]*0.15 at most."),
        (f"It was not so (χ [{ref('2')}] = 4.7).", "It was not so (χ [2] = 4.7)."),
        (f"Pain fell [{ref('123')}–{ref('5')}] fast.", "Pain fell fast."),
        ('See Table <xref ref-type="table" rid="T1">1</xref> and [0.51, 0.75].', "See Table 1 and [0.51, 0.75]."),
    ],
)
def test_citations_never_glue_to_words_or_numbers(paragraph, markup, expected):
    """The numbers of the article's own list are dropped, save where the sentence would be broken without."""
    assert paragraph(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("10<sup>-3</sup> m<sup>2</sup> and <sup>13</sup>C", "10⁻³ m² and ¹³C"),
        ("the 2<sup>nd</sup> dose of CO<sub>2</sub>", "the 2nd dose of CO2"),
        ("chi<sup>2 </sup>test", "chi² test"),
        ("<italic>In <bold>vivo</bold></italic> \n  data", "In vivo data"),
        ('zanolol<xref ref-type="fn" rid="fn1"><sup>a</sup></xref> was given', "zanolol was given"),
        ("PaO\n<sub>2</sub>\nrose", "PaO2 rose"),
        (
            "<inline-formula><mml:math><mml:mi>n</mml:mi><mml:mo>=</mml:mo><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn>"
            "</mml:msup></mml:math></inline-formula> holds",
            "n = x² holds",
        ),
        (
            "<inline-formula><alternatives><tex-math>\\begin{document}$$x$$\\end{document}</tex-math>"
            '<inline-graphic xlink:href="a"/></alternatives></inline-formula> holds',
            "[formula] holds",
        ),
        (
            "<inline-formula><mml:math><mml:mfrac><mml:mn>1</mml:mn><mml:mrow><mml:mn>4</mml:mn><mml:mi>n</mml:mi>"
            "</mml:mrow></mml:mfrac></mml:math></inline-formula> holds",
            "1/(4n) holds",
        ),
        (
            "<inline-formula><mml:math><mml:msubsup><mml:mo>∑</mml:mo><mml:mi>k</mml:mi><mml:mi>n</mml:mi></mml:msubsup>"
            "<mml:mi>x</mml:mi></mml:math></inline-formula> holds",
            "[formula] holds",
        ),
        (
            '<disp-formula><graphic xlink:href="a"/><label>(2)</label></disp-formula> holds',
            "[formula] holds",
        ),
        ("dose<fn><p>Not shown.</p></fn> of <inline-graphic xlink:href='a'/>5 mg", "dose of [image]5 mg"),
        ("Pain fell (see also <ext-link/>).", "Pain fell."),
        (
            'Pain fell (see also <ext-link xlink:href="https://frob.example"/>).',
            "Pain fell (see also https://frob.example).",
        ),
        ("p &lt; 0.05 &amp; more", "p < 0.05 & more"),
    ],
)
def test_a_line_reads_as_it_is_printed(paragraph, markup, expected):
    """Markup goes, what it means stays; what cannot be written in a line is named."""
    assert paragraph(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("10<sup>7.0±0.5</sup> frobs", "10^(7.0±0.5) frobs"),
        ("10<sup>−\u20099</sup> and 10<sup>−\u00a05</sup>", "10⁻⁹ and 10⁻⁵"),
        ("age<sup>-0.287</sup>", "age^(-0.287)"),
        ("70 g/m<sup>2.7</sup>", "70 g/m^(2.7)"),
        ("the 2<sup>−ΔCt</sup> method", "the 2^(−ΔCt) method"),
        ("1 mg.kg<sup>–1</sup>1hr<sup>–1</sup>", "1 mg.kg⁻¹1hr⁻¹"),
        ("5 mg kg<sup>\u20111</sup>", "5 mg kg⁻¹"),
        ("RR<sup>1/2</sup>", "RR^(1/2)"),
        ("10<sup>7*</sup>", "10⁷*"),
        ("10<sup>4.5</sup> frobs", "10^(4.5) frobs"),
        ("10<sup>5–6</sup> frobs", "10^(5–6) frobs"),
        ("31 kg/m<sup>2:</sup> frobs", "31 kg/m²: frobs"),
        ("Frobmeter<sup>TM</sup>, CD1<sup>dim</sup> and Quib<sup>R</sup>", "Frobmeter™, CD1^(dim) and Quib^(R)"),
        ("log<sub>10</sub>2 and frob9<sub>1</sub>", "log10 2 and frob9_1"),
    ],
)
def test_no_number_is_changed_by_what_is_raised_or_lowered(paragraph, markup, expected):
    """What has no raised form is marked as a power; a number beside a subscript is kept apart from it."""
    assert paragraph(markup) == expected


# Tables and figures ------------------------------------------------------------------------------------

TABLE = """<table-wrap id="T1"><label>Table 1.</label><caption><title>Pain by group.</title></caption><table>
  <thead><tr><th rowspan="2">Group</th><th colspan="2">Pain</th></tr><tr><th>Before</th><th>After<sup>a</sup></th></tr></thead>
  <tbody><tr><td rowspan="2">Zanolol</td><td>7.1</td><td>2.0<xref ref-type="table-fn" rid="f">*</xref></td></tr>
  <tr><td><p>7.3</p></td><td/></tr><tr><td colspan="3"><bold>All</bold></td></tr></tbody></table>
  <table-wrap-foot><fn id="f"><label>a</label><p>Week 12</p></fn><p>Means.</p></table-wrap-foot></table-wrap>"""
TABLE_SECTION = Section(
    "Table 1: Pain by group",
    "Group | Pain | Pain\nGroup | Before | Afterᵃ\nZanolol | 7.1 | 2.0*\nZanolol | 7.3\nAll\nᵃ Week 12\nMeans.",
    SectionKind.TABLE,
)


@pytest.mark.parametrize(
    "parts",
    [
        {"body": f"<body><sec><title>Results</title><p>Zanolol helped.</p>{TABLE}</sec></body>"},
        {"body": f"<body><sec><title>Results</title><p>Zanolol helped.{TABLE}</p></sec></body>"},
        {"after": f"<floats-group>{TABLE}</floats-group>"},
        {"back": f"<sec sec-type='display-objects'><title>Figures and Tables</title>{TABLE}</sec>"},
        {"body": BODY.replace("</body>", f"<sec><title>Authors' contributions</title><p>AF.</p>{TABLE}</sec></body>")},
    ],
)
def test_a_table_is_a_section_of_rows_wherever_it_floats(parsed, parts):
    """A cell that spans rows is repeated; a heading stands over each of its columns; footnotes come last."""
    assert parsed(**parts).sections == (Section("Results", "Zanolol helped."), TABLE_SECTION)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("|</td><td>||</td><td>", "| | ||"),
        ("2.0<sup>a</sup>", "2.0ᵃ"),
        ("2.0<sup>a†</sup>", "2.0ᵃ†"),
        ("2.0<sup>bd</sup>", "2.0ᵇᵈ"),
        ("2×10<sup>7b</sup>", "2×10⁷ᵇ"),
        ("2.0<sup>1,2</sup>", "2.0^(1,2)"),
        ("2.0<sup>B</sup>", "2.0^(B)"),
        ('2.0<sup><xref ref-type="table-fn" rid="f">b</xref></sup>', "2.0ᵇ"),
    ],
)
def test_the_mark_of_a_note_never_joins_the_number_of_a_cell(parsed, cell, expected):
    """Letters are raised; what has no raised form stands in brackets."""
    table = f"<table-wrap><table><tbody><tr><td>{cell}</td></tr></tbody></table></table-wrap>"
    assert parsed(body=f"<body>{table}</body>").sections[0].text == expected


def test_a_table_that_is_a_picture_keeps_its_caption(parsed):
    """There are no rows to read."""
    wrap = "<table-wrap><label>Table 2</label><caption><p>Harms of zanolol. All were mild.</p></caption><graphic/></table-wrap>"
    (section,) = parsed(body=f"<body>{wrap}</body>").sections
    assert (section.label, section.text) == ("Table 2: Harms of zanolol", "All were mild.")


def test_the_caption_of_a_figure_is_kept_where_no_sentence_is_taken(parsed):
    """What names a picture is no finding."""
    figure = "<fig><label>Figure 1</label><caption><title>Flow of patients.</title><p>Ten left.</p></caption><graphic/></fig>"
    assert parsed(body=f"<body>{figure}</body>").sections == (
        Section("Figure 1: Flow of patients", "Flow of patients. Ten left.", SectionKind.TABLE),
    )


@pytest.mark.parametrize("rows", ["<tr>{}</tr>" * 400, "<tr>{}</tr>" + "<tr/>" * 30_000], ids=["cells", "rows"])
def test_spans_beyond_reason_are_a_fault(tmp_path, rows):
    """A table cannot swell without bound."""
    cell = "<th rowspan='100000' colspan='100000'>" + "frob " * 40 + "</th>"
    table = f"<table-wrap><table><thead>{rows.replace('{}', cell)}</thead></table></table-wrap>"
    (fault,) = read(write_bytes(tmp_path / "a.nxml", jats(body=f"<body>{table}</body>").encode()))
    assert fault.reason == "a table is larger than can be read as rows"


# References --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        (
            "<label>1.</label><element-citation><person-group person-group-type='author'><name><surname>Quill</surname>"
            "<given-names>Bea C</given-names></name><collab>Frob Group</collab></person-group><article-title>On frobs</article-title>"
            "<source>Ann Imag Med</source><year>2012</year><volume>3</volume><issue>2</issue><fpage>10</fpage><lpage>19</lpage>"
            "<pub-id pub-id-type='pmid'>90000001</pub-id><pub-id pub-id-type='doi'>10.5555/FROB.1</pub-id></element-citation>",
            CitedWork(
                "1", "Quill BC, Frob Group. On frobs. Ann Imag Med. 2012;3(2):10-19.", "90000001", "10.5555/frob.1"
            ),
        ),
        (
            "<mixed-citation><name><surname>Quill</surname><given-names>BC</given-names></name>. <article-title>On frobs"
            "</article-title>. <source>Ann Imag Med</source> 2012, <fpage>10</fpage>. doi: <pub-id pub-id-type='doi'>10.5555/frob.1"
            "</pub-id></mixed-citation>",
            CitedWork("", "Quill BC. On frobs. Ann Imag Med 2012, 10.", "", "10.5555/frob.1"),
        ),
        (
            "<label>Quill et al. (2015)</label><mixed-citation><person-group><name><surname>Quill</surname><given-names>BC"
            "</given-names></name><name><surname>Frob</surname><given-names>A</given-names></name> <etal/></person-group>. "
            "On frobs , 2015 . <pub-id pub-id-type='doi'>10.5555/ frob.1</pub-id></mixed-citation>",
            CitedWork("Quill et al. (2015)", "Quill BC, Frob A, et al. On frobs, 2015.", "", "10.5555/frob.1"),
        ),
        (
            "<element-citation><person-group person-group-type='author'>Quill BC, Frob A</person-group><person-group "
            "person-group-type='editor'><name><surname>Hum</surname><given-names>C</given-names></name></person-group>"
            "<chapter-title>On frobs</chapter-title><source>Frobs</source><year>2012</year></element-citation>",
            CitedWork("", "Quill BC, Frob A. On frobs. Hum C, editor. Frobs. 2012."),
        ),
        ("<label>[2]</label><note><p>Frob Inc. leaflet.</p></note>", CitedWork("2", "Frob Inc. leaflet.")),
        (
            "<citation>Quill: On frobs. <pub-id pub-id-type='pmid'>none</pub-id></citation>",
            CitedWork("", "Quill: On frobs."),
        ),
    ],
)
def test_the_list_of_references_is_kept_with_its_identifiers(parsed, citation, expected):
    """As printed, or put together from its parts; a malformed identifier is left out."""
    assert parsed(back=f"<ref-list><ref id='B1'>{citation}</ref></ref-list>").references == (expected,)


# Whole files -------------------------------------------------------------------------------------------


def test_old_articles_keep_the_characters_that_their_dtd_names(tmp_path):
    """No DTD is loaded: HTML's names and ISO's are known; a name that nobody defines is shown."""
    prologue = (
        '<!DOCTYPE article PUBLIC "-//NLM//DTD Journal Publishing DTD v2.3 20070202//EN" "journalpublishing.dtd">'
    )
    body = "<body><p>&alpha;&nbsp;&mdash;&nbsp;&agr;&thinsp;&le; 5&mu;g &frobchar; &amp; &lt;</p></body>"
    (record,) = read(write_bytes(tmp_path / "a.nxml", jats(prologue=prologue, body=body).encode()))
    assert record.sections[0].text == "α — α ≤ 5μg &frobchar; & <"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1", "utf-16"])
def test_the_declared_encoding_counts(tmp_path, encoding):
    """Files of the old days are not in UTF-8."""
    declared = encoding.removesuffix("-sig")
    prologue = f'<?xml version="1.0" encoding="{declared}"?>\n'
    xml = jats(prologue=prologue, body="<body><p>Frühe Hülfe.</p></body>")
    (record,) = read(write_bytes(tmp_path / "a.xml", xml.encode(encoding)))
    assert record.sections[0].text == "Frühe Hülfe."


def _numbered(count: int) -> list[str]:
    return [jats(ids=f'<article-id pub-id-type="pmc">{n}</article-id>', prologue="") for n in range(1, count + 1)]


@pytest.mark.parametrize(
    "wrapped",
    [
        "<pmc-articleset>{}</pmc-articleset>",
        '<!DOCTYPE pmc-articleset PUBLIC "-//NLM//DTD ARTICLE SET 2.0//EN" "articleset.dtd">\n<pmc-articleset>{}</pmc-articleset>',
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><metadata>{}</metadata></record></ListRecords></OAI-PMH>',
    ],
)
def test_a_set_gives_each_of_its_articles(tmp_path, wrapped):
    """As the services answer when several are asked for."""
    items = read(write_bytes(tmp_path / "set.xml", wrapped.format("\n".join(_numbered(3))).encode()))
    assert [record.id for record in records_in(items)] == ["pmc:PMC1", "pmc:PMC2", "pmc:PMC3"]


def test_a_prefix_that_is_declared_around_the_articles_is_known_within(tmp_path):
    """An article cut out of its set stays well-formed; a namespace of its own is no obstacle."""
    article = (
        '<article xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/" article-type="letter"><front><article-meta>'
        '<article-id pub-id-type="pmc">7</article-id><title-group><article-title>Frobs</article-title></title-group>'
        '</article-meta></front><body><p>See <ext-link xlink:href="https://a.example">this</ext-link>.</p></body></article>'
    )
    xml = f'<OAI-PMH xmlns:xlink="http://www.w3.org/1999/xlink"><GetRecord>{article}</GetRecord></OAI-PMH>'
    (record,) = read(write_bytes(tmp_path / "a.xml", xml.encode()))
    assert (record.id, record.sections[0].text) == ("pmc:PMC7", "See this.")


def test_one_bad_article_of_a_set_costs_only_itself(tmp_path):
    """It is named by its place and its number; a set cut short loses nothing that came before."""
    first, second, third = _numbered(3)
    bad = second.replace("<body>", "<body><b>")
    items = read(write_bytes(tmp_path / "set.xml", f"<pmc-articleset>{first}{bad}{third[:-20]}".encode()))
    assert [record.id for record in records_in(items)] == ["pmc:PMC1"]
    assert [fault.item for fault in faults_in(items)] == ["set.xml article 2 (PMC2)", "set.xml after article 2"]


def test_an_empty_set_says_so(tmp_path):
    """A search without hits."""
    (fault,) = read(write_bytes(tmp_path / "a.xml", b"<pmc-articleset></pmc-articleset>"))
    assert fault.reason == "holds no article"


def test_articles_of_an_archive_are_read_and_named(tmp_path):
    """As PMC packs them; a file that is broken is named within its archive."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:xz") as archive:
        for number, xml in enumerate([*_numbered(2), "<article><front>"], 1):
            info = tarfile.TarInfo(f"set/PMC{number}.nxml")
            info.size = len(xml.encode())
            archive.addfile(info, io.BytesIO(xml.encode()))
    items = read(write_bytes(tmp_path / "a.tar.xz", held.getvalue()))
    assert [record.id for record in records_in(items)] == ["pmc:PMC1", "pmc:PMC2"]
    assert [fault.item for fault in faults_in(items)] == ["a.tar.xz: set/PMC3.nxml"]


def test_pubmeds_own_xml_is_left_to_its_own_reader(tmp_path):
    """The two formats share an ending."""
    items = read(write_pubmed(tmp_path / "pubmed.xml", RECORDS[2:3]))
    assert [record.provenance.source for record in records_in(items)] == ["pubmed"]


def test_a_second_reading_changes_nothing_and_a_newer_text_replaces(library, tmp_path):
    """The date tells which is newer."""
    path = write_bytes(tmp_path / "a.nxml", jats().encode())
    assert library.ingest([path]).change.added == 1
    assert library.ingest([path]).change.unchanged == 1
    newer = jats(dates='<pub-date pub-type="epub"><year>2020</year></pub-date>', body="<body><p>New.</p></body>")
    assert library.ingest([write_bytes(path, newer.encode())]).change.updated == 1
    assert library.ingest([write_bytes(path, jats().encode())]).change.unchanged == 1


# Books -------------------------------------------------------------------------------------------------


def test_each_chapter_of_a_book_is_a_record(tmp_path):
    """The book is its journal; a part that only holds chapters is none itself."""
    chapter = """<book-part book-part-type="chapter"><book-part-meta><book-part-id pub-id-type="pmcid">{}</book-part-id>
      <title-group><title>{}</title></title-group></book-part-meta><body><sec><title>Signs</title><p>It hums.</p></sec></body></book-part>"""
    part = f"""<book-part book-part-type="part"><book-part-meta/><body>{chapter.format("NBK901", "Frobs")}
      {chapter.format("NBK902", "Quibs")}</body></book-part>"""
    xml = f"""<!DOCTYPE book PUBLIC "-//NLM//DTD BITS Book Interchange DTD v2.0 20151225//EN" "BITS-book2.dtd">
      <book><book-meta><book-title-group><book-title>Imaginary Medicine</book-title></book-title-group>
      <pub-date><year>2018</year></pub-date></book-meta><book-body>{part}</book-body></book>"""
    records = records_in(read(write_bytes(tmp_path / "book.xml", xml.encode())))
    assert [(r.id, r.title, r.journal, r.year) for r in records] == [
        ("bookshelf:NBK901", "Frobs", "Imaginary Medicine", 2018),
        ("bookshelf:NBK902", "Quibs", "Imaginary Medicine", 2018),
    ]
    assert _pairs(records[0]) == [("Signs", "It hums.")]
    assert records[0].url == "https://www.ncbi.nlm.nih.gov/books/NBK901/"


# Damaged and hostile -----------------------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("prologue", "text", "expected"),
    [
        (f'<!DOCTYPE article [<!ENTITY l0 "ha">{_LAUGHS}]>', "&l9;", "&l9;"),
        ('<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;", "&x;"),
        ('<!DOCTYPE article [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>', "Frob.", "Frob."),
        ('<!DOCTYPE article [<!ENTITY x "<p>]></p>"><!-- ]> -->]>', "&x;", "&x;"),
        ('<!DOCTYPE article SYSTEM "http://127.0.0.1:9/x.dtd">', "Frob.", "Frob."),
    ],
)
def test_entities_of_a_file_are_never_expanded(tmp_path, prologue, text, expected):
    """The prologue does not reach the parser: no bomb, no file, no address."""
    xml = jats(prologue=prologue, body=f"<body><p>{text}</p></body>")
    (record,) = read(write_bytes(tmp_path / "a.nxml", xml.encode()))
    assert record.sections[0].text == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (jats()[:-40].encode(), "not well-formed XML"),
        (jats(body="<body>" + "<sec>" * 100_000 + "</sec>" * 100_000 + "</body>").encode(), "not well-formed XML"),
        (jats(body="<body><p>Fr\xfch</p></body>").encode("iso-8859-1"), "not well-formed XML"),
        (jats(prologue='<?xml version="1.0" encoding="frob-8"?>').encode(), "unknown encoding"),
        (b"<article><front/></article>", "has no article-meta"),
        (b"<article></article>", "has no article-meta"),
        (b"<article", "not well-formed XML"),
        (jats(body="<body>" + "<sec><p>a</p></sec>" * 6_000 + "</body>").encode(), "more than 5,000 sections"),
        (jats(body="<body>" + "<p/>" * 3_000_000 + "</body>").encode(), "more than 3,000,000 tags"),
    ],
)
def test_a_broken_article_is_a_fault_with_its_reason(tmp_path, content, reason):
    """Cut short, too deep, of another encoding, or empty."""
    (fault,) = read(write_bytes(tmp_path / "a.nxml", content))
    assert fault.item.startswith("a.nxml")
    assert reason in fault.reason


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html><body><article><p>Not found</p></article></body></html>",
        b"<html><article/></html>",
        b"<book><title>DocBook</title></book>",
        b"\x00\x01\x02<article>",
    ],
)
def test_what_is_no_article_is_not_claimed(tmp_path, content):
    """A web page where XML was due is refused by name."""
    (fault,) = read(write_bytes(tmp_path / "a.nxml", content))
    assert "not a kind of file that Citewell reads" in fault.reason


def test_an_endless_prologue_takes_no_endless_time(tmp_path):
    """A pattern that tried again at every mark would not come back."""
    prologue = "<!DOCTYPE article [" + "<!-- a -- " * 20_000
    items = read(write_bytes(tmp_path / "a.nxml", (prologue + jats(prologue="")).encode()))
    assert not records_in(items)

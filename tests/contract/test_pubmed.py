"""PubMed XML, in the service's own format (PubMed DTD of 1 January 2025): what each element becomes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from citewell.model.evidence import Coverage, MeshHeading, Record, RecordKind, RecordLink, RetractionStatus
from citewell.sources.files import on_disk
from citewell.sources.pubmed.split import split
from citewell.sources.unit import Deletion, Item
from universe import (
    PROLOGUE,
    RECORDS,
    article,
    article_set,
    faults_in,
    link,
    read,
    records_in,
    write_bytes,
    write_pubmed,
)

PAPERS = [record for record in RECORDS if record.id.startswith("pubmed:")]


@pytest.fixture
def parsed(tmp_path: Path) -> Any:
    """Parse one article made of the given parts into a record."""

    def parse_(**parts: Any) -> Record:
        items = read(write_bytes(tmp_path / "one.xml", article_set(article(**parts)).encode()))
        (record,) = items
        assert isinstance(record, Record), record
        return record

    return parse_


def _read(tmp_path: Path, *articles: str, name: str = "pubmed.xml") -> list[Item]:
    return read(write_bytes(tmp_path / name, article_set(*articles).encode()))


# Whole files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["world.xml", "world.xml.gz", "no-ending"])
def test_a_file_is_read_in_order_compressed_or_not(tmp_path, name):
    """The content tells what a file is, not its name."""
    assert [record.id for record in read(write_pubmed(tmp_path / name))] == [paper.id for paper in PAPERS]


def test_a_paper_comes_out_as_it_went_in(tmp_path):
    """Title, sections, authors, types, headings, identifiers and standing survive."""
    found = {record.id: record for record in records_in(read(write_pubmed(tmp_path / "world.xml")))}
    for paper in PAPERS:
        record = found[paper.id]
        assert (record.title, record.journal, record.year) == (paper.title, paper.journal, paper.year)
        assert [s.text for s in record.sections] == [s.text for s in paper.sections]
        assert [s.label for s in record.sections] == [s.label for s in paper.sections]
        assert (record.authors, record.publication_types) == (paper.authors, paper.publication_types)
        assert (record.mesh, record.retraction) == (paper.mesh, paper.retraction)
        assert (record.identifiers.doi, record.identifiers.pmcid) == (
            paper.identifiers.doi,
            paper.identifiers.pmcid,
        )


def test_every_copy_of_a_pmid_is_read_in_order(tmp_path):
    """Which of them stays is for the library to say."""
    items = _read(tmp_path, article(1, version="2"), article(1, version="1"), article(1))
    assert [(r.id, r.version) for r in records_in(items)] == [("pubmed:1", v) for v in "211"]


def test_withdrawn_records_come_as_a_deletion(tmp_path):
    """The yearly update files end with a DeleteCitation."""
    deleted = "<DeleteCitation><PMID Version='1'>7</PMID>\n<PMID Version='1'>8</PMID></DeleteCitation>"
    assert _read(tmp_path, article(1), deleted)[1:] == [Deletion(("pubmed:7", "pubmed:8"))]


def test_an_empty_answer_of_the_service_says_that_it_holds_no_record(tmp_path):
    """A search without hits gives a set without articles."""
    for name, body in {"a.xml": "<PubmedArticleSet></PubmedArticleSet>", "b.xml": "<PubmedArticleSet/>"}.items():
        (fault,) = read(write_bytes(tmp_path / name, (PROLOGUE + body).encode()))
        assert fault.reason == "holds no PubmedArticle"


# Text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("<AbstractText>Plain.</AbstractText>", [("Abstract", "Plain.")]),
        (
            '<AbstractText Label="BACKGROUND" NlmCategory="BACKGROUND">One.</AbstractText>'
            '<AbstractText Label="PATIENTS AND METHODS" NlmCategory="METHODS">Two.</AbstractText>',
            [("Background", "One."), ("Patients and methods", "Two.")],
        ),
        ('<AbstractText Label="Main Results">One.</AbstractText>', [("Main Results", "One.")]),
        ('<AbstractText NlmCategory="RESULTS">One.</AbstractText>', [("Results", "One.")]),
        (
            '<AbstractText Label="UNASSIGNED">One.</AbstractText><AbstractText Label="UNASSIGNED">Two.</AbstractText>',
            [("Abstract", "One."), ("Abstract (2)", "Two.")],
        ),
        (
            '<AbstractText Label="RESULTS">One.</AbstractText><AbstractText Label="RESULTS">Two.</AbstractText>',
            [("Results", "One."), ("Results (2)", "Two.")],
        ),
        ('<AbstractText Label="RESULTS"/><AbstractText>One.</AbstractText>', [("Abstract", "One.")]),
        (
            "<AbstractText>One.</AbstractText><CopyrightInformation>(c) 2019</CopyrightInformation>",
            [("Abstract", "One.")],
        ),
    ],
)
def test_a_structured_abstract_keeps_its_labels(parsed, abstract, expected):
    """A label is written as words are; parts without text are left out, and labels that repeat are numbered."""
    record = parsed(abstract=f"<Abstract>{abstract}</Abstract>")
    assert [(s.label, s.text) for s in record.sections] == expected
    assert record.coverage is Coverage.ABSTRACT


@pytest.mark.parametrize("abstract", ["", "<Abstract/>", "<Abstract><AbstractText> </AbstractText></Abstract>"])
def test_a_paper_without_an_abstract_is_covered_by_its_title_only(parsed, abstract):
    """It is kept, and says how little there is of it."""
    record = parsed(abstract=abstract)
    assert (record.sections, record.coverage) == ((), Coverage.TITLE)


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        ("a <i>very <b>sore</b></i> frob", "a very sore frob"),
        ("CO<sub>2</sub> and H<sub>2</sub>O", "CO2 and H2O"),
        ("10<sup>-3</sup> kg/m<sup>2</sup>", "10⁻³ kg/m²"),
        ("10<sup>−9</sup>", "10⁻⁹"),
        ("<i>10<sup>6</sup></i> cells", "10⁶ cells"),
        ("Ca<sup>2+</sup>", "Ca²⁺"),
        ("the 2<sup>nd</sup> and 4<sup>th</sup> frob<sup>TM</sup>", "the 2nd and 4th frobTM"),
        ("5 &lt; 6 &amp; 7 &gt; 6", "5 < 6 & 7 > 6"),
        ("caf&#xe9; &#956;g", "café μg"),
        ("two\n   lines\t here", "two lines here"),
        ("one<!-- a remark --> word", "one word"),
        ("one<?a remark?> word", "one word"),
        ("<![CDATA[5 < 6]]>", "5 < 6"),
        ("a&#x85;b", "a b"),
        ("a&#x80; &#x7f;b ", "a b"),
        ("  two  spaces ", "two spaces"),
        ("<b>Aim</b> <i>To</i> see", "Aim To see"),
        ("\n  <b>Aim</b>\n  <i>To</i><u>see</u>\n", "Aim Tosee"),
        ("see<b> <i>sore</i> <u>frobs</u></b>", "see sore frobs"),
        ("<b/> <i>Frobs</i> <sup>2</sup>", "Frobs ²"),
        (
            '<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>x</mml:mi><mml:mo>=</mml:mo>'
            "<mml:mn>1</mml:mn></mml:math>",
            "x=1",
        ),
    ],
)
def test_markup_within_text_is_dropped_and_its_meaning_kept(parsed, xml, expected):
    """10 to the power of -3 must not become 10-3; everything comes out on one line."""
    assert parsed(abstract=f"<Abstract><AbstractText>{xml}</AbstractText></Abstract>").sections[0].text == expected
    assert parsed(title=f"<ArticleTitle>{xml}</ArticleTitle>").title == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("<ArticleTitle>On <i>frobs</i>.</ArticleTitle>", "On frobs."),
        ("<ArticleTitle/><VernacularTitle>Über Frobs.</VernacularTitle>", "Über Frobs."),
        ("<VernacularTitle>Über Frobs.</VernacularTitle>", "Über Frobs."),
        ("<ArticleTitle>[On frobs].</ArticleTitle><VernacularTitle>Über Frobs.</VernacularTitle>", "[On frobs]."),
        ("<ArticleTitle> </ArticleTitle>", "[No title]"),
        ("", "[No title]"),
    ],
)
def test_the_title_is_the_english_one_else_the_original(parsed, title, expected):
    """A paper without any title says so."""
    assert parsed(title=title).title == expected


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("<LastName>Frobisher</LastName><ForeName>Ann</ForeName><Initials>A</Initials>", "Frobisher A"),
        ("<LastName>Frob</LastName><Initials>A</Initials><Suffix>Jr</Suffix>", "Frob A Jr"),
        ("<LastName>Frob</LastName>", "Frob"),
        ("<CollectiveName>Frob Trial Group</CollectiveName>", "Frob Trial Group"),
        (
            "<LastName>Frob</LastName><Initials>A</Initials><AffiliationInfo><Affiliation>Here</Affiliation>"
            "</AffiliationInfo>",
            "Frob A",
        ),
    ],
)
def test_an_author_is_a_person_or_a_group(parsed, author, expected):
    """A name is written as PubMed writes it; affiliations are not part of it."""
    record = parsed(authors=f"<Author>{author}</Author><Author ValidYN='Y'><LastName>Quill</LastName></Author>")
    assert record.authors == (expected, "Quill")


# Dates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pub_date", "year"),
    [
        ("<Year>2019</Year><Month>Jun</Month><Day>15</Day>", 2019),
        ("<Year>2019</Year><Month>06</Month>", 2019),
        ("<Year>2019</Year>", 2019),
        ("<Year>2003</Year><Season>Spring</Season>", 2003),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", 1998),
        ("<MedlineDate>2000-2001</MedlineDate>", 2000),
        ("<MedlineDate>Spring 2003</MedlineDate>", 2003),
        ("<MedlineDate>1976-1977 Winter</MedlineDate>", 1976),
        ("<MedlineDate>2000 Nov 15-30</MedlineDate>", 2000),
        ("<MedlineDate>undated</MedlineDate>", None),
        ("", None),
    ],
)
def test_the_year_is_read_from_any_form_of_date(parsed, pub_date, year):
    """Of a range the first year counts; a date without a year is unknown, never guessed."""
    assert parsed(pub_date=pub_date).year == year


def test_a_paper_that_is_not_yet_in_an_issue_has_the_year_of_its_electronic_date(parsed):
    """Else that of its history; the issue's date goes first where there is one."""
    electronic = '<ArticleDate DateType="Electronic"><Year>2018</Year><Month>12</Month></ArticleDate>'
    history = '<History><PubMedPubDate PubStatus="entrez"><Year>2017</Year></PubMedPubDate></History>'
    assert parsed(pub_date="", in_article=electronic, data=history).year == 2018
    assert parsed(pub_date="", data=history).year == 2017
    assert parsed(in_article=electronic, data=history).year == 2019


@pytest.mark.parametrize(
    ("revised", "date"),
    [
        ("<Year>2021</Year><Month>03</Month><Day>07</Day>", "2021-03-07"),
        ("<Year>2021</Year><Month>3</Month><Day>7</Day>", "2021-03-07"),
        ("<Year>2021</Year><Month>Mar</Month>", "2021-03"),
        ("<Year>2021</Year><Month>13</Month>", "2021"),
        ("<Year>2021</Year>", "2021"),
        ("", ""),
    ],
)
def test_the_date_of_revision_sorts_by_age(parsed, revised, date):
    """It decides which of two copies is newer, so it is written year first."""
    assert parsed(revised=revised).date == date


# Types, headings, identifiers --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (("Journal Article",), RecordKind.RESEARCH),
        (("Journal Article", "Practice Guideline"), RecordKind.GUIDELINE),
        (("Guideline",), RecordKind.GUIDELINE),
        ((), RecordKind.RESEARCH),
    ],
)
def test_a_guideline_is_told_by_its_publication_type(parsed, types, kind):
    """Everything else from PubMed is research."""
    record = parsed(types=types)
    assert (record.publication_types, record.kind) == (types, kind)


def test_a_heading_is_major_by_itself_or_by_a_qualifier(parsed):
    """NLM marks the qualifier, not the descriptor, where that is what the paper is about."""
    mesh = "".join(
        f'<MeshHeading><DescriptorName UI="D1" MajorTopicYN="{own}">{name}</DescriptorName>{qualifiers}</MeshHeading>'
        for name, own, qualifiers in [
            ("Frobnitis", "N", '<QualifierName UI="Q1" MajorTopicYN="Y">drug therapy</QualifierName>'),
            ("Zanolol", "Y", ""),
            ("Humans", "N", '<QualifierName UI="Q2" MajorTopicYN="N">blood</QualifierName>'),
        ]
    )
    assert parsed(mesh=mesh).mesh == (
        MeshHeading("Frobnitis", True),
        MeshHeading("Zanolol", True),
        MeshHeading("Humans", False),
    )


OWN = (
    '<ArticleIdList><ArticleId IdType="pubmed">90000003</ArticleId><ArticleId IdType="pmc">PMC99000003</ArticleId>'
    '<ArticleId IdType="doi">10.5555/Frob.3</ArticleId><ArticleId IdType="pii">S1</ArticleId></ArticleIdList>'
)
CITED = (
    "<ReferenceList><Reference><Citation>Another.</Citation><ArticleIdList>"
    '<ArticleId IdType="doi">10.5555/cited</ArticleId><ArticleId IdType="pmc">PMC11111111</ArticleId>'
    '<ArticleId IdType="pubmed">123</ArticleId></ArticleIdList></Reference></ReferenceList>'
)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"data": OWN + CITED}, {"pmid": "90000003", "pmcid": "PMC99000003", "doi": "10.5555/frob.3"}),
        ({"data": CITED + OWN}, {"pmid": "90000003", "pmcid": "PMC99000003", "doi": "10.5555/frob.3"}),
        ({"data": CITED}, {"pmid": "90000003"}),
        (
            {"in_article": '<ELocationID EIdType="doi" ValidYN="Y">10.5555/e.3</ELocationID>'},
            {"pmid": "90000003", "doi": "10.5555/e.3"},
        ),
        (
            {
                "in_article": '<ELocationID EIdType="doi" ValidYN="Y">10.5555/e.3</ELocationID>'
                '<ELocationID EIdType="pii" ValidYN="Y">S1</ELocationID>'
            },
            {"pmid": "90000003", "doi": "10.5555/e.3"},
        ),
        (
            {"in_article": '<ELocationID EIdType="doi" ValidYN="N">10.5555/wrong</ELocationID>'},
            {"pmid": "90000003"},
        ),
        (
            {"data": '<ArticleIdList><ArticleId IdType="doi">no doi at all</ArticleId></ArticleIdList>'},
            {"pmid": "90000003"},
        ),
        (
            {
                "in_article": "<DataBankList><DataBank><DataBankName>ISRCTN</DataBankName><AccessionNumberList>"
                "<AccessionNumber>ISRCTN1</AccessionNumber></AccessionNumberList></DataBank><DataBank>"
                "<DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>"
                "<AccessionNumber>NCT99000003</AccessionNumber></AccessionNumberList></DataBank></DataBankList>"
            },
            {"pmid": "90000003", "nctid": "NCT99000003"},
        ),
    ],
)
def test_only_the_article_s_own_identifiers_count(parsed, parts, expected):
    """Those of the papers it cites stand in the same element names; malformed and invalid ones are dropped."""
    assert parsed(**parts).identifiers.to_json() == expected


def test_keywords_of_every_list_are_kept(tmp_path):
    """The authors' own and those of an indexing body."""
    lists = "<KeywordList Owner='NOTNLM'><Keyword>frobs</Keyword></KeywordList><KeywordList><Keyword>x</Keyword></KeywordList>"
    xml = article().replace("</MedlineCitation>", lists + "</MedlineCitation>")
    (record,) = records_in(_read(tmp_path, xml))
    assert record.keywords == ("frobs", "x")


# Standing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("types", "kinds", "status"),
    [
        ((), (), RetractionStatus.CLEAR),
        (("Retracted Publication",), (), RetractionStatus.RETRACTED),
        ((), ("RetractionIn",), RetractionStatus.RETRACTED),
        ((), ("ErratumIn", "RetractionIn"), RetractionStatus.RETRACTED),
        ((), ("RetractedandRepublishedIn",), RetractionStatus.RETRACTED),
        ((), ("ExpressionOfConcernIn",), RetractionStatus.CONCERN),
        ((), ("ExpressionOfConcernIn", "ErratumIn"), RetractionStatus.CONCERN),
        ((), ("PartialRetractionIn",), RetractionStatus.CONCERN),
        ((), ("ErratumIn",), RetractionStatus.CORRECTED),
        ((), ("CorrectedandRepublishedIn",), RetractionStatus.CORRECTED),
        ((), ("ErratumFor",), RetractionStatus.CLEAR),
        ((), ("RetractionOf",), RetractionStatus.CLEAR),
        ((), ("UpdateOf", "CommentIn"), RetractionStatus.CLEAR),
    ],
)
def test_the_gravest_notice_decides_the_standing(parsed, types, kinds, status):
    """A notice about another paper does not touch this one (NLM, Errata, Retractions and Linked Citations)."""
    assert parsed(types=types, links="".join(link(kind) for kind in kinds)).retraction is status


def test_links_to_other_papers_are_kept_and_mere_citations_are_not(parsed):
    """An update, a retraction and a comment tell of this paper; what it cites does not."""
    record = parsed(links=link("UpdateOf", "90000002") + link("Cites", "123") + link("CommentIn"))
    assert record.links == (
        RecordLink("UpdateOf", "90000002", "Ann Imag Med. 2020;9:9"),
        RecordLink("CommentIn", "90000099", "Ann Imag Med. 2020;9:9"),
    )


def test_a_notice_without_a_pmid_is_kept(parsed):
    """Many errata are known only by where they were printed."""
    links = '<CommentsCorrections RefType="ErratumIn"><RefSource>Ann. 2020;1:1</RefSource></CommentsCorrections>'
    assert parsed(links=links).links == (RecordLink("ErratumIn", None, "Ann. 2020;1:1"),)


# Books -------------------------------------------------------------------------------------------------


def test_a_chapter_of_a_book_is_a_record(tmp_path):
    """PubMed holds chapters as PubmedBookArticle."""
    chapter = """<PubmedBookArticle><BookDocument><PMID Version="1">90000050</PMID>
      <ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
      <Book><Publisher><PublisherName>P</PublisherName></Publisher><BookTitle book="b">Frob <i>Book</i></BookTitle>
        <PubDate><Year>2023</Year><Month>01</Month></PubDate></Book>
      <ArticleTitle book="b" part="c">Frobnitis</ArticleTitle><Language>eng</Language>
      <AuthorList Type="authors"><Author><LastName>Frob</LastName><Initials>A</Initials></Author></AuthorList>
      <PublicationType UI="D0">Study Guide</PublicationType>
      <Abstract><AbstractText>Frobnitis is sore.</AbstractText></Abstract>
      <DateRevised><Year>2024</Year><Month>5</Month><Day>1</Day></DateRevised>
      </BookDocument><PubmedBookData/></PubmedBookArticle>"""
    (record,) = records_in(_read(tmp_path, chapter))
    assert (record.id, record.title, record.journal) == ("pubmed:90000050", "Frobnitis", "Frob Book")
    assert (record.year, record.date, record.authors) == (2023, "2024-05-01", ("Frob A",))
    assert [(s.label, s.text) for s in record.sections] == [("Abstract", "Frobnitis is sore.")]
    assert record.publication_types == ("Study Guide",)


def test_a_whole_book_has_the_title_of_the_book(tmp_path):
    """It has no chapter title."""
    book = (
        "<PubmedBookArticle><BookDocument><PMID>90000051</PMID><Book><BookTitle>Frob Book</BookTitle></Book>"
        "</BookDocument></PubmedBookArticle>"
    )
    (record,) = records_in(_read(tmp_path, book))
    assert (record.title, record.year, record.coverage) == ("Frob Book", None, Coverage.TITLE)


# What is broken ----------------------------------------------------------------------------------------

GOOD = (article(90000001), article(90000002))


@pytest.mark.parametrize(
    ("broken", "named", "reason"),
    [
        (article(90000077).replace("</Journal>", ""), "record 2 (PMID 90000077)", "not well-formed XML"),
        (article(90000077, title="<ArticleTitle>a &nbsp; b</ArticleTitle>"), "record 2 (PMID 90000077)", "nbsp"),
        (article("none"), "record 2", "'none' is not a PMID"),
        (article(""), "record 2", "has no PMID"),
        ("<PubmedArticle></PubmedArticle>", "record 2", "has no MedlineCitation"),
        (
            "<PubmedArticle><MedlineCitation><PMID>90000077</PMID></MedlineCitation></PubmedArticle>",
            "record 2 (PMID 90000077)",
            "has no Article",
        ),
        (article(90000077).replace("</PubmedArticle>", ""), "record 2 (PMID 90000077)", "not well-formed XML"),
        (article(90000077, title="<ArticleTitle>\0</ArticleTitle>"), "record 2 (PMID 90000077)", "XML"),
    ],
)
def test_a_broken_record_is_named_and_the_others_are_read(tmp_path, broken, named, reason):
    """The fault tells the file, the place, the PMID if there is one, and what is wrong."""
    items = _read(tmp_path, GOOD[0], broken, GOOD[1])
    assert [record.id for record in records_in(items)] == ["pubmed:90000001", "pubmed:90000002"]
    (fault,) = faults_in(items)
    assert fault.item == f"pubmed.xml {named}"
    assert reason in fault.reason


def test_each_of_several_unclosed_records_is_named(tmp_path):
    """One broken record must not hide the next."""
    unclosed = [article(pmid).replace("</PubmedArticle>", "") for pmid in (90000077, 90000078)]
    items = _read(tmp_path, GOOD[0], *unclosed, GOOD[1])
    assert [record.id for record in records_in(items)] == ["pubmed:90000001", "pubmed:90000002"]
    assert [fault.item for fault in faults_in(items)] == [
        "pubmed.xml record 2 (PMID 90000077)",
        "pubmed.xml record 3 (PMID 90000078)",
    ]


@pytest.mark.parametrize("start", ["<PubmedArticle>", '<PubmedArticle xml:lang="en">', "<PubmedArticle\n>"])
def test_an_unclosed_record_ends_where_the_next_begins(tmp_path, start):
    """Whatever stands in the start tag of the next."""
    unclosed = article(90000077).replace("</PubmedArticle>", "")
    items = _read(tmp_path, unclosed, GOOD[0].replace("<PubmedArticle>", start), GOOD[1])
    assert [record.id for record in records_in(items)] == ["pubmed:90000001", "pubmed:90000002"]
    assert [fault.item for fault in faults_in(items)] == ["pubmed.xml record 1 (PMID 90000077)"]


def test_units_are_small_at_first(tmp_path):
    """So that every process soon has something to do; then larger ones, which cost less."""
    path = write_bytes(tmp_path / "many.xml", article_set(*(article(n) for n in range(1, 301))).encode())
    assert [len(unit.items) for unit in split(on_disk(path))] == [20, 20, 40, 80, 100, 40]

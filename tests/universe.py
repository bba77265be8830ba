"""A little world in which no medical fact is claimed: frobnitis and its treatment exist only here.

    guideline  guideline:frob-2023   2023  Frob Society: zanolol first, quibrex second
    label      label:…000000000001   2022  zanolol tablets: dose, contraindications, boxed warning
    review     pubmed:90000001       2022  meta-analysis: zanolol beats placebo (replaces …02)
    review     pubmed:90000002       2012  systematic review, superseded: UpdateIn …01
    trial      pubmed:90000003       2019  zanolol against placebo: works
    trial      pubmed:90000004       2020  zanolol against quibrex: no difference
    trial      pubmed:90000005       2016  zanolol cures everyone: RETRACTED
    cohort     pubmed:90000006       2021  harms of zanolol over five years; CORRECTED by an erratum
    case-ctrl  pubmed:90000007       2015  risk factors of frobnitis; expression of CONCERN
    report     pubmed:90000008       2009  one patient, title only
    protocol   pubmed:90000009       2024  a trial that has found nothing yet
    topic      topic:frobnitis       2023  frobnitis in plain words

    …02 <--UpdateOf-- …01      …05 --RetractionIn--> a notice outside the world

PMIDs above 90,000,000 have not been given out. `DOCUMENTS` holds the records in the JSONL form,
`RECORDS` as records; `write_jsonl` and `write_pubmed` put either into files, and `article` and
`article_set` make PubMed XML of any shape.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from citewell.errors import CitewellError
from citewell.model.evidence import Record
from citewell.model.serialise import record_from_json
from citewell.sources.about import about_file
from citewell.sources.files import on_disk
from citewell.sources.registry import units
from citewell.sources.unit import Fault, Item

LABEL_SET_ID = "00000000-0000-4000-8000-000000000001"


def _paper(number: int, title: str, year: int, sections: Mapping[str, str], **more: Any) -> dict[str, Any]:
    pmid = str(90_000_000 + number)
    return {
        "id": f"pubmed:{pmid}",
        "kind": "research",
        "title": title,
        "sections": [{"label": label, "text": text} for label, text in sections.items()],
        "journal": "Annals of Imaginary Medicine",
        "year": year,
        "authors": ["Frobisher A", "Quill BC"],
        "publication_types": ["Journal Article"],
        "mesh": [{"name": "Frobnitis", "major": True}, "Humans"],
        "identifiers": {"pmid": pmid, "doi": f"10.5555/frob.{number}"},
        "url": f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/",
        "retraction": "CLEAR",
        "version": "1",
        "date": f"{year}-06-15",
        "source": "pubmed",
        **more,
    }


DOCUMENTS: tuple[dict[str, Any], ...] = (
    {
        "id": "guideline:frob-2023",
        "kind": "guideline",
        "title": "Management of frobnitis: guideline of the Frob Society",
        "sections": [
            {"label": "Definition", "text": "Frobnitis is a painful swelling of the frob."},
            {
                "label": "Recommendations",
                "text": "Zanolol is recommended as first treatment of frobnitis in adults (strong recommendation). "
                "Quibrex may be offered when zanolol is not tolerated (conditional recommendation).",
            },
        ],
        "year": 2023,
        "issuer": "Frob Society",
        "publication_types": ["Practice Guideline"],
        "url": "https://guidelines.example/frob-2023",
        "retraction": "CLEAR",
        "coverage": "full_text",
    },
    {
        "id": f"label:{LABEL_SET_ID}",
        "kind": "label",
        "title": "Zanolol tablets",
        "sections": [
            {"label": "Boxed warning", "text": "Zanolol can cause glimmering. Stop zanolol if glimmering occurs."},
            {"label": "Dosage", "text": "The recommended dose of zanolol in frobnitis is 5 mg once daily."},
            {"label": "Contraindications", "text": "Zanolol is contraindicated in people with a missing frob."},
        ],
        "year": 2022,
        "identifiers": {"setid": LABEL_SET_ID},
        "version": "3",
        "retraction": "CLEAR",
        "coverage": "full_text",
    },
    _paper(
        1,
        "Zanolol for frobnitis: a systematic review and meta-analysis",
        2022,
        {
            "Background": "Zanolol is used in frobnitis.",
            "Results": "In 7 randomised trials (n = 1,204), zanolol reduced frob pain compared with placebo "
            "(risk ratio 0.62, 95% CI 0.51 to 0.75; P < .001).",
            "Conclusions": "Zanolol reduces pain in frobnitis.",
        },
        publication_types=["Journal Article", "Meta-Analysis", "Systematic Review"],
        links=[{"kind": "UpdateOf", "pmid": "90000002", "source": "Ann Imag Med. 2012;1:1"}],
    ),
    _paper(
        2,
        "Drug treatment of frobnitis: a systematic review",
        2012,
        {"Results": "Two small trials of zanolol were found.", "Conclusions": "The evidence was thin."},
        publication_types=["Journal Article", "Systematic Review"],
        links=[{"kind": "UpdateIn", "pmid": "90000001", "source": ""}],
    ),
    _paper(
        3,
        "Zanolol versus placebo in frobnitis: a randomised trial",
        2019,
        {
            "Methods": "We randomised 240 adults with frobnitis to zanolol 5 mg daily or placebo for 12 weeks.",
            "Results": "Frob pain resolved in 84 of 120 patients given zanolol and in 48 of 120 given placebo.",
            "Conclusions": "Zanolol was better than placebo in frobnitis.",
        },
        publication_types=["Journal Article", "Randomized Controlled Trial"],
        identifiers={"pmid": "90000003", "doi": "10.5555/frob.3", "pmcid": "PMC99000003", "nctid": "NCT99000003"},
    ),
    _paper(
        4,
        "Zanolol or quibrex for frobnitis: a randomised trial",
        2020,
        {
            "Results": "Pain scores did not differ between zanolol and quibrex (difference 0.1 points, P = .83).",
            "Conclusions": "Zanolol was not better than quibrex.",
        },
        publication_types=["Journal Article", "Randomized Controlled Trial"],
    ),
    _paper(
        5,
        "Zanolol cures frobnitis in every patient",
        2016,
        {"Results": "Zanolol cured all 50 patients with frobnitis."},
        publication_types=["Journal Article", "Randomized Controlled Trial", "Retracted Publication"],
        retraction="RETRACTED",
        links=[{"kind": "RetractionIn", "pmid": "90000099", "source": "Ann Imag Med. 2017;6:2"}],
    ),
    _paper(
        6,
        "Long-term harms of zanolol: a cohort study",
        2021,
        {
            "Methods": "We followed 3,310 adults who took zanolol for 5 years.",
            "Results": "Glimmering occurred in 2.1% of the people who took zanolol.",
        },
        publication_types=["Journal Article", "Observational Study"],
        retraction="CORRECTED",
        links=[{"kind": "ErratumIn", "pmid": None, "source": "Ann Imag Med. 2022;11:9"}],
    ),
    _paper(
        7,
        "Risk factors of frobnitis: a case-control study",
        2015,
        {"Results": "Whistling was associated with frobnitis (odds ratio 1.8, 95% CI 1.2 to 2.7)."},
        retraction="CONCERN",
        links=[{"kind": "ExpressionOfConcernIn", "pmid": "90000098", "source": ""}],
    ),
    _paper(
        8,
        "Frobnitis after a fall from a unicycle",
        2009,
        {},
        publication_types=["Case Reports"],
        coverage="title",
    ),
    _paper(
        9,
        "Early zanolol in frobnitis: protocol of a randomised trial",
        2024,
        {"Methods": "We will randomise 600 adults with frobnitis to early or late zanolol."},
        publication_types=["Journal Article", "Clinical Trial Protocol"],
    ),
    {
        "id": "topic:frobnitis",
        "kind": "topic",
        "title": "Frobnitis",
        "sections": [
            {"label": "What it is", "text": "Frobnitis is swelling of the frob. It hurts when you whistle."},
            {"label": "Symptoms", "text": "The signs of frobnitis are pain, swelling and a low hum."},
        ],
        "year": 2023,
        "url": "https://topics.example/frobnitis",
        "coverage": "summary",
    },
)

RECORDS: tuple[Record, ...] = tuple(record_from_json(document) for document in DOCUMENTS)


def record(number: int = 3, **changes: Any) -> Record:
    """Return one of the world's papers by the end of its PMID, with some fields changed."""
    document = next(d for d in DOCUMENTS if d["id"] == f"pubmed:{90_000_000 + number}")
    return record_from_json({**document, **changes})


def papers(count: int, *, first: int = 95_000_001, words: str = "frobnitis") -> list[dict[str, Any]]:
    """Return many small papers, each with one word that no other has (`mark95000001`)."""
    return [
        {
            "id": f"pubmed:{pmid}",
            "title": f"Paper {pmid} on {words}",
            "abstract": f"The word mark{pmid} stands only here. " + "Zanolol was taken. " * (1 + pmid % 7),
            "year": 2000 + pmid % 24,
            "identifiers": {"pmid": str(pmid)},
        }
        for pmid in range(first, first + count)
    ]


def write_jsonl(path: Path, documents: Iterable[Mapping[str, Any]] = DOCUMENTS) -> Path:
    """Write documents as JSON Lines, compressed if the name says so. Returns the path."""
    text = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
    return write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> Path:
    """Write bytes, compressed if the name ends in `.gz`. Returns the path."""
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    return path


# PubMed XML --------------------------------------------------------------------------------------------

PROLOGUE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)


def article(
    pmid: int | str = 90_000_003,
    *,
    version: str = "1",
    revised: str = "<Year>2021</Year><Month>03</Month><Day>07</Day>",
    title: str = "<ArticleTitle>Zanolol in frobnitis.</ArticleTitle>",
    abstract: str = "<Abstract><AbstractText>Zanolol helped.</AbstractText></Abstract>",
    pub_date: str = "<Year>2019</Year>",
    authors: str = "",
    types: Sequence[str] = ("Journal Article",),
    in_article: str = "",
    mesh: str = "",
    links: str = "",
    data: str = "",
) -> str:
    """Return one PubmedArticle as the service writes it; each argument is the XML of its part."""
    pmid_element = f'<PMID Version="{version}">{pmid}</PMID>'
    return f"""<PubmedArticle>
  <MedlineCitation Status="MEDLINE" Owner="NLM">
    {pmid_element}
    <DateRevised>{revised}</DateRevised>
    <Article PubModel="Print">
      <Journal><JournalIssue CitedMedium="Internet"><PubDate>{pub_date}</PubDate></JournalIssue>
        <Title>Annals of Imaginary Medicine</Title></Journal>
      {title}
      {abstract}
      <AuthorList CompleteYN="Y">{authors}</AuthorList>
      <Language>eng</Language>
      {in_article}
      <PublicationTypeList>{"".join(f'<PublicationType UI="D0">{escape(t)}</PublicationType>' for t in types)}
      </PublicationTypeList>
    </Article>
    <CommentsCorrectionsList>{links}</CommentsCorrectionsList>
    <MeshHeadingList>{mesh}</MeshHeadingList>
  </MedlineCitation>
  <PubmedData>{data or f'<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList>'}</PubmedData>
</PubmedArticle>
"""


def link(kind: str, pmid: str = "90000099") -> str:
    """Return a CommentsCorrections element."""
    return (
        f'<CommentsCorrections RefType="{kind}"><RefSource>Ann Imag Med. 2020;9:9</RefSource>'
        f'<PMID Version="1">{pmid}</PMID></CommentsCorrections>'
    )


def article_set(*items: str, prologue: str = PROLOGUE) -> str:
    """Return a PubMed XML document that holds the items."""
    return f"{prologue}<PubmedArticleSet>\n{''.join(items)}</PubmedArticleSet>\n"


def article_of(paper: Record) -> str:
    """Return a record as a PubmedArticle."""
    year, month, day = paper.date.split("-") if paper.date.count("-") == 2 else ("2020", "01", "01")
    ids = {"pubmed": paper.identifiers.pmid, "doi": paper.identifiers.doi, "pmc": paper.identifiers.pmcid}
    parts = "".join(
        f"<AbstractText Label={quoteattr(s.label.upper())}>{escape(s.text)}</AbstractText>" for s in paper.sections
    )
    return article(
        str(paper.identifiers.pmid),
        version=paper.version or "1",
        revised=f"<Year>{year}</Year><Month>{month}</Month><Day>{day}</Day>",
        title=f"<ArticleTitle>{escape(paper.title)}</ArticleTitle>",
        abstract=f"<Abstract>{parts}</Abstract>" if parts else "",
        pub_date=f"<Year>{paper.year}</Year>",
        authors="".join(
            "<Author><LastName>{}</LastName><Initials>{}</Initials></Author>".format(*name.rsplit(" ", 1))
            for name in paper.authors
        ),
        types=paper.publication_types,
        mesh="".join(
            f'<MeshHeading><DescriptorName UI="D0" MajorTopicYN="{"Y" if m.major else "N"}">{escape(m.name)}'
            "</DescriptorName></MeshHeading>"
            for m in paper.mesh
        ),
        links="".join(link(item.kind, item.pmid or "90000097") for item in paper.links),
        data="<ArticleIdList>"
        + "".join(f'<ArticleId IdType="{kind}">{value}</ArticleId>' for kind, value in ids.items() if value)
        + "</ArticleIdList>",
    )


def write_pubmed(path: Path, records: Iterable[Record] = RECORDS) -> Path:
    """Write those of the records that have a PMID as PubMed XML. Returns the path."""
    return write_bytes(path, article_set(*(article_of(r) for r in records if r.identifiers.pmid)).encode())


# Reading back ------------------------------------------------------------------------------------------


def read(path: Path) -> list[Item]:
    """Return all that a file holds, in order, with what is said of it in the file beside it."""
    items: list[Item] = []
    try:
        for source, unit in units(on_disk(path, about=about_file(path))):
            items += [unit] if source is None or isinstance(unit, Fault) else source.parse(unit)
    except CitewellError as error:
        items.append(Fault(path.name, str(error)))
    return items


def records_in(items: Iterable[Item]) -> list[Record]:
    """Return the records among the items."""
    return [item for item in items if isinstance(item, Record)]


def faults_in(items: Iterable[Item]) -> list[Fault]:
    """Return the faults among the items."""
    return [item for item in items if isinstance(item, Fault)]

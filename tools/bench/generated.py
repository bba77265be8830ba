"""PubMed files of made-up words, as large as those of the baseline."""

from __future__ import annotations

import gzip
import math
import random
from pathlib import Path

from bench.measuring import SEED

# As NLM ships the files of its baseline.
RECORDS_A_FILE = 30_000


def write_generated(folder: Path, records: int) -> None:
    """Write gzipped PubMed files: seeded, of made-up words as frequent as words are (Zipf), 6 kB a record."""
    chance = random.Random(SEED)  # noqa: S311
    syllables = [c + v + e for c in "bcdfglmnprstv" for v in "aeiou" for e in ("", "n", "r", "s", "x")]
    vocabulary = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(60_000)]
    cumulative = [math.log(rank + 1) for rank in range(1, len(vocabulary) + 1)]
    sentences = [
        " ".join(chance.choices(vocabulary, cum_weights=cumulative, k=chance.randint(12, 28))).capitalize() + "."
        for _ in range(120_000)
    ]
    for first in range(0, records, RECORDS_A_FILE):
        path = folder / f"generated{first // RECORDS_A_FILE:04}.xml.gz"
        with gzip.open(path, "wt", compresslevel=1, encoding="utf-8") as out:
            out.write('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
            for number in range(first, min(first + RECORDS_A_FILE, records)):
                out.write(_generated_record(10_000_000 + number, sentences, vocabulary, chance))
            out.write("</PubmedArticleSet>\n")


def _generated_record(pmid: int, sentences: list[str], vocabulary: list[str], chance: random.Random) -> str:
    names = chance.choices(vocabulary, k=24)
    authors = "".join(
        f"<Author><LastName>{n.title()}</LastName><ForeName>{n}</ForeName><Initials>{n[0].upper()}</Initials>"
        f"<AffiliationInfo><Affiliation>{n} {s}</Affiliation></AffiliationInfo></Author>\n"
        for n, s in zip(names[:8], chance.choices(sentences, k=8), strict=True)
    )
    mesh = "".join(
        f"<MeshHeading><DescriptorName UI='D{i:06}' MajorTopicYN='N'>{n}</DescriptorName></MeshHeading>\n"
        for i, n in enumerate(names[8:18])
    )
    cited = "".join(
        f"<Reference><Citation>{s}</Citation><ArticleIdList><ArticleId IdType='pubmed'>{pmid - i - 1}</ArticleId>"
        "</ArticleIdList></Reference>\n"
        for i, s in enumerate(chance.choices(sentences, k=15))
    )
    abstract = "".join(
        f"<AbstractText Label='{label}'>{' '.join(chance.choices(sentences, k=3))}</AbstractText>\n"
        for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    )
    year = 1980 + pmid % 45
    return (
        f"<PubmedArticle><MedlineCitation Status='MEDLINE'><PMID Version='1'>{pmid}</PMID>"
        f"<DateRevised><Year>{year}</Year><Month>06</Month><Day>15</Day></DateRevised><Article><Journal><JournalIssue>"
        f"<PubDate><Year>{year}</Year></PubDate></JournalIssue><Title>{names[18]}</Title></Journal>"
        f"<ArticleTitle>{chance.choice(sentences)}</ArticleTitle><Abstract>{abstract}</Abstract>"
        f"<AuthorList>{authors}</AuthorList><Language>eng</Language><PublicationTypeList>"
        f"<PublicationType UI='D016428'>Journal Article</PublicationType></PublicationTypeList></Article>"
        f"<MeshHeadingList>{mesh}</MeshHeadingList></MedlineCitation><PubmedData><ArticleIdList>"
        f"<ArticleId IdType='pubmed'>{pmid}</ArticleId><ArticleId IdType='doi'>10.5555/bench.{pmid}</ArticleId>"
        f"</ArticleIdList><ReferenceList>{cited}</ReferenceList></PubmedData></PubmedArticle>\n"
    )

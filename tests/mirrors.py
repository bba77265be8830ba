"""Small mirrors: PubMed's baseline and update files with their checksums, as NLM lays them out.

    write_mirror(folder, [setting(1, "first"), setting(2, "a")], [setting(1, "second"), deleting(2)], baseline=1)

writes `baseline/pubmed25n0001.xml.gz` and `updatefiles/pubmed25n0002.xml.gz`, each with its `.md5`.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from pathlib import Path

from citewell.library import Library
from universe import article, article_set

FIRST_PMID = 95_000_000


def setting(number: int, text: str, *, year: int = 2021, version: int = 1) -> str:
    """Return a record by a small number, with the year in which it says it was revised."""
    return article(
        FIRST_PMID + number,
        version=str(version),
        revised=f"<Year>{year}</Year><Month>03</Month><Day>07</Day>",
        title=f"<ArticleTitle>Frob paper {number}.</ArticleTitle>",
        abstract=f"<Abstract><AbstractText>{text}</AbstractText></Abstract>",
    )


def deleting(*numbers: int) -> str:
    """Return the element by which an update file deletes records."""
    pmids = "".join(f'<PMID Version="1">{FIRST_PMID + number}</PMID>' for number in numbers)
    return f"<DeleteCitation>{pmids}</DeleteCitation>"


def file_name(number: int, year: int = 25) -> str:
    return f"pubmed{year}n{number:04d}.xml.gz"


def content(items: Sequence[str]) -> bytes:
    return gzip.compress(article_set(*items).encode(), mtime=0)


def checksum(name: str, of: bytes) -> bytes:
    """Return a checksum as NLM writes it."""
    return f"MD5({name})= {hashlib.md5(of, usedforsecurity=False).hexdigest()}\n".encode()


def write_file(folder: Path, number: int, items: Sequence[str], *, year: int = 25) -> Path:
    """Write one file and its checksum. Returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / file_name(number, year)
    path.write_bytes(content(items))
    path.with_name(path.name + ".md5").write_bytes(checksum(path.name, path.read_bytes()))
    return path


def write_mirror(folder: Path, *files: Sequence[str], baseline: int = 0, first: int = 1, year: int = 25) -> list[Path]:
    """Write files, numbered from `first`; the first `baseline` of them as the baseline's. Returns their paths."""
    return [
        write_file(folder / ("baseline" if at < baseline else "updatefiles"), first + at, items, year=year)
        for at, items in enumerate(files)
    ]


def texts(library: Library) -> dict[int, str]:
    """Return the texts that a library holds, by the numbers of the records."""
    return {int(str(record.identifiers.pmid)) - FIRST_PMID: record.sections[0].text for record in library.all_records()}

"""Files that are cut short, wrongly encoded or hostile: each ends with a Fault, and nothing good before it is lost."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from universe import (
    article,
    article_set,
    faults_in,
    papers,
    read,
    records_in,
    write_bytes,
    write_jsonl,
)


def _noise(count: int, *, seed: int = 7) -> str:
    """Return text that does not compress, so that a cut of the file is a cut within the records."""
    return random.Random(seed).randbytes(count).hex()


def _ids(items):
    return [record.id for record in records_in(items)]


# Cut short ---------------------------------------------------------------------------------------------


def test_xml_that_ends_within_a_record_keeps_the_records_before(tmp_path):
    """The fault says after which record the file ends."""
    whole = article_set(article(1), article(2), article(3)).encode()
    items = read(write_bytes(tmp_path / "cut.xml", whole[: whole.index(b'<PMID Version="1">3') + 40]))
    assert _ids(items) == ["pubmed:1", "pubmed:2"]
    (fault,) = faults_in(items)
    assert (fault.item, fault.reason) == (
        "cut.xml after record 2",
        "the file ends within a record; the 2 before it were read",
    )


@pytest.mark.parametrize("end", ["", "\n", "\n<Pubm", "\n<PubmedArticle", " " * 3_000_000])
def test_xml_that_ends_between_two_records_is_known_to_be_cut(tmp_path, end):
    """What is missing after the cut must not be missed in silence."""
    whole = article_set(article(1), article(2))
    items = read(
        write_bytes(tmp_path / "cut.xml", (whole[: whole.index("</PubmedArticleSet>")].rstrip() + end).encode())
    )
    assert _ids(items) == ["pubmed:1", "pubmed:2"]
    (fault,) = faults_in(items)
    assert "the file ends before </PubmedArticleSet>; the 2 before it were read" in fault.reason


@pytest.mark.parametrize("end", ["", "\n\n", " " * 3_000_000, "<!-- the end -->"])
def test_xml_that_is_whole_has_no_fault(tmp_path, end):
    """Whatever stands behind its end; a set around the records is not asked for."""
    sets = article_set(article(1)) + article_set(article(2)) + end
    assert _ids(read(write_bytes(tmp_path / "whole.xml", sets.encode()))) == ["pubmed:1", "pubmed:2"]
    assert faults_in(read(write_bytes(tmp_path / "whole.xml", sets.encode()))) == []
    assert faults_in(read(write_bytes(tmp_path / "bare.xml", (article(1) + end).encode()))) == []


@pytest.mark.parametrize("filler", [0, 3_000, 2_000_000])
def test_a_gzip_file_that_is_cut_short_keeps_what_came_before(tmp_path, filler):
    """All that could be decompressed is read, whether the file is small or large."""
    last = article(3, abstract=f"<Abstract><AbstractText>{_noise(5_000)}</AbstractText></Abstract>")
    padding = article(9, abstract=f"<Abstract><AbstractText>{_noise(filler, seed=8)}</AbstractText></Abstract>")
    packed = gzip.compress(article_set(padding, article(1), article(2), last).encode(), mtime=0)
    items = read(write_bytes(tmp_path / "cut.xml", packed[:-3_000]))
    assert _ids(items) == ["pubmed:9", "pubmed:1", "pubmed:2"]
    (fault,) = faults_in(items)
    assert "cut short" in fault.reason


def test_a_gzip_file_that_is_damaged_keeps_what_came_before(tmp_path):
    """Bytes changed on the way are noticed, at the latest by the checksum at the end."""
    last = article(3, abstract=f"<Abstract><AbstractText>{_noise(40_000)}</AbstractText></Abstract>")
    packed = bytearray(gzip.compress(article_set(article(1), article(2), last).encode(), mtime=0))
    packed[-20_000:-19_000] = bytes(1_000)
    items = read(write_bytes(tmp_path / "damaged.xml", bytes(packed)))
    assert _ids(items)[:2] == ["pubmed:1", "pubmed:2"]
    assert "damaged" in faults_in(items)[-1].reason


def test_compressed_json_lines_that_are_cut_short_keep_what_came_before(tmp_path):
    """The last line, cut in two, is not taken for a line."""
    path = write_jsonl(tmp_path / "cut.jsonl.gz", [*papers(3), {"id": "a:1", "title": _noise(5_000)}])
    items = read(write_bytes(tmp_path / "cut.jsonl", path.read_bytes()[:-3_000]))
    assert _ids(items) == [f"pubmed:{pmid}" for pmid in (95000001, 95000002, 95000003)]
    (fault,) = faults_in(items)
    assert fault.item == "cut.jsonl after line 3"


# Encodings ---------------------------------------------------------------------------------------------


def _encoded(encoding: str, declared: str) -> bytes:
    """Return a set of two articles, with `Ménière` in the first title, in one encoding that declares another."""
    titles = ["<ArticleTitle>Ménière and frobs.</ArticleTitle>", "<ArticleTitle>Frobs.</ArticleTitle>"]
    xml = article_set(*(article(n, title=title) for n, title in enumerate(titles, 1)))
    return xml.replace("UTF-8", declared).encode(encoding)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8", "utf8"),
        ("utf-8-sig", "UTF-8"),
        ("latin-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("utf-16", "UTF-16"),
    ],
)
@pytest.mark.parametrize("name", ["declared.xml", "declared.xml.gz"])
def test_the_declared_encoding_is_honoured(tmp_path, encoding, declared, name):
    """The text comes out the same, whatever the bytes."""
    first, second = read(write_bytes(tmp_path / name, _encoded(encoding, declared)))
    assert (first.title, second.title) == ("Ménière and frobs.", "Frobs.")


def test_a_big_endian_file_with_a_mark_is_read(tmp_path):
    """The mark at the start tells the order of the bytes."""
    content = b"\xfe\xff" + _encoded("utf-16-be", "UTF-16")
    assert _ids(read(write_bytes(tmp_path / "big.xml", content))) == ["pubmed:1", "pubmed:2"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_record_in_another_encoding_than_declared_is_named_and_the_others_are_read(tmp_path, mark):
    """Guessing an encoding would print wrong letters."""
    items = read(write_bytes(tmp_path / "wrong.xml", mark + _encoded("latin-1", "UTF-8")))
    assert _ids(items) == ["pubmed:2"]
    (fault,) = faults_in(items)
    assert fault.item == "wrong.xml record 1 (PMID 1)"


@pytest.mark.parametrize("declared", ["utf-99", "hex", "rot13", "zlib", "idna", "undefined", "utf-7", "unicode_escape"])
def test_an_encoding_that_no_text_is_in_gives_a_fault(tmp_path, declared):
    """A declaration can name anything; it must not be obeyed blindly."""
    items = read(write_bytes(tmp_path / "odd.xml", _encoded("utf-8", declared)))
    assert faults_in(items)
    assert not any("Ã" in record.title for record in records_in(items))


def test_an_unknown_encoding_is_named(tmp_path):
    """The reader can then convert the file."""
    (fault,) = read(write_bytes(tmp_path / "odd.xml", _encoded("utf-8", "utf-99")))
    assert "unknown encoding, 'utf-99'" in fault.reason


def test_half_a_pair_in_utf_16_costs_only_its_record(tmp_path):
    """The record that holds it is named."""
    content = _encoded("utf-16-le", "UTF-16").replace("é".encode("utf-16-le"), b"\x00\xd8")
    items = read(write_bytes(tmp_path / "half.xml", b"\xff\xfe" + content))
    assert _ids(items) == ["pubmed:2"]
    assert [fault.item for fault in faults_in(items)] == ["half.xml record 1 (PMID 1)"]


# Hostile -----------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10))


@pytest.mark.parametrize(
    ("subset", "entity"),
    [
        ('<!ENTITY x SYSTEM "file:///etc/hostname">', "x"),
        ('<!ENTITY x SYSTEM "http://127.0.0.1:9/x">', "x"),
        ('<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p; <!ENTITY x "y">', "x"),
        (LAUGHS, "l9"),
    ],
    ids=["file", "address", "parameter", "billion laughs"],
)
def test_what_a_prologue_declares_is_never_expanded(tmp_path, subset, entity):
    """The record that uses it is named; the others are read."""
    prologue = f'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [{subset}]>'
    bad = article(1, title=f"<ArticleTitle>&{entity};</ArticleTitle>")
    items = read(write_bytes(tmp_path / "x.xml", article_set(bad, article(2), prologue=prologue).encode()))
    assert _ids(items) == ["pubmed:2"]
    assert [fault.item for fault in faults_in(items)] == ["x.xml record 1 (PMID 1)"]


def test_a_doctype_within_a_record_is_refused(tmp_path):
    """It could not stand there in any true file."""
    bad = article(1).replace("<MedlineCitation", f"<!DOCTYPE a [{LAUGHS}]><MedlineCitation")
    items = read(write_bytes(tmp_path / "x.xml", article_set(bad, article(2)).encode()))
    assert (_ids(items), len(faults_in(items))) == (["pubmed:2"], 1)


def test_markup_nested_too_deeply_is_refused(tmp_path):
    """It would exhaust the stack."""
    deep = "<i>" * 5_000 + "x" + "</i>" * 5_000
    items = read(
        write_bytes(tmp_path / "x.xml", article_set(article(1, title=f"<ArticleTitle>{deep}</ArticleTitle>")).encode())
    )
    assert (_ids(items), len(faults_in(items))) == ([], 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.xml", b""),
        ("empty.xml.gz", b""),
        ("blank.xml", b" \n\n"),
        ("page.xml", b"<!DOCTYPE html><html><body>Service unavailable</body></html>"),
        ("other.xml", b"<?xml version='1.0'?><rss><channel/></rss>"),
        ("error.xml", b"<?xml version='1.0'?><eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(500)),
        ("zeros", bytes(5_000)),
    ],
)
def test_what_is_not_a_known_kind_of_file_says_where_to_read_which_kinds_are(tmp_path, name, content):
    """The fault names the file, in one short line: a folder may hold thousands of such."""
    (fault,) = read(write_bytes(tmp_path / name, content))
    assert name in fault.item
    assert "`citewell ingest --help` names the kinds" in fault.reason and len(fault.reason) < 150


def test_a_file_that_is_not_there_is_named(tmp_path):
    """The reason is the system's own."""
    (fault,) = read(tmp_path / "missing.xml")
    assert "No such file" in fault.reason


_READ = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from universe import faults_in, read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert faults_in(read(Path(sys.argv[2])))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


def _join(start: bytes, filler: bytes, times: int) -> bytes:
    packer = zlib.compressobj(1, wbits=31)
    return b"".join([packer.compress(start), *(packer.compress(filler) for _ in range(times)), packer.flush()])


@pytest.mark.parametrize(
    ("name", "start", "filler"),
    [
        ("set.xml.gz", b"<PubmedArticleSet>", bytes(1 << 20)),
        ("record.xml.gz", b"<PubmedArticleSet><PubmedArticle>", bytes(1 << 20)),
        ("tags.xml.gz", b"<PubmedArticleSet>", b"<PubmedArticle " * 70_000),
        ("unclosed.xml.gz", b"<PubmedArticleSet>", b"<PubmedArticle>" * 70_000),
        ("line.jsonl.gz", b'{"id": "', bytes(1 << 20)),
    ],
)
def test_a_gzip_bomb_ends_with_a_fault_and_does_not_eat_memory(tmp_path, name, start, filler):
    """100 MB come out of a file of a megabyte or less; less than that is ever held."""
    path = tmp_path / name
    path.write_bytes(_join(start, filler, 100))
    assert path.stat().st_size < 2 << 20
    here = str(Path(__file__).parent.parent)
    grown = subprocess.run([sys.executable, "-c", _READ, here, path], capture_output=True, text=True, check=True)
    assert int(grown.stdout) < 150

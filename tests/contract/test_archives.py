"""Files within archives are read as if they stood alone; a bomb or a broken archive ends with a Fault, not with a crash."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from universe import article, article_set, faults_in, read, records_in, write_bytes

XML = article_set(article(1)).encode()
LINE = b'{"id": "a:1", "title": "Frobs"}\n'


def _zip(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def _tar(files: dict[str, bytes], mode: str = "w") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return held.getvalue()


FILES = {"one/b.xml": XML, "one/a.jsonl": LINE, "one/c.xml.gz": gzip.compress(article_set(article(2)).encode())}


@pytest.mark.parametrize(
    "content",
    [
        _tar(FILES),
        _tar(FILES, "w:gz"),
        _tar(FILES, "w:xz"),
        _tar(FILES, "w:bz2"),
        _zip(FILES),
        lzma.compress(_zip(FILES)),
        _zip({"inner.zip": _zip(FILES)}),
        _zip({"inner.tar.gz": _tar(FILES, "w:gz")}),
    ],
    ids=["tar", "tar.gz", "tar.xz", "tar.bz2", "zip", "zip.xz", "zip of zips", "zip of tars"],
)
def test_each_file_of_an_archive_is_read_by_its_own_kind(tmp_path, content):
    """Whatever the archive's name: its first bytes tell what it is."""
    items = read(write_bytes(tmp_path / "archive", content))
    assert [record.id for record in records_in(items)] == ["pubmed:1", "a:1", "pubmed:2"]
    assert not faults_in(items)


def test_a_file_that_is_of_no_known_kind_is_named_and_the_others_are_read(tmp_path):
    """One bad file never stops an archive."""
    items = read(write_bytes(tmp_path / "a.zip", _zip({"readme.txt": b"hello", "a.jsonl": LINE})))
    assert [record.id for record in records_in(items)] == ["a:1"]
    assert faults_in(items)[0].item == "a.zip: readme.txt"


def test_pictures_beside_a_document_are_passed_over(tmp_path):
    """The packages of PMC and DailyMed are full of them."""
    items = read(write_bytes(tmp_path / "a.zip", _zip({"a.JPG": b"\xff\xd8", "a.jsonl": LINE, "b.gif": b"GIF89a"})))
    assert [record.id for record in items] == ["a:1"]


@pytest.mark.parametrize("name", ["../../etc/passwd.jsonl", "/abs/a.jsonl", "c:\\a.jsonl"])
def test_a_path_that_climbs_out_of_an_archive_writes_nothing(tmp_path, name):
    """The content is read from memory, so there is no place to climb to."""
    items = read(write_bytes(tmp_path / "a.tar", _tar({name: LINE})))
    assert [record.id for record in records_in(items)] == ["a:1"]
    assert [path.name for path in tmp_path.rglob("*")] == ["a.tar"]


def test_links_and_devices_of_a_tar_are_not_followed(tmp_path):
    """Only regular files are read."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
            info = tarfile.TarInfo("a.jsonl")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert read(write_bytes(tmp_path / "a.tar", held.getvalue())) == []


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_an_archive_that_is_cut_short_keeps_the_files_before_the_cut(tmp_path, kept):
    """The fault names the archive."""
    files = {f"{number}.jsonl": LINE.replace(b"a:1", b"a:%d" % number) + b"\n" * 9000 for number in range(20)}
    whole = _tar(files)
    items = read(write_bytes(tmp_path / "a.tar", whole[: int(len(whole) * kept)]))
    assert 4 <= len(records_in(items)) < 20
    assert "cut" in faults_in(items)[-1].reason


def test_a_zip_without_its_directory_is_a_fault(tmp_path):
    """A zip keeps its list of files at the end."""
    whole = _zip(FILES)
    items = read(write_bytes(tmp_path / "a.zip", whole[: len(whole) // 2]))
    assert "damaged or cut short" in faults_in(items)[0].reason


@pytest.mark.parametrize(
    "make",
    [lambda bomb: _zip({"a.jsonl": bomb}), lambda bomb: _tar({"a.jsonl": bomb}, "w:bz2")],
    ids=["zip", "tar.bz2"],
)
def test_what_swells_beyond_measure_is_not_read(tmp_path, make):
    """130 MB of nothing in a few kilobytes were made to do harm."""
    items = read(write_bytes(tmp_path / "bomb", make(bytes(130 << 20))))
    assert "swells" in faults_in(items)[0].reason


def test_archives_within_archives_end_at_three(tmp_path):
    """A zip that holds itself would have no end."""
    content = _zip({"a.jsonl": LINE})
    for _ in range(3):
        content = _zip({"inner.zip": content})
    items = read(write_bytes(tmp_path / "a.zip", content))
    assert "archives deep" in faults_in(items)[0].reason

"""Files within archives are read as if they stood alone; a bomb or a broken archive ends with a Fault, not with a crash."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

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


LINES = {name: b'{"id": "%s:1", "title": "Frobs"}\n' % name.encode() for name in ("a", "b", "c")}


def _changed(change: Callable[[bytearray, int, int], None], content: bytes = LINES["b"]) -> bytes:
    """Return a zip of three files; `change` is given its bytes and where the second's headers are, local and listed."""
    held = bytearray(_zip({"a.jsonl": LINES["a"], "b.jsonl": content, "c.jsonl": LINES["c"]}))
    local = held.index(b"b.jsonl") - 30
    listed = held.rindex(b"b.jsonl") - 46
    change(held, local, listed)
    return bytes(held)


def _put(held: bytearray, at: int, value: bytes) -> None:
    held[at : at + len(value)] = value


def _wrong_sum(held: bytearray, _local: int, listed: int) -> None:
    _put(held, listed + 16, b"\0\0\0\0")


def _bad_magic(held: bytearray, local: int, _listed: int) -> None:
    _put(held, local, b"XX")


def _bad_data(held: bytearray, local: int, _listed: int) -> None:
    _put(held, local + 37, b"\xff" * 8)


def _unknown_method(held: bytearray, local: int, listed: int) -> None:
    _put(held, local + 8, b"\x63")
    _put(held, listed + 10, b"\x63")


def _other_name(held: bytearray, local: int, _listed: int) -> None:
    _put(held, local + 30, b"z")


def _lzma_of_nothing(held: bytearray, local: int, listed: int) -> None:
    _put(held, local + 8, b"\x0e")
    _put(held, listed + 10, b"\x0e")


def _bzip2_of_nothing(held: bytearray, local: int, listed: int) -> None:
    _put(held, local + 8, b"\x0c")
    _put(held, listed + 10, b"\x0c")


def _far_away(held: bytearray, _local: int, listed: int) -> None:
    _put(held, listed + 42, b"\xff\xff\xff\x7f")


def _encrypted(held: bytearray, local: int, listed: int) -> None:
    held[local + 6] |= 1
    held[listed + 8] |= 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_wrong_sum, "CRC"),
        (_bad_magic, "magic"),
        (_bad_data, "damaged"),
        (_unknown_method, "not supported"),
        (_other_name, "differ"),
        (_lzma_of_nothing, "damaged"),
        (_bzip2_of_nothing, "damaged"),
        (_far_away, "damaged"),
        (_encrypted, "encrypted"),
    ],
)
@pytest.mark.parametrize("pack", [lambda content: content, lambda content: _zip({"i.zip": content})], ids=["", "inner"])
def test_a_broken_file_of_a_zip_costs_only_itself(tmp_path, change, reason, pack):
    """Each file of a zip can be found without the others."""
    items = read(write_bytes(tmp_path / "a.zip", pack(_changed(change))))
    assert [record.id for record in records_in(items)] == ["a:1", "c:1"]
    (fault,) = faults_in(items)
    assert fault.item.endswith(": b.jsonl")
    assert reason in fault.reason


def test_a_file_of_a_zip_that_breaks_off_keeps_the_lines_before(tmp_path):
    """What was read before the damage is whole."""
    lines = b"".join(b'{"id": "b:%d", "title": "%d"}\n' % (number, number**9) for number in range(9000))

    def change(held: bytearray, _local: int, _listed: int) -> None:
        middle = len(held) // 2
        _put(held, middle, b"\xff" * 64)

    items = read(write_bytes(tmp_path / "a.zip", _changed(change, lines)))
    ids = [record.id for record in records_in(items)]
    assert (ids[0], ids[-1]) == ("a:1", "c:1")
    assert 100 < len(ids) < 9000
    assert "a.zip: b.jsonl" in faults_in(items)[-1].item


def test_a_file_of_a_zip_that_swells_costs_only_itself(tmp_path):
    """It is never read."""
    files = {"a.jsonl": LINES["a"], "b.jsonl": bytes(130 << 20), "c.jsonl": LINES["c"]}
    items = read(write_bytes(tmp_path / "a.zip", _zip(files)))
    assert [record.id for record in records_in(items)] == ["a:1", "c:1"]
    (fault,) = faults_in(items)
    assert fault.item == "a.zip: b.jsonl"
    assert "swells" in fault.reason


def test_a_zip_that_swells_by_all_its_files_together_ends_there(tmp_path):
    """Each of them alone is small enough."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.jsonl", LINES["a"])
        for number in range(2):
            archive.writestr(f"{number}.txt", bytes(40 << 20))
        archive.writestr("c.jsonl", LINES["c"])
    items = read(write_bytes(tmp_path / "a.zip", held.getvalue()))
    assert [record.id for record in records_in(items)] == ["a:1"]
    assert faults_in(items)[-1].item == "a.zip"
    assert "swells" in faults_in(items)[-1].reason


def _long_header(kind: bytes) -> bytes:
    """Return a compressed tar of one file, then a header that announces a name of 600 MiB, and 100 MiB of it."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = kind, 600 << 20
    packer = lzma.LZMACompressor(preset=0)
    start = _tar({"a.jsonl": LINES["a"]})[:1024] + info.tobuf(tarfile.GNU_FORMAT)
    return b"".join([packer.compress(start), *(packer.compress(bytes(1 << 20)) for _ in range(100)), packer.flush()])


@pytest.mark.parametrize("kind", [tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE, tarfile.XGLTYPE])
def test_a_name_beyond_measure_is_never_held(tmp_path, kind):
    """A few kilobytes could take gigabytes of memory."""
    path = write_bytes(tmp_path / "a.tar.xz", _long_header(kind))
    tracemalloc.start()
    try:
        items = read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [record.id for record in records_in(items)] == ["a:1"]
    assert "header" in faults_in(items)[0].reason
    assert peak < 32 << 20


def test_headers_of_a_tar_count_as_what_it_swells_to(tmp_path):
    """None of these files has content, so their sizes alone would never add up."""
    name, folder = tarfile.TarInfo("././@LongLink"), tarfile.TarInfo("a/")
    name.type, name.size, folder.type = tarfile.GNUTYPE_LONGNAME, 200 << 10, tarfile.DIRTYPE
    piece = name.tobuf(tarfile.GNU_FORMAT) + bytes(name.size) + folder.tobuf(tarfile.GNU_FORMAT)
    packer = lzma.LZMACompressor(preset=0)
    content = b"".join([*(packer.compress(piece) for _ in range(350)), packer.flush()])
    items = read(write_bytes(tmp_path / "a.tar.xz", content))
    assert "swells" in faults_in(items)[0].reason


def test_chained_headers_of_a_tar_are_a_fault(tmp_path):
    """The library follows them by calling itself."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1
    link = info.tobuf(tarfile.GNU_FORMAT) + b"a".ljust(512, b"\0")
    items = read(write_bytes(tmp_path / "a.tar", _tar({"a.jsonl": LINES["a"]})[:1024] + link * 2000))
    assert [record.id for record in records_in(items)] == ["a:1"]
    assert "damaged" in faults_in(items)[0].reason


@pytest.mark.parametrize("make", [_zip, _tar])
def test_a_long_name_is_shown_by_its_end(tmp_path, make):
    """Its ending still tells the kind of the file."""
    files = {"a" * 5000 + ".jsonl": LINES["a"], "b" * 5000 + ".txt": b"hello"}
    items = read(write_bytes(tmp_path / "a", make(files)))
    assert [record.id for record in records_in(items)] == ["a:1"]
    (fault,) = faults_in(items)
    assert fault.item == "a: …" + "b" * 195 + ".txt"

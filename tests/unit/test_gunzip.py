"""Reading gzip: members that follow each other, cuts, and damage before which nothing is lost."""

from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest

from citewell.sources.files import CutShort, chunks
from citewell.sources.gunzip import Damaged, Gunzip

TEXT = random.Random(3).randbytes(60_000).hex().encode()


def _packed(text: bytes) -> bytes:
    return gzip.compress(text, mtime=0)


def _read(packed: bytes) -> tuple[bytes, str]:
    """Return what can be read, and why there is no more; empty if the file was whole."""
    held = []
    with Gunzip(io.BytesIO(packed)) as opened:
        try:
            for piece in chunks(opened, 1_000):
                held.append(piece)
        except CutShort as cut:
            return b"".join(held), str(cut)
    return b"".join(held), ""


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        (_packed(b""), b""),
        (_packed(TEXT), TEXT),
        (_packed(b"one") + _packed(b"two"), b"onetwo"),
        (_packed(b"one") + bytes(40_000) + _packed(b"") + _packed(b"two") + bytes(9), b"onetwo"),
        (_packed(bytes(20_000_000)), bytes(20_000_000)),
    ],
    ids=["nothing", "one member", "two members", "zeros between members", "much from little"],
)
def test_members_are_read_one_after_the_other(packed, text):
    """Zeros may stand between them: tapes and blocks are filled up with them."""
    assert _read(packed) == (text, "")


@pytest.mark.parametrize("size", [1, 100, 16_384, 10_000_000, -1, None])
def test_as_many_bytes_come_as_were_asked_for(size):
    """All of them for None, and for less than nothing."""
    with Gunzip(io.BytesIO(_packed(TEXT))) as opened:
        assert opened.read(size) == (TEXT[:size] if size and size > 0 else TEXT)


@pytest.mark.parametrize("kept", [5, 12, 30_000, -8, -1])
def test_what_stands_before_a_cut_is_read(kept):
    """Within the header, the data, or the checksum."""
    text, reason = _read(_packed(TEXT)[:kept])
    assert reason == "the compressed file is cut short"
    assert text == zlib.decompressobj(wbits=31).decompress(_packed(TEXT)[:kept])


def test_what_stands_before_damage_is_read():
    """To the byte, though the input is read in pieces."""
    packed = bytearray(_packed(b"one"))
    second = bytearray(_packed(TEXT))
    second[40_000:40_100] = bytes(100)
    text, reason = _read(bytes(packed + second))
    assert reason.startswith("the compressed data are damaged")
    assert text.startswith(b"one" + TEXT[:65_000])


@pytest.mark.parametrize("place", [-8, -4], ids=["checksum", "length"])
def test_a_wrong_end_is_noticed_after_all_was_read(place):
    """The data may be right: they are kept, and the fault is told."""
    packed = bytearray(_packed(TEXT))
    packed[place] ^= 1
    assert _read(bytes(packed)) == (TEXT, _read(bytes(packed))[1])
    assert "damaged" in _read(bytes(packed))[1]


def test_what_is_no_member_is_damage():
    """It is not passed over in silence, and it is told again to who reads again."""
    opened = Gunzip(io.BytesIO(_packed(b"one") + b"<html>"))
    assert opened.read(3) == b"one"
    for _ in range(2):
        with pytest.raises(Damaged):
            opened.read1()
    opened.close()

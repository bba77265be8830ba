"""Files within archives: tar (plain or compressed) and zip, and archives within those.

Nothing is written under a member's own name, so a path that climbs out of the archive, a link or a device harms
nobody; only regular files are read. What bounds a bomb: the depth, the number of files, and how far the data may swell.
"""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile

from citewell.sources.files import CHUNK_BYTES, CutShort, Entry, Stream, chunks, decompressed

MOST_FILES = 5_000_000
MOST_DEPTH = 3
# An archive that lies in an archive is held in memory, so it may have this many bytes.
MOST_INNER_BYTES = 256 << 20
# Text compresses to a tenth, XML that repeats itself to a fiftieth; what swells further was made to do harm.
MOST_SWELLING = 1_000
_SMALL_BYTES = 64 << 20
# The packages of PMC and DailyMed hold a document and its pictures.
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff")
_TAR_MAGIC = b"ustar"
_ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"


def is_archive(start: bytes) -> bool:
    """Tell by the first decompressed bytes whether a file is a tar or a zip archive."""
    return start[257:262] == _TAR_MAGIC or start.startswith((_ZIP_MAGIC, _EMPTY_ZIP))


def members(archive: Entry, start: bytes, *, depth: int = 0) -> Iterator[Entry]:
    """Yield the files of an archive in its order, each to be read before the next is asked for.

    Raises CutShort, after the files that could be read, where it is damaged, cut short or too deep.
    """
    if depth >= MOST_DEPTH:
        raise CutShort(f"an archive lies more than {MOST_DEPTH} archives deep")
    walk = _tar_members if start[257:262] == _TAR_MAGIC else _zip_members
    for count, entry in enumerate(walk(archive)):
        if count >= MOST_FILES:
            raise CutShort(f"the archive holds more than {MOST_FILES:,} files")
        yield entry


def _tar_members(archive: Entry) -> Iterator[Entry]:
    size = archive.path.stat().st_size
    swollen = 0
    with archive.open() as stream:
        try:
            with tarfile.open(fileobj=_Pieces(stream), mode="r|") as tar:
                for member in tar:
                    swollen += member.size
                    if swollen > max(_SMALL_BYTES, size * MOST_SWELLING):
                        raise CutShort(f"the archive swells to more than {MOST_SWELLING:,} times its size")
                    content = tar.extractfile(member) if member.isfile() and _is_wanted(member.name) else None
                    if content is not None:
                        with _held(content, member.size) as opened:
                            yield _member(archive, member.name, opened)
        except tarfile.TarError as error:
            raise CutShort(f"the archive is damaged or cut short ({error})") from error


def _zip_members(archive: Entry) -> Iterator[Entry]:
    with _seekable(archive) as stream:
        try:
            with zipfile.ZipFile(stream) as opened:
                for info in opened.infolist():
                    if info.is_dir() or not _is_wanted(info.filename):
                        continue
                    if info.file_size > max(_SMALL_BYTES, info.compress_size * MOST_SWELLING):
                        raise CutShort(f"{info.filename} swells to more than {MOST_SWELLING:,} times its size")
                    if info.flag_bits & 1:
                        raise CutShort(f"{info.filename} is encrypted")
                    yield _member(archive, info.filename, partial(opened.open, info))
        except (zipfile.BadZipFile, NotImplementedError, zlib.error, EOFError) as error:
            raise CutShort(f"the archive is damaged or cut short ({error})") from error


def _is_wanted(name: str) -> bool:
    """Tell whether a file is content: no picture, and nothing that an operating system leaves in archives."""
    parts = name.split("/")
    return not parts[-1].startswith(".") and "__MACOSX" not in parts and not name.lower().endswith(_PICTURES)


def _member(archive: Entry, name: str, opened: Callable[[], Stream]) -> Entry:
    shown = name.replace("\n", " ")
    return replace(archive, name=f"{archive.name}: {shown}", open=lambda: decompressed(opened()))


@contextmanager
def _held(content: Stream, size: int) -> Iterator[Callable[[], Stream]]:
    """Hold a file that can be read only once; what it gives opens it as often as wanted."""
    if size <= _SMALL_BYTES:
        held = content.read(size)
        yield lambda: io.BytesIO(held)
        return
    with TemporaryFile() as spooled:
        shutil.copyfileobj(content, spooled, CHUNK_BYTES)
        yield lambda: _again(spooled.fileno())


def _again(descriptor: int) -> Stream:
    stream = os.fdopen(os.dup(descriptor), "rb")
    stream.seek(0)
    return stream


class _Pieces(io.RawIOBase):
    """Gives a stream's bytes to the tar reader; an end that comes too early is a CutShort, not an empty read."""

    def __init__(self, stream: Stream) -> None:
        self._pieces = chunks(stream)
        self._held = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._held) < size and (piece := next(self._pieces, b"")):
            self._held += piece
        given, self._held = self._held[:size], self._held[size:]
        return given


def _seekable(archive: Entry) -> Stream:
    """Return an archive's bytes as a stream that can be read at any place, as zip asks."""
    stream = archive.open()
    if isinstance(stream, io.BufferedReader):
        return stream
    with stream:
        held = io.BytesIO()
        for piece in chunks(stream):
            held.write(piece)
            if held.tell() > MOST_INNER_BYTES:
                raise CutShort(f"an archive within an archive is larger than {MOST_INNER_BYTES >> 20} MiB")
    held.seek(0)
    return held

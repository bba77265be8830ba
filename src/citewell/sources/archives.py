"""Files within archives: tar (plain or compressed) and zip, and archives within those.

Nothing is written under a member's own name, so a path that climbs out of the archive, a link or a device harms
nobody; only regular files are read. What bounds a bomb: the depth, the number of files, how far the data may swell,
and how long a name may be. A damaged file of a zip costs only itself, for each can be found without the others.
"""

from __future__ import annotations

import io
import lzma
import os
import shutil
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from tempfile import TemporaryFile
from typing import Any, TypeVar, cast

from citewell.sources.files import CHUNK_BYTES, CutShort, Entry, Stream, chunks, decompressed

MOST_FILES = 5_000_000
MOST_DEPTH = 3
# An archive that lies in an archive is held in memory, so it may have this many bytes.
MOST_INNER_BYTES = 256 << 20
# Text compresses to a tenth, XML that repeats itself to a fiftieth; what swells further was made to do harm.
MOST_SWELLING = 1_000
_SMALL_BYTES = 64 << 20
# A tar holds long names in headers that are read whole. A path has 4 kB; what else is said of a file is hardly more.
MOST_HEADER_BYTES = 256 << 10
_LONG_HEADERS = (
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
)
# A name, or an error that quotes one, goes into a message.
_SHOWN_CHARACTERS = 200
# zipfile bounds what it makes of one read only for deflate; of other methods it decompresses all it has read.
_UNBOUNDED_BYTES = 4096
# The packages of PMC and DailyMed hold a document and its pictures.
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".tif", ".tiff")
_TAR_MAGIC = b"ustar"
_ZIP_MAGIC = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
# What the libraries raise for damaged archives, beside their own errors: both parse without looking first.
_PARSING = (ValueError, LookupError, ArithmeticError, struct.error, RecursionError)
_TAR_DAMAGES = (tarfile.TarError, *_PARSING)
# RuntimeError is an encrypted file, NotImplementedError (one of its kinds) an unknown method.
_ZIP_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, EOFError, OSError, *_PARSING)
_Given = TypeVar("_Given")


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
    most = _most_bytes(archive)
    swollen = 0
    with archive.open() as stream:
        try:
            with tarfile.open(fileobj=_Pieces(stream, most), mode="r|", tarinfo=_Header) as tar:
                for member in tar:
                    # The reader keeps every header; names beyond count would fill the memory.
                    tar.members.clear()  # type: ignore[attr-defined]
                    swollen += max(0, member.size)
                    if swollen > most:
                        raise _swollen()
                    content = tar.extractfile(member) if member.isfile() and _is_wanted(member.name) else None
                    if content is not None:
                        with _held(content, member.size) as opened:
                            yield _member(archive, member.name, opened)
        except _TAR_DAMAGES as error:
            raise _damaged(error) from error


def _zip_members(archive: Entry) -> Iterator[Entry]:
    most = _most_bytes(archive)
    swollen = 0
    with _seekable(archive) as stream:
        try:
            with zipfile.ZipFile(stream) as opened:
                for info in opened.infolist():
                    if info.is_dir() or not _is_wanted(info.filename):
                        continue
                    # What swells by itself is not read, so it does not count against the others.
                    swollen += 0 if _swells(info) else info.file_size
                    if swollen > most:
                        raise _swollen()
                    yield _member(archive, info.filename, partial(_zip_member, opened, info))
        except _ZIP_DAMAGES as error:
            raise _damaged(error) from error


def _most_bytes(archive: Entry) -> int:
    """Return how many bytes the files of an archive may have together."""
    return max(_SMALL_BYTES, archive.path.stat().st_size * MOST_SWELLING)


def _swollen() -> CutShort:
    return CutShort(f"the archive swells to more than {MOST_SWELLING:,} times its size")


def _damaged(error: Exception) -> CutShort:
    return CutShort(f"the archive is damaged or cut short ({_shown(str(error))})")


def _swells(info: zipfile.ZipInfo) -> bool:
    """Tell whether a file of a zip swells beyond measure; no more than it says of itself is ever read."""
    return info.file_size > max(_SMALL_BYTES, info.compress_size * MOST_SWELLING)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Stream:
    """Return the bytes of a file of a zip. Opening it and reading raise CutShort where it cannot be read."""
    if _swells(info):
        raise CutShort(f"it swells to more than {MOST_SWELLING:,} times its size")
    if info.flag_bits & 1:
        raise CutShort("it is encrypted")
    return io.BufferedReader(_ZipMember(archive, info))


def _is_wanted(name: str) -> bool:
    """Tell whether a file is content: no picture, and nothing that an operating system leaves in archives."""
    parts = name.split("/")
    return not parts[-1].startswith(".") and "__MACOSX" not in parts and not name.lower().endswith(_PICTURES)


def _member(archive: Entry, name: str, opened: Callable[[], Stream]) -> Entry:
    return replace(archive, name=f"{archive.name}: {_shown(name)}", open=lambda: decompressed(opened()))


def _shown(text: str) -> str:
    """Return a text as one line to show. Of a long one the end stays, since a name's ending tells its kind."""
    line = text.replace("\n", " ")
    return line if len(line) <= _SHOWN_CHARACTERS else f"…{line[1 - _SHOWN_CHARACTERS :]}"


@contextmanager
def _held(content: Stream, size: int) -> Iterator[Callable[[], Stream]]:
    """Hold a file that can be read only once; what it gives opens it as often as wanted."""
    if size <= _SMALL_BYTES:
        # In pieces: the tar reader makes several copies of what one read asks for.
        held = io.BytesIO()
        shutil.copyfileobj(content, held, CHUNK_BYTES)
        yield lambda: io.BytesIO(held.getvalue())
        return
    with TemporaryFile() as spooled:
        shutil.copyfileobj(content, spooled, CHUNK_BYTES)
        yield lambda: _again(spooled.fileno())


def _again(descriptor: int) -> Stream:
    stream = os.fdopen(os.dup(descriptor), "rb")
    stream.seek(0)
    return stream


class _Header(tarfile.TarInfo):
    """A header of a tar. One that announces a name beyond measure raises CutShort before the name is read."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        """Process a header, as every version of the library does next; `frombuf` is passed over by patched ones."""
        if self.type in _LONG_HEADERS and self.size > MOST_HEADER_BYTES:
            raise CutShort(f"the archive has a header larger than {MOST_HEADER_BYTES >> 10} KiB")
        return super()._proc_member(archive)  # type: ignore[misc, no-any-return]


class _Pieces(io.RawIOBase):
    """Gives a stream's bytes to the tar reader; an end that comes too early is a CutShort, not an empty read.

    Raises CutShort too where the stream gives more than `most` bytes: headers, links and what is passed over count.
    """

    def __init__(self, stream: Stream, most: int) -> None:
        self._pieces = chunks(stream)
        self._piece = memoryview(b"")
        self._left = most

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        given = bytearray()
        while len(given) < size and (self._piece or self._refill()):
            missing = size - len(given)
            given += self._piece[:missing]
            self._piece = self._piece[missing:]
        return bytes(given)

    def _refill(self) -> bool:
        """Take the next piece of the stream; tell whether there was one."""
        self._piece = memoryview(next(self._pieces, b""))
        self._left -= len(self._piece)
        if self._left < 0:
            raise _swollen()
        return bool(self._piece)


class _Unreadable(CutShort, OSError):
    """A file of a zip is damaged. Also an OSError, at which `chunks` first gives what it has read before."""


class _ZipMember(io.RawIOBase):
    """The bytes of one file of a zip. Whatever the library raises for a damaged one comes out as a CutShort."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        # The stubs promise less than what `open` returns.
        self._content = cast(zipfile.ZipExtFile, _guarded(lambda: archive.open(info)))
        bounded = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        self._most = CHUNK_BYTES if bounded else _UNBOUNDED_BYTES

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._content.seekable()

    def readinto(self, buffer: Any, /) -> int:
        given = _guarded(lambda: self._content.read1(min(len(buffer), self._most)))
        buffer[: len(given)] = given
        return len(given)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return _guarded(lambda: self._content.seek(offset, whence))

    def tell(self) -> int:
        return self._content.tell()

    def close(self) -> None:
        # Where opening failed there is nothing to close.
        if not self.closed and hasattr(self, "_content"):
            self._content.close()
        super().close()


def _guarded(call: Callable[[], _Given]) -> _Given:
    """Return what a call of the zip library gives. Raises CutShort where the file is damaged."""
    try:
        return call()
    except _ZIP_DAMAGES as error:
        raise _Unreadable(f"it is damaged or cannot be read ({_shown(str(error) or type(error).__name__)})") from error


def _seekable(archive: Entry) -> Stream:
    """Return an archive's bytes as a stream that can be read at any place, as zip asks."""
    stream = archive.open()
    # Of a zip's file a step back means to decompress it anew, so only a file on disk is read where it lies.
    if isinstance(stream, io.BufferedReader) and isinstance(stream.raw, io.FileIO):
        return stream
    with stream:
        held = io.BytesIO()
        for piece in chunks(stream):
            held.write(piece)
            if held.tell() > MOST_INNER_BYTES:
                raise CutShort(f"an archive within an archive is larger than {MOST_INNER_BYTES >> 20} MiB")
    held.seek(0)
    return held

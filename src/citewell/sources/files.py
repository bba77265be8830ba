"""Opening files that may be compressed, cut short, or hostile."""

from __future__ import annotations

import bz2
import io
import lzma
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

from citewell.errors import SourceError

# Larger pieces are given back to the system and taken from it again, each time page by page.
CHUNK_BYTES = 1 << 18
HEAD_BYTES = 4096
_GZIP_MAGIC = b"\x1f\x8b"


class CutShort(Exception):  # a state of the file, caught by the reader that then reports it
    """The file ends, or is damaged, before its end; what was read before it is whole."""


Stream: TypeAlias = io.BufferedIOBase | IO[bytes]


def _gzip(source: Stream) -> Stream:
    from citewell.sources.gunzip import Gunzip  # only who reads such a file pays for the import

    return Gunzip(source)


class _Xz(lzma.LZMAFile):
    def __init__(self, source: Stream) -> None:
        self._source = source
        super().__init__(source, "rb")  # type: ignore[arg-type]

    def close(self) -> None:
        super().close()
        self._source.close()


class _Bzip2(bz2.BZ2File):
    def __init__(self, source: Stream) -> None:
        self._source = source
        super().__init__(source, "rb")

    def close(self) -> None:
        super().close()
        self._source.close()


# The library's own readers leave the stream they read from open.
_OPENERS: dict[bytes, Callable[[Stream], Stream]] = {_GZIP_MAGIC: _gzip, b"\xfd7zXZ\x00": _Xz, b"BZh": _Bzip2}
_ENDINGS = (".gz", ".xz", ".bz2")


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to read: on disk, or within an archive.

    name: what to call it in a message; a file in an archive has the archive's name before its own.
    open: returns its bytes as a stream, decompressed.
    path: the file on disk that it is, or lies in.
    about: what the user says of it, as (field, value): `issuer`, `title`, `year`, `jurisdiction`, `url` and the
        like, from options of the command or from a file beside it, `NAME.about.yaml`.
    """

    name: str
    open: Callable[[], Stream]
    path: Path
    about: tuple[tuple[str, str], ...] = ()

    @property
    def bare_name(self) -> str:
        """The name without folders and without the ending of a compression: `a.tar: b/c.xml.gz` is `c.xml`."""
        name = self.name.rsplit(": ", 1)[-1].rsplit("/", 1)[-1]
        for ending in _ENDINGS:
            name = name.removesuffix(ending)
        return name

    def head(self, size: int = HEAD_BYTES) -> bytes:
        """Return the first bytes; fewer if the file is short or damaged."""
        with self.open() as stream:
            try:
                return next(chunks(stream, size), b"")
            except CutShort:
                return b""

    def read(self, most_bytes: int) -> bytes:
        """Return all bytes. Raises CutShort if there are more than `most_bytes`, or the file is damaged."""
        held = bytearray()
        with self.open() as stream:
            for piece in chunks(stream):
                held += piece
                if len(held) > most_bytes:
                    raise CutShort(f"the document is larger than {most_bytes >> 20} MiB")
        return bytes(held)


class Meter:
    """Counts how many bytes of several files were read, of each at most its size.

    total: the bytes of all of them.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._before = 0
        self._size = 0
        self._read = 0

    @property
    def read(self) -> int:
        return self._before + min(self._read, self._size)

    def begin(self, size: int) -> None:
        """Go on to the next file; the one before counts as read whole."""
        self._before += self._size
        self._size, self._read = size, 0

    def count(self, size: int) -> None:
        self._read += size


class _Metered(io.FileIO):
    def __init__(self, path: Path, meter: Meter) -> None:
        super().__init__(path, "rb")
        self._meter = meter

    def readinto(self, buffer: Any, /) -> int:
        size = super().readinto(buffer) or 0
        self._meter.count(size)
        return size


def on_disk(path: Path, *, about: tuple[tuple[str, str], ...] = (), meter: Meter | None = None) -> Entry:
    """Return the entry of a file on disk; `meter` is told what is read of it."""
    return Entry(path.name, lambda: open_plain(path, meter), path, about)


def open_plain(path: Path, meter: Meter | None = None) -> Stream:
    """Open a file for reading, decompressing gzip, xz and bzip2. Raises SourceError if it cannot be opened."""
    try:
        stream = io.BufferedReader(_Metered(path, meter)) if meter else path.open("rb")
        return decompressed(stream)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}", permanent=True) from error


def decompressed(stream: Stream) -> Stream:
    """Return the stream, seekable and at its start, or what decompresses it, as its first bytes say."""
    start = stream.read(6)
    stream.seek(0)
    for magic, opener in _OPENERS.items():
        if start.startswith(magic):
            return opener(stream)
    return stream


def chunks(stream: Stream, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """Yield the bytes of a stream in pieces of `size`, the last one shorter.

    Raises CutShort where the data end too early or are damaged, after all that could be read before.
    """
    # `read` would lose what it has decompressed already when the data turn out to be cut short.
    read = getattr(stream, "read1", stream.read)
    cut: CutShort | None = None
    while cut is None:
        held: list[bytes] = []
        missing = size
        try:
            while missing and (piece := read(missing)):
                held.append(piece)
                missing -= len(piece)
        except EOFError:
            cut = CutShort("the compressed file is cut short")
        except _damages() as error:
            cut = CutShort(f"the compressed data are damaged ({error})")
        except OSError as error:
            cut = CutShort(f"the file cannot be read further ({error.strerror or error})")
        if held:
            yield b"".join(held)
        elif cut is None:
            return
    raise cut


def _damages() -> tuple[type[Exception], ...]:
    """Return what is raised for damaged data: looked up only once something was raised."""
    from citewell.sources.gunzip import Damaged

    return Damaged, lzma.LZMAError

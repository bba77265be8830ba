"""Opening files that may be compressed, cut short, or hostile."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from citewell.errors import SourceError

CHUNK_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


class CutShort(Exception):  # noqa: N818 - a state of the file, caught by the reader that then reports it
    """The file ends, or is damaged, before its end; `read` bytes came out of it whole."""


def open_plain(path: Path) -> BinaryIO:
    """Open a file for reading, decompressing gzip. Raises SourceError if it cannot be opened."""
    try:
        stream = path.open("rb")
        if stream.read(2) == _GZIP_MAGIC:
            stream.close()
            return cast(BinaryIO, gzip.open(path, "rb"))
        stream.seek(0)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}", permanent=True) from error
    return stream


def head(path: Path, size: int = 4096) -> bytes:
    """Return the first decompressed bytes of a file; fewer if it is short or damaged."""
    with open_plain(path) as stream:
        try:
            return stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile, OSError):
            return b""


def chunks(stream: BinaryIO, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """Yield the bytes of a stream in pieces. Raises CutShort where compressed data end too early."""
    while True:
        try:
            piece = stream.read(size)
        except EOFError as error:
            raise CutShort("the compressed file is cut short") from error
        except (zlib.error, gzip.BadGzipFile) as error:
            raise CutShort(f"the compressed data are damaged ({error})") from error
        if not piece:
            return
        yield piece

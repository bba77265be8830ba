"""Opening files that may be compressed, cut short, or hostile."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from citewell.errors import SourceError

CHUNK_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"


class CutShort(Exception):  # a state of the file, caught by the reader that then reports it
    """The file ends, or is damaged, before its end; `read` bytes came out of it whole."""


Stream: TypeAlias = io.BufferedReader | gzip.GzipFile


def open_plain(path: Path) -> Stream:
    """Open a file for reading, decompressing gzip. Raises SourceError if it cannot be opened."""
    try:
        stream = path.open("rb")
        if stream.read(2) == _GZIP_MAGIC:
            stream.close()
            return gzip.GzipFile(path, "rb")
        stream.seek(0)
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}", permanent=True) from error
    return stream


def head(path: Path, size: int = 4096) -> bytes:
    """Return the first decompressed bytes of a file; fewer if it is short or damaged."""
    with open_plain(path) as stream:
        try:
            return next(chunks(stream, size), b"")
        except CutShort:
            return b""


def chunks(stream: Stream, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """Yield the bytes of a stream in pieces of `size`, the last one shorter.

    Raises CutShort where the data end too early or are damaged, after all that could be read before.
    """
    cut: CutShort | None = None
    while cut is None:
        held = bytearray()
        try:
            # `read` would lose what it has decompressed already when the data turn out to be cut short.
            while len(held) < size and (piece := stream.read1(size - len(held))):
                held += piece
        except EOFError:
            cut = CutShort("the compressed file is cut short")
        except (zlib.error, gzip.BadGzipFile) as error:
            cut = CutShort(f"the compressed data are damaged ({error})")
        except OSError as error:
            cut = CutShort(f"the file cannot be read further ({error.strerror or error})")
        if held:
            yield bytes(held)
        elif cut is None:
            return
    raise cut

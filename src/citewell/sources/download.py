"""A file on its way from a service: kept under another name until it is whole, and gone on with where it stopped."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from citewell.errors import SourceError

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_STARTED_ANEW, _GOES_ON = 200, 206


@dataclass(frozen=True, slots=True)
class Partial:
    """The file `NAME.part` beside the file it will be, and `NAME.part.tag`, which tells of which version it is part.

    What is there is only gone on with if the service says that its file is still that version (RFC 9110, If-Range).
    """

    target: Path

    @property
    def path(self) -> Path:
        return self.target.with_name(self.target.name + ".part")

    @property
    def _tag(self) -> Path:
        return self.target.with_name(self.target.name + ".part.tag")

    @property
    def size(self) -> int:
        """How many bytes are there."""
        return self.path.stat().st_size if self.path.exists() else 0

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the rest; for the file's own bytes, whatever could compress them."""
        asked = {"Accept-Encoding": "identity"}
        tag = self._tag.read_text(encoding="ascii") if self._tag.exists() else ""
        if self.size and tag:
            return asked | {"Range": f"bytes={self.size}-", "If-Range": tag}
        return asked

    def write(
        self,
        status: int,
        headers: Mapping[str, str],
        pieces: Iterable[bytes],
        *,
        most_bytes: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Write what the service sends: the rest, or all of it anew. Raises SourceError."""
        given = _RANGE.match(headers.get("content-range", ""))
        goes_on = status == _GOES_ON and given is not None and int(given[1]) == self.size
        if status not in {_STARTED_ANEW, _GOES_ON} or (status == _GOES_ON and not goes_on):
            self.discard()
            raise SourceError(f"{self.target.name}: the service sent another part than was asked for.", permanent=False)
        if not goes_on:
            self.discard()
            self._tag.write_text(_validator(headers), encoding="ascii")
        written = self.size
        with self.path.open("ab") as file:
            for piece in pieces:
                written += len(piece)
                if written > most_bytes:
                    raise SourceError(f"{self.target.name}: larger than {most_bytes:,} bytes.", permanent=True)
                file.write(piece)
                if progress:
                    progress(written)
            file.flush()
            os.fsync(file.fileno())
        if goes_on and given is not None and given[2] != "*" and written != int(given[2]):
            raise SourceError(f"{self.target.name}: {written:,} of {given[2]} bytes came.", permanent=False)

    def finish(self) -> Path:
        """Give the file its name, now that it is whole."""
        self.path.replace(self.target)
        self._tag.unlink(missing_ok=True)
        return self.target

    def discard(self) -> None:
        """Remove what is there."""
        self.path.unlink(missing_ok=True)
        self._tag.unlink(missing_ok=True)


def _validator(headers: Mapping[str, str]) -> str:
    """Return what tells one version of a file from another: a strong entity tag, else its date; else nothing."""
    tag = headers.get("etag", "")
    chosen = tag if tag and not tag.startswith("W/") else headers.get("last-modified", "")
    return chosen if chosen.isascii() and chosen.isprintable() else ""

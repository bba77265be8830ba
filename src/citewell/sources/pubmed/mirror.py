"""PubMed's yearly baseline and daily update files: their names, order and checksums, in a folder or on a site.

NLM numbers the files of a year through, `pubmed25n0001.xml.gz` and so on, the baseline first and then the updates.
They are to be loaded in that order; a revised record need not carry a newer date, so the order is all there is to go
by. Beside each lies `NAME.md5`, which reads `MD5(NAME)= ` and 32 hex digits.
Sources: NLM, "Download PubMed Data" (https://pubmed.ncbi.nlm.nih.gov/download/), the README.txt beside the files, and
"MEDLINE/PubMed Data Maintenance Overview" (https://www.nlm.nih.gov/bsd/licensee/medline_maintenance.html).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from citewell.errors import BadInput, SourceError

BASELINE, UPDATES = "baseline", "updatefiles"
_NAME = re.compile(r"pubmed(\d\d)n(\d{4,6})\.xml\.gz")
_MD5 = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{32}(?![0-9a-fA-F])")
# As Apache and nginx list files: <a href="NAME">NAME</a>  2025-01-10 18:08   19M
_LINK = re.compile(
    r"""href=["'](?:[^"'<>\s]*/)?(pubmed\d\dn\d{4,6}\.xml\.gz)["'][^<>]*>[^<>]{0,200}</a>"""
    r"(?:[^<>\n]{0,100}?\s([\d.]{1,20})([KMG]?)[ \t\r]*(?=<|\n|$))?"
)
_FOLDER = re.compile(rf"""href=["'](?:[^"'<>\s]*/)?({BASELINE}|{UPDATES})/["']""")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True, slots=True)
class MirrorFile:
    """One of NLM's files.

    where: its path or address. size: in bytes; of a site as it lists it, rounded, or 0.
    in_baseline: whether it lies among the baseline's; False also where nothing tells.
    """

    name: str
    where: str
    size: int = 0
    in_baseline: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not the name of a baseline or update file")

    @property
    def order(self) -> tuple[int, int]:
        """The year, in two digits, and the number: by these the files are applied."""
        return order(self.name)


def order(name: str) -> tuple[int, int]:
    """Return the year and the number of the file of that name."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ValueError(name)
    return int(match[1]), int(match[2])


@dataclass(frozen=True, slots=True)
class Verified:
    """A file whose bytes are what NLM's checksum says."""

    path: Path
    md5: str


class Damaged(SourceError):
    """A file that must not be applied. The others can be."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class Origin(Protocol):
    """Where the files are."""

    def files(self) -> list[MirrorFile]:
        """Return the files that are there, in their order. Raises BadInput or SourceError if there are none."""

    def begin(self, files: Sequence[MirrorFile]) -> None:
        """Hear which files will be asked for, in that order."""

    def ready(self, file: MirrorFile, stop: Callable[[], bool]) -> Verified | None:
        """Return a file, checked; None if told to stop before it is there. Raises Damaged, or SourceError."""

    def done(self, file: MirrorFile) -> None:
        """Hear that a file was applied."""

    def close(self) -> None:
        """Let go of what is under way."""


class Folder:
    """Files in a folder, or in its folders `baseline` and `updatefiles`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def files(self) -> list[MirrorFile]:
        """Return the files that are there, in their order. Raises BadInput if there are none."""
        places = [self._folder / BASELINE, self._folder / UPDATES, self._folder]
        found = {
            path.name: MirrorFile(path.name, str(path), path.stat().st_size, place.name == BASELINE)
            for place in reversed(places)
            if place.is_dir()
            for path in place.iterdir()
            if _NAME.fullmatch(path.name) and path.is_file()
        }
        return in_order(found.values(), str(self._folder))

    def begin(self, files: Sequence[MirrorFile]) -> None:
        """There is nothing to prepare."""

    def ready(self, file: MirrorFile, stop: Callable[[], bool]) -> Verified | None:  # noqa: ARG002 - nothing to wait for
        """Return a file, checked. Raises Damaged."""
        path = Path(file.where)
        try:
            published = path.with_name(file.name + ".md5").read_text(encoding="ascii", errors="replace")
        except OSError as error:
            raise Damaged(f"its checksum, {file.name}.md5, cannot be read ({error.strerror})") from error
        return verified(path, published)

    def done(self, file: MirrorFile) -> None:
        """The files are the user's."""

    def close(self) -> None:
        """There is nothing under way."""


def in_order(files: Iterable[MirrorFile], where: str) -> list[MirrorFile]:
    """Return files in the order in which they are to be applied. Raises BadInput if there are none."""
    found = sorted(files, key=lambda file: file.order)
    if not found:
        raise BadInput(
            f"{where}: holds none of PubMed's files. They are called pubmed25n0001.xml.gz and so on; name the folder "
            f"or the address under which they, or the folders {BASELINE} and {UPDATES}, are."
        )
    return found


def verified(path: Path, published: str) -> Verified:
    """Return a file whose bytes fit the published checksum. Raises Damaged."""
    found = _MD5.search(published)
    if found is None:
        raise Damaged(f"its checksum, {path.name}.md5, holds no MD5")
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, _md5).hexdigest()
    except OSError as error:
        raise Damaged(f"cannot be read ({error.strerror})") from error
    if actual != found[0].lower():
        raise Damaged(f"its bytes have the MD5 {actual}, not {found[0].lower()} as published: fetch it again")
    return Verified(path, actual)


def _md5() -> hashlib._Hash:
    return hashlib.md5(usedforsecurity=False)


def listed(page: str) -> dict[str, int]:
    """Return the names of the files in a site's listing with their sizes in bytes, rounded; 0 where none is shown."""
    return {name: _bytes(size, unit) for name, size, unit in _LINK.findall(page)}


def _bytes(size: str, unit: str) -> int:
    try:
        return int(float(size or 0) * _UNITS[unit])
    except ValueError:
        return 0


def folders(page: str) -> list[str]:
    """Return those of the folders `baseline` and `updatefiles` that a site's listing leads to."""
    return sorted(set(_FOLDER.findall(page)))

"""PubMed's baseline and update files on a web site: listed, and brought here while others are being applied."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from pathlib import Path

from citewell.errors import SourceError
from citewell.sources.download import Partial
from citewell.sources.http import Web
from citewell.sources.pubmed.mirror import (
    BASELINE,
    Damaged,
    MirrorFile,
    Verified,
    folders,
    in_order,
    listed,
    verified,
)

# How many files may lie here waiting; more would only take room.
FILES_AHEAD = 3
_LOOK_S = 0.2
# How long the end of a run waits for the end of a download; a server that hangs is left alone then.
_PATIENCE_S = 2.0
# The listing of a baseline is 400 kB; a checksum has 60 bytes.
_MOST_LISTING_BYTES = 16 << 20
_MOST_MD5_BYTES = 1 << 16


class _Closed(Exception):
    """Nobody waits for the download any more."""


class Site:
    """Files under an address, or under its folders `baseline/` and `updatefiles/`.

    cache: the folder they are brought to. What was brought in part is gone on with the next time.
    keep: whether they stay there when they have been applied.
    """

    def __init__(self, web: Web, address: str, cache: Path, *, keep: bool = False) -> None:
        self._web = web
        self._base = address.rstrip("/") + "/"
        self._cache = cache
        self._keep = keep
        self._closed = threading.Event()
        self._room = threading.Semaphore(FILES_AHEAD)
        self._coming: dict[str, Future[Verified]] = {}
        self._bringing: threading.Thread | None = None

    def files(self) -> list[MirrorFile]:
        """Return the files that are there, in their order. Raises BadInput if there are none, or SourceError."""
        page = self._listing(self._base)
        found = _files(page, self._base)
        for name in folders(page):
            address = f"{self._base}{name}/"
            found |= _files(self._listing(address), address)
        return in_order(found.values(), self._base)

    def _listing(self, address: str) -> str:
        return self._web.get(address, most_bytes=_MOST_LISTING_BYTES).content.decode("utf-8", errors="replace")

    def begin(self, files: Sequence[MirrorFile]) -> None:
        """Begin to bring these files, in that order."""
        self._coming = {file.name: Future() for file in files}
        self._bringing = threading.Thread(target=self._bring_all, args=(list(files),), daemon=True)
        self._bringing.start()

    def _bring_all(self, files: Sequence[MirrorFile]) -> None:
        for file in files:
            self._room.acquire()
            if self._closed.is_set():
                return
            try:
                self._coming[file.name].set_result(self._brought(file))
            except Exception as error:  # it is raised where the file is waited for
                self._coming[file.name].set_exception(error)

    def _brought(self, file: MirrorFile) -> Verified:
        """Return a file, brought and checked. Raises Damaged, or SourceError where the site or the network failed."""
        path = self._cache / file.name
        published = self._checksum(file)
        was_begun = path.exists() or Partial(path).size > 0
        if not path.exists():
            self._bring(file, path)
        try:
            return self._checked(path, published)
        except Damaged:
            if not was_begun:
                raise
        # What an earlier run had brought of it was of another version: once more, from the start.
        self._bring(file, path)
        return self._checked(path, published)

    @staticmethod
    def _checked(path: Path, published: str) -> Verified:
        try:
            return verified(path, published)
        except Damaged:
            path.unlink(missing_ok=True)
            raise

    def _checksum(self, file: MirrorFile) -> str:
        try:
            answer = self._web.get(file.where + ".md5", most_bytes=_MOST_MD5_BYTES)
        except SourceError as error:
            if error.permanent:
                raise Damaged(f"its checksum, {file.name}.md5, cannot be fetched ({error})") from error
            raise
        return answer.content.decode("ascii", errors="replace")

    def _bring(self, file: MirrorFile, path: Path) -> None:
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            self._web.download(file.where, path, progress=self._go_on)
        except SourceError as error:
            if error.permanent:
                raise Damaged(f"cannot be fetched ({error})") from error
            raise
        except OSError as error:
            raise SourceError(f"{path}: cannot be written ({error.strerror or error}).", permanent=False) from error

    def _go_on(self, _size: int) -> None:
        if self._closed.is_set():
            raise _Closed

    def ready(self, file: MirrorFile, stop: Callable[[], bool]) -> Verified | None:
        """Return a file, brought and checked; None if told to stop before. Raises Damaged, or SourceError."""
        coming = self._coming[file.name]
        while not coming.done():
            if stop():
                return None
            wait([coming], timeout=_LOOK_S)
        try:
            return coming.result()
        except Damaged:
            self._room.release()
            raise

    def done(self, file: MirrorFile) -> None:
        """Make room for the next file."""
        if not self._keep:
            (self._cache / file.name).unlink(missing_ok=True)
        self._room.release()

    def close(self) -> None:
        """End what is under way; what has come of a file stays, to be gone on with."""
        self._closed.set()
        self._room.release()
        self._web.close()
        if self._bringing:
            self._bringing.join(_PATIENCE_S)


def _files(page: str, address: str) -> dict[str, MirrorFile]:
    in_baseline = address.endswith(f"/{BASELINE}/")
    return {name: MirrorFile(name, address + name, size, in_baseline) for name, size in listed(page).items()}

"""The articles that are offered: the ledgers and proof bundles of one folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citewell.errors import BadInput, NotFound
from citewell.publish.articles import MOST_BYTES, read_article
from citewell.publish.export import Export

MOST_ARTICLES = 200
_ENDINGS = (".ledger.json", ".bundle.zip")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """A folder of articles, each by its file's name without the ending. It need not exist."""

    path: Path

    def names(self) -> list[str]:
        """Return the names of the articles in order, at most MOST_ARTICLES."""
        return sorted(set(self._names()))[:MOST_ARTICLES]

    def read(self, name: str) -> Export:
        """Return an article.

        Raises NotFound for a name that none has, and BadInput that names it for one that cannot be read or does not
        verify. A name is one of a file: it leads out of the folder nowhere.
        """
        if not _NAME.fullmatch(name):
            raise NotFound(f"There is no article {name[:100]!r}. A name holds letters, digits, dots and hyphens.")
        for ending in _ENDINGS:
            file = self.path / (name + ending)
            if file.is_file() and not file.is_symlink():
                return _read(file, name)
        raise NotFound(f"There is no article {name!r}. The resources list those that there are.")

    def _names(self) -> Iterator[str]:
        if not self.path.is_dir():
            return
        for file in self.path.iterdir():
            for ending in _ENDINGS:
                name = file.name.removesuffix(ending)
                if name != file.name and _NAME.fullmatch(name) and file.is_file() and not file.is_symlink():
                    yield name


def _read(file: Path, name: str) -> Export:
    try:
        with file.open("rb") as opened:
            return read_article(opened.read(MOST_BYTES + 1))
    except OSError as error:
        raise BadInput(f"The article {name!r} cannot be read: {error.strerror}.") from error
    except BadInput as error:
        raise BadInput(f"The article {name!r} cannot be shown: {error}") from error

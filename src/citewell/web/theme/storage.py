"""Addresses of static files that change with their content, so that a browser may keep what it has for ever."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class HashedAddresses(StaticFilesStorage):
    """Gives each file, also those that other packages bring, an address with a hash of its content.

    The files are found where they were installed: nothing has to be collected before a site can start. What a style
    sheet refers to bears its hash there, which `tests/web/test_static.py` checks.
    """

    def url(self, name: str | None) -> str:
        """Return the address of a file. Raises FileNotFoundError."""
        # Whoever changes the style wants to see it at once.
        version = _version.__wrapped__(name or "") if settings.DEBUG else _version(name or "")
        return f"{super().url(name)}?v={version}"


@lru_cache(maxsize=256)
def _version(path: str) -> str:
    found = finders.find(path)
    if not found:
        raise FileNotFoundError(f"there is no static file {path}")
    return version_of(Path(str(found)))


def version_of(file: Path) -> str:
    """Return the hash that stands in the address of a file."""
    return sha256(file.read_bytes()).hexdigest()[:12]

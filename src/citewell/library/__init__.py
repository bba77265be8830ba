"""The library: records in SQLite (the source of truth), a search index derived from them, and editions."""

from citewell.library.counts import LibraryCounts
from citewell.library.ingest import IngestReport
from citewell.library.library import Library

__all__ = ["IngestReport", "Library", "LibraryCounts"]

"""The table of sources that can be read from files."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from citewell.errors import BadInput, SourceError
from citewell.sources.files import CutShort, Entry
from citewell.sources.unit import Fault, Source, Unit


@cache
def sources() -> tuple[Source, ...]:
    """Return every source, loaded at the first call: an answer from the library needs none of them.

    The order decides where two could claim a file: what is told by its content comes before what is told by its name.
    """
    from citewell.sources import (
        clinicaltrials,
        dailymed,
        europepmc,
        guidelines,
        jsonl,
        medlineplus,
        openfda,
        pmc,
        pubmed,
        retractions,
        terms,
    )

    return (
        pubmed.SOURCE,
        medlineplus.SOURCE,
        clinicaltrials.SOURCE,
        retractions.RETRACTION_WATCH,
        retractions.PMIDS,
        dailymed.SOURCE,
        openfda.SOURCE,
        pmc.SOURCE,
        europepmc.SOURCE,
        *terms.SOURCES,
        jsonl.SOURCE,
        guidelines.SOURCE,
    )


def recognise(entry: Entry) -> Source:
    """Return the source that reads this file. Raises BadInput if none does."""
    return _recognised(entry, entry.head())


def _recognised(entry: Entry, start: bytes) -> Source:
    for source in sources():
        if source.recognises(entry.bare_name, start):
            return source
    raise BadInput(
        f"{entry.name}: not a kind of file that Citewell reads, by its name and its first bytes; "
        "`citewell ingest --help` names the kinds."
    )


def units(entry: Entry, *, depth: int = 0) -> Iterator[tuple[Source | None, Unit | Fault]]:
    """Yield what a file holds with the source that parses it; a file within an archive as if it stood alone.

    A file of an archive that cannot be read is a Fault, and the others are read. Raises BadInput or SourceError for a
    file on disk that cannot be read at all.
    """
    from citewell.sources.archives import is_archive, members

    start = entry.head()
    if not is_archive(start) or any(source.recognises(entry.bare_name, start) for source in sources()):
        source = _recognised(entry, start)
        for unit in source.split(entry):
            yield source, unit
        return
    try:
        for member in members(entry, start, depth=depth):
            try:
                yield from units(member, depth=depth + 1)
            except (BadInput, CutShort, SourceError) as error:
                yield None, Fault(member.name, str(error), ends_file=isinstance(error, CutShort))
    except CutShort as error:
        yield None, Fault(entry.name, f"{error}; the files before were read", ends_file=True)

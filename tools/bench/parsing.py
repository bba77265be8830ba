"""PubMed XML and JATS to records, and a whole ingest, beside pubmed_parser."""

from __future__ import annotations

import os
import statistics
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from bench.measuring import Bench, Outcome, Row, Skipped, Took, alternate, median, open_library
from citewell.language.words import forget_words
from citewell.model.evidence import Record
from citewell.sources import pmc
from citewell.sources.files import on_disk
from citewell.sources.pubmed import SOURCE
from citewell.sources.unit import Fault

# Every so many articles of the archive are read.
JATS_STEP = 8


def _peer_parse(path: Path) -> Callable[[], object]:
    try:
        import pubmed_parser
    except ImportError as error:
        raise Skipped("pubmed-parser is not installed (the `bench` dependency group)") from error
    return lambda: list(pubmed_parser.parse_medline_xml(str(path)))


def _own_parse(path: Path) -> int:
    units = (unit for unit in SOURCE.split(on_disk(path)) if not isinstance(unit, Fault))
    return sum(isinstance(item, Record) for unit in units for item in SOURCE.parse(unit))


def _compared(measure: str, own: list[Took], peer: list[Took], records: int, target: float) -> Row:
    ours, theirs = median(own), median(peer)
    ratio = statistics.median(p.wall_s / o.wall_s for o, p in zip(own, peer, strict=True))
    return Row(
        measure,
        f"{records / ours.wall_s:,.0f} records/s ({ours.wall_s:.2f} s, {ours.cpu_s:.2f} s processor)",
        f"{records / theirs.wall_s:,.0f} records/s ({theirs.wall_s:.2f} s, {theirs.cpu_s:.2f} s processor)",
        f"{ratio:.2f} x (processor {theirs.cpu_s / ours.cpu_s:.2f} x)",
        f">= {target:g} x",
        ratio >= target,
    )


def parse(bench: Bench) -> Outcome:
    """PubMed XML to records, on one core."""
    path = bench.file("MERGED_pubmed_unique.xml.gz")
    records = _own_parse(path)
    own, peer = alternate(bench.runs, lambda: _own_parse(path), _peer_parse(path))
    return Outcome(
        "PubMed XML, parsing on one core",
        f"{records:,} real records, gzipped; reading, cutting and parsing into records. Peer: "
        f"pubmed_parser.parse_medline_xml on the same file. {bench.runs} alternating runs, median of the ratios.",
        (_compared("Parse PubMed XML, one core", own, peer, records, 2.5),),
    )


def jats(bench: Bench) -> Outcome:
    """JATS full text to records, on one core."""
    with tarfile.open(bench.file("pmc_nxml_ccby.tar.xz")) as archive:
        named = [m for m in archive if m.isfile()][::JATS_STEP]
        for member in named:
            archive.extract(member, bench.work, filter="data")
    paths = [bench.work / member.name for member in named]
    records = _own_jats(paths)
    own, peer = alternate(bench.runs, lambda: _own_jats(paths), _peer_jats(paths))
    return Outcome(
        "JATS, parsing on one core",
        f"{records:,} articles of PMC, every {JATS_STEP}th of the archive, as files: sections, tables, captions, "
        "references with identifiers, metadata. Peer: pubmed_parser's parse_pubmed_xml, parse_pubmed_paragraph, "
        "parse_pubmed_references and parse_pubmed_table on the same files, without its reader of captions; an article "
        f"that one of them fails on counts as read. {bench.runs} alternating runs, median of the ratios.",
        (_compared("Parse JATS, one core", own, peer, records, 2.0),),
    )


def _own_jats(paths: Sequence[Path]) -> int:
    units = (unit for path in paths for unit in pmc.SOURCE.split(on_disk(path)) if not isinstance(unit, Fault))
    return sum(isinstance(item, Record) for unit in units for item in pmc.SOURCE.parse(unit))


def _peer_jats(paths: Sequence[Path]) -> Callable[[], object]:
    try:
        import pubmed_parser as peer
    except ImportError as error:
        raise Skipped("pubmed-parser is not installed (the `bench` dependency group)") from error
    readers = (
        peer.parse_pubmed_xml,
        partial(peer.parse_pubmed_paragraph, all_paragraph=True),
        peer.parse_pubmed_references,
        partial(peer.parse_pubmed_table, return_xml=False),
    )

    def read_all() -> None:
        for path in paths:
            for reader in readers:
                with suppress(Exception):
                    reader(str(path))

    return read_all


def ingest(bench: Bench) -> Outcome:
    """The whole ingest, on all cores, into an empty home."""
    path = bench.file("MERGED_pubmed_unique.xml.gz")
    records = _own_parse(path)

    def whole() -> None:
        forget_words()  # else the process that writes would know from the run before what it has to meet in a new one
        with tempfile.TemporaryDirectory(dir=bench.work) as home, open_library(Path(home)) as library:
            assert library.ingest([path]).change.added == records  # noqa: S101

    own, peer = alternate(bench.runs, whole, _peer_parse(path))
    return Outcome(
        "PubMed XML, whole ingest",
        "The same file into an empty home: parse, store in SQLite, index in tantivy, commit both. Peer: "
        f"pubmed_parser parsing alone, storing nothing. {bench.runs} alternating runs, median of the ratios.",
        (_compared(f"Whole ingest, {os.cpu_count()} cores", own, peer, records, 3.0),),
    )

"""One record for one publication: which records tell of the same one, and what they say together.

The store keeps every record as its source gave it. What is here is derived from them, and does not depend on the
order in which they came.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from citewell.model.evidence import Coverage, Record, RecordKind, RetractionStatus, SourcePart
from citewell.model.identifiers import Identifiers

T = TypeVar("T")
# What names one publication. A trial has several papers, and a label's set id is its record's id already.
SCHEMES = ("pmid", "pmcid", "doi")
# Whose id a publication goes by; then, among equals, the first in order.
_BY_RANK = ("pubmed", "pmc", "europepmc", "doi")
_RICHEST = (Coverage.FULL_TEXT, Coverage.ABSTRACT, Coverage.SUMMARY, Coverage.TITLE)
_WORST = (
    RetractionStatus.RETRACTED,
    RetractionStatus.CONCERN,
    RetractionStatus.CORRECTED,
    RetractionStatus.CLEAR,
    RetractionStatus.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Named:
    """A record by its id and by what names its publication; empty where it has no such identifier."""

    record_id: str
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""


def worst(statuses: Iterable[RetractionStatus]) -> RetractionStatus:
    """Return the gravest status; CLEAR before UNKNOWN, because somebody looked."""
    return min(statuses, key=_WORST.index, default=RetractionStatus.UNKNOWN)


Key = tuple[str, str]


def works(records: Iterable[Named], *, crowded: Collection[Key] = ()) -> dict[str, str]:
    """Return for each record the id of its publication: that of the best known record of it.

    Records with one PMID are of one publication. One without joins those that share its PMCID, else its DOI, unless
    they are of several: two papers in PubMed may carry one DOI by mistake, and are never made one. `crowded` holds the
    (scheme, value) pairs that so many records carry that they name no single paper, such as the DOI of a whole issue.
    """
    groups: dict[str, list[Named]] = {}
    carriers: dict[Key, set[str]] = {}
    for record in sorted(records, key=lambda r: (not r.pmid, not r.pmcid, r.record_id)):
        group = _group_of(record, groups, carriers)
        groups.setdefault(group, []).append(record)
        for key in _keys(record, crowded):
            carriers.setdefault(key, set()).add(group)
    return {
        record.record_id: chosen
        for members in groups.values()
        for chosen in [min((m.record_id for m in members), key=_rank)]
        for record in members
    }


def _keys(record: Named, crowded: Collection[Key]) -> list[Key]:
    keys = [("pmcid", record.pmcid), ("doi", record.doi)]
    return [key for key in keys if key[1] and key not in crowded]


def _group_of(record: Named, groups: dict[str, list[Named]], carriers: dict[Key, set[str]]) -> str:
    if record.pmid:
        return f"pmid {record.pmid}"
    for key in _keys(record, ()):
        sharing = [group for group in carriers.get(key, ()) if not _contradicts(record, groups[group])]
        if len(sharing) == 1:
            return sharing[0]
    return f"record {record.record_id}"


def _contradicts(record: Named, members: list[Named]) -> bool:
    known = {m.pmcid for m in members if m.pmcid}
    return bool(record.pmcid and known and record.pmcid not in known)


def _rank(record_id: str) -> tuple[int, str]:
    scheme = record_id.split(":", 1)[0]
    return (_BY_RANK.index(scheme) if scheme in _BY_RANK else len(_BY_RANK), record_id)


def merged(work: str, members: Sequence[Record]) -> Record:
    """Return one record for the publication `work`, from all that is known of it.

    The richest text is taken whole from one source, never mixed, so that a quote has one origin; the other fields
    come from the best-ranked source that has them. A starter summary gives way to any real text; what is known of its
    standing stays.
    """
    real = [m for m in members if not m.provenance.is_starter] or list(members)
    standing = worst(m.retraction for m in members)
    if len(real) == 1 and real[0].id == work:
        return real[0] if real[0].retraction is standing else replace(real[0], retraction=standing)
    ranked = sorted(real, key=lambda m: _rank(m.id))
    text = min(ranked, key=lambda m: (_RICHEST.index(m.coverage), not m.sections))
    lead = ranked[0]
    return replace(
        lead,
        id=work,
        kind=min((m.kind for m in ranked), key=list(RecordKind).index),
        sections=text.sections,
        coverage=text.coverage,
        references=text.references or lead.references,
        licence=text.licence,
        publication_types=_together(m.publication_types for m in ranked),
        mesh=next((m.mesh for m in ranked if m.mesh), ()),
        keywords=_together(m.keywords for m in ranked),
        links=_together(m.links for m in ranked),
        identifiers=_identifiers(ranked),
        retraction=standing,
        parts=_parts(ranked, text, lead) if len(ranked) > 1 else lead.parts,
        journal=_first(m.journal for m in ranked),
        year=next((m.year for m in ranked if m.year), None),
        authors=next((m.authors for m in ranked if m.authors), ()),
        url=_first(m.url for m in ranked),
        date=_first(m.date for m in ranked),
        language=_first(m.language for m in ranked),
        issuer=_first(m.issuer for m in ranked),
    )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _together(lists: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for items in lists for item in items))


def _identifiers(ranked: Sequence[Record]) -> Identifiers:
    found: dict[str, str] = {}
    for record in ranked:
        for scheme, value in record.identifiers.to_json().items():
            found.setdefault(scheme, value)
    return Identifiers.from_json(found)


def _parts(ranked: Sequence[Record], text: Record, lead: Record) -> tuple[SourcePart, ...]:
    parts = []
    for record in ranked:
        gave = []
        if record is lead:
            gave.append("bibliography")
        if record is text:
            gave.append("text")
        if record.mesh:
            gave.append("MeSH headings")
        parts.append(SourcePart(record.provenance.source, record.id, tuple(gave or ["identifiers"]), record.licence))
    return tuple(parts)

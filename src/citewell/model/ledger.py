"""A verified draft together with the texts it rests on: what a page shows, what is stored, what is checked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from citewell.model.article import VerifiedDraft
from citewell.model.claim import Citation
from citewell.model.evidence import Record


@dataclass(frozen=True, slots=True)
class Ledger:
    """The claims of an article and the cited sections of their sources.

    sources: one record a reference, in the order of the references, holding the sections that are cited and no other.
    Raises ValueError if a source is missing, or a quote does not stand at its span in it.
    """

    draft: VerifiedDraft
    sources: tuple[Record, ...]

    def __post_init__(self) -> None:
        held = {record.id: record for record in self.sources}
        for reference in self.draft.references:
            if reference.record_id not in held:
                raise ValueError(f"the text of reference {reference.number} ({reference.record_id}) is missing")
        for claim in self.draft.claims:
            for citation in claim.citations:
                if not citation.passage.is_at_its_span(held[citation.record_id]):
                    raise ValueError(f"claim {claim.id}: its quote does not stand at its place in {citation.record_id}")

    def source(self, record_id: str) -> Record:
        """Return the cited text of a source. Raises KeyError."""
        for record in self.sources:
            if record.id == record_id:
                return record
        raise KeyError(record_id)

    def surroundings(self, citation: Citation) -> tuple[str, str]:
        """Return what stands before and after a quote in its section."""
        passage = citation.passage
        text = self.source(passage.record_id).section(passage.section).text
        return text[: passage.start], text[passage.end :]


def make_ledger(draft: VerifiedDraft, records: Iterable[Record]) -> Ledger:
    """Return the ledger of a draft, given (at least) the records it cites.

    Raises ValueError as Ledger does: where the library has changed since the draft was made.
    """
    cited: dict[str, set[str]] = {reference.record_id: set() for reference in draft.references}
    for claim in draft.claims:
        for citation in claim.citations:
            cited[citation.record_id].add(citation.passage.section)
    held = {record.id: _only(record, cited[record.id]) for record in records if record.id in cited}
    return Ledger(draft, tuple(held[record_id] for record_id in cited if record_id in held))


def _only(record: Record, labels: set[str]) -> Record:
    """Return the record with these sections, and without what no reader of the article needs."""
    sections = tuple(section for section in record.sections if section.label in labels)
    return replace(record, sections=sections, mesh=(), links=(), references=())

"""Papers for questions that are put to a library of a few of them, and what leads the answer."""

from __future__ import annotations

from citewell.model.article import VerifiedDraft
from citewell.model.evidence import Record, RecordKind, Section
from citewell.pipeline import answer
from fakes import FakeLibrary

TRIAL = ("Randomized Controlled Trial",)


def paper(
    number: int,
    title: str,
    *conclusions: str,
    types: tuple[str, ...] = (),
    year: int | None = 2020,
    **before: str,
) -> Record:
    """Return an abstract that concludes. before: what stands ahead of that, under the names of its sections."""
    opening = tuple(Section(name.capitalize(), text) for name, text in before.items() if text)
    return Record(
        id=f"pubmed:93000{number:03}",
        kind=RecordKind.RESEARCH,
        title=title,
        sections=(*opening, Section("Conclusions", " ".join(conclusions))),
        year=year,
        publication_types=types,
    )


def asked(question: str, *records: Record) -> VerifiedDraft:
    """Return the answer of a library that holds these records and no others."""
    return answer(question, library=FakeLibrary(records), follow_ups=False)


def lead(draft: VerifiedDraft) -> list[str]:
    """Return the sentences of the bottom line."""
    return [draft.claim(claim_id).text for claim_id in draft.bottom_line]

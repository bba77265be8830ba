"""Fakes that obey the ports: a library in memory, a writer that proposes what it is told, a judge of one mind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from citewell.language.terms import TermSource, shipped_terms
from citewell.language.words import contains_phrase, stems
from citewell.model.article import DenseSearch, Draft
from citewell.model.claim import Check, Claim, Verdict, VerdictKind
from citewell.model.evidence import Appraisal, Record
from citewell.model.question import Question
from citewell.ports import AnyOf, Hit, SearchTerm


class FakeLibrary:
    """A `citewell.ports.Library` over a list. A record scores the sum of the weights of the terms it holds."""

    def __init__(self, records: Iterable[Record] = (), *, lists: Sequence[tuple[str, str]] = ()) -> None:
        self._records = {record.id: record for record in records}
        self._lists = list(lists)

    @property
    def edition(self) -> str:
        return hashlib.sha256(repr(sorted(self._records.items())).encode()).hexdigest()[:16]

    def search(self, terms: Sequence[SearchTerm], *, limit: int, naming: Sequence[AnyOf] = ()) -> list[Hit]:
        hits = [
            Hit(record.id, score)
            for record in self._records.values()
            if (score := _score(record, terms)) and all(_score(record, [thing]) for thing in naming)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.record_id))[:limit]

    def near(self, text: str, *, among: Sequence[str], limit: int) -> list[Hit]:  # noqa: ARG002 - as the port has it
        return []

    @property
    def dense(self) -> DenseSearch | None:
        return None

    def records(self, record_ids: Sequence[str]) -> Iterator[Record]:
        return (self._records[record_id] for record_id in record_ids if record_id in self._records)

    def passages(self) -> int:
        return len(self._records)

    def subjects(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(record.topic for record in self._records.values() if record.topic))

    def notice_lists(self) -> list[tuple[str, str]]:
        return self._lists

    @property
    def terms(self) -> TermSource:
        return shipped_terms()


def _score(record: Record, terms: Sequence[SearchTerm]) -> float:
    tokens = stems("\n".join([record.title, *(section.text for section in record.sections)]))
    return sum(_value(term, tokens) for term in terms)


def _value(term: SearchTerm, tokens: list[str]) -> float:
    if isinstance(term, AnyOf):
        return max((sum(_value(part, tokens) for part in wording) for wording in term.wordings), default=0.0)
    return term.weight if term.phrase and contains_phrase(tokens, term.phrase) else 0.0


class FakeWriter:
    """A `citewell.ports.Writer` that proposes the claims it was made with, whatever the question."""

    name = "fake writer"

    def __init__(self, claims: Sequence[Claim] = (), *, lead: Sequence[str] = ()) -> None:
        self._claims = tuple(claims)
        self._lead = tuple(lead)

    def compose(self, question: Question, appraisal: Appraisal) -> Draft:
        return Draft(question, appraisal, self._claims, self._lead, self.name)


class FakeJudge:
    """A `citewell.ports.Judge` that calls every claim what the given function does; by default SUPPORTED."""

    name = "fake judge"

    def __init__(self, opinion: Callable[[Claim], VerdictKind] = lambda _claim: VerdictKind.SUPPORTED) -> None:
        self._opinion = opinion

    def judge(self, claim: Claim) -> Verdict:
        kind = self._opinion(claim)
        return Verdict(kind, (Check("fake opinion", kind is VerdictKind.SUPPORTED, "the fake says so"),))

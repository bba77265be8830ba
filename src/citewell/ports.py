"""The protocols that the stages need: small enough that a fake can obey them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from citewell.language.terms import TermSource
from citewell.model.article import DenseSearch, Draft, LiveSearch, ServiceSearch
from citewell.model.claim import Claim, Verdict
from citewell.model.evidence import Appraisal, Record
from citewell.model.question import Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class WeightedTerm:
    """A phrase of stems to look for, and how much it counts."""

    phrase: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Wordings of one thing: a passage counts for the best of them, so that it gains nothing by naming all.

    A wording is one or more terms, which add up.
    """

    wordings: tuple[tuple[WeightedTerm, ...], ...]


SearchTerm: TypeAlias = WeightedTerm | AnyOf


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found by an index, with the score of its best passage.

    `passages` holds the places of those that were found, from 0, best first; empty where the index does not tell.
    """

    record_id: str
    score: float
    passages: tuple[int, ...] = ()


class Index(Protocol):
    """A search index over passages. It is derived: it can be dropped and made again at any time."""

    def add(self, records: Iterable[Record]) -> None:
        """Add records, each replacing what the index held under its id. Seen by searches after `commit`."""

    def remove(self, record_ids: Iterable[str]) -> None:
        """Remove records by id; an id it does not hold is ignored."""

    def commit(self) -> None:
        """Make what was added and removed durable and searchable."""

    def search(self, terms: Sequence[SearchTerm], *, limit: int, naming: Sequence[AnyOf] = ()) -> list[Hit]:
        """Return at most `limit` records that hold any of the terms, best first.

        naming: things of which a passage must name each, whatever it scores.
        """

    def passages(self) -> int:
        """Return the number of passages indexed."""


class Embedder(Protocol):
    """Turns texts into vectors, so that texts of like meaning lie near each other. Equal texts, equal vectors.

    identity: a name that is another one whenever the vectors would be others. dimension: the length of a vector.
    """

    identity: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row for each text, in order, each of length 1."""


class Library(Protocol):
    """The records a question may be answered from."""

    @property
    def edition(self) -> str:
        """The hash of the library's content: equal content, equal edition."""

    def search(self, terms: Sequence[SearchTerm], *, limit: int, naming: Sequence[AnyOf] = ()) -> list[Hit]:
        """Return the best records for weighted terms; of those alone that name these things, if any are given."""

    def near(self, text: str, *, among: Sequence[str], limit: int) -> list[Hit]:
        """Return the `limit` records nearest to a text in meaning, and those of `among` that have a vector, best first.

        A score is a cosine. Empty where the library is not searched by meaning.
        """

    @property
    def dense(self) -> DenseSearch | None:
        """What the search by meaning searches; None where there is none."""

    def records(self, record_ids: Sequence[str]) -> Iterator[Record]:
        """Yield the records with these ids, in the order given; one that is gone is left out."""

    def passages(self) -> int:
        """Return how many passages can be searched."""

    def subjects(self) -> tuple[str, ...]:
        """Return the subjects that the records name as theirs, the one with most records first; none if it is large."""

    def notice_lists(self) -> list[tuple[str, str]]:
        """Return (name, date as YYYY-MM-DD) of every list of retractions that was read, the newest first."""

    @property
    def terms(self) -> TermSource:
        """Where the names of things are looked up."""


class LiveServices(Protocol):
    """The services on the network that can be searched before an answer."""

    def search(self, question: Question, *, tell: Callable[[ServiceSearch], None]) -> LiveSearch:
        """Put what the services know of a question's subject into the library; a failure is part of what comes back.

        `tell` is called as each service is done.
        """


class Writer(Protocol):
    """Proposes the claims of an answer."""

    name: str

    def compose(self, question: Question, appraisal: Appraisal) -> Draft:
        """Return a draft. It need not be right: every claim is verified afterwards."""


@runtime_checkable
class StreamingWriter(Writer, Protocol):
    """A writer that takes its time, and can tell of its claims as they come."""

    def stream(self, question: Question, appraisal: Appraisal, *, tell: Callable[[Claim], None]) -> Draft:
        """Return what `compose` does; `tell` is called with each claim that has passed the gate, with its verdict."""


class Judge(Protocol):
    """An advisory opinion on a claim; it cannot overrule the gate."""

    name: str

    def judge(self, claim: Claim) -> Verdict:
        """Return what the judge thinks of a claim."""

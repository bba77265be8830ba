"""Searching PubMed and Europe PMC for a question before it is answered, into the library."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from citewell.config import Settings
from citewell.errors import CitewellError, LibraryError
from citewell.library import Library
from citewell.model.article import LiveSearch, ServiceSearch
from citewell.model.question import Question
from citewell.retrieve.live_query import Only, europe_pmc_query, pubmed_query
from citewell.sources.http import Limits
from citewell.sources.service import Page
from citewell.sources.services import SERVICES, Service, web_of
from citewell.sources.unit import Fault

MOST_RECORDS = 100
# Without a network, the answer is there within three seconds of the start of the command: this leaves time to give it.
# It is longer than a second, after which a connection's first packet is sent again (RFC 6298).
REACH_S = 1.3


def limits_for(patience_s: float) -> Limits:
    """Return limits for a reader who waits: nobody is tried twice who could not be reached at once."""
    return Limits(
        connect_s=REACH_S,
        read_s=patience_s,
        total_s=patience_s,
        attempts=2,
        reach_attempts=1,
        wait_s=0.5,
        most_wait_s=3.0,
    )


@dataclass(slots=True)
class _Answered:
    """What came from a service until it was done, or failed."""

    service: Service
    query: str
    pages: list[Page | Fault] = field(default_factory=list)
    failure: str = ""


@dataclass(frozen=True, slots=True)
class LiveServices:
    """A `citewell.ports.LiveServices` over PubMed and Europe PMC, both asked at once.

    limit: the most records of each. only: the kind of publication to keep to.
    What does not come within the settings' patience is not waited for.
    """

    library: Library
    settings: Settings
    limit: int = 40
    only: Only | None = None

    def search(self, question: Question, *, tell: Callable[[ServiceSearch], None]) -> LiveSearch:
        """Put what the services know of a question's subject into the library."""
        today = datetime.now(UTC).date().isoformat()
        asked = [
            _Answered(SERVICES["pubmed"], pubmed_query(question, only=self.only)),
            _Answered(SERVICES["europepmc"], europe_pmc_query(question, only=self.only)),
        ]
        if not question.required:
            failure = "The question names no subject to search for."
            return LiveSearch(today, tuple(ServiceSearch(a.service.title, "", failure=failure) for a in asked))
        done: queue.SimpleQueue[_Answered] = queue.SimpleQueue()
        for service in asked:
            # A thread that waits for the network must not keep the process when nobody waits for it any more.
            threading.Thread(target=self._ask, args=(service, done), daemon=True).start()
        deadline = time.monotonic() + self.settings.live_timeout_s
        results: dict[str, ServiceSearch] = {}
        while len(results) < len(asked) and (answered := _next(done, deadline)):
            results[answered.service.name] = self._keep(answered)
            tell(results[answered.service.name])
        for service in asked:
            if service.service.name not in results:
                results[service.service.name] = self._given_up(service)
                tell(results[service.service.name])
        ordered = tuple(results[service.service.name] for service in asked)
        return LiveSearch(today, ordered)

    def _ask(self, asked: _Answered, done: queue.SimpleQueue[_Answered]) -> None:
        """Ask one service. Runs in a thread of its own, and touches nothing but what it was given."""
        try:
            with web_of(self.settings, limits_for(self.settings.live_timeout_s)) as web:
                client = asked.service.open(web, self.settings)
                for page in client.search(asked.query, limit=min(self.limit, MOST_RECORDS)):
                    asked.pages.append(page)
        except CitewellError as error:
            asked.failure = str(error)
        except BaseException:
            asked.failure = "an error of Citewell's own, shown on standard error."
            raise
        finally:
            done.put(asked)

    def _keep(self, answered: _Answered) -> ServiceSearch:
        try:
            report = self.library.ingest_units(answered.service.units(answered.pages))
        except LibraryError as error:
            # Another process may be writing for long: what the library held before can still be read.
            return ServiceSearch(answered.service.title, answered.query, failure=f"not kept: {error}")
        failure = answered.failure
        if report.failed and not failure:
            failure = f"{report.failed.total:,} could not be read, the first: {report.failed[0].reason}"
        return ServiceSearch(answered.service.title, answered.query, report.read, report.change.added, failure)

    def _given_up(self, asked: _Answered) -> ServiceSearch:
        failure = f"no answer within {self.settings.live_timeout_s:g} seconds."
        return ServiceSearch(asked.service.title, asked.query, failure=failure)


def _next(done: queue.SimpleQueue[_Answered], deadline: float) -> _Answered | None:
    """Return the next service that is done; None if there is none in time."""
    try:
        return done.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        return None

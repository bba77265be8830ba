"""PubMed's E-utilities: pages, pace, and the ways in which they go wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from citewell.errors import SourceError
from citewell.model.serialise import record_from_json
from citewell.sources.http import Web
from citewell.sources.pubmed.client import PubMed
from citewell.sources.services import SERVICES
from citewell.sources.unit import Unit
from replies import LOG_IN, PAPERS, as_json, efetch, esearch, pubmed
from services import Answer, FakeTime, Service, serve
from universe import papers, records_in

MANY = [record_from_json(paper) for paper in papers(450)]
WHOLE = efetch(PAPERS)


@pytest.fixture
def service() -> Iterator[Service]:
    with serve() as running:
        yield running


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def web(service: Service, time: FakeTime) -> Iterator[Web]:
    with Web(trusted=[service.url], clock=time.clock) as client:
        yield client


@pytest.fixture
def client(service: Service, web: Web) -> PubMed:
    return PubMed(web, base=f"{service.url}/pubmed")


def ids(client: PubMed, limit: int) -> list[str]:
    """Return the ids of what the client brings, read as its files are."""
    units = SERVICES["pubmed"].units(client.search("frobnitis", limit=limit))
    return [r.id for unit, parse in units if isinstance(unit, Unit) for r in records_in(parse(unit))]


def test_a_search_brings_its_records_in_batches(service: Service, client: PubMed) -> None:
    """450 records are one search and three batches, in order, each once."""
    pubmed(service, MANY)
    assert ids(client, 1000) == [record.id for record in MANY]
    asked = [(r.values["retstart"], r.values["retmax"]) for r in service.requests if r.path.endswith("efetch.fcgi")]
    assert asked == [("0", "200"), ("200", "200"), ("400", "50")]


def test_no_more_is_brought_than_was_asked_for(service: Service, client: PubMed) -> None:
    """The limit holds for the records, not for the batches."""
    pubmed(service, MANY)
    assert ids(client, 250) == [record.id for record in MANY[:250]]
    assert [page.total for page in client.search("frobnitis", limit=1)] == [450]


def test_the_history_server_keeps_what_was_found(service: Service, client: PubMed) -> None:
    """The search leaves its result there, and the batches name it; the query is sent once, and not in an address."""
    pubmed(service)
    ids(client, 10)
    search, batch = service.requests
    assert (search.method, search.values["term"], search.values["usehistory"]) == ("POST", "frobnitis", "y")
    assert (batch.values["WebEnv"], batch.values["query_key"]) == ("MCID_65f0", "1")
    assert "term" not in batch.values


def test_the_client_names_itself(service: Service, web: Web) -> None:
    """By tool, address and key, as NCBI asks; what is not set is not sent."""
    pubmed(service)
    ids(PubMed(web, base=f"{service.url}/pubmed"), 1)
    ids(PubMed(web, base=f"{service.url}/pubmed", email="me@example.org", api_key="k1"), 1)
    named = [{n: v for n, v in r.values.items() if n in {"tool", "email", "api_key"}} for r in service.requests]
    assert named[0] == named[1] == {"tool": "citewell"}
    assert named[2] == named[3] == {"tool": "citewell", "email": "me@example.org", "api_key": "k1"}


@pytest.mark.parametrize(("api_key", "per_second"), [("", 3), ("k1", 10)])
def test_the_pace_is_ncbis(service: Service, web: Web, time: FakeTime, api_key: str, per_second: int) -> None:
    """Three requests a second, ten with a key."""
    pubmed(service, MANY)
    ids(PubMed(web, base=f"{service.url}/pubmed", api_key=api_key), 1000)
    assert time.slept == pytest.approx([1 / per_second] * 3)


def test_nothing_found_is_no_failure(service: Service, client: PubMed) -> None:
    """No batch is asked for."""
    service.responds("/pubmed/esearch.fcgi", lambda _: esearch(0, errorlist={"phrasesnotfound": ["frobnitis"]}))
    assert ids(client, 10) == []
    assert len(service.requests) == 1


@pytest.mark.parametrize(
    "odd",
    [
        Answer(WHOLE.body[:-300]),
        Answer(WHOLE.body, cut=300),
        LOG_IN,
        Answer(b""),
        Answer(b'<?xml version="1.0"?>\n<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>'),
        efetch([]),
        Answer(status=429, headers={"Retry-After": "2"}),
        Answer(status=500),
        Answer(b"<html>Bad gateway</html>", status=502),
    ],
    ids=["cut short", "broken off", "a web page", "empty", "ERROR in 200", "no records", "429", "500", "502"],
)
def test_a_batch_that_goes_wrong_is_asked_for_again(service: Service, client: PubMed, odd: Answer) -> None:
    """Once is no harm: every record is there in the end."""
    service.responds("/pubmed/esearch.fcgi", lambda _: esearch(len(PAPERS)))
    service.responds("/pubmed/efetch.fcgi", lambda _: odd).responds("/pubmed/efetch.fcgi", lambda _: WHOLE)
    assert ids(client, 100) == [record.id for record in PAPERS]


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        (Answer(WHOLE.body[:-300]), "sent broken XML"),
        (LOG_IN, "sent a web page where XML was due"),
        (
            Answer(b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"),
            "reports an error: Unable to obtain query #1",
        ),
        (efetch([]), "sent no records"),
    ],
)
def test_what_stays_wrong_is_said(service: Service, client: PubMed, odd: Answer, message: str) -> None:
    """What happened, and who did it; it may pass another day."""
    service.responds("/pubmed/esearch.fcgi", lambda _: esearch(3)).responds("/pubmed/efetch.fcgi", lambda _: odd)
    with pytest.raises(SourceError, match=message) as caught:
        ids(client, 100)
    assert not caught.value.permanent
    assert "frobnitis" not in str(caught.value)


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        (as_json({"esearchresult": {"ERROR": "Search Backend failed: try again"}}), "reports an error: Search Backend"),
        (
            Answer(b'{"esearchresult": {"ERROR": "Search Backend failed: Exception:\n\'retstart\' is too large"}}'),
            "reports an error: Search Backend failed: Exception: 'retstart' is too large",
        ),
        (as_json({"error": "API rate limit exceeded", "count": "4"}), "reports an error: API rate limit exceeded"),
        (as_json({"esearchresult": {"count": "5"}}), "broken search result"),
        (as_json({"esearchresult": {}}), "broken search result"),
        (as_json([]), "broken JSON"),
        (Answer(b'{"esearchresult": {'), "broken JSON"),
        (LOG_IN, "a web page where JSON was due"),
    ],
)
def test_a_search_that_goes_wrong_is_said(service: Service, client: PubMed, odd: Answer, message: str) -> None:
    """Errors that come with status 200 among them."""
    service.responds("/pubmed/esearch.fcgi", lambda _: odd)
    with pytest.raises(SourceError, match=message):
        ids(client, 100)
    assert len(service.requests) == 5


def test_a_key_that_is_refused_is_not_tried_again(service: Service, client: PubMed) -> None:
    """NCBI answers 400, and says why."""
    service.responds("/pubmed/esearch.fcgi", lambda _: as_json({"error": "API key invalid"}, 400))
    with pytest.raises(SourceError, match="reports an error: API key invalid") as caught:
        ids(client, 1)
    assert caught.value.permanent
    assert len(service.requests) == 1


def test_what_came_before_a_failure_is_kept(service: Service, client: PubMed) -> None:
    """The pages are there as they come."""
    service.responds("/pubmed/esearch.fcgi", lambda _: esearch(len(MANY)))
    service.responds("/pubmed/efetch.fcgi", lambda _: efetch(MANY[:200])).answers("/pubmed/efetch.fcgi", status=503)
    pages = client.search("frobnitis", limit=450)
    assert next(pages).content == efetch(MANY[:200]).body
    with pytest.raises(SourceError, match="503"):
        next(pages)

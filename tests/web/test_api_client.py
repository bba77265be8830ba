"""The client of the API against the site itself, in this process."""

from __future__ import annotations

import httpx
import pytest
from asgiref.sync import async_to_sync
from django.core.asgi import get_asgi_application
from django.utils import timezone

from api_world import World, use_library
from citewell.client import ApiProblem, Client
from citewell.errors import ContractError, SourceError, Unreachable, UserError
from citewell.library import Library
from citewell.web.jobs.worker import Worker

pytestmark = pytest.mark.django_db


class InProcess(httpx.BaseTransport):
    """Hands each request to the site, as a server would."""

    def __init__(self) -> None:
        self._asgi = httpx.ASGITransport(app=get_asgi_application())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        async def answer() -> httpx.Response:
            response = await self._asgi.handle_async_request(request)
            content = await response.aread()
            return httpx.Response(response.status_code, headers=response.headers, content=content)

        return async_to_sync(answer)()


@pytest.fixture
def site(world: Library, monkeypatch: pytest.MonkeyPatch) -> World:
    """The site; while the client waits, the worker works."""
    use_library(monkeypatch, world)
    worker = Worker("w")
    monkeypatch.setattr("citewell.client.time.sleep", lambda _s: worker.step(timezone.now()))
    return World()


@pytest.fixture
def client(site: World) -> Client:
    """A program with a key that opens everything."""
    return Client("http://localhost", key=str(site.keys["overseer"]), transport=InProcess())


def test_it_asks_and_waits(client: Client) -> None:
    """The answer comes whole, with its quotes."""
    turn = client.ask("How is frobnitis treated?", audience="nurse")
    assert (turn["state"], turn["audience"]) == ("done", "nurse")
    assert turn["answer"]["claims"][0]["citations"][0]["quote"]


def test_it_goes_on_with_a_conversation(client: Client) -> None:
    """A follow-up question leans on the one before."""
    first = client.ask("How is frobnitis treated?")
    second = client.wait(client.start("And what is the dose of zanolol?", conversation=first["conversation"]))
    assert (second["number"], second["state"]) == (2, "done")


def test_it_follows_an_answer_as_it_comes(client: Client) -> None:
    """Event by event, to the end."""
    events = list(client.stream(client.ask("How is frobnitis treated?")))
    assert events[0].name == "searching"
    assert (events[-1].name, events[-1].values) == ("finished", "done")


def test_it_reads_an_article_in_any_form(client: Client) -> None:
    """As the document, and as bytes."""
    assert client.article("frobnitis", audience="physician")["review"]["is_approved"]
    assert client.render("frobnitis", "md").startswith(b"# ")


def test_it_lists_articles_over_all_pages(client: Client) -> None:
    """The pages are fetched as they are needed."""
    assert [article["slug"] for article in client.articles(limit="1")] == ["quibrex", "frobnitis"]


def test_it_searches_and_reads_records(client: Client) -> None:
    """A DOI names a record too."""
    assert client.search("zanolol", limit=2)[0]["id"]
    assert client.record("10.5555/frob.3")["id"] == "pubmed:90000003"


def test_it_verifies_and_checks(client: Client) -> None:
    """Sentences against their evidence, and a whole text."""
    assert client.verify([("Zanolol helps.", ["Zanolol helps."])])[0]["verdict"] == "SUPPORTED"
    assert client.check("Zanolol helps in frobnitis [3].")["findings"]


def test_what_the_site_refuses_is_an_error_with_the_next_step(client: Client) -> None:
    """The members of the problem are those of the exception."""
    with pytest.raises(ApiProblem) as refused:
        client.article("nothing")
    assert (refused.value.status, refused.value.permanent) == (404, True)
    assert refused.value.next in str(refused.value)


def test_waiting_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no worker answers, the address of the answer is told."""
    monkeypatch.setattr("citewell.client.time.sleep", lambda _s: None)
    with pytest.raises(SourceError, match="/answers/"):
        client.ask("How is frobnitis treated?", wait_s=0)


def test_a_site_that_is_down_is_unreachable() -> None:
    """After three tries."""
    tries = []

    def down(request: httpx.Request) -> httpx.Response:
        tries.append(request.headers["Idempotency-Key"])
        raise httpx.ConnectError("refused")

    with Client(transport=httpx.MockTransport(down)) as client, pytest.raises(Unreachable):
        client.start("How is gout treated?")
    assert len(tries) == 3
    assert len(set(tries)) == 1


def test_it_waits_when_the_site_asks_it_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as `Retry-After` says, and no longer than half a minute."""
    waits: list[float] = []
    monkeypatch.setattr("citewell.client.time.sleep", waits.append)
    answers = iter(
        [httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(429, headers={"Retry-After": "9000"})]
    )
    last = httpx.Response(200, json={"results": []})
    with Client(transport=httpx.MockTransport(lambda _request: next(answers, last))) as client:
        assert client.search("gout") == []
    assert waits == [7.0, 30.0]


def test_a_page_that_is_no_site_of_ours_is_told_from_one() -> None:
    """Another server may answer at a mistyped address."""
    page = httpx.Response(200, text="<html>")
    with Client(transport=httpx.MockTransport(lambda _request: page)) as client, pytest.raises(ContractError):
        client.article("gout")


PROBLEM = {"Content-Type": "application/problem+json"}


@pytest.mark.parametrize("body", [b"[1]", b"{", b"7", b'"\xff"', b""])
def test_an_error_that_cannot_be_read_is_told_as_one(body: bytes) -> None:
    """Whatever its type says."""
    answer = httpx.Response(404, content=body, headers=PROBLEM)
    with Client(transport=httpx.MockTransport(lambda _request: answer)) as client, pytest.raises(ContractError):
        client.article("gout")


def test_what_a_server_says_cannot_steer_a_terminal() -> None:
    """Control characters are blanks, and what is no text is nothing."""
    values = {"title": "\x1b]0;owned\x07No", "detail": ["x"], "next": None, "errors": 7}
    answer = httpx.Response(403, json=values, headers=PROBLEM)
    with Client(transport=httpx.MockTransport(lambda _request: answer)) as client, pytest.raises(ApiProblem) as raised:
        client.article("gout")
    assert str(raised.value).isprintable()
    assert (raised.value.title.split(), raised.value.detail, raised.value.errors) == (["]0;owned", "No"], "", [])


def test_an_address_that_cannot_be_read_is_refused() -> None:
    """Before anything is sent."""
    with pytest.raises(UserError, match="no address of a site"):
        Client("https://answers.example.org:port")


def test_an_address_needs_its_scheme() -> None:
    """The message says how to give it."""
    with pytest.raises(UserError, match="https://"):
        Client("answers.example.org")

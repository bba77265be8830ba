"""The pages on the API, the health record and embedding: each of their examples is run against the site."""

from __future__ import annotations

import re
import shlex
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from api_world import World, use_library
from citewell.library import Library
from citewell.web.jobs.worker import Worker
from test_api_client import InProcess
from universe import write_bytes

pytestmark = pytest.mark.django_db

HOW_TO = Path(__file__).parent.parent.parent / "docs/how-to"
PAGES = ("use-the-api.md", "use-in-the-health-record.md", "embed-an-answer.md")


def blocks(page: str, language: str) -> list[str]:
    """Return the examples of a page in a language."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def requests(page: str) -> list[list[str]]:
    """Return the words of each `curl` of a page."""
    found = []
    for block in blocks(page, "sh"):
        words = shlex.split(block.replace("\\\n", " ").replace("\ncurl ", " ; curl "))
        while words:
            end = words.index(";") if ";" in words else len(words)
            if words[0] == "curl":
                found.append(words[1:end])
            words = words[end + 1 :]
    return found


@pytest.fixture
def site(world: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """The site with the little world, whose worker works while a client waits."""
    use_library(monkeypatch, world)
    monkeypatch.setattr("citewell.web.health_record.matching.library", lambda: world)
    for block in blocks("use-in-the-health-record.md", "json"):
        world.ingest([write_bytes(tmp_path / "ours.jsonl", block.encode())])
    worker = Worker("w")
    monkeypatch.setattr("citewell.client.time.sleep", lambda _s: worker.step(timezone.now()))
    return World()


@pytest.mark.parametrize(("page", "words"), [(page, words) for page in PAGES for words in requests(page)])
def test_each_request_is_answered(site: World, page: str, words: list[str]) -> None:
    """With success, and with what its page speaks of."""
    address, headers, body = "", {}, None
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value.replace("$KEY", str(site.keys["overseer"]))
        elif word == "-d":
            body = next(rest)
        else:
            address = word
    parts = urlsplit(address)
    given: dict[str, Any] = {"headers": {k: v for k, v in headers.items() if k != "Content-Type"}}
    if body is not None:
        given |= {"data": body, "content_type": headers["Content-Type"]}
    response = Client().generic("GET" if body is None else "POST", f"{parts.path}?{parts.query}", **given)
    assert response.status_code in {200, 202}, response.content
    if page == "use-in-the-health-record.md" and not parts.path.endswith(("feedback", "cds-services")):
        assert b"frobnitis" in response.content


def test_every_page_has_requests() -> None:
    """None is passed over for being written in another way."""
    assert [len(requests(page)) for page in PAGES] == [9, 8, 2]


def test_the_python_of_the_page_runs(
    site: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Against the site in this process, and prints what it is for."""

    class AtTheSite(InProcess):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            request.headers["Host"] = "localhost"
            return super().handle_request(request)

    monkeypatch.setattr("citewell.client.httpx.Client", partial(_client, httpx.Client, AtTheSite()))
    (code,) = blocks("use-the-api.md", "python")
    exec(compile(code, "use-the-api.md", "exec"), {"KEY": site.keys["overseer"]})  # noqa: S102 - our own page
    printed = capsys.readouterr().out
    assert "searching\n" in printed and "finished\n" in printed
    assert "Approved\n" in printed
    assert "NOT_ENOUGH_INFO\n" in printed
    assert "404 " in printed


def _client(kind: type[httpx.Client], in_process: httpx.BaseTransport, **given: Any) -> httpx.Client:
    return kind(**given | {"transport": in_process})


def test_the_frame_of_the_page_is_there(site: World) -> None:
    """Its address leads to the widget, and its rights are those that oEmbed gives."""
    (frame,) = blocks("embed-an-answer.md", "html")
    source = re.search(r'src="https://answers.example.org([^"]+)"', frame)
    assert source and Client().get(source[1]).status_code == 200
    offered = Client().get("/oembed", {"url": f"http://localhost:8000/articles/{site.article.slug}/"}).json()["html"]
    assert re.search(r'sandbox="([^"]+)"', frame)[1] == re.search(r'sandbox="([^"]+)"', offered)[1]  # type: ignore[index]


@pytest.mark.usefixtures("site")
def test_a_key_is_made_listed_and_revoked_at_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the page shows; the key that is printed opens what its scopes say."""
    from click.testing import CliRunner

    from citewell.cli.apikey import apikey

    monkeypatch.setattr("citewell.web.running.set_up", lambda: None)
    run = CliRunner()
    printed = run.invoke(apikey, ["create", "--name", "ward system", "--scope", "read"]).output
    key = printed.split()[0]
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/search?q=?", headers=headers).status_code == 200
    public = key.split("_")[1]
    assert public in run.invoke(apikey, ["list"]).output
    assert run.invoke(apikey, ["revoke", public]).exit_code == 0
    assert Client().get("/api/v1/search?q=?", headers=headers).status_code == 401
    assert "revoked" in run.invoke(apikey, ["list"]).output

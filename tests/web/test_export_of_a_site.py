"""`citewell export ADDRESS`: an article of a site, fetched over HTTP from a server of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import orjson
import pytest
import rispy
from click.testing import CliRunner, Result
from pytest_django.live_server_helper import LiveServer

from api_world import World, with_site
from citewell.cli import app
from citewell.cli.site_article import is_address
from citewell.errors import CitewellError
from citewell.publish.json import schema
from citewell.web.articles.models import Article

pytestmark = pytest.mark.django_db(transaction=True)


def export(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["export", *arguments])


def refusal(*arguments: str) -> CitewellError:
    """Return the error of an export that is refused, which the command line prints with its exit code."""
    error = export(*arguments).exception
    assert isinstance(error, CitewellError), error
    return error


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """The address of a site with the approved article `frobnitis`."""
    World()
    return str(live_server.url)


@pytest.mark.parametrize(
    "path", ["/articles/frobnitis", "/articles/frobnitis/?for=nurse#c1", "/api/v1/articles/frobnitis"]
)
def test_an_article_of_a_site_is_exported(site: str, path: str) -> None:
    """By the address of its page as a reader copies it, or by that of the API."""
    result = export(f"{site}{path}", "--as", "ris")
    assert result.exit_code == 0, result.output
    assert rispy.loads(result.output)


def test_it_has_the_review_that_the_site_knows(site: str, tmp_path: Path) -> None:
    """A file of one's own could not tell it."""
    file = tmp_path / "article.md"
    assert export(f"{site}/articles/frobnitis", "--as", "md", "-o", str(file)).exit_code == 0
    assert "Approved" in file.read_text()


@pytest.mark.parametrize(("more", "reader"), [([], "nurse"), (["--audience", "student"], "student")])
def test_the_reader_is_whom_the_address_names(site: str, more: list[str], reader: str) -> None:
    """Unless the command names another."""
    result = export(f"{site}/articles/frobnitis/?for=nurse", "--as", "json", *more)
    assert orjson.loads(result.stdout_bytes)["audience"] == reader


def test_the_json_of_an_article_is_the_document(site: str) -> None:
    """The one that `citewell ask --json` prints, and not the API's reply around it; its status is the site's."""
    document = orjson.loads(export(f"{site}/articles/frobnitis", "--as", "json").stdout_bytes)
    assert set(document) == set(schema()["properties"])
    assert "Approved by the medical board on 3 May 2026" in document["review_status"]


def test_references_are_styled_here(site: str) -> None:
    """The site gives CSL-JSON alone; the style is set of its proof bundle."""
    result = export(f"{site}/articles/frobnitis", "--as", "csl", "--style", "vancouver")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("1.")


def test_an_article_that_is_not_there_is_named(site: str) -> None:
    """With where to look."""
    error = refusal(f"{site}/articles/nothing", "--as", "ris")
    assert error.exit_code == 3
    assert f"{site}/articles/nothing" in str(error)
    assert f"{site}/articles/." in str(error)


def test_an_article_that_is_not_before_readers_is_not_given(site: str) -> None:
    """What was withdrawn is told as such, with the reason."""
    Article.objects.filter(slug="frobnitis").update(status="Withdrawn", notice="A duplicate.")
    error = refusal(f"{site}/articles/frobnitis", "--as", "ris")
    assert error.exit_code == 3
    assert "Withdrawn by the editors. Do not rely on it. A duplicate." in str(error)


def test_a_form_that_there_is_not_is_refused_before_the_site_is_asked() -> None:
    """The forms are named."""
    result = export("http://127.0.0.1:9/articles/frobnitis", "--as", "papyrus")
    assert result.exit_code == 2
    assert "bibtex" in result.output


def test_a_site_that_does_not_answer_is_told() -> None:
    """By its address. Port 9 of this machine has no server."""
    error = refusal("http://127.0.0.1:9/articles/frobnitis", "--as", "ris")
    assert error.exit_code == 4
    assert "http://127.0.0.1:9/api/v1/ does not answer" in str(error)


@pytest.mark.parametrize(
    "address", ["https://example.org/", "https://example.org/articles/", "http://", "https:///articles/x"]
)
def test_an_address_of_no_article_is_refused(address: str) -> None:
    """With what an address looks like."""
    error = refusal(address, "--as", "ris")
    assert error.exit_code == 3
    assert "https://answers.example.org/articles/gout" in str(error)


def test_a_site_that_asks_for_a_key_is_given_one(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the option or the environment; without one the message says so."""
    key = str(World().keys["read"])
    with_site(monkeypatch, api_anonymous=())
    address = f"{live_server.url}/articles/frobnitis"
    error = refusal(address, "--as", "ris")
    assert (error.exit_code, "--key" in str(error)) == (3, True)
    assert export(address, "--as", "ris", "--key", key).exit_code == 0


class Elsewhere(BaseHTTPRequestHandler):
    """A server that is no site of ours: it answers everything with a page, and one address with another."""

    def do_GET(self) -> None:
        self.send_response(301 if "moved" in self.path else 200)
        self.send_header("Location", "https://answers.example.org/")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>Welcome.")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_page_of_another_server_is_no_article(elsewhere: str) -> None:
    """It is not written as if it were one."""
    error = refusal(f"{elsewhere}/articles/gout", "--as", "ris")
    assert (error.exit_code, "is there a Citewell site?" in str(error)) == (4, True)


def test_where_a_site_has_moved_to_is_told(elsewhere: str) -> None:
    """And nothing is sent there, the key least of all."""
    error = refusal(f"{elsewhere}/articles/moved", "--as", "ris")
    assert (error.exit_code, "https://answers.example.org/" in str(error)) == (4, True)


def test_a_file_is_a_file() -> None:
    """Whatever is not an address of the web."""
    assert [is_address(name) for name in ("gout.json", "-", "https.json", "HTTPS://x/articles/y")] == [False] * 3 + [
        True
    ]


@pytest.fixture
def heard(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """The keys that a server is sent, request by request."""
    keys: list[str | None] = []
    answer = Elsewhere.do_GET

    def listen(self: Elsewhere) -> None:
        keys.append(self.headers["Authorization"])
        answer(self)

    monkeypatch.setattr(Elsewhere, "do_GET", listen)
    return keys


def test_a_kept_key_goes_to_its_own_site_alone(
    elsewhere: str, heard: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By scheme, host and port; one that is given by hand goes where the address says."""
    address = f"{elsewhere}/articles/gout"
    monkeypatch.setenv("CITEWELL_SITE_KEY", "cw_kept")
    for site in (elsewhere, "https://answers.example.org", elsewhere.replace("http:", "https:")):
        monkeypatch.setenv("CITEWELL_SITE", site)
        refusal(address, "--as", "ris")
    refusal(address, "--as", "ris", "--key", "cw_given")
    assert heard == ["Bearer cw_kept", None, None, "Bearer cw_given"]


@pytest.mark.parametrize("site", ["", "answers.example.org", "https://[x"])
def test_a_kept_key_needs_its_site(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one that can be read, nothing is sent and the message says what to set."""
    monkeypatch.setenv("CITEWELL_SITE_KEY", "cw_kept")
    monkeypatch.setenv("CITEWELL_SITE", site)
    error = refusal("http://127.0.0.1:9/articles/gout", "--as", "ris")
    assert error.exit_code == 3
    assert "site" in str(error)
    assert "cw_kept" not in str(error)


def test_a_key_is_not_sent_in_clear_text() -> None:
    """Within this machine it may be."""
    error = refusal("http://answers.example.org/articles/gout", "--as", "ris", "--key", "cw_given")
    assert (error.exit_code, "https" in str(error), "cw_given" in str(error)) == (3, True, False)
    assert refusal("http://127.0.0.1:9/articles/gout", "--as", "ris", "--key", "cw_given").exit_code == 4


@pytest.mark.parametrize("where", ["bob:hunter2@127.0.0.1:9", "bob@127.0.0.1:9", "answers.example.org\\@127.0.0.1:9"])
def test_an_address_with_a_name_in_it_is_refused(where: str) -> None:
    """And neither the name nor the password is printed."""
    error = refusal(f"http://{where}/articles/gout", "--as", "ris")
    assert (error.exit_code, "name or a password" in str(error)) == (3, True)
    assert not any(part in str(error) for part in ("bob", "hunter2", "answers.example.org\\"))

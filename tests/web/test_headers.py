"""What goes over the wire: nothing from elsewhere, nothing inline, nothing that tells who reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from citewell.web.articles.models import Article
from citewell.web.conversations.models import Turn
from site_world import QUESTION, make_article

PAGES = (
    "/",
    "/ask/",
    "/articles/",
    "/articles/?q=nothing",
    "/articles/what-are-the-symptoms-and-treatment-of-frobnitis/",
    "/about/",
    "/editorial-policy/",
    "/how-answers-are-made/",
    "/privacy/",
    "/accessibility/",
    "/nothing-here/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
)


@pytest.fixture
def article(reader: Client) -> Article:
    return make_article()


def in_page(html: bytes) -> Iterator[str]:
    """Yield what a strict policy would not run: inline scripts, styles and handlers."""
    for element in lxml.html.fromstring(html).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "style" or (
            element.tag == "script" and not element.get("src") and "json" not in element.get("type", "")
        ):
            yield element.tag
        yield from (f"{element.tag} {name}" for name in element.attrib if name.startswith("on") or name == "style")


def loaded(html: bytes) -> Iterator[str]:
    """Yield the addresses that a browser asks for by itself."""
    root = lxml.html.fromstring(html)
    yield from root.xpath("//script/@src | //img/@src | //source/@srcset | //iframe/@src | //form/@action")
    yield from root.xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href")


@pytest.mark.parametrize("path", PAGES)
def test_one_strict_policy_serves_every_page(article: Article, reader: Client, path: str) -> None:
    """Scripts, styles, fonts and connections come from this site alone; nothing inline, no frame, no plug-in."""
    policy = dict(part.strip().split(" ", 1) for part in reader.get(path)["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in " ".join(policy.values())


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_an_inline_script_or_style(article: Article, reader: Client, path: str) -> None:
    """The policy would break such a page, and a hole in it would not be seen."""
    assert list(in_page(reader.get(path).content)) == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_site_for_anything(article: Article, reader: Client, path: str) -> None:
    """Fonts, styles and scripts are the site's own: no other site learns who reads what."""
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded(reader.get(path).content))


@pytest.mark.parametrize("path", PAGES)
def test_every_page_bears_the_headers_of_a_careful_site(article: Article, reader: Client, path: str) -> None:
    """No sniffing of types, no framing, no address told to other sites."""
    page = reader.get(path)
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"


def test_an_answer_on_its_way_and_an_answer_hold_nothing_inline(reader: Client, ask: Callable[..., Turn]) -> None:
    """The private pages are under the same policy."""
    waiting = reader.get(reader.post("/ask/", {"q": QUESTION})["Location"])
    answered = reader.get(ask().conversation.get_absolute_url())
    for page in (waiting, answered):
        assert list(in_page(page.content)) == []
        assert all(address.startswith("/") for address in loaded(page.content))


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80", "a b"])
def test_a_host_that_is_not_this_sites_is_refused(article: Article, reader: Client, host: str) -> None:
    """No link, no mail and no cached page can be made to bear another name."""
    for path in (article.get_absolute_url(), "/feed.atom", "/sitemap.xml", reverse("account_reset_password")):
        assert reader.get(path, HTTP_HOST=host).status_code == 400


def test_addresses_for_others_are_those_of_the_site_whatever_it_was_asked_as(article: Article, reader: Client) -> None:
    """A page that was asked for as 127.0.0.1 names the public address: caches and search engines see one."""
    address = f"http://localhost:8000{article.get_absolute_url()}"
    for path in (article.get_absolute_url(), "/feed.atom", "/sitemap.xml"):
        for host in ("127.0.0.1", "localhost"):
            text = reader.get(path, HTTP_HOST=host).content.decode()
            assert address in text
            assert "//127.0.0.1" not in text
            assert "//localhost/" not in text


def test_reading_sets_no_cookie(article: Article, reader: Client) -> None:
    """An article is read without being known; the choice of reader is kept only when it is made."""
    assert not reader.get(article.get_absolute_url()).cookies
    assert not reader.get("/about/").cookies
    chosen = reader.get(article.get_absolute_url(), {"for": "nurse"}).cookies
    assert {name: morsel.value for name, morsel in chosen.items()} == {"citewell_audience": "nurse"}
    assert chosen["citewell_audience"]["httponly"]
    assert chosen["citewell_audience"]["samesite"] == "Lax"


def test_a_form_brings_one_cookie_that_scripts_cannot_misuse(reader: Client) -> None:
    """The token that keeps forms safe is the only cookie of the page for asking."""
    assert list(reader.get("/ask/").cookies) == ["csrftoken"]


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_for_reading_only_read(article: Article, reader: Client, method: str) -> None:
    """No other method reaches what is shown."""
    for path in (article.get_absolute_url(), "/", "/articles/", "/about/", "/suggest"):
        assert getattr(reader, method)(path).status_code == 405


def test_style_and_script_are_kept_by_browsers_for_as_long_as_they_like(reader: Client) -> None:
    """The address of a file carries a hash of its content, so that a new one is seen at once."""
    root = lxml.html.fromstring(reader.get("/").content)
    files = [*root.xpath("//script/@src"), *root.xpath("//link[@rel='stylesheet']/@href")]
    assert len(files) >= 3
    assert all("?v=" in address for address in files)
    for address in files:
        served = reader.get(address)
        assert served.status_code == 200
        assert "max-age=31536000" in served["Cache-Control"]
        served.close()

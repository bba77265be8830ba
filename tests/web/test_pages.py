"""What the institution says of itself, and the pages that tell that something did not work."""

from __future__ import annotations

import lxml.html
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied

from citewell.web.accounts.models import User
from citewell.web.pages.models import Page
from citewell.web.pages.views import SHIPPED, html_of

HOSTILE = "# <script>x</script>\n\n<a href='javascript:alert(1)'>a</a> <img src=x onerror=y> <b style='color:red'>b</b>\n\n| a |\n|---|\n| 1 |\n"


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_page_that_ships_is_there(reader: Client, slug: str) -> None:
    """With one title, and linked from the head or foot of each page."""
    root = lxml.html.fromstring(reader.get(f"/{slug}/").content)
    assert len(root.xpath("//h1")) == 1
    assert f"/{slug}/" in lxml.html.fromstring(reader.get("/").content).xpath("//header//a/@href | //footer//a/@href")


def test_an_institution_words_its_pages_anew(reader: Client) -> None:
    """Its text stands in place of the one that ships, with the day of its last change."""
    Page.objects.create(slug="about", title="About the Frob Society", text="We mend **frobs**.")
    page = reader.get("/about/").content.decode()
    assert "About the Frob Society" in page
    assert "<strong>frobs</strong>" in page
    assert "Last changed" in page


def test_a_page_of_markdown_holds_no_script_and_no_style(reader: Client) -> None:
    """Whoever worded it: scripts, handlers, styles and dangerous addresses are taken out; tables stay."""
    html = str(html_of(HOSTILE))
    for bad in ("<script", "javascript:", "onerror", "style="):
        assert bad not in html
    assert "<td>1</td>" in html


def test_what_is_not_there_says_what_to_do(reader: Client) -> None:
    """Status 404, in the site's own clothes, with ways on."""
    page = reader.get("/no-such-page/")
    root = lxml.html.fromstring(page.content)
    assert page.status_code == 404
    assert {"/articles/", "/ask/"} <= set(root.xpath("//main//a/@href"))
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_what_is_not_allowed_says_why_and_how_to_go_on(db: None) -> None:
    """Status 403 with the reason that was given, and the way to sign in."""
    request = RequestFactory().get("/desk/")
    request.user = type("Nobody", (), {"is_authenticated": False})()
    page = permission_denied(request, PermissionDenied("Only board members vote."))
    assert page.status_code == 403
    assert "Only board members vote." in page.content.decode()
    assert "/account/login/" in page.content.decode()


def test_a_form_that_was_open_too_long_is_told_in_the_sites_words(reader: Client) -> None:
    """No jargon of cross-site requests, and nothing inline."""
    page = Client(enforce_csrf_checks=True).post("/ask/", {"q": "How is frobnitis treated?"})
    assert page.status_code == 403
    assert "Nothing was done." in page.content.decode()
    assert "CSRF" not in page.content.decode()


def test_a_fault_needs_nothing_that_may_have_failed(settings: object) -> None:
    """The page of a fault is made without the database, without a request, and without the name of an exception."""
    from django.template.loader import render_to_string

    page = render_to_string("500.html")
    assert "Something went wrong on this site" in page
    assert "<style" not in page


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/account/login/", "Sign in"),
        ("/account/password/reset/", "Password Reset"),
    ],
)
def test_pages_of_accounts_are_the_sites_own(reader: Client, path: str, title: str) -> None:
    """The same head and foot, labelled fields, and no search engine."""
    root = lxml.html.fromstring(reader.get(path).content)
    assert root.xpath("//h1")[0].text_content().strip() == title
    assert root.xpath("//header[@class='site']//a[@class='name']")[0].text_content() == "Citewell"
    for field in root.xpath("//main//input[not(@type='hidden')]"):
        assert root.xpath(f"//label[@for='{field.get('id')}']")
    assert root.xpath("//meta[@name='robots']/@content") == ["noindex"]


def test_a_sign_in_that_fails_does_not_tell_who_has_an_account(reader: Client) -> None:
    """The same words for an unknown address and for a wrong password, tied to the form."""
    User.objects.create_user("known@example.org", "a long enough password")
    said = []
    for email in ("known@example.org", "unknown@example.org"):
        page = reader.post("/account/login/", {"login": email, "password": "wrong wrong wrong"})
        [error] = lxml.html.fromstring(page.content).xpath("//*[contains(@class, 'error')]")
        said.append(" ".join(error.text_content().split()))
    assert said[0] == said[1] != ""

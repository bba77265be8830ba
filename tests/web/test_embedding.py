"""Articles on other sites."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from lxml import etree

from api_world import PROBLEM, World, make_article, with_site
from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article

pytestmark = pytest.mark.django_db

ADDRESS = "http://localhost:8000/articles/frobnitis/"


@pytest.fixture
def client() -> Client:
    """Another site's server."""
    World()
    return Client()


def test_an_article_tells_where_its_description_is(client: Client) -> None:
    """As JSON and as XML; the address in the link is answered."""
    page = client.get("/articles/frobnitis/").content.decode()
    for media_type in ("application/json", "text/xml"):
        link = re.search(rf'<link rel="alternate" type="{media_type}\+oembed" href="([^"]+)"', page)
        assert link
        assert client.get(link[1].replace("&amp;", "&"))["Content-Type"].startswith(media_type)


def test_the_description_holds_what_oembed_demands(client: Client) -> None:
    """Of the type rich: version, type, html, width and height."""
    values = client.get("/oembed", {"url": ADDRESS}).json()
    assert (values["version"], values["type"], values["width"]) == ("1.0", "rich", 560)
    assert f'width="560" height="{values["height"]}"' in values["html"]
    assert 'src="http://localhost:8000/embed/frobnitis/"' in values["html"]
    assert "script" not in values["html"]


def test_the_description_is_the_same_as_xml(client: Client) -> None:
    """Each value is an element."""
    values = client.get("/oembed", {"url": ADDRESS}).json()
    root = etree.fromstring(client.get("/oembed", {"url": ADDRESS, "format": "xml"}).content)
    assert root.tag == "oembed"
    assert {node.tag: node.text for node in root} == {name: str(value) for name, value in values.items()}


def test_a_frame_is_no_larger_than_is_asked_for(client: Client) -> None:
    """Both measures."""
    values = client.get("/oembed", {"url": ADDRESS, "maxwidth": "300", "maxheight": "150"}).json()
    assert (values["width"], values["height"]) == (300, 150)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 400),
        ({"url": " "}, 400),
        ({"url": "https://other.example.org/articles/frobnitis/"}, 404),
        ({"url": "http://localhost:8000/"}, 404),
        ({"url": "http://localhost:8000/articles/nothing/"}, 404),
        ({"url": ADDRESS, "format": "yaml"}, 501),
    ],
)
def test_what_cannot_be_shown_is_a_problem(client: Client, query: dict[str, str], status: int) -> None:
    """With the status that oEmbed gives it."""
    response = client.get("/oembed", query)
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)


def test_the_widget_shows_the_question_the_bottom_line_and_the_review(client: Client) -> None:
    """And the way to the whole article; no script is in it."""
    response = client.get("/embed/frobnitis/")
    page = response.content.decode()
    assert page.count("Approved by the medical board on 3 May 2026.") == 1
    assert page.count("3 May 2026") == 1
    assert f'href="{ADDRESS}"' in page
    assert "<script" not in page
    assert "What are the symptoms and treatment of frobnitis?" in page


def test_the_widget_alone_may_stand_in_a_frame(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the sites that the setting names; every other page stays out of frames."""
    assert "frame-ancestors *" in client.get("/embed/frobnitis/")["Content-Security-Policy"]
    assert "X-Frame-Options" not in client.get("/embed/frobnitis/")
    with_site(monkeypatch, embed_origins=("https://ward.example.org",))
    assert "frame-ancestors https://ward.example.org" in client.get("/embed/frobnitis/")["Content-Security-Policy"]
    with_site(monkeypatch, embed_origins=())
    assert "frame-ancestors 'none'" in client.get("/embed/frobnitis/")["Content-Security-Policy"]
    article = client.get("/articles/frobnitis/")
    assert (article["X-Frame-Options"], "frame-ancestors 'none'" in article["Content-Security-Policy"]) == (
        "DENY",
        True,
    )


def test_an_article_that_is_under_review_says_so(client: Client) -> None:
    """The widget never looks more certain than the page."""
    make_article("other", status=ReviewStatus.UNDER_REVIEW)
    assert "Not approved yet" in client.get("/embed/other/").content.decode()


def test_what_is_private_has_no_widget(client: Client) -> None:
    """An answer that was not submitted is nobody's to show."""
    make_article("private", status=ReviewStatus.NOT_SUBMITTED)
    assert client.get("/embed/private/").status_code == 404


def test_an_address_without_its_last_stroke_is_known(client: Client) -> None:
    """As a reader copies it."""
    assert client.get("/oembed", {"url": ADDRESS.rstrip("/")}).json() == client.get("/oembed", {"url": ADDRESS}).json()


def test_a_narrow_frame_is_higher(client: Client) -> None:
    """The height goes by the length of what the frame says, so that no sentence is cut off."""
    wide, narrow = (client.get("/oembed", {"url": ADDRESS, "maxwidth": str(width)}).json() for width in (560, 300))
    assert wide["height"] < narrow["height"]


def test_the_way_to_the_article_is_never_below_the_frame(client: Client) -> None:
    """It stands before what may have to be scrolled."""
    page = client.get("/embed/frobnitis/").content.decode()
    assert page.index(f'href="{ADDRESS}" target') < page.index("Zanolol")


def test_a_withdrawn_article_says_so_in_its_frame(client: Client) -> None:
    """And to whoever asks for one: pages of others go on showing the frame."""
    Article.objects.filter(slug="frobnitis").update(status="Withdrawn", notice="A duplicate.")
    gone = client.get("/embed/frobnitis/")
    assert gone.status_code == 410
    assert "Do not rely on it.</b> A duplicate." in gone.content.decode()
    assert "Zanolol" not in gone.content.decode()
    refused = client.get("/oembed", {"url": ADDRESS})
    assert (refused.status_code, refused["Content-Type"]) == (410, PROBLEM)
    assert "A duplicate." in refused.json()["detail"]

"""The review screen in a real browser: by keyboard, saved as it goes, read by an assistive technology."""

from __future__ import annotations

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from citewell.editorial import commands as c
from citewell.editorial.review import DecisionKind
from desk_world import Shelf, Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]


@pytest.fixture
def under_review(shelf: Shelf) -> Site:
    """The article, given to a member and the pharmacist."""
    return Site().submit().assign("member_a", "pharmacist")


def open_screen(browser: Browser, live_server: LiveServer, site: Site, name: str, **options: object) -> Page:
    """Open the review screen as somebody; an error of a script fails the test."""
    context = browser.new_context(**options)  # type: ignore[arg-type]
    session = site.client(name).cookies["citewell_session"].value
    context.add_cookies([{"name": "citewell_session", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(f"{live_server.url}/desk/frobnitis/review/")
    return page


def test_a_member_reads_and_votes_by_keyboard_alone(
    browser: Browser, live_server: LiveServer, under_review: Site
) -> None:
    """J goes to the first sentence, A accepts it and goes on, and the vote is a form like any other."""
    page = open_screen(browser, live_server, under_review, "member_a")
    count = page.locator("[data-claim]").count()
    page.keyboard.press("j")
    expect(page.locator("#c1")).to_be_focused()
    for number in range(1, count + 1):
        page.keyboard.press("a")
        expect(page.locator("[data-progress]")).to_contain_text(f"{number} of {count}")
    page.get_by_label("Your interests in this subject").fill("None")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Approve this revision").check()
    page.get_by_role("button", name="Vote").click()
    expect(page.get_by_role("status")).to_contain_text("Your vote is recorded")
    assert [vote.name for vote in under_review.review.votes] == ["Board member A"]


def test_a_refused_vote_keeps_what_was_declared(browser: Browser, live_server: LiveServer, under_review: Site) -> None:
    """The sentences are not all decided; the interests and the note stand there again, as typed."""
    page = open_screen(browser, live_server, under_review, "member_a")
    page.get_by_label("Your interests in this subject").fill("Consultant to X")
    page.get_by_label("Yes: I recuse myself", exact=False).check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Approve this revision").check()
    page.get_by_label("A note to the author").fill("Well said.")
    page.get_by_role("button", name="Vote").click()
    page.locator(".messages").wait_for()
    expect(page.get_by_label("Your interests in this subject")).to_have_value("Consultant to X")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    expect(page.get_by_label("A note to the author")).to_have_value("Well said.")


def test_the_first_key_leads_to_the_first_sentence(
    browser: Browser, live_server: LiveServer, under_review: Site
) -> None:
    """Nothing is decided of a sentence that nobody has come to."""
    page = open_screen(browser, live_server, under_review, "member_a")
    page.keyboard.press("a")
    expect(page.locator("#c1")).to_be_focused()
    expect(page.locator("[data-progress]")).to_contain_text("0 of")
    page.keyboard.press("a")
    expect(page.locator("[data-progress]")).to_contain_text("1 of")


def test_an_edit_is_checked_as_it_is_typed_and_survives_a_reload(
    browser: Browser, live_server: LiveServer, under_review: Site
) -> None:
    """E opens the sentence; what fails is told while it is typed, and unsent words are there after a reload."""
    page = open_screen(browser, live_server, under_review, "member_a")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.keyboard.type(" Take 500 mg.")
    expect(page.locator("#c1-verdict")).to_contain_text("500 mg is not in the sources")
    page.reload()
    expect(page.locator("#c1-text")).to_have_value(
        "Zanolol is recommended as first treatment of frobnitis in adults (strong recommendation). Take 500 mg."
    )
    assert under_review.review.decisions == ()


def test_a_decision_is_undone(browser: Browser, live_server: LiveServer, under_review: Site) -> None:
    """U takes back what was decided on the sentence that has the focus."""
    under_review.do("member_a", c.Decide(under_review.review.current.claims[0].key, DecisionKind.ACCEPT))  # type: ignore[union-attr]
    page = open_screen(browser, live_server, under_review, "member_a")
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(page.locator("#c1 .decided")).to_have_text("Not decided")
    assert under_review.review.decisions == ()


def test_a_decision_that_is_not_saved_says_so(browser: Browser, live_server: LiveServer, under_review: Site) -> None:
    """When the site does not answer, the sentence stays undecided and tells it."""
    page = open_screen(browser, live_server, under_review, "member_a")
    page.route("**/do/decide", lambda route: route.abort())
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("#c1 .told")).to_contain_text("It was not saved")
    expect(page.locator("#c1 .decided")).to_have_text("Not decided")


def test_it_works_without_a_script(browser: Browser, live_server: LiveServer, under_review: Site) -> None:
    """Each decision is a plain form that comes back to its sentence."""
    page = open_screen(browser, live_server, under_review, "member_a", java_script_enabled=False)
    page.locator("#c1").get_by_role("button", name="Accept").click()
    assert page.url.endswith("/review/#c1")
    expect(page.locator("#c1 .decided")).to_have_text("Accepted")


def test_a_reader_objects_to_a_sentence_from_its_panel(
    browser: Browser, live_server: LiveServer, under_review: Site
) -> None:
    """From the number to the form with the sentence chosen, back to the article, and into the desk's own hands."""
    page = browser.new_context().new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/articles/frobnitis/?for=physician")
    page.locator(".bottom-line .cites a").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Challenge this sentence").click()
    chosen = page.locator("input[name=key]:checked")
    assert chosen.count() == 1
    key = chosen.get_attribute("value")
    page.locator("textarea[name=text]").fill("There is newer evidence.")
    page.get_by_role("button", name="Send to the editors").click()
    page.get_by_text("The editors have your objection").wait_for()
    [challenge] = under_review.review.challenges
    assert (challenge.key, challenge.text) == (key, "There is newer evidence.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_at_the_desk(
    browser: Browser, live_server: LiveServer, under_review: Site, scheme: str, width: int
) -> None:
    """The screen, the queue, the article and the account, wide and narrow, light and dark."""
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    page = open_screen(browser, live_server, under_review, "member_a", **options)
    page.keyboard.press("j")
    page.keyboard.press("e")
    for path in ("", "/desk/", "/desk/frobnitis/", "/account/profile/", "/board/", "/articles/frobnitis/object/"):
        if path:
            page.goto(live_server.url + path)
        found = Axe().run(page)
        assert found.violations_count == 0, f"{path or 'review'}: {found.generate_report()}"

"""The whole story in a real browser: from a question to an approved article, and to the retraction that opens it again."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from citewell.model.article import ReviewStatus
from citewell.model.evidence import RetractionStatus
from citewell.web.articles.models import Article
from citewell.web.desk.audit import verify
from citewell.web.jobs.worker import Worker
from citewell.web.living.watching import look_at_article
from desk_world import Shelf, Site
from universe import RECORDS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]

QUESTION = "What is the treatment of frobnitis, its dose and who should not take zanolol?"


class Play:
    """People at their browsers, before one site."""

    def __init__(self, browser: Browser, server: LiveServer, site: Site) -> None:
        self._browser, self._server, self._site = browser, server, site
        self.slug = ""

    def page(self, name: str | None, path: str) -> Page:
        """Open a page as somebody, signed in with a second factor, or as a reader without an account."""
        context = self._browser.new_context()
        if name:
            session = self._site.client(name).cookies["citewell_session"].value
            context.add_cookies([{"name": "citewell_session", "value": session, "url": self._server.url}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(self._server.url + path)
        return page

    def desk(self, name: str, path: str = "") -> Page:
        return self.page(name, f"/desk/{self.slug}/{path}")

    def review(self, name: str, *, choice: str, note: str = "") -> None:
        """Read claim by claim, by keyboard, then vote with a declaration of interests."""
        page = self.desk(name, "review/")
        progress = page.locator("[data-progress]")
        done, total = (int(part) for part in re.findall(r"\d+", progress.inner_text())[:2])
        page.keyboard.press("j")
        for number in range(done + 1, total + 1):
            page.keyboard.press("a")
            expect(progress).to_contain_text(f"{number} of {total}")
        page.get_by_label("Your interests in this subject").fill("None")
        page.get_by_label("No", exact=True).check()
        page.get_by_label(choice).check()
        page.get_by_label("A note to the author").fill(note)
        page.get_by_role("button", name="Vote").click()
        page.get_by_text("Your vote is recorded").wait_for()


def work() -> None:
    worker = Worker("w")
    while worker.step(timezone.now()):
        pass


def test_from_a_question_to_an_approved_article_and_to_a_retraction(
    browser: Browser, live_server: LiveServer, site: Site, shelf: Shelf
) -> None:
    """Asked, followed up, submitted, assigned, read by three, changed, approved, and opened again."""
    play = Play(browser, live_server, site)

    # A reader asks, follows up, goes back to the first answer, and hands it to the board.
    page = play.page("author", "/ask/")
    page.locator("#q").fill(QUESTION)
    page.locator("#q").press("Enter")
    page.wait_for_url("**/answers/**")
    work()
    page.locator(".bottom-line").wait_for()
    page.locator(".follow-up textarea").fill("and the side effects?")
    page.locator(".follow-up textarea").press("Enter")
    page.locator("[data-stream]").wait_for(state="attached")
    work()
    page.get_by_role("heading", name=re.compile("asked of")).wait_for()
    page.get_by_role("link", name=QUESTION).click()
    page.get_by_role("button", name="Submit to the medical board").click()
    page.wait_for_url("**/articles/**")
    page.get_by_text("Submitted to the medical board").first.wait_for()
    site.article = Article.objects.latest("pk")
    play.slug = site.article.slug

    # An editor gives it to two members and a pharmacist.
    page = play.desk("editor")
    for name in ("member_a", "member_b", "pharmacist"):
        page.locator("select[name=reviewer]").select_option(str(site.users[name].pk))
        page.get_by_role("button", name="Assign").click()
        page.get_by_role("rowheader", name=site.users[name].name).wait_for()
    assert site.review.status is ReviewStatus.UNDER_REVIEW

    # One approves; another asks for changes, and that stops it.
    play.review("member_a", choice="Approve this revision")
    play.review("member_b", choice="Ask for changes", note="Say it in fewer sentences.")
    assert site.review.status is ReviewStatus.CHANGES_REQUESTED

    # The author leaves a sentence out, and the next revision goes back to the board.
    page = play.desk("author", "review/")
    last = page.locator("[data-claim]").last
    last.get_by_text("Leave out", exact=False).first.click()
    last.get_by_label("Why").fill("The board asked for less.")
    last.get_by_role("button", name="Leave it out").click()
    last.locator(".decided", has_text="Left out").wait_for()
    page.get_by_label("What you changed").fill("Shorter, as the board asked.")
    page.get_by_role("button", name="Make revision 2").click()
    page.get_by_text("The new revision is made").wait_for()
    assert site.review.status is ReviewStatus.UNDER_REVIEW

    # All three read what is new to them, and approve.
    for name in ("member_a", "member_b", "pharmacist"):
        if site.review.status is ReviewStatus.UNDER_REVIEW:
            play.review(name, choice="Approve this revision")
    assert site.review.status is ReviewStatus.APPROVED
    reader = play.page(None, f"/articles/{play.slug}/?for=physician")
    reader.get_by_text("Approved by the medical board on").first.wait_for()
    shown = reader.locator(".reviewers").inner_text()
    assert {vote.name for vote in site.review.approvals[-1].votes} <= set(
        re.findall(r"Board member [AB]|Pharmacist", shown)
    )

    # A retraction arrives: readers see it, and the desk has the sentence again.
    cited = next(
        r for r in RECORDS if r.id in {s.id for s in site.article.shown.ledger.sources} and r.id.startswith("pubmed:")
    )
    shelf.put(replace(cited, retraction=RetractionStatus.RETRACTED))
    look_at_article(site.article.pk)
    reader.reload()
    reader.get_by_text("has been retracted").first.wait_for()
    assert site.review.status is ReviewStatus.NEEDS_REREVIEW
    play.desk("editor", "review/").get_by_text("Opened again because a source was retracted").first.wait_for()
    assert verify()[2] is None

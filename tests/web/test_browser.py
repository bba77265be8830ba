"""The site in a real browser: with a script and without, wide and narrow, light and dark, by mouse and by keyboard."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from site_world import QUESTION, TREATMENT, UNANSWERABLE

CHROMIUM = Path(os.environ.get("CITEWELL_CHROMIUM", "/usr/bin/chromium"))
HERE = Path(__file__).parent
ARTICLE = "/articles/what-are-the-symptoms-and-treatment-of-frobnitis/"
WIDE, NARROW, NARROWEST = 1280, 390, 320
PAGES = (
    "/",
    "/ask/",
    "/articles/",
    "/articles/?q=whales",
    ARTICLE,
    "/articles/how-is-frobnitis-treated/",
    "/articles/what-is-the-dose-of-zanolol-in-frobnitis/",
    f"{ARTICLE}object/?sentence=c1",
    "/about/",
    "/api/v1/docs",
    "/contact/",
    "/board/",
    "/corrections/",
    "/nothing-here/",
    "/account/login/",
    "/account/password/reset/",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no browser at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that runs as anybody would run it, with its worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("site")
    environment = {
        **os.environ,
        "CITEWELL_HOME": str(home),
        "CITEWELL_STARTER": "0",
        "DJANGO_SETTINGS_MODULE": "citewell.web.settings",
        "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent)]),
    }
    subprocess.run([sys.executable, HERE / "prepare_site.py"], env=environment, check=True)
    with (home / "log").open("w") as log:
        served = subprocess.Popen(
            [sys.executable, "-m", "citewell", "serve", "--port", str(port)], env=environment, stdout=log, stderr=log
        )
        try:
            yield _once_it_answers(f"http://127.0.0.1:{port}", served)
        finally:
            served.terminate()
            served.wait(timeout=30)


def _once_it_answers(address: str, served: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and served.poll() is None:
        try:
            with urlopen(f"{address}/health/live", timeout=5):  # noqa: S310 - our own server
                return address
        except OSError:
            continue
    raise AssertionError("the site did not start")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. It ends with this module: while it lives, Django takes the thread for an asynchronous one."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def open_page(site: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page of the site in a window of its own; a complaint in its console fails the test."""
    opened = []
    complaints: list[str] = []

    def open_page(path: str, *, width: int = WIDE, theme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme=theme,  # type: ignore[arg-type]
            java_script_enabled=script,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert [told for told in complaints if "404 (Not Found)" not in told] == []


@contextmanager
def staying(page: Page, selector: str) -> Iterator[None]:
    """Fail if an element is elsewhere on the screen afterwards."""
    before = page.locator(selector).bounding_box()
    yield
    after = page.locator(selector).bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) <= 2


def test_a_question_is_asked_and_answered(open_page: Callable[..., Page]) -> None:
    """Typed, sent with Enter, and answered on the same page without being loaded by hand."""
    page = open_page("/")
    page.get_by_label("Ask a clinical question").fill(TREATMENT)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/answers/[\w-]{22}/"))
    expect(page.locator(".bottom-line")).to_contain_text("Zanolol is recommended as first treatment", timeout=60_000)
    expect(page.locator("h1")).to_have_text(TREATMENT)


def test_a_question_is_asked_and_answered_without_a_script(open_page: Callable[..., Page]) -> None:
    """The page loads itself again until the answer is there; each number leads to its footnote."""
    page = open_page("/ask/", script=False)
    page.get_by_label("Your question").fill(TREATMENT)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".bottom-line")).to_contain_text("Zanolol is recommended", timeout=60_000)
    page.locator(".bottom-line .cites a").first.click()
    expect(page.locator(".quote:target mark")).to_contain_text("Zanolol is recommended as first treatment")


def test_without_a_script_nothing_is_offered_that_needs_one(open_page: Callable[..., Page]) -> None:
    """No button that would do nothing; the PDF and the address are there all the same."""
    page = open_page(ARTICLE, script=False)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("link", name="PDF").first).to_be_visible()
    expect(page.locator(".address-shown")).to_be_visible()


def test_no_answer_is_a_page_of_its_own(open_page: Callable[..., Page]) -> None:
    """What was searched, what came nearest, and what to try."""
    page = open_page("/ask/")
    page.get_by_label("Your question").fill(UNANSWERABLE)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", name="No answer: not enough evidence")).to_be_visible(timeout=60_000)
    for name in ("What was searched", "What came nearest", "What to try"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def test_a_conversation_goes_on(open_page: Callable[..., Page]) -> None:
    """A follow-up is answered below the same address, and the first answer stays a click away."""
    page = open_page("/ask/")
    page.get_by_label("Your question").fill(TREATMENT)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".bottom-line")).to_be_visible(timeout=60_000)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("h1")).to_have_text(QUESTION)
    expect(page.locator(".bottom-line")).to_be_visible(timeout=60_000)
    page.get_by_role("navigation", name="Questions of this conversation").get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(TREATMENT)


def test_articles_that_ask_the_same_are_offered_while_typing(open_page: Callable[..., Page]) -> None:
    """Before anything is sent."""
    page = open_page("/")
    page.get_by_label("Ask a clinical question").press_sequentially("how do I treat frobnitis")
    expect(page.locator("[data-similar]").get_by_role("link", name=TREATMENT)).to_be_visible()


def test_the_panel_stands_beside_the_text_and_gives_the_focus_back(open_page: Callable[..., Page]) -> None:
    """Wide: it hides no sentence. The quote is marked in its paragraph; Escape closes; the focus is where it was."""
    page = open_page(ARTICLE)
    number = page.locator(".bottom-line .cites a").first
    number.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    expect(panel.locator("mark")).to_have_text("The signs of frobnitis are pain, swelling and a low hum.")
    expect(panel).to_contain_text("Design")
    beside, sentence = panel.bounding_box(), page.locator(".bottom-line .text").first.bounding_box()
    assert beside is not None
    assert sentence is not None
    assert beside["x"] >= sentence["x"] + sentence["width"]
    expect(panel.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(number).to_be_focused()


def test_on_a_phone_the_panel_is_a_sheet_that_leaves_the_sentence_in_sight(open_page: Callable[..., Page]) -> None:
    """It comes from below, and the page moves if the sheet would lie on the sentence."""
    page = open_page(ARTICLE, width=NARROW)
    number = page.locator("#research .cites a, [aria-labelledby=research] .cites a").last
    number.evaluate("link => window.scrollTo(0, link.getBoundingClientRect().bottom + scrollY - innerHeight + 40)")
    number.click()
    sheet, link = page.get_by_role("dialog").bounding_box(), number.bounding_box()
    assert sheet is not None
    assert link is not None
    assert round(sheet["y"] + sheet["height"]) == 900
    assert sheet["width"] == NARROW
    assert link["y"] + link["height"] <= sheet["y"]
    page.get_by_role("button", name="Close").click()
    expect(number).to_be_focused()


def test_a_mark_of_the_picture_opens_its_source(open_page: Callable[..., Page]) -> None:
    """By keyboard as by mouse, and so does the line of the table that says the same."""
    page = open_page(ARTICLE)
    mark = page.locator(".picture a").first
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Zanolol for frobnitis: a systematic review")
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    page.locator(".evidence-table tbody a").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_another_reader_is_chosen_in_place(open_page: Callable[..., Page]) -> None:
    """The text changes, the choice stays where it was on the screen and has the focus, and the address tells it."""
    page = open_page(ARTICLE)
    page.mouse.wheel(0, 150)
    with staying(page, "[data-audience][href='?for=nurse']"):
        page.get_by_role("link", name="Nurse").click()
        expect(page.locator("[data-audience][aria-current]")).to_have_text("Nurse")
    expect(page.get_by_role("link", name="Nurse")).to_be_focused()
    assert page.url.endswith("?for=nurse")
    page.locator(".bottom-line .cites a").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_address_is_copied(open_page: Callable[..., Page]) -> None:
    """The button puts the article's own address on the clipboard, and says so."""
    page = open_page(ARTICLE)
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    port = page.url.split("/")[2].rpartition(":")[2]
    assert page.evaluate("navigator.clipboard.readText()") == f"http://localhost:{port}{ARTICLE}"


def test_a_sentence_is_challenged_from_its_panel(open_page: Callable[..., Page]) -> None:
    """From the number to the form for an objection, with the sentence chosen."""
    page = open_page(ARTICLE)
    page.locator(".bottom-line .cites a").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Challenge this sentence").click()
    assert page.url.endswith(f"{ARTICLE}object/?sentence=c1")


def test_the_first_step_of_a_keyboard_leads_past_the_head(open_page: Callable[..., Page]) -> None:
    """The skip link comes first, is seen when it has the focus, and leads to the text."""
    page = open_page(ARTICLE)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name=re.compile("Skip to"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_keyboard_reaches_everything_that_can_be_chosen(open_page: Callable[..., Page]) -> None:
    """Stepping through an article meets each of its links and buttons, in the order in which they are read."""
    page = open_page(ARTICLE)
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, textarea, select')]"
        ".filter(e => e.checkVisibility({visibilityProperty: true})).map((e, i) => (e.dataset.step = i, i))"
    )
    met = []
    for _ in range(len(wanted) + 5):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.dataset.step"))
    assert [int(step) for step in met if step is not None][: len(wanted)] == wanted


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_wider_than_the_narrowest_screen(open_page: Callable[..., Page], path: str) -> None:
    """At 320 pixels, which is 400% zoom on 1280, no page scrolls sideways (WCAG 2.2, 1.4.10)."""
    page = open_page(path, width=NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def test_on_a_phone_the_table_of_evidence_is_read_downwards(open_page: Callable[..., Page]) -> None:
    """What each source found is in sight, and nothing has to be pushed sideways; it is a table all the same."""
    table = open_page(ARTICLE, width=NARROW).locator(".evidence-table")
    assert table.evaluate("region => region.scrollWidth <= region.clientWidth")
    assert table.locator("thead").get_by_role("columnheader").count() == 7
    expect(table.get_by_role("cell").last).to_be_visible()


def test_on_paper_an_article_is_an_article(open_page: Callable[..., Page]) -> None:
    """No navigation, no buttons; the status, the citations as numbers and the references stay."""
    page = open_page(ARTICLE)
    page.emulate_media(media="print")
    for hidden in ("header.site nav", ".actions", ".audiences", "footer.site", ".next"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".steps", ".cites", ".references", ".picture", "#disclaimer"):
        expect(page.locator(shown).first).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(open_page: Callable[..., Page], path: str, width: int, theme: str) -> None:
    """No violation of WCAG 2.2 AA nor of good practice that axe knows, in either theme, wide or narrow."""
    found = Axe().run(open_page(path, width=width, theme=theme))
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(("width", "theme"), [(WIDE, "light"), (NARROW, "dark")])
def test_axe_finds_nothing_in_an_open_panel(open_page: Callable[..., Page], width: int, theme: str) -> None:
    """The dialog has a name, its contrast is enough, and no id stands twice."""
    page = open_page(ARTICLE, width=width, theme=theme)
    page.locator(".bottom-line .cites a").first.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("question", [QUESTION, UNANSWERABLE, "I took 30 zanolol tablets, how is frobnitis treated?"])
def test_axe_finds_nothing_in_an_answer(open_page: Callable[..., Page], question: str) -> None:
    """An answer, no answer, and one with the urgent banner; wide and light, narrow and dark."""
    page = open_page("/ask/")
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#method")).to_be_visible(timeout=60_000)
    for width, theme in ((WIDE, "light"), (NARROW, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()

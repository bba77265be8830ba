"""Passkeys in a real browser, with an authenticator that Chromium plays: one is registered, and opens the desk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from desk_world import PASSWORD, Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]
# WebAuthn Level 2, section 11.2: a device that stays in the machine, asks who is there, and is answered.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NEEDED = "needed before you can vote"


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A window with the authenticator; a complaint of the page fails the spec."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()
    assert complaints == []


def sign_in_with_password(page: Page, site: Site) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email").fill(site.users["member_a"].email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile(r"//[^/]+/\Z"))


def test_a_board_member_registers_a_passkey_and_signs_in_with_it(page: Page, site: Site) -> None:
    """A password alone does not let him vote; the passkey does, and needs no password."""
    site.submit().assign("member_a")
    sign_in_with_password(page, site)
    page.goto("/account/profile/")
    expect(page.get_by_text(NEEDED)).to_be_visible()
    page.get_by_role("link", name="Passkeys and one-time codes").click()
    page.get_by_role("link", name="Add").click()
    # Before what opens an account changes, its password is asked for again.
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/recovery-codes/**")
    held = Authenticator.objects.get(user=site.users["member_a"], type=Authenticator.Type.WEBAUTHN)
    assert held.wrap().is_passwordless

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(re.compile(r"//[^/]+/\Z"))
    page.goto("/account/profile/")
    expect(page.get_by_text("member_a@example.org")).to_be_visible()
    expect(page.get_by_text(NEEDED)).to_have_count(0)
    page.goto(f"/desk/{site.article.slug}/review/")
    expect(page.get_by_role("button", name="Vote")).to_be_visible()

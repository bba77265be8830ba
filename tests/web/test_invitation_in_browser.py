"""An invitation is taken up in a real browser, which says where a form comes from."""

from __future__ import annotations

import shutil

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from citewell.editorial.roles import SYSTEM, Role
from citewell.web.accounts.invitations import invite
from citewell.web.accounts.models import User

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed"),
]


def test_a_first_account_is_made_from_its_link(browser: Browser, live_server: LiveServer) -> None:
    """The form is sent with its origin, and is not refused for having none."""
    _, link = invite("c@example.org", [Role.ADMINISTRATOR], actor=SYSTEM, now=timezone.now())
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(live_server.url + link[link.index("/account/") :])
    page.get_by_label("Name").fill("Administrator")
    page.get_by_label("Password").fill("a-long-enough-passphrase-7")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_text("Welcome. Sign in").wait_for()
    context.close()
    assert User.objects.get(email="c@example.org").grants.get().role == Role.ADMINISTRATOR

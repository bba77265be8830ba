"""What whoever runs the site looks at."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from citewell.web.jobs.queue import enqueue

pytestmark = pytest.mark.django_db


def test_a_live_site_says_so(client: Client) -> None:
    """Without touching the database: a restart would not mend that."""
    assert client.get("/health/live").json()["status"] == "ok"


def test_a_ready_site_has_its_database_its_library_and_a_worker(client: Client) -> None:
    """All three are there."""
    response = client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok", "faults": []})


def test_a_site_without_a_worker_is_not_ready(client: Client) -> None:
    """Questions that wait for minutes tell that nobody takes them."""
    enqueue("answer", {"turn": 1}, now=timezone.now() - timedelta(minutes=2))
    response = client.get("/health/ready")
    assert (response.status_code, response.json()["faults"]) == (503, ["worker"])


def test_a_site_without_its_library_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named; the reason stays in the log."""

    def broken() -> None:
        raise OSError("gone")

    monkeypatch.setattr("citewell.web.operations.health.library", broken)
    assert client.get("/health/ready").json()["faults"] == ["library"]


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    """A site that gives its figures to whoever holds this."""
    monkeypatch.setattr("django.conf.settings.SITE", replace(settings.SITE, metrics_token="a-token"))  # noqa: S106 - of this test
    return "a-token"


@pytest.mark.parametrize(
    ("header", "status"),
    [("Bearer a-token", 200), ("Bearer other", 404), ("a-token", 404), ("Bearer ", 404), ("", 404)],
)
@pytest.mark.usefixtures("token")
def test_figures_are_for_the_holder_of_the_token(client: Client, header: str, status: int) -> None:
    """To others there is no such page."""
    assert client.get("/metrics", headers={"authorization": header}).status_code == status


def test_where_no_token_is_set_there_are_no_figures(client: Client) -> None:
    """An empty token is not one that everybody holds."""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_figures_count_by_route_and_hold_no_question(client: Client, token: str) -> None:
    """Addresses of answers are secret, and questions travel in addresses: neither is in the figures."""
    client.get("/ask/?q=frobnitis")
    client.get("/answers/a-secret-key/")
    enqueue("answer", {"turn": 1}, now=timezone.now())
    text = client.get("/metrics", headers={"authorization": f"Bearer {token}"}).content.decode()
    assert 'citewell_request_seconds_count{method="GET",route="ask/",status="200"}' in text
    assert 'citewell_jobs{kind="answer",state="waiting"} 1.0' in text
    assert "citewell_library_passages" in text
    assert "frobnitis" not in text
    assert "a-secret-key" not in text

"""Settings from the environment: what is read, what is refused, and that each is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from citewell.config import Services, Settings
from citewell.errors import UserError

ROOT = Path(__file__).parent.parent.parent


def test_without_settings_the_services_are_the_public_ones() -> None:
    """All by https, without an address or a key of anybody's."""
    settings = Settings.from_environment({})
    assert all(address.startswith("https://") for address in settings.services)
    assert (settings.email, settings.ncbi_api_key, settings.openfda_api_key, settings.live_timeout_s) == (
        "",
        "",
        "",
        15,
    )


def test_each_service_may_be_elsewhere() -> None:
    """The others stay where they are."""
    settings = Settings.from_environment({"CITEWELL_PUBMED_URL": " http://localhost:8080/eutils "})
    assert settings.services.pubmed == "http://localhost:8080/eutils"
    assert settings.services.europepmc == Services().europepmc


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CITEWELL_EMAIL", "nobody"),
        ("CITEWELL_EMAIL", "me@example.org\r\nX-Other: 1"),
        ("CITEWELL_NCBI_API_KEY", "two words"),
        ("CITEWELL_OPENFDA_API_KEY", "schlüssel"),
        ("CITEWELL_DAILYMED_URL", "ftp://example.org"),
        ("CITEWELL_DAILYMED_URL", "dailymed.example"),
        ("CITEWELL_LIVE_TIMEOUT", "soon"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    """By its variable, and a secret is not repeated."""
    with pytest.raises(UserError, match=name) as caught:
        Settings.from_environment({name: value})
    assert "KEY" not in name or value not in str(caught.value)


def test_a_key_is_not_shown() -> None:
    """Settings may end up in a log."""
    settings = Settings.from_environment({"CITEWELL_NCBI_API_KEY": "k1secret", "CITEWELL_OPENFDA_API_KEY": "k2secret"})
    assert "secret" not in repr(settings)


@pytest.mark.parametrize(
    "name",
    [
        *(f"CITEWELL_{service.upper()}_URL" for service in Services.__slots__),
        "CITEWELL_EMAIL",
        "CITEWELL_NCBI_API_KEY",
        "CITEWELL_OPENFDA_API_KEY",
        "CITEWELL_LIVE_TIMEOUT",
    ],
)
def test_each_setting_is_documented(name: str) -> None:
    """With the addresses that hold where nothing is set."""
    page = (ROOT / "docs/how-to/use-live-sources.md").read_text(encoding="utf-8")
    assert name in page
    assert all(address in page for address in Services())

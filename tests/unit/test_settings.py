"""Settings from the environment: what is read, what is refused, and that each is documented."""

from __future__ import annotations

from pathlib import Path

import pytest

from citewell.config import LanguageModelSettings, Services, Settings
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
        ("CITEWELL_MODEL", "test"),
        ("CITEWELL_MODEL", "openai: two words"),
        ("CITEWELL_MODEL_URL", "localhost:8080"),
        ("CITEWELL_MODEL_KEY", "two words"),
        ("CITEWELL_MODEL_TIMEOUT", "soon"),
        ("CITEWELL_MODEL_TOKENS", "12"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str) -> None:
    """By its variable, and a secret is not repeated."""
    with pytest.raises(UserError, match=name) as caught:
        Settings.from_environment({name: value})
    assert "KEY" not in name or value not in str(caught.value)


def test_a_key_is_not_shown() -> None:
    """Settings may end up in a log."""
    names = ("CITEWELL_NCBI_API_KEY", "CITEWELL_OPENFDA_API_KEY", "CITEWELL_MODEL_KEY")
    settings = Settings.from_environment({name: f"k{place}secret" for place, name in enumerate(names)})
    assert settings.language_model.key == "k2secret"
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


@pytest.mark.parametrize("part", ["", "_URL", "_KEY", "_TIMEOUT", "_TOKENS"])
def test_each_setting_of_the_language_model_is_documented(part: str) -> None:
    """On the page that tells how to use one."""
    assert f"`CITEWELL_MODEL{part}`" in (ROOT / "docs/how-to/use-a-language-model.md").read_text(encoding="utf-8")


def test_a_language_model_is_set_by_its_provider_and_name() -> None:
    """With its address, key and limits; without any of it there is none."""
    assert Settings.from_environment({}).language_model == LanguageModelSettings()
    given = {
        "CITEWELL_MODEL": "openai-compatible:small/model-3:4b",
        "CITEWELL_MODEL_URL": "http://localhost:8080/v1",
        "CITEWELL_MODEL_KEY": "sk-abc+/=",
        "CITEWELL_MODEL_TIMEOUT": "20",
        "CITEWELL_MODEL_TOKENS": "9000",
    }
    assert Settings.from_environment(given).language_model == LanguageModelSettings(
        "openai-compatible:small/model-3:4b", "http://localhost:8080/v1", "sk-abc+/=", 20.0, 9000
    )

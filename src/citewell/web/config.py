"""The site's own settings: frozen, read once from the environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from citewell.config import Settings
from citewell.errors import UserError

LOCAL = "http://localhost:8000"


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How the site is reached, where it keeps what it holds, and how long.

    core: the settings of the library and the pipeline.
    url: `CITEWELL_SITE_URL`, the public address, which stands in every link (default: where `citewell serve` listens,
        or last listened; http://localhost:8000 before that). It decides which host names are answered, and whether
        cookies are sent over https alone.
    name: `CITEWELL_SITE_NAME`, under which the site is published (default Citewell).
    database: `CITEWELL_DATABASE_URL`, such as postgresql://user:password@host:5432/name (default: a SQLite file in the
        data folder).
    secret_key: `CITEWELL_SECRET_KEY`, signs sessions and links (default: made once and kept in the data folder).
    mail: `CITEWELL_MAIL_URL`, such as smtp+tls://user:password@host:587 (default: mails are written to the console).
    mail_from: `CITEWELL_MAIL_FROM`, the sender of the site's mails.
    metrics_token: `CITEWELL_METRICS_TOKEN`, which a Prometheus server sends as its bearer token to /metrics (default:
        none, and no such page).
    question_days: `CITEWELL_QUESTION_DAYS`, after how many days a question and its answer are deleted, if it was not
        submitted for review (default 30).
    approvals: `CITEWELL_APPROVALS`, how many reviewers must approve one revision of an article (default 2).
    api_anonymous: `CITEWELL_API_ANONYMOUS`, what the HTTP API opens without a key: `read` (articles), `ask`, both with
        a comma between (default), or `none`.
    cors_origins: `CITEWELL_CORS_ORIGINS`, the sites whose pages may read the API, with commas between, or `*`
        (default: none).
    embed_origins: `CITEWELL_EMBED_ORIGINS`, the sites that may show an article in a frame, with commas between, `*` for
        all (default), or `none`.
    debug: `CITEWELL_DEBUG`, 1 to show tracebacks in the browser; never on a public machine.
    """

    core: Settings
    url: str = LOCAL
    name: str = "Citewell"
    database: str = ""
    secret_key: str = field(default="", repr=False)
    mail: str = field(default="", repr=False)
    mail_from: str = "citewell@localhost"
    metrics_token: str = field(default="", repr=False)
    question_days: int = 30
    approvals: int = 2
    api_anonymous: tuple[str, ...] = ("read", "ask")
    cors_origins: tuple[str, ...] = ()
    embed_origins: tuple[str, ...] = ("*",)
    debug: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> SiteSettings:
        """Read the settings. Raises UserError that names a variable whose value cannot be used."""
        core = Settings.from_environment(environment)
        return cls(
            core=core,
            url=_site_url(environment.get("CITEWELL_SITE_URL", "").strip()) or _remembered(core) or LOCAL,
            name=environment.get("CITEWELL_SITE_NAME", "").strip() or "Citewell",
            database=environment.get("CITEWELL_DATABASE_URL", "").strip(),
            secret_key=environment.get("CITEWELL_SECRET_KEY", "").strip(),
            mail=environment.get("CITEWELL_MAIL_URL", "").strip(),
            mail_from=environment.get("CITEWELL_MAIL_FROM", "").strip() or "citewell@localhost",
            metrics_token=environment.get("CITEWELL_METRICS_TOKEN", "").strip(),
            question_days=_whole(environment, "CITEWELL_QUESTION_DAYS", default=30),
            approvals=_whole(environment, "CITEWELL_APPROVALS", default=2),
            api_anonymous=_anonymous(environment.get("CITEWELL_API_ANONYMOUS", "").strip()),
            cors_origins=_origins(environment, "CITEWELL_CORS_ORIGINS"),
            embed_origins=_origins(environment, "CITEWELL_EMBED_ORIGINS", default="*"),
            debug=environment.get("CITEWELL_DEBUG", "").strip() == "1",
        )

    @property
    def folder(self) -> Path:
        """Where the embedded site keeps what it holds."""
        return self.core.home / "site"

    @property
    def is_secure(self) -> bool:
        return self.url.startswith("https://")

    @property
    def sends_mail(self) -> bool:
        """Whether mails leave the machine; without a mail server they are written to the console."""
        return bool(self.mail)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or "localhost"

    def key(self) -> str:
        """Return the secret key: the one that was set, else the one of the data folder, which is made once."""
        if self.secret_key:
            return self.secret_key
        path = self.folder / "secret_key"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Made whole under its name or not at all: two processes that start together agree on one.
            if not path.exists():
                mine = path.with_suffix(f".{os.getpid()}")
                mine.touch(mode=0o600)
                mine.write_text(secrets.token_urlsafe(50), encoding="ascii")
                try:
                    os.link(mine, path)
                except FileExistsError:
                    pass
                finally:
                    mine.unlink()
            return path.read_text(encoding="ascii")
        except OSError as error:
            raise UserError(
                f"{path}: {error.strerror or error}. Set CITEWELL_HOME to a folder that can be written."
            ) from error

    def django_database(self) -> dict[str, object]:
        """Return the database in Django's form. Raises UserError if its address is of no kind that is known."""
        if not self.database:
            self.folder.mkdir(parents=True, exist_ok=True)
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(self.folder / "site.sqlite3"),
                # A transaction takes the write lock when it begins: one that reads first and then writes could find
                # that another has written in between, and would fail however long it waits.
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        parts = urlsplit(self.database)
        if parts.scheme not in {"postgresql", "postgres"}:
            raise UserError("CITEWELL_DATABASE_URL cannot be used; set it to postgresql://USER:PASSWORD@HOST:PORT/NAME")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # A socket is named by its folder, as libpq does: ?host=/run/postgresql.
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }

    def django_mail(self) -> dict[str, object]:
        """Return the settings of Django's mail, by name. Raises UserError if the address is of no known kind."""
        if not self.mail:
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        parts = urlsplit(self.mail)
        if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
            raise UserError("CITEWELL_MAIL_URL cannot be used; set it to smtp+tls://USER:PASSWORD@HOST:587")
        return {
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtps",
            "EMAIL_TIMEOUT": 20,
        }


def _site_url(value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise UserError("CITEWELL_SITE_URL cannot be used; set it to an address such as https://answers.example.org")
    return value.rstrip("/")


def remember_address(address: str) -> None:
    """Keep where the site is reached, for what runs beside it: a worker, and `citewell invite` in another window."""
    path = _address_file(Settings.from_environment())
    with suppress(OSError):  # the links are told wrong then, and whatever else the folder is needed for says why
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(address, encoding="utf-8")


def _remembered(core: Settings) -> str:
    try:
        return _site_url(_address_file(core).read_text("utf-8").strip())
    except (OSError, ValueError, UserError):
        return ""


def _address_file(core: Settings) -> Path:
    return core.home / "site" / "address"


def _whole(environment: Mapping[str, str], name: str, *, default: int) -> int:
    value = environment.get(name, "").strip()
    if value and not (value.isdecimal() and 1 <= int(value) <= 36_500):
        raise UserError(f"{name} is {value!r}; set it to a whole number, at least 1")
    return int(value) if value else default


def _anonymous(value: str) -> tuple[str, ...]:
    if not value:
        return ("read", "ask")
    scopes = tuple(part.strip() for part in value.split(",")) if value != "none" else ()
    if not set(scopes) <= {"read", "ask"}:
        raise UserError(f"CITEWELL_API_ANONYMOUS is {value!r}; set it to read, ask, read,ask or none")
    return scopes


def _origins(environment: Mapping[str, str], name: str, *, default: str = "none") -> tuple[str, ...]:
    """Return the origins of a list, as a browser sends them."""
    value = environment.get(name, "").strip() or default
    if value == "none":
        return ()
    found = tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
    for origin in found:
        parts = urlsplit(origin)
        is_origin = parts.scheme in {"http", "https"} and parts.hostname and not (parts.path or parts.query)
        if origin != "*" and not is_origin:
            raise UserError(f"{name} holds {origin!r}; name each site as https://www.example.org, or set it to *")
    return found

"""Settings: frozen, read once from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from citewell.errors import UserError


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Citewell keeps its data and what it includes.

    home: `CITEWELL_HOME`, the data folder (default: the platform's folder for user data).
    starter: `CITEWELL_STARTER`, 1 to include the starter library (default), 0 to leave it out.
    lock_timeout_s: `CITEWELL_LOCK_TIMEOUT`, seconds to wait while another process writes (default 60).
    retraction_list_days: `CITEWELL_RETRACTION_LIST_DAYS`, the age in days from which a list of retractions is too
        old, so that an answer says so (default 30).
    """

    home: Path
    starter: bool = True
    lock_timeout_s: float = 60.0
    retraction_list_days: int = 30

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings. Raises UserError that names a variable whose value cannot be used."""
        home = environment.get("CITEWELL_HOME", "").strip()
        return cls(
            home=Path(home).expanduser() if home else Path(platformdirs.user_data_dir("citewell", False)),
            starter=_flag(environment, "CITEWELL_STARTER", default=True),
            lock_timeout_s=_seconds(environment, "CITEWELL_LOCK_TIMEOUT", default=60.0),
            retraction_list_days=_days(environment, "CITEWELL_RETRACTION_LIST_DAYS", default=30),
        )


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

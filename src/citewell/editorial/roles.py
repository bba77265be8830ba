"""Who works at the desk. A person may hold several roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    AUTHOR = "author"
    MEDICAL_EDITOR = "medical editor"
    BOARD_MEMBER = "board member"
    PHARMACIST = "pharmacist"
    ADMINISTRATOR = "administrator"


# Those whose votes count.
REVIEWERS = frozenset({Role.BOARD_MEMBER, Role.PHARMACIST})


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something: a person, a reader without an account, or the site itself.

    id: what names the person for good; empty for a reader. name, credentials: as they are kept with what is done.
    has_second_factor: signed in with a passkey or a one-time code besides a password.
    """

    id: str
    name: str
    roles: frozenset[Role] = frozenset()
    credentials: str = ""
    has_second_factor: bool = False
    is_system: bool = False

    @property
    def is_reviewer(self) -> bool:
        return bool(self.roles & REVIEWERS)


# What watches the library for retractions, superseded guidelines and better evidence.
SYSTEM = Actor("system", "Citewell", is_system=True)
READER = Actor("", "A reader")

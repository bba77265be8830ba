"""What an action says when it can't be done."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """Why something was refused: the person, the state, what was seen, the rules of review, or what was sent."""

    PERMISSION = "permission"
    STATE = "state"
    STALE = "stale"
    POLICY = "policy"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Refused:
    """What happened, and what to do next, in words for the person who tried."""

    ground: Ground
    what: str
    next: str

    def __str__(self) -> str:
        return f"{self.what} {self.next}"

"""What somebody asks for. A command is data; `actions.act` says what follows from it, or why nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeAlias

from citewell.editorial.review import Cause, Choice, DecisionKind, Interests, Revision
from citewell.editorial.roles import Actor
from citewell.editorial.status import Action
from citewell.model.claim import Claim


@dataclass(frozen=True, slots=True)
class Submit:
    """Put a revision before the editors: the first, or that with which a withdrawn article comes back."""

    action: ClassVar[Action] = Action.SUBMIT
    revision: Revision


@dataclass(frozen=True, slots=True)
class Assign:
    action: ClassVar[Action] = Action.ASSIGN
    reviewer: Actor
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """An editor takes a reviewer off."""

    action: ClassVar[Action] = Action.RELEASE
    reviewer: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decline:
    """A reviewer has no time, or is not the one to ask."""

    action: ClassVar[Action] = Action.DECLINE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recuse:
    """A reviewer has an interest that bears on the article."""

    action: ClassVar[Action] = Action.RECUSE
    interest: str


@dataclass(frozen=True, slots=True)
class Decide:
    """A decision on one claim of the current revision.

    reworded: of an edit, the claim in its new words with the gate's verdict (`edit.reword`).
    kind: None takes the decision back.
    """

    action: ClassVar[Action] = Action.DECIDE
    key: str
    kind: DecisionKind | None
    note: str = ""
    reworded: Claim | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on a claim, or on the article where `key` is empty."""

    action: ClassVar[Action] = Action.COMMENT
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class CastVote:
    """revision, round: what the voter saw; the vote counts for that and nothing else."""

    action: ClassVar[Action] = Action.VOTE
    choice: Choice
    revision: str
    round: int
    interests: Interests
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resubmit:
    action: ClassVar[Action] = Action.RESUBMIT
    revision: Revision


@dataclass(frozen=True, slots=True)
class Allow:
    """Override what stands in the way of these claims, for a reason that readers will see."""

    action: ClassVar[Action] = Action.OVERRIDE
    keys: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Reopen:
    """problem: what the claims now fail, by the name of the check; empty where nothing fails."""

    action: ClassVar[Action] = Action.REOPEN
    keys: tuple[str, ...]
    cause: Cause
    reason: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Correct:
    """Say in public that something shown was wrong, and open the article again."""

    action: ClassVar[Action] = Action.CORRECT
    text: str


@dataclass(frozen=True, slots=True)
class Object:
    """A reader's objection to a sentence."""

    action: ClassVar[Action] = Action.CHALLENGE
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    action: ClassVar[Action] = Action.ANSWER
    number: int
    answer: str
    upheld: bool


@dataclass(frozen=True, slots=True)
class Withdraw:
    action: ClassVar[Action] = Action.WITHDRAW
    reason: str


Command: TypeAlias = (
    Submit
    | Assign
    | Release
    | Decline
    | Recuse
    | Decide
    | Remark
    | CastVote
    | Resubmit
    | Allow
    | Reopen
    | Correct
    | Object
    | Answer
    | Withdraw
)

"""The review of one article: a frozen value that holds all that the rules look at. Only `actions` makes a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from citewell.editorial.roles import Role
from citewell.model.article import ReviewStatus


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """What the rules need to know of one claim of a revision.

    key: the address of its content (`changes.claim_key`): a changed word makes another key.
    problems: the names of the checks that it fails, and `RETRACTION_UNKNOWN`.
    """

    id: str
    key: str
    states_dose: bool = False
    problems: frozenset[str] = frozenset()

    @property
    def number(self) -> str:
        """What people call it: the sentence 3 is the claim c3, in every revision."""
        return self.id.removeprefix("c")


@dataclass(frozen=True, slots=True)
class Revision:
    """An immutable version of an article. `digest` is the address of its ledger."""

    number: int
    digest: str
    claims: tuple[ClaimFacts, ...]
    made_by: str
    at: datetime
    note: str = ""

    def claim(self, key: str) -> ClaimFacts | None:
        return next((claim for claim in self.claims if claim.key == key), None)


class Standing(StrEnum):
    """How a reviewer's assignment stands."""

    ACTIVE = "active"
    DONE = "done"
    RELEASED = "released"
    DECLINED = "declined"
    RECUSED = "recused"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A reviewer who was asked. `reason` tells why he left."""

    reviewer: str
    name: str
    at: datetime
    due: date | None = None
    standing: Standing = Standing.ACTIVE
    reason: str = ""


class Choice(StrEnum):
    APPROVE = "approve"
    REQUEST_CHANGES = "request changes"


@dataclass(frozen=True, slots=True)
class Interests:
    """A declaration of interests, made with every vote.

    statement: in the reviewer's words; "None" is a statement. is_relevant: it bears on this article.
    """

    statement: str
    is_relevant: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote on one revision in one round, with the name, credentials and roles that its giver then had."""

    reviewer: str
    name: str
    credentials: str
    roles: frozenset[Role]
    choice: Choice
    revision: str
    round: int
    interests: Interests
    at: datetime
    note: str = ""


class DecisionKind(StrEnum):
    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided on one claim, named by the key of its content.

    text, becomes, problems: of an edit, the proposed sentence, the key it would have, and the checks that it fails.
    """

    by: str
    name: str
    key: str
    kind: DecisionKind
    round: int
    at: datetime
    note: str = ""
    text: str = ""
    becomes: str = ""
    problems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a claim, or on the article where `key` is empty."""

    by: str
    name: str
    key: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """A medical editor's reason for showing a claim although these problems stand. Readers see it."""

    key: str
    problems: frozenset[str]
    reason: str
    by: str
    name: str
    at: datetime


class Cause(StrEnum):
    """Why a claim was opened again."""

    RETRACTION = "a source was retracted"
    SUPERSEDED = "a guideline or label was superseded"
    EVIDENCE = "there is new evidence"
    CHALLENGE = "a reader's objection was upheld"
    EDITOR = "an editor asked for it"


@dataclass(frozen=True, slots=True)
class Reopened:
    """A claim that has to be looked at again, since the given round."""

    key: str
    cause: Cause
    reason: str
    round: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """A revision that was approved, with the votes that made the quorum."""

    revision: int
    votes: tuple[Vote, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of the public corrections log. `revision` is that which put it right; None while it is open."""

    text: str
    by: str
    name: str
    at: datetime
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Challenge:
    """A reader's objection to a claim, and what the editors made of it. `upheld` is None until they answer."""

    number: int
    key: str
    text: str
    at: datetime
    answer: str = ""
    upheld: bool | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A state that the article came into, and when."""

    status: ReviewStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """All that was done with an article.

    authors: whoever submitted it or made a revision of it; their votes can't exist.
    round: counts submissions, revisions and re-openings. A vote counts only for the round in which it was given.
    shown: the number of the revision that readers see as approved; None if there is none.
    """

    article: str
    authors: frozenset[str] = frozenset()
    status: ReviewStatus = ReviewStatus.NOT_SUBMITTED
    round: int = 0
    shown: int | None = None
    revisions: tuple[Revision, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    votes: tuple[Vote, ...] = ()
    decisions: tuple[Decision, ...] = ()
    comments: tuple[Comment, ...] = ()
    overrides: tuple[Override, ...] = ()
    reopened: tuple[Reopened, ...] = ()
    approvals: tuple[Approval, ...] = ()
    corrections: tuple[Correction, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def current(self) -> Revision | None:
        """The newest revision: that which is read and voted on."""
        return self.revisions[-1] if self.revisions else None

    @property
    def published(self) -> Revision | None:
        """The revision that readers see as approved: never the newest for being new."""
        return next((revision for revision in self.revisions if revision.number == self.shown), None)

    @property
    def reviewers(self) -> tuple[Assignment, ...]:
        """The assignments that stand."""
        return tuple(a for a in self.assignments if a.standing is Standing.ACTIVE)

    def ended(self, standing: Standing) -> tuple[Assignment, ...]:
        """Return the assignments with those that stood ended in this way."""
        return tuple(replace(a, standing=standing) if a.standing is Standing.ACTIVE else a for a in self.assignments)

    def is_assigned(self, person: str) -> bool:
        return any(assignment.reviewer == person for assignment in self.reviewers)

    def decision(self, person: str, key: str) -> Decision | None:
        """Return what a person decided on a claim, if it was not opened again since."""
        since = max((r.round for r in self.reopened if r.key == key), default=0)
        found = (d for d in self.decisions if d.by == person and d.key == key and d.round >= since)
        return next(found, None)

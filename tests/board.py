"""A little board of review, in which nobody exists but by role.

    author        writes about frobnitis
    editor        medical editor
    second_editor medical editor
    member_a      board member    member_b   board member
    pharmacist    pharmacist      admin      administrator
    reader        has no account  system     watches the library

`Desk` plays commands one after another on the hour and fails where one is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from citewell.editorial.actions import act
from citewell.editorial.audit import Event
from citewell.editorial.commands import Assign, CastVote, Command, Decide, Resubmit, Submit
from citewell.editorial.policies import DEFAULT_POLICY, Policy, open_claims
from citewell.editorial.refused import Refused
from citewell.editorial.review import Choice, ClaimFacts, DecisionKind, Interests, Review, Revision
from citewell.editorial.roles import READER, SYSTEM, Actor, Role

START = datetime(2026, 5, 3, 9, tzinfo=UTC)


def person(name: str, *roles: Role) -> Actor:
    return Actor(name.lower().replace(" ", "_"), name, frozenset(roles), "MD", has_second_factor=True)


AUTHOR = person("Author", Role.AUTHOR)
EDITOR = person("Editor", Role.MEDICAL_EDITOR)
SECOND_EDITOR = person("Second editor", Role.MEDICAL_EDITOR)
MEMBER_A = person("Member A", Role.BOARD_MEMBER)
MEMBER_B = person("Member B", Role.BOARD_MEMBER)
PHARMACIST = person("Pharmacist", Role.PHARMACIST)
ADMIN = person("Admin", Role.ADMINISTRATOR)
EVERYBODY = (AUTHOR, EDITOR, SECOND_EDITOR, MEMBER_A, MEMBER_B, PHARMACIST, ADMIN, READER, SYSTEM)

NO_INTERESTS = Interests("None")


def claim(key: str, *, dose: bool = False, problems: frozenset[str] = frozenset()) -> ClaimFacts:
    return ClaimFacts(key, key, dose, problems)


def revision(number: int, *claims: ClaimFacts, by: Actor = AUTHOR, note: str = "") -> Revision:
    """A revision whose address is made of its claims' keys."""
    digest = "+".join(c.key for c in claims)
    return Revision(number, digest, claims, by.id, START + timedelta(days=number), note)


TWO_CLAIMS = (claim("pain"), claim("hum"))


@dataclass
class Desk:
    """A review, and the clock on the wall."""

    review: Review = field(default_factory=lambda: Review("frobnitis", frozenset({AUTHOR.id})))
    policy: Policy = DEFAULT_POLICY
    now: datetime = START
    events: list[Event] = field(default_factory=list)

    def try_(self, actor: Actor, command: Command) -> Refused | None:
        """Play one command; return why it was refused, if it was."""
        self.now += timedelta(hours=1)
        outcome = act(self.review, actor, command, self.now, policy=self.policy)
        if isinstance(outcome, Refused):
            return outcome
        self.review = outcome.review
        self.events += outcome.events
        return None

    def do(self, actor: Actor, command: Command) -> Desk:
        """Play one command that must not be refused."""
        refused = self.try_(actor, command)
        assert refused is None, str(refused)
        return self

    def submit(self, *claims: ClaimFacts) -> Desk:
        return self.do(AUTHOR, Submit(self.next_revision(*(claims or TWO_CLAIMS))))

    def resubmit(self, *claims: ClaimFacts, by: Actor = AUTHOR, note: str = "Done.") -> Desk:
        return self.do(by, Resubmit(replace(self.next_revision(*claims), note=note)))

    def next_revision(self, *claims: ClaimFacts) -> Revision:
        return revision(len(self.review.revisions) + 1, *claims)

    def assign(self, *reviewers: Actor, by: Actor = EDITOR) -> Desk:
        for reviewer in reviewers:
            self.do(by, Assign(reviewer))
        return self

    def accept_all(self, reviewer: Actor) -> Desk:
        for facts in open_claims(self.review):
            self.do(reviewer, Decide(facts.key, DecisionKind.ACCEPT))
        return self

    def approve(self, *reviewers: Actor) -> Desk:
        """Each of them accepts every open claim and votes for the revision as it now is."""
        for reviewer in reviewers:
            self.accept_all(reviewer).do(reviewer, self.ballot(Choice.APPROVE))
        return self

    def ask_for_changes(self, reviewer: Actor) -> Desk:
        return self.do(reviewer, self.ballot(Choice.REQUEST_CHANGES, note="The hum is missing."))

    def ballot(self, choice: Choice, *, interests: Interests = NO_INTERESTS, note: str = "") -> CastVote:
        current = self.review.current
        assert current is not None
        return CastVote(choice, current.digest, self.review.round, interests, note)

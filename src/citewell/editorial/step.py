"""One command at work: where it starts, and the review and the events that it leads to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from citewell.editorial.audit import Detail, Event
from citewell.editorial.policies import Policy
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import Review, Standing, Step
from citewell.editorial.roles import Actor
from citewell.editorial.status import Action, targets
from citewell.model.article import ReviewStatus


@dataclass(frozen=True, slots=True)
class Done:
    """The review after a command, and what is to be recorded of it, in order."""

    review: Review
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Working:
    """One command at work: the review it starts from, who gives it, and when."""

    review: Review
    actor: Actor
    now: datetime
    policy: Policy

    def done(self, action: Action, review: Review, detail: Detail, *, status: ReviewStatus | None = None) -> Done:
        """Return the new review in its state, with the event of this command and that of a new state."""
        target = status or self.review.status
        if target not in targets(self.review.status, action):
            raise AssertionError(f"{action} does not lead from {self.review.status} to {target}")
        events = [self._event(action.value, detail)]
        if target is not self.review.status:
            review = replace(review, status=target, steps=(*review.steps, Step(target, self.now)))
            events.append(self._event("status", {"from": self.review.status.value, "to": target.value}))
        return Done(review, tuple(events))

    def _event(self, name: str, detail: Detail) -> Event:
        return Event(name, self.review.article, self.actor.id, self.actor.name, self.now, detail)


def waiting(review: Review) -> ReviewStatus:
    """Return the state in which an article waits for an editor."""
    return ReviewStatus.SUBMITTED if review.shown is None else ReviewStatus.NEEDS_REREVIEW


def leave(step: Working, action: Action, person: str, standing: Standing, reason: str) -> Done:
    review = step.review
    assignments = tuple(
        replace(a, standing=standing, reason=reason) if a.reviewer == person and a.standing is Standing.ACTIVE else a
        for a in review.assignments
    )
    after = replace(review, assignments=assignments)
    is_alone = review.status is ReviewStatus.UNDER_REVIEW and not after.reviewers
    status = waiting(review) if is_alone else review.status
    return step.done(action, after, {"reviewer": person, "reason": reason}, status=status)


def bad_input(what: str, then: str) -> Refused:
    return Refused(Ground.INPUT, what, then)


def not_allowed(what: str, then: str) -> Refused:
    return Refused(Ground.POLICY, what, then)

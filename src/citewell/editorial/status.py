"""The one table of what can be done in which state of an article, and what state follows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from citewell.model.article import ReviewStatus

NOT_SUBMITTED = ReviewStatus.NOT_SUBMITTED
SUBMITTED = ReviewStatus.SUBMITTED
UNDER_REVIEW = ReviewStatus.UNDER_REVIEW
CHANGES_REQUESTED = ReviewStatus.CHANGES_REQUESTED
APPROVED = ReviewStatus.APPROVED
NEEDS_REREVIEW = ReviewStatus.NEEDS_REREVIEW
WITHDRAWN = ReviewStatus.WITHDRAWN


class Action(StrEnum):
    """What somebody can do with an article, in the order in which it mostly happens."""

    SUBMIT = "submit"
    ASSIGN = "assign"
    RELEASE = "release"
    DECLINE = "decline"
    RECUSE = "recuse"
    DECIDE = "decide"
    COMMENT = "comment"
    VOTE = "vote"
    RESUBMIT = "resubmit"
    OVERRIDE = "override"
    REOPEN = "reopen"
    CORRECT = "correct"
    CHALLENGE = "challenge"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Transition:
    """From one state, an action leads to another; `when` tells, in words, which of several targets it is."""

    source: ReviewStatus
    action: Action
    target: ReviewStatus
    when: str = ""


def _staying(action: Action, *sources: ReviewStatus) -> tuple[Transition, ...]:
    return tuple(Transition(source, action, source) for source in sources)


def _leaving(action: Action) -> tuple[Transition, ...]:
    """A reviewer leaves: where nobody is left, the article waits for an editor again."""
    return (
        Transition(UNDER_REVIEW, action, UNDER_REVIEW, "others still review"),
        Transition(UNDER_REVIEW, action, SUBMITTED, "nobody is left"),
        Transition(UNDER_REVIEW, action, NEEDS_REREVIEW, "nobody is left and an approved revision is shown"),
        *_staying(action, CHANGES_REQUESTED),
    )


_OPEN = (SUBMITTED, UNDER_REVIEW, CHANGES_REQUESTED, NEEDS_REREVIEW)

TRANSITIONS: tuple[Transition, ...] = (
    Transition(NOT_SUBMITTED, Action.SUBMIT, SUBMITTED),
    Transition(WITHDRAWN, Action.SUBMIT, SUBMITTED),
    Transition(SUBMITTED, Action.ASSIGN, UNDER_REVIEW),
    Transition(NEEDS_REREVIEW, Action.ASSIGN, UNDER_REVIEW),
    *_staying(Action.ASSIGN, UNDER_REVIEW, CHANGES_REQUESTED),
    *_leaving(Action.RELEASE),
    *_leaving(Action.DECLINE),
    *_leaving(Action.RECUSE),
    *_staying(Action.DECIDE, *_OPEN),
    *_staying(Action.COMMENT, *_OPEN, APPROVED),
    Transition(UNDER_REVIEW, Action.VOTE, UNDER_REVIEW, "more approvals are needed"),
    Transition(UNDER_REVIEW, Action.VOTE, APPROVED, "the quorum is reached"),
    Transition(UNDER_REVIEW, Action.VOTE, CHANGES_REQUESTED, "the vote asks for changes"),
    Transition(CHANGES_REQUESTED, Action.RESUBMIT, UNDER_REVIEW, "a reviewer is assigned"),
    Transition(CHANGES_REQUESTED, Action.RESUBMIT, SUBMITTED, "nobody is left"),
    Transition(CHANGES_REQUESTED, Action.RESUBMIT, NEEDS_REREVIEW, "nobody is left and an approved revision is shown"),
    *_staying(Action.RESUBMIT, SUBMITTED, UNDER_REVIEW, NEEDS_REREVIEW),
    *_staying(Action.OVERRIDE, *_OPEN),
    Transition(APPROVED, Action.REOPEN, NEEDS_REREVIEW),
    *_staying(Action.REOPEN, *_OPEN),
    Transition(APPROVED, Action.CORRECT, NEEDS_REREVIEW),
    *_staying(Action.CORRECT, NEEDS_REREVIEW),
    *_staying(Action.CHALLENGE, *_OPEN, APPROVED),
    *_staying(Action.ANSWER, *_OPEN, APPROVED, WITHDRAWN),
    *(Transition(source, Action.WITHDRAW, WITHDRAWN) for source in (*_OPEN, APPROVED)),
)


def targets(status: ReviewStatus, action: Action) -> frozenset[ReviewStatus]:
    """Return the states that an action can lead to from this one; empty where it can't be done."""
    return frozenset(t.target for t in TRANSITIONS if t.source is status and t.action is action)


def possible(status: ReviewStatus) -> tuple[Action, ...]:
    """Return what can be done in this state, in the order of `Action`."""
    return tuple(action for action in Action if targets(status, action))


def diagram(transitions: Iterable[Transition] = TRANSITIONS) -> str:
    """Return the table as a Mermaid state diagram; what leaves the state as it is stands in the table beside it."""
    names = {status: status.value.replace(" ", "").replace("-", "") for status in ReviewStatus}
    lines = ["stateDiagram-v2", f"    [*] --> {names[NOT_SUBMITTED]}"]
    lines += [f"    {names[status]} : {status.value}" for status in ReviewStatus]
    arcs: dict[tuple[ReviewStatus, ReviewStatus, str], list[str]] = {}
    for t in transitions:
        if t.source is not t.target:
            arcs.setdefault((t.source, t.target, t.when), []).append(t.action.value)
    for (source, target, when), actions in arcs.items():
        label = ", ".join(actions) + (f" ({when})" if when else "")
        lines.append(f"    {names[source]} --> {names[target]} : {label}")
    return "\n".join(lines)

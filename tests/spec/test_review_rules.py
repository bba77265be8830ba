"""Who may do what with an article in review, in which state, and what follows: grids written by hand."""

from __future__ import annotations

import pytest

from board import (
    ADMIN,
    AUTHOR,
    EDITOR,
    EVERYBODY,
    MEMBER_A,
    MEMBER_B,
    PHARMACIST,
    READER,
    SECOND_EDITOR,
    SYSTEM,
    TWO_CLAIMS,
    Desk,
    claim,
    revision,
)
from citewell.editorial.actions import act
from citewell.editorial.commands import (
    Allow,
    Answer,
    Assign,
    Command,
    Correct,
    Decide,
    Decline,
    Object,
    Recuse,
    Release,
    Remark,
    Reopen,
    Resubmit,
    Submit,
    Withdraw,
)
from citewell.editorial.permissions import may
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import Cause, Choice, DecisionKind, Review
from citewell.editorial.roles import Actor
from citewell.editorial.status import Action, targets
from citewell.model.article import ReviewStatus

# What each action may lead to. N not submitted, S submitted, U under review, C changes requested, A approved,
# R needs re-review, W withdrawn; a dash: it can't be done.
LEADS_TO = """
             N    S    U    C    A    R    W
submit       S    -    -    -    -    -    S
assign       -    U    U    C    -    U    -
release      -    -    SUR  C    -    -    -
decline      -    -    SUR  C    -    -    -
recuse       -    -    SUR  C    -    -    -
decide       -    S    U    C    -    R    -
comment      -    S    U    C    A    R    -
vote         -    -    UCA  -    -    -    -
resubmit     -    S    U    SUR  -    R    -
override     -    S    U    C    -    R    -
reopen       -    S    U    C    R    R    -
correct      -    -    -    -    R    R    -
challenge    -    S    U    C    A    R    -
answer       -    S    U    C    A    R    W
withdraw     -    W    W    W    W    W    -
"""
LETTERS = {
    "N": ReviewStatus.NOT_SUBMITTED,
    "S": ReviewStatus.SUBMITTED,
    "U": ReviewStatus.UNDER_REVIEW,
    "C": ReviewStatus.CHANGES_REQUESTED,
    "A": ReviewStatus.APPROVED,
    "R": ReviewStatus.NEEDS_REREVIEW,
    "W": ReviewStatus.WITHDRAWN,
}

# Who may do it: with the article that AUTHOR wrote and MEMBER_A, MEMBER_B and PHARMACIST are asked to review.
# A stranger is a board member who was not asked.
MAY = """
             author editor member pharmacist stranger admin reader system
submit       yes    yes    -      -          -        -     -      -
assign       -      yes    -      -          -        -     -      -
release      -      yes    -      -          -        -     -      -
decline      -      -      yes    yes        -        -     -      -
recuse       -      -      yes    yes        -        -     -      -
decide       yes    yes    yes    yes        -        -     -      -
comment      yes    yes    yes    yes        -        -     -      -
vote         -      -      yes    yes        -        -     -      -
resubmit     yes    yes    -      -          -        -     -      -
override     -      yes    -      -          -        -     -      -
reopen       -      yes    -      -          -        -     -      yes
correct      -      yes    -      -          -        -     -      -
challenge    yes    yes    yes    yes        yes      yes   yes    yes
answer       -      yes    -      -          -        -     -      -
withdraw     yes    yes    -      -          -        -     -      -
"""
PEOPLE = {
    "author": AUTHOR,
    "editor": EDITOR,
    "member": MEMBER_A,
    "pharmacist": PHARMACIST,
    "stranger": MEMBER_B,
    "admin": ADMIN,
    "reader": READER,
    "system": SYSTEM,
}


def cells(grid: str) -> list[tuple[str, str, str]]:
    """Return the cells of a grid as (row, column, value)."""
    head, *rows = [line.split() for line in grid.strip().splitlines()]
    return [(row[0], column, value) for row in rows for column, value in zip(head, row[1:], strict=True)]


def test_the_grids_are_whole() -> None:
    """Each grid has a row for every action, and the first a column for every state."""
    assert {row for row, _, _ in cells(LEADS_TO)} == set(Action) == {row for row, _, _ in cells(MAY)}
    assert {LETTERS[column] for _, column, _ in cells(LEADS_TO)} == set(ReviewStatus)


@pytest.mark.parametrize(("action", "state", "follows"), cells(LEADS_TO))
def test_what_an_action_leads_to(action: str, state: str, follows: str) -> None:
    """From a state an action leads to these states and no other."""
    wanted = {LETTERS[letter] for letter in follows.replace("-", "")}
    assert targets(LETTERS[state], Action(action)) == wanted


@pytest.mark.parametrize(("action", "who", "answer"), cells(MAY))
def test_who_may(action: str, who: str, answer: str) -> None:
    """A person may do this with the article, whatever state it is in, or may not."""
    review = Desk().submit().assign(MEMBER_A, PHARMACIST).review
    assert may(PEOPLE[who], Action(action), review) == (answer == "yes")


def in_state(letter: str) -> Desk:
    """Return a desk whose article has come to a state by the ordinary way; A, R and W after an approval."""
    desk = Desk()
    if letter == "N":
        return desk
    desk.submit()
    if letter == "S":
        return desk
    desk.assign(MEMBER_A, MEMBER_B)
    if letter == "U":
        return desk
    if letter == "C":
        return desk.ask_for_changes(MEMBER_A)
    desk.approve(MEMBER_A, MEMBER_B)
    if letter == "R":
        return desk.do(SYSTEM, Reopen(("pain",), Cause.EVIDENCE, "A new trial."))
    return desk if letter == "A" else desk.do(EDITOR, Withdraw("Asked by mistake."))


def command_of(action: Action, review: Review) -> Command:
    """Return a command that is well-formed, so that nothing but the person or the state can refuse it."""
    number = len(review.revisions) + 1
    commands: dict[Action, Command] = {
        Action.SUBMIT: Submit(revision(number, *TWO_CLAIMS, note="Again.")),
        Action.ASSIGN: Assign(PHARMACIST),
        Action.RELEASE: Release(MEMBER_A.id, "On leave."),
        Action.DECLINE: Decline(),
        Action.RECUSE: Recuse("I advise the maker."),
        Action.DECIDE: Decide("pain", DecisionKind.ACCEPT),
        Action.COMMENT: Remark("Good."),
        Action.RESUBMIT: Resubmit(revision(number, claim("pain"))),
        Action.OVERRIDE: Allow(("pain",), "It is well known."),
        Action.REOPEN: Reopen(("pain",), Cause.EVIDENCE, "A new trial."),
        Action.CORRECT: Correct("The figure was wrong."),
        Action.CHALLENGE: Object("pain", "I doubt it."),
        Action.ANSWER: Answer(1, "We looked again.", upheld=False),
        Action.WITHDRAW: Withdraw("Asked by mistake."),
    }
    if action is Action.VOTE:
        desk = Desk(review)
        return (
            desk.ballot(Choice.REQUEST_CHANGES, note="Say more.")
            if review.current
            else Desk().submit().ballot(Choice.APPROVE)
        )
    return commands[action]


@pytest.mark.parametrize("state", LETTERS)
@pytest.mark.parametrize("actor", EVERYBODY, ids=lambda actor: actor.name)
def test_every_role_in_every_state_with_every_action(state: str, actor: Actor) -> None:
    """An action is done only where both grids allow it, and then leads where the first says."""
    desk = in_state(state)
    column = {MEMBER_B: "member", SECOND_EDITOR: "editor"}.get(actor) or next(
        k for k, v in PEOPLE.items() if v is actor
    )
    is_reviewing = desk.review.is_assigned(actor.id)
    for action in Action:
        allowed = {(a, c): v for a, c, v in cells(MAY)}[action, column] == "yes"
        if column in {"member", "pharmacist"} and not is_reviewing:
            allowed = action is Action.CHALLENGE
        follows = {(a, c): v for a, c, v in cells(LEADS_TO)}[action, state].replace("-", "")
        outcome = act(desk.review, actor, command_of(action, desk.review), desk.now)
        if not allowed:
            assert isinstance(outcome, Refused) and outcome.ground is Ground.PERMISSION, action
        elif not follows:
            assert isinstance(outcome, Refused) and outcome.ground is Ground.STATE, action
        elif isinstance(outcome, Refused):
            assert outcome.ground in {Ground.POLICY, Ground.INPUT}, action
        else:
            assert outcome.review.status in {LETTERS[letter] for letter in follows}, action
            assert outcome.events, "nothing is done without a record of it"

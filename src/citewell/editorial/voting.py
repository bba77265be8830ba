"""Votes: what lets one be cast, and what follows when it counts."""

from __future__ import annotations

from dataclasses import replace

from citewell.editorial.audit import Detail
from citewell.editorial.commands import CastVote
from citewell.editorial.policies import approvals, check_approval, missing
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import Approval, Choice, DecisionKind, Review, Revision, Standing, Vote
from citewell.editorial.roles import Actor
from citewell.editorial.status import Action
from citewell.editorial.step import Done, Working, bad_input, leave
from citewell.model.article import ReviewStatus


def vote(step: Working, command: CastVote) -> Done | Refused:
    review, current, actor = step.review, step.review.current, step.actor
    if current is None or (command.revision, command.round) != (current.digest, review.round):
        return Refused(
            Ground.STALE,
            "The article has changed since you opened it; your vote was not counted.",
            "Read what changed, then vote again.",
        )
    if not command.interests.statement.strip():
        return bad_input("A vote needs a declaration of interests.", 'Write what they are, or "None".')
    if command.interests.is_relevant:
        return leave(step, Action.RECUSE, actor.id, Standing.RECUSED, command.interests.statement)
    if command.choice is Choice.REQUEST_CHANGES and not command.note.strip() and not _asked_for_changes(review, actor):
        return bad_input("You ask for changes and name none.", "Edit or reject a sentence, or write what to change.")
    if command.choice is Choice.APPROVE and (refused := check_approval(actor, review, step.policy)):
        return refused
    cast = Vote(
        actor.id,
        actor.name,
        actor.credentials,
        actor.roles,
        command.choice,
        current.digest,
        review.round,
        command.interests,
        step.now,
        command.note,
    )
    return _counted(step, replace(review, votes=(*review.votes, cast)), cast, current)


def _asked_for_changes(review: Review, actor: Actor) -> bool:
    return any(d.by == actor.id and d.kind is not DecisionKind.ACCEPT for d in review.decisions)


def _counted(step: Working, after: Review, cast: Vote, current: Revision) -> Done:
    """Return what a vote leads to: changes, approval, or waiting for more votes."""
    detail: Detail = {
        "choice": cast.choice.value,
        "revision": current.number,
        "digest": current.digest,
        "round": cast.round,
        "interests": cast.interests.statement,
        "credentials": cast.credentials,
        "roles": sorted(role.value for role in cast.roles),
        "note": cast.note,
    }
    if cast.choice is Choice.REQUEST_CHANGES:
        return step.done(Action.VOTE, after, detail, status=ReviewStatus.CHANGES_REQUESTED)
    if missing(after, step.policy):
        return step.done(Action.VOTE, after, detail)
    corrections = tuple(replace(k, revision=current.number) if k.revision is None else k for k in after.corrections)
    approved = replace(
        after,
        shown=current.number,
        assignments=after.ended(Standing.DONE),
        reopened=(),
        corrections=corrections,
        approvals=(*after.approvals, Approval(current.number, approvals(after), step.now)),
    )
    return step.done(Action.VOTE, approved, detail, status=ReviewStatus.APPROVED)

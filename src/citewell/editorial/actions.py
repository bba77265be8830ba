"""The only writer: from a review and a command to the review that follows, with the events to record.

Every path goes through `act`: permission, then state, then the rules of the command. Nothing here reads a clock, a
database or a library, so that whatever calls it can be played again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from citewell.editorial import commands as c
from citewell.editorial.audit import Detail
from citewell.editorial.changes import claim_key
from citewell.editorial.permissions import check_permission
from citewell.editorial.policies import (
    DEFAULT_POLICY,
    Policy,
    blocking,
    check_assignable,
    check_state,
)
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import (
    Assignment,
    Challenge,
    Comment,
    Correction,
    Decision,
    DecisionKind,
    Override,
    Reopened,
    Review,
    Revision,
    Standing,
)
from citewell.editorial.roles import Actor, Role
from citewell.editorial.status import Action
from citewell.editorial.step import Done, Working, bad_input, leave, not_allowed, waiting
from citewell.editorial.voting import vote
from citewell.model.article import ReviewStatus
from citewell.model.claim import VerdictKind

MOST_TEXT = 10_000


def act(
    review: Review, actor: Actor, command: c.Command, now: datetime, *, policy: Policy = DEFAULT_POLICY
) -> Done | Refused:
    """Return what follows from a command, or why nothing does. `now` needs a time zone."""
    refused = (
        check_permission(actor, command.action, review) or check_state(command.action, review) or _check_texts(command)
    )
    if refused:
        return refused
    step = Working(review, actor, now, policy)
    return _RULES[type(command)](step, command)


def _check_texts(command: c.Command) -> Refused | None:
    """Reasons are given in words, and no text is a book."""
    for name in ("reason", "text", "answer", "interest", "note"):
        text = getattr(command, name, None)
        if not isinstance(text, str):
            continue
        if not text.strip() and name != "note" and not isinstance(command, c.Decline):
            return bad_input(f"The {name} is empty.", "Say it in a sentence.")
        if len(text) > MOST_TEXT:
            return bad_input(f"The {name} has more than {MOST_TEXT:,} characters.", "Shorten it.")
    return None


def _submit(step: Working, command: c.Submit) -> Done | Refused:
    return _with_revision(step, command.revision, Action.SUBMIT, ReviewStatus.SUBMITTED)


def _resubmit(step: Working, command: c.Resubmit) -> Done | Refused:
    review = step.review
    status = review.status
    if status is ReviewStatus.CHANGES_REQUESTED:
        status = ReviewStatus.UNDER_REVIEW if review.reviewers else waiting(review)
    return _with_revision(step, command.revision, Action.RESUBMIT, status)


def _with_revision(step: Working, revision: Revision, action: Action, status: ReviewStatus) -> Done | Refused:
    review, current = step.review, step.review.current
    expected = current.number + 1 if current else 1
    if revision.number != expected:
        return Refused(
            Ground.STALE,
            f"Somebody else made revision {revision.number} meanwhile.",
            "Look at it, and make your changes to that one.",
        )
    if not revision.claims:
        return not_allowed(
            "An answer without a sentence can't be reviewed.", "Ask the question anew with more evidence."
        )
    if current and revision.digest == current.digest and not revision.note.strip():
        return bad_input(
            "Nothing was changed and nothing said.", "Change a sentence, or answer the reviewers in the note."
        )
    after = replace(
        review,
        revisions=(*review.revisions, _with_what_is_known(review, revision)),
        authors=review.authors | {step.actor.id},
        round=review.round + 1,
    )
    detail: Detail = {
        "revision": revision.number,
        "digest": revision.digest,
        "note": revision.note,
        "round": after.round,
    }
    return step.done(action, after, detail, status=status)


def _with_what_is_known(review: Review, revision: Revision) -> Revision:
    """Return the revision in which a sentence that was opened again, and stayed as it is, keeps its problems."""
    opened = {reopened.key for reopened in review.reopened}
    before = {c.key: c.problems for c in review.current.claims if c.key in opened} if review.current else {}
    claims = tuple(replace(k, problems=k.problems | before.get(k.key, frozenset())) for k in revision.claims)
    return replace(revision, claims=claims)


def _assign(step: Working, command: c.Assign) -> Done | Refused:
    review, reviewer = step.review, command.reviewer
    if refused := check_assignable(reviewer, step.actor, review):
        return refused
    if command.due is not None and command.due < step.now.date():
        return bad_input(f"The due date {command.due} is past.", "Choose a day to come.")
    assignment = Assignment(reviewer.id, reviewer.name, step.now, command.due)
    status = review.status
    if status in {ReviewStatus.SUBMITTED, ReviewStatus.NEEDS_REREVIEW}:
        status = ReviewStatus.UNDER_REVIEW
    detail: Detail = {
        "reviewer": reviewer.id,
        "reviewer_name": reviewer.name,
        "due": command.due.isoformat() if command.due else None,
    }
    after = replace(review, assignments=(*review.assignments, assignment))
    return step.done(Action.ASSIGN, after, detail, status=status)


def _release(step: Working, command: c.Release) -> Done | Refused:
    if not step.review.is_assigned(command.reviewer):
        return not_allowed("This person is not assigned.", "Reload the page to see who is.")
    return leave(step, Action.RELEASE, command.reviewer, Standing.RELEASED, command.reason)


def _decline(step: Working, command: c.Decline) -> Done:
    return leave(step, Action.DECLINE, step.actor.id, Standing.DECLINED, command.reason)


def _recuse(step: Working, command: c.Recuse) -> Done:
    return leave(step, Action.RECUSE, step.actor.id, Standing.RECUSED, command.interest)


def _decide(step: Working, command: c.Decide) -> Done | Refused:
    review = step.review
    claim = review.current.claim(command.key) if review.current else None
    if claim is None:
        return _gone()
    others = tuple(d for d in review.decisions if (d.by, d.key) != (step.actor.id, command.key))
    if command.kind is None:
        detail = {"claim": claim.number, "key": claim.key, "decision": "taken back"}
        return step.done(Action.DECIDE, replace(review, decisions=others), detail)
    if command.kind is DecisionKind.REJECT and not command.note.strip():
        return bad_input("A sentence is rejected for a reason.", "Say what is wrong with it.")
    reworded = command.reworded
    if command.kind is DecisionKind.EDIT and (reworded is None or reworded.verdict.kind is VerdictKind.NOT_CHECKED):
        return bad_input("The new sentence was not checked.", "Send the sentence again.")
    decision = Decision(step.actor.id, step.actor.name, command.key, command.kind, review.round, step.now, command.note)
    if reworded and command.kind is DecisionKind.EDIT:
        fails = frozenset(check.name for check in reworded.verdict.failed)
        decision = replace(decision, text=reworded.text, becomes=claim_key(reworded), problems=fails)
    detail = {"claim": claim.number, "key": claim.key, "decision": command.kind.value, "note": command.note}
    if decision.text:
        detail |= {"text": decision.text, "fails": ", ".join(sorted(decision.problems))}
    return step.done(Action.DECIDE, replace(review, decisions=(*others, decision)), detail)


def _gone() -> Refused:
    return Refused(
        Ground.STALE, "This sentence is not in the newest revision.", "Reload the page to see how it reads now."
    )


def _comment(step: Working, command: c.Remark) -> Done | Refused:
    review = step.review
    if command.key and not any(revision.claim(command.key) for revision in review.revisions):
        return _gone()
    comment = Comment(step.actor.id, step.actor.name, command.key, command.text, step.now)
    after = replace(review, comments=(*review.comments, comment))
    return step.done(Action.COMMENT, after, {"key": command.key, "text": command.text})


def _override(step: Working, command: c.Allow) -> Done | Refused:
    """Of sentences of the current revision, and of wordings that were proposed for the next."""
    review, actor = step.review, step.actor
    standing = {claim.key: problems for claim, problems in blocking(review)}
    standing |= {d.becomes: d.problems for d in review.decisions if d.problems}
    keys = [key for key in dict.fromkeys(command.keys) if key in standing]
    if not keys:
        return not_allowed("None of these sentences stands in the way of approval.", "Nothing has to be overridden.")
    made = tuple(Override(key, standing[key], command.reason, actor.id, actor.name, step.now) for key in keys)
    problems = sorted({problem for override in made for problem in override.problems})
    after = replace(review, overrides=(*review.overrides, *made))
    return step.done(Action.OVERRIDE, after, {"keys": keys, "problems": problems, "reason": command.reason})


def _reopen(step: Working, command: c.Reopen) -> Done | Refused:
    review = step.review
    known = {claim.key for revision in (review.current, review.published) if revision for claim in revision.claims}
    keys = [key for key in dict.fromkeys(command.keys) if key in known]
    if not keys:
        return not_allowed("None of these sentences is in the article.", "Nothing has to be opened again.")
    number = review.round + 1
    opened = tuple(Reopened(key, command.cause, command.reason, number, step.now) for key in keys)
    revisions = review.revisions
    if command.problem:
        revisions = tuple(_failing(revision, frozenset(keys), command.problem) for revision in revisions)
    after = replace(review, round=number, reopened=(*review.reopened, *opened), revisions=revisions)
    status = ReviewStatus.NEEDS_REREVIEW if review.status is ReviewStatus.APPROVED else review.status
    detail: Detail = {
        "keys": keys,
        "cause": command.cause.value,
        "reason": command.reason,
        "problem": command.problem,
        "round": number,
    }
    return step.done(Action.REOPEN, after, detail, status=status)


def _failing(revision: Revision, keys: frozenset[str], problem: str) -> Revision:
    claims = tuple(
        replace(claim, problems=claim.problems | {problem}) if claim.key in keys else claim for claim in revision.claims
    )
    return replace(revision, claims=claims)


def _correct(step: Working, command: c.Correct) -> Done:
    review, actor = step.review, step.actor
    correction = Correction(command.text, actor.id, actor.name, step.now)
    after = replace(review, corrections=(*review.corrections, correction), round=review.round + 1)
    return step.done(Action.CORRECT, after, {"text": command.text}, status=ReviewStatus.NEEDS_REREVIEW)


def _challenge(step: Working, command: c.Object) -> Done | Refused:
    review = step.review
    if not any(revision.claim(command.key) for revision in review.revisions):
        return _gone()
    number = len(review.challenges) + 1
    challenge = Challenge(number, command.key, command.text, step.now)
    # A reader's words are his own data and may have to be deleted: the trail tells that he objected, and to what.
    after = replace(review, challenges=(*review.challenges, challenge))
    return step.done(Action.CHALLENGE, after, {"number": number, "key": command.key})


def _answer(step: Working, command: c.Answer) -> Done | Refused:
    review = step.review
    if not any(challenge.number == command.number for challenge in review.challenges):
        return bad_input(f"There is no objection {command.number}.", "Reload the page.")
    challenges = tuple(
        replace(challenge, answer=command.answer, upheld=command.upheld)
        if challenge.number == command.number
        else challenge
        for challenge in review.challenges
    )
    detail: Detail = {"number": command.number, "upheld": command.upheld, "answer": command.answer}
    return step.done(Action.ANSWER, replace(review, challenges=challenges), detail)


def _withdraw(step: Working, command: c.Withdraw) -> Done | Refused:
    """Nothing is shown as approved any more; what was, stays in the history."""
    review = step.review
    if review.shown is not None and Role.MEDICAL_EDITOR not in step.actor.roles:
        return not_allowed("The article has been approved and is shown.", "Ask a medical editor to withdraw it.")
    after = replace(review, shown=None, round=review.round + 1, assignments=review.ended(Standing.RELEASED))
    return step.done(Action.WITHDRAW, after, {"reason": command.reason}, status=ReviewStatus.WITHDRAWN)


_RULES: Mapping[type, Callable[[Working, Any], Done | Refused]] = {
    c.Submit: _submit,
    c.Assign: _assign,
    c.Release: _release,
    c.Decline: _decline,
    c.Recuse: _recuse,
    c.Decide: _decide,
    c.Remark: _comment,
    c.CastVote: vote,
    c.Resubmit: _resubmit,
    c.Allow: _override,
    c.Reopen: _reopen,
    c.Correct: _correct,
    c.Object: _challenge,
    c.Answer: _answer,
    c.Withdraw: _withdraw,
}

"""Who may do what. The state of the article does not matter here: that is for `policies`."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import Review
from citewell.editorial.roles import Actor, Role
from citewell.editorial.status import Action
from citewell.language.articles import article


class Relation(StrEnum):
    """What somebody is to one article."""

    ITS_AUTHOR = "its author"
    ITS_REVIEWER = "a reviewer assigned to it"
    THE_SITE = "the site itself"
    ANYBODY = "anybody"


WHO: Mapping[Action, tuple[Role | Relation, ...]] = {
    Action.SUBMIT: (Relation.ITS_AUTHOR, Role.MEDICAL_EDITOR),
    Action.ASSIGN: (Role.MEDICAL_EDITOR,),
    Action.RELEASE: (Role.MEDICAL_EDITOR,),
    Action.DECLINE: (Relation.ITS_REVIEWER,),
    Action.RECUSE: (Relation.ITS_REVIEWER,),
    Action.DECIDE: (Relation.ITS_REVIEWER, Relation.ITS_AUTHOR, Role.MEDICAL_EDITOR),
    Action.COMMENT: (Relation.ITS_REVIEWER, Relation.ITS_AUTHOR, Role.MEDICAL_EDITOR),
    Action.VOTE: (Relation.ITS_REVIEWER,),
    Action.RESUBMIT: (Relation.ITS_AUTHOR, Role.MEDICAL_EDITOR),
    Action.OVERRIDE: (Role.MEDICAL_EDITOR,),
    Action.REOPEN: (Role.MEDICAL_EDITOR, Relation.THE_SITE),
    Action.CORRECT: (Role.MEDICAL_EDITOR,),
    Action.CHALLENGE: (Relation.ANYBODY,),
    Action.ANSWER: (Role.MEDICAL_EDITOR,),
    Action.WITHDRAW: (Relation.ITS_AUTHOR, Role.MEDICAL_EDITOR),
}

# Nobody judges his own work, nor chooses those who do.
NEVER_ON_OWN = frozenset({Action.ASSIGN, Action.RELEASE, Action.VOTE, Action.OVERRIDE})
_WRITERS = frozenset({Role.AUTHOR, Role.MEDICAL_EDITOR})


def standings(actor: Actor, review: Review) -> frozenset[Role | Relation]:
    """Return everything that a person is: his roles, and what he is to this article."""
    found: set[Role | Relation] = {*actor.roles, Relation.ANYBODY}
    if actor.is_system:
        found.add(Relation.THE_SITE)
    # What nobody has written yet is whose it is who submits it.
    is_new = not review.authors and not review.revisions
    if (actor.id in review.authors or is_new) and actor.roles & _WRITERS:
        found.add(Relation.ITS_AUTHOR)
    if actor.is_reviewer and review.is_assigned(actor.id):
        found.add(Relation.ITS_REVIEWER)
    return frozenset(found)


def check_permission(actor: Actor, action: Action, review: Review) -> Refused | None:
    """Return why this person may not do this with this article; None if he may."""
    allowed = WHO[action]
    if not standings(actor, review) & frozenset(allowed):
        whom = " or ".join(_with_article(who) for who in allowed)
        return _refused(f"You can't {_words(action)} this article.", f"It takes {whom}.")
    if action in NEVER_ON_OWN and actor.id in review.authors:
        return _refused(
            f"You can't {_words(action)} this article: you wrote it or a revision of it.",
            "Ask somebody who did not.",
        )
    if action is Action.VOTE and not actor.has_second_factor:
        return _refused(
            "A vote needs a sign-in with a second factor.", "Add a passkey or a one-time code, then sign in again."
        )
    return None


def may(actor: Actor, action: Action, review: Review) -> bool:
    """Tell whether this person may do this with this article, in some state."""
    return check_permission(actor, action, review) is None


def _refused(what: str, then: str) -> Refused:
    return Refused(Ground.PERMISSION, what, then)


def _with_article(who: Role | Relation) -> str:
    if isinstance(who, Relation):
        return who.value
    return f"{article('a', who.value)} {who.value}"


_WORDS = {
    Action.ASSIGN: "assign reviewers to",
    Action.RELEASE: "release a reviewer of",
    Action.DECLINE: "decline the review of",
    Action.RECUSE: "recuse yourself from",
    Action.DECIDE: "decide on the sentences of",
    Action.COMMENT: "comment on",
    Action.VOTE: "vote on",
    Action.RESUBMIT: "make a revision of",
    Action.OVERRIDE: "override a check of",
    Action.REOPEN: "re-open sentences of",
    Action.ANSWER: "answer objections to",
}


def _words(action: Action) -> str:
    return _WORDS.get(action, action.value)

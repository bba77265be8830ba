"""Whether the state of an article allows something: quorum, what stands in the way, what is still to be read."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.editorial.permissions import Relation, standings
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import Choice, ClaimFacts, DecisionKind, Review, Vote
from citewell.editorial.roles import Actor, Role
from citewell.editorial.status import Action, possible, targets

# Of a source that can be looked up in lists of retractions, and was not, or the look-up failed.
RETRACTION_UNKNOWN = "retraction_unknown"


@dataclass(frozen=True, slots=True)
class Policy:
    """What an institution asks of a review.

    approvals: how many reviewers must approve one revision. pharmacist_for_doses: one of them is a pharmacist where a
    claim states a dose. every_claim: who approves has accepted each claim that was open.
    """

    approvals: int = 2
    pharmacist_for_doses: bool = True
    every_claim: bool = True

    def __post_init__(self) -> None:
        if self.approvals < 1:
            raise ValueError("an article needs at least one approval")


DEFAULT_POLICY = Policy()


def check_state(action: Action, review: Review) -> Refused | None:
    """Return why this can't be done in the state that the article is in; None if it can."""
    if targets(review.status, action):
        return None
    others = ", ".join(other.value for other in possible(review.status)) or "nothing"
    return Refused(
        Ground.STATE,
        f'The article is "{review.status.value}": "{action.value}" is not possible now.',
        f"What is possible: {others}.",
    )


def approvals(review: Review) -> tuple[Vote, ...]:
    """Return the approvals that count: on this revision, in this round, by reviewers who are no authors of it.

    Of several votes of one reviewer the last counts.
    """
    current = review.current
    if current is None:
        return ()
    last = {v.reviewer: v for v in review.votes if v.revision == current.digest and v.round == review.round}
    return tuple(
        vote
        for vote in last.values()
        if vote.choice is Choice.APPROVE and vote.reviewer not in review.authors and review.is_assigned(vote.reviewer)
    )


def missing(review: Review, policy: Policy = DEFAULT_POLICY) -> tuple[str, ...]:
    """Return what is missing of the quorum, in words; empty if it is reached."""
    given = approvals(review)
    wanted = []
    if len(given) < policy.approvals:
        wanted.append(_count(policy.approvals - len(given)))
    doses = doses_stated(review)
    if policy.pharmacist_for_doses and doses and not any(Role.PHARMACIST in vote.roles for vote in given):
        wanted.append(f"a pharmacist's approval, as a dose is stated in {_sentences(doses)}")
    if review.current is None:
        wanted.append("a revision")
    return tuple(wanted)


def _count(number: int) -> str:
    return "1 more approval" if number == 1 else f"{number} more approvals"


def _sentences(numbers: tuple[str, ...]) -> str:
    return f"sentence{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"


def doses_stated(review: Review) -> tuple[str, ...]:
    """Return the numbers of the sentences that state a dose."""
    return tuple(c.number for c in review.current.claims if c.states_dose) if review.current else ()


def blocking(review: Review) -> tuple[tuple[ClaimFacts, frozenset[str]], ...]:
    """Return the claims that stand in the way of approval, with the problems that no override covers."""
    if review.current is None:
        return ()
    found = []
    for claim in review.current.claims:
        covered = frozenset(p for override in review.overrides if override.key == claim.key for p in override.problems)
        if left := claim.problems - covered:
            found.append((claim, left))
    return tuple(found)


def open_claims(review: Review) -> tuple[ClaimFacts, ...]:
    """Return the claims to be read: those that are not in the approved revision, and those opened again."""
    if review.current is None:
        return ()
    settled = {claim.key for claim in review.published.claims} if review.published else set()
    settled -= {reopened.key for reopened in review.reopened}
    return tuple(claim for claim in review.current.claims if claim.key not in settled)


def check_approval(actor: Actor, review: Review, policy: Policy = DEFAULT_POLICY) -> Refused | None:
    """Return why this person can't approve the current revision now; None if he can."""
    if blocked := blocking(review):
        claim, problems = blocked[0]
        more = f" (and {len(blocked) - 1} more)" if len(blocked) > 1 else ""
        return Refused(
            Ground.POLICY,
            f"Sentence {claim.number}{more} stands in the way: {', '.join(sorted(problems))}.",
            "Have it changed or left out, or ask a medical editor for an override with a reason.",
        )
    if review.current == review.published and any(correction.revision is None for correction in review.corrections):
        return Refused(
            Ground.POLICY, "A correction is open, and the article was not revised.", "Wait for the next revision."
        )
    if not policy.every_claim:
        return None
    for claim in open_claims(review):
        decision = review.decision(actor.id, claim.key)
        if decision is None:
            return Refused(
                Ground.POLICY,
                f"You have not decided on sentence {claim.number}.",
                "Read it and accept it, or ask for a change.",
            )
        if decision.kind is not DecisionKind.ACCEPT:
            return Refused(
                Ground.POLICY,
                f'Your decision on sentence {claim.number} is "{decision.kind.value}".',
                "Vote for changes, or accept the sentence.",
            )
    return None


def check_assignable(reviewer: Actor, assigner: Actor, review: Review) -> Refused | None:
    """Return why this person can't be made a reviewer of the article; None if he can."""
    name = reviewer.name
    if not reviewer.is_reviewer:
        return Refused(Ground.POLICY, f"{name} is neither a board member nor a pharmacist.", "Choose one who is.")
    if reviewer.id in review.authors:
        return Refused(Ground.POLICY, f"{name} wrote this article or a revision of it.", "Choose somebody who did not.")
    if reviewer.id == assigner.id:
        return Refused(Ground.POLICY, "You can't assign yourself.", "Ask another medical editor.")
    if review.is_assigned(reviewer.id):
        return Refused(Ground.POLICY, f"{name} is assigned already.", "Nothing has to be done.")
    if any(a.reviewer == reviewer.id and a.standing.value == "recused" for a in review.assignments):
        return Refused(Ground.POLICY, f"{name} declared a relevant interest and left.", "Choose somebody else.")
    return None


def is_working_on(actor: Actor, review: Review) -> bool:
    """Tell whether this person writes the next revision, and does not review this one."""
    held = standings(actor, review)
    return Relation.ITS_REVIEWER not in held and bool(held & {Relation.ITS_AUTHOR, Role.MEDICAL_EDITOR})

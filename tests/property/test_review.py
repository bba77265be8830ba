"""What holds of every review, whatever is tried and in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from board import AUTHOR, EDITOR, EVERYBODY, MEMBER_A, MEMBER_B, PHARMACIST, START, Desk, claim, revision
from citewell.editorial.actions import Done, act
from citewell.editorial.audit import Broken, Event, Sealed, seal, verify_chain
from citewell.editorial.commands import (
    Allow,
    Assign,
    CastVote,
    Command,
    Correct,
    Decide,
    Decline,
    Recuse,
    Release,
    Reopen,
    Resubmit,
    Submit,
    Withdraw,
)
from citewell.editorial.policies import DEFAULT_POLICY, Policy, blocking, open_claims
from citewell.editorial.refused import Refused
from citewell.editorial.review import Cause, Choice, DecisionKind, Interests, Review
from citewell.editorial.roles import Actor, Role
from citewell.model.article import ReviewStatus

# Few people and few sentences, so that chance brings them together; everybody holds every role now and then.
ALL = frozenset(Role)
people = st.sampled_from([replace(p, roles=roles) for p in EVERYBODY for roles in (p.roles, ALL)])
CLAIMS = [claim("pain"), claim("hum"), claim("dose", dose=True), claim("bad", problems=frozenset({"numbers"}))]
claims = st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=3, unique=True).map(tuple)
reviewers = st.sampled_from([MEMBER_A, MEMBER_B, PHARMACIST])
keys = st.sampled_from([c.key for c in CLAIMS])


@st.composite
def moves(draw: st.DrawFn, review: Review) -> tuple[Actor, Command]:
    """Somebody and what he tries: half of it what a diligent reviewer would do, half of it anything."""
    number = len(review.revisions) + 1
    made = revision(number, *draw(claims), note="Again.")
    if draw(st.booleans()):
        return draw(diligent(review))
    ballot = CastVote(
        draw(st.sampled_from([Choice.APPROVE, Choice.APPROVE, Choice.REQUEST_CHANGES])),
        draw(st.sampled_from([r.digest for r in review.revisions] or ["none"])),
        draw(st.sampled_from([review.round, review.round, review.round - 1])),
        Interests("None", draw(st.sampled_from([False, False, False, True]))),
        note="Because.",
    )
    command: Command = draw(
        st.sampled_from(
            [
                *[ballot] * 4,
                *[Assign(draw(people))] * 3,
                Submit(made),
                Resubmit(made),
                Release(draw(people).id, "On leave."),
                Decline(),
                Recuse("Shares."),
                Allow((draw(keys),), "Known."),
                *[Reopen((draw(keys),), Cause.EVIDENCE, "New.")] * 2,
                Correct("Wrong."),
                Withdraw("No."),
            ]
        )
    )
    return draw(people), command


@st.composite
def diligent(draw: st.DrawFn, review: Review) -> tuple[Actor, Command]:
    """The next step towards approval, by somebody who might take it."""
    if review.current is None or review.status is ReviewStatus.WITHDRAWN:
        return AUTHOR, Submit(revision(len(review.revisions) + 1, *draw(claims), note="Again."))
    if blocked := blocking(review):
        return EDITOR, Allow((blocked[0][0].key,), "Known.")
    if len(review.reviewers) < 2:
        return EDITOR, Assign(draw(reviewers))
    reviewer = draw(reviewers)
    for facts in open_claims(review):
        if review.decision(reviewer.id, facts.key) is None:
            return reviewer, Decide(facts.key, DecisionKind.ACCEPT)
    return reviewer, CastVote(Choice.APPROVE, review.current.digest, review.round, Interests("None"))


def under_review() -> Desk:
    """An article half-way, from where chance goes on: chance alone seldom comes so far."""
    return Desk().submit(claim("pain")).assign(MEMBER_A, MEMBER_B, PHARMACIST)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Review, Done]]:
    """What was done with an article, step by step: the review before, and what followed."""
    desk: Desk = draw(st.sampled_from([Desk, under_review]))()
    policy = Policy(every_claim=draw(st.booleans()))
    steps = []
    for _ in range(draw(st.integers(10, 40))):
        before = desk.review
        actor, command = draw(moves(before))
        outcome = act(before, actor, command, desk.now, policy=policy)
        if not isinstance(outcome, Refused):
            steps.append((before, outcome))
            desk.review = outcome.review
    return steps


@given(histories())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=150)
def test_nothing_is_approved_without_its_quorum(history: list[tuple[Review, Done]]) -> None:
    """Approved means: enough votes for that very revision in that round, a pharmacist's for a dose, no author's, and
    nothing failing that nobody allowed."""
    for before, outcome in history:
        after = outcome.review
        if after.status is ReviewStatus.APPROVED and before.status is not ReviewStatus.APPROVED:
            check_quorum(before, after)
        if before.shown != after.shown and after.shown is not None:
            assert after.status is ReviewStatus.APPROVED


# Any example will do, and the same one each time: to make it small takes minutes.
ANY_EXAMPLE = settings(max_examples=2_000, database=None, phases=[Phase.generate])


def test_chance_comes_to_an_approval() -> None:
    """The rule above is tried on articles that are approved: some history has two approvals."""
    approvals = histories().map(lambda history: max((len(done.review.approvals) for _, done in history), default=0))
    assert find(approvals, lambda count: count > 1, settings=ANY_EXAMPLE, random=Random(1)) > 1


def check_quorum(before: Review, after: Review) -> None:
    approval, current = after.approvals[-1], after.current
    assert current is not None and approval.revision == current.number == after.shown
    counted = {v.reviewer for v in approval.votes}
    assert len(counted) == len(approval.votes) >= DEFAULT_POLICY.approvals
    assert not counted & after.authors
    assert all(v.revision == current.digest and v.round == before.round for v in approval.votes)
    assert all(v.choice is Choice.APPROVE and not v.interests.is_relevant for v in approval.votes)
    assert all(before.is_assigned(reviewer) for reviewer in counted)
    if any(c.states_dose for c in current.claims):
        assert any(Role.PHARMACIST in v.roles for v in approval.votes)
    assert not blocking(after)


@given(histories())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_what_was_done_is_never_undone_in_the_record(history: list[tuple[Review, Done]]) -> None:
    """Revisions, votes, overrides, approvals and steps are added to, and never changed or removed."""
    for before, outcome in history:
        after = outcome.review
        assert [r.digest for r in after.revisions][: len(before.revisions)] == [r.digest for r in before.revisions]
        for name in ("votes", "overrides", "approvals", "steps"):
            assert getattr(after, name)[: len(getattr(before, name))] == getattr(before, name)
        assert before.authors <= after.authors
        assert before.round <= after.round
        assert outcome.events


words = st.text(st.characters(codec="utf-8"), max_size=20)
events = st.builds(
    Event,
    name=words,
    article=words,
    actor=words,
    actor_name=words,
    at=st.integers(0, 10**6).map(lambda s: START + timedelta(seconds=s)),
    detail=st.dictionaries(words, st.one_of(words, st.integers(-5, 5), st.booleans(), st.none()), max_size=3),
)


def chain(items: list[Event]) -> list[Sealed]:
    links: list[Sealed] = []
    for item in items:
        links.append(seal(item, after=links[-1] if links else None))
    return links


@given(st.lists(events, max_size=8))
def test_an_untouched_chain_holds(items: list[Event]) -> None:
    """What was sealed link by link verifies, and its head is found in it."""
    links = chain(items)
    assert verify_chain(links) is None
    if links:
        assert verify_chain(links, head=links[-1].seal) is None


@given(st.lists(events, min_size=2, max_size=8), st.data())
def test_any_change_breaks_the_chain_where_it_was_made(items: list[Event], data: st.DataObject) -> None:
    """A changed field, a removed link or two links exchanged are found, and the first bad link is named."""
    links = chain(items)
    at = data.draw(st.integers(0, len(links) - 1))
    what = data.draw(st.sampled_from(["name", "actor", "actor_name", "article", "time", "detail", "remove", "swap"]))
    changed = list(links)
    if what == "remove" and at < len(links) - 1:
        del changed[at]
    elif what == "swap" and at < len(links) - 1:
        changed[at], changed[at + 1] = changed[at + 1], changed[at]
    elif what == "time":
        changed[at] = replace(
            links[at], event=replace(links[at].event, at=links[at].event.at + timedelta(microseconds=1))
        )
    elif what in {"detail", "remove", "swap"}:
        changed[at] = replace(links[at], event=replace(links[at].event, detail={**links[at].event.detail, "more": 1}))
    else:
        changed[at] = replace(links[at], event=replace(links[at].event, **{what: getattr(links[at].event, what) + "x"}))
    broken = verify_chain(changed)
    assert isinstance(broken, Broken)
    assert broken.sequence == at + 1


@given(st.lists(events, min_size=2, max_size=6))
def test_a_chain_cut_short_is_found_by_its_head(items: list[Event]) -> None:
    """The chain alone can't tell that its end is missing; a seal that was noted elsewhere can."""
    links = chain(items)
    assert verify_chain(links[:-1]) is None
    assert verify_chain(links[:-1], head=links[-1].seal) is not None

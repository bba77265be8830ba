"""How an article comes to be approved, and what keeps it from being."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from board import (
    AUTHOR,
    EDITOR,
    MEMBER_A,
    MEMBER_B,
    PHARMACIST,
    READER,
    SECOND_EDITOR,
    SYSTEM,
    Desk,
    claim,
    person,
)
from citewell.editorial.commands import (
    Allow,
    Answer,
    Assign,
    Correct,
    Decide,
    Decline,
    Object,
    Recuse,
    Release,
    Remark,
    Reopen,
    Resubmit,
    Withdraw,
)
from citewell.editorial.policies import Policy, approvals, blocking, missing, open_claims
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import Cause, Choice, DecisionKind, Interests, Standing
from citewell.editorial.roles import Role
from citewell.model.article import ReviewStatus


def refused(outcome: Refused | None) -> Refused:
    assert outcome is not None
    return outcome


def test_two_approvals_make_an_article_approved() -> None:
    """The second approval of the same revision is enough; the first is not."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A)
    assert desk.review.status is ReviewStatus.UNDER_REVIEW
    assert missing(desk.review) == ("1 more approval",)
    desk.approve(MEMBER_B)
    assert desk.review.status is ReviewStatus.APPROVED
    assert desk.review.shown == 1
    assert [vote.name for vote in desk.review.approvals[0].votes] == ["Member A", "Member B"]


def test_a_dose_wants_a_pharmacist() -> None:
    """Two members do not approve an article that states a dose; with a pharmacist's vote it is approved."""
    desk = Desk().submit(claim("dose", dose=True)).assign(MEMBER_A, MEMBER_B, PHARMACIST).approve(MEMBER_A, MEMBER_B)
    assert missing(desk.review) == ("a pharmacist's approval, as a dose is stated in sentence dose",)
    assert desk.approve(PHARMACIST).review.status is ReviewStatus.APPROVED


def test_a_pharmacist_is_one_of_the_two() -> None:
    """A member and a pharmacist are a quorum."""
    desk = Desk().submit(claim("dose", dose=True)).assign(MEMBER_A, PHARMACIST).approve(PHARMACIST, MEMBER_A)
    assert desk.review.status is ReviewStatus.APPROVED


def test_an_institution_sets_the_number() -> None:
    """A policy of three approvals wants three."""
    desk = Desk(policy=Policy(approvals=3)).submit().assign(MEMBER_A, MEMBER_B, PHARMACIST)
    assert desk.approve(MEMBER_A, MEMBER_B).review.status is ReviewStatus.UNDER_REVIEW
    assert desk.approve(PHARMACIST).review.status is ReviewStatus.APPROVED


def test_a_vote_for_an_older_revision_is_not_counted() -> None:
    """A ballot that was opened on revision 1 is refused once there is revision 2, and says why."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).accept_all(MEMBER_A)
    ballot = desk.ballot(Choice.APPROVE)
    desk.resubmit(claim("pain"))
    told = refused(desk.try_(MEMBER_A, ballot))
    assert told.ground is Ground.STALE
    assert "your vote was not counted" in told.what


def test_approvals_of_an_older_revision_do_not_add_up() -> None:
    """An approval of revision 1 and one of revision 2 are no quorum."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A)
    desk.resubmit(claim("pain"), claim("hum"), note="Nothing to change.").approve(MEMBER_B)
    assert desk.review.status is ReviewStatus.UNDER_REVIEW
    assert [vote.reviewer for vote in approvals(desk.review)] == [MEMBER_B.id]


def test_a_vote_before_a_retraction_does_not_count_after_it() -> None:
    """Re-opening a sentence voids the approvals given before, though no word has changed."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A)
    desk.do(SYSTEM, Reopen(("pain",), Cause.EVIDENCE, "A new trial."))
    assert approvals(desk.review) == ()
    told = refused(desk.try_(MEMBER_A, desk.ballot(Choice.APPROVE)))
    assert told.what == "You have not decided on sentence pain."


def test_one_reviewer_is_one_vote() -> None:
    """Voting twice does not make two approvals."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_A)
    assert len(approvals(desk.review)) == 1


def test_who_wrote_a_revision_does_not_vote_on_it() -> None:
    """A board member who is an author too can be neither assigned nor vote."""
    both = person("Author", Role.AUTHOR, Role.BOARD_MEMBER)
    desk = Desk().submit()
    told = refused(desk.try_(EDITOR, Assign(both)))
    assert told.what == "Author wrote this article or a revision of it."


def test_an_editor_who_made_a_revision_no_longer_assigns_or_overrides() -> None:
    """Whoever made a revision is an author: another editor has to choose the reviewers and give overrides."""
    desk = Desk().submit().resubmit(claim("pain", problems=frozenset({"numbers"})), by=EDITOR)
    for command in (Assign(MEMBER_A), Allow(("pain",), "Known.")):
        assert refused(desk.try_(EDITOR, command)).ground is Ground.PERMISSION
        desk.do(SECOND_EDITOR, command)


def test_nobody_assigns_himself() -> None:
    """An editor who is on the board is assigned by another editor."""
    both = person("Editor", Role.MEDICAL_EDITOR, Role.BOARD_MEMBER)
    desk = Desk().submit()
    assert refused(desk.try_(both, Assign(both))).what == "You can't assign yourself."
    desk.do(SECOND_EDITOR, Assign(both))


def test_a_vote_needs_a_declaration() -> None:
    """Without a word on interests a vote is refused; "None" is a word."""
    desk = Desk().submit().assign(MEMBER_A).accept_all(MEMBER_A)
    told = refused(desk.try_(MEMBER_A, desk.ballot(Choice.APPROVE, interests=Interests(" "))))
    assert told.what == "A vote needs a declaration of interests."


def test_a_relevant_interest_is_a_recusal() -> None:
    """Who declares an interest that bears on the article has not voted, and is not asked again."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).accept_all(MEMBER_A)
    desk.do(MEMBER_A, desk.ballot(Choice.APPROVE, interests=Interests("I advise the maker of zanolol.", True)))
    assert desk.review.votes == ()
    assert desk.review.assignments[0].standing is Standing.RECUSED
    assert refused(desk.try_(EDITOR, Assign(MEMBER_A))).what == "Member A declared a relevant interest and left."


def test_a_vote_of_one_who_recused_later_does_not_count() -> None:
    """An interest that comes to mind after the vote takes the vote away."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A).do(MEMBER_A, Recuse("I hold shares."))
    assert approvals(desk.review) == ()


def test_a_vote_needs_a_second_factor() -> None:
    """A password alone does not vote."""
    desk = Desk().submit().assign(MEMBER_A).accept_all(MEMBER_A)
    told = refused(desk.try_(replace(MEMBER_A, has_second_factor=False), desk.ballot(Choice.APPROVE)))
    assert told.what == "A vote needs a sign-in with a second factor."


def test_approval_wants_every_sentence_read() -> None:
    """Who approves has accepted each open sentence; an edit or a rejection of his own stands against it."""
    desk = Desk().submit().assign(MEMBER_A).do(MEMBER_A, Decide("pain", DecisionKind.ACCEPT))
    assert refused(desk.try_(MEMBER_A, desk.ballot(Choice.APPROVE))).what == "You have not decided on sentence hum."
    desk.do(MEMBER_A, Decide("hum", DecisionKind.REJECT, note="Nobody hums."))
    told = refused(desk.try_(MEMBER_A, desk.ballot(Choice.APPROVE)))
    assert told.what == 'Your decision on sentence hum is "reject".'


def test_a_decision_can_be_taken_back() -> None:
    """Undo leaves the sentence undecided."""
    desk = Desk().submit().assign(MEMBER_A).do(MEMBER_A, Decide("pain", DecisionKind.ACCEPT))
    desk.do(MEMBER_A, Decide("pain", None))
    assert desk.review.decision(MEMBER_A.id, "pain") is None


def test_changes_asked_for_are_named() -> None:
    """A vote for changes without a word, an edit or a rejection is refused."""
    desk = Desk().submit().assign(MEMBER_A)
    told = refused(desk.try_(MEMBER_A, desk.ballot(Choice.REQUEST_CHANGES)))
    assert told.what == "You ask for changes and name none."
    desk.do(MEMBER_A, Decide("hum", DecisionKind.REJECT, note="Nobody hums."))
    desk.do(MEMBER_A, desk.ballot(Choice.REQUEST_CHANGES))
    assert desk.review.status is ReviewStatus.CHANGES_REQUESTED


def test_changes_bring_the_article_back_to_its_reviewers() -> None:
    """After a new revision it is under review again, and what a reviewer accepted and did not change stays accepted."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).do(MEMBER_A, Decide("pain", DecisionKind.ACCEPT))
    desk.ask_for_changes(MEMBER_A).resubmit(claim("pain"), claim("low hum"))
    assert desk.review.status is ReviewStatus.UNDER_REVIEW
    assert desk.review.decision(MEMBER_A.id, "pain") is not None
    assert desk.approve(MEMBER_A, MEMBER_B).review.shown == 2


def test_a_failing_sentence_keeps_an_article_from_approval() -> None:
    """It has to be changed, or allowed by a medical editor with a reason that is kept for readers."""
    desk = Desk().submit(claim("pain", problems=frozenset({"numbers"}))).assign(MEMBER_A, MEMBER_B)
    desk.accept_all(MEMBER_A)
    told = refused(desk.try_(MEMBER_A, desk.ballot(Choice.APPROVE)))
    assert told.what == "Sentence pain stands in the way: numbers."
    desk.do(EDITOR, Allow(("pain",), "The figure is the sum of two in the table."))
    assert blocking(desk.review) == ()
    assert desk.review.overrides[0].reason == "The figure is the sum of two in the table."
    assert desk.approve(MEMBER_A, MEMBER_B).review.status is ReviewStatus.APPROVED


def test_an_unknown_retraction_status_is_in_the_way_too() -> None:
    """A failed look-up is not a clear one."""
    desk = Desk().submit(claim("pain", problems=frozenset({"retraction_unknown"}))).assign(MEMBER_A)
    told = refused(desk.accept_all(MEMBER_A).try_(MEMBER_A, desk.ballot(Choice.APPROVE)))
    assert told.what == "Sentence pain stands in the way: retraction_unknown."


def test_an_override_covers_what_it_was_given_for() -> None:
    """A further problem of the same sentence needs a further override."""
    desk = Desk().submit(claim("pain", problems=frozenset({"retraction_unknown"}))).do(EDITOR, Allow(("pain",), "Old."))
    desk.do(SYSTEM, Reopen(("pain",), Cause.RETRACTION, "Retracted in May.", "not_retracted"))
    assert [problems for _, problems in blocking(desk.review)] == [frozenset({"not_retracted"})]


def test_an_override_of_nothing_is_refused() -> None:
    """Sentences that stand in nobody's way are not overridden in advance."""
    desk = Desk().submit()
    assert refused(desk.try_(EDITOR, Allow(("pain",), "To be safe."))).ground is Ground.POLICY


def test_a_retraction_opens_an_approved_article_again() -> None:
    """The page keeps its approved revision, marked; the sentence is to be read again, and only that."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_B)
    desk.do(SYSTEM, Reopen(("hum",), Cause.RETRACTION, "PMID 90000005 was retracted.", "not_retracted"))
    assert desk.review.status is ReviewStatus.NEEDS_REREVIEW
    assert desk.review.shown == 1
    assert [facts.key for facts in open_claims(desk.review)] == ["hum"]


def test_a_reopened_sentence_that_stays_keeps_its_problem() -> None:
    """A revision that leaves a sentence of a retracted source as it is does not make it sound."""
    desk = Desk().submit().do(SYSTEM, Reopen(("hum",), Cause.RETRACTION, "Retracted.", "not_retracted"))
    desk.resubmit(claim("hum"))
    assert [facts.key for facts, _ in blocking(desk.review)] == ["hum"]


def test_a_rereview_shows_what_changed() -> None:
    """Of a new revision of an approved article only the sentences that are new in it are open."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_B)
    desk.do(EDITOR, Correct("The hum is low, not high.")).resubmit(claim("pain"), claim("low hum"))
    assert [facts.key for facts in open_claims(desk.review)] == ["low hum"]
    desk.assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_B)
    assert desk.review.shown == 2
    assert desk.review.corrections[0].revision == 2


def test_a_correction_is_not_closed_by_the_revision_that_was_wrong() -> None:
    """While a correction is open, the revision that it is of can't be approved anew."""
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_B)
    desk.do(EDITOR, Correct("The hum is low.")).assign(MEMBER_A)
    told = refused(desk.try_(MEMBER_A, desk.ballot(Choice.APPROVE)))
    assert told.what == "A correction is open, and the article was not revised."


def test_an_article_without_reviewers_waits_again() -> None:
    """When the last reviewer leaves, an editor has to assign; after an approval it needs re-review."""
    desk = Desk().submit().assign(MEMBER_A).do(MEMBER_A, Decline("On leave."))
    assert desk.review.status is ReviewStatus.SUBMITTED
    desk.assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_B)
    desk.do(SYSTEM, Reopen(("pain",), Cause.SUPERSEDED, "There is a guideline of 2026.")).assign(MEMBER_A)
    desk.do(EDITOR, Release(MEMBER_A.id, "On leave."))
    assert desk.review.status is ReviewStatus.NEEDS_REREVIEW


def test_an_author_withdraws_before_approval_and_not_after() -> None:
    """What is shown as approved is withdrawn by a medical editor, and is then not shown."""
    assert Desk().submit().do(AUTHOR, Withdraw("A duplicate.")).review.status is ReviewStatus.WITHDRAWN
    desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_B)
    assert refused(desk.try_(AUTHOR, Withdraw("A duplicate."))).next == "Ask a medical editor to withdraw it."
    assert desk.do(EDITOR, Withdraw("A duplicate.")).review.published is None


def test_two_revisions_at_once() -> None:
    """Who made changes to a revision that is no longer the newest is told, and nothing is lost or overwritten."""
    desk = Desk().submit()
    late = desk.next_revision(claim("pain"))
    desk.resubmit(claim("hum"))
    assert refused(desk.try_(AUTHOR, Resubmit(late))).what == "Somebody else made revision 2 meanwhile."


def test_a_reader_objects_and_an_editor_answers() -> None:
    """The objection is kept with its answer; the trail holds that it was made, not the reader's words."""
    desk = Desk().submit().do(READER, Object("hum", "My frob hums high."))
    assert "My frob" not in str(desk.events)
    desk.do(EDITOR, Answer(1, "We looked at the sources again.", upheld=True))
    assert desk.review.challenges[0].upheld is True


@pytest.mark.parametrize(
    "command",
    [Withdraw(" "), Remark(""), Correct("\n"), Allow(("pain",), ""), Remark("x" * 10_001)],
    ids=lambda command: type(command).__name__,
)
def test_reasons_are_given_in_words(command: Withdraw | Remark | Correct | Allow) -> None:
    """An empty reason, or a book of one, is refused with what to do."""
    desk = Desk().submit(claim("pain", problems=frozenset({"numbers"})))
    if isinstance(command, Correct):
        desk = Desk().submit().assign(MEMBER_A, MEMBER_B).approve(MEMBER_A, MEMBER_B)
    assert refused(desk.try_(EDITOR, command)).ground is Ground.INPUT


def test_a_due_date_lies_ahead() -> None:
    """A review is not due yesterday."""
    desk = Desk().submit()
    told = refused(desk.try_(EDITOR, Assign(MEMBER_A, desk.now.date() - timedelta(days=1))))
    assert told.ground is Ground.INPUT

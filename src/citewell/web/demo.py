"""A site to try: people of every role, and an article in every state, made from the starter library.

Everything goes through the same actions as at the desk. The people are roles, not persons, and nothing here was
reviewed by a physician: each article says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from citewell.editorial import commands as c
from citewell.editorial.policies import open_claims
from citewell.editorial.refused import Refused
from citewell.editorial.review import Cause, Choice, DecisionKind, Interests, Review
from citewell.editorial.roles import Actor, Role
from citewell.errors import UserError
from citewell.model.article import Outcome
from citewell.web import engine
from citewell.web.accounts.models import RoleGrant, User
from citewell.web.articles.models import Article
from citewell.web.conversations.submitting import new_article
from citewell.web.desk import store
from citewell.web.desk.models import Digest
from citewell.web.desk.people import person
from citewell.web.jobs.models import Job

NOTE = "Demonstration: no physician has reviewed this."
PEOPLE = {
    "author": ("Author", (Role.AUTHOR,)),
    "editor": ("Medical editor", (Role.MEDICAL_EDITOR,)),
    "member-a": ("Board member A", (Role.BOARD_MEMBER,)),
    "member-b": ("Board member B", (Role.BOARD_MEMBER,)),
    "pharmacist": ("Pharmacist", (Role.PHARMACIST,)),
    "administrator": ("Administrator", (Role.ADMINISTRATOR,)),
}


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made: the accounts with the password they share, and the titles of the articles by status."""

    emails: tuple[str, ...]
    password: str
    articles: tuple[tuple[str, str], ...]


def make_demo() -> Demo:
    """Fill an empty site. Raises UserError if there is an account or an article already: nothing is mixed with it."""
    if User.objects.exists() or Article.objects.exists():
        raise UserError("the site has accounts or articles already. Set CITEWELL_HOME to an empty folder for a demo.")
    password = secrets.token_urlsafe(12)
    with transaction.atomic():
        desk = _Desk(password)
        for specialty, question, until in _ARTICLES:
            desk.make(specialty, question, until)
        # The people are not there, and their addresses lead nowhere: what the making would send is sent to nobody.
        Job.objects.filter(kind="desk.mail").delete()
        Digest.objects.get_or_create(day=timezone.localdate())
    made = Article.objects.order_by("pk").values_list("title", "status")
    return Demo(tuple(user.email for user in desk.users.values()), password, tuple(made))


class _Desk:
    """The people of the demonstration, and what they do."""

    def __init__(self, password: str) -> None:
        self.users: dict[str, User] = {}
        for key, (name, roles) in PEOPLE.items():
            user = User.objects.create_user(
                f"{key}@demo.invalid", password, name=name, credentials="demonstration", interests="None"
            )
            for role in roles:
                RoleGrant.objects.create(user=user, role=role.value)
            self.users[key] = user
        self.article = Article()

    def make(self, specialty: str, question: str, until: Callable[[_Desk], None]) -> None:
        """Make one article and bring it to its state."""
        ledger = engine.answer_question(question, listen=lambda _event: None)
        if ledger.draft.outcome is Outcome.INSUFFICIENT_EVIDENCE:
            raise UserError(
                "a demo needs the starter library; set CITEWELL_STARTER to 1 and CITEWELL_HOME to an empty folder."
            )
        self.article = new_article(question, author=self.users["author"], specialty=specialty)
        outcome = store.submit(self.article.pk, self._actor("author"), ledger, now=timezone.now(), note=NOTE)
        _check(outcome)
        until(self)

    def do(self, who: str, command: c.Command) -> None:
        _check(store.perform(self.article.pk, self._actor(who), command, now=timezone.now()))

    def assign(self, *reviewers: str) -> None:
        due = timezone.now().date() + timedelta(days=14)
        for reviewer in reviewers:
            self.do("editor", c.Assign(self._actor(reviewer), due))

    def approve(self, *reviewers: str) -> None:
        self._allow_what_was_not_looked_up()
        for reviewer in reviewers:
            for facts in open_claims(self._review()):
                self.do(reviewer, c.Decide(facts.key, DecisionKind.ACCEPT))
            self.vote(reviewer, Choice.APPROVE)

    def vote(self, reviewer: str, choice: Choice, note: str = NOTE) -> None:
        review = self._review()
        if review.current is None:
            raise UserError("there is no revision to vote on")
        self.do(reviewer, c.CastVote(choice, review.current.digest, review.round, Interests("None"), note))

    def _allow_what_was_not_looked_up(self) -> None:
        """Starter summaries were looked up in no list of retractions, and that stands in the way of an approval."""
        current = self._review().current
        keys = tuple(claim.key for claim in current.claims if claim.problems) if current else ()
        if keys:
            reason = f"The starter summaries were not looked up in a list of retractions. {NOTE}"
            self.do("editor", c.Allow(keys, reason))

    def open_again(self) -> None:
        review = self._review()
        keys = tuple(claim.key for claim in review.published.claims[:1]) if review.published else ()
        self.do("editor", c.Reopen(keys, Cause.EDITOR, "to show what an article looks like that is read again"))

    def _actor(self, who: str) -> Actor:
        return person(self.users[who], has_second_factor=True)

    def _review(self) -> Review:
        return store.review_of(Article.objects.get(pk=self.article.pk))


def _check(outcome: object) -> None:
    if isinstance(outcome, Refused):
        raise UserError(f"the demo could not be made: {outcome}")


def _submitted(_desk: _Desk) -> None:
    """It waits for an editor."""


def _under_review(desk: _Desk) -> None:
    desk.assign("member-a", "member-b", "pharmacist")
    desk.approve("member-a")


def _changes_requested(desk: _Desk) -> None:
    desk.assign("member-a", "pharmacist")
    desk.vote("member-a", Choice.REQUEST_CHANGES, f"Say what is known of older people. {NOTE}")


def _approved(desk: _Desk) -> None:
    desk.assign("member-a", "pharmacist")
    desk.approve("member-a", "pharmacist")


def _needs_rereview(desk: _Desk) -> None:
    _approved(desk)
    desk.open_again()


def _withdrawn(desk: _Desk) -> None:
    desk.do("editor", c.Withdraw(f"To show what a withdrawn article looks like. {NOTE}"))


_ARTICLES: tuple[tuple[str, str, Callable[[_Desk], None]], ...] = (
    ("Sports medicine", "What are the symptoms and treatment options for a proximal hamstring rupture?", _approved),
    ("Neurology", "Which drugs are used for migraine prevention?", _under_review),
    ("Sports medicine", "How is an Achilles tendon rupture treated?", _changes_requested),
    ("Respiratory medicine", "Which reliever inhaler is best in mild asthma?", _needs_rereview),
    ("Psychiatry", "How effective is exercise for depression?", _submitted),
    ("Paediatrics", "Should a child with an ear infection get antibiotics?", _approved),
    ("General practice", "How should acute low back pain be managed?", _withdrawn),
)

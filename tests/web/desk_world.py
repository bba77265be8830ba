"""A site with people of every role and one article, on its way from submission to approval.

    author     wrote the article      editor      medical editor
    member_a   board member           member_b    board member, not asked
    pharmacist pharmacist             admin       administrator
    stranger   an account and no more

`Site` plays commands through the database, as the pages do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from django.test import Client
from django.utils import timezone

from citewell.editorial import commands as c
from citewell.editorial.policies import open_claims
from citewell.editorial.refused import Refused
from citewell.editorial.review import Choice, DecisionKind, Interests, Review
from citewell.editorial.roles import Actor, Role
from citewell.model.evidence import Record
from citewell.model.ledger import Ledger, make_ledger
from citewell.pipeline import answer
from citewell.web.accounts.models import RoleGrant, User
from citewell.web.articles.models import Article
from citewell.web.desk import store
from citewell.web.desk.people import person
from fakes import FakeLibrary
from universe import RECORDS

PASSWORD = "a long enough password"
QUESTION = "What is the treatment of frobnitis, its dose and who should not take zanolol?"
ROLES = {
    "author": (),
    "editor": (Role.MEDICAL_EDITOR,),
    "member_a": (Role.BOARD_MEMBER,),
    "member_b": (Role.BOARD_MEMBER,),
    "pharmacist": (Role.PHARMACIST,),
    "admin": (Role.ADMINISTRATOR,),
    "stranger": (),
}
NAMES = {"member_a": "Board member A", "member_b": "Board member B"}


@cache
def ledger() -> Ledger:
    library = FakeLibrary(RECORDS)
    draft = answer(QUESTION, library=library)
    return make_ledger(draft, library.records([reference.record_id for reference in draft.references]))


class Shelf(FakeLibrary):
    """The library of the site's engine, in which a test may change what is known of a record."""

    is_behind = False

    def refresh(self, *, mends: bool = True) -> None:
        """See what others have written: nothing, as there are none."""

    def put(self, record: Record) -> None:
        self._records[record.id] = record


@dataclass
class Site:
    """The accounts, the article, and a hand that plays commands."""

    users: dict[str, User] = field(default_factory=dict)
    article: Article = field(init=False)

    def __post_init__(self) -> None:
        for name, roles in ROLES.items():
            shown = NAMES.get(name, name.capitalize())
            user = User.objects.create_user(f"{name}@example.org", PASSWORD, name=shown, credentials="MD")
            for role in roles:
                RoleGrant.objects.create(user=user, role=role.value)
            self.users[name] = user
        self.article = Article.objects.create(slug="frobnitis", title=QUESTION, author=self.users["author"])

    def actor(self, name: str) -> Actor:
        return person(self.users[name], has_second_factor=True)

    @property
    def review(self) -> Review:
        self.article = Article.objects.get(pk=self.article.pk)
        return store.review_of(self.article)

    def try_(self, name: str, command: c.Command) -> Refused | None:
        outcome = store.perform(self.article.pk, self.actor(name), command, now=timezone.now())
        return outcome if isinstance(outcome, Refused) else None

    def do(self, name: str, command: c.Command) -> Site:
        refused = self.try_(name, command)
        assert refused is None, str(refused)
        return self

    def submit(self) -> Site:
        outcome = store.submit(self.article.pk, self.actor("author"), ledger(), now=timezone.now(), note="First")
        assert not isinstance(outcome, Refused), str(outcome)
        return self

    def assign(self, *names: str) -> Site:
        for name in names:
            self.do("editor", c.Assign(self.actor(name)))
        return self

    def approve(self, *names: str) -> Site:
        for name in names:
            for facts in open_claims(self.review):
                self.do(name, c.Decide(facts.key, DecisionKind.ACCEPT))
            self.do(name, self.ballot(Choice.APPROVE))
        return self

    def ask_for_changes(self, name: str) -> Site:
        return self.do(name, self.ballot(Choice.REQUEST_CHANGES, note="Say more of the hum."))

    def ballot(self, choice: Choice, note: str = "") -> c.CastVote:
        review = self.review
        assert review.current is not None
        return c.CastVote(choice, review.current.digest, review.round, Interests("None"), note)

    def client(self, name: str | None) -> Client:
        """Return a browser in which that person is signed in with a second factor, or nobody."""
        client = Client()
        if name is not None:
            sign_in(client, self.users[name], with_second_factor=True)
        return client


def sign_in(client: Client, user: User, *, with_second_factor: bool) -> None:
    """Sign in as allauth does, with its record of how."""
    client.force_login(user)
    if with_second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 0.0}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()

"""A site with an approved article of the little world, one under review, callers of every kind, and its library.

frobnitis          approved, with a draft after it that no reader sees
quibrex            submitted, not reviewed; written by `author`
reader             nobody: no key, no account
read, ask          keys with one scope
overseer           a key with the scope admin, of no person
author             an account without a role, and its key with the scope review
member, editor     a board member and a medical editor, with such keys too
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from django.test import Client

from citewell.editorial.roles import Role
from citewell.library import Library
from citewell.model.article import ReviewStatus
from citewell.model.ledger import Ledger, make_ledger
from citewell.pipeline import answer
from citewell.web.accounts.models import RoleGrant, User
from citewell.web.api.keys import make_key
from citewell.web.articles.models import Article, Revision
from citewell.web.desk import store
from citewell.web.desk.people import person
from fakes import FakeLibrary
from universe import RECORDS

QUESTION = "What are the symptoms and treatment of frobnitis?"
APPROVED_ON = datetime(2026, 5, 3, 9, tzinfo=UTC)
JSON = "application/json"
PROBLEM = "application/problem+json"


@cache
def ledger(question: str = QUESTION) -> Ledger:
    library = FakeLibrary(RECORDS)
    draft = answer(question, library=library)
    return make_ledger(draft, library.records([reference.record_id for reference in draft.references]))


def make_article(slug: str, *, status: ReviewStatus, author: User | None = None, title: str = QUESTION) -> Article:
    """Return an article in a state of the review."""
    article = Article.objects.create(
        slug=slug, title=title, status=status.value, author=author, submitted_at=APPROVED_ON
    )
    revision = Revision.of(article, ledger())
    if status is ReviewStatus.APPROVED:
        article.approved, article.approved_at = revision, APPROVED_ON
        article.save()
    return article


@dataclass
class World:
    """The callers by name: the key of each, None for whoever has none."""

    keys: dict[str, str | None] = field(default_factory=lambda: {"reader": None})
    users: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # Rates are counted in the cache, and each test has its own.
        django_cache.clear()
        for name in ("read", "ask"):
            self.keys[name] = make_key(name, [name], per_minute=100_000)[1]
        self.keys["overseer"] = make_key("overseer", ["admin"], per_minute=100_000)[1]
        for name, roles in {"author": (), "member": (Role.BOARD_MEMBER,), "editor": (Role.MEDICAL_EDITOR,)}.items():
            user = User.objects.create_user(f"{name}@example.org", "a long enough password", name=name)
            for role in roles:
                RoleGrant.objects.create(user=user, role=role.value)
            self.users[name] = user
            self.keys[name] = make_key(name, ["review"], user=user, per_minute=100_000)[1]
        self.article = make_article("frobnitis", status=ReviewStatus.APPROVED)
        Revision.of(self.article, ledger("What is the dose of zanolol in frobnitis?"))
        author = self.users["author"]
        self.submitted = Article.objects.create(slug="quibrex", title=QUESTION, author=author)
        store.submit(self.submitted.pk, person(author), ledger(), now=APPROVED_ON)
        self.submitted.refresh_from_db()

    def call(self, who: str, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request as somebody. `path` is under the API's root."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if key := self.keys[who]:
            sent["authorization"] = f"Bearer {key}"
        given = {} if body is None else {"data": body, "content_type": JSON}
        return Client().generic(method, f"/api/v1/{path}", headers=sent, **_encoded(given))

    def get(self, path: str, who: str = "read", **headers: str) -> Any:
        return self.call(who, "GET", path, **headers)

    def post(self, path: str, body: Any, who: str = "ask", **headers: str) -> Any:
        return self.call(who, "POST", path, body, **headers)


def _encoded(given: dict[str, Any]) -> dict[str, Any]:
    import json

    return given | {"data": json.dumps(given["data"])} if "data" in given else given


def use_library(monkeypatch: pytest.MonkeyPatch, held: Library) -> None:
    """Let the site answer from a library of the test's own."""
    # What is loaded for the first time under the change would keep it.
    import_module("citewell.web.urls")
    for module in ("engine", "api.library", "api.checks"):
        monkeypatch.setattr(f"citewell.web.{module}.library", lambda: held)


def with_site(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Change settings of the site for a test."""
    from django.conf import settings

    monkeypatch.setattr("django.conf.settings.SITE", replace(settings.SITE, **changes))

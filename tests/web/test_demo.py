"""A site to try is made by the same rules as a true one, and only on an empty site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from citewell.config import Settings
from citewell.errors import UserError
from citewell.library import Library
from citewell.model.article import ReviewStatus
from citewell.web import engine
from citewell.web.accounts.models import User
from citewell.web.articles.models import Article
from citewell.web.demo import make_demo
from citewell.web.desk.audit import verify
from citewell.web.jobs.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """The library that ships with the package, as the site's."""
    with Library(Settings(home=tmp_path / "home")) as library:
        monkeypatch.setattr(engine, "library", lambda: library)
        yield library


@pytest.mark.usefixtures("starter")
def test_a_demo_has_an_article_in_every_state() -> None:
    """Each got there through the desk's own actions, so that the audit trail holds."""
    made = make_demo()
    shown = {ReviewStatus(status) for _, status in made.articles}
    assert shown == set(ReviewStatus) - {ReviewStatus.NOT_SUBMITTED}
    assert verify()[2] is None
    client = Client()
    for article in Article.objects.all():
        withdrawn = article.status == ReviewStatus.WITHDRAWN
        assert client.get(article.get_absolute_url()).status_code == (410 if withdrawn else 200)


@pytest.mark.usefixtures("starter")
def test_a_demo_names_roles_and_says_what_it_is() -> None:
    """Nobody is invented, and no page can be taken for a reviewed one."""
    make_demo()
    assert User.objects.filter(name="Board member A", credentials="demonstration").exists()
    approved = Article.objects.filter(status=ReviewStatus.APPROVED).first()
    assert approved is not None
    page = Client().get(approved.get_absolute_url()).content.decode()
    assert page.count("shown although nobody has looked up whether a source was retracted") == 1
    assert "Demonstration: no physician has reviewed this" in page


@pytest.mark.usefixtures("starter")
def test_a_demo_sends_no_mail() -> None:
    """Its people are not there: the first start of the site would write forty mails to the console."""
    make_demo()
    worker = Worker("test")
    while worker.step(timezone.now()):
        pass
    assert mail.outbox == []


def test_a_site_in_use_gets_no_demo() -> None:
    """Its accounts and articles are not mixed with those of a demonstration."""
    User.objects.create_user("someone@example.org", "a long enough password")
    with pytest.raises(UserError, match="has accounts or articles already"):
        make_demo()

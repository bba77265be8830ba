"""Approved articles follow the library."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from citewell.model.article import ReviewStatus
from citewell.model.evidence import RetractionStatus
from citewell.web.jobs.models import Job
from citewell.web.jobs.worker import Worker
from citewell.web.living.watching import EVERY, look_at_article, watch_library
from desk_world import Shelf, Site
from universe import RECORDS

LABEL = "label:00000000-0000-4000-8000-000000000001"


@pytest.fixture
def approved(site: Site) -> Site:
    """An article that the board has approved, and a library that was seen as it is."""
    site.submit().assign("member_a", "pharmacist").approve("member_a", "pharmacist")
    assert site.review.status is ReviewStatus.APPROVED
    watch_library()
    Job.objects.all().delete()
    mail.outbox.clear()
    return site


def retract(shelf: Shelf, record_id: str = LABEL) -> None:
    record = next(record for record in RECORDS if record.id == record_id)
    shelf.put(replace(record, retraction=RetractionStatus.RETRACTED))


def test_a_library_that_has_not_changed_costs_nothing(approved: Site) -> None:
    """No article is looked at."""
    watch_library()
    assert not Job.objects.exists()
    assert approved.review.status is ReviewStatus.APPROVED


def test_each_approved_article_is_looked_at_once_an_edition(
    approved: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However often the library is seen while it waits."""
    monkeypatch.setattr(type(shelf), "edition", "another edition", raising=False)
    watch_library()
    watch_library()
    assert [job.arguments for job in Job.objects.filter(kind="look_at_article")] == [{"article": approved.article.pk}]


def test_no_article_is_looked_at_before_what_is_new_can_be_found(
    approved: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The edition is of the records, which are written before they are indexed: it is not yet taken as seen."""
    monkeypatch.setattr(type(shelf), "edition", "another edition", raising=False)
    monkeypatch.setattr(shelf, "is_behind", True)
    watch_library()
    assert not Job.objects.exists()
    monkeypatch.setattr(shelf, "is_behind", False)
    watch_library()
    assert [job.arguments for job in Job.objects.all()] == [{"article": approved.article.pk}]


def test_the_library_is_mended_before_it_is_watched(
    approved: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a killed ingest has left behind is indexed, as nobody else may ever do it."""

    def refresh(*, mends: bool = True) -> None:
        shelf.is_behind = not mends

    monkeypatch.setattr(type(shelf), "edition", "another edition", raising=False)
    monkeypatch.setattr(shelf, "is_behind", True)
    monkeypatch.setattr(shelf, "refresh", refresh)
    watch_library()
    assert [job.arguments for job in Job.objects.all()] == [{"article": approved.article.pk}]


def test_a_retraction_marks_the_page_and_tells_the_desk(approved: Site, shelf: Shelf) -> None:
    """The sentences it touches are open again; readers see why; the editors have a mail."""
    retract(shelf)
    look_at_article(approved.article.pk)
    review = approved.review
    assert review.status is ReviewStatus.NEEDS_REREVIEW
    assert review.reopened
    page = Client().get("/articles/frobnitis/").content.decode()
    assert "has been retracted" in page
    assert "It is being reviewed again" in page
    worker = Worker("w")
    while worker.step(timezone.now()):
        pass
    told = {message.to[0] for message in mail.outbox if "has to be reviewed again" in message.body}
    assert {"author@example.org", "editor@example.org"} <= told


def test_the_approved_text_stays_on_the_page(approved: Site, shelf: Shelf) -> None:
    """What was approved is what is shown, with the mark, until the board has decided."""
    shown = approved.article.shown.digest
    retract(shelf)
    look_at_article(approved.article.pk)
    assert approved.review.status is ReviewStatus.NEEDS_REREVIEW
    approved.article.refresh_from_db()
    assert approved.article.shown.digest == shown


def test_the_desk_is_told_of_a_finding_once(approved: Site, shelf: Shelf) -> None:
    """Looking again, as each edition does, opens nothing anew."""
    retract(shelf)
    look_at_article(approved.article.pk)
    rounds = approved.review.round
    look_at_article(approved.article.pk)
    assert approved.review.round == rounds


def test_readers_see_a_retraction_within_a_minute() -> None:
    """The library is looked at often enough that an ingest and the article's own look fit into it."""
    assert EVERY.total_seconds() <= 30


@pytest.mark.django_db
def test_an_article_that_is_gone_is_no_error() -> None:
    """It was deleted while its job waited."""
    look_at_article(4711)

"""The review in the database: nothing is lost, nothing is half written, and the trail tells of every change."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, connections
from django.utils import timezone

from citewell.editorial import commands as c
from citewell.editorial.refused import Refused
from citewell.editorial.review import Cause, DecisionKind, Interests
from citewell.editorial.roles import READER, SYSTEM
from citewell.model.article import ReviewStatus
from citewell.model.evidence import RetractionStatus
from citewell.web.articles.models import Article
from citewell.web.desk import audit, mail, store
from citewell.web.desk.models import TABLES, AuditEvent
from desk_world import Shelf, Site, ledger
from universe import RECORDS


def full(site: Site) -> Site:
    """A review that holds an item of every kind."""
    site.submit().assign("member_a", "pharmacist")
    first, second = site.review.current.claims[:2]  # type: ignore[union-attr]
    site.do("pharmacist", c.Remark("For adults alone?", first.key))
    site.approve("member_a", "pharmacist")
    store.perform(site.article.pk, READER, c.Object(first.key, "I doubt it."), now=timezone.now())
    store.perform(
        site.article.pk,
        SYSTEM,
        c.Reopen((second.key,), Cause.RETRACTION, "Retracted.", "not_retracted"),
        now=timezone.now(),
    )
    site.do("editor", c.Correct("The hum is low.")).do("editor", c.Allow((second.key,), "It is shown by two others."))
    return site


def test_a_review_is_read_back_as_it_was_written(site: Site) -> None:
    """Every kind of item comes back equal to what the rules returned."""
    full(site)
    before = site.review
    outcome = store.perform(site.article.pk, site.actor("editor"), c.Remark("One more."), now=timezone.now())
    assert not isinstance(outcome, Refused)
    assert site.review == outcome.review
    assert all(getattr(before, name) for name in TABLES), "the review has an item of every kind"


def test_what_is_refused_writes_nothing(site: Site) -> None:
    """Neither a row nor an event."""
    site.submit()
    events = AuditEvent.objects.count()
    assert site.try_("author", c.Assign(site.actor("member_a"))) is not None
    assert (AuditEvent.objects.count(), site.review.assignments) == (events, ())


def test_a_failure_half_way_writes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, events and mails are one transaction."""
    site.submit()
    before, events = site.review, AuditEvent.objects.count()
    monkeypatch.setattr(mail, "tell", _fail)
    with pytest.raises(RuntimeError):
        site.assign("member_a")
    assert (site.review, AuditEvent.objects.count()) == (before, events)


def _fail(*_arguments: object, **_named: object) -> None:
    raise RuntimeError("the mail could not be added")


def test_a_retraction_known_to_the_library_fails_the_new_revision(site: Site, shelf: Shelf) -> None:
    """What is submitted is checked against what the library now knows, not what it knew when it answered."""
    cited = next(r for r in RECORDS if r.id in {s.id for s in ledger().sources} and r.id.startswith("pubmed:"))
    shelf.put(replace(cited, retraction=RetractionStatus.RETRACTED))
    site.submit()
    failing = [facts for facts in site.review.current.claims if facts.problems]  # type: ignore[union-attr]
    assert failing and all(facts.problems == {"not_retracted"} for facts in failing)


def test_two_revisions_made_at_once_are_one(site: Site) -> None:
    """The second is told that somebody else made one; the article has two, not three."""
    site.submit()
    for expected in (False, True):
        outcome = store.resubmit(
            site.article.pk, site.actor("author"), lambda _: ledger(), now=timezone.now(), note="An answer.", number=2
        )
        assert isinstance(outcome, Refused) == expected
    assert Article.objects.get(pk=site.article.pk).latest.number == 2


def test_the_trail_finds_a_changed_event(site: Site) -> None:
    """A row changed behind the back of the site is named."""
    full(site)
    assert audit.verify()[2] is None
    third = AuditEvent.objects.get(sequence=3)
    AuditEvent.objects.filter(sequence=3).update(actor_name="Somebody else")
    broken = audit.verify()[2]
    assert broken is not None
    assert (broken.sequence, "was changed" in broken.why) == (3, True)
    AuditEvent.objects.filter(sequence=3).update(actor_name=third.actor_name)
    assert audit.verify()[2] is None


def test_the_trail_finds_a_removed_end(site: Site) -> None:
    """The last events can't be cut off without a trace."""
    full(site)
    last = AuditEvent.objects.order_by("-sequence").values_list("pk", flat=True)[0]
    AuditEvent.objects.filter(pk=last).delete()
    broken = audit.verify()[2]
    assert broken is not None and "were removed" in broken.why


def test_an_event_is_neither_changed_nor_removed_by_the_site(site: Site) -> None:
    """The model refuses both."""
    site.submit()
    event = AuditEvent.objects.get(sequence=1)
    with pytest.raises(ValueError, match="never changes"):
        event.save()
    with pytest.raises(ValueError, match="never removed"):
        event.delete()


def test_readers_are_told_why_an_article_is_looked_at_again(site: Site) -> None:
    """The notice names the cause and the reason, and goes when the article is approved anew."""
    full(site)
    notice = Article.objects.get(pk=site.article.pk).notice
    assert "Being corrected: The hum is low." in notice
    assert "One sentence is read again because a source was retracted: Retracted." in notice


@pytest.mark.django_db(transaction=True)
def test_votes_cast_at_once_both_count(shelf: Shelf) -> None:
    """Two reviewers who vote at the same moment are two approvals, and the article is approved."""
    site = Site().submit().assign("member_a", "pharmacist")
    for name in ("member_a", "pharmacist"):
        for facts in site.review.current.claims:  # type: ignore[union-attr]
            site.do(name, c.Decide(facts.key, DecisionKind.ACCEPT))
    together = threading.Barrier(2)
    refusals: list[object] = []

    def cast(name: str) -> None:
        review = site.review
        assert review.current is not None
        ballot = c.CastVote(c.Choice.APPROVE, review.current.digest, review.round, Interests("None"))
        together.wait()
        refusals.append(store.perform(site.article.pk, site.actor(name), ballot, now=timezone.now()))
        connections.close_all()

    threads = [threading.Thread(target=cast, args=(name,)) for name in ("member_a", "pharmacist")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not any(isinstance(outcome, Refused) for outcome in refusals) and len(refusals) == 2
    assert site.review.status is ReviewStatus.APPROVED
    assert len(site.review.approvals[0].votes) == 2
    assert audit.verify()[2] is None
    assert connection.vendor in {"sqlite", "postgresql"}

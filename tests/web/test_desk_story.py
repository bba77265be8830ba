"""An article goes through the desk's pages, from submission to approval and back, without a script."""

from __future__ import annotations

from desk_world import Site
from django.core import mail
from django.test import Client
from django.utils import timezone

from citewell.editorial.commands import Reopen, Withdraw
from citewell.editorial.review import Cause
from citewell.editorial.roles import SYSTEM
from citewell.model.article import ReviewStatus
from citewell.web.articles.models import Article
from citewell.web.desk.audit import verify
from citewell.web.desk.models import AuditEvent
from citewell.web.desk.store import perform
from citewell.web.jobs.worker import Worker


def send(client: Client, action: str, **values: object) -> str:
    """Send a form of the desk; return the page that follows."""
    response = client.post(f"/desk/frobnitis/do/{action}", values, follow=True)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def keys(site: Site) -> list[str]:
    current = site.review.current
    assert current is not None
    return [facts.key for facts in current.claims]


def read_and_approve(site: Site, name: str) -> str:
    """A reviewer opens the screen, accepts each sentence by its form, and votes."""
    client = site.client(name)
    page = client.get("/desk/frobnitis/review/").content.decode()
    assert "Sentence 1" in page
    for key in keys(site):
        send(client, "decide", key=key, decision="accept")
    review = site.review
    assert review.current is not None
    return send(
        client,
        "vote",
        choice="approve",
        revision=review.current.digest,
        round=review.round,
        interests="None",
        relevant="no",
    )


def test_the_whole_way_of_an_article(site: Site) -> None:
    """Assigned, read, changed at a reviewer's wish, read again, approved, re-opened by a retraction."""
    site.submit()
    editor, author = site.client("editor"), site.client("author")
    for name in ("member_a", "pharmacist"):
        send(editor, "assign", reviewer=str(site.users[name].pk), due="2099-01-01")
    assert site.review.status is ReviewStatus.UNDER_REVIEW

    member = site.client("member_a")
    claim = next(facts for facts in site.review.current.claims if facts.states_dose)  # type: ignore[union-attr]
    send(member, "decide", key=claim.key, decision="reject", note="A trial's arm is no advice.")
    review = site.review
    send(
        member,
        "vote",
        choice="request changes",
        revision=review.current.digest,  # type: ignore[union-attr]
        round=review.round,
        interests="None",
        relevant="no",
    )
    assert site.review.status is ReviewStatus.CHANGES_REQUESTED

    assert "A trial&#x27;s arm is no advice." in author.get("/desk/frobnitis/review/").content.decode()
    send(author, "decide", key=claim.key, decision="reject", note="As the board wishes.")
    page = send(author, "resubmit", number=2, note="Left out.")
    assert "The new revision is made" in page
    assert site.article.latest.number == 2 or Article.objects.get(slug="frobnitis").latest.number == 2

    read_and_approve(site, "member_a")
    assert "Your vote is recorded" in read_and_approve(site, "pharmacist")
    review = site.review
    assert (review.status, review.shown) == (ReviewStatus.APPROVED, 2)
    public = Client().get("/articles/frobnitis/").content.decode()
    assert "Approved by the medical board." in public
    assert "Board member A" in public and "Pharmacist" in public

    key = keys(site)[0]
    perform(
        site.article.pk,
        SYSTEM,
        Reopen((key,), Cause.RETRACTION, "Retracted in May.", "not_retracted"),
        now=timezone.now(),
    )
    public = Client().get("/articles/frobnitis/").content.decode()
    assert "Being looked at again." in public and "Retracted in May." in public
    assert (
        "Opened again because a source was retracted"
        in site.client("member_a").get("/desk/frobnitis/review/").content.decode()
    )
    assert verify()[2] is None


def test_what_is_approved_is_shown_not_what_is_newest(site: Site) -> None:
    """After an approval a newer revision is not shown until it is approved itself."""
    site.submit().assign("member_a", "pharmacist").approve("member_a", "pharmacist")
    first = site.article.latest.ledger.draft.claims[0].text
    author = site.client("author")
    perform(site.article.pk, SYSTEM, Reopen((keys(site)[0],), Cause.EVIDENCE, "A new trial."), now=timezone.now())
    send(author, "decide", key=keys(site)[0], decision="reject", note="Out.")
    send(author, "resubmit", number=2, note="Left out.")
    article = Article.objects.get(slug="frobnitis")
    assert (article.latest.number, article.shown.number) == (2, 1)
    assert first in Client().get("/articles/frobnitis/").content.decode()


def test_a_withdrawn_article_says_so(site: Site) -> None:
    """Its page stays under its address and tells readers not to rely on it."""
    site.submit().do("editor", Withdraw("A duplicate."))
    assert "Withdrawn by the editors" in Client().get("/articles/frobnitis/").content.decode()


def test_people_are_told_by_mail(site: Site) -> None:
    """A reviewer who was asked gets a mail with the way to the article; who did it gets none."""
    site.submit().assign("member_a")
    worker = Worker("test")
    while worker.step(timezone.now()):
        pass
    told = {(m.to[0], m.body) for m in mail.outbox if "What waits" not in m.subject}
    assert any(to == "member_a@example.org" and "was given to you for review" in body for to, body in told)
    assert any(to == "editor@example.org" and "waits for an editor" in body for to, body in told)
    assert not any(to == "editor@example.org" and "given to you" in body for to, body in told)


def test_everything_leaves_a_trace(site: Site) -> None:
    """Each thing done is an event of the trail, under the name it was done under."""
    site.submit().assign("member_a").ask_for_changes("member_a")
    names = list(AuditEvent.objects.values_list("name", "actor_name"))
    assert names == [
        ("submit", "Author"),
        ("status", "Author"),
        ("assign", "Editor"),
        ("status", "Editor"),
        ("vote", "Board member A"),
        ("status", "Board member A"),
    ]

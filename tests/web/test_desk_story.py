"""An article goes through the desk's pages, from submission to approval and back, without a script."""

from __future__ import annotations

from dataclasses import replace

from django.core import mail
from django.test import Client
from django.utils import timezone

from citewell.editorial.changes import claim_key
from citewell.editorial.commands import Assign, Reopen, Withdraw
from citewell.editorial.review import Cause
from citewell.editorial.roles import SYSTEM
from citewell.model.article import ReviewStatus
from citewell.model.evidence import RetractionStatus
from citewell.web.articles.models import Article
from citewell.web.desk.audit import verify
from citewell.web.desk.models import AuditEvent
from citewell.web.desk.store import perform
from citewell.web.jobs.worker import Worker
from citewell.web.theme.templatetags.theme import day
from desk_world import Shelf, Site, ledger
from universe import RECORDS

# The forms that are read as text; the others hold the same and are looked into by tests of their own.
PROSE = ("md", "html", "jats", "fhir", "jsonld")


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
    assert "Approved by the medical board on " in public
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
    on = f"Withdrawn by the editors on {day(timezone.now())}. Do not rely on it."
    assert f"<b>{on}</b> A duplicate." in Client().get("/articles/frobnitis/").content.decode()
    refused = Client().get("/api/v1/articles/frobnitis")
    assert (refused.status_code, refused.json()["detail"]) == (410, f"{on} A duplicate.")


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


def test_readers_see_an_override_and_its_reason(site: Site, shelf: Shelf) -> None:
    """A sentence that is shown although nobody looked up a retraction says so on the page, with who allowed it and why."""
    cited = next(r for r in RECORDS if r.id in {s.id for s in ledger().sources} and r.id.startswith("pubmed:"))
    shelf.put(replace(cited, retraction=RetractionStatus.UNKNOWN))
    site.submit().assign("member_a", "pharmacist")
    stopped = [facts.key for facts in site.review.current.claims if facts.problems]  # type: ignore[union-attr]
    assert "stands in the way" in read_and_approve(site, "member_a")
    send(site.client("editor"), "override", key=stopped, reason="The lists were read by hand.")
    read_and_approve(site, "member_a")
    read_and_approve(site, "pharmacist")
    page = Client().get("/articles/frobnitis/").content.decode()
    assert "is shown although nobody has looked up whether a source was retracted" in page
    assert "Editor, medical editor" in page and "The lists were read by hand." in page
    told = Client().get("/api/v1/articles/frobnitis").json()
    (override,) = told["review"]["overrides"]
    assert (override["reason"], override["by"]) == ("The lists were read by hand.", "Editor")
    assert set(override["claims"]) <= {claim["id"] for claim in told["answer"]["claims"]}
    for form in PROSE:
        shown = Client().get("/api/v1/articles/frobnitis", {"as": form}).content.decode()
        assert "The lists were read by hand." in shown, form
        assert "Board member A" in shown and "Pharmacist" in shown, form
    assert "The lists were read by hand." in Client().get("/embed/frobnitis/").content.decode()


def test_a_readers_objection_comes_to_the_desk(site: Site) -> None:
    """It is written in a form of the article's page, and an editor answers it at the desk."""
    site.submit()
    reader = Client()
    page = reader.get("/articles/frobnitis/object/").content.decode()
    assert "Which sentence?" in page
    reader.post("/articles/frobnitis/object/", {"key": keys(site)[0], "text": "My frob hums."})
    editor = site.client("editor")
    assert "My frob hums." in editor.get("/desk/").content.decode()
    send(editor, "answer", number=1, answer="We looked again.", upheld="no")
    assert site.review.challenges[0].upheld is False
    assert "My frob hums." not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_a_correction_stands_in_the_public_log(site: Site) -> None:
    """Open at first, then with the revision that put it right."""
    site.submit().assign("member_a", "pharmacist").approve("member_a", "pharmacist")
    send(site.client("editor"), "correct", text="The hum is low, not high.")
    page = Client().get("/corrections/").content.decode()
    assert "The hum is low, not high." in page and "Being put right" in page


def test_what_changed_between_two_revisions_is_shown(site: Site) -> None:
    """A reworded sentence is shown in both wordings, one that was left out is struck through."""
    site.submit()
    author = site.client("author")
    claims = ledger().draft.claims
    first = next(c for c in claims if c.text.startswith("Zanolol is recommended"))
    gone = next(c for c in claims if c.id != first.id)
    send(
        author,
        "decide",
        key=claim_key(first),
        decision="edit",
        text="Zanolol is recommended as first treatment for frobnitis in adults (strong recommendation).",
    )
    send(author, "decide", key=claim_key(gone), decision="reject", note="Out.")
    send(author, "resubmit", number=2, note="Shorter.")
    page = author.get("/desk/frobnitis/compare/1/2/").content.decode()
    assert "Reworded" in page and "<del>of</del><ins>for</ins>" in page
    assert f"<del>{gone.text}</del>" in page


def test_a_wording_that_fails_is_told_at_once_and_not_published(site: Site) -> None:
    """The screen says what fails as it is written, and no revision is made of it."""
    site.submit()
    author = site.client("author")
    dose = next(c for c in ledger().draft.claims if "5 mg once daily" in c.text)
    values = {"key": claim_key(dose), "text": dose.text.replace("5 mg", "50 mg")}
    verdict = author.post("/desk/frobnitis/check", values).json()
    assert verdict["failed"] == ["50 mg is not in the sources", "the source does not give 50 mg for this"]
    send(author, "decide", decision="edit", **values)
    assert "does not pass in its new words" in send(author, "resubmit", number=2, note="More.")
    assert Article.objects.get(slug="frobnitis").latest.number == 1


def test_a_wording_that_an_editor_allowed_is_published_with_its_reason(site: Site) -> None:
    """It goes into the next revision, and the ledger says who allowed it and why."""
    site.submit()
    author = site.client("author")
    dose = next(c for c in ledger().draft.claims if "5 mg once daily" in c.text)
    send(author, "decide", key=claim_key(dose), decision="edit", text=dose.text + " Ask your frobologist.")
    becomes = site.review.decisions[0].becomes
    send(site.client("editor"), "override", key=becomes, reason="It tells nobody to take anything.")
    send(author, "resubmit", number=2, note="More.")
    shown = Article.objects.get(slug="frobnitis").latest.ledger.draft.claim(dose.id)
    assert (shown.text, shown.override) == (f"{dose.text} Ask your frobologist.", "It tells nobody to take anything.")


def test_a_digest_is_sent_once_a_day(site: Site) -> None:
    """Who has a review due soon is told once a day, however often a worker starts."""
    site.submit().do("editor", Assign(site.actor("member_a"), timezone.localdate()))
    for _ in range(2):
        worker = Worker("test")
        while worker.step(timezone.now()):
            pass
    told = [m.body for m in mail.outbox if m.to == ["member_a@example.org"] and "What waits" in m.subject]
    assert len(told) == 1
    assert f"Review due on {timezone.localdate()}" in told[0]


def test_an_institution_words_its_pages(site: Site) -> None:
    """Markdown is looked at before it is shown, holds no script, and the shipped words can be taken back."""
    editor = site.client("editor")
    form = {"title": "Who we are", "text": "<script>alert(1)</script>\n\nA **society**."}
    assert "<strong>society</strong>" in editor.post("/desk/pages/about/", form | {"do": "preview"}).content.decode()
    assert "Who we are" not in Client().get("/about/").content.decode()
    editor.post("/desk/pages/about/", form | {"do": "save"})
    page = Client().get("/about/").content.decode()
    assert "Who we are" in page and "<script>alert" not in page
    editor.post("/desk/pages/about/", form | {"do": "reset"})
    assert "Who we are" not in Client().get("/about/").content.decode()

"""Asking: a question is written down, a job answers it, and the reader gets an address that nobody can guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import lxml.html
import pytest
from django.test import Client
from django.utils import timezone

from citewell.errors import SourceError
from citewell.model.article import ReviewStatus
from citewell.web.accounts.models import User
from citewell.web.articles.models import Article
from citewell.web.conversations import asking
from citewell.web.conversations.models import Conversation, Turn
from citewell.web.jobs.models import Job
from site_world import DOSE, PARTIAL, QUESTION, TREATMENT, UNANSWERABLE, URGENT, make_article

HOSTILE = "Is <script>alert(1)</script> \"frobnitis\" 'treated' {{ 7 * 7 }} {% now %} with zanolol?"


def texts(html: bytes, css: str) -> list[str]:
    """Return what stands in the elements of a class."""
    return [
        " ".join(element.text_content().split())
        for element in lxml.html.fromstring(html).xpath(f"//*[contains(concat(' ', @class, ' '), ' {css} ')]")
    ]


def test_a_question_becomes_a_turn_and_a_job(reader: Client) -> None:
    """Asking writes the question down, queues one job, and leads to the conversation's own address."""
    answer = reader.post("/ask/", {"q": f"  {QUESTION} "})
    turn = Turn.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/answers/{turn.conversation.key}/"
    assert (turn.question, turn.number, turn.state) == (QUESTION, 1, "waiting")
    assert Job.objects.get(kind="answer").arguments == {"turn": turn.pk}


def test_the_address_of_a_conversation_cannot_be_guessed(reader: Client) -> None:
    """Two conversations share nothing in their addresses, which hold 128 random bits."""
    for _ in range(2):
        reader.post("/ask/", {"q": QUESTION})
    one, other = Conversation.objects.values_list("key", flat=True)
    assert one != other
    assert min(len(one), len(other)) >= 22


def test_while_it_waits_the_page_loads_itself_again(reader: Client) -> None:
    """Without a script the browser is told to load the page again; with one it listens to the stream."""
    page = reader.get(reader.post("/ask/", {"q": QUESTION})["Location"])
    root = lxml.html.fromstring(page.content)
    assert root.xpath("//noscript/meta[@http-equiv='refresh']/@content") == ["2"]
    assert root.xpath("//@data-stream") == [f"/answers/{Turn.objects.get().conversation.key}/1/events"]
    assert root.xpath("//h1")[0].text_content() == QUESTION


def test_the_worker_answers_and_the_page_shows_every_sentence(reader: Client, ask: Callable[..., Turn]) -> None:
    """The same page, after the job, holds each claim of the ledger with a number that leads to its quote."""
    turn = ask()
    page = reader.get(turn.conversation.get_absolute_url())
    assert turn.ledger is not None
    root = lxml.html.fromstring(page.content)
    for claim in turn.ledger.draft.claims:
        [place] = root.xpath(f"//*[@id='{claim.id}']")
        assert claim.text in " ".join(place.text_content().split())
        for link in place.xpath(".//*[@class='cites']/a/@href"):
            assert root.xpath(f"//*[@id='{link.removeprefix('#')}']")


def test_an_answer_says_that_nobody_has_reviewed_it(reader: Client, ask: Callable[..., Turn]) -> None:
    """Until the board approves it, an answer is marked as not reviewed and for education."""
    page = reader.get(ask().conversation.get_absolute_url())
    [standing] = texts(page.content, "standing")
    assert "Not reviewed" in standing
    assert "For educational purposes" in standing


@pytest.mark.parametrize(
    ("question", "outcome", "shown"),
    [
        (QUESTION, "answered", "The library holds sentences on each part of the question"),
        (PARTIAL, "partial", "Part of the question is not answered by the library: prognosis"),
        (UNANSWERABLE, "insufficient_evidence", "The library does not answer this question"),
    ],
)
def test_each_outcome_is_told_in_words(
    reader: Client, ask: Callable[..., Turn], question: str, outcome: str, shown: str
) -> None:
    """What was not answered is said as plainly as what was."""
    turn = ask(question)
    assert turn.outcome == outcome
    page = reader.get(turn.conversation.get_absolute_url())
    assert page.status_code == 200
    assert shown in page.content.decode()


def test_an_emergency_comes_before_the_question(reader: Client, ask: Callable[..., Turn]) -> None:
    """The urgent banner stands first in the page's main part."""
    page = reader.get(ask(URGENT).conversation.get_absolute_url())
    main = lxml.html.fromstring(page.content).xpath("//main")[0]
    banner, title = main.xpath(".//section[@class='urgent']")[0], main.xpath(".//h1")[0]
    order = list(main.iter())
    assert order.index(banner) < order.index(title)


def test_an_emergency_is_told_before_the_answer_is_there(reader: Client) -> None:
    """Whoever may need help now does not have to wait for a search to end."""
    page = reader.get(reader.post("/ask/", {"q": URGENT})["Location"])
    assert texts(page.content, "urgent-title") == ["This may be an emergency"]


@pytest.mark.parametrize("question", ["", "   ", "?!", "x" * 2_001])
def test_a_question_that_cannot_be_read_is_given_back(reader: Client, question: str) -> None:
    """The form comes back with what was typed, the reason, and the field marked; nothing is queued."""
    page = reader.post("/ask/", {"q": question})
    field = lxml.html.fromstring(page.content).xpath("//textarea")[0]
    assert page.status_code == 422
    assert field.get("aria-invalid") == "true"
    assert "q-error" in field.get("aria-describedby")
    assert texts(page.content, "error")
    assert not Job.objects.filter(kind="answer").exists()


def test_what_is_asked_is_escaped_everywhere(reader: Client, ask: Callable[..., Turn]) -> None:
    """Markup and template signs in a question are shown as they were typed, on every page that shows it."""
    waiting = reader.get(reader.post("/ask/", {"q": HOSTILE})["Location"])
    turn = ask(HOSTILE)
    answered = reader.get(turn.conversation.get_absolute_url())
    form = reader.get("/ask/", {"q": HOSTILE})
    for page in (waiting, answered, form):
        html = page.content.decode()
        assert "<script>alert" not in html
        assert "{{ 7 * 7 }}" in html or "{{ 7 * 7 }}" in lxml.html.fromstring(html).text_content()


def test_a_follow_up_joins_its_conversation(reader: Client, ask: Callable[..., Turn], work: Callable[[], None]) -> None:
    """A second question goes under the same address; the first stays at hand, with its answer."""
    address = ask().conversation.get_absolute_url()
    assert reader.post(address, {"q": DOSE})["Location"] == address
    work()
    page, first = reader.get(address), reader.get(address, {"turn": "1"})
    assert lxml.html.fromstring(page.content).xpath("//h1")[0].text_content() == DOSE
    assert lxml.html.fromstring(first.content).xpath("//h1")[0].text_content() == QUESTION
    assert lxml.html.fromstring(page.content).xpath("//nav[@class='turns']//a/@href") == ["?turn=1"]


def test_a_follow_up_that_cannot_be_read_keeps_what_was_typed(reader: Client, ask: Callable[..., Turn]) -> None:
    """The answer stays, and the field holds what was typed, with the reason above it."""
    page = reader.post(ask().conversation.get_absolute_url(), {"q": "?!?!"})
    field = lxml.html.fromstring(page.content).xpath("//textarea")[0]
    assert page.status_code == 422
    assert field.text_content().strip() == "?!?!"
    assert texts(page.content, "error")


def test_a_conversation_does_not_grow_without_end(reader: Client, ask: Callable[..., Turn]) -> None:
    """After forty questions the reader is sent to a new conversation."""
    conversation = ask().conversation
    Turn.objects.bulk_create(
        Turn(conversation=conversation, number=number, question=DOSE, audience="patient", state="failed")
        for number in range(2, asking.MOST_TURNS + 1)
    )
    reader.post(conversation.get_absolute_url(), {"q": DOSE})
    assert conversation.turns.count() == asking.MOST_TURNS


def test_articles_that_ask_the_same_are_offered(reader: Client) -> None:
    """As it is typed, and above an answer, articles before readers that ask the same are linked; no others."""
    near, far = make_article(question=TREATMENT), make_article(question=DOSE)
    hidden = make_article(ReviewStatus.NOT_SUBMITTED, question="How is frobnitis treated in adults?")
    found = reader.get("/suggest", {"q": "how do I treat frobnitis"}).content.decode()
    assert near.get_absolute_url() in found
    assert far.get_absolute_url() not in found
    assert hidden.title not in found


def test_an_answer_that_could_not_be_made_says_so(
    reader: Client, work: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page tells the reason that may be told, answers 503, and offers to ask again."""

    def broken(*_args: object, **_more: object) -> None:
        raise SourceError("the library is being rebuilt", permanent=True)

    monkeypatch.setattr(asking, "answer_question", broken)
    address = reader.post("/ask/", {"q": QUESTION})["Location"]
    work()
    page = reader.get(address)
    assert page.status_code == 503
    assert "the library is being rebuilt" in page.content.decode()
    assert lxml.html.fromstring(page.content).xpath("//form//input[@name='q']/@value") == [QUESTION]


def test_a_fault_of_the_program_is_not_shown_to_a_reader(
    reader: Client, work: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name of an exception helps nobody who reads: the page says what to do."""

    def broken(*_args: object, **_more: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(asking, "answer_question", broken)
    address = reader.post("/ask/", {"q": QUESTION})["Location"]
    for _ in range(5):
        work()
        Job.objects.update(run_after=timezone.now())
    page = reader.get(address)
    assert page.status_code == 503
    assert "ZeroDivisionError" not in page.content.decode()


def test_a_private_page_is_kept_by_nobody(reader: Client, ask: Callable[..., Turn]) -> None:
    """No cache, no search engine and no other site gets to know the address of what somebody asked."""
    page = reader.get(ask().conversation.get_absolute_url())
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert b'name="referrer"' not in page.content
    assert b'<meta name="robots" content="noindex">' in page.content


def test_an_unknown_conversation_is_not_found(reader: Client) -> None:
    """A deleted or mistyped address says that there is nothing, and what to do."""
    page = reader.get("/answers/AAAAAAAAAAAAAAAAAAAAAA/")
    assert page.status_code == 404
    assert "There is no page here" in page.content.decode()


def test_questions_are_deleted_when_their_time_is_over(
    ask: Callable[..., Turn], reader: Client, work: Callable[[], None]
) -> None:
    """After the set time the question, its answer and its events are gone; the article that came of one stays."""
    kept, submitted = ask(), ask(DOSE)
    reader.post(f"{submitted.conversation.get_absolute_url()}1/submit")
    Conversation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    asking.forget_questions()
    assert not Turn.objects.exists()
    assert not Conversation.objects.exists()
    assert Article.objects.get().title == DOSE
    assert reader.get(kept.conversation.get_absolute_url()).status_code == 404


def test_forgetting_is_planned_by_itself(reader: Client, work: Callable[[], None]) -> None:
    """The worker adds the job of deletion without being asked."""
    work()
    assert Job.objects.filter(kind="forget_questions", state="done").exists()


def test_too_many_questions_from_one_address_are_refused(reader: Client) -> None:
    """The thirty-first question in ten minutes is answered with 429 and when to come back; reading goes on."""
    for _ in range(30):
        assert reader.post("/ask/", {"q": QUESTION}).status_code == 302
    refused = reader.post("/ask/", {"q": QUESTION})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 600
    assert reader.get("/ask/").status_code == 200
    assert reader.post("/ask/", {"q": QUESTION}, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_an_answer_is_handed_to_the_board_once(reader: Client, ask: Callable[..., Turn]) -> None:
    """Submitting makes an article with the question as its title; a second time leads to the same one."""
    turn = ask()
    address = f"{turn.conversation.get_absolute_url()}1/submit"
    first, second = reader.post(address), reader.post(address)
    article = Article.objects.get()
    assert first["Location"] == second["Location"] == article.get_absolute_url()
    assert (article.title, article.status) == (QUESTION, "Submitted")
    assert article.shown.ledger == turn.ledger


def test_a_submission_says_whose_it_is(reader: Client, ask: Callable[..., Turn]) -> None:
    """A reader's, or that of the account that is signed in: the desk shows it as the note of the first revision."""
    reader.post(f"{ask().conversation.get_absolute_url()}1/submit")
    reader.force_login(User.objects.create_user("author@example.org", "a long enough password", name="Author"))
    reader.post(f"{ask(DOSE).conversation.get_absolute_url()}1/submit")
    notes = [article.latest.note for article in Article.objects.order_by("pk")]
    assert notes == ["Submitted by a reader", "Submitted by its author"]


def test_two_articles_on_one_question_get_addresses_of_their_own(reader: Client, ask: Callable[..., Turn]) -> None:
    """An address that is taken is numbered: none is ever given twice."""
    for _ in range(2):
        turn = ask()
        reader.post(f"{turn.conversation.get_absolute_url()}1/submit")
    assert sorted(Article.objects.values_list("slug", flat=True)) == [
        "what-are-the-symptoms-and-treatment-of-frobnitis",
        "what-are-the-symptoms-and-treatment-of-frobnitis-2",
    ]


def test_no_answer_is_not_handed_to_the_board(reader: Client, ask: Callable[..., Turn]) -> None:
    """There is nothing to review where nothing was answered, and the page does not offer it."""
    turn = ask(UNANSWERABLE)
    address = turn.conversation.get_absolute_url()
    assert "Submit to the medical board" not in reader.get(address).content.decode()
    page = reader.post(f"{address}1/submit", follow=True)
    assert not Article.objects.exists()
    assert "no answer here that a board could review" in page.content.decode()


def test_a_cry_for_help_is_not_offered_to_the_board(reader: Client, ask: Callable[..., Turn]) -> None:
    """A question with an emergency in it may have an answer; it is no title of a public page."""
    page = reader.get(ask(URGENT).conversation.get_absolute_url())
    assert "Submit to the medical board" not in page.content.decode()


def test_a_thanks_is_shown_to_whom_it_is_meant_alone(reader: Client, ask: Callable[..., Turn]) -> None:
    """What was said to the reader who submitted is in no page that others get from the cache."""
    turn = ask()
    page = reader.post(f"{turn.conversation.get_absolute_url()}1/submit", follow=True)
    assert "was submitted to the medical board" in texts(page.content, "messages")[0]
    again = Client().get(Article.objects.get().get_absolute_url())
    assert texts(again.content, "messages") == []


def test_asking_needs_a_token_of_the_form(db: None, site_library: None) -> None:
    """Another site cannot ask, follow up or submit in a reader's name."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/ask/", {"q": QUESTION}).status_code == 403
    assert not Turn.objects.exists()

"""Who may do what over the API: one grid, written by hand. Then what those who may can do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api_world import APPROVED_ON, JSON, World, ledger, make_article, use_library
from citewell.editorial.commands import Assign
from citewell.editorial.edit import make_revision
from citewell.editorial.refused import Ground, Refused
from citewell.editorial.review import Review
from citewell.library import Library
from citewell.model.article import ReviewStatus
from citewell.web.accounts.models import User
from citewell.web.api.describing import description, operations
from citewell.web.articles.models import Article
from citewell.web.desk import rows, store
from citewell.web.desk.models import ReviewRow
from citewell.web.desk.people import person
from citewell.web.desk.refusals import STATUS_OF
from desk_world import sign_in

pytestmark = pytest.mark.django_db

CALLERS = ("reader", "read", "ask", "author", "member", "editor", "overseer")
ASK = {"question": "How is frobnitis treated?"}
PAIRS = {"claims": [{"claim": "Zanolol helps.", "evidence": ["Zanolol helps."]}]}
COMMENT = {"do": {"action": "comment", "text": "A remark."}}
# y: may. 1: needs a key or a sign-in (401). 3: is told that it is not open to him (403).
# Of `quibrex` the author is `author`; nobody is assigned to it but `member`.
GRID = """
operation           request                                     reader read ask author member editor overseer
list_articles       GET articles                                y      y    y   y      y      y      y
read_article        GET articles/frobnitis                      y      y    y   y      y      y      y
list_versions       GET articles/frobnitis/versions             y      y    y   y      y      y      y
read_version        GET articles/frobnitis/versions/1           y      y    y   y      y      y      y
read_claim          GET claims/frobnitis/c1                     y      y    y   y      y      y      y
ask                 POST answers                                y      3    y   3      3      3      y
read_answer         GET answers/KEY/1                           y      3    y   3      3      3      y
stream_answer       GET answers/KEY/1/events                    y      3    y   3      3      3      y
read_conversation   GET conversations/KEY                       y      3    y   3      3      3      y
follow_up           POST conversations/KEY/answers              y      3    y   3      3      3      y
search              GET search?q=zanolol                        1      y    y   y      y      y      y
read_record         GET records/pubmed:90000003                 1      y    y   y      y      y      y
verify              POST verify                                 1      y    y   y      y      y      y
check               POST check                                  1      y    y   y      y      y      y
list_reviews        GET reviews                                 1      3    3   y      y      y      y
read_review         GET reviews/quibrex                         1      3    3   y      y      y      y
act                 POST reviews/quibrex/actions                1      3    3   y      y      y      3
list_keys           GET keys                                    1      3    3   3      3      3      y
revoke_key          DELETE keys/nothing                         1      3    3   3      3      3      y
"""
BODIES = {
    "ask": ASK,
    "follow_up": ASK,
    "verify": PAIRS,
    "check": {"text": "Zanolol helps in frobnitis."},
    "act": COMMENT,
}
MEANING = {"1": 401, "3": 403}


@pytest.fixture
def site(world: Library, monkeypatch: pytest.MonkeyPatch) -> World:
    """The site, with its library."""
    use_library(monkeypatch, world)
    return World()


@pytest.fixture
def desk(site: World) -> World:
    """The site, at whose desk `member` reviews what `author` has written; another has written of frobnitis."""
    other = User.objects.create_user("other@example.org", "a long enough password", name="other")
    old = Review("frobnitis", frozenset({str(other.pk)}), ReviewStatus.APPROVED, shown=1, round=1)
    facts = make_revision(ledger(), number=1, made_by=str(other.pk), at=APPROVED_ON, note="", standing={})
    rows.save(ReviewRow(article=site.article), Review("frobnitis"), replace(old, revisions=(facts,)))
    done = store.perform(
        site.submitted.pk, person(site.users["editor"]), Assign(person(site.users["member"])), now=timezone.now()
    )
    assert not isinstance(done, Refused), str(done)
    return site


def review_of(site: World) -> Review:
    return store.review_of(Article.objects.get(pk=site.submitted.pk))


def first_key(site: World) -> str:
    current = review_of(site).current
    assert current is not None
    return current.claims[0].key


def _rows() -> list[tuple[str, str, str, str, str]]:
    """Return (operation, method, path, caller, what is expected) of each cell of the grid."""
    cells = []
    for line in GRID.strip().splitlines()[1:]:
        operation, method, path, *expected = line.split()
        cells += [(operation, method, path, who, wanted) for who, wanted in zip(CALLERS, expected, strict=True)]
    return cells


def test_the_grid_names_every_operation() -> None:
    """An operation that is added needs its line."""
    assert {row[0] for row in _rows()} == {operation["operationId"] for _, _, operation in operations(description())}


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("who", CALLERS)
def test_each_caller_may_do_what_the_grid_says(site: World, who: str) -> None:
    """What is not open to somebody is refused before anything is looked up."""
    key = site.post("answers", ASK, "overseer").json()["conversation"]
    wrong = []
    for operation, method, path, caller, wanted in _rows():
        if caller != who:
            continue
        sent = "x" if path.endswith("/events") else ""
        if sent and wanted == "y":
            continue  # it would wait for a worker; that a reader may follow it is in `test_api`
        response = site.call(who, method, path.replace("KEY", key), BODIES.get(operation))
        is_let_in = response.status_code not in MEANING.values()
        if (wanted == "y") != is_let_in or (wanted != "y" and response.status_code != MEANING[wanted]):
            wrong.append((operation, wanted, response.status_code, response.content[:200]))
    assert wrong == []


@pytest.mark.usefixtures("desk")
def test_an_author_sees_his_own_reviews_alone(site: World) -> None:
    """The board and its editors see all."""
    assert [item["slug"] for item in site.get("reviews", "author").json()["items"]] == ["quibrex"]
    assert [item["slug"] for item in site.get("reviews", "member").json()["items"]] == ["quibrex", "frobnitis"]
    assert site.get("reviews/frobnitis", "author").status_code == 403


@pytest.mark.usefixtures("desk")
def test_a_review_tells_what_one_may_do_in_it(site: World) -> None:
    """By the state of the article and by who looks; a program cannot vote, for want of a second factor."""
    review = site.get("reviews/quibrex", "member").json()
    assert (review["status"], review["revision"]) == ("Under review", 1)
    assert {"comment", "decide", "decline", "recuse"} <= set(review["possible"])
    assert "vote" not in review["possible"]
    assert [claim["id"] for claim in review["open_claims"]] == [claim.id for claim in ledger().draft.claims]
    assert review["open_claims"][0]["key"] == first_key(site)


def test_a_reviewer_decides_on_a_sentence(desk: World) -> None:
    """By its key, and under the rules of the desk."""
    key = first_key(desk)
    accept = {"do": {"action": "decide", "key": key, "decision": "accept"}}
    assert desk.post("reviews/quibrex/actions", accept, "member").status_code == 200
    assert review_of(desk).decision(str(desk.users["member"].pk), key) is not None


@pytest.mark.parametrize(
    ("do", "status"),
    [
        ({"action": "decide", "key": "FIRST", "decision": "reject"}, 422),
        ({"action": "decide", "key": "gone", "decision": "accept"}, 409),
        ({"action": "vote"}, 422),
        ({"action": "recuse", "text": ""}, 422),
    ],
)
def test_what_the_rules_refuse_is_a_problem(desk: World, do: Any, status: int) -> None:
    """With what the rules say, and what to do next; nothing is written."""
    before = review_of(desk)
    if do.get("key") == "FIRST":
        do = do | {"key": first_key(desk)}
    response = desk.post("reviews/quibrex/actions", {"do": do}, "member")
    assert response.status_code == status
    assert response.json()["next"]
    assert review_of(desk) == before


def test_a_comment_that_is_sent_twice_is_made_once(desk: World) -> None:
    """As with every POST."""
    for _ in range(2):
        desk.post("reviews/quibrex/actions", COMMENT, "member", idempotency_key="one")
    assert len(review_of(desk).comments) == 1


def test_what_nobody_has_submitted_is_no_review(site: World) -> None:
    """Though an article of it is there: as long as it is nobody's, it is shown to nobody."""
    for who in ("author", "member", "editor", "overseer"):
        assert site.get("reviews/frobnitis", who).status_code == 404


def test_the_list_asks_as_much_for_many_reviews_as_for_one(desk: World) -> None:
    """The number of the newest revision is not looked up for each article."""

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("reviews", "editor").status_code == 200
        return len(queries)

    asked()  # the key notes once a day that it was used
    few = asked()
    for number in range(3):
        make_article(f"more-{number}", status=ReviewStatus.SUBMITTED)
    assert asked() == few
    assert [item["revision"] for item in desk.get("reviews", "editor").json()["items"]] == [1, 1, 1, 1, 2]


def test_the_page_and_the_api_say_the_same_of_a_refusal(desk: World) -> None:
    """What the rules of review forbid as things stand is a conflict in both."""
    assert set(STATUS_OF) == set(Ground)
    assert (STATUS_OF[Ground.POLICY], STATUS_OF[Ground.INPUT]) == (409, 422)
    browser = Client()
    sign_in(browser, desk.users["editor"], with_second_factor=True)
    again = {"reviewer": str(desk.users["member"].pk)}
    sent = browser.post("/desk/quibrex/do/assign", again, headers={"Accept": JSON})
    assert (sent.status_code, "assigned already" in sent.json()["error"]) == (409, True)

"""Who may do what over the API: one grid, written by hand. Then what those who may can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from api_world import World, use_library
from board import TWO_CLAIMS, Desk, revision
from citewell.editorial.actions import act
from citewell.editorial.commands import Assign, Command, Submit
from citewell.editorial.policies import DEFAULT_POLICY, Policy
from citewell.editorial.refused import Refused
from citewell.editorial.review import Review
from citewell.editorial.roles import Actor, Role
from citewell.editorial.step import Done
from citewell.library import Library
from citewell.web.api.describing import description, operations
from citewell.web.articles.models import Article

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


@dataclass
class DeskInMemory:
    """A desk that keeps its reviews in a dictionary, and changes them by the rules."""

    reviews: dict[str, Review] = field(default_factory=dict)

    def policy(self) -> Policy:
        return DEFAULT_POLICY

    def review_of(self, article: Article) -> Review:
        return self.reviews[article.slug]

    def perform(self, article_id: int, actor: Actor, command: Command, *, now: datetime) -> Done | Refused:
        slug = Article.objects.get(pk=article_id).slug
        outcome = act(self.reviews[slug], actor, command, now)
        if isinstance(outcome, Done):
            self.reviews[slug] = outcome.review
        return outcome


@pytest.fixture
def site(world: Library, monkeypatch: pytest.MonkeyPatch) -> World:
    """The site, with its library."""
    use_library(monkeypatch, world)
    return World()


@pytest.fixture
def desk(site: World, monkeypatch: pytest.MonkeyPatch) -> DeskInMemory:
    """A desk at which `member` reviews what `author` has written."""
    author, member, editor = (_actor(site, name) for name in ("author", "member", "editor"))
    play = Desk(Review("quibrex", frozenset({author.id})))
    play.do(author, Submit(revision(1, *TWO_CLAIMS, by=author))).do(editor, Assign(member))
    held = DeskInMemory({"quibrex": play.review, "frobnitis": Review("frobnitis", frozenset({"0"}))})
    monkeypatch.setattr("citewell.web.api.reviews.desk", lambda: held)
    return held


def _actor(site: World, name: str) -> Actor:
    roles = {"author": Role.AUTHOR, "member": Role.BOARD_MEMBER, "editor": Role.MEDICAL_EDITOR}
    return Actor(str(site.users[name].pk), name, frozenset({roles[name], Role.AUTHOR}), has_second_factor=True)


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
    assert [claim["key"] for claim in review["open_claims"]] == ["pain", "hum"]


def test_a_reviewer_decides_on_a_sentence(site: World, desk: DeskInMemory) -> None:
    """By its key, and under the rules of the desk."""
    accept = {"do": {"action": "decide", "key": "pain", "decision": "accept"}}
    assert site.post("reviews/quibrex/actions", accept, "member").status_code == 200
    assert desk.reviews["quibrex"].decision(str(site.users["member"].pk), "pain") is not None


@pytest.mark.parametrize(
    ("do", "status"),
    [
        ({"action": "decide", "key": "pain", "decision": "reject"}, 422),
        ({"action": "decide", "key": "gone", "decision": "accept"}, 409),
        ({"action": "vote"}, 422),
        ({"action": "recuse", "text": ""}, 422),
    ],
)
def test_what_the_rules_refuse_is_a_problem(site: World, desk: DeskInMemory, do: Any, status: int) -> None:
    """With what the rules say, and what to do next; nothing is written."""
    before = desk.reviews["quibrex"]
    response = site.post("reviews/quibrex/actions", {"do": do}, "member")
    assert response.status_code == status
    assert response.json()["next"]
    assert desk.reviews["quibrex"] == before


def test_a_comment_that_is_sent_twice_is_made_once(site: World, desk: DeskInMemory) -> None:
    """As with every POST."""
    for _ in range(2):
        site.post("reviews/quibrex/actions", COMMENT, "member", idempotency_key="one")
    assert len(desk.reviews["quibrex"].comments) == 1


def test_a_site_without_a_desk_says_so(site: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an article stands can be read all the same."""
    monkeypatch.setattr("citewell.web.api.reviews.desk", lambda: None)
    assert site.get("reviews/quibrex", "editor").json()["status"] == "Submitted"
    assert site.post("reviews/quibrex/actions", COMMENT, "editor").status_code == 501

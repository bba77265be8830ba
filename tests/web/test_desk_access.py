"""Who may open which view, and do what in which state: tables written by hand, tried through the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from citewell.editorial.commands import Reopen, Withdraw
from citewell.editorial.review import Cause
from citewell.editorial.roles import SYSTEM
from citewell.editorial.status import Action
from citewell.web.desk import store
from citewell.web.desk.access import VIEWS
from desk_world import Site

# member_b is on the board and was not asked to review this article. y: opens; n: is told that it is not for him;
# s: is asked to sign in.
OPENS = """
               nobody stranger author member_a member_b pharmacist editor admin
board          y      y        y      y        y        y          y      y
corrections    y      y        y      y        y        y          y      y
challenge      y      y        y      y        y        y          y      y
accept         y      y        y      y        y        y          y      y
profile        s      y        y      y        y        y          y      y
export         s      y        y      y        y        y          y      y
delete         s      y        y      y        y        y          y      y
people         s      n        n      n        n        n          y      y
invite         s      n        n      n        n        n          y      y
roles          s      n        n      n        n        n          n      y
desk:pages     s      n        n      n        n        n          y      y
desk:page      s      n        n      n        n        n          y      y
desk:queue     s      y        y      y        y        y          y      y
desk:article   s      n        y      y        y        y          y      n
desk:review    s      n        y      y        y        y          y      n
desk:diff      s      n        y      y        y        y          y      n
desk:check     s      n        y      y        n        y          y      n
desk:act       s      n        y      y        y        y          y      n
"""
ONLY_POST = {"invite", "roles", "desk:check", "desk:act"}

# What can be done through the desk's forms: in the states S submitted, U under review (by member_a and the
# pharmacist), C changes requested, A approved, R needs re-review, W withdrawn.
DOES = """
               author  member_a  member_b  pharmacist  editor  admin
submit         W       -         -         -           W       -
assign         -       -         -         -           SUCR    -
release        -       -         -         -           UC      -
decline        -       UC        -         UC          -       -
recuse         -       UC        -         UC          -       -
decide         SUCR    UC        -         UC          SUCR    -
comment        SUCRA   UC        -         UC          SUCRA   -
vote           -       U         -         U           -       -
resubmit       SUCR    -         -         -           SUCR    -
override       -       -         -         -           -       -
reopen         -       -         -         -           SUCRA   -
correct        -       -         -         -           RA      -
answer         -       -         -         -           SUCRAW  -
withdraw       SUC     -         -         -           SUCRA   -
"""


def cells(grid: str) -> list[tuple[str, str, str]]:
    head, *rows = [line.split() for line in grid.strip().splitlines()]
    return [(row[0], column, value) for row in rows for column, value in zip(head, row[1:], strict=True)]


def address(name: str, site: Site) -> str:
    arguments: dict[str, list[object]] = {
        "accept": ["no-token"],
        "roles": [site.users["stranger"].pk],
        "challenge": ["frobnitis"],
        "desk:page": ["about"],
        "desk:article": ["frobnitis"],
        "desk:review": ["frobnitis"],
        "desk:check": ["frobnitis"],
        "desk:diff": ["frobnitis", 1, 1],
        "desk:act": ["frobnitis", "comment"],
    }
    return reverse(name, args=arguments.get(name, []))


@pytest.mark.parametrize("view", list(VIEWS))
def test_who_opens_a_view(site: Site, view: str) -> None:
    """Each view opens to those of the table, and to nobody else."""
    site.submit().assign("member_a", "pharmacist")
    for name, who, wanted in cells(OPENS):
        if name != view:
            continue
        client = site.client(None if who == "nobody" else who)
        url = address(view, site)
        response = client.post(url) if view in ONLY_POST else client.get(url)
        found = {403: "n"}.get(response.status_code, "y")
        if response.status_code == 302 and response["Location"].startswith("/account/login/"):
            found = "s"
        assert found == wanted, f"{view} for {who}: {response.status_code}"


def test_the_table_names_every_view_of_the_desk() -> None:
    """There is no view of the desk or of accounts that the table forgets."""
    assert {name for name, _, _ in cells(OPENS)} == set(VIEWS)
    assert {str(name) for name in _names(get_resolver().url_patterns)} >= set(VIEWS)
    for pattern, name in _callbacks(get_resolver().url_patterns):
        module = getattr(pattern, "__module__", "")
        if module.startswith(("citewell.web.desk", "citewell.web.accounts")):
            assert name in VIEWS, f"{name} is not in the table of access"


def _callbacks(patterns: list[URLPattern | URLResolver], space: str = "") -> list[tuple[object, str]]:
    found: list[tuple[object, str]] = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            found += _callbacks(pattern.url_patterns, space + inner)
        else:
            found.append((pattern.callback, f"{space}{pattern.name}"))
    return found


def _names(patterns: list[URLPattern | URLResolver]) -> list[str]:
    return [name for _, name in _callbacks(patterns)]


def bring(site: Site, letter: str) -> None:
    """Bring the article to a state by the ordinary way."""
    site.submit()
    if letter == "S":
        return
    site.assign("member_a", "pharmacist")
    if letter == "C":
        site.ask_for_changes("member_a")
    elif letter in {"A", "R", "W"}:
        site.approve("member_a", "pharmacist")
    if letter == "R":
        key = site.review.current.claims[0].key  # type: ignore[union-attr]
        store.perform(site.article.pk, SYSTEM, Reopen((key,), Cause.EVIDENCE, "A new trial."), now=timezone.now())
    if letter == "W":
        site.do("editor", Withdraw("A duplicate."))


def form(action: str, site: Site) -> dict[str, str]:
    """Return a form that is filled in well, so that nothing but the person or the state can refuse it."""
    review = site.review
    assert review.current is not None
    facts = review.current.claims[0]
    forms: dict[str, dict[str, str]] = {
        "submit": {"note": "Again."},
        "assign": {"reviewer": str(site.users["member_b"].pk)},
        "release": {"reviewer": str(site.users["member_a"].pk), "reason": "On leave."},
        "decline": {"reason": "On leave."},
        "recuse": {"interest": "I advise the maker."},
        "decide": {"key": facts.key, "decision": "accept"},
        "comment": {"text": "Good."},
        "vote": {
            "choice": "request changes",
            "revision": review.current.digest,
            "round": str(review.round),
            "interests": "None",
            "relevant": "no",
            "note": "Say more.",
        },
        "resubmit": {"number": str(review.current.number + 1), "note": "An answer."},
        "override": {"key": facts.key, "reason": "It is well known."},
        "reopen": {"key": facts.key, "reason": "A new trial."},
        "correct": {"text": "The figure was wrong."},
        "answer": {"number": "1", "answer": "We looked again.", "upheld": "no"},
        "withdraw": {"reason": "A duplicate."},
    }
    return forms[action]


@pytest.mark.parametrize("state", "SUCARW")
def test_who_does_what_in_which_state(site: Site, state: str) -> None:
    """Through the forms of the desk, an action is done where the table allows it, and leaves no trace elsewhere."""
    bring(site, state)
    for action, who, states in cells(DOES):
        client = site.client(who)
        before = site.review
        sent = client.post(f"/desk/frobnitis/do/{action}", form(action, site), headers={"Accept": "application/json"})
        assert sent.status_code in {200, 403, 409, 422}, f"{action} by {who}: {sent.status_code}"
        if state in states and action != "answer":
            assert sent.status_code == 200, f"{action} by {who} in {state}: {sent.content.decode()}"
            _restore(site, before)
        elif state in states:
            assert sent.status_code == 422, "there is no objection to answer"
        else:
            assert sent.status_code in {403, 409, 422}, f"{action} by {who} in {state}"
            assert site.review == before


def _restore(site: Site, before: object) -> None:
    """Put the rows back as they were before a command, for the next one of the table."""
    from citewell.editorial.review import Review
    from citewell.web.articles.models import Article
    from citewell.web.desk import rows
    from citewell.web.desk.models import ReviewRow

    assert isinstance(before, Review)
    row = ReviewRow.objects.get(article=site.article)
    rows.save(row, site.review, before)
    article = Article.objects.get(pk=site.article.pk)
    article.revisions.filter(number__gt=len(before.revisions)).delete()
    store._show(article, before)


def test_the_table_of_actions_is_whole() -> None:
    """It has every action but a reader's objection, which has a form of its own."""
    assert {name for name, _, _ in cells(DOES)} == set(Action) - {Action.CHALLENGE}


def test_a_form_from_elsewhere_is_refused(site: Site) -> None:
    """Without the token of the site's own form nothing is done."""
    site.submit()
    client = Client(enforce_csrf_checks=True)
    client.force_login(site.users["editor"])
    assert client.post("/desk/frobnitis/do/comment", {"text": "Good."}).status_code == 403
    assert site.review.comments == ()


def test_a_password_alone_does_not_vote(site: Site) -> None:
    """A member who signed in without a second factor is told what is missing, on the page and by the action."""
    site.submit().assign("member_a")
    client = Client()
    client.force_login(site.users["member_a"])
    assert "A vote needs a sign-in with a second factor" in client.get("/desk/frobnitis/review/").content.decode()
    sent = client.post("/desk/frobnitis/do/vote", form("vote", site), headers={"Accept": "application/json"})
    assert sent.status_code == 403
    assert site.review.votes == ()


def test_what_is_no_action_is_not_found(site: Site) -> None:
    """An address that names nothing does nothing."""
    site.submit()
    assert site.client("editor").post("/desk/frobnitis/do/publish").status_code == 404
    assert site.client("editor").get("/desk/frobnitis/do/comment").status_code == 405

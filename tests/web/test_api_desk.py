"""The API at the review desk of the site itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from citewell.web.api.keys import make_key
from citewell.web.articles.models import Article

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(site: Any) -> Any:
    """Send a request to the desk as one of its people."""
    site.submit()
    site.assign("member_a")

    def send(who: str, path: str, body: Any = None) -> Any:
        key = make_key(who, ["review"], user=site.users[who])[1]
        headers = {"Authorization": f"Bearer {key}"}
        if body is None:
            return Client().get(f"/api/v1/{path}", headers=headers)
        return Client().post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)

    return send


def test_a_decision_that_is_sent_is_kept_at_the_desk(call: Any) -> None:
    """The page and the API see the same review."""
    review = call("member_a", "reviews/frobnitis").json()
    key = review["open_claims"][0]["key"]
    do = {"action": "decide", "key": key, "decision": "accept", "note": "As the source says."}
    assert call("member_a", "reviews/frobnitis/actions", {"do": do}).status_code == 200
    from citewell.web.desk.store import review_of

    decided = review_of(Article.objects.get(slug="frobnitis")).decisions
    assert [(decision.key, decision.note) for decision in decided] == [(key, "As the source says.")]


def test_who_has_no_business_there_is_told(call: Any) -> None:
    """By the same rules."""
    assert call("stranger", "reviews/frobnitis").status_code == 403
    assert call("author", "reviews/frobnitis").status_code == 200

"""What waits for whom, and what it costs to show it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from citewell.web.articles.models import Article
from citewell.web.desk import queue, store
from desk_world import QUESTION, Site


def submit_another(site: Site, slug: str) -> None:
    """Add an article that waits for Board member A."""
    site.article = Article.objects.create(slug=slug, title=QUESTION, author=site.users["author"])
    site.submit().assign("member_a")


@pytest.mark.parametrize("name", ["editor", "member_a"])
def test_the_queue_asks_as_much_for_many_reviews_as_for_one(
    site: Site, name: str, django_assert_max_num_queries: Any
) -> None:
    """Each table of a review is read once: for one review, and for 20."""
    site.submit().assign("member_a")
    with CaptureQueriesContext(connection) as for_one:
        queue.queue_of(site.actor(name))
    for number in range(19):
        submit_another(site, f"frobnitis-{number}")
    with django_assert_max_num_queries(len(for_one)):
        shown = queue.queue_of(site.actor(name))
    assert len(shown["open" if name == "editor" else "tasks"]) == 20


def test_reviews_that_are_read_together_are_those_that_are_read_alone(site: Site) -> None:
    """No item comes under another article; one of which nothing was done yet is there too."""
    site.submit().assign("member_a", "pharmacist").approve("member_a")
    submit_another(site, "gribblitis")
    Article.objects.create(slug="new", title=QUESTION, author=site.users["author"])
    articles = list(Article.objects.all())
    assert store.reviews_of(articles) == {article.slug: store.review_of(article) for article in articles}


def test_the_queue_shows_each_article_with_its_own_review(site: Site) -> None:
    """Who was asked for the one is not shown beside the other."""
    site.submit().assign("member_b")
    submit_another(site, "gribblitis")
    rows = queue.queue_of(site.actor("editor"))["open"]
    assert {article.slug: [r.name for r in review.reviewers] for article, _, review in rows} == {
        "frobnitis": ["Board member B"],
        "gribblitis": ["Board member A"],
    }

"""Articles of the little world of `universe`, in each state of the review; the site's library holds its records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.text import slugify

from citewell.model.article import ReviewStatus
from citewell.model.ledger import Ledger
from citewell.web.articles.models import Article, Revision
from citewell.web.engine import answer_question, library
from universe import write_jsonl

QUESTION = "What are the symptoms and treatment of frobnitis?"
TREATMENT = "How is frobnitis treated?"
DOSE = "What is the dose of zanolol in frobnitis?"
PARTIAL = "What are the symptoms, treatment and prognosis of frobnitis?"
UNANSWERABLE = "How is gribblitis treated?"
URGENT = "I took 30 zanolol tablets, how is frobnitis treated?"
SUBMITTED_ON = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
APPROVED_ON = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
REVIEW_DUE = date(2027, 5, 3)


def fill_library(folder: Path) -> None:
    """Put the world's records into the site's library."""
    report = library().ingest([write_jsonl(folder / "world.jsonl")])
    assert not report.failed


@cache
def ledger(question: str = QUESTION) -> Ledger:
    """Return the answer to a question, as the site keeps it."""
    return answer_question(question, listen=lambda _event: None)


def make_article(
    status: ReviewStatus = ReviewStatus.APPROVED, *, question: str = QUESTION, of: Ledger | None = None, **fields: Any
) -> Article:
    """Return an article in a state of the review, with the dates that belong to it."""
    article = Article.objects.create(
        **{
            "slug": slugify(question)[:100],
            "title": question,
            "status": status.value,
            "submitted_at": None if status is ReviewStatus.NOT_SUBMITTED else SUBMITTED_ON,
            **fields,
        }
    )
    revision = Revision.of(article, of or ledger(question))
    if status is ReviewStatus.APPROVED:
        article.approved = revision
        article.approved_at = fields.get("approved_at", APPROVED_ON)
        article.review_due = fields.get("review_due", REVIEW_DUE)
        article.save()
    return article

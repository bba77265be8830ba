"""From a private answer to an article before the board."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from citewell.editorial.refused import Refused
from citewell.editorial.roles import Actor, Role
from citewell.errors import BadInput
from citewell.model.article import Outcome
from citewell.web.articles.models import Article
from citewell.web.conversations.models import Turn
from citewell.web.desk import store
from citewell.web.desk.people import person


def submit_turn(turn: Turn, *, author: Any, now: datetime) -> Article:
    """Return the article that an answer became; submitting it twice gives the same one.

    Raises BadInput for a turn that holds no answer to review.
    """
    with transaction.atomic():
        turn = Turn.objects.select_for_update().get(pk=turn.pk)
        if turn.article is not None:
            return turn.article
        ledger = turn.ledger
        if ledger is None or ledger.draft.outcome is Outcome.INSUFFICIENT_EVIDENCE:
            raise BadInput(
                "There is no answer here that a board could review. Ask the question again when the library has grown."
            )
        article = Article.objects.create(
            slug=free_slug(turn.question),
            title=turn.question,
            author=author,
        )
        # Who holds the address of a conversation is the author of its answers, with an account or without.
        actor = (
            person(author) if author else Actor(f"reader-{turn.conversation_id}", "A reader", frozenset({Role.AUTHOR}))
        )
        outcome = store.submit(article.pk, actor, ledger, now=now, note="Submitted by a reader")
        if isinstance(outcome, Refused):
            raise BadInput(str(outcome))
        article.refresh_from_db()
        turn.article = article
        turn.save(update_fields=["article"])
    return article


def free_slug(question: str) -> str:
    """Return an address for a question that no article has yet."""
    base = slugify(question)[:100].strip("-") or "question"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for number in range(1, len(taken) + 2) if (slug := f"{base}-{number}" if number > 1 else base) not in taken
    )

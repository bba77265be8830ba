"""From a private answer to an article before the board."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from citewell.editorial.refused import Refused
from citewell.editorial.roles import Actor, Role
from citewell.errors import BadInput
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
        if ledger is None or not ledger.draft.is_reviewable:
            raise BadInput(
                "There is no answer here that a board could review. Ask the question again when the library has grown."
            )
        article = new_article(turn.question, author=author)
        # Who holds the address of a conversation is the author of its answers, with an account or without.
        actor = (
            person(author) if author else Actor(f"reader-{turn.conversation_id}", "A reader", frozenset({Role.AUTHOR}))
        )
        note = "Submitted by its author" if author else "Submitted by a reader"
        outcome = store.submit(article.pk, actor, ledger, now=now, note=note)
        if isinstance(outcome, Refused):
            raise BadInput(str(outcome))
        article.refresh_from_db()
        turn.article = article
        turn.save(update_fields=["article"])
    return article


def new_article(question: str, *, author: Any, **fields: Any) -> Article:
    """Return a new article under an address that no other has, also where several ask the same at once."""
    base = slugify(question)[:100].strip("-") or "question"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    for number in count(1):
        slug = base if number == 1 else f"{base}-{number}"
        if slug in taken:
            continue
        try:
            with transaction.atomic():
                return Article.objects.create(slug=slug, title=question, author=author, **fields)
        except IntegrityError:  # somebody was faster
            taken.add(slug)
    raise AssertionError("numbers do not end")

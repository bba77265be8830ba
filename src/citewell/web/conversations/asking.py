"""Ask a question: a turn is written, and a job answers it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from citewell.errors import BadInput
from citewell.model.question import Audience
from citewell.pipeline import Event
from citewell.publish.ledger import ledger_to_json
from citewell.question import check_follow_up, check_question
from citewell.web.conversations.models import Conversation, Turn, TurnEvent
from citewell.web.engine import answer_question
from citewell.web.jobs.handlers import handles, when_given_up
from citewell.web.jobs.queue import enqueue

MOST_TURNS = 40


class ConversationFull(BadInput):
    """No question can be added to a conversation."""


def start(question: str, *, audience: Audience, owner: Any = None, now: datetime) -> Turn:
    """Begin a conversation with its first question. Raises BadInput if the question cannot be read."""
    check_question(question)
    with transaction.atomic():
        conversation = Conversation.objects.create(
            owner=owner, expires_at=now + timedelta(days=settings.SITE.question_days)
        )
        return follow_up(conversation, question, audience=audience, now=now)


def follow_up(conversation: Conversation, question: str, *, audience: Audience, now: datetime) -> Turn:
    """Add a question to a conversation. Raises BadInput if it cannot be read, or the conversation is full."""
    check_question(question)
    with transaction.atomic():
        # One at a time: two that were sent at once would take the same number.
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        number = conversation.turns.count() + 1
        if number > MOST_TURNS:
            raise ConversationFull(
                f"A conversation holds {MOST_TURNS} questions. Ask this one anew from the front page."
            )
        if number > 1:
            check_follow_up(question)
        turn = Turn.objects.create(
            conversation=conversation, number=number, question=question.strip(), audience=audience.value
        )
        enqueue("answer", {"turn": turn.pk}, now=now)
    return turn


@handles("answer")
def answer(turn: int) -> None:
    """Answer a turn. What an attempt before this one had told is told again from the start."""
    asked = Turn.objects.select_related("conversation").filter(pk=turn).first()
    if asked is None or asked.is_finished:
        return  # it was deleted while it waited, or an attempt before this one was taken back too early
    asked.events.all().delete()
    Turn.objects.filter(pk=turn).update(state=Turn.State.ANSWERING)
    ledger = answer_question(asked.question, listen=_Teller(asked), previous=asked.before)
    Turn.objects.filter(pk=turn).update(
        state=Turn.State.DONE,
        outcome=ledger.draft.outcome.value,
        content=ledger_to_json(ledger),
        finished_at=timezone.now(),
    )


@when_given_up("answer")
def give_up(turn: int, error: str) -> None:
    """Tell the reader that there will be no answer, and why."""
    Turn.objects.filter(pk=turn).update(state=Turn.State.FAILED, error=error[:500], finished_at=timezone.now())


@handles("forget_questions", every=timedelta(hours=1))
def forget_questions() -> None:
    """Delete the conversations whose time is over. An article that came of one stays."""
    Conversation.objects.filter(expires_at__lt=timezone.now()).delete()


class _Teller:
    """Writes the events of an answer as they come, numbered from 1."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._number = 0

    def __call__(self, event: Event) -> None:
        self._number += 1
        TurnEvent.objects.create(turn=self._turn, number=self._number, name=event.name, values=event.values)

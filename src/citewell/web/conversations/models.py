"""Conversations, their turns, and the events of an answer on its way."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from citewell.model.ledger import Ledger
from citewell.publish.ledger import ledger_from_json


def _secret() -> str:
    return secrets.token_urlsafe(16)


class Conversation(models.Model):
    """Questions that follow from each other. Its address is a secret: who holds it may read and go on."""

    key = models.CharField(max_length=32, unique=True, default=_secret)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"conversation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("conversation", args=[self.key])


class Turn(models.Model):
    """One question and its answer."""

    class State(models.TextChoices):
        WAITING = "waiting"
        ANSWERING = "answering"
        DONE = "done"
        FAILED = "failed"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveIntegerField()
    question = models.CharField(max_length=2_000)
    audience = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    outcome = models.CharField(max_length=30, blank=True)
    content = models.JSONField(null=True, blank=True)
    error = models.CharField(max_length=500, blank=True)
    article = models.ForeignKey("articles.Article", null=True, blank=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "number"], name="one_turn_a_number")]

    def __str__(self) -> str:
        return f"turn {self.number}"

    @property
    def before(self) -> list[str]:
        """The questions asked before in the same conversation, in their order."""
        earlier = self.conversation.turns.filter(number__lt=self.number)
        return list(earlier.values_list("question", flat=True))

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def ledger(self) -> Ledger | None:
        return ledger_from_json(self.content) if self.content else None


class TurnEvent(models.Model):
    """What happened on the way to an answer, numbered from 1, so that a lost connection can go on where it was."""

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=30)
    values = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["turn", "number"], name="one_event_a_number")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

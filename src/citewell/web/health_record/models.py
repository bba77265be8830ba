"""Cards that were shown, and what became of them. Nothing of a patient or a user is in them."""

from __future__ import annotations

from django.db import models


class ShownCard(models.Model):
    """A card by the id under which feedback comes. `outcome` is empty until it does."""

    uuid = models.UUIDField(unique=True)
    service = models.CharField(max_length=60)
    article = models.ForeignKey("articles.Article", null=True, on_delete=models.CASCADE)
    shown_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"card {self.uuid}"
